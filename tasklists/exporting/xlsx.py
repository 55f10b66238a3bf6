"""The printed table as an Excel file, ready to print and to be read in again."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tasklists.exporting.prose import Prose
from tasklists.exporting.sheet import Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
THIN = Side(style="thin", color="808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
A3, A4 = 8, 9  # Excel's own numbers for paper


def write_text(cell: Cell, text: str) -> None:
    """Put text into a cell as text: whole numbers as numbers, everything else never a formula."""
    if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) < 16:
        cell.value = int(text)
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))


def to_xlsx(sheet: Sheet) -> bytes:
    """The file's bytes."""
    book = Workbook()
    page = book.active
    page.title = "任务清单"
    width = len(sheet.columns)
    top = _head(page, sheet, width)
    for index, row in enumerate(sheet.rows, start=top + 1):
        if row.is_band:
            write_text(page.cell(index, 1), row.cells[0])
            page.merge_cells(start_row=index, end_row=index, start_column=1, end_column=width)
            page.cell(index, 1).font = Font(bold=True)
        for column in range(1, width + 1):
            cell = page.cell(index, column)
            if not row.is_band:
                write_text(cell, row.cells[column - 1])
            cell.border = GRID
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=None)
    for column in sorted(sheet.merged):
        for first, last in sheet.spans(column):
            page.merge_cells(
                start_row=top + 1 + first,
                end_row=top + 1 + last,
                start_column=column + 1,
                end_column=column + 1,
            )
    for offset, note in enumerate(sheet.footnotes, start=top + len(sheet.rows) + 1):
        write_text(page.cell(offset, 1), note)
    _print_setup(page, sheet, top)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _head(page: Worksheet, sheet: Sheet, width: int) -> int:
    """Title, 文号 and headings; returns the row number of the headings."""
    lines = [sheet.title] + ([sheet.subtitle] if sheet.subtitle else [])
    for row, text in enumerate(lines, start=1):
        write_text(page.cell(row, 1), text)
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
        page.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.cell(row, 1).font = Font(bold=row == 1, size=16 if row == 1 else 11)
    page.row_dimensions[1].height = 32
    top = len(lines) + 1
    for index, column in enumerate(sheet.columns, start=1):
        cell = page.cell(top, index)
        write_text(cell, column.heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EEF2F7")
        cell.border = GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(index)].width = column.width
    return top


def _print_setup(page: Worksheet, sheet: Sheet, top: int) -> None:
    page.print_title_rows = f"{top}:{top}"
    page.freeze_panes = page.cell(top + 1, 1)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A3 if sheet.is_wide else A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "第 &P 页，共 &N 页"


def prose_to_xlsx(prose: Prose) -> bytes:
    """One wide column, a paragraph a row."""
    book = Workbook()
    page = book.active
    page.title = "任务清单"
    page.column_dimensions["A"].width = 110
    lines = [text for text in (prose.title, prose.subtitle) if text]
    bold = {0} | {len(lines) + index for index in prose.headings}
    for index, text in enumerate([*lines, *prose.paragraphs]):
        cell = page.cell(index + 1, 1)
        write_text(cell, text)
        cell.font = Font(bold=index in bold, size=16 if index == 0 else 11)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=None if index else "center")
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
