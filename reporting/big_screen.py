"""大屏: four views of a district's year, as large as a room needs, from the same figures as its dashboard.
What is overdue comes first, and reasons are as short as can be read from six metres."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting.dashboards import Dashboard, dashboard
from reporting.dashboards.breakdowns import Tally
from reporting.dashboards.figures import Figure
from reporting.dashboards.past import Past
from reporting.measures import Measures, measures_of
from reporting.states import TaskState
from reporting.tile_map import Shown, Tile, TileMap, tile_map
from reporting.trends import Month

# So many rows stand on a view at the size that is read from six metres.
WORST, TOWNS, DEPARTMENTS, MONTHS = 6, 12, 8, 12
WIDTH, HEIGHT = 1000, 600  # of the line of the months, in its own units
CLOSE = 7  # so many months have room for a label each
BIG = ("overdue", "behind", "due_soon", "done", "all")
SLOWEST = re.compile(r"（以“.*”计）$")  # the item that a reason reckons with, often a long sentence


@dataclass(frozen=True, slots=True)
class Point:
    """A month on the lines: its mean share reached and what the calendar asked, in whole per cent, each
    with its height `y` on the picture; None where it is not known."""

    label: str
    x: int
    reported: int | None
    asked: int | None
    is_labelled: bool

    @property
    def y(self) -> int | None:
        return _y(self.reported)

    @property
    def words_y(self) -> int:
        """Where its figure stands: below the point, above it near the ground."""
        height = self.y or 0
        is_above = height > HEIGHT - 70 or (self.asked_y is not None and height < self.asked_y)
        return height - 24 if is_above else height + 56

    @property
    def asked_y(self) -> int | None:
        return _y(self.asked)

    @property
    def asked_words_y(self) -> int:
        """On the other side of the lines from the figure reported."""
        height = self.asked_y or 0
        return height + 56 if self.y is not None and self.y < height else height - 24


@dataclass(frozen=True, slots=True)
class Trend:
    points: list[Point]

    @property
    def line(self) -> str:
        """As an SVG polyline wants it."""
        return " ".join(f"{point.x},{point.y}" for point in self.points if point.y is not None)

    @property
    def asked_line(self) -> str:
        return " ".join(f"{point.x},{point.asked_y}" for point in self.points if point.asked_y is not None)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line of what most needs a decision."""

    state: TaskState

    @property
    def why(self) -> str:
        return SLOWEST.sub("", str(self.state.why))


@dataclass(frozen=True, slots=True)
class BigScreen:
    """`…_more` say how many there are beyond the rows that fit."""

    figures: Dashboard
    big: list[Figure]
    worst: list[Trouble]
    worst_more: int
    towns: TileMap
    ranking: list[Shown]
    ranking_more: int
    departments: list[Tally]
    departments_more: int
    trend: Trend | None


def big_screen(
    states: Sequence[TaskState],
    today: datetime.date,
    tiles: Sequence[Tile],
    *,
    readable: Sequence[TaskState],
    year: int,
    past: Past,
) -> BigScreen:
    """`readable` are the tasks that may be shown one by one; the figures count all."""
    figures = dashboard(states, today, readable=frozenset(row.pk for row in readable), year=year, past=past)
    trouble = sum(state.light in ("red", "yellow") for state in readable)
    towns = tile_map(tiles)
    ranking = [one for one in towns.ranked if one.tile.totals.all]
    departments = figures.breakdowns["departments"].tallies
    departments = [tally for tally in departments if tally.totals.all]
    return BigScreen(
        figures=figures,
        big=sorted(figures.big, key=lambda figure: BIG.index(figure.group)),
        worst=[Trouble(state) for state in figures.worst[:WORST]],
        worst_more=max(trouble - WORST, 0),
        towns=towns,
        ranking=ranking[:TOWNS],
        ranking_more=max(len(ranking) - TOWNS, 0),
        departments=departments[:DEPARTMENTS],
        departments_more=max(len(departments) - DEPARTMENTS, 0),
        trend=trend(past.months, measures_of(states)),
    )


def trend(months: Sequence[Month], today: Measures) -> Trend | None:
    """The months' snapshots and today; None where there are not two that are measured: a line needs
    them."""
    rows = [(month.label, month.measures) for month in months[-MONTHS:]] + [(_("今日"), today)]
    if sum(measures.reported_bp is not None for _label, measures in rows) < 2:
        return None
    step, last = WIDTH // (len(rows) - 1), len(rows) - 1
    every = 1 if len(rows) <= CLOSE else 2
    return Trend(
        [
            Point(label, n * step, row.reported, row.asked, (last - n) % every == 0)
            for n, (label, row) in enumerate(rows)
        ]
    )


def _y(share: int | None) -> int | None:
    return None if share is None else HEIGHT - HEIGHT * min(share, 100) // 100
