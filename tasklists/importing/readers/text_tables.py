"""The table layouts of plain text: lines → RawTable. Cells keep the line on which they begin."""

from __future__ import annotations

import csv
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tasklists.importing.headers import is_known_heading
from tasklists.importing.records import Cell, RawTable, SourceRef

_BOLD = re.compile(r"</?(?:b|strong)>|\*\*", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRAY_TAG = re.compile(r"</?(?:p|span|div|font|u|i|em|center|sup|sub)(?:\s[^<>]*)?>", re.IGNORECASE)
_RULE = re.compile(r"\s*\|?[\s:|+-]*-{2,}[\s:|+-]*\|?\s*")
# Below this share of lines of the usual width, the cells of the table are broken over lines.
_REGULAR, _WHOLE = 0.7, 0.8
_NARROW = 3  # a table of so few columns may be one whose cells are broken over lines
_HEADER_LINES = 12  # over which a broken header may run
_NUMBER = re.compile(r"\s*[（(]?\d{1,4}[）)]?[.、．]?\s*")


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # counts from 1
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def plain(text: str) -> tuple[str, bool]:
    """Text without the markup that a conversion left in it, and whether it was bold."""
    bold = _BOLD.match(text.strip()) is not None
    text = _STRAY_TAG.sub("", _BREAK.sub("\n", _BOLD.sub("", text)))
    if "&" in text:
        text = html.unescape(text)
    return text.strip(" \t\r\n\u3000\u00a0\ufeff"), bold


def cell(text: str, line: int) -> Cell:
    stripped, bold = plain(text)
    return Cell(stripped, SourceRef(line=line), bold=bold)


def table(rows: Sequence[Sequence[Cell]]) -> RawTable:
    return RawTable(tuple(tuple(row) for row in rows), rows[0][0].ref)


# ---------------------------------------------------------------- tab-separated


def tab_rows(lines: Sequence[Line]) -> RawTable:
    """Lines of cells parted by tabs. A line break inside a cell shows as a row that is too short."""
    filled = [line for line in lines if not line.blank]
    widths = [line.text.count("\t") + 1 for line in filled]
    width = _usual_width([count for count in widths if count > 1])
    broken = has_broken_header(filled) or widths.count(width) < _REGULAR * len(widths)
    if broken and (rows := _reassembled(filled, width)):
        return table(rows)
    rows = []
    for line in filled:
        cells = [cell(piece, line.number) for piece in line.text.split("\t")]
        if rows and _continues(rows[-1], cells, width):
            _append(rows[-1], cells)
        else:
            rows.append(cells)
    return table(rows)


def _append(row: list[Cell], cells: Sequence[Cell]) -> None:
    """Goes on in the last cell of a row that a line break cut off."""
    last = row[-1]
    row[-1] = Cell(f"{last.text}\n{cells[0].text}".strip(), last.ref, bold=last.bold)
    row.extend(cells[1:])


def _reassembled(lines: Sequence[Line], usual: int) -> list[list[Cell]]:
    """Rows whose cells were broken over lines, put together again by the width of the header; no rows
    where the lines do not add up to it."""
    pieces = [[cell(piece, line.number) for piece in line.text.split("\t")] for line in lines]
    width = _header_width(pieces)
    if width <= usual:
        return []
    rows: list[list[Cell]] = []
    for cells in pieces:
        row = rows[-1] if rows else None
        if (
            row is not None
            and len(row) > 1
            and len(row) + len(cells) - 1 <= width
            and not _begins(cells, row, width)
        ):
            _append(row, cells)
        else:
            rows.append(list(cells))
    whole = sum(len(row) in (1, width) for row in rows)
    return rows if whole >= _WHOLE * len(rows) else []


def has_broken_header(lines: Sequence[Line]) -> bool:
    """Whether the headings of a table are broken over lines, so that no single line is its header."""
    head = [line for line in lines[:_HEADER_LINES] if not line.blank]
    if not head or len(head[0].text.split("\t")) > _NARROW:
        return False
    pieces = [[cell(piece, line.number) for piece in line.text.split("\t")] for line in head]
    return _header_width(pieces) > max(len(cells) for cells in pieces[:2])


def _begins(cells: Sequence[Cell], row: Sequence[Cell], width: int) -> bool:
    """Whether cells begin a row rather than going on with the one above."""
    return len(row) == width and (len(cells) > 1 or bool(_NUMBER.fullmatch(cells[0].text)))


def _header_width(pieces: Sequence[Sequence[Cell]]) -> int:
    """How many columns the header has that the first lines make together: as many lines as hold known
    headings and nothing else; 0 where they make none."""
    width = 0
    row: list[Cell] = []
    for cells in pieces[:_HEADER_LINES]:
        if row:
            _append(row, cells)
        else:
            row = list(cells)
        if len(row) >= 3 and all(is_known_heading(part.text) for part in row if part.text):
            width = len(row)
    return width


def _usual_width(widths: list[int]) -> int:
    return Counter(widths).most_common(1)[0][0]


def _continues(row: list[Cell], cells: list[Cell], width: int) -> bool:
    """Whether `cells` go on with the last cell of a row that was broken off."""
    if not cells[0].text or _NUMBER.fullmatch(cells[0].text) or not row[-1].text:
        return False
    joined = len(row) + len(cells) - 1
    return 1 < len(row) < width and (joined == width or (len(cells) == 1 and joined < width))


# ---------------------------------------------------------------- one cell a line


def cell_lines(lines: Sequence[Line]) -> RawTable | None:
    """A cell begins with a tab, its own line breaks do not; a blank line parts rows.

    None where no blank lines part the rows, so that the columns are not known.
    """
    groups = _cell_groups(lines)
    if len(groups) < 2:
        return None
    width = len(groups[0])
    rows: list[list[Cell]] = []
    for group in groups:
        # a blank line within a cell parts a row in two
        if rows and len(rows[-1]) < width and len(rows[-1]) + len(group) == width and len(group) < width - 1:
            rows[-1].extend(group)
        else:
            rows.append(group)
    return table(rows)


def _cell_groups(lines: Sequence[Line]) -> list[list[Cell]]:
    groups: list[list[Cell]] = []
    pieces: list[tuple[int, list[str]]] = []

    def close() -> None:
        if pieces:
            groups.append([cell("\n".join(texts), number) for number, texts in pieces])
            pieces.clear()

    for line in lines:
        if line.blank and not line.text.startswith("\t"):
            close()
        elif line.text.startswith("\t") or not pieces:
            pieces.append((line.number, [line.text.removeprefix("\t")]))
        else:
            pieces[-1][1].append(line.text)
    close()
    return groups


# ---------------------------------------------------------------- bars


def bar_rows(lines: Sequence[Line]) -> RawTable | None:
    """Rows of cells between `|`, with or without bars at the ends. None where only rules stand."""
    rows: list[list[Cell]] = []
    for line in lines:
        if line.blank or _RULE.fullmatch(line.text):
            continue
        text = line.text.strip().replace("\\|", "\u2223")
        text = text.removeprefix("|").removesuffix("|")
        rows.append([cell(piece, line.number) for piece in text.split("|")])
    return table(rows) if rows else None


# ---------------------------------------------------------------- cells that a bar closes

_LEAST_CLOSED = 6  # cells; fewer are no list
_LONGEST_BROKEN = 4  # lines over which such a cell may run
_SHORT_HEADING = 12  # characters


def closed_cells(lines: Sequence[Line]) -> tuple[int, RawTable | None]:
    """A cell a line, each closed by `|`, as pages are saved whose cells hold paragraphs; the header
    says how many make a row. How many lines were read, and None where they make no such table.

    Cells that belong to a merged cell above are left out and made up for by empty ones at the end of
    the row: those are dropped, so that the row is set under the headings by what its cells say."""
    end = _end_of_closed(lines)
    cells = _closed(lines[:end])
    width = _closed_width(cells)
    if width == 0:
        return 0, None
    rows = []
    for at in range(0, len(cells), width):
        row = cells[at : at + width]
        while len(row) > 1 and not row[-1].text:
            row.pop()
        rows.append(row)
    return end, table(rows)


def _end_of_closed(lines: Sequence[Line]) -> int:
    end = open_lines = 0
    for position, line in enumerate(lines):
        if line.text.rstrip().endswith("|"):
            end, open_lines = position + 1, 0
        elif not line.blank:
            open_lines += 1
            if open_lines >= _LONGEST_BROKEN:
                break
    return end


def _closed(lines: Sequence[Line]) -> list[Cell]:
    """The cells; none where the lines are rows rather than cells."""
    barred = [line.text.count("|") for line in lines if line.text.strip(" |")]
    if sum(count == 1 for count in barred) < max(_LEAST_CLOSED, 0.6 * len(barred)):
        return []
    found: list[Cell] = []
    pieces: list[str] = []
    begins = 0
    for line in lines:
        *closed, rest = line.text.split("|")
        for text in closed:
            found.append(cell("\n".join([*pieces, text]), begins or line.number))
            pieces, begins = [], 0
        if rest.strip():
            pieces.append(rest)
            begins = begins or line.number
    return found


def _closed_width(cells: Sequence[Cell]) -> int:
    """How many cells make a row: as many as the header has, so that every row begins with a cell that
    says something; 0 where no header stands at the beginning."""
    head = 0
    for part in cells:
        if not part.text or len(part.text) > _SHORT_HEADING or _NUMBER.match(part.text):
            break
        head += 1
    for width in range(head, 2, -1):
        known = sum(is_known_heading(part.text) for part in cells[:width])
        if known >= 2 and len(cells) % width == 0 and all(part.text for part in cells[::width]):
            return width
    return 0


# ---------------------------------------------------------------- commas


def comma_rows(lines: Sequence[Line], delimiter: str = ",") -> RawTable | None:
    reader = csv.reader((line.text + "\n" for line in lines), delimiter=delimiter)
    rows: list[list[Cell]] = []
    at = 0
    for values in reader:
        if any(value.strip() for value in values):
            rows.append([cell(_unguarded(value), lines[at].number) for value in values])
        at = reader.line_num
    return table(rows) if rows else None


def _unguarded(value: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking the text for a formula."""
    return value[1:] if re.match(r"'[=+\-@\t\r]", value) else value


# ---------------------------------------------------------------- columns set with spaces

_GAP = re.compile(r"[ \u3000\u00a0]{2,}|\u3000")


def spaced_pieces(text: str) -> list[str]:
    return [piece for piece in _GAP.split(text.strip(" \u3000\u00a0")) if piece]


def spaced_rows(lines: Sequence[Line]) -> RawTable:
    return table([[cell(piece, line.number) for piece in spaced_pieces(line.text)] for line in lines])
