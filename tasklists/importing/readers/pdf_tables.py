"""Ruled tables of PDF pages: cells unfolded from their rectangles, and tables that go on over pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tasklists.importing.readers.grid import Grid, printed
from tasklists.importing.readers.pdf_rules import SAME_RULE, Box
from tasklists.importing.readers.pdf_text import Character, TextLine, joint, lines_of, wrapped
from tasklists.importing.records import Cell, Issue, RawTable, SourceRef

_SAME_COLUMN = 8.0  # points: by how much a column may be shifted on the next page
_MOST_PADDING = 6.0  # points between the rule and the text
_NUMBER = re.compile(r"[（(]?\d{1,4}[)）]?[.、．]?")
_LABEL = re.compile(r"\s*[（(〔【]?[一二三四五六七八九十]+[)）〕】、.．]")
_MOST_HEADER_ROWS = 4
_NUMBER_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines of a cell and how wide they may be."""

    lines: tuple[TextLine, ...] = ()
    room: float = 0

    @property
    def text(self) -> str:
        return wrapped(self.lines, self.room)

    @property
    def bold(self) -> bool:
        return bool(self.lines) and all(line.bold for line in self.lines)


NOTHING = Printed()


@dataclass(slots=True)
class PageTable:
    """A table of one page, or of several once joined. `edges` are its column borders; `printed_at` has
    the lines of its cells by row (that of the place) and column."""

    rows: list[list[Cell]]
    printed_at: dict[SourceRef, Printed]
    edges: list[float]
    box: Box
    page: int
    open_top: bool = False  # no rule above its first row: the row began on the page before
    open_bottom: bool = False
    issues: list[Issue] = field(default_factory=list)

    def moved_down(self, by: int) -> int:
        """Counts its rows from what stands above it on the page; gives their number."""
        places: dict[SourceRef, SourceRef] = {}
        for number, row in enumerate(self.rows, start=by + 1):
            for cell in row:
                places[cell.ref] = replace(cell.ref, row=number)
        self.rows = [[replace(cell, ref=places[cell.ref]) for cell in row] for row in self.rows]
        self.printed_at = {places[ref]: found for ref, found in self.printed_at.items() if ref in places}
        return len(self.rows)

    def block(self) -> RawTable:
        return RawTable(tuple(tuple(row) for row in self.rows), self.rows[0][0].ref)


def page_table(cells: Iterable[Box], characters: Sequence[Character], page: int) -> PageTable | None:
    """A table from the rectangles of its cells. None where it has one column: that is a frame."""
    boxes = sorted(set(cells), key=lambda box: (box[1], box[0]))
    across = _edges(edge for box in boxes for edge in (box[0], box[2]))
    down = _edges(edge for box in boxes for edge in (box[1], box[3]))
    if len(across) < 3 or len(down) < 2:
        return None
    grid = Grid()
    found: dict[SourceRef, Printed] = {}
    for box in boxes:
        column, row = _at(across, box[0]), _at(down, box[1])
        width, height = _at(across, box[2]) - column, _at(down, box[3]) - row
        if width > 0 and height > 0:
            cell = _printed(box, characters)
            found[SourceRef(page=page, row=row + 1, column=column + 1)] = cell
            grid.put(row, column, cell.text, bold=cell.bold, height=height, width=width)
    rows = grid.rows(lambda row, column: SourceRef(page=page, row=row + 1, column=column + 1))
    rows = [row for row in rows if any(cell.text for cell in row)]
    if not rows:
        return None
    return PageTable(rows, found, across, (across[0], down[0], across[-1], down[-1]), page)


def _edges(values: Iterable[float]) -> list[float]:
    """The distinct ones; what lies together within the width of a rule counts once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > SAME_RULE:
            found.append(value)
    return found


def _at(edges: Sequence[float], value: float) -> int:
    position = bisect_left(edges, value)
    near = [index for index in (position - 1, position) if 0 <= index < len(edges)]
    return min(near, key=lambda index: abs(edges[index] - value))


def _printed(box: Box, characters: Sequence[Character]) -> Printed:
    left, top, right, bottom = box
    inside = [
        character
        for character in characters
        if left <= (character["x0"] + character["x1"]) / 2 < right
        and top <= (character["top"] + character["bottom"]) / 2 < bottom
    ]
    lines = lines_of(inside)
    if not lines:
        return NOTHING
    # the text keeps the same distance from both rules, unless it is centred
    padding = min(max(0.0, min(line.left for line in lines) - left), _MOST_PADDING)
    return Printed(tuple(lines), right - left - 2 * padding)


# ---------------------------------------------------------------- over pages


def goes_on(table: PageTable, after: PageTable) -> bool:
    """Whether the table at the top of a page has the columns of the one at the end of the page before."""
    return len(table.edges) == len(after.edges) and all(
        abs(one - other) <= _SAME_COLUMN for one, other in zip(table.edges, after.edges, strict=True)
    )


def join(table: PageTable, after: PageTable) -> PageTable:
    """One table: the header that is repeated left out, the row that the page breaks put together."""
    repeated = _repeated(table.rows, after.rows)
    rows = after.rows[repeated:]
    issues = [*table.issues, *after.issues]
    joined = list(table.rows)
    printed_at = table.printed_at | after.printed_at
    # below a repeated header no one can see whether the row is open at its top
    left_open = table.open_bottom and (after.open_top or repeated > 0)
    if rows and (_may_be_rest(rows[0], joined) if left_open else _is_rest(rows[0], joined)):
        issues.append(_joined_issue(rows[0]))
        pairs = list(zip(joined[-1], rows[0], strict=True))
        joined[-1] = [_with_rest(cell, rest, printed_at) for cell, rest in pairs]
        # where it goes on over a third page, what is printed last counts
        printed_at |= {
            cell.ref: printed_at[rest.ref] for cell, rest in pairs if rest.ref in printed_at and rest.text
        }
        rows = rows[1:]
    return PageTable(
        [*joined, *rows],
        printed_at,
        table.edges,
        table.box,
        after.page,
        open_bottom=after.open_bottom,
        issues=issues,
    )


def _repeated(rows: Sequence[Sequence[Cell]], after: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top of the page say the same as the first rows of the table."""
    count = 0
    for one, other in zip(rows[:_MOST_HEADER_ROWS], after, strict=False):
        if [_flat(cell.text) for cell in one] != [_flat(cell.text) for cell in other]:
            break
        count += 1
    return count


def _flat(text: str) -> str:
    return "".join(text.split())


def _may_be_rest(row: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a row that the page left open goes on in this one: not where both have a number."""
    column = _number_column(rows)
    return column is None or not (row[column].text and rows[-1][column].text)


def _is_rest(row: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    It is when the cell in the column of the numbers is empty. Where numbers are merged over several
    rows it may as well be the next row of the same number: then it must lack another cell as well.
    """
    filled_cells = printed(row)
    if not filled_cells or not printed(rows[-1]) or len(printed(rows[-1])) == 1 < len(row):
        return False
    if any(
        cell.text and _flat(cell.text) == _flat(above.text) for cell, above in zip(row, rows[-1], strict=True)
    ):
        return False  # printed again at the top of the page, not gone on with
    column = _number_column(rows)
    if column is None:
        column = _always_filled(rows)
    if column is None or row[column].text or any(_LABEL.match(cell.text) for cell in row[:column]):
        return False
    merged_columns = {at for found in rows for at, cell in enumerate(found) if _is_merged_down(found, at)}
    if column not in merged_columns:
        return True
    own = [at for at in range(len(row)) if at not in merged_columns]
    return any(not row[at].text and rows[-1][at].text for at in own)


def _is_merged_down(row: Sequence[Cell], at: int) -> bool:
    """A copy that does not only go on from the cell to its left."""
    return row[at].merged and not (at and row[at - 1].text == row[at].text)


def _number_column(rows: Sequence[Sequence[Cell]]) -> int | None:
    best, best_share = None, _NUMBER_SHARE
    for column in range(len(rows[0])):
        texts = [_flat(row[column].text) for row in rows[1:] if row[column].text]
        share = sum(bool(_NUMBER.fullmatch(text)) for text in texts) / len(texts) if len(texts) > 1 else 0
        if share >= best_share:
            if best is not None and share == best_share:
                continue
            best, best_share = column, share
    return best


def _always_filled(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first column that no row of the table leaves empty."""
    if len(rows) < 3:
        return None
    return next((column for column in range(len(rows[0])) if all(row[column].text for row in rows)), None)


def _with_rest(cell: Cell, rest: Cell, printed_at: Mapping[SourceRef, Printed]) -> Cell:
    if not rest.text:
        return cell
    before, after = printed_at.get(cell.ref, NOTHING), printed_at.get(rest.ref, NOTHING)
    between = "\n" if cell.text else ""
    if before.lines and after.lines:
        between = joint(before.lines[-1], after.lines[0], before.room)
    return replace(cell, text=cell.text + between + rest.text)


def _joined_issue(row: Sequence[Cell]) -> Issue:
    ref = row[0].ref
    message = f"第 {ref.page} 页第一行没有编号，按上一页末行的续行合并读入，请核对"
    return Issue("info", "doubtful_row", message, " ".join(cell.text for cell in printed(row))[:200], ref)
