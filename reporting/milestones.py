"""节点目标 as they stand on a day, and those of a quarter, a half-year or a year.

A task counts once a window: 'missed' where one of its milestones there is past due and unmet, else
'ahead' where one is still to come, else 'met'.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, OuterRef, Subquery, When
from django.utils.translation import gettext as _

from progress.demand import milestones_on, with_figures
from progress.models import MilestoneMark
from progress.status import GROUPS
from reporting.live_bodies import below
from reporting.states import MilestoneState
from tasklists.models import Milestone

MET, MISSED, AHEAD = "met", "missed", "ahead"
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
PARTS = {
    "Q1": (1, 3),
    "Q2": (4, 6),
    "Q3": (7, 9),
    "Q4": (10, 12),
    "H1": (1, 6),
    "H2": (7, 12),
    "Y": (1, 12),
}


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a year: its first and its last month."""

    year: int
    part: str

    @property
    def code(self) -> str:
        return f"{self.year}{self.part}"

    @property
    def word(self) -> str:
        words = {
            "Q1": _("第一季度"),
            "Q2": _("第二季度"),
            "Q3": _("第三季度"),
            "Q4": _("第四季度"),
            "H1": _("上半年"),
            "H2": _("下半年"),
            "Y": _("全年"),
        }
        return words[self.part]

    def holds(self, day: datetime.date) -> bool:
        first, last = _days_of(self.year, self.part)
        return first <= day <= last

    def state_of(self, milestones: Iterable[MilestoneState]) -> str | None:
        """None where the task has no milestone in it."""
        met = [row.met for row in milestones if self.holds(row.due)]
        if not met:
            return None
        if False in met:
            return MISSED
        return AHEAD if None in met else MET


@lru_cache(maxsize=64)
def _days_of(year: int, part: str) -> tuple[datetime.date, datetime.date]:
    """The first day and the last."""
    first, last = PARTS[part]
    return datetime.date(year, first, 1), datetime.date(year, last, monthrange(year, last)[1])


def windows_on(day: datetime.date) -> list[Window]:
    """The quarter, the half-year and the year that the day lies in."""
    quarter = QUARTERS[(day.month - 1) // 3]
    return [Window(day.year, part) for part in (quarter, "H1" if day.month < 7 else "H2", "Y")]


def choices_of(years: Iterable[int]) -> list[tuple[str, str]]:
    """(code, words) for every state of every window of the years: 2026H1-missed, …"""
    states = {"all": _("有节点目标"), MET: _("节点已达"), MISSED: _("节点未达"), AHEAD: _("节点未到期")}
    windows = [Window(year, part) for year in sorted(set(years)) for part in PARTS]
    return [
        (f"{window.code}-{state}", f"{window.year} {window.word}{word}")
        for window in windows
        for state, word in states.items()
    ]


def is_in(milestones: Iterable[MilestoneState], code: str) -> bool:
    """Whether a task with these milestones is one of those that `code` (2026H1-missed) names."""
    window, _dash, wanted = code.partition("-")
    found = Window(int(window[:4]), window[4:]).state_of(milestones)
    return found is not None and wanted in ("all", found)


def milestones_of(
    tasks: Sequence[Any], today: datetime.date, *, stood: datetime.date | None = None
) -> dict[int, tuple[MilestoneState, ...]]:
    """Those of each task, by its key, in order; `tasks` carry their lights; with `stood` as they were on
    that day. One query.

    Met as on the task's own page (`timeline`): the task closed, the figure reached, or, for a milestone
    of words, marked so in an approved report."""
    by_pk = {task.pk: task for task in tasks}
    marks = MilestoneMark.objects.filter(
        report__task=OuterRef("task"),
        milestone_period=OuterRef("period"),
        met=True,
        report__state="approved",
        report__approved_on__lte=today,
    )
    # not Exists: PostgreSQL would gather the marks of all districts beforehand
    marked = When(figure_bp__isnull=True, then=Subquery(marks.order_by().values("met")[:1]))
    held = milestones_on(stood) if stood else Milestone.objects.all()
    rows = with_figures(below(held, "task", tasks)).annotate(marked=Case(marked))
    found: dict[int, tuple[MilestoneState, ...]] = {}
    columns = ("task_id", "period", "due", "text", "figure_bp", "marked")
    for pk, period, due, text, figure_bp, marked in rows.order_by("due", "id").values_list(*columns):
        if (task := by_pk.get(pk)) is None:
            continue
        reached = marked if figure_bp is None else (task.reported_bp or 0) >= figure_bp
        is_met = task.status in GROUPS["done"] or reached
        met = True if is_met else (False if due < today else None)
        found[pk] = (*found.get(pk, ()), MilestoneState(period, due, text, figure_bp, met))
    return found
