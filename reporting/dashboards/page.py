"""The figures of a list, or of a district's year, and the rows behind each of them.

Every figure is worked out from the same plain states (`states.TaskState`), those of today or of a
snapshot's day; `progress.status.add_up` counts them. A number leads to the register filtered so that it
shows exactly the rows that were counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from progress.status import Totals
from reporting.dashboards.breakdowns import Breakdown, Tally, breakdown, tallies_of, with_reports, worst_first
from reporting.dashboards.figures import Figure, address_of
from reporting.dashboards.grouping import by_category, by_department, by_list, by_town
from reporting.dashboards.investment import Investment, investment
from reporting.dashboards.lights import LightCount, lights_of
from reporting.dashboards.months import MonthRow, months
from reporting.dashboards.nodes import NodeRow, nodes
from reporting.dashboards.pace import Pace, pace
from reporting.dashboards.past import Past
from reporting.lines import urgency
from reporting.overview import segments
from reporting.states import TaskState
from reporting.tallies import belongs, count
from reporting.trends import preceding

WORST = 10
SOONEST = 10
OWNERS = 6


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`big` and `small` are the numbers of the top line. `owners` are the departments with the most that
    is overdue or behind, `owners_more` how many more there are; `worst` and `soonest` the tasks that may
    be listed one by one, `only_own` where those are fewer than there are."""

    day: datetime.date
    totals: Totals
    big: list[Figure]
    small: list[Figure]
    lights: list[LightCount]
    worst: list[TaskState]
    owners: list[Figure]
    owners_more: int
    soonest: list[TaskState]
    breakdowns: dict[str, Breakdown]
    pace: Pace | None
    investment: Investment | None
    nodes: list[NodeRow]
    months: list[MonthRow]
    lists: int = 0
    past: Past = field(default_factory=Past)
    only_own: bool = False

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals)

    @property
    def in_trouble(self) -> int:
        return self.totals.overdue + self.totals.behind

    @property
    def due_soon(self) -> Figure:
        return next(figure for figure in self.big if figure.group == "due_soon")

    @property
    def lists_came(self) -> bool:
        """Months are known, but none in which all the lists of today stood: nothing is compared."""
        return bool(self.past.months) and self.past.before is None and self.lists > self.past.months[0].lists

    @property
    def before_word(self) -> str:
        """What the changes are against: 上月, or the month of the last snapshot before."""
        month = self.past.before
        if month is None:
            return ""
        is_last = month.first == preceding(self.past.month or self.day)
        return _("上月") if is_last else month.label


def dashboard(
    states: Sequence[TaskState],
    today: datetime.date,
    rows_at: str = "",
    readable: frozenset[int] | None = None,
    *,
    year: int | None = None,
    past: Past | None = None,
    asked: Mapping[str, Any] | None = None,
) -> Dashboard:
    """`states` of one or several lists of `year` as they stood on `today`. `rows_at` is the register's
    address, "" where the reader may not open the rows; `readable` then names the tasks that may be
    listed one by one. `asked` is the query of the page, which sorts its tables."""
    past, asked = past or Past(), asked or {}
    totals, lists = count(states, today), len({state.list_pk for state in states})
    shown = [state for state in states if readable is None or state.pk in readable]
    breakdowns = _breakdowns(states, today, rows_at, past, asked)
    owners = _owners(breakdowns["departments"].tallies)
    grouped, first = (by_list, _("清单")) if "lists" in breakdowns else (by_category, _("类别"))
    lines = grouped(states)
    top = _figures(totals, past.before.totals if past.before else None, rows_at)
    return Dashboard(
        day=today,
        totals=totals,
        big=[top[group] for group in ("all", "done", "overdue", "behind", "due_soon")],
        small=[top[group] for group in SMALL if top[group].number or group not in QUIET_WHEN_ZERO],
        lights=lights_of(totals, rows_at),
        worst=_worst(shown),
        owners=owners[:OWNERS],
        owners_more=max(len(owners) - OWNERS, 0),
        soonest=_soonest(shown, today),
        breakdowns=breakdowns,
        pace=pace(states, lines, first, rows_at, asked),
        investment=investment(states, lines, rows_at),
        nodes=nodes(states, today, year or today.year, rows_at),
        months=months(past, totals, today, rows_at, lists),
        lists=lists,
        past=past,
        only_own=readable is not None,
    )


SMALL = ("done_on_time", "done_late", "attention", "on_schedule", "not_started", "claimed")
QUIET_WHEN_ZERO = frozenset({"claimed", "attention"})


def _figures(totals: Totals, before: Totals | None, rows_at: str) -> dict[str, Figure]:
    words = {
        "all": _("任务"),
        "done": _("已完成"),
        "overdue": _("逾期"),
        "behind": _("滞后"),
        "due_soon": _("30 天内到期"),
        "done_on_time": _("按期完成"),
        "done_late": _("逾期办结"),
        "attention": _("需关注"),
        "on_schedule": _("正常"),
        "not_started": _("未启动"),
        "claimed": _("待办结"),
    }
    return {
        group: Figure(
            group,
            word,
            getattr(totals, group),
            address_of(rows_at, {}, group),
            getattr(before, group) if before else None,
        )
        for group, word in words.items()
    }


def _worst(states: Iterable[TaskState]) -> list[TaskState]:
    """What is overdue, longest first, then what is furthest behind."""
    bad = [state for state in states if state.light in ("red", "yellow")]
    return sorted(bad, key=urgency)[:WORST]


def _owners(tallies: Iterable[Tally]) -> list[Figure]:
    return [tally.in_trouble for tally in worst_first(tallies) if tally.in_trouble.number]


def _soonest(states: Iterable[TaskState], today: datetime.date) -> list[TaskState]:
    due = [state for state in states if belongs(state, "due_soon", today)]
    return sorted(due, key=lambda state: (state.due_on or today, state.light_rank, state.position))[:SOONEST]


def _breakdowns(
    states: Sequence[TaskState],
    today: datetime.date,
    rows_at: str,
    past: Past,
    asked: Mapping[str, Any],
) -> dict[str, Breakdown]:
    """By list where there are several, by category, department and town; towns only where a task
    concerns one."""
    reports = {kind: [row for row in past.bodies if row["kind"] == kind] for kind in ("department", "town")}
    departments = worst_first(tallies_of(by_department(states), today, rows_at))
    departments = with_reports(departments, reports["department"], "lead")
    towns = with_reports(tallies_of(by_town(states), today, rows_at), reports["town"], "town")
    categories = tallies_of(by_category(states), today, rows_at)
    lists = tallies_of(by_list(states), today, rows_at)
    tables = [
        breakdown("lists", _("按清单"), _("清单"), lists if len(lists) > 1 else [], asked),
        breakdown("departments", _("按牵头部门"), _("部门"), departments, asked),
        breakdown("categories", _("按类别"), _("类别"), categories, asked),
        breakdown("towns", _("按街镇"), _("街镇"), towns, asked),
    ]
    return {table.key: table for table in tables if table.tallies or table.key == "departments"}
