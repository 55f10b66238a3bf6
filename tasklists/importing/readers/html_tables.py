"""Tables of a web page: which hold data and which only lay out the page, and data tables unfolded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tasklists.importing.readers.grid import Grid
from tasklists.importing.readers.html_text import BLOCKS, DROPPED, Piece, is_hidden, lines_of
from tasklists.importing.records import Cell, SourceRef

MAX_SPAN = 1_000
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_LAYOUT_COLUMNS = 2  # a menu beside the page
_INNER_SHARE = 0.5  # of a table's text that stands in tables within it, when it is only layout


def rows_of(table: Any) -> list[Any]:
    """The rows of this table, not of those within it; the foot comes last, wherever it is written."""
    groups = [child for child in table if child.tag in _ROW_GROUPS]
    feet = [row for group in groups if group.tag == "tfoot" for row in group.findall("tr")]
    rows = [
        row
        for child in table
        if child.tag == "tr" or child.tag in ("thead", "tbody")
        for row in ([child] if child.tag == "tr" else child.findall("tr"))
    ]
    return [row for row in (*rows, *feet) if not is_hidden(row)]


def cells_of(table: Any) -> Iterator[Any]:
    for row in rows_of(table):
        yield from _cells(row)


def _cells(row: Any) -> list[Any]:
    return [child for child in row if child.tag in ("td", "th") and not is_hidden(child)]


def is_data_table(table: Any) -> bool:
    """Several columns and rows, and its text stands in its own cells."""
    if table.get("role") == "presentation":
        return False
    widths = [len(_cells(row)) for row in rows_of(table)]
    if len(widths) < 2 or max(widths) < 2:
        return False
    inner = table.findall(".//table")
    if not inner:
        return True
    if max(widths) <= _LAYOUT_COLUMNS:
        return False
    outermost = [found for found in inner if _table_above(found) is table]
    inside = sum(len(found.text_content()) for found in outermost)
    return inside < _INNER_SHARE * len(table.text_content())


def _table_above(element: Any) -> Any | None:
    return next(element.iterancestors("table"), None)


def table_rows(table: Any) -> list[list[Cell]]:
    grid = Grid()
    rows = rows_of(table)
    lines: list[int | None] = []
    for index, row in enumerate(rows):
        lines.append(row.sourceline)
        column = 0
        for cell in _cells(row):
            column = grid.free_column(index, column)
            text, bold = _cell_text(cell)
            height = _span(cell, "rowspan") or len(rows)
            width = _span(cell, "colspan") or 1
            grid.put(index, column, text, bold=bold, height=min(height, len(rows) - index), width=width)
            column += width
    return grid.rows(lambda row, _: SourceRef(line=lines[row]))


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(int(text[:6]), MAX_SPAN) if text.isascii() and text.isdigit() else 1


def _cell_text(cell: Any) -> tuple[str, bool]:
    pieces: list[Piece] = []
    _collect(cell, pieces)
    lines = list(lines_of(pieces))
    return "\n".join(text for text, _, _ in lines), bool(lines) and all(bold for _, bold, _ in lines)


def _collect(element: Any, pieces: list[Piece]) -> None:
    """The text of a cell; blocks and the rows of a table within it begin on a new line."""
    if element.text:
        pieces.append(Piece(element.text, element))
    for child in element:
        if isinstance(child.tag, str) and child.tag not in DROPPED and not is_hidden(child):
            breaks = child.tag == "br" or (child.tag in BLOCKS and child.tag not in ("td", "th"))
            if breaks:
                pieces.append(Piece("", element, breaks=True))
            _collect(child, pieces)
            if breaks and child.tag != "br":
                pieces.append(Piece("", element, breaks=True))
            elif child.tag in ("td", "th"):
                pieces.append(Piece(" ", element))
        if child.tail:
            pieces.append(Piece(child.tail, element))
