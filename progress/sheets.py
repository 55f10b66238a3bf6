"""What a department or a town has to fill in now: one row a task or quota, in a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from districts.joined import Below, read_with
from districts.models import Department, Town
from progress.deadlines import has_begun_in
from progress.judged import lit_tasks
from progress.locks import lock_reason, reopening_of
from progress.models import (
    Completion,
    MilestoneMark,
    ProgressReport,
    QuotaReport,
    Reopening,
    ReportingPeriod,
    ReportState,
)
from progress.rulebook import rules_on
from progress.told import Stated, Told, last_key, told_on, with_last
from progress.town_sums import TownSum, town_sums
from tasklists.models import Assignment, Indicator, Milestone, Quota, QuotaPartner, Task

ACTING = ("lead", "responsible")
EMPTY = "empty"  # the state of a row that nobody has begun
TASK_KEY, QUOTA_KEY = "t{}p{}", "q{}p{}"  # a row in the page: of a task or quota, in a period
WAITING = (EMPTY, ReportState.DRAFT, ReportState.RETURNED)


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
        """Waits for the department: not handed in, not locked, and not of work that begins later, which
        may be reported but need not."""
        waits = self.state in WAITING and not self.lock
        return waits and (self.report is not None or has_begun_in(self.task, self.period))


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
        waits = self.state in WAITING and not self.lock
        return waits and (self.report is not None or has_begun_in(self.quota.indicator.task, self.period))

    @property
    def shared_with(self) -> list[Town]:
        """The other towns; of a quota of `quotas_of`."""
        towns = [self.quota.town, *(partner.town for partner in self.quota.held_partners)]
        return [town for town in towns if town.pk != self.town.pk]


def periods_to_fill(body: Department | Town, today: datetime.date) -> list[ReportingPeriod]:
    """Periods of issued lists in which the body can write: open, opened again for it, or with a report
    that came back; with their reopenings, in one query."""
    key = "department" if isinstance(body, Department) else "town"
    again = Reopening.objects.filter(
        period=OuterRef("pk"), opened_on__lte=today, until__gte=today, **{key: body}
    )
    if isinstance(body, Department):
        returned: QuerySet = ProgressReport.objects.filter(department=body)
    else:
        returned = QuotaReport.objects.of_towns([body.pk])
    came_back = returned.filter(period=OuterRef("pk"), state=ReportState.RETURNED)
    periods = ReportingPeriod.objects.filter(
        Q(opens_on__lte=today, closes_on__gte=today) | Exists(again) | Exists(came_back),
        district=body.district_id,
        task_list__state="issued",
    )
    in_order = periods.select_related("task_list").order_by("closes_on", "task_list_id")
    return read_with(in_order, Below("reopenings"))


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
    *,
    task: Task | None = None,
    whole: bool = False,
) -> list[TaskRow]:
    """A row a task and period; of a period that is over only those that came back or are open again.
    `task`: all rows of this task, and no others. `whole`: with what only the whole form of a task
    shows, its milestones and files."""
    periods = list(periods)
    tasks = _tasks(department, periods, today, task)
    sums = town_sums((indicator for row in tasks for indicator in row.indicators.all()), periods)
    told = told_on(department, tasks, periods)
    met = _fetch_whole(tasks, told) if whole else set()
    rows = []
    for period in periods:
        again = reopening_of(period, department, today) if period.is_over(today) else None
        for row_task in tasks:
            if row_task.task_list_id != period.task_list_id:
                continue
            row_task.task_list = period.task_list
            report = told.now.get((row_task.pk, period.pk))
            lock = lock_reason(period, department, today, report)
            if lock and period.is_over(today) and task is None and not report:
                continue
            due = [m for m in row_task.milestones.all() if _asks(m, period, met)] if whole else []
            before = told.last.get(last_key(row_task, period) or 0)
            others = told.stated.get((row_task.pk, period.pk), {})
            rows.append(
                TaskRow(
                    row_task, department, period, report, before, lock, due, sums[period.pk], others, again
                )
            )
    return rows


def _tasks(
    department: Department, periods: list[ReportingPeriod], today: datetime.date, task: Task | None
) -> list[Task]:
    """The tasks with their lights and indicators."""
    held = Task.objects.filter(pk=task.pk) if task else tasks_of(department, today)
    of_lists = held.filter(task_list__in={period.task_list_id for period in periods})
    reports = ProgressReport.objects.filter(task=OuterRef("pk"), department=department)
    lit = lit_tasks(of_lists, today, rules_on(today, [department.district_id]))
    return list(
        with_last(lit, reports, periods).prefetch_related(
            Prefetch("indicators", Indicator.objects.order_by("position", "id"))
        )
    )


def _fetch_whole(tasks: list[Task], told: Told) -> set[tuple[int, str]]:
    """Milestones of the tasks, marks and files of the reports; four queries. The milestones that are
    met, as task and period."""
    prefetch_related_objects(tasks, "milestones")
    prefetch_related_objects(list(told.now.values()), "milestone_marks", "evidence")
    marks = MilestoneMark.objects.filter(report__task__in=tasks, report__state="approved", met=True)
    return set(marks.values_list("report__task_id", "milestone_period"))


def _asks(milestone: Milestone, period: ReportingPeriod, met: set[tuple[int, str]]) -> bool:
    """A milestone without a figure that is due and not yet met."""
    return (
        milestone.percent is None
        and milestone.value is None
        and bool(milestone.text)
        and milestone.due <= period.ends_on
        and (milestone.task_id, milestone.period) not in met
    )


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
        .select_related("town", "indicator__task")
        .prefetch_related(Prefetch("partners", QuotaPartner.objects.select_related("town"), "held_partners"))
        .order_by("indicator__task__task_list_id", "indicator__task__position", "indicator__position", "id")
    )


def quota_rows(town: Town, periods: Iterable[ReportingPeriod], today: datetime.date) -> list[QuotaRow]:
    """A row a quota and period."""
    periods = list(periods)
    of_quota = QuotaReport.objects.filter(quota=OuterRef("pk"))
    of_lists = quotas_of(town, today).filter(
        indicator__task__task_list__in={period.task_list_id for period in periods}
    )
    held = list(with_last(of_lists, of_quota, periods))
    found = QuotaReport.objects.filter(quota__in=held, period__in=periods).select_related("edited_by")
    reports = {(report.quota_id, report.period_id): report for report in found.order_by()}
    last = QuotaReport.objects.order_by().in_bulk(
        {last_key(quota, period) for quota in held for period in periods} - {None}
    )
    return list(_quota_rows(town, periods, held, reports, last, today))


def _quota_rows(
    town: Town,
    periods: list[ReportingPeriod],
    quotas: list[Quota],
    reports: dict[tuple[int, int], QuotaReport],
    last: dict[int, QuotaReport],
    today: datetime.date,
) -> Iterator[QuotaRow]:
    for period in periods:
        again = reopening_of(period, town, today) if period.is_over(today) else None
        for quota in quotas:
            if quota.indicator.task.task_list_id != period.task_list_id:
                continue
            quota.indicator.task.task_list = period.task_list
            report = reports.get((quota.pk, period.pk))
            if report:
                report.quota, report.period = quota, period
                if report.town_id == town.pk:
                    report.town = town
            lock = lock_reason(period, town, today, report)
            if lock and period.is_over(today) and not report:
                continue
            before = last.get(last_key(quota, period) or 0)
            yield QuotaRow(quota, town, period, report, before, lock, again)
