"""统计分析: the month-end snapshots of a district's year, and each as the dashboard of its day."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.models import District
from districts.permissions import reach
from progress.figures import RuleFigures
from reporting.dashboards import dashboard, past_of
from reporting.dashboards.tables import dashboard_tables
from reporting.exports import asks_for_xlsx, download
from reporting.models import Snapshot
from reporting.snapshot_filters import SnapshotFilter
from reporting.snapshot_pages import in_bands, strip_of, year_of_snapshots
from reporting.snapshot_tables import corrections_table, months_tables, tasks_table
from reporting.tallies import count
from tasklists.models import Task
from tasklists.scope import follow

PAGE = 300
FEW = 50  # corrections on the page; the table that is handed out has all of them


@require_safe
def snapshots(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """By list, each month; above it all lists together over the months."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    follow(request, district.pk, year)
    reads_all = _reads_all(request, district.pk)
    found = year_of_snapshots(district.pk, year, request.user, reads_all=reads_all)
    if asks_for_xlsx(request):
        name = _("%(district)s%(year)s年月末快照") % {"district": district, "year": year}
        return download(request, name, *months_tables(name, found))
    page = {"district": district, "year": year, "found": found, "reads_all": reads_all}
    return render(request, "reporting/snapshots/snapshots.html", page)


@require_safe
def show_snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """The dashboard of the snapshot's day."""
    snapshot = _snapshot(request, pk)
    reads_all = _reads_all(request, snapshot.district_id)
    own = None if reads_all else frozenset(_readable(request, snapshot).values_list("task_pk", flat=True))
    rows = [row for row in snapshot.corrections if own is None or row["pk"] is None or row["pk"] in own]
    rows_at = reverse("snapshot_tasks", args=[pk])
    task_list = snapshot.task_list
    past = past_of(
        {task_list.pk},
        snapshot.district_id,
        task_list.year,
        request.user,
        snapshot.day,
        snapshot.title,
        snapshot.month,
    )
    shown = dashboard(
        snapshot.states(at_length=False),
        snapshot.day,
        rows_at if reads_all else "",
        own,
        year=task_list.year,
        past=past,
        asked=request.GET.dict(),
    )
    if asks_for_xlsx(request):
        tables = dashboard_tables(str(snapshot), shown)
        tables += [corrections_table(snapshot, rows)] if rows else []
        return download(request, str(snapshot), *tables)
    page = _page(snapshot) | {
        "dashboard": shown,
        "corrections": rows[:FEW],
        "corrected": len(rows),
        "rows_of_day": rows_at,
        "reads_all": reads_all,
    }
    return render(request, "reporting/snapshots/snapshot.html", page)


@require_safe
def snapshot_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The tasks as they stood: where the numbers of that day lead."""
    snapshot = _snapshot(request, pk)
    readable = _readable(request, snapshot).order_by("position", "id")
    states = [row.frozen() for row in readable]
    filters = SnapshotFilter(request.GET, states, snapshot.day)
    found = filters.narrow(states)
    if asks_for_xlsx(request):
        return download(request, str(snapshot), tasks_table(snapshot, found, filters.words()))
    paged = Paginator(found, PAGE).get_page(request.GET.get("page"))
    tasks = Task.objects.visible_to(request.user).filter(pk__in=[state.pk for state in paged])
    rows_at = reverse("snapshot_tasks", args=[pk])
    page = _page(snapshot) | {
        "filters": filters,
        "strip": strip_of(count(states, snapshot.day), rows_at),
        "rows": list(in_bands(paged)),
        "paged": paged,
        "still_there": frozenset(tasks.values_list("pk", flat=True)),
        "crumbs": [*_page(snapshot)["crumbs"], (snapshot.label, reverse("snapshot", args=[pk]))],
    }
    return render(request, "reporting/snapshots/tasks.html", page)


def _snapshot(request: HttpRequest, pk: int) -> Snapshot:
    shown = Snapshot.objects.visible_to(request.user)
    related = shown.select_related("task_list", "district", "period", "rule_version__rule_set")
    snapshot = get_object_or_404(related, pk=pk)
    follow(request, snapshot.district_id, snapshot.task_list.year)
    return snapshot


def _readable(request: HttpRequest, snapshot: Snapshot) -> Any:
    return snapshot.tasks.visible_to(request.user)


def _reads_all(request: HttpRequest, district_id: int) -> bool:
    """Whether the person may open every row of the district, or only those that concern their town."""
    held = reach(request.user)
    return held.everything or district_id in held.whole_districts


def _page(snapshot: Snapshot) -> dict[str, Any]:
    year = snapshot.task_list.year
    at = reverse("snapshots", args=[snapshot.district_id, year])
    return {
        "snapshot": snapshot,
        "year": year,
        "rules": RuleFigures.from_json(snapshot.rules),
        "crumbs": [
            (_("统计分析"), reverse("district_dashboard", args=[snapshot.district_id, year])),
            (_("月末快照"), at),
        ],
    }
