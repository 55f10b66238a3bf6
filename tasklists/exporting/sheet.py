"""The list as a printed table, before it becomes a file: headings, bands, rows, merged categories."""

from __future__ import annotations

from dataclasses import dataclass

# Characters that make a spreadsheet take a cell for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A printed heading; `width` is in characters of the body font."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, or a band that runs over all columns (then `cells` holds its one text)."""

    cells: tuple[str, ...]
    is_band: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """`merged` are the indexes of columns whose equal neighbours below are printed as one cell."""

    title: str
    subtitle: str  # 文号 and issue date; "" for none
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    merged: frozenset[int] = frozenset()
    footnotes: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Wider than an A4 landscape page holds legibly (about 120 characters of 10 pt)."""
        return sum(column.width for column in self.columns) > 120

    def spans(self, column: int) -> list[tuple[int, int]]:
        """First and last row index of each run of two or more rows that print one cell here."""
        found: list[tuple[int, int]] = []
        start = 0
        for index in range(1, len(self.rows) + 1):
            if index < len(self.rows) and self._same(index, start, column):
                continue
            if index - start > 1:
                found.append((start, index - 1))
            start = index
        return found

    def _same(self, index: int, start: int, column: int) -> bool:
        row, first = self.rows[index], self.rows[start]
        return not row.is_band and not first.is_band and row.cells[column] == first.cells[column] != ""
