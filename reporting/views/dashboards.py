"""统计分析: how a list, or a district's year, stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.permissions import LEADER, reach
from progress.rulebook import rules_on
from reporting.dashboards import dashboard, past_of
from reporting.dashboards.tables import dashboard_tables
from reporting.exports import asks_for_xlsx, download
from reporting.live import states_of
from reporting.states import TaskState
from supervision.instructions import open_instructions
from tasklists.models import Task, TaskList
from tasklists.querysets import TaskQuerySet
from tasklists.scope import follow, scope_of


@require_safe
def own_dashboard(request: HttpRequest) -> HttpResponse:
    """The dashboard of the district and year that the top bar shows."""
    here = scope_of(request).here
    if here is None:
        return render(request, "reporting/no_dashboard.html")
    return redirect("district_dashboard", here.district_id, here.year)


@require_safe
def district_dashboard(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    district = district_in_scope(request, district_id)
    follow(request, district_id, year)
    lists = TaskList.objects.visible_to(request.user).filter(district=district_id, year=year, state="issued")
    tasks = Task.objects.counted_for(request.user).filter(task_list__in=lists)
    rows_at = reverse("district_tasks", args=[district_id, year])
    figures = _figures(request, tasks, district_id, year, rows_at)
    if asks_for_xlsx(request):
        title = _("%(district)s%(year)s年完成情况") % {"district": district, "year": year}
        return download(request, title, *dashboard_tables(title, figures["dashboard"]))
    page = {"district": district, "district_id": district_id, "year": year, "rows_at": rows_at} | figures
    page |= _instructions(request, district_id, year=year)
    return render(request, "reporting/district_dashboard.html", page)


def district_in_scope(request: HttpRequest, district_id: int) -> str:
    """The name of a district that the person may see, as the top bar has it; else 404."""
    for place in scope_of(request).places:
        if place.district_id == district_id:
            return place.district_name
    raise Http404


@require_safe
def list_dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    shown = TaskList.objects.visible_to(request.user).select_related("district")
    task_list = get_object_or_404(shown, pk=pk)
    follow(request, task_list.district_id, task_list.year)
    tasks = Task.objects.filter(task_list=task_list)
    tasks = tasks.visible_to(request.user) if _reads_all(request, task_list.district_id) else tasks
    rows_at = reverse("list", args=[task_list.pk])
    figures = _figures(request, tasks, task_list.district_id, task_list.year, rows_at, title=task_list.title)
    if asks_for_xlsx(request):
        title = _("%(list)s完成情况") % {"list": task_list}
        return download(request, title, *dashboard_tables(title, figures["dashboard"]))
    page = {
        "task_list": task_list,
        "rows_at": rows_at,
        "crumbs": [(_("任务清单"), reverse("lists")), (str(task_list), rows_at)],
    }
    page |= _instructions(request, task_list.district_id, task_list=task_list.pk)
    return render(request, "reporting/list_dashboard.html", page | figures)


def _reads_all(request: HttpRequest, district_id: int) -> bool:
    """Whether the person may open every row of the district, or only those that concern their town."""
    held = reach(request.user)
    return held.everything or district_id in held.whole_districts


def _instructions(request: HttpRequest, district_id: int, **of: int) -> dict[str, Any]:
    """What leadership asked `of` a year or a list and is not closed, and whether the reader may ask more."""
    user: Any = request.user
    return {
        "open_instructions": open_instructions(user, district_id, timezone.localdate(), **of),
        "may_instruct": LEADER in reach(user).roles_in(district_id),
    }


def _figures(
    request: HttpRequest, tasks: TaskQuerySet, district_id: int, year: int, rows_at: str, title: str = ""
) -> dict[str, Any]:
    """`title` is that of a single list, to find it among those of last year."""
    today = timezone.localdate()
    states = states_of(tasks, today, rules_on(today, {district_id}), with_milestones=True)
    readable: frozenset[int] | None = None
    if not _reads_all(request, district_id):
        readable, rows_at = _concerning(states, reach(request.user).towns), ""
    lists = {state.list_pk for state in states}
    past = past_of(lists, district_id, year, request.user, today, title)
    asked = request.GET.dict()
    return {"dashboard": dashboard(states, today, rows_at, readable, year=year, past=past, asked=asked)}


def _concerning(states: Iterable[TaskState], towns: Collection[int]) -> frozenset[int]:
    """The tasks that town staff may open: what `visible_to` finds, told from the states (as `towns_of`)."""
    return frozenset(state.pk for state in states if any(town.pk in towns for town in state.towns))
