"""作战图: towns across, tasks or their indicators down, each cell a town's share with its light.

A pure function of states, so that the map of a frozen month is made like the map of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from districts.templatetags.figures import quantity
from progress.shares import RATE_UNITS
from progress.status import BY_CODE, RANKS, Light
from reporting.lines import SEVERITY, Band
from reporting.states import Body, IndicatorState, QuotaState, TaskState

IN_TROUBLE = frozenset({Light.RED.value, Light.YELLOW.value})
QUOTA, MARK = "quota", "mark"


@dataclass(frozen=True, slots=True)
class Cell:
    """`kind` is QUOTA for a share of its own, MARK where the task concerns the town without one: it
    then shows the task's light. `percent` and `figure` (3/4, in `unit`) are None and "" where nothing
    is measured. `said` names both heads and says why: for ears, for the pointer, and for paper."""

    kind: str
    light: str
    word: str
    percent: int | None
    figure: str
    unit: str
    said: str
    address: str

    @property
    def in_trouble(self) -> bool:
        return self.light in IN_TROUBLE


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` stand in the order of the towns, None where the town is not concerned. `name` is the
    indicator's, "" where the row stands for the whole task; `unit` "" where its indicators have several
    (each cell then says its own); `is_first` where it carries the number and the title. `figure` is
    what the towns add up to."""

    task: TaskState
    name: str
    unit: str
    is_first: bool
    figure: str
    cells: tuple[Cell | None, ...]

    @property
    def percent(self) -> int | None:
        """Of the task as a whole."""
        bp = self.task.reported_bp
        return None if bp is None else bp // 100


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands under a town: its tasks among those shown, each by its worst cell. `address` is where
    the same tasks stand in the register, "" where they do not."""

    town: Body
    concerned: int
    red: int
    yellow: int
    done: int
    address: str


@dataclass(frozen=True, slots=True)
class WarMap:
    towns: tuple[Body, ...]
    lines: tuple[Band | Row, ...]
    feet: tuple[Foot, ...]

    @property
    def rows(self) -> list[Row]:
        return [line for line in self.lines if isinstance(line, Row)]

    @property
    def tasks(self) -> int:
        return sum(row.is_first for row in self.rows)

    @property
    def width(self) -> int:
        return len(self.towns) + 2


def war_map(
    states: Iterable[TaskState],
    towns: Sequence[Body],
    *,
    by_indicator: bool = False,
    only_trouble: bool = False,
    linked: bool = True,
    addresses: Mapping[int, str] = MappingProxyType({}),
) -> WarMap:
    """`states` in printed order. `only_trouble` keeps red and yellow cells and the rows that have one;
    `linked` is False for a frozen month, whose quotas may be gone; `addresses` are those of the feet."""
    shown = [_Shown(state, towns, linked) for state in states]
    kept = [rows for one in shown if (rows := list(_kept(one.rows(by_indicator), only_trouble)))]
    several = len({rows[0].task.list_pk for rows in kept}) > 1
    counted = {row.task.pk for rows in kept for row in rows}
    worst = [one.worst for one in shown if one.state.pk in counted]
    return WarMap(
        towns=tuple(towns),
        lines=tuple(_in_bands(kept, several_lists=several)),
        feet=tuple(
            _foot(town, [cells[town.pk] for cells in worst if town.pk in cells], addresses.get(town.pk, ""))
            for town in towns
        ),
    )


def _kept(rows: Iterable[Row], only_trouble: bool) -> Iterator[Row]:
    """The rows, or of them what is in trouble; the first that is left carries the title."""
    is_first = True
    for row in rows:
        cells = tuple(cell if cell and cell.in_trouble else None for cell in row.cells)
        if not only_trouble:
            yield row
        elif any(cells):
            yield Row(row.task, row.name, row.unit, is_first, row.figure, cells)
            is_first = False


def _in_bands(tasks: Iterable[list[Row]], *, several_lists: bool) -> Iterator[Band | Row]:
    """Rows with a band wherever the list, the category or its parent changes."""
    held: list[tuple[str, int]] = []
    for rows in tasks:
        state = rows[0].task
        path = [(heading.name, heading.pk) for heading in state.categories]
        if several_lists:
            path.insert(0, (state.list_title, state.list_pk))
        for level, (title, _key) in enumerate(path):
            if held[: level + 1] != path[: level + 1]:
                yield Band(title, level + 1)
        held = path
        yield from rows


def _foot(town: Body, cells: list[Cell], address: str) -> Foot:
    lights = [cell.light for cell in cells]
    return Foot(
        town=town,
        concerned=len(cells),
        red=lights.count("red"),
        yellow=lights.count("yellow"),
        done=lights.count("done") + lights.count("blue"),
        address=address,
    )


class _Shown:
    """A task with its cells worked out."""

    def __init__(self, state: TaskState, towns: Sequence[Body], linked: bool) -> None:
        self.state, self.towns = state, towns
        self.address = reverse("task", args=[state.pk]) if linked else ""
        self.shared = [indicator for indicator in state.indicators if indicator.quotas]
        self.by_indicator = [self._cells(indicator) for indicator in self.shared]
        concerned = {town.pk for town in state.towns}
        self.marks = {town.pk: self._mark(town) for town in towns if town.pk in concerned}
        self.worst = self.marks | self._worst()

    def _worst(self) -> dict[int, Cell]:
        """Each town's worst share: the worst light, the graver status, the smaller share."""
        found: dict[int, list[tuple[Any, Cell]]] = {}
        for cells in self.by_indicator:
            for town, (place, cell) in cells.items():
                found.setdefault(town, []).append((place, cell))
        return {town: min(cells, key=lambda held: held[0])[1] for town, cells in found.items()}

    def rows(self, by_indicator: bool) -> list[Row]:
        if by_indicator and self.shared:
            return [self._indicator_row(place) for place in range(len(self.shared))]
        only = self.shared[0] if len(self.shared) == 1 else None
        units = {indicator.unit for indicator in self.shared}
        return [
            Row(
                task=self.state,
                name="",
                unit=units.pop() if len(units) == 1 else "",
                is_first=True,
                figure=_added_up(only) if only else "",
                cells=tuple(self.worst.get(town.pk) for town in self.towns),
            )
        ]

    def _indicator_row(self, place: int) -> Row:
        """The first row also marks the towns that the task concerns without any share."""
        indicator = self.shared[place]
        cells = {town: cell for town, (_place, cell) in self.by_indicator[place].items()}
        if place == 0:
            with_share = {town for held in self.by_indicator for town in held}
            cells = {town: mark for town, mark in self.marks.items() if town not in with_share} | cells
        return Row(
            task=self.state,
            name=indicator.name,
            unit=indicator.unit,
            is_first=place == 0,
            figure=_added_up(indicator),
            cells=tuple(cells.get(town.pk) for town in self.towns),
        )

    def _cells(self, indicator: IndicatorState) -> dict[int, tuple[Any, Cell]]:
        """Town → (how bad, cell); a share of several towns stands under each of them."""
        shown = {town.pk for town in self.towns}
        return {
            town.pk: (_how_bad(quota), self._quota(indicator, quota, town))
            for quota in indicator.quotas
            for town in quota.towns
            if town.pk in shown
        }

    def _quota(self, indicator: IndicatorState, quota: QuotaState, town: Body) -> Cell:
        percent = None if quota.reported_bp is None else quota.reported_bp // 100
        word = str(BY_CODE[quota.status].word)
        words = {"town": town.name, "task": self._named(), "word": word, "why": quota.why}
        words["name"] = f"{indicator.name} {_in_words(quota, indicator.unit)}"
        said = _("%(town)s · %(task)s\n%(name)s\n%(word)s：%(why)s") % words
        if others := "、".join(other.name for other in quota.towns if other != town):
            said += _("（与%(others)s共同承担）") % {"others": others}
        return Cell(
            kind=QUOTA,
            light=_shown_light(quota.light, self.state),
            word=word,
            percent=percent,
            figure=_of(quota.reported, quota.value),
            unit=indicator.unit,
            said=said,
            address=f"{self.address}#quota-{quota.pk}" if self.address else "",
        )

    def _mark(self, town: Body) -> Cell:
        words = {"town": town.name, "task": self._named(), "word": self.state.word, "why": self.state.why}
        return Cell(
            kind=MARK,
            light=self.state.shown_light,
            word=str(self.state.word),
            percent=None,
            figure="",
            unit="",
            said=_("%(town)s · %(task)s\n未分解任务量，随任务亮灯\n%(word)s：%(why)s") % words,
            address=self.address,
        )

    def _named(self) -> str:
        return f"{self.state.number}. {self.state.title}"


def _how_bad(quota: QuotaState) -> tuple[Any, ...]:
    bp = quota.reported_bp
    return RANKS[Light(quota.light)], SEVERITY[quota.status], -1 if bp is None else bp, quota.pk


def _shown_light(light: str, state: TaskState) -> str:
    return "blue" if light == Light.DONE and state.done_blue else light


def _of(reported: Decimal | None, value: Decimal | None) -> str:
    """3/4; —/4 before the first report; "" for a share without a number."""
    if value is None:
        return "" if reported is None else quantity(reported)
    return f"{'—' if reported is None else quantity(reported)}/{quantity(value)}"


def _in_words(quota: QuotaState, unit: str) -> str:
    """The figures of a share as a sentence says them."""
    words = {"reported": quantity(quota.reported), "value": quantity(quota.value), "unit": unit}
    if quota.value is None:
        return _("涉及，未分解数量") if quota.reported is None else _("已报 %(reported)s %(unit)s") % words
    if quota.reported is None:
        return _("任务量 %(value)s %(unit)s，未报") % words
    return _("已报 %(reported)s/%(value)s %(unit)s") % words


def _added_up(indicator: IndicatorState) -> str:
    """What the towns have reached of what they share, in the indicator's unit; a rate is not added up."""
    values = [quota.value for quota in indicator.quotas if quota.value is not None]
    if not values or indicator.unit in RATE_UNITS:
        return ""
    return _of(indicator.towns_sum, sum(values, Decimal(0)))


def concerned_towns(states: Iterable[TaskState], towns: Iterable[Any]) -> list[Body]:
    """The district's towns in their order: those in use, and those that a task still names."""
    named = {town.pk: town for state in states for town in state.towns}
    known = [Body(town.pk, str(town)) for town in towns if town.is_active or town.pk in named]
    keys = {town.pk for town in known}
    return [*known, *(town for pk, town in named.items() if pk not in keys)]
