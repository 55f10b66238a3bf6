"""What a person corrected, applied to what was found: columns mapped anew, rows taken out, joined to
the row above, or parted in two. Rows are known by their number and name, not by their place, so that
the corrections hold for the next version of the document as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tasklists.importing.found import Column, Found, FoundItem, FoundRow
from tasklists.importing.headers import SYNONYMS, normal
from tasklists.importing.records import Cell, Corrections, RawDocument, RawTable, RowSplit
from tasklists.importing.words import close_up

_NAME_CHARACTERS = 40


def row_key(row: FoundRow) -> str:
    """Number and beginning of the name, without spaces."""
    return key_of(row.text("number"), row.text("title") or row.text("indicator"))


def key_of(number: str, title: str) -> str:
    short = "".join(close_up(title).split())[:_NAME_CHARACTERS]
    return f"{''.join(number.split())}|{short}"


def corrected(found: Found, corrections: Corrections) -> Found:
    """The list found in a document of `headings_mapped`, with the headings as printed again, and with
    the corrections of rows."""
    printed: dict[str, Column] = {}
    for heading, field in corrections.columns:
        printed.setdefault(normal(heading), Column(heading, field))
        if field in SYNONYMS:
            printed.setdefault(normal(_word(field)), Column(heading, field))
    columns = tuple(_mapped(column, printed) for column in found.columns)
    return replace(found, items=tuple(_rows_corrected(found.items, corrections, printed)), columns=columns)


def _mapped(column: Column, printed: Mapping[str, Column]) -> Column:
    return printed.get(normal(column.heading), column)


def _rows_corrected(
    items: Sequence[FoundItem], corrections: Corrections, printed: Mapping[str, Column]
) -> Iterator[FoundItem]:
    """Keys are those of the rows as they were shown, that is after the columns were mapped."""
    splits = {split.row: split for split in corrections.split}
    waiting: FoundRow | None = None
    for item in items:
        if not isinstance(item, FoundRow):
            if waiting is not None:
                yield waiting
                waiting = None
            yield item
            continue
        row = replace(item, cells=tuple((_mapped(column, printed), cell) for column, cell in item.cells))
        key = row_key(row)
        if key in corrections.taken_out:
            continue
        if key in corrections.merged and waiting is not None:
            waiting = _joined(waiting, row)
            continue
        if waiting is not None:
            yield waiting
        waiting = row
        if key in splits and (parts := _parted(row, splits[key])):
            yield parts[0]
            waiting = parts[1]
    if waiting is not None:
        yield waiting


def _joined(above: FoundRow, below: FoundRow) -> FoundRow:
    """One row: texts that differ follow one another, the number of the upper row holds."""
    cells = list(above.cells)
    for column, cell in below.cells:
        if not cell.text.strip() or column.field in ("number", "upper_number", "category"):
            continue
        at = next((i for i, (held, _) in enumerate(cells) if held == column), None)
        if at is None:
            cells.append((column, cell))
        elif not cells[at][1].text.strip():
            cells[at] = (column, cell)
        elif cell.text.strip() not in cells[at][1].text:
            cells[at] = (column, replace(cells[at][1], text=f"{cells[at][1].text}\n{cell.text}"))
    return replace(above, cells=tuple(cells))


def _parted(row: FoundRow, split: RowSplit) -> tuple[FoundRow, FoundRow] | None:
    """Two rows, the name divided before `split.at`, everything else in both; None where the name
    does not hold these words."""
    title = next((cell for column, cell in row.cells if column.field == "title"), None)
    at = close_up(title.text).find(split.at.strip()) if title and split.at.strip() else -1
    if title is None or at <= 0:
        return None
    words = close_up(title.text)
    return _with(row, title=words[:at]), _with(row, title=words[at:], number=split.number)


def _with(row: FoundRow, **texts: str) -> FoundRow:
    cells: list[tuple[Column, Cell]] = [
        (column, replace(cell, text=texts[column.field]) if column.field in texts else cell)
        for column, cell in row.cells
    ]
    return replace(row, cells=tuple(cells))


def headings_mapped(raw: RawDocument, corrections: Corrections) -> RawDocument:
    """The document with headings that nobody knows replaced by a known word for what the person said
    they hold, so that the table is found at all."""
    if not corrections.columns:
        return raw
    words = {normal(heading): _word(field) for heading, field in corrections.columns if field in SYNONYMS}
    blocks = tuple(
        replace(block, rows=tuple(tuple(_renamed(cell, words) for cell in row) for row in block.rows))
        if isinstance(block, RawTable)
        else block
        for block in raw.blocks
    )
    return replace(raw, blocks=blocks)


def _word(field: str) -> str:
    """The most usual heading for what a column holds."""
    return SYNONYMS[field].split()[0]


def _renamed(cell: Cell, words: Mapping[str, str]) -> Cell:
    word = words.get(normal(cell.text)) if len(cell.text) <= _NAME_CHARACTERS else None
    return replace(cell, text=word) if word else cell
