"""Old Excel files (.xls): values through calamine, their look through `biff`.

Also the way out for .xlsx files whose styles openpyxl cannot read: then without formats.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager

from openpyxl.utils.datetime import from_excel
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tasklists.importing.readers.biff import BookLook, SheetLook, look_of
from tasklists.importing.readers.compound import CompoundFile
from tasklists.importing.readers.date_format import is_date
from tasklists.importing.readers.number_format import Stored
from tasklists.importing.readers.safety import DAMAGED, ENCRYPTED, MAX_CELLS, TOO_MANY_CELLS
from tasklists.importing.readers.sheets import Sheet, hidden_sheet, sheet_blocks
from tasklists.importing.records import Block, Issue, RawDocument, UnreadableDocument

MEDIA_TYPE = "application/vnd.ms-excel"
MOST_AREA = 10 * MAX_CELLS  # of the rectangle that calamine fills, empty cells too


def read(data: bytes) -> RawDocument:
    try:
        compound = CompoundFile(data)
        look = look_of(compound.stream("Workbook"))
    except ValueError as error:
        raise UnreadableDocument(DAMAGED) from error
    if look.encrypted:
        raise UnreadableDocument(ENCRYPTED)
    if any(sheet.area > MOST_AREA for sheet in look.sheets):
        raise UnreadableDocument(TOO_MANY_CELLS)
    issues: list[Issue] = []
    if "_VBA_PROJECT_CUR" in compound.names:
        issues.append(Issue("info", "unplaced_text", "文件带有宏，宏未读取也未运行"))
    return read_values(data, look, issues, MEDIA_TYPE)


@contextmanager
def _no_panic() -> Iterator[None]:
    """Where calamine stumbles over damaged bytes, what it raises is no Exception."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise UnreadableDocument(DAMAGED) from error


def read_values(data: bytes, look: BookLook, issues: list[Issue], media_type: str) -> RawDocument:
    """The visible sheets, with as much of their look as is known."""
    blocks: list[Block] = []
    looks = {sheet.name: sheet for sheet in look.sheets}
    with _no_panic():
        book = CalamineWorkbook.from_object(io.BytesIO(data))
        for metadata in book.sheets_metadata:
            if metadata.typ != SheetTypeEnum.WorkSheet:
                continue
            if metadata.visible != SheetVisibleEnum.Visible:
                issues.append(hidden_sheet(metadata.name))
                continue
            sheet_look = looks.get(metadata.name, SheetLook(metadata.name))
            sheet = _sheet(book.get_sheet_by_name(metadata.name), sheet_look, look)
            blocks.extend(sheet_blocks(sheet))
            issues.extend(sheet.issues)
    return RawDocument(tuple(blocks), media_type, tuple(issues))


def _sheet(source: CalamineSheet, look: SheetLook, book: BookLook) -> Sheet:
    sheet = Sheet(source.name, hidden_rows=look.hidden_rows, hidden_columns=look.hidden_columns)
    sheet.merges = [
        (top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges or []
    ]
    for row, column in sorted(look.uncalculated):
        sheet.formula_without_value(row, column, "")
    for row, column, value in _values(source):
        if (row, column) in look.uncalculated:
            continue
        style = look.style_at.get((row, column), -1)
        code = book.code(style)
        if isinstance(value, float) and is_date(code):
            value = _as_date(value)
        sheet.put(row, column, value, code, bold=book.bold(style))
    return sheet


def _values(source: CalamineSheet) -> Iterator[tuple[int, int, Stored]]:
    top, left = source.start or (0, 0)
    for row, values in enumerate(source.to_python(), start=top):
        for column, value in enumerate(values, start=left):
            if value != "":
                yield row, column, value


def _as_date(value: float) -> datetime.datetime | float:
    try:
        found = from_excel(value)
    except (ValueError, OverflowError):
        return value
    return found if isinstance(found, datetime.datetime) else value
