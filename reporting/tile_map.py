"""街镇地图: the district's towns as tiles at their place (`Town.tile_row`, `tile_column`), coloured by a
measure. A town's share is its own, tasks done of the tasks that concern it, never a mean of shares."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from progress.explanations import basis_points, whole_points
from progress.status import Totals
from reporting.dashboards import address_of
from reporting.exports import Column, Table
from reporting.states import TaskState
from reporting.tallies import count

DONE, REACHED, OVERDUE = "done", "reached", "overdue"
MEASURES = {DONE: _("任务办结率"), REACHED: _("任务量完成率"), OVERDUE: _("逾期任务")}
ALL = 10_000
LARGEST = 12  # rows and columns that the style sheet places

SHARES = ((1, "0–19%"), (2, "20–39%"), (3, "40–59%"), (4, "60–79%"), (5, "80–100%"))
NUMBERS = ((1, "0"), (2, "1"), (3, "2"), (4, "3–4"), (5, "5+"))


@dataclass(frozen=True, slots=True)
class Tile:
    """`row` and `column` count from 1 at the top left of what is shown, None for a town without a place
    of its own. `quotas` are its shares that have a number, `reached` those reported in full.
    `rows_at` is the register for those who may open all the town's rows, else ""."""

    pk: int
    name: str
    row: int | None
    column: int | None
    totals: Totals
    quotas: int
    reached: int
    rows_at: str

    @property
    def done_bp(self) -> int | None:
        return basis_points(self.totals.done, self.totals.all)

    @property
    def reached_bp(self) -> int | None:
        return basis_points(self.reached, self.quotas)

    @property
    def done_percent(self) -> int | None:
        return whole_points(self.totals.done, self.totals.all)

    @property
    def reached_percent(self) -> int | None:
        return whole_points(self.reached, self.quotas)

    def address(self, group: str = "all") -> str:
        return address_of(self.rows_at, {"town": self.pk}, group)

    @property
    def all_at(self) -> str:
        return self.address()

    @property
    def done_at(self) -> str:
        return self.address("done")

    @property
    def overdue_at(self) -> str:
        return self.address("overdue")

    @property
    def behind_at(self) -> str:
        return self.address("behind")


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile under the chosen measure: `figure` as printed, `part` what it is made of (5/12), `shade`
    from 1 to 5, 0 where there is nothing to measure."""

    tile: Tile
    figure: str
    part: str
    shade: int


@dataclass(frozen=True, slots=True)
class TileMap:
    measure: str
    placed: list[Shown]
    unplaced: list[Shown]

    @property
    def word(self) -> Any:
        return MEASURES[self.measure]

    @property
    def legend(self) -> tuple[tuple[int, str], ...]:
        return NUMBERS if self.measure == OVERDUE else SHARES

    @property
    def is_empty(self) -> bool:
        """No task says which towns it concerns."""
        return not any(one.tile.totals.all for one in [*self.placed, *self.unplaced])

    @property
    def ranked(self) -> list[Shown]:
        """All towns, the largest figure first, those without one last."""
        return sorted([*self.placed, *self.unplaced], key=lambda one: _place(one.tile, self.measure))


def tiles_of(
    states: Iterable[TaskState],
    towns: Iterable[Any],
    today: datetime.date,
    rows_at: Mapping[int, str] = MappingProxyType({}),
) -> list[Tile]:
    """A tile a town, in the towns' order: those in use, and those that a task still names. Two towns
    at one place: the first stands there, the other has none."""
    of_town: dict[int, list[TaskState]] = {}
    for state in states:
        for body in state.towns:
            of_town.setdefault(body.pk, []).append(state)
    shown = [town for town in towns if town.is_active or town.pk in of_town]
    places = _places(shown)
    found = []
    for town in shown:
        members = of_town.get(town.pk, [])
        shares = [
            quota
            for state in members
            for indicator in state.indicators
            for quota in indicator.quotas
            if quota.value is not None and any(body.pk == town.pk for body in quota.towns)
        ]
        row, column = places.get(town.pk, (None, None))
        reached = sum((quota.reported_bp or 0) >= ALL for quota in shares)
        totals = count(members, today)
        at = rows_at.get(town.pk, "")
        found.append(Tile(town.pk, str(town), row, column, totals, len(shares), reached, at))
    return found


def _places(towns: Iterable[Any]) -> dict[int, tuple[int, int]]:
    held: dict[tuple[int, int], int] = {}
    for town in towns:
        if town.tile_row is not None and town.tile_column is not None:
            held.setdefault((town.tile_row, town.tile_column), town.pk)
    if not held:
        return {}
    top, left = min(row for row, _column in held), min(column for _row, column in held)
    moved = {pk: (row - top + 1, column - left + 1) for (row, column), pk in held.items()}
    return {pk: place for pk, place in moved.items() if max(place) <= LARGEST}


def tile_map(tiles: Sequence[Tile], measure: str = "") -> TileMap:
    measure = measure if measure in MEASURES else opening_measure(tiles)
    shown = [_shown(tile, measure) for tile in tiles]
    return TileMap(
        measure=measure,
        placed=[one for one in shown if one.tile.row is not None],
        unplaced=[one for one in shown if one.tile.row is None],
    )


def opening_measure(tiles: Iterable[Tile]) -> str:
    """What the map shows at first: the towns' own shares, where most of those concerned have some. Tasks
    are closed at the end of the year, until then that measure gives all towns one colour."""
    concerned = [tile for tile in tiles if tile.totals.all]
    measured = sum(tile.quotas > 0 for tile in concerned)
    return REACHED if measured and measured * 2 >= len(concerned) else DONE


def _shown(tile: Tile, measure: str) -> Shown:
    if measure == OVERDUE and tile.totals.all:
        number = tile.totals.overdue
        return Shown(tile, str(number), f"{number}/{tile.totals.all}", 1 + min(number, 3) + (number > 4))
    part, whole = (tile.reached, tile.quotas) if measure == REACHED else (tile.totals.done, tile.totals.all)
    share = whole_points(part, whole)
    if share is None:
        return Shown(tile, "—", "", 0)
    return Shown(tile, f"{share}%", f"{part}/{whole}", 1 + min(share // 20, 4))


def _place(tile: Tile, measure: str) -> tuple[int, int]:
    overdue = tile.totals.overdue if tile.totals.all else None
    value = {DONE: tile.done_bp, REACHED: tile.reached_bp, OVERDUE: overdue}[measure]
    return (1, 0) if value is None else (0, -value)


def as_table(title: str, shown: TileMap, note: str) -> Table:
    """The table behind the map, as a sheet."""
    columns = [
        Column(_("街镇"), width=18),
        Column(_("任务"), "number", width=10),
        Column(_("已完成"), "number", width=10),
        Column(_("任务办结率"), "percent", width=12),
        Column(_("逾期"), "number", width=10),
        Column(_("滞后"), "number", width=10),
        Column(_("任务量（个）"), "number", width=12),
        Column(_("已完成任务量"), "number", width=12),
        Column(_("任务量完成率"), "percent", width=12),
    ]
    rows = [
        [
            tile.name,
            tile.totals.all,
            tile.totals.done,
            tile.done_bp,
            tile.totals.overdue,
            tile.totals.behind,
            tile.quotas,
            tile.reached,
            tile.reached_bp,
        ]
        for tile in (one.tile for one in shown.ranked)
    ]
    return Table(title, columns, rows, notes=[note], landscape=False)
