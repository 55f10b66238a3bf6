"""The figures of a list, or of a district's year, and the rows behind each of them.

Every figure comes from the same rows with their lights, read once; `progress.status.add_up` counts
them. A number leads to the register filtered so that it shows exactly the rows that were counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from districts.models import Department, Town
from progress.status import Totals
from reporting.filters import NONE
from reporting.lines import TaskLine, line_of, urgency
from reporting.overview import segments
from reporting.tallies import count
from tasklists.models import Category, Quota, QuotaPartner, Task, TaskTown

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
    worst: list[TaskLine]
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
    tasks: Iterable[Task], today: datetime.date, rows_at: str, readable: frozenset[int] | None = None
) -> Dashboard:
    """`tasks` carry lights and bodies. `rows_at` is the register's address, "" where the reader may
    not open the rows; `readable` then names the tasks that may be listed one by one."""
    rows = list(tasks)
    totals = count(rows, today)
    shown = rows if readable is None else [task for task in rows if task.pk in readable]
    lists = {task.task_list_id for task in rows}
    return Dashboard(
        totals=totals,
        top=_top(totals, rows_at),
        worst=_worst(shown),
        by_list=_by_list(rows, today, rows_at) if len(lists) > 1 else [],
        by_category=_by_category(rows, today, rows_at),
        by_department=_by_department(rows, today, rows_at),
        by_town=_by_town(rows, today, rows_at),
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


def _worst(rows: list[Any]) -> list[TaskLine]:
    """What is overdue, longest first, then what is furthest behind."""
    bad = [task for task in rows if task.light in ("red", "yellow")]
    return [line_of(task) for task in sorted(bad, key=urgency)[:WORST]]


def _tallies(
    named: Iterable[tuple[Any, str]],
    members: dict[Any, list[Task]],
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


def _by_list(rows: list[Task], today: datetime.date, rows_at: str) -> list[Tally]:
    members: dict[Any, list[Task]] = {}
    names: dict[int, str] = {}
    for task in rows:
        members.setdefault(task.task_list_id, []).append(task)
        names[task.task_list_id] = str(task.task_list)
    return _tallies(names.items(), members, "list", today, rows_at)


def _by_category(rows: list[Task], today: datetime.date, rows_at: str) -> list[Tally]:
    """The outermost headings, with what stands below them."""
    members: dict[Any, list[Task]] = {}
    found: dict[Any, Category] = {}
    for task in rows:
        top = task.category and (task.category.parent or task.category)
        members.setdefault(top.pk if top else NONE, []).append(task)
        if top:
            found[top.pk] = top
    in_order = sorted(found.values(), key=lambda c: (c.task_list_id, c.position, c.pk))
    named = [*((c.pk, str(c)) for c in in_order), (NONE, _("未分类"))]
    return _tallies(named, members, "category", today, rows_at)


def _by_department(rows: list[Task], today: datetime.date, rows_at: str) -> list[Tally]:
    """By lead, the most troubled first; a task that two departments lead counts for both."""
    members: dict[Any, list[Task]] = {}
    found: dict[int, Department] = {}
    for task in rows:
        leads = {a.department_id: a.department for a in task.assignments.all() if a.role == "lead"}
        leads.pop(None, None)
        found |= leads
        for key in leads or {NONE: None}:
            members.setdefault(key, []).append(task)
    named = [*((d.pk, str(d)) for d in found.values()), (NONE, _("无牵头部门"))]
    tallies = _tallies(named, members, "lead", today, rows_at)
    return sorted(tallies, key=lambda tally: (tally.trouble, tally.totals.all), reverse=True)


def _by_town(rows: list[Task], today: datetime.date, rows_at: str) -> list[Tally]:
    """By each town that a task concerns: the rule of `PartOfListQuerySet.concerning`, for all towns
    at once; four queries."""
    by_pk = {task.pk: task for task in rows}
    districts = {task.district_id for task in rows}
    towns = list(Town.objects.filter(district__in=districts))
    pairs = {
        *Quota.objects.filter(indicator__task__in=by_pk).values_list("indicator__task", "town"),
        *QuotaPartner.objects.filter(quota__indicator__task__in=by_pk).values_list(
            "quota__indicator__task", "town"
        ),
        *TaskTown.objects.filter(task__in=by_pk).values_list("task", "town"),
        *((t.pk, town.pk) for t in rows if t.scope_kind == Task.ScopeKind.ALL_TOWNS for town in towns),
    }
    members: dict[Any, list[Task]] = {}
    for task, town in sorted(pairs):
        members.setdefault(town, []).append(by_pk[task])
    return _tallies([(town.pk, str(town)) for town in towns], members, "town", today, rows_at)
