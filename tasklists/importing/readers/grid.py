"""A table as it was drawn: cells at places, some over several rows and columns, unfolded into rows.

Every reader builds its tables here, so that a merged cell means the same whatever the file was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tasklists.importing.readers.safety import MAX_CELLS, TOO_MANY_CELLS
from tasklists.importing.records import NOWHERE, Cell, RawTable, SourceRef, UnreadableDocument

Place = tuple[int, int]  # row and column from 0


@dataclass(slots=True)
class Grid:
    """`put` texts, then take `rows`. What was put at a place first stays."""

    cells: dict[Place, Cell] = field(default_factory=dict)

    def put(
        self,
        row: int,
        column: int,
        text: str,
        *,
        bold: bool = False,
        merged: bool = False,
        height: int = 1,
        width: int = 1,
    ) -> None:
        """A cell at a place, and copies marked `merged` over the rest of its rectangle. `merged` is
        given where the cell itself goes on from another."""
        if len(self.cells) + height * width > MAX_CELLS:
            raise UnreadableDocument(TOO_MANY_CELLS)
        cell = Cell(text, bold=bold, merged=merged)
        copy = replace(cell, merged=True)
        for down in range(row, row + height):
            for right in range(column, column + width):
                self.cells.setdefault((down, right), cell if (down, right) == (row, column) else copy)

    def free_column(self, row: int, column: int) -> int:
        """The first column from `column` on that no cell, and none merged from above, takes."""
        while (row, column) in self.cells:
            column += 1
        return column

    def rows(self, ref_at: Callable[[int, int], SourceRef]) -> list[list[Cell]]:
        """All rows at full width, each cell with its own place (a copy's too); places where nothing was
        put are empty cells."""
        if not self.cells:
            return []
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self.cells) + 1
        if height * width > 4 * MAX_CELLS:
            raise UnreadableDocument(TOO_MANY_CELLS)
        empty = Cell("")
        return [
            [
                replace(self.cells.get((row, column), empty), ref=ref_at(row, column))
                for column in range(width)
            ]
            for row in range(height)
        ]


def filled(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Without the rows and columns in which nothing is printed."""
    kept = [row for row in rows if any(cell.text for cell in row)]
    if not kept:
        return []
    columns = [column for column in range(len(kept[0])) if any(row[column].text for row in kept)]
    return [[row[column] for column in columns] for row in kept]


def printed(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row that are printed in it: neither empty nor copies to the right of a merge."""
    found: list[Cell] = []
    for cell in row:
        if cell.text and not (cell.merged and found and found[-1].text == cell.text):
            found.append(cell)
    return found


def raw_table(rows: Sequence[Sequence[Cell]], ref: SourceRef = NOWHERE, name: str = "") -> RawTable | None:
    """None where nothing is printed in the table."""
    kept = filled(rows)
    if not kept:
        return None
    return RawTable(tuple(tuple(row) for row in kept), ref, name)
