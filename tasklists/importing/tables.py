"""Tables → headings and rows of a list. Finds header, section, continuation, total and footer rows;
a table that goes on over pages or after a heading is one list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tasklists.importing.cells import is_number, is_prose
from tasklists.importing.columns import Header, header_at
from tasklists.importing.found import Column, Found, FoundHeading, FoundItem
from tasklists.importing.headers import is_card_row
from tasklists.importing.loose import tables_of_paragraphs
from tasklists.importing.outline import is_page_mark, label_of
from tasklists.importing.records import (
    NOWHERE,
    Block,
    Cell,
    Issue,
    Paragraph,
    RawDocument,
    RawTable,
    SourceRef,
)
from tasklists.importing.table_rows import LONGEST_HEADING, Part, as_paragraph, read_part
from tasklists.importing.words import close_up

_UNIT_LINE = re.compile(r"[（(]?(?:金额|计量)?单位[:：].{1,12}")
_CARD_SHARE = 0.6
_NAMES_TABLE = re.compile(r"清单|任务|项目|一览表|分解|台账|计划|表$|工作")


def find_tables(document: RawDocument) -> Found:
    """The list that the tables of the document hold; no rows where there is none."""
    blocks = tables_of_paragraphs(
        [b for b in document.blocks if not (isinstance(b, Paragraph) and is_page_mark(b.text))]
    )
    parts, left = _parts(blocks)
    read = [read_part(part) for part in parts]
    items: list[FoundItem] = []
    columns: dict[str, Column] = {}
    issues: list[Issue] = []
    titled = _are_lists_of_their_own(parts, read)
    for part, found in zip(parts, read, strict=True):
        items.extend(_below_title(part, found.items) if titled else found.items)
        left.extend(found.left)
        issues.extend(found.issues)
        columns |= {column.heading: column for column in found.columns if column.heading not in columns}
    if titled:
        left = [paragraph for paragraph in left if paragraph not in [part.title for part in parts]]
    order = _reading_order(blocks)
    left.sort(key=lambda paragraph: order.get(paragraph.ref, 0))
    begin = order.get(parts[0].ref, 0) if parts else 0
    above = sum(order.get(paragraph.ref, 0) < begin for paragraph in left)
    return Found(tuple(items), tuple(columns.values()), tuple(left), above, tuple(issues))


def _are_lists_of_their_own(parts: Sequence[Part], read: Sequence[Found]) -> bool:
    """Whether several annexed tables, each below a title, number their rows anew: then the titles are
    headings, or else one number would stand for several tasks."""
    if len(parts) < 2 or any(part.title is None for part in parts):
        return False
    numbers = [row.text("number") for found in read for row in found.rows if row.text("number")]
    headed = any(found.items and isinstance(found.items[0], FoundHeading) for found in read)
    return len(set(numbers)) < len(numbers) and not headed


def _below_title(part: Part, items: Sequence[FoundItem]) -> list[FoundItem]:
    assert part.title is not None
    text = close_up(part.title.text)
    lower = [replace(i, level=i.level + 1) if isinstance(i, FoundHeading) else i for i in items]
    return [FoundHeading("", text, 0, part.title.ref), *lower]


def _reading_order(blocks: Sequence[Block]) -> dict[SourceRef, int]:
    order: dict[SourceRef, int] = {}
    for block in blocks:
        cells = [block] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
        for cell in cells:
            order.setdefault(cell.ref, len(order))
    return order


def _parts(blocks: Sequence[Block]) -> tuple[list[Part], list[Paragraph]]:
    parts: list[Part] = []
    left: list[Paragraph] = []
    waiting: list[Paragraph] = []  # headings that a table may follow
    between: list[Paragraph] = []  # what stands between the table above and the next one
    for block in blocks:
        if isinstance(block, Paragraph):
            between.append(block)
            if _may_head_a_table(block):
                waiting.append(block)
            elif not _UNIT_LINE.fullmatch(block.text.strip()):
                left.extend([*waiting, block])
                waiting = []
            continue
        before, known = len(parts[-1].rows) if parts else 0, len(parts)
        outside = _add_table(block, parts)
        for part in parts[known:]:
            part.title = _title_of(between, block, outside)
        between = []
        left.extend(outside)
        if waiting and parts and not outside:
            _place_headings(waiting, parts, before)
        else:
            left.extend(waiting)
        waiting = []
    left.extend(waiting)
    return parts, left


def _title_of(between: Sequence[Paragraph], table: RawTable, above: Sequence[Paragraph]) -> Paragraph | None:
    """The line that names a table: the nearest above its header, else the name of its sheet."""
    for paragraph in reversed([*between, *above]):
        text = close_up(paragraph.text)
        if len(text) <= LONGEST_HEADING and _NAMES_TABLE.search(text) and not re.search(r"[。；：:]", text):
            return paragraph
    named = table.name and re.search(r"[\u4e00-\u9fff]", table.name)
    return Paragraph(table.name, table.ref) if named else None


def _may_head_a_table(paragraph: Paragraph) -> bool:
    label = label_of(paragraph.text)
    return (
        label is not None
        and label.is_heading
        and len(paragraph.text) <= LONGEST_HEADING
        and (not is_prose(label.rest) or not re.search(r"[。；：:]", label.rest))
    )


def _place_headings(headings: list[Paragraph], parts: list[Part], before: int) -> None:
    part = parts[-1]
    at = before if len(part.rows) > before and before else 0
    part.rows[at:at] = headings


def _add_table(table: RawTable, parts: list[Part]) -> list[Paragraph]:
    """Adds the table's rows to the part they go on with, or begins a new one. Returns its text as
    paragraphs where no header is known for it."""
    if is_card(table):
        return [paragraph for row in table.rows if (paragraph := as_paragraph(row)).text]
    rows, index = table.rows, 0
    outside: list[Paragraph] = []
    current = parts[-1] if parts and _goes_on(table, parts[-1].header) else None
    while index < len(rows):
        header = header_at(rows, index)
        if header is not None:
            if current is None or not header.same_as(current.header):
                if parts and header.same_as(parts[-1].header):
                    current = parts[-1]
                else:
                    current = Part(header, _first_ref(rows[index]))
                    parts.append(current)
            index += header.lines
            continue
        if current is not None:
            current.rows.append(rows[index])
        else:
            outside.append(as_paragraph(rows[index]))
        index += 1
    return [paragraph for paragraph in outside if paragraph.text]


def _first_ref(row: Sequence[Cell]) -> SourceRef:
    return next((cell.ref for cell in row if cell.text.strip()), NOWHERE)


def is_card(table: RawTable) -> bool:
    """Whether the table is the card of one item, or several, rather than a list with a header."""
    filled = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    cards = sum(is_card_row([cell.text for cell in row if not cell.merged]) for row in filled)
    return len(filled) > 1 and cards >= _CARD_SHARE * len(filled)


def _goes_on(table: RawTable, header: Header) -> bool:
    """A table without a header of its own goes on with the one above when it has its columns and its
    first rows read like its rows."""
    widths = [len(row) for row in table.rows if any(cell.text.strip() for cell in row)]
    if not widths or max(widths) != header.width:
        return False
    if "number" not in header.fields:
        return True
    at = header.fields.index("number")
    return any(len(row) > at and is_number(row[at].text) for row in table.rows)
