"""Districts, their lists, and a list with its tasks (台账)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.models import District
from districts.permissions import Action, allowed, reach
from reporting.exports import asks_for_xlsx, download
from reporting.overview import districts_with_lights, lists_with_lights
from reporting.register import register
from reporting.tables import districts_table, lists_table, register_table
from reporting.way_back import remember_filters
from tasklists.models import Task, TaskList
from tasklists.scope import follow


@require_safe
def districts(request: HttpRequest) -> HttpResponse:
    """The districts a person may see, a row each."""
    shown = District.objects.visible_to(request.user)
    rows = districts_with_lights(shown, request.user, timezone.localdate())
    if asks_for_xlsx(request):
        return download(request, _("各区一览"), districts_table(rows))
    return render(request, "reporting/districts.html", {"rows": rows})


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """A row a year and list."""
    shown = TaskList.objects.visible_to(request.user).select_related("district")
    rows = lists_with_lights(shown, request.user, timezone.localdate())
    if asks_for_xlsx(request):
        return download(request, _("任务清单"), lists_table(rows))
    several = len({row.task_list.district_id for row in rows}) > 1
    held = reach(request.user)
    page = {
        "rows": rows,
        "several_districts": several,
        "may_import": held.everything or bool(held.office_districts),
    }
    return render(request, "reporting/lists.html", page)


@require_safe
def show_list(request: HttpRequest, pk: int) -> HttpResponse:
    shown = TaskList.objects.visible_to(request.user).select_related("district")
    task_list = get_object_or_404(shown, pk=pk)
    follow(request, task_list.district_id, task_list.year)
    tasks = Task.objects.visible_to(request.user).filter(task_list=task_list)
    full = request.GET.get("view") == "full"
    whole = asks_for_xlsx(request)
    found = register(request.GET, tasks, [task_list], timezone.localdate(), full=full, whole=whole)
    if whole:
        title = _("%(list)s台账") % {"list": task_list}
        return download(request, title, register_table(title, found, timezone.localdate()))
    remember_filters(request, task_list)
    page = {
        "task_list": task_list,
        "register": found,
        "may_edit": allowed(request.user, Action.EDIT, task_list),
        "crumbs": [(_("任务清单"), reverse("lists"))],
    }
    return render(request, "reporting/list.html", page)


@require_safe
def district_tasks(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """The tasks of all issued lists of the year: where the district's dashboard leads."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    follow(request, district.pk, year)
    issued = list(
        TaskList.objects.visible_to(request.user).filter(district=district, year=year, state="issued")
    )
    tasks = Task.objects.visible_to(request.user).filter(task_list__in=issued)
    whole = asks_for_xlsx(request)
    found = register(request.GET, tasks, issued, timezone.localdate(), whole=whole)
    if whole:
        title = _("%(year)s年%(district)s任务台账") % {"year": year, "district": district}
        return download(request, title, register_table(title, found, timezone.localdate()))
    page = {
        "district": district,
        "year": year,
        "register": found,
        "may_edit": allowed(request.user, Action.EDIT, district),
        "crumbs": [(_("统计分析"), reverse("district_dashboard", args=[district.pk, year]))],
    }
    return render(request, "reporting/district_tasks.html", page)
