"""统计分析: how a list, or a district's year, stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.models import District
from districts.permissions import LEADER, reach
from reporting.dashboards import dashboard, past_of
from reporting.live import states_of
from supervision.instructions import open_instructions
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
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    follow(request, district.pk, year)
    lists = TaskList.objects.visible_to(request.user).filter(district=district, year=year, state="issued")
    tasks = Task.objects.counted_for(request.user).filter(task_list__in=lists)
    rows_at = reverse("district_tasks", args=[district.pk, year])
    figures = _figures(request, tasks, district.pk, year, rows_at)
    page = {"district": district, "year": year, "rows_at": rows_at} | figures
    page |= _instructions(request, district.pk)
    return render(request, "reporting/district_dashboard.html", page)


@require_safe
def list_dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    shown = TaskList.objects.visible_to(request.user).select_related("district")
    task_list = get_object_or_404(shown, pk=pk)
    follow(request, task_list.district_id, task_list.year)
    tasks = Task.objects.filter(task_list=task_list)
    tasks = tasks.visible_to(request.user) if _reads_all(request, task_list.district_id) else tasks
    rows_at = reverse("list", args=[task_list.pk])
    figures = _figures(request, tasks, task_list.district_id, task_list.year, rows_at, title=task_list.title)
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


def _instructions(request: HttpRequest, district_id: int, task_list: int | None = None) -> dict[str, Any]:
    """What leadership asked and is not closed, and whether the reader may ask more."""
    user: Any = request.user
    return {
        "open_instructions": open_instructions(user, district_id, timezone.localdate(), task_list=task_list),
        "may_instruct": LEADER in reach(user).roles_in(district_id),
    }


def _figures(
    request: HttpRequest, tasks: TaskQuerySet, district_id: int, year: int, rows_at: str, title: str = ""
) -> dict[str, Any]:
    """`title` is that of a single list, to find it among those of last year."""
    today = timezone.localdate()
    readable: frozenset[Any] | None = None
    if not _reads_all(request, district_id):
        readable, rows_at = frozenset(tasks.visible_to(request.user).values_list("pk", flat=True)), ""
    states = states_of(tasks, today, with_milestones=True)
    lists = {state.list_pk for state in states}
    past = past_of(lists, district_id, year, request.user, today, title)
    asked = request.GET.dict()
    return {
        "dashboard": dashboard(states, today, rows_at, readable, year=year, past=past, asked=asked),
        "open_instructions": open_instructions(request.user, district_id, today),
    }
