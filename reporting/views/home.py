"""工作台: what waits for this person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.desk import desk
from reporting.waiting import Place
from tasklists.scope import scope_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    here = scope_of(request).here
    if here is None:
        return render(request, "reporting/home.html", {"desk": None})
    place = Place(request.user, here.district_id, here.year, timezone.localdate())
    return render(request, "reporting/home.html", {"desk": desk(place), "today": place.today})
