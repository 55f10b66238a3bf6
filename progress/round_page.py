"""How a round stands: by department and by town, who has reported, who is late, what waits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from districts.models import Department, Town
from progress.locks import reopening_of
from progress.models import (
    Completion,
    ProgressReport,
    QuotaReport,
    Reopening,
    ReportingPeriod,
    ReportState,
)
from progress.steps_taken import Stood, stood_on
from tasklists.models import Assignment, Quota, QuotaPartner

ACTING = ("lead", "responsible")


@dataclass(slots=True)
class BodyState:
    """What a body owes in the period, and in which state its reports are."""

    body: Department | Town
    owed: int = 0
    states: dict[str, int] = field(default_factory=dict)
    late: int = 0  # handed in after the closing day
    reminded_on: datetime.date | None = None  # as its page says, where it asks (`reminders`)
    reopening: Reopening | None = None  # by which it can write on this day, though the period is closed

    @property
    def key(self) -> str:
        return f"{'d' if isinstance(self.body, Department) else 't'}{self.body.pk}"

    @property
    def handed_in(self) -> int:
        return self.states.get(ReportState.SUBMITTED, 0) + self.states.get(ReportState.APPROVED, 0)

    @property
    def approved(self) -> int:
        return self.states.get(ReportState.APPROVED, 0)

    @property
    def waiting(self) -> int:
        return self.states.get(ReportState.SUBMITTED, 0)

    @property
    def returned(self) -> int:
        return self.states.get(ReportState.RETURNED, 0)

    @property
    def missing(self) -> int:
        """Not handed in: empty, drafted or returned."""
        return self.owed - self.handed_in

    @property
    def is_complete(self) -> bool:
        return self.missing <= 0


@dataclass(frozen=True, slots=True)
class RoundState:
    period: ReportingPeriod
    departments: list[BodyState]
    towns: list[BodyState]

    @property
    def bodies(self) -> list[BodyState]:
        return [*self.departments, *self.towns]

    @property
    def owing(self) -> list[Department | Town]:
        return [body.body for body in self.bodies if body.owed]

    def total(self, name: str) -> int:
        return sum(getattr(body, name) for body in self.bodies)

    @property
    def owed(self) -> int:
        return self.total("owed")

    @property
    def handed_in(self) -> int:
        return self.total("handed_in")

    @property
    def waiting(self) -> int:
        return self.total("waiting")

    @property
    def returned(self) -> int:
        return self.total("returned")

    @property
    def late(self) -> int:
        return self.total("late")

    @property
    def missing(self) -> int:
        return self.total("missing")


def reports_in(period: ReportingPeriod) -> int:
    """How many reports, drafts too, departments and towns have begun in the period."""
    models = (ProgressReport, QuotaReport)
    return sum(model.objects.filter(period=period).count() for model in models)


def state_of_round(
    period: ReportingPeriod, today: datetime.date, *, handed_in_by: datetime.date | None = None
) -> RoundState:
    return states_of_rounds([period], today, handed_in_by=handed_in_by)[0]


def states_of_rounds(
    periods: Iterable[ReportingPeriod],
    today: datetime.date,
    *,
    handed_in_by: datetime.date | None = None,
) -> list[RoundState]:
    """How each stands, for periods of different lists; eight queries, however many they are. What is
    owed is that of today, in a period that is over that of its closing day: what is completed later was
    owed all the same. `handed_in_by` counts the reports as they were on that day (`steps_taken`); four
    queries a period more.
    """
    periods = list(periods)
    prefetch_related_objects(periods, "reopenings")
    by_list = {period.task_list_id: period for period in periods}
    departments = _departments(by_list, today, handed_in_by)
    towns = _towns(by_list, today, handed_in_by)
    return [
        RoundState(period, departments[period.task_list_id], towns[period.task_list_id]) for period in periods
    ]


def _still_owed(
    rows: QuerySet, task: str, periods: dict[int, ReportingPeriod], today: datetime.date
) -> QuerySet:
    """Rows of the periods' lists whose task was not closed by the day that counts; `task` is the path."""
    lists_by_day: dict[datetime.date, list[int]] = {}
    for list_id, period in periods.items():
        lists_by_day.setdefault(min(today, period.closes_on), []).append(list_id)
    owing = Q()
    for day, lists in lists_by_day.items():
        closed = Completion.objects.closed_by(day).filter(task=OuterRef(task))
        owing |= Q(~Exists(closed), **{f"{task}__task_list__in": lists})
    return rows.filter(owing) if lists_by_day else rows.none()


Owed = dict[int, dict[int, set[int]]]  # list → row that is reported (task, quota) → bodies that owe it


def _departments(
    periods: dict[int, ReportingPeriod], today: datetime.date, handed_in_by: datetime.date | None
) -> dict[int, list[BodyState]]:
    owed: Owed = {list_id: {} for list_id in periods}
    acting = Assignment.objects.filter(role__in=ACTING, department__isnull=False)
    assignments = _still_owed(acting, "task", periods, today)
    for list_id, task, department in assignments.values_list(
        "task__task_list_id", "task_id", "department_id"
    ):
        owed[list_id].setdefault(task, set()).add(department)
    reports = ProgressReport.objects.filter(period__in=periods.values())
    stood = _stood(reports, periods, handed_in_by)
    rows = reports.values_list(
        "pk", "period__task_list_id", "task_id", "department_id", "state", "submitted_on"
    )
    handed = [
        (list_id, task, {department}, *stood.get(pk, rest)) for pk, list_id, task, department, *rest in rows
    ]
    return _states(Department, owed, handed, periods, today)


def _towns(
    periods: dict[int, ReportingPeriod], today: datetime.date, handed_in_by: datetime.date | None
) -> dict[int, list[BodyState]]:
    quotas = _still_owed(Quota.objects.all(), "indicator__task", periods, today)
    owed: Owed = {list_id: {} for list_id in periods}
    for list_id, quota, town in quotas.values_list("indicator__task__task_list_id", "pk", "town_id"):
        owed[list_id][quota] = {town}
    shared = QuotaPartner.objects.filter(quota__in=quotas).values_list(
        "quota__indicator__task__task_list_id", "quota_id", "town_id"
    )
    for list_id, quota, town in shared:
        owed[list_id][quota].add(town)
    reports = QuotaReport.objects.filter(period__in=periods.values())
    stood = _stood(reports, periods, handed_in_by)
    rows = reports.values_list("pk", "period__task_list_id", "quota_id", "state", "submitted_on")
    handed = [
        (list_id, quota, owed[list_id].get(quota, set()), *stood.get(pk, rest))
        for pk, list_id, quota, *rest in rows
    ]
    return _states(Town, owed, handed, periods, today)


def _stood(reports: Any, periods: dict[int, ReportingPeriod], day: datetime.date | None) -> dict[int, Stood]:
    """By report; empty where the reports are counted as they are now."""
    found: dict[int, Stood] = {}
    if day is None:
        return found
    for period in periods.values():
        found |= stood_on(reports.filter(period=period), period.closes_on, day)
    return found


def _states(
    model: type[Department] | type[Town],
    owed: Owed,
    handed: Iterable[Any],
    periods: dict[int, ReportingPeriod],
    today: datetime.date,
) -> dict[int, list[BodyState]]:
    """By list: what each body owes, and the state of what it has begun."""
    wanted = {body for rows in owed.values() for bodies in rows.values() for body in bodies}
    known = model.objects.in_bulk(wanted)
    found: dict[int, dict[int, BodyState]] = {list_id: {} for list_id in periods}
    for list_id, rows in owed.items():
        for bodies in rows.values():
            for body in bodies:
                found[list_id].setdefault(body, BodyState(known[body])).owed += 1
    for list_id, row, bodies, state, submitted_on in handed:
        for body in bodies & owed[list_id].get(row, set()):
            _count(found[list_id][body], periods[list_id], state, submitted_on)
    return {list_id: _finished(held.values(), periods[list_id], today) for list_id, held in found.items()}


def _count(body: BodyState, period: ReportingPeriod, state: str, submitted_on: datetime.date | None) -> None:
    body.states[state] = body.states.get(state, 0) + 1
    if submitted_on and submitted_on > period.closes_on:
        body.late += 1


def _finished(states: Iterable[BodyState], period: ReportingPeriod, today: datetime.date) -> list[BodyState]:
    found = sorted(states, key=lambda state: (state.is_complete, state.body.position, state.body.pk))
    for state in found:
        state.reopening = reopening_of(period, state.body, today) if period.is_over(today) else None
    return found
