"""Where the tab 进展填报 leads: to the desk of the person's role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from districts.permissions import OFFICE, reach
from progress.sheets import periods_to_fill
from tasklists.scope import scope_of


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """One desk: straight to it. Several: a page to choose from."""
    here = scope_of(request).here
    held = [m for m in reach(request.user).memberships if here and m.district_id == here.district_id]
    if here and any(m.role == OFFICE for m in held):
        return redirect("progress_office", here.district_id, here.year)
    desks = {(m.department_id, m.town_id): m for m in held if m.department_id or m.town_id}
    if len(desks) == 1:
        (member,) = desks.values()
        if member.department_id:
            return redirect("progress_department", member.department_id)
        return redirect("progress_town", member.town_id)
    today = timezone.localdate()
    rows = [(m, len(periods_to_fill(m.department or m.town, today))) for m in desks.values()]
    return render(request, "progress/landing.html", {"desks": rows})
