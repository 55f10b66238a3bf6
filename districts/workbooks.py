"""Tables handed out as an xlsx file: the one writer of all rooms.

What can be seen as a table is handed out at the same address with `?as=xlsx`: a view makes `Table`s of
the rows that it would show (all of them, not one page) and answers with `download`.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
THIN = Side(style="thin", color="808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
PAPERS = {"A3": 8, "A4": 9}  # Excel's own numbers for paper
HEAD_FILL = PatternFill("solid", fgColor="EEF2F7")
BAND_FILL = PatternFill("solid", fgColor="F4F5F7")
LONGEST_NAME = 31  # characters that Excel allows in the name of a sheet
NOT_IN_NAMES = str.maketrans("[]:*?/\\'", "（）：＊？／＼’")
# Of what stands across all columns: the width of a character in those of the body, the height of a line.
LINES = {"title": (3, 30), "note": (2, 16), "band": (2, 18), "closing": (2, 30)}
A4_HOLDS = 150  # characters of width that stay legible across A4 landscape

Kind = Literal["text", "number", "percent", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` says what its values are: a number, a share in basis points (3250 = 32.5 %), a day or a
    moment. None is an empty cell, and words stand in any column as words; a value with a `fill` (RRGGBB)
    colours its cell. `width` in characters."""

    head: Any
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Band:
    """A heading between the rows: one merged, shaded cell."""

    title: str


Row = Sequence[Any] | Band


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook. `notes` stand below the title, `feet` are rows of sums, `closing` stands
    below the rows (signatures).
    `paper` None takes A3 where the columns are too wide for A4; `freeze` columns stay at the left.
    `sheet` is the short name on the sheet's tab, else the title."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    notes: Sequence[str] = ()
    feet: Sequence[Sequence[Any]] = ()
    closing: Sequence[str] = ()
    landscape: bool = True
    paper: Literal["A3", "A4"] | None = None
    freeze: int = 0
    sheet: str = ""


def asks_for_xlsx(request: HttpRequest) -> bool:
    """Whether the page is asked for as a file (templates/_export.html links there)."""
    return request.GET.get("as") == "xlsx"


def download(request: HttpRequest, name: str, *tables: Table) -> HttpResponse:
    """The tables as a file `name`.xlsx, a sheet each; the foot of every printed page says who took it
    out and when."""
    moment = timezone.localtime()
    by = _("导出人 %(person)s，%(moment)s") % {
        "person": request.user,
        "moment": f"{moment:%Y-%m-%d %H:%M}",
    }
    return as_download(name, as_workbook(*tables, foot=by))


def as_download(name: str, content: bytes) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


def as_workbook(*tables: Table, foot: str = "") -> bytes:
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    taken: set[str] = set()
    for position, table in enumerate(tables):
        page = book.active if position == 0 else book.create_sheet()
        page.title = _sheet_name(table.sheet or table.title, taken)
        _write(page, table, foot)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_text(cell: Cell, text: str) -> None:
    """Text that stays text: never run as a formula, without characters that a workbook cannot hold."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))


def fit_for_print(
    page: Worksheet, head_row: int | None, *, paper: str, landscape: bool = True, foot: str = ""
) -> None:
    """As wide as the paper, the heads on every page, page x of y below."""
    if head_row:
        page.print_title_rows = f"{head_row}:{head_row}"
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = PAPERS[paper]
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    if foot:
        page.oddFooter.left.text = foot.replace("&", "&&")


def _write(page: Worksheet, table: Table, foot: str) -> None:
    top = [table.title, *table.notes]
    for line, text in enumerate(top, start=1):
        _across(page, line, table, text, "title" if line == 1 else "note")
    head = len(top) + 1
    for index, column in enumerate(table.columns, start=1):
        cell = page.cell(head, index)
        cell.style = "head"
        write_text(cell, str(column.head))
        page.column_dimensions[get_column_letter(index)].width = column.width
    line = head
    for line, row in enumerate(table.rows, start=head + 1):
        if isinstance(row, Band):
            _across(page, line, table, row.title, "band")
            continue
        for index, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _put(page.cell(line, index), column.kind, value)
    for row in table.feet:
        line += 1
        for index, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _put(page.cell(line, index), column.kind, value, style="foot")
    for offset, text in enumerate(table.closing, start=line + 2):
        _across(page, offset, table, text, "closing")
    page.freeze_panes = f"{get_column_letter(table.freeze + 1)}{head + 1}"
    wide = sum(column.width for column in table.columns) > A4_HOLDS
    paper = table.paper or ("A3" if wide else "A4")
    fit_for_print(page, head, paper=paper, landscape=table.landscape, foot=foot)


def _across(page: Worksheet, line: int, table: Table, text: str, style: str) -> None:
    """One cell over all columns. Spreadsheets do not fit the height of merged cells to their text by
    themselves: a Chinese character is as wide as two others."""
    width = len(table.columns)
    for index in range(1, width + 1):
        page.cell(line, index).style = style
    write_text(page.cell(line, 1), str(text))
    characters, height = LINES[style]
    room = sum(column.width for column in table.columns) / characters
    page.row_dimensions[line].height = height * max(1, math.ceil(len(str(text)) / room))
    if width > 1:
        page.merge_cells(start_row=line, end_row=line, start_column=1, end_column=width)


def _put(cell: Cell, kind: Kind, value: Any, style: str = "") -> None:
    cell.style = style or kind
    if colour := getattr(value, "fill", ""):
        cell.fill = PatternFill("solid", fgColor=colour)
    if value is None or value == "":
        return
    if kind == "number" and isinstance(value, str) and is_whole_number(value):
        value = int(value)  # printed numbers of tasks
    if kind == "percent" and isinstance(value, int):
        cell.value = Decimal(value) / 10_000
        cell.number_format = "0%" if value % 100 == 0 else "0.0%" if value % 10 == 0 else "0.00%"
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.value = value
        cell.number_format = _number_format(value)
    elif isinstance(value, datetime.datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        cell.value, cell.number_format = moment.replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    elif isinstance(value, datetime.date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    else:
        write_text(cell, str(value))


def is_whole_number(text: str) -> bool:
    """Whether a number printed in words of a document may stand as a number: no leading zero is lost."""
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) < 16


def _number_format(value: int | float | Decimal) -> str:
    """As many places as the number has, four at most, thousands apart: 54.4, 68,916."""
    text = f"{Decimal(str(value)):.4f}".rstrip("0")
    places = len(text.partition(".")[2])
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _sheet_name(title: str, taken: set[str]) -> str:
    """Excel wants the names of sheets short, without some characters, and each one once."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", title).translate(NOT_IN_NAMES).strip() or "1"
    name = plain[:LONGEST_NAME]
    count = 1
    while name.lower() in taken:
        count += 1
        name = f"{plain[: LONGEST_NAME - len(str(count)) - 1]}_{count}"
    taken.add(name.lower())
    return name


def _styles() -> list[NamedStyle]:
    """By name, so that a cell's look is set in one step: a thousand rows are many cells."""
    middle = {"vertical": "center", "wrap_text": True}
    bold = Font(bold=True)
    return [
        NamedStyle("title", font=Font(bold=True, size=16), alignment=Alignment("center", **middle)),
        NamedStyle("note", font=Font(color="444444"), alignment=Alignment("left", **middle)),
        NamedStyle("closing", alignment=Alignment("left", **middle)),
        NamedStyle("head", font=bold, fill=HEAD_FILL, border=GRID, alignment=Alignment("center", **middle)),
        NamedStyle("band", font=bold, fill=BAND_FILL, border=GRID, alignment=Alignment("left", **middle)),
        NamedStyle("foot", font=bold, fill=BAND_FILL, border=GRID, alignment=Alignment(None, **middle)),
        NamedStyle("text", border=GRID, alignment=Alignment("left", **middle)),
        NamedStyle("number", border=GRID, alignment=Alignment("right", **middle)),
        NamedStyle("percent", border=GRID, alignment=Alignment("right", **middle)),
        NamedStyle("date", border=GRID, alignment=Alignment("center", **middle)),
    ]


__all__ = [
    "Band",
    "Column",
    "Table",
    "as_download",
    "as_workbook",
    "asks_for_xlsx",
    "download",
    "fit_for_print",
    "is_whole_number",
    "write_text",
]
