"""How a round stands: by department and by town, who has reported, who is late, what waits."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)

from districts.models import Department, DepartmentMerge, Town
from progress.demand import start_of
from progress.expressions import EpochDay, epoch_day
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
        return max(self.owed - self.handed_in, 0)

    @property
    def is_complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class RoundState:
    """`begun`: how many reports, drafts too, there are in the period; `others` owe something of it today
    and owed nothing when it closed."""

    period: ReportingPeriod
    departments: list[BodyState]
    towns: list[BodyState]
    begun: int
    others: list[Department | Town] = field(default_factory=list)

    @property
    def bodies(self) -> list[BodyState]:
        return [*self.departments, *self.towns]

    @property
    def owing(self) -> list[Department | Town]:
        """Those that owed something, and those to whom work of it has passed since."""
        return [*(body.body for body in self.bodies if body.owed), *self.others]

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
    """How each stands, for periods of different lists; five queries, however many they are, one more where
    one is over. What is owed is that of today, in a period that is over that of its closing day: what is
    completed or passed on later was owed all the same, what is added later was not. `handed_in_by` counts
    the reports as they were on that day (`steps_taken`); four queries a period more.
    """
    periods = list(periods)
    if not periods:
        return []
    prefetch_related_objects(periods, "reopenings")
    by_list = {period.task_list_id: period for period in periods}
    frozen = _frozen(by_list, today)
    departments = _departments(by_list, today, handed_in_by, frozen)
    towns = _towns(by_list, today, handed_in_by, frozen)
    return [
        RoundState(
            period,
            departments[period.task_list_id].states,
            towns[period.task_list_id].states,
            departments[period.task_list_id].begun + towns[period.task_list_id].begun,
            [*departments[period.task_list_id].others, *towns[period.task_list_id].others],
        )
        for period in periods
    ]


def _still_owed(
    rows: QuerySet, task: str, periods: dict[int, ReportingPeriod], today: datetime.date
) -> QuerySet:
    """Rows of the periods' lists whose task had begun when the period ended, by the rule of the light
    (`status`, report_missing), and was not closed by the day that counts; `task` is the path."""
    alike: dict[tuple[datetime.date, datetime.date, bool], list[ReportingPeriod]] = {}
    for period in periods.values():
        counts_on = min(today, period.closes_on), period.ends_on, today >= period.closes_on
        alike.setdefault(counts_on, []).append(period)
    owing = Q()
    for (day, ends_on, is_settled), group in alike.items():
        closed = Completion.objects.closed_by(day).filter(task=OuterRef(task))
        lists = [period.task_list_id for period in group]
        owed = Q(~Exists(closed), begins__lte=epoch_day(ends_on), **{f"{task}__task_list__in": lists})
        owing |= owed & _stood_then(group, task) if is_settled else owed
    return rows.alias(begins=EpochDay(start_of(f"{task}__"))).filter(owing)


def _stood_then(periods: list[ReportingPeriod], task: str) -> Q:
    """In a period that has its month-end snapshot, what stands in that: what is added to the list later
    was not owed then. (The snapshot is of a later room and asked for by name.)"""
    of_list = ReportingPeriod.objects.filter(
        pk__in=[period.pk for period in periods], task_list=OuterRef(f"{task}__task_list")
    )
    frozen = of_list.filter(snapshot__isnull=False)
    return ~Q(Exists(frozen)) | Q(Exists(of_list.filter(snapshot__tasks__task_pk=OuterRef(task))))


Report = tuple[int, int, Any, Any]  # the row that is reported, the body, state, the day it was handed in
Frozen = dict[int, dict[str, dict[int, int]]]  # list → kind of body → body → what it owed


def _frozen(periods: dict[int, ReportingPeriod], today: datetime.date) -> Frozen:
    """What the month-end snapshots of periods that are over say; one query, none while all are open."""
    over = [period.pk for period in periods.values() if today >= period.closes_on]
    taken = ReportingPeriod.objects.filter(pk__in=over, snapshot__isnull=False)
    found: Frozen = {}
    for list_id, bodies in taken.values_list("task_list", "snapshot__bodies") if over else ():
        for body in bodies:
            kinds = found.setdefault(list_id, {"department": {}, "town": {}})
            kinds[body["kind"]][body["pk"]] = body["owed"]
    return found


def _merged(departments: set[int]) -> dict[int, int]:
    """Those that were merged into others since, with the one that each stands for today; one query, none
    where none is out of use."""
    merges = DepartmentMerge.objects.filter(source__in=departments).order_by("pk") if departments else ()
    into = {merge.source_id: merge.target_id for merge in merges}
    return {source: into.get(target, target) for source, target in into.items()}


# Of a report: its key, its state, the day it was handed in; nothing of that of what is owed.
REPORT = ("pk", "state", "submitted_on")
NO_REPORT = {
    "no_key": Value(None, BigIntegerField(null=True)),
    "no_state": Value(None, CharField(null=True)),
    "no_day": Value(None, DateField(null=True)),
}


@dataclass(frozen=True, slots=True)
class _Side:
    """The departments or the towns of a list; `begun`: how many reports they have in the period; `others`
    owe something today and owed nothing when the period closed."""

    states: list[BodyState]
    begun: int
    others: list[Department | Town]


def _departments(
    periods: dict[int, ReportingPeriod],
    today: datetime.date,
    handed_in_by: datetime.date | None,
    frozen: Frozen,
) -> dict[int, _Side]:
    acting = Assignment.objects.filter(role__in=ACTING, department__isnull=False)
    owed = _still_owed(acting, "task", periods, today)
    reports = ProgressReport.objects.filter(period__in=periods.values())
    began = _still_owed(reports.filter(period__task_list__in=frozen), "task", periods, today)
    rows = _reported(reports, "task", "department").union(
        _owed(owed, "task__task_list", "task", "department"),
        *([_owed(began, "task__task_list", "task", "department")] if frozen else []),
        all=True,
    )
    return _sides(Department, rows, _stood(reports, periods, handed_in_by), periods, today, frozen)


def _towns(
    periods: dict[int, ReportingPeriod],
    today: datetime.date,
    handed_in_by: datetime.date | None,
    frozen: Frozen,
) -> dict[int, _Side]:
    quotas = _still_owed(Quota.objects.all(), "indicator__task", periods, today)
    shared = QuotaPartner.objects.filter(quota__in=quotas)
    reports = QuotaReport.objects.filter(period__in=periods.values())
    rows = _reported(reports, "quota", "town").union(
        _owed(quotas, "indicator__task__task_list", "pk", "town"),
        _owed(shared, "quota__indicator__task__task_list", "quota", "town"),
        all=True,
    )
    return _sides(Town, rows, _stood(reports, periods, handed_in_by), periods, today, frozen)


def _reported(reports: QuerySet, row: str, body: str) -> QuerySet:
    """List, row that is reported (task or quota), body, and the report's own: one query with what is
    owed (`_owed`)."""
    return reports.order_by().values_list("period__task_list", row, body, *REPORT)


def _owed(rows: QuerySet, task_list: str, row: str, body: str) -> QuerySet:
    return rows.order_by().annotate(**NO_REPORT).values_list(task_list, row, body, *NO_REPORT)


def _stood(reports: Any, periods: dict[int, ReportingPeriod], day: datetime.date | None) -> dict[int, Stood]:
    """By report; empty where the reports are counted as they are now."""
    found: dict[int, Stood] = {}
    if day is None:
        return found
    for period in periods.values():
        found |= stood_on(reports.filter(period=period), period.closes_on, day)
    return found


def _sides(
    model: type[Department] | type[Town],
    rows: Iterable[tuple],
    stood: dict[int, Stood],
    periods: dict[int, ReportingPeriod],
    today: datetime.date,
    frozen: Frozen,
) -> dict[int, _Side]:
    """By list: what each body owes, and the state of what it has begun. What towns share, each of them
    has begun as soon as one has."""
    owed: dict[int, dict[int, set[int]]] = {list_id: {} for list_id in periods}
    reports: dict[int, list[Report]] = {list_id: [] for list_id in periods}
    for list_id, row, body, report, *rest in rows:
        if report is None:
            owed[list_id].setdefault(row, set()).add(body)
        else:
            reports[list_id].append((row, body, *stood.get(report, rest)))
    wanted = {body for held in owed.values() for bodies in held.values() for body in bodies}
    settled = {list_id: bodies[str(model._meta.model_name)] for list_id, bodies in frozen.items()}
    then = {body for bodies in settled.values() for body in bodies}
    known: dict[int, Any] = model.objects.in_bulk(wanted | then)
    retired = {body for body in then & known.keys() if not known[body].is_active}
    into = _merged(retired) if model is Department else {}
    found = {}
    for list_id, period in periods.items():
        begun = len(reports[list_id])
        rows_of = {row: {into.get(body, body) for body in bodies} for row, bodies in owed[list_id].items()}
        counts = now = Counter(chain.from_iterable(rows_of.values()))
        if (owed_then := settled.get(list_id)) is not None:
            counts = _of_then(now, owed_then, into)
        # a snapshot may name a body that is no more
        states = {body: BodyState(known[body], number) for body, number in counts.items() if body in known}
        for row, body, state, submitted_on in _of_one(reports[list_id], into):
            # of a period that is over, what was handed in stays so, whatever became of the row
            owing = rows_of.get(row, set()) | (set() if owed_then is None else {body})
            for one in owing & states.keys() if model is Town else owing & states.keys() & {body}:
                _count(states[one], period, state, submitted_on)
        others = [known[body] for body in now if body in known and body not in states]
        found[list_id] = _Side(_finished(states.values(), period, today), begun, others)
    return found


def _of_then(now: Counter[int], then: dict[int, int], into: dict[int, int]) -> Counter[int]:
    """What each body owed; departments that were made one count as they stand now."""
    one = into.keys() | set(into.values())
    kept = Counter({body: number for body, number in then.items() if body not in one})
    return kept | Counter({body: number for body, number in now.items() if body in one})


def _of_one(reports: list[Report], into: dict[int, int]) -> Iterator[Report]:
    """Reports with the body that they stand for today; what a merged department reported beside the one
    that it is now stands behind that one's own."""
    own = {(row, body) for row, body, _state, _day in reports}
    for row, body, state, day in reports:
        target = into.get(body, body)
        if target == body or (row, target) not in own:
            yield row, target, state, day


def _count(body: BodyState, period: ReportingPeriod, state: str, submitted_on: datetime.date | None) -> None:
    body.states[state] = body.states.get(state, 0) + 1
    if submitted_on and submitted_on > period.closes_on:
        body.late += 1


def _finished(states: Iterable[BodyState], period: ReportingPeriod, today: datetime.date) -> list[BodyState]:
    found = sorted(states, key=lambda state: (state.is_complete, state.body.position, state.body.pk))
    for state in found:
        state.reopening = reopening_of(period, state.body, today) if period.is_over(today) else None
    return found
