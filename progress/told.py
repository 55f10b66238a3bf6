"""What was reported on a department's tasks, as its sheet shows it: now, last time, and by others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, Subquery

from districts.joined import Below, read_with
from districts.models import Department
from progress.models import ProgressReport, ReportingPeriod
from progress.town_sums import COUNTED
from tasklists.models import Task

M = TypeVar("M", bound=Model)
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
    `last`: what it handed in before them, by key; `stated`: the others' figures, by indicator (None: the
    percentage)."""

    now: dict[Key, ProgressReport]
    last: dict[int, ProgressReport]
    stated: dict[Key, dict[int | None, Stated]]


def told_on(department: Department, tasks: Sequence[Task], periods: Sequence[ReportingPeriod]) -> Told:
    """One query. `tasks` know their last reports (`with_last`)."""
    by_id = {period.pk: period for period in periods}
    last = {last_key(task, period) for task in tasks for period in periods}
    now, own = Q(period__in=periods), Q(department=department)
    wanted = (now & own) | Q(pk__in=last - {None}) | (now & ~own & Q(state__in=COUNTED))
    reports = ProgressReport.objects.filter(wanted, task__in=tasks).order_by("id")
    told = Told({}, {}, {})
    for report in read_with(reports.select_related("edited_by", "department", "period"), Below("figures")):
        key = report.task_id, report.period_id
        if report.department_id != department.pk:
            _state(report, told.stated.setdefault(key, {}))
            continue
        report.department = department
        if report.period_id in by_id:
            report.period = by_id[report.period_id]
            told.now[key] = report
        if report.pk in last:
            told.last[report.pk] = report
    return told


def _state(report: ProgressReport, held: dict[int | None, Stated]) -> None:
    for figure in report.figures.all():
        if figure.value is not None or figure.met is not None:
            held[figure.indicator_id] = Stated(report.department, figure.value, figure.met)
    if report.percent_bp is not None:
        held[None] = Stated(report.department, Decimal(report.percent_bp) / 100)


def with_last(rows: QuerySet[M], reports: Any, periods: Iterable[ReportingPeriod]) -> QuerySet[M]:
    """The rows (tasks, quotas), each knowing which of its `reports` was handed in last before each of the
    periods closes. `reports` are those of a row, as an `OuterRef` says."""
    days = {period.closes_on for period in periods}
    last = {_name(day): Subquery(reports.handed_in_before(day).values("pk")[:1]) for day in days}
    return rows.annotate(**last)


def last_key(row: Model, period: ReportingPeriod) -> int | None:
    """Of a row of `with_last`: the key of the report; None where nothing was handed in."""
    found: int | None = getattr(row, _name(period.closes_on))
    return found


def _name(day: datetime.date) -> str:
    return f"last_before_{day:%Y%m%d}"
