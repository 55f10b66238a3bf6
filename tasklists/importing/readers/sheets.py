"""What is common to spreadsheets of every kind: a sheet as it was drawn → paragraphs and a table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tasklists.importing.readers.grid import Grid, Place, filled, printed, raw_table
from tasklists.importing.readers.number_format import GENERAL, Shown, Stored, shown
from tasklists.importing.records import Block, Cell, Issue, Paragraph, SourceRef
from tasklists.importing.words import join_lines

Range = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0, inclusive
_MOST_ISSUES = 50  # of one kind in one sheet
_LONGEST_TITLE = 100  # characters


@dataclass(slots=True)
class Sheet:
    """Places count from 0. `cells` holds only what is printed."""

    name: str
    cells: dict[Place, tuple[str, bool]] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)

    def ref(self, row: int, column: int) -> SourceRef:
        return SourceRef(sheet=self.name, cell=f"{column_letters(column)}{row + 1}")

    def put(
        self, row: int, column: int, value: Stored, code: str | None = GENERAL, *, bold: bool = False
    ) -> None:
        found = shown(value, code)
        text = found.text.strip()
        if text:
            self.cells[row, column] = (text, bold)
            self._doubts(self.ref(row, column), value, found)

    def _doubts(self, ref: SourceRef, value: Stored, found: Shown) -> None:
        if found.hidden_digits is not None:
            message = (
                f"单元格显示为 {found.text}，实际存储的数是 {found.hidden_digits}；已按显示的读入，请核对"
            )
            self._report(Issue("warning", "unreadable_number", message, found.text, ref))
        elif isinstance(value, float) and 2000 < value < 2100 and found.text.endswith(".1"):
            message = f"数字 {found.text} 可能是 {found.text}0（10月）丢了末尾的 0，也可能是 1月；请核对"
            self._report(Issue("warning", "unreadable_date", message, found.text, ref))

    def formula_without_value(self, row: int, column: int, formula: str) -> None:
        message = "单元格是公式而没有保存结果，公式不会被执行，按空白读入；请用 Excel 或 WPS 打开并保存后再试"
        self._report(Issue("warning", "formula_ignored", message, formula[:200], self.ref(row, column)))

    def _report(self, issue: Issue) -> None:
        if sum(known.code == issue.code for known in self.issues) < _MOST_ISSUES:
            self.issues.append(issue)


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_blocks(sheet: Sheet) -> list[Block]:
    """Rows that hold one printed cell at the top (a title merged across, 文号, 单位：万元) and at the
    bottom (notes, signatures) as paragraphs, everything between as one table. What is hidden is left
    out, and `sheet.issues` says so."""
    rows = filled(_visible(sheet, _unfolded(sheet)))
    wide = [index for index, row in enumerate(rows) if len(printed(row)) > 1]
    if not wide:
        return [paragraph for row in rows for paragraph in _paragraphs(printed(row))]
    above, below = rows[: wide[0]], rows[wide[-1] + 1 :]
    table = raw_table(rows[wide[0] : wide[-1] + 1], SourceRef(sheet=sheet.name), sheet.name)
    return [
        *(paragraph for row in above for paragraph in _paragraphs(printed(row))),
        *([table] if table else []),
        *(paragraph for row in below for paragraph in _paragraphs(printed(row))),
    ]


def hidden_sheet(name: str) -> Issue:
    return Issue(
        "warning",
        "unplaced_text",
        f"工作表“{name}”是隐藏的，未读入；如属清单内容，请取消隐藏后重新上传",
        name,
    )


def _unfolded(sheet: Sheet) -> list[list[Cell]]:
    """The rows and columns in which something stands: a sheet may name a cell in its millionth row."""
    rows = sorted({row for row, _ in sheet.cells})
    columns = sorted({column for _, column in sheet.cells})
    grid = Grid()
    for top, left, bottom, right in sheet.merges:
        origin = sheet.cells.get((top, left))
        if origin is not None:
            row, column = bisect_left(rows, top), bisect_left(columns, left)
            height, width = bisect_right(rows, bottom) - row, bisect_right(columns, right) - column
            grid.put(row, column, origin[0], bold=origin[1], height=height, width=width)
    for (row, column), (text, bold) in sheet.cells.items():
        grid.put(bisect_left(rows, row), bisect_left(columns, column), text, bold=bold)
    return grid.rows(lambda row, column: sheet.ref(rows[row], columns[column]))


def _visible(sheet: Sheet, rows: list[list[Cell]]) -> list[list[Cell]]:
    used = sorted({row for row, _ in sheet.cells})
    columns = sorted({column for _, column in sheet.cells})
    gone_rows = {index: row for index, row in enumerate(used) if row in sheet.hidden_rows}
    gone = {index: column for index, column in enumerate(columns) if column in sheet.hidden_columns}
    _report_hidden(sheet, "行", [(str(row + 1), rows[index]) for index, row in gone_rows.items()])
    _report_hidden(
        sheet,
        "列",
        [(column_letters(column), [row[index] for row in rows]) for index, column in gone.items()],
    )
    return [
        [cell for at, cell in enumerate(row) if at not in gone]
        for index, row in enumerate(rows)
        if index not in gone_rows
    ]


def _report_hidden(sheet: Sheet, what: str, lines: Iterable[tuple[str, Sequence[Cell]]]) -> None:
    """One issue for all hidden rows (or columns) of the sheet that hold text of their own."""
    found = [
        (name, own[0])
        for name, line in lines
        if (own := [cell for cell in line if cell.text and not cell.merged])
    ]
    if found:
        listed = "、".join(name for name, _ in found[:10]) + ("等" if len(found) > 10 else "")
        message = (
            f"工作表“{sheet.name}”第 {listed} {what}是隐藏的，其中的内容未读入；"
            "如属清单内容，请取消隐藏后重新上传"
        )
        raw = "；".join(cell.text for _, cell in found[:5])[:200]
        sheet.issues.append(Issue("warning", "unplaced_text", message, raw, found[0][1].ref))


def _paragraphs(cells: Iterable[Cell]) -> Iterable[Paragraph]:
    for cell in cells:
        lines = [join_lines(cell.text)] if len(cell.text) <= _LONGEST_TITLE else cell.text.split("\n")
        for line in lines:
            if line.strip():
                yield Paragraph(line.strip(), cell.ref, cell.bold)
