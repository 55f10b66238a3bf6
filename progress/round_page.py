"""How a round stands: by department and by town, who has reported, who is late, what waits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from districts.models import Department, Town
from progress.locks import is_reopened
from progress.models import Completion, ProgressReport, QuotaReport, ReportingPeriod, ReportState
from tasklists.models import Assignment, Quota, QuotaPartner

ACTING = ("lead", "responsible")


@dataclass(slots=True)
class BodyState:
    """What a body owes in the period, and in which state its reports are."""

    body: Department | Town
    owed: int = 0
    states: dict[str, int] = field(default_factory=dict)
    late: int = 0  # handed in after the closing day
    is_reopened: bool = False

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


def state_of_round(period: ReportingPeriod, today: datetime.date) -> RoundState:
    """Six queries, however many bodies there are."""
    return RoundState(period, _departments(period, today), _towns(period, today))


def _departments(period: ReportingPeriod, today: datetime.date) -> list[BodyState]:
    closed = Completion.objects.closed_by(today).filter(task=OuterRef("task"))
    owed = (
        Assignment.objects.filter(
            ~Exists(closed),
            task__task_list=period.task_list_id,
            role__in=ACTING,
            department__isnull=False,
        )
        .order_by()
        .values_list("department_id", "task_id")
        .distinct()
    )
    pairs = set(owed)
    bodies = Department.objects.filter(pk__in={department for department, _task in pairs})
    states = {body.pk: BodyState(body) for body in bodies}
    for department, _task in pairs:
        states[department].owed += 1
    reports = ProgressReport.objects.filter(period=period).values_list(
        "department_id", "task_id", "state", "submitted_on"
    )
    for department, task, state, submitted_on in reports:
        if (department, task) in pairs:
            _count(states[department], period, state, submitted_on)
    return _finished(states.values(), period, today)


def _towns(period: ReportingPeriod, today: datetime.date) -> list[BodyState]:
    closed = Completion.objects.closed_by(today).filter(task=OuterRef("indicator__task"))
    quotas = Quota.objects.filter(~Exists(closed), indicator__task__task_list=period.task_list_id)
    towns = dict(quotas.order_by().values_list("pk", "town_id"))
    shared = QuotaPartner.objects.filter(quota__in=towns).values_list("quota_id", "town_id")
    of_quota: dict[int, set[int]] = {quota: {town} for quota, town in towns.items()}
    for quota, town in shared:
        of_quota[quota].add(town)
    bodies = Town.objects.filter(pk__in={town for held in of_quota.values() for town in held})
    states = {body.pk: BodyState(body) for body in bodies}
    for held in of_quota.values():
        for town in held:
            states[town].owed += 1
    reports = QuotaReport.objects.filter(period=period).values_list("quota_id", "state", "submitted_on")
    for quota, state, submitted_on in reports:
        for town in of_quota.get(quota, ()):
            _count(states[town], period, state, submitted_on)
    return _finished(states.values(), period, today)


def _count(body: BodyState, period: ReportingPeriod, state: str, submitted_on: datetime.date | None) -> None:
    body.states[state] = body.states.get(state, 0) + 1
    if submitted_on and submitted_on > period.closes_on:
        body.late += 1


def _finished(states: Iterable[BodyState], period: ReportingPeriod, today: datetime.date) -> list[BodyState]:
    found = sorted(states, key=lambda state: (state.is_complete, state.body.position, state.body.pk))
    for state in found:
        state.is_reopened = is_reopened(period, state.body, today)
    return found
