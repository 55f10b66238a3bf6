"""The milestones of a task on the line of its year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from progress.explanations import percent
from reporting.task_indicators import IndicatorPart
from tasklists.models import Milestone, Task
from tasklists.periods import name_of_period
from tasklists.quantities import plain

MARGIN = 2  # per cent of the line
ROOM = 10  # per cent of the line that a word beside a mark needs on a phone
MET, MISSED, AHEAD = "met", "missed", "ahead"
WORDS = {MET: _("已达到"), MISSED: _("未达到"), AHEAD: _("未到期")}


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone. `place` is where its day lies on the line, in per cent of the year."""

    name: str
    due: datetime.date
    text: str
    target: str  # 50%, 30 公里, or "" where the text states no number
    reached: str  # how far the task is by now, in the same measure, "" where there is no number
    state: str
    place: str

    @property
    def number(self) -> str:
        """The target, where its text does not say it."""
        return "" if self.target.replace(" ", "") in self.text.replace(" ", "") else self.target

    @property
    def word(self) -> Any:
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the line with its word, on the left of it or on the right."""

    place: str
    word: str
    is_left: bool
    is_outside: bool = False  # the day lies in another year, its word at the end of this one

    @property
    def shift(self) -> int:
        """Pixels between the mark and its word."""
        return 0 if self.is_outside else -4 if self.is_left else 4

    @property
    def anchor(self) -> str:
        return "end" if self.is_left else "start"


@dataclass(frozen=True, slots=True)
class Timeline:
    """`today` is None where it lies outside the year."""

    year: int
    points: list[Point]
    today: Mark | None
    deadline: Mark | None

    @property
    def states(self) -> list[tuple[str, Any]]:
        """What its points can be, for the key: those that occur."""
        found = {point.state for point in self.points}
        return [(state, word) for state, word in WORDS.items() if state in found]

    @property
    def months(self) -> list[tuple[int, str]]:
        return [(month, _place(datetime.date(self.year, month, 1), self.year)) for month in range(1, 13)]


def timeline_of(
    task: Task, milestones: Iterable[Milestone], today: datetime.date, parts: Sequence[IndicatorPart] = ()
) -> Timeline:
    """`task` carries its light; `milestones` their `figure_bp`, and `met` where an approved report calls
    those without a figure reached; `parts` are its indicators."""
    year = task.task_list.year
    points = [
        Point(
            name=name_of_period(row.period),
            due=row.due,
            text=row.text,
            target=_target(row),
            reached=_reached(row, task, parts),
            state=_state(row, task, today),
            place=_place(row.due, year),
        )
        for row in milestones
    ]
    now, due = (today if today.year == year else None), task.due_on
    return Timeline(
        year=year,
        points=points,
        today=_mark(now, due, said("今天"), year) if now else None,
        deadline=_mark(due, now, said("时限"), year) if due else None,
    )


def _mark(day: datetime.date, other: datetime.date | None, word: str, year: int) -> Mark:
    """Its word stands on the side that is away from the other mark, where there is room."""
    place = _place(day, year)
    if day.year < year:
        return Mark(place, f"◀ {word} {day}", is_left=False, is_outside=True)
    if day.year > year:
        return Mark(place, f"{word} {day} ▶", is_left=True, is_outside=True)
    at = float(place)
    near = other is not None and day < other and abs(float(_place(other, year)) - at) < ROOM
    return Mark(place, word, is_left=at > 100 - ROOM or (near and at > ROOM))


def _state(row: Any, task: Any, today: datetime.date) -> str:
    if task.closed_on is not None:
        return MET
    reached = row.met if row.figure_bp is None else (task.reported_bp or 0) >= row.figure_bp
    if reached:
        return MET
    return MISSED if row.due < today else AHEAD


def _reached(row: Any, task: Any, parts: Sequence[IndicatorPart]) -> str:
    """What `_state` compares with the milestone."""
    if row.figure_bp is None:
        return ""
    same = (part for part in parts if part.indicator.unit == row.unit and part.indicator.target)
    if row.percent is None and (part := next(same, None)) and part.value is not None:
        return f"{plain(part.value)} {row.unit}".strip()
    return percent(task.reported_bp or 0)


def _target(row: Milestone) -> str:
    if row.percent is not None:
        return f"{plain(row.percent)}%"
    return f"{plain(row.value)} {row.unit}".strip() if row.value is not None else ""


def _place(day: datetime.date, year: int) -> str:
    """Days outside the year lie at its ends, which are so far from the border that a mark there is whole."""
    first = datetime.date(year, 1, 1)
    share = (day - first).days / (datetime.date(year, 12, 31) - first).days
    return f"{MARGIN + min(max(share, 0), 1) * (100 - 2 * MARGIN):.2f}"
