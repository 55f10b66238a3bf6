"""What a body has still to report: what waits in its sheet, without reading all that the sheet shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q

from districts.models import Department, Town
from progress.deadlines import has_begun_in
from progress.locks import lock_reason, reopening_of
from progress.models import ProgressReport, QuotaReport, Reopening, ReportingPeriod, ReportState
from progress.sheets import EMPTY, QUOTA_KEY, TASK_KEY, WAITING, periods_to_fill, quotas_of, tasks_of
from tasklists.models import Task

REPORTED = ("held__period", "held__state", "held__return_reason")


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A row of the sheet that waits for the body. `came_back` is the reason why the office returned it,
    None where it did not."""

    number: str  # of the task, and its title
    title: str
    key: str  # of the row in the sheet
    period: ReportingPeriod
    came_back: str | None
    reopening: Reopening | None  # of the closed period, for the body

    @property
    def task(self) -> str:
        return str(Task(number=self.number, title=self.title))


@dataclass(frozen=True, slots=True)
class _Promise:
    """What a row is about: a task or a quota. `reports`: state and reason of return by period."""

    pk: int
    list_id: int
    number: str
    title: str
    starts_on: datetime.date | None
    reports: dict[int, tuple[str, str]]

    def has_begun_in(self, period: ReportingPeriod) -> bool:
        return has_begun_in(Task(starts_on=self.starts_on, task_list=period.task_list), period)


def outstanding(body: Department | Town, today: datetime.date) -> list[Outstanding]:
    """In the order of the sheet; two queries."""
    periods = periods_to_fill(body, today)
    if isinstance(body, Department):
        promises, key = _tasks(body, periods, today), TASK_KEY
    else:
        promises, key = _quotas(body, periods, today), QUOTA_KEY
    found = []
    for period in periods:
        again = reopening_of(period, body, today) if period.is_over(today) else None
        waiting = _waiting_states(period, body, today)
        for promise in promises:
            state, reason = promise.reports.get(period.pk, (EMPTY, ""))
            if promise.list_id != period.task_list_id or state not in waiting:
                continue
            if state != EMPTY or promise.has_begun_in(period):
                came_back = reason if state == ReportState.RETURNED else None
                row = key.format(promise.pk, period.pk)
                found.append(Outstanding(promise.number, promise.title, row, period, came_back, again))
    return found


def _waiting_states(period: ReportingPeriod, body: Department | Town, today: datetime.date) -> frozenset[str]:
    """The states in which a row of the period waits for the body now."""
    model = ProgressReport if isinstance(body, Department) else QuotaReport
    return frozenset(
        state
        for state in WAITING
        if not lock_reason(period, body, today, None if state == EMPTY else model(state=state))
    )


def _tasks(department: Department, periods: list[ReportingPeriod], today: datetime.date) -> list[_Promise]:
    """The department's tasks with its reports; one query."""
    condition = Q(reports__department=department, reports__period__in=periods)
    tasks = tasks_of(department, today).filter(task_list__in={period.task_list_id for period in periods})
    reported = tasks.annotate(held=FilteredRelation("reports", condition=condition))
    return _promises(reported.values_list("pk", "task_list", "number", "title", "starts_on", *REPORTED))


def _quotas(town: Town, periods: list[ReportingPeriod], today: datetime.date) -> list[_Promise]:
    """The town's quotas with their reports; one query."""
    condition = Q(reports__period__in=periods)
    lists = {period.task_list_id for period in periods}
    quotas = quotas_of(town, today).filter(indicator__task__task_list__in=lists).prefetch_related(None)
    reported = quotas.annotate(held=FilteredRelation("reports", condition=condition))
    task = "indicator__task__"
    told = (f"{task}{name}" for name in ("task_list", "number", "title", "starts_on"))
    columns = ("pk", *told, *REPORTED)
    return _promises(reported.values_list(*columns))


def _promises(rows: Iterable[tuple]) -> list[_Promise]:
    """One of each key; a row a report."""
    found: dict[int, _Promise] = {}
    for pk, list_id, number, title, starts_on, period_id, state, reason in rows:
        promise = found.get(pk)
        if promise is None:
            promise = found[pk] = _Promise(pk, list_id, number, title, starts_on, {})
        if period_id is not None:
            promise.reports[period_id] = state, reason
    return list(found.values())
