"""Milestones (节点目标) of the current quarter, half-year and year: reached, missed, still ahead."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reporting.dashboards.figures import Figure, address_of
from reporting.milestones import AHEAD, MET, MISSED, Window, windows_on
from reporting.states import TaskState


@dataclass(frozen=True, slots=True)
class NodeRow:
    """Counts of tasks that have a milestone in the window."""

    window: Window
    tasks: Figure
    met: Figure
    missed: Figure
    ahead: Figure


def nodes(states: Iterable[TaskState], today: datetime.date, year: int, rows_at: str) -> list[NodeRow]:
    """Windows with a milestone, the shortest first. In another year than that of `today` the windows
    are those of the year's end (or begin)."""
    day = min(max(today, datetime.date(year, 1, 1)), datetime.date(year, 12, 31))
    with_milestones = [state.milestones for state in states if state.milestones]
    rows = []
    for window in windows_on(day):
        found = Counter(window.state_of(milestones) for milestones in with_milestones)
        found.pop(None, None)
        if found:
            rows.append(_row(window, found, rows_at))
    return rows


def _row(window: Window, found: Counter[str | None], rows_at: str) -> NodeRow:
    def figure(state: str, number: int) -> Figure:
        return Figure(state, "", number, address_of(rows_at, {"milestones": f"{window.code}-{state}"}))

    return NodeRow(
        window,
        figure("all", found.total()),
        figure(MET, found[MET]),
        figure(MISSED, found[MISSED]),
        figure(AHEAD, found[AHEAD]),
    )
