"""The milestones of a task on the line of its year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasklists.models import Milestone, Task
from tasklists.periods import name_of_period
from tasklists.quantities import plain

MARGIN = 2  # per cent of the line
MET, MISSED, AHEAD = "met", "missed", "ahead"
WORDS = {MET: _("已达到"), MISSED: _("未达到"), AHEAD: _("未到期")}


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone. `place` is where its day lies on the line, in per cent of the year."""

    name: str
    due: datetime.date
    text: str
    target: str  # 50%, 30 公里, or "" where the text states no number
    state: str
    place: str

    @property
    def word(self) -> Any:
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Timeline:
    """`today` and `deadline` are places on the line, "" where they lie outside the year."""

    year: int
    points: list[Point]
    today: str
    deadline: str

    @property
    def months(self) -> list[tuple[int, str]]:
        return [(month, _place(datetime.date(self.year, month, 1), self.year)) for month in range(1, 13)]


def timeline_of(task: Task, milestones: Iterable[Milestone], today: datetime.date) -> Timeline:
    """`task` carries its light; `milestones` their `figure_bp`, and `met` where an approved report calls
    those without a figure reached."""
    year = task.task_list.year
    points = [
        Point(
            name=name_of_period(row.period),
            due=row.due,
            text=row.text,
            target=_target(row),
            state=_state(row, task, today),
            place=_place(row.due, year),
        )
        for row in milestones
    ]
    due = task.due_on
    return Timeline(
        year=year,
        points=points,
        today=_place(today, year) if today.year == year else "",
        deadline=_place(due, year) if due and due.year == year else "",
    )


def _state(row: Any, task: Any, today: datetime.date) -> str:
    if task.closed_on is not None:
        return MET
    reached = row.met if row.figure_bp is None else (task.reported_bp or 0) >= row.figure_bp
    if reached:
        return MET
    return MISSED if row.due < today else AHEAD


def _target(row: Milestone) -> str:
    if row.percent is not None:
        return f"{plain(row.percent)}%"
    return f"{plain(row.value)} {row.unit}".strip() if row.value is not None else ""


def _place(day: datetime.date, year: int) -> str:
    """Days outside the year lie at its ends, which are so far from the border that a mark there is whole."""
    first = datetime.date(year, 1, 1)
    share = (day - first).days / (datetime.date(year, 12, 31) - first).days
    return f"{MARGIN + min(max(share, 0), 1) * (100 - 2 * MARGIN):.2f}"
