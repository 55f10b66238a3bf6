"""The printed table as an Excel file, ready to print and to be read in again."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from districts import workbooks
from districts.workbooks import GRID, HEAD_FILL, MEDIA_TYPE, fit_for_print
from tasklists.exporting.prose import Prose
from tasklists.exporting.sheet import Sheet


def write_text(cell: Cell, text: str) -> None:
    """Put text into a cell as text: whole numbers as numbers, everything else never a formula."""
    if workbooks.is_whole_number(text):
        cell.value = int(text)
    else:
        workbooks.write_text(cell, text)


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
    page.freeze_panes = page.cell(top + 1, 1)
    fit_for_print(page, top, paper="A3" if sheet.is_wide else "A4")
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
        cell.fill = HEAD_FILL
        cell.border = GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(index)].width = column.width
    return top


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
    fit_for_print(page, None, paper="A4", landscape=False)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


__all__ = ["GRID", "MEDIA_TYPE", "prose_to_xlsx", "to_xlsx", "write_text"]
