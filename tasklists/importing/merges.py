"""Cells that were merged downwards in the original and stand empty below their first row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from tasklists.importing.found import Column, FoundHeading, FoundItem, FoundRow
from tasklists.importing.headers import DEPARTMENT_FIELDS
from tasklists.importing.records import Cell

_MAY_BE_MERGED = (*DEPARTMENT_FIELDS, "deadline", "person")
_LEAST_EMPTY = 3


def merged_downwards(
    items: Sequence[FoundItem], columns: Sequence[Column], left_out: Collection[Column] = ()
) -> tuple[FoundItem, ...]:
    """The rows with the cells that were merged downwards in the original filled in again.

    A column is taken for merged where the first row below every heading has a cell and several rows
    further down have none; otherwise an empty cell stays empty. `left_out`: columns whose empty cells were
    not even printed, as in rows of one cell a paragraph; there one such row is enough.
    """
    result = list(items)
    for column in columns:
        if column.field in _MAY_BE_MERGED and _is_merged_down(
            items, column, 1 if column in left_out else _LEAST_EMPTY
        ):
            _fill(result, column)
    return tuple(result)


def _cell(row: FoundRow, column: Column) -> Cell | None:
    return next((cell for other, cell in row.cells if other == column and cell.text.strip()), None)


def _is_merged_down(items: Sequence[FoundItem], column: Column, least: int) -> bool:
    """Whether the first row below each heading has a cell, and at least so many rows have none."""
    groups: list[list[bool]] = []
    for item in items:
        if isinstance(item, FoundHeading):
            groups.append([])
        elif groups:
            groups[-1].append(_cell(item, column) is not None)
        else:
            return False
    filled = [group for group in groups if group]
    if not filled or not all(group[0] for group in filled):
        return False
    return sum(group.count(False) for group in filled) >= least


def _fill(items: list[FoundItem], column: Column) -> None:
    above: Cell | None = None
    for index, item in enumerate(items):
        if isinstance(item, FoundHeading):
            above = None
            continue
        own = _cell(item, column)
        if own is not None:
            above = own
        elif above is not None:
            kept = [pair for pair in item.cells if pair[0] != column]
            items[index] = replace(item, cells=(*kept, (column, replace(above, merged=True))))
