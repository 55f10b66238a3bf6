"""What was reported on a department's tasks, as its sheet shows it: now, last time, and by others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from districts.models import Department
from progress.joined import with_children
from progress.models import ProgressReport, ReportingPeriod
from progress.querysets import HANDED_IN
from progress.town_sums import COUNTED
from tasklists.models import Task

R = TypeVar("R")
Key = tuple[int, int]  # task and period


@dataclass(frozen=True, slots=True)
class Stated:
    """What another department of the task handed in for the period: it need not be typed again."""

    department: Department
    value: Decimal | None  # of the indicator, or percentage points
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Reports with their figures. `now`: the department's own of the periods that are filled in;
    `earlier`: by task what it handed in, latest first; `stated`: the others' figures, by indicator
    (None: the percentage)."""

    now: dict[Key, ProgressReport]
    earlier: dict[int, list[ProgressReport]]
    stated: dict[Key, dict[int | None, Stated]]


def told_on(department: Department, tasks: Sequence[Task], periods: Sequence[ReportingPeriod]) -> Told:
    """One query. Of what was handed in earlier only the last before each of the periods."""
    by_id = {period.pk: period for period in periods}
    told = Told({}, {}, {})
    for report in sorted(_reports(department, tasks, periods), key=lambda r: r.closes_on, reverse=True):
        key = report.task_id, report.period_id
        if report.department_id != department.pk:
            _state(report, told.stated.setdefault(key, {}))
            continue
        report.department = department
        if report.period_id in by_id:
            report.period = by_id[report.period_id]
            told.now[key] = report
        if report.state in HANDED_IN:
            told.earlier.setdefault(report.task_id, []).append(report)
    return told


def _reports(department: Department, tasks: Sequence[Task], periods: Sequence[ReportingPeriod]) -> list[Any]:
    own, now = Q(department=department), Q(period__in=periods)
    of_task = ProgressReport.objects.filter(own, task=OuterRef("pk"))
    last = last_before_each(Task.objects.filter(pk__in=[task.pk for task in tasks]), of_task, periods)
    wanted = (own & now) | last | (now & ~own & Q(state__in=COUNTED))
    reports = ProgressReport.objects.filter(wanted, task__in=tasks).annotate(closes_on=F("period__closes_on"))
    return with_children(
        reports.select_related("edited_by", "department", "period").order_by("id"), "figures"
    )


def _state(report: ProgressReport, held: dict[int | None, Stated]) -> None:
    for figure in report.figures.all():
        if figure.value is not None or figure.met is not None:
            held[figure.indicator_id] = Stated(report.department, figure.value, figure.met)
    if report.percent_bp is not None:
        held[None] = Stated(report.department, Decimal(report.percent_bp) / 100)


def last_before_each(rows: QuerySet[Any], reports: Any, periods: Iterable[ReportingPeriod]) -> Q:
    """To filter reports by: of each of `rows` those handed in last before one of the periods closes.
    `reports` are those of a row, as `OuterRef`s say."""
    found = Q(pk__in=[])
    for day in {period.closes_on for period in periods}:
        last = Subquery(reports.handed_in_before(day).values("pk")[:1])
        found |= Q(pk__in=rows.annotate(last=last).values("last"))
    return found


def last_before(reports: Iterable[R], period: ReportingPeriod) -> R | None:
    """The first of the reports, latest first, whose `closes_on` lies before that of the period."""
    return next((row for row in reports if row.closes_on < period.closes_on), None)  # type: ignore[attr-defined]
