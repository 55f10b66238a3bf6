"""What a department or a town has to fill in now: one row a task or quota, in a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from districts.models import Department, Town
from progress.checks import is_reported_by_towns
from progress.judged import lit_tasks
from progress.locks import lock_reason, reopening_of
from progress.models import (
    Completion,
    MilestoneMark,
    ProgressReport,
    QuotaReport,
    Reopening,
    ReportFigure,
    ReportingPeriod,
    ReportState,
)
from progress.querysets import HANDED_IN
from progress.rulebook import Rulebook
from tasklists.models import Assignment, Indicator, Milestone, Quota, QuotaPartner, Task

ACTING = ("lead", "responsible")
COUNTED = (ReportState.SUBMITTED, ReportState.APPROVED)
EMPTY = "empty"  # the state of a row that nobody has begun
TASK_KEY, QUOTA_KEY = "t{}p{}", "q{}p{}"  # a row in the page: of a task or quota, in a period
WAITING = (EMPTY, ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class TownSum:
    """What the towns handed in for an indicator: the sum and how many of them reported; `waiting` is
    what of it the office has not yet approved."""

    value: Decimal
    reported: int
    of: int
    waiting: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stated:
    """What another department of the task handed in for the period: it need not be typed again."""

    department: Department
    value: Decimal | None  # of the indicator, or percentage points
    met: bool | None = None


@dataclass(slots=True)
class TaskRow:
    """A task that a department reports on in a period. `last` is its report of an earlier period."""

    task: Task
    department: Department
    period: ReportingPeriod
    report: ProgressReport | None
    last: ProgressReport | None
    lock: str
    milestones: list[Milestone] = field(default_factory=list)
    sums: dict[int, TownSum] = field(default_factory=dict)
    stated: dict[int | None, Stated] = field(default_factory=dict)  # by indicator; None: the percentage
    reopening: Reopening | None = None  # of the closed period, for the department

    @property
    def key(self) -> str:
        return TASK_KEY.format(self.task.pk, self.period.pk)

    @property
    def indicators(self) -> list[Indicator]:
        return list(self.task.indicators.all())

    @property
    def state(self) -> str:
        """A state of the report, or EMPTY."""
        return self.report.state if self.report else EMPTY

    @property
    def is_due(self) -> bool:
        """Waits for the department: not handed in, and not locked."""
        return not self.lock and self.state in WAITING


@dataclass(slots=True)
class QuotaRow:
    """A quota that a town reports on in a period."""

    quota: Quota
    town: Town
    period: ReportingPeriod
    report: QuotaReport | None
    last: QuotaReport | None
    lock: str
    reopening: Reopening | None = None  # of the closed period, for the town

    @property
    def key(self) -> str:
        return QUOTA_KEY.format(self.quota.pk, self.period.pk)

    @property
    def state(self) -> str:
        return self.report.state if self.report else EMPTY

    @property
    def is_due(self) -> bool:
        return not self.lock and self.state in WAITING

    @property
    def shared_with(self) -> list[Town]:
        towns = [self.quota.town, *(partner.town for partner in self.quota.partners.all())]
        return [town for town in towns if town.pk != self.town.pk]


def periods_to_fill(body: Department | Town, today: datetime.date) -> QuerySet[ReportingPeriod]:
    """Periods of issued lists in which the body can write: open, opened again for it, or with a report
    that came back."""
    key = "department" if isinstance(body, Department) else "town"
    again = Reopening.objects.filter(
        period=OuterRef("pk"), opened_on__lte=today, until__gte=today, **{key: body}
    )
    if isinstance(body, Department):
        returned: QuerySet = ProgressReport.objects.filter(department=body)
    else:
        returned = QuotaReport.objects.of_towns([body.pk])
    came_back = returned.filter(period=OuterRef("pk"), state=ReportState.RETURNED)
    return (
        ReportingPeriod.objects.filter(
            Q(opens_on__lte=today, closes_on__gte=today) | Exists(again) | Exists(came_back),
            district=body.district_id,
            task_list__state="issued",
        )
        .select_related("task_list")
        .prefetch_related("reopenings")
        .order_by("closes_on", "task_list_id")
    )


def tasks_of(department: Department, today: datetime.date) -> QuerySet[Task]:
    """Open tasks of issued lists on which the department acts."""
    acts = Assignment.objects.filter(task=OuterRef("pk"), department=department, role__in=ACTING)
    closed = Completion.objects.closed_by(today).filter(task=OuterRef("pk"))
    return Task.objects.filter(
        Exists(acts), ~Exists(closed), district=department.district_id, task_list__state="issued"
    ).in_printed_order()


def task_rows(
    department: Department,
    periods: Iterable[ReportingPeriod],
    today: datetime.date,
    rules: Rulebook | None = None,
    task: Task | None = None,
) -> list[TaskRow]:
    """A row a task and period; of a period that is over only those that came back or are open again."""
    periods = list(periods)
    lists = {period.task_list_id for period in periods}
    held = tasks_of(department, today).filter(task_list__in=lists)
    if task:
        held = Task.objects.filter(pk=task.pk)
    tasks = _with_parts(held, today, rules)
    reports = _reports(department, periods)
    last = _last_reports(department, tasks)
    met = _met(tasks)
    sums = town_sums(tasks, periods)
    stated = _stated_by_others(department, tasks, periods)
    rows = []
    for period in periods:
        again = reopening_of(period, department, today) if period.is_over(today) else None
        for row_task in tasks:
            if row_task.task_list_id != period.task_list_id:
                continue
            report = reports.get((row_task.pk, period.pk))
            if report:
                report.task = row_task
            lock = lock_reason(period, department, today, report)
            if lock and period.is_over(today) and task is None and not report:
                continue
            due = [m for m in row_task.milestones.all() if _asks(m, period, met)]
            before = next((r for r in last.get(row_task.pk, ()) if _earlier(r, period)), None)
            others = stated.get((row_task.pk, period.pk), {})
            rows.append(
                TaskRow(
                    row_task, department, period, report, before, lock, due, sums[period.pk], others, again
                )
            )
    return rows


def _with_parts(tasks: QuerySet[Task], today: datetime.date, rules: Rulebook | None) -> list[Task]:
    """The tasks with their lights and all that a row of theirs shows."""
    return list(
        lit_tasks(tasks, today, rules)
        .with_bodies()
        .select_related("task_list", "category", "category__parent")
        .prefetch_related(
            Prefetch("indicators", Indicator.objects.order_by("position", "id").prefetch_related("quotas")),
            "milestones",
        )
    )


def _earlier(report: ProgressReport | QuotaReport, period: ReportingPeriod) -> bool:
    return report.period.closes_on < period.closes_on


def _asks(milestone: Milestone, period: ReportingPeriod, met: set[tuple[int, str]]) -> bool:
    """A milestone without a figure that is due and not yet met."""
    return (
        milestone.percent is None
        and milestone.value is None
        and bool(milestone.text)
        and milestone.due <= period.ends_on
        and (milestone.task_id, milestone.period) not in met
    )


def _reports(department: Department, periods: list[ReportingPeriod]) -> dict[tuple[int, int], ProgressReport]:
    by_id = {period.pk: period for period in periods}
    found = (
        ProgressReport.objects.filter(department=department, period__in=periods)
        .select_related("edited_by", "decided_by")
        .prefetch_related("figures", "milestone_marks", "evidence")
    )
    kept = {}
    for report in found:
        report.period = by_id[report.period_id]
        report.department = department
        kept[report.task_id, report.period_id] = report
    return kept


def _last_reports(department: Department, tasks: list[Task]) -> dict[int, list[ProgressReport]]:
    """Handed-in reports of the tasks, latest first; figures only of the two latest."""
    found = (
        ProgressReport.objects.filter(department=department, task__in=tasks, state__in=HANDED_IN)
        .select_related("period")
        .order_by("task_id", "-period__closes_on")
    )
    latest = {pk: list(group)[:3] for pk, group in groupby(found, key=lambda report: report.task_id)}
    figures: dict[int, list[ReportFigure]] = {}
    wanted = [report.pk for group in latest.values() for report in group]
    for figure in ReportFigure.objects.filter(report__in=wanted):
        figures.setdefault(figure.report_id, []).append(figure)
    for group in latest.values():
        for report in group:
            report._prefetched_objects_cache = {"figures": figures.get(report.pk, [])}  # type: ignore[attr-defined]
    return latest


def _stated_by_others(
    department: Department, tasks: list[Task], periods: list[ReportingPeriod]
) -> dict[tuple[int, int], dict[int | None, Stated]]:
    """By task and period: the figures of the other departments' reports; two queries."""
    others = (
        ProgressReport.objects.filter(task__in=tasks, period__in=periods, state__in=COUNTED)
        .exclude(department=department)
        .select_related("department")
        .prefetch_related("figures")
        .order_by("id")
    )
    found: dict[tuple[int, int], dict[int | None, Stated]] = {}
    for report in others:
        held = found.setdefault((report.task_id, report.period_id), {})
        for figure in report.figures.all():
            if figure.value is not None or figure.met is not None:
                held[figure.indicator_id] = Stated(report.department, figure.value, figure.met)
        if report.percent_bp is not None:
            held[None] = Stated(report.department, Decimal(report.percent_bp) / 100)
    return found


def _met(tasks: list[Task]) -> set[tuple[int, str]]:
    marks = MilestoneMark.objects.filter(report__task__in=tasks, report__state="approved", met=True)
    return set(marks.values_list("report__task_id", "milestone_period"))


def town_sums(tasks: Iterable[Task], periods: Iterable[ReportingPeriod]) -> dict[int, dict[int, TownSum]]:
    """By period and indicator: what the towns handed in last, in that period or before it, added up; one
    query. Expects prefetched indicators and quotas."""
    wanted = {
        indicator.pk: indicator
        for task in tasks
        for indicator in task.indicators.all()
        if is_reported_by_towns(indicator)
    }
    reports = QuotaReport.objects.filter(
        quota__indicator__in=wanted, state__in=COUNTED, value__isnull=False
    ).order_by("period__closes_on", "id")
    rows = list(reports.values_list("period__closes_on", "quota__indicator_id", "quota_id", "value", "state"))
    return {period.pk: _sums_by(period.closes_on, rows, wanted) for period in periods}


def _sums_by(day: datetime.date, rows: Iterable[Any], wanted: dict[int, Indicator]) -> dict[int, TownSum]:
    """Of the reports of periods that close by that day."""
    latest: dict[int, dict[int, tuple[Decimal, str]]] = {}
    for closes_on, indicator_id, quota_id, value, state in rows:
        if closes_on <= day:
            latest.setdefault(indicator_id, {})[quota_id] = value, state
    return {
        pk: TownSum(
            sum((value for value, _state in held.values()), Decimal(0)),
            len(held),
            len(wanted[pk].quotas.all()),
            sum((value for value, state in held.values() if state == ReportState.SUBMITTED), Decimal(0)),
        )
        for pk, held in latest.items()
    }


def quotas_of(town: Town, today: datetime.date) -> QuerySet[Quota]:
    """The town's quotas, shared ones included, in every issued list; not of closed tasks."""
    shared = QuotaPartner.objects.filter(quota=OuterRef("pk"), town=town)
    closed = Completion.objects.closed_by(today).filter(task=OuterRef("indicator__task"))
    return (
        Quota.objects.filter(
            Q(town=town) | Exists(shared),
            ~Exists(closed),
            district=town.district_id,
            indicator__task__task_list__state="issued",
        )
        .select_related("town", "indicator__task__task_list", "indicator__task__category")
        .prefetch_related(Prefetch("partners", QuotaPartner.objects.select_related("town")))
        .order_by("indicator__task__task_list_id", "indicator__task__position", "indicator__position", "id")
    )


def quota_rows(
    town: Town,
    periods: Iterable[ReportingPeriod],
    today: datetime.date,
    quotas: QuerySet[Quota] | None = None,
) -> list[QuotaRow]:
    """A row a quota and period."""
    periods = list(periods)
    quotas = quotas_of(town, today) if quotas is None else quotas
    held = list(quotas.filter(indicator__task__task_list__in={p.task_list_id for p in periods}))
    by_id = {period.pk: period for period in periods}
    reports = {}
    found = QuotaReport.objects.filter(quota__in=held, period__in=periods)
    for report in found.select_related("edited_by", "decided_by", "town"):
        report.period = by_id[report.period_id]
        reports[report.quota_id, report.period_id] = report
    last = _last_quota_reports(held)
    return list(_quota_rows(town, periods, held, reports, last, today))


def _quota_rows(
    town: Town,
    periods: list[ReportingPeriod],
    quotas: list[Quota],
    reports: dict[tuple[int, int], QuotaReport],
    last: dict[int, list[QuotaReport]],
    today: datetime.date,
) -> Iterator[QuotaRow]:
    for period in periods:
        again = reopening_of(period, town, today) if period.is_over(today) else None
        for quota in quotas:
            if quota.indicator.task.task_list_id != period.task_list_id:
                continue
            report = reports.get((quota.pk, period.pk))
            if report:
                report.quota = quota
            lock = lock_reason(period, town, today, report)
            if lock and period.is_over(today) and not report:
                continue
            before = next((r for r in last.get(quota.pk, ()) if _earlier(r, period)), None)
            yield QuotaRow(quota, town, period, report, before, lock, again)


def _last_quota_reports(quotas: list[Quota]) -> dict[int, list[QuotaReport]]:
    found = (
        QuotaReport.objects.filter(quota__in=quotas, state__in=HANDED_IN)
        .select_related("period")
        .order_by("quota_id", "-period__closes_on")
    )
    return {pk: list(group)[:3] for pk, group in groupby(found, key=lambda report: report.quota_id)}
