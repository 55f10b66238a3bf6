"""What a bulletin says in figures: counted from the states that its snapshots froze, by the same functions
as the dashboards, so that both say the same of the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from progress.status import GROUPS, Light, Totals
from reporting.dashboards.grouping import Group, by_category, by_department, by_list, by_town
from reporting.lines import urgency
from reporting.measures import Measures, measures_of
from reporting.states import QuotaState, TaskState
from reporting.tallies import count

ALL = 10_000
BODY_COUNTS = ("owed", "on_time", "late", "missing")


@dataclass(frozen=True, slots=True)
class Counted:
    """A list or category with the totals of its tasks."""

    key: Any
    name: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class Standing:
    """A department or town. `totals` count the tasks it leads, for a town those that concern it; `owed`
    reports of the period, `on_time` of them by the closing day. Of a town's shares (街镇任务量):
    `quotas` with a number, `reached` of them to the full, `troubled` overdue or behind, `red` of them under
    a red light, `share_bp` the mean of what was reached, each counting alike (None where it has none). All
    shares are basis points."""

    pk: int | None
    name: str
    totals: Totals
    owed: int
    on_time: int
    quotas: int = 0
    reached: int = 0
    troubled: int = 0
    red: int = 0
    share_bp: int | None = None

    @property
    def done_bp(self) -> int | None:
        return share(self.totals.done, self.totals.all)

    @property
    def on_time_bp(self) -> int | None:
        return share(self.on_time, self.owed)


@dataclass(frozen=True, slots=True)
class ListOfDay:
    """A list with its name and the day of its snapshot."""

    pk: int
    title: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Figures:
    """`day` is the last of the lists' days; `month` as the office calls it (2026年10月); `before` how the
    same lists stood a month earlier, None for the first month; `corrections` what the snapshots put right
    of the month before, as in `Snapshot.corrections`."""

    month: str
    day: datetime.date
    lists: tuple[ListOfDay, ...]
    states: tuple[TaskState, ...]
    totals: Totals
    measures: Measures
    by_list: tuple[Counted, ...]
    categories: tuple[Counted, ...]
    departments: tuple[Standing, ...]
    towns: tuple[Standing, ...]
    before: Totals | None = None
    corrections: tuple[dict[str, Any], ...] = ()

    @property
    def overdue(self) -> list[TaskState]:
        """The longest overdue first."""
        return sorted((row for row in self.states if row.status in GROUPS["overdue"]), key=urgency)

    @property
    def behind(self) -> list[TaskState]:
        """The furthest behind first."""
        return sorted((row for row in self.states if row.status in GROUPS["behind"]), key=urgency)

    @property
    def has_several_lists(self) -> bool:
        return len(self.lists) > 1


def figures_of(
    month: str,
    lists: Sequence[ListOfDay],
    states: Sequence[TaskState],
    bodies: Iterable[dict[str, Any]],
    before: Totals | None = None,
    corrections: Iterable[dict[str, Any]] = (),
) -> Figures:
    """`states` of all the lists in printed order, `bodies` as in `Snapshot.bodies` (several lists name a
    body several times: it is added up)."""
    day = max(row.day for row in lists)
    rows = list(bodies)
    owing = _added_up(rows)
    quotas = _quotas_by_town(states)
    departments = [_standing(row, day, owing.get("department", {})) for row in by_department(states)]
    return Figures(
        month=month,
        day=day,
        lists=tuple(lists),
        states=tuple(states),
        totals=count(states, day),
        measures=measures_of(states, rows),
        by_list=tuple(_counted(row, day) for row in by_list(states)),
        categories=tuple(_counted(row, day) for row in by_category(states)),
        departments=tuple(sorted(departments, key=_trouble, reverse=True)),
        towns=tuple(
            _standing(row, day, owing.get("town", {}), quotas.get(row.key, [])) for row in by_town(states)
        ),
        before=before,
        corrections=tuple(corrections),
    )


def _counted(group: Group, day: datetime.date) -> Counted:
    return Counted(group.key, group.name, count(group.states, day))


def _trouble(row: Standing) -> tuple[int, int, int]:
    """The most troubled first, as on the dashboards."""
    return row.totals.overdue, row.totals.behind, row.totals.all


def share(part: int, whole: int) -> int | None:
    """In basis points, rounded down; None of nothing."""
    return ALL * part // whole if whole else None


def _added_up(bodies: Iterable[dict[str, Any]]) -> dict[str, dict[int, dict[str, int]]]:
    found: dict[str, dict[int, dict[str, int]]] = {}
    for row in bodies:
        held = found.setdefault(row["kind"], {}).setdefault(row["pk"], dict.fromkeys(BODY_COUNTS, 0))
        for name in BODY_COUNTS:
            held[name] += row[name]
    return found


def _standing(
    group: Group,
    day: datetime.date,
    owing: dict[int, dict[str, int]],
    quotas: Sequence[QuotaState] = (),
) -> Standing:
    pk = group.key if isinstance(group.key, int) else None  # tasks without a lead have none
    counts = owing.get(pk, {}) if pk is not None else {}
    reached = [min(row.reported_bp or 0, ALL) for row in quotas]
    return Standing(
        pk=pk,
        name=group.name,
        totals=count(group.states, day),
        owed=counts.get("owed", 0),
        on_time=counts.get("on_time", 0),
        quotas=len(quotas),
        reached=sum(bp == ALL for bp in reached),
        troubled=sum(row.status in GROUPS["overdue"] | GROUPS["behind"] for row in quotas),
        red=sum(row.light == Light.RED for row in quotas),
        share_bp=sum(reached) // len(reached) if reached else None,
    )


def _quotas_by_town(states: Iterable[TaskState]) -> dict[int, list[QuotaState]]:
    """The shares with a number, under each town that has a part in them."""
    found: dict[int, list[QuotaState]] = {}
    for state in states:
        for indicator in state.indicators:
            for quota in indicator.quotas:
                if quota.value is None:
                    continue
                for town in quota.towns:
                    found.setdefault(town.pk, []).append(quota)
    return found
