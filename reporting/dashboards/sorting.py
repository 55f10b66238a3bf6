"""Tables that are sorted in the address, a parameter each: ?sort_towns=-overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` gives what the column is sorted by, None for a row that has no such value."""

    name: str
    word: Any
    key: Callable[[Any], Any]
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `address` sorts by it."""

    name: str
    word: Any
    address: str
    direction: str  # "up", "down" or ""
    is_number: bool

    @property
    def aria(self) -> str:
        return {"up": "ascending", "down": "descending"}.get(self.direction, "none")


def parameter_of(table: str) -> str:
    return f"sort_{table}"


def heads_of(columns: Iterable[Column], asked: Mapping[str, Any], table: str) -> list[Head]:
    """A column of words is sorted upwards first, one of numbers downwards; then the other way round."""
    parameter = parameter_of(table)
    rest = {name: value for name, value in asked.items() if name != parameter}
    sort = str(asked.get(parameter, ""))
    found = []
    for column in columns:
        direction = {column.name: "up", f"-{column.name}": "down"}.get(sort, "")
        turned = direction == "down" or not (direction or column.is_number)
        wanted = column.name if turned else f"-{column.name}"
        address = f"?{urlencode(rest | {parameter: wanted})}#part-{table}"
        found.append(Head(column.name, column.word, address, direction, column.is_number))
    return found


def in_order(rows: list[Row], columns: Iterable[Column], asked: Mapping[str, Any], table: str) -> list[Row]:
    """Sorted as asked for, ties and anything else as given; rows without a value stay at the end."""
    sort = str(asked.get(parameter_of(table), ""))
    column = next((column for column in columns if column.name == sort.lstrip("-")), None)
    if column is None:
        return rows
    known = [row for row in rows if column.key(row) is not None]
    unknown = [row for row in rows if column.key(row) is None]
    return sorted(known, key=column.key, reverse=sort.startswith("-")) + unknown
