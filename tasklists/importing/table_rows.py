"""The rows below one header → headings and rows of the list: section rows, headings in columns of
their own, totals and notes, rows that were broken in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tasklists.importing.cells import is_number, is_prose
from tasklists.importing.columns import Header, decide
from tasklists.importing.found import Column, Found, FoundHeading, FoundItem, FoundRow
from tasklists.importing.headers import DEPARTMENT_FIELDS
from tasklists.importing.loose import aligned
from tasklists.importing.merges import merged_downwards
from tasklists.importing.outline import KINDS, Label, label_of
from tasklists.importing.records import NOWHERE, Cell, Issue, Paragraph, SourceRef
from tasklists.importing.words import close_up, is_nothing

_FOOTER = re.compile(
    r"(?:备?注|说明|填表|制表|填报|审核|联系人|附注|合计|总计|小计|（?此页|注释)[\s:：人单日（(]|合计$|总计$|小计$|备?注$"
)
_STATED_COUNT = re.compile(r"共.{0,16}?\d+\s*(?:项|条|件|个)")
_WRAPPED = re.compile(r"^[【\[〔（(]([^【】\[\]〔〕（）()]+)[】\]〕）)]$")
LONGEST_HEADING = 60


@dataclass(slots=True)
class Part:
    """The rows below one header, with the headings that stood between its tables."""

    header: Header
    ref: SourceRef  # where the header begins
    title: Paragraph | None = None  # the line above the table that names it
    rows: list[tuple[Cell, ...] | Paragraph] = field(default_factory=list)


def as_paragraph(row: Sequence[Cell]) -> Paragraph:
    filled = _distinct(row)
    ref = filled[0].ref if filled else row[0].ref if row else SourceRef()
    return Paragraph(" ".join(close_up(cell.text) for cell in filled), ref, any(c.bold for c in filled))


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    """The filled cells without the copies of merged ones."""
    seen: list[Cell] = []
    for cell in row:
        if cell.text.strip() and not (seen and cell.text == seen[-1].text and cell.merged):
            seen.append(cell)
    return seen


@dataclass(slots=True)
class _State:
    columns: tuple[Column, ...]
    kinds: list[str]  # of numbered headings, outermost first
    outer: int  # how many levels of headings stand on lines of their own
    items: list[FoundItem] = field(default_factory=list)
    left: list[Paragraph] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    group: dict[int, tuple[str, str]] = field(default_factory=dict)  # column → heading in force


def read_part(part: Part) -> Found:
    doubts: dict[int, str] = {}
    grid: list[tuple[Cell, ...] | Paragraph] = []
    for row in part.rows:
        if not isinstance(row, Paragraph):
            row, doubt = aligned(row, part.header.fields)
            if doubt:
                doubts[len(grid)] = doubt
        grid.append(row)
    body = [row for row in grid if not isinstance(row, Paragraph) and len(_distinct(row)) > 1]
    columns = decide(part.header, body)
    sections = _section_kinds(grid, columns)
    kinds = sorted({*sections, *_column_kinds(grid, columns)}, key=KINDS.index)
    state = _State(columns, kinds, outer=len(sections))
    for index, row in enumerate(grid):
        if isinstance(row, Paragraph):
            _add_heading(state, row.text, row.ref)
        else:
            _read_row(state, row, doubts.get(index, ""))
    rows = [row for row in grid if not isinstance(row, Paragraph) and _distinct(row)]
    left_out = [column for index, column in enumerate(columns) if _is_left_out(rows, index)]
    items = merged_downwards(state.items, columns, left_out)
    return Found(items, columns, tuple(state.left), issues=tuple(state.issues))


def _is_left_out(rows: Sequence[tuple[Cell, ...]], index: int) -> bool:
    """Whether the column's empty cells were left out of the text rather than printed empty."""
    empty = [row[index] for row in rows if not row[index].text.strip()]
    return bool(empty) and all(cell.ref == NOWHERE for cell in empty)


def _section_kinds(rows: Sequence[tuple[Cell, ...] | Paragraph], columns: Sequence[Column]) -> list[str]:
    """The kinds of numbering of heading rows, outermost first."""
    kinds: set[str] = set()
    for row in rows:
        text = row.text if isinstance(row, Paragraph) else _section_text(row, columns)
        label = label_of(text) if text else None
        if label is not None:
            kinds.add(label.kind)
    return sorted(kinds, key=KINDS.index)


def _column_kinds(rows: Sequence[tuple[Cell, ...] | Paragraph], columns: Sequence[Column]) -> set[str]:
    """The kinds of numbering in the columns of headings."""
    kinds: set[str] = set()
    for row in rows:
        for column, cell in zip(columns, row if isinstance(row, tuple) else (), strict=False):
            label = label_of(cell.text) if column.field == "category" else None
            if label is not None and label.is_heading:
                kinds.add(label.kind)
    return kinds


def _read_row(state: _State, row: tuple[Cell, ...], doubt: str) -> None:
    filled = _distinct(row)
    if not filled:
        return
    if _is_footer(filled):
        state.left.append(as_paragraph(row))
        return
    section = _section_text(row, state.columns)
    if section is not None:
        _add_heading(state, section, filled[0].ref)
        return
    before = len(state.items)
    _add_groups(state, row)
    texts = [cell for column, cell in zip(state.columns, row, strict=True) if not _groups(column)]
    if not any(cell.text.strip() for cell in texts):
        if len(state.items) > before:
            return  # a heading without tasks below it yet
        message = "这一行只有类别，没有任务内容。"
        state.issues.append(Issue("warning", "empty_row", message, _row_text(row), filled[0].ref))
        return
    found = _row_of(state.columns, row, filled[0].ref, doubt)
    if _goes_on_from_above(state, found):
        _join_to_last(state, found)
    else:
        state.items.append(found)


def _groups(column: Column) -> bool:
    return column.field in ("category", "category_number")


def _row_text(row: Sequence[Cell]) -> str:
    return " | ".join(close_up(cell.text) for cell in _distinct(row))


def _row_of(columns: Sequence[Column], cells: Sequence[Cell], ref: SourceRef, doubt: str) -> FoundRow:
    kept = tuple(
        (column, cell)
        for column, cell in zip(columns, cells, strict=True)
        if not _groups(column) and cell.text.strip()
    )
    return FoundRow(kept, ref, doubt=doubt)


def _is_footer(filled: list[Cell]) -> bool:
    first = close_up(filled[0].text)
    if len(filled) == 1 and _STATED_COUNT.search(first) and label_of(first) is None:
        return True
    return bool(_FOOTER.match(first)) and not is_number(first)


def _section_text(row: Sequence[Cell], columns: Sequence[Column]) -> str | None:
    """The heading that fills a row by itself; None for any other row."""
    filled = _distinct(row)
    if len(filled) == 2 and is_number(filled[0].text) and _is_han(filled[0].text):
        return (
            f"{close_up(filled[0].text)}、{close_up(filled[1].text)}" if _only_names(row, columns) else None
        )
    if len(filled) != 1:
        return None
    cell, text = filled[0], close_up(filled[0].text)
    if len(text) > LONGEST_HEADING and not cell.bold:
        return None
    place = next(index for index, other in enumerate(row) if other is cell)
    in_group_column = place < len(columns) and _groups(columns[place])
    if in_group_column and not any(other.merged or other.ref == NOWHERE for other in row):
        return None  # an empty line of the table below a heading merged downwards
    label = label_of(text)
    if label is not None and (label.is_heading or cell.bold):
        return text
    spans = sum(other.merged or other is cell for other in row) > 1 or len(row) == 1
    return text if (cell.bold or spans or place == 0) and not is_number(text) and not is_prose(text) else None


def _is_han(text: str) -> bool:
    label = label_of(f"{text.strip('（）()、.')}、x")
    return label is not None and label.kind == "han"


def _only_names(row: Sequence[Cell], columns: Sequence[Column]) -> bool:
    """Whether nothing but number and name is filled: no department, no date."""
    return not any(
        cell.text.strip() and column.field in (*DEPARTMENT_FIELDS, "deadline")
        for cell, column in zip(row, columns, strict=False)
    )


def _add_heading(state: _State, text: str, ref: SourceRef) -> None:
    label = label_of(text)
    title = label.rest if label else text
    state.items.append(
        FoundHeading(label.text if label else "", close_up(title).rstrip("。"), _level(state, label), ref)
    )
    state.group.clear()


def _level(state: _State, label: Label | None) -> int:
    return state.kinds.index(label.kind) if label is not None and label.kind in state.kinds else 0


def _add_groups(state: _State, cells: Sequence[Cell]) -> None:
    """Headings printed in columns of their own, merged downwards: an empty cell means the one above."""
    plain = any(isinstance(item, FoundHeading) and not item.merged for item in state.items)
    level = max(state.outer, int(plain)) - 1
    number = ""
    for index, (column, cell) in enumerate(zip(state.columns, cells, strict=True)):
        if column.field == "category_number":
            number = close_up(cell.text).strip("、.")
        if column.field != "category":
            continue
        level += 1
        text = close_up(cell.text)
        label = label_of(text)
        title = label.rest if label else _WRAPPED.sub(r"\1", text)
        heading = (label.text if label else number, title.rstrip("。"))
        if is_nothing(text) or state.group.get(index) == heading:
            continue
        if label is not None and label.kind in state.kinds:
            level = state.kinds.index(label.kind)
        state.items.append(FoundHeading(*heading, level, cell.ref, merged=True))
        state.group = {key: value for key, value in state.group.items() if key < index} | {index: heading}


# ---------------------------------------------------------------- rows broken in two


def _goes_on_from_above(state: _State, row: FoundRow) -> bool:
    """Whether the row has neither number nor name of its own and only goes on with the one above."""
    if not state.items or not isinstance(state.items[-1], FoundRow):
        return False
    fields = {column.field for column in state.columns}
    if "number" in fields:
        numbers = [cell for _, cell in row.texts("number")]
        if any(not cell.merged for cell in numbers):
            return False
        own_title = any(not cell.merged for _, cell in row.texts("title"))
        own_department = any(not cell.merged for _, cell in row.texts(*DEPARTMENT_FIELDS))
        return not (own_title and own_department)
    return not row.text("title")


def _join_to_last(state: _State, row: FoundRow) -> None:
    """Adds the cells of a broken-off or divided row to the row above, each under the same column."""
    last = state.items[-1]
    assert isinstance(last, FoundRow)
    cells = dict(last.cells)
    for column, cell in row.cells:
        above = cells.get(column)
        if cell.merged or (above is not None and above.text.strip() == cell.text.strip()):
            continue
        cells[column] = replace(above, text=_joined(above.text, cell.text, column)) if above else cell
    ordered = tuple((column, cells[column]) for column in state.columns if column in cells)
    doubt = last.doubt
    if row.text("deadline") and row.text("deadline") != last.text("deadline"):
        doubt = "一个序号下有几行，各有时限，已合并为一项任务，请核对。"
    state.items[-1] = replace(last, cells=ordered, doubt=doubt)


def _joined(above: str, below: str, column: Column) -> str:
    """A cell broken over a page goes on without a break; a new sentence or item begins a new line.

    Names and dates keep the break: their parsers tell one broken in two from two.
    """
    if column.field in (*DEPARTMENT_FIELDS, "deadline"):
        return f"{above}\n{below}"
    if label_of(below) is not None or above.rstrip()[-1:] in "。；;.":
        return f"{above}\n{below}"
    return above + below
