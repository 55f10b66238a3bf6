"""What tables and prose have in common once found: headings and rows in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tasklists.importing.records import NOWHERE, Cell, Issue, Paragraph, SourceRef


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a labelled part of a narrative item.

    `field` is a meaning of `headers.SYNONYMS`, "milestone:Q3", "town:赵巷镇", "month:5", or "" where
    the heading says nothing that is known.
    """

    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """A heading of the list. `level` 0 is the outermost; deeper headings belong to the one above."""

    label: str
    title: str
    level: int
    ref: SourceRef = NOWHERE
    merged: bool = False  # printed in a column beside its rows, not on a line of its own
    again: bool = False  # not printed here: the rows below go on with a heading further up

    @property
    def key(self) -> tuple[str, str]:
        return self.label, self.title


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A line of the list before its values are read. `parent` is the number of the task above it."""

    cells: tuple[tuple[Column, Cell], ...]
    ref: SourceRef = NOWHERE
    parent: str | None = None
    doubt: str = ""  # why the row as a whole is doubtful; "" where it is not

    def texts(self, *fields: str) -> Iterator[tuple[Column, Cell]]:
        """The filled cells of these fields, in the order of `fields`, then as printed."""
        for name in fields:
            for column, cell in self.cells:
                if column.field == name and cell.text.strip():
                    yield column, cell

    def text(self, name: str) -> str:
        return next((cell.text.strip() for _, cell in self.texts(name)), "")


FoundItem: TypeAlias = FoundHeading | FoundRow


@dataclass(frozen=True, slots=True)
class Found:
    """A list as found in the document, and what was left beside it."""

    items: tuple[FoundItem, ...] = ()
    columns: tuple[Column, ...] = ()
    left: tuple[Paragraph, ...] = ()  # text that belongs to no row or heading, in reading order
    above: int = 0  # how many of those stand above the list
    issues: tuple[Issue, ...] = ()

    @property
    def rows(self) -> tuple[FoundRow, ...]:
        return tuple(item for item in self.items if isinstance(item, FoundRow))
