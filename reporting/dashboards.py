"""The figures of a list, or of a district's year, and the rows behind each of them.

Every figure is worked out from the same plain states (`states.TaskState`), those of today or of a
snapshot's day; `progress.status.add_up` counts them. A number leads to the register filtered so that it
shows exactly the rows that were counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from progress.status import Totals
from reporting.filters import NONE
from reporting.lines import urgency
from reporting.overview import segments
from reporting.states import Body, TaskState
from reporting.tallies import count

WORST = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with the address of its rows; "" where the reader may not open them all."""

    group: str
    word: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The totals of a department, town, category or list."""

    name: str
    totals: Totals
    query: dict[str, Any]
    rows_at: str

    @property
    def figures(self) -> list[Figure]:
        return [
            Figure(group, "", getattr(self.totals, group), address_of(self.rows_at, self.query, group))
            for group in ("all", "done", "overdue", "behind", "due_soon")
        ]

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals)

    @property
    def trouble(self) -> tuple[int, int]:
        return self.totals.overdue, self.totals.behind


@dataclass(frozen=True, slots=True)
class Dashboard:
    totals: Totals
    top: list[Figure]
    worst: list[TaskState]
    by_list: list[Tally]
    by_category: list[Tally]
    by_department: list[Tally]
    by_town: list[Tally]

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals)

    @property
    def in_trouble(self) -> int:
        return self.totals.overdue + self.totals.behind


def address_of(rows_at: str, query: dict[str, Any], group: str = "all") -> str:
    """Where the rows of a figure stand; "" where there is no such page for this reader."""
    wanted = query if group == "all" else query | {"group": group}
    if not rows_at:
        return ""
    return f"{rows_at}?{urlencode(wanted)}" if wanted else rows_at


def dashboard(
    states: Sequence[TaskState],
    today: datetime.date,
    rows_at: str = "",
    readable: frozenset[int] | None = None,
) -> Dashboard:
    """`states` of one or several lists as they stood on `today`. `rows_at` is the register's address, ""
    where the reader may not open the rows; `readable` then names the tasks that may be listed one by
    one."""
    totals = count(states, today)
    shown = [state for state in states if readable is None or state.pk in readable]
    lists = {state.list_pk for state in states}
    return Dashboard(
        totals=totals,
        top=_top(totals, rows_at),
        worst=_worst(shown),
        by_list=_by_list(states, today, rows_at) if len(lists) > 1 else [],
        by_category=_by_category(states, today, rows_at),
        by_department=_by_department(states, today, rows_at),
        by_town=_by_town(states, today, rows_at),
    )


def _top(totals: Totals, rows_at: str) -> list[Figure]:
    words = {
        "all": _("任务"),
        "done": _("已完成"),
        "overdue": _("逾期"),
        "behind": _("滞后"),
        "due_soon": _("30 天内到期"),
    }
    return [
        Figure(group, word, getattr(totals, group), address_of(rows_at, {}, group))
        for group, word in words.items()
    ]


def _worst(states: Iterable[TaskState]) -> list[TaskState]:
    """What is overdue, longest first, then what is furthest behind."""
    bad = [state for state in states if state.light in ("red", "yellow")]
    return sorted(bad, key=urgency)[:WORST]


def _tallies(
    named: Iterable[tuple[Any, str]],
    members: dict[Any, list[TaskState]],
    parameter: str,
    today: datetime.date,
    rows_at: str,
) -> list[Tally]:
    """A tally for each (key, name) that has tasks, in the given order."""
    return [
        Tally(name, count(members[key], today), {parameter: key}, rows_at)
        for key, name in named
        if key in members
    ]


def _by_list(states: Iterable[TaskState], today: datetime.date, rows_at: str) -> list[Tally]:
    members: dict[Any, list[TaskState]] = {}
    names: dict[int, str] = {}
    for state in states:
        members.setdefault(state.list_pk, []).append(state)
        names[state.list_pk] = state.list_title
    return _tallies(names.items(), members, "list", today, rows_at)


def _by_category(states: Iterable[TaskState], today: datetime.date, rows_at: str) -> list[Tally]:
    """The outermost headings in printed order, with what stands below them."""
    members: dict[Any, list[TaskState]] = {}
    names: dict[Any, str] = {}
    for state in states:
        top = state.categories[0] if state.categories else None
        members.setdefault(top.pk if top else NONE, []).append(state)
        if top:
            names[top.pk] = top.name
    return _tallies([*names.items(), (NONE, _("未分类"))], members, "category", today, rows_at)


def _by_department(states: Iterable[TaskState], today: datetime.date, rows_at: str) -> list[Tally]:
    """By lead, the most troubled first; a task that two departments lead counts for both."""
    members: dict[Any, list[TaskState]] = {}
    names: dict[Any, str] = {}
    for state in states:
        leads = {body.pk: body.name for body in state.leads if body.pk > 0}  # the others are towns
        names |= leads
        for key in leads or (NONE,):
            members.setdefault(key, []).append(state)
    tallies = _tallies([*names.items(), (NONE, _("无牵头部门"))], members, "lead", today, rows_at)
    return sorted(tallies, key=lambda tally: (tally.trouble, tally.totals.all), reverse=True)


def _by_town(states: Iterable[TaskState], today: datetime.date, rows_at: str) -> list[Tally]:
    """By each town that a task concerns."""
    members: dict[Any, list[TaskState]] = {}
    for state in states:
        for town in state.towns:
            members.setdefault(town.pk, []).append(state)
    return _tallies(_in_order(state.towns for state in states), members, "town", today, rows_at)


def _in_order(named: Iterable[tuple[Body, ...]]) -> list[Body]:
    """Every body once. Each task names them in the district's order, so the longest naming leads."""
    longest_first = sorted(named, key=len, reverse=True)
    return list(dict.fromkeys(body for bodies in longest_first for body in bodies))
