"""Plain text → paragraphs and tables. Layouts are told from the characters that part the cells:
tabs within a line, a tab before every cell, bars, commas, or runs of spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tasklists.importing.readers.encoding import decode
from tasklists.importing.readers.text_tables import (
    Line,
    bar_rows,
    cell_lines,
    closed_cells,
    comma_rows,
    has_broken_header,
    plain,
    spaced_pieces,
    spaced_rows,
    tab_rows,
)
from tasklists.importing.records import Block, Paragraph, RawDocument, RawTable, SourceRef

_MARKDOWN_HEADING = re.compile(r"\s*(#{1,6})\s+")
_END_OF_LINE = re.compile(r"\r\n|\r|\n|\u2028|\u2029|\x85")
_SENTENCE = re.compile(r"[。；！？]")
MAX_SPACED_HEADING = 12  # characters: longer pieces are prose, not the headings of a table


def read_text(data: bytes, name: str = "") -> RawDocument:
    """Bytes in UTF-8, UTF-16 or GB18030. Raises UnreadableDocument for anything else."""
    return read_plain(decode(data), comma=name.lower().endswith(".csv"))


def read_plain(text: str, *, comma: bool = False) -> RawDocument:
    """Text that is already decoded, as when it was pasted."""
    lines = [
        Line(number, line.replace("\x0c", "").replace("\x0b", " ").replace("\ufeff", "").replace("\x00", ""))
        for number, line in enumerate(_END_OF_LINE.split(text), start=1)
    ]
    if comma or _is_comma_separated(lines):
        found = comma_rows(lines)
        return RawDocument(_prose_or_table(found) if found else (), "text/csv")
    return RawDocument(tuple(_blocks(lines)), "text/plain")


def _prose_or_table(found: RawTable) -> tuple[Block, ...]:
    """A table of one column is prose with a paragraph a row."""
    if any(len([cell for cell in row if cell.text.strip()]) > 1 for row in found.rows):
        return (found,)
    return tuple(
        Paragraph(cell.text.strip(), cell.ref) for row in found.rows for cell in row if cell.text.strip()
    )


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    one_cell_a_line = _is_one_cell_a_line(lines)
    position = 0
    while position < len(lines):
        end, found = _table_at(lines, position, one_cell_a_line)
        if found is not None:
            yield found
            position = end
            continue
        if not lines[position].blank:
            yield paragraph(lines[position])
        position += 1


def paragraph(line: Line) -> Paragraph:
    heading = _MARKDOWN_HEADING.match(line.text)
    text, bold = plain(line.text[heading.end() :] if heading else line.text)
    return Paragraph(text, SourceRef(line=line.number), bold, len(heading[1]) if heading else None)


def _table_at(lines: Sequence[Line], start: int, one_cell_a_line: bool) -> tuple[int, RawTable | None]:
    text = lines[start].text
    if one_cell_a_line and text.startswith("\t"):
        end = _end_of_cells(lines, start)
        return end, cell_lines(lines[start:end])
    if not one_cell_a_line and "\t" in text.strip(" "):
        broken = has_broken_header(lines[start:])
        end = _end_of_broken(lines, start) if broken else _end_of_run(lines, start, "\t", 1)
        if _has_cells(lines[start:end]):
            return end, tab_rows(lines[start:end])
    if text.rstrip().endswith("|"):
        count, found = closed_cells(lines[start:])
        if found is not None:
            return start + count, found
    if text.count("|") >= 2:
        end = _end_of_run(lines, start, "|", 2)
        return end, bar_rows(lines[start:end])
    if len(spaced_pieces(text)) >= 3:
        end = _end_of_spaced(lines, start)
        if end > start + 1:
            return end, spaced_rows([line for line in lines[start:end] if not line.blank])
    return start, None


def _has_cells(lines: Sequence[Line]) -> bool:
    """Tabs that only indent a paragraph make no table."""
    return any("\t" in line.text.strip() for line in lines)


# ---------------------------------------------------------------- where a table ends


def _end_of_run(lines: Sequence[Line], start: int, mark: str, least: int) -> int:
    """After the last line of a run whose lines hold the mark; blank lines and the broken-off rest of
    a cell may stand between."""
    end = start + 1
    position = start + 1
    while position < len(lines):
        line = lines[position]
        if line.text.count(mark) >= least:
            end = position + 1
        elif not line.blank and not _rest_of_cell(lines, position, mark, least):
            break
        position += 1
    return end


def _end_of_broken(lines: Sequence[Line], start: int) -> int:
    """After the last line of a table whose cells are broken over lines: the first heading, note or
    blank line behind which no tab follows."""
    end = start
    for position in range(start, len(lines)):
        line = lines[position]
        if line.blank or _is_label(line.text):
            if not any("\t" in after.text for after in lines[position + 1 : position + 3]):
                break
        else:
            end = position + 1
    return end


def _rest_of_cell(lines: Sequence[Line], position: int, mark: str, least: int) -> bool:
    """A line without the mark between two rows belongs to a cell when the row before it is short
    and the line directly follows it."""
    if lines[position - 1].blank or mark != "\t":
        return False
    before = position - 1
    while before > 0 and lines[before].text.count(mark) < least and not lines[before].blank:
        before -= 1
    widths = [line.text.count(mark) for line in lines[max(0, before - 40) : before + 1] if mark in line.text]
    return (
        bool(widths) and lines[before].text.count(mark) < max(widths) and not _is_label(lines[position].text)
    )


def _is_label(text: str) -> bool:
    """A heading or note that stands between the rows of a table is no part of a cell."""
    return (
        re.match(
            r"\s*(?:<b>|\*\*|#+\s)?(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|备?注[:：]|附[件表])",
            text,
        )
        is not None
    )


def _is_one_cell_a_line(lines: Sequence[Line]) -> bool:
    tabbed = [line.text.rstrip() or line.text for line in lines if "\t" in line.text]
    if len(tabbed) < 4:
        return False
    single = sum(text.startswith("\t") and "\t" not in text[1:].rstrip() for text in tabbed)
    return single >= 0.9 * len(tabbed)


def _end_of_cells(lines: Sequence[Line], start: int) -> int:
    """After the last cell. A line without a tab goes on with the cell above unless a blank line
    stands between and no cell follows it directly."""
    end = position = start
    while position < len(lines):
        line = lines[position]
        if line.text.startswith("\t") or (not line.blank and end == position):
            end = position + 1
        elif not line.blank:
            break
        position += 1
    return end


# ---------------------------------------------------------------- commas and spaces


def _is_comma_separated(lines: Sequence[Line]) -> bool:
    filled = [line.text for line in lines if not line.blank]
    if len(filled) < 3 or any("\t" in text for text in filled):
        return False
    heading = filled[0].split(",")
    if len(heading) < 3 or any(len(piece.strip()) > MAX_SPACED_HEADING for piece in heading):
        return False
    found = comma_rows([line for line in lines if not line.blank])
    if found is None:
        return False
    same = sum(len(row) == len(heading) for row in found.rows)
    return same >= 0.8 * len(found.rows)


def _end_of_spaced(lines: Sequence[Line], start: int) -> int:
    """After the last line of a table whose columns are set with spaces: a line of short headings, then
    lines of exactly as many pieces. `start` where the lines do not agree."""
    heading = spaced_pieces(lines[start].text)
    if any(len(piece) > MAX_SPACED_HEADING or _SENTENCE.search(piece) for piece in heading):
        return start
    end = start + 1
    for position in range(start + 1, len(lines)):
        if lines[position].blank:
            continue
        if len(spaced_pieces(lines[position].text)) != len(heading):
            break
        end = position + 1
    return end
