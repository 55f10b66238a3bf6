"""Excel (.xlsx, .xlsm): values as they are shown, merged cells, what is hidden, bold type.

Formulas are never run: the value that was stored with them is read. Macros are not looked at.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import CellCoordinatesException
from openpyxl.worksheet.worksheet import Worksheet

from tasklists.importing.readers.biff import BookLook
from tasklists.importing.readers.date_format import is_date
from tasklists.importing.readers.number_format import BUILT_IN, GENERAL
from tasklists.importing.readers.safety import (
    MAX_CELLS,
    MAX_MERGED_AREA,
    TOO_MANY_CELLS,
    check_archive_xml,
    open_archive,
    xml_parts,
)
from tasklists.importing.readers.sheets import Sheet, hidden_sheet, sheet_blocks
from tasklists.importing.readers.xls import MOST_AREA, read_values
from tasklists.importing.records import Block, Issue, RawDocument, UnreadableDocument

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ELEMENTS = 1_000_000  # cells of one sheet that carry only a format, as of blank formatted rows


def read(data: bytes) -> RawDocument:
    archive = open_archive(data)
    check_archive_xml(archive)
    content = _check_sheets(archive)
    issues: list[Issue] = []
    if any(member.filename.lower().endswith("vbaproject.bin") for member in archive.infolist()):
        issues.append(Issue("info", "unplaced_text", "文件带有宏，宏未读取也未运行"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it does not keep when writing
            book = load_workbook(io.BytesIO(data), data_only=True)
            formulas = load_workbook(io.BytesIO(data)) if content.has_formulas else None
    except MemoryError:
        raise
    except Exception:  # openpyxl refuses a whole file for one style that it does not know
        return _without_styles(data, content, issues)
    blocks: list[Block] = []
    for worksheet in book.worksheets:
        if worksheet.sheet_state != "visible":
            issues.append(hidden_sheet(worksheet.title))
            continue
        sheet = _sheet(worksheet, formulas[worksheet.title] if formulas else None)
        blocks.extend(sheet_blocks(sheet))
        issues.extend(sheet.issues)
    return RawDocument(tuple(blocks), MEDIA_TYPE, tuple(issues))


@dataclass(slots=True)
class _Content:
    """What the parts of the sheets hold; `area` is the largest rectangle from A1 to a last cell."""

    has_formulas: bool = False
    area: int = 0


def _without_styles(data: bytes, content: _Content, issues: list[Issue]) -> RawDocument:
    if content.area > MOST_AREA:
        raise UnreadableDocument(TOO_MANY_CELLS)
    message = "表格的格式信息无法读取：数字和日期按存储的值读入，隐藏的行列也一并读入，请逐项核对"
    return read_values(data, BookLook(), [*issues, Issue("warning", "doubtful_row", message)], MEDIA_TYPE)


def _check_sheets(archive: zipfile.ZipFile) -> _Content:
    """Refuses sheets that openpyxl would unfold into more cells than fit into memory."""
    content = _Content()
    for _, data in xml_parts(archive):
        cells = values = area = last_row = last_column = 0
        for _, element in etree.iterparse(
            io.BytesIO(data), tag=("{*}c", "{*}v", "{*}is", "{*}f", "{*}mergeCell"), no_network=True
        ):
            name = etree.QName(element).localname
            cells += name == "c"
            values += name in ("v", "is")
            content.has_formulas |= name == "f"
            if name == "mergeCell":
                area += _area(element.get("ref", ""))
            if name == "c":
                row, column = _place(element.get("r", ""))
                last_row, last_column = max(last_row, row), max(last_column, column)
                element.clear()
            if cells > _MOST_ELEMENTS or values > MAX_CELLS or area > MAX_MERGED_AREA:
                raise UnreadableDocument(TOO_MANY_CELLS)
        content.area = max(content.area, last_row * last_column)
    return content


def _place(reference: str) -> tuple[int, int]:
    """Row and column from 1; 0 and 0 where the cell does not say."""
    try:
        return coordinate_to_tuple(reference)
    except (ValueError, CellCoordinatesException):
        return 0, 0


def _area(reference: str) -> int:
    left, top, right, bottom = range_boundaries(reference)
    if None in (left, top, right, bottom):
        raise UnreadableDocument(TOO_MANY_CELLS)
    return (right - left + 1) * (bottom - top + 1)


def _sheet(worksheet: Worksheet, formulas: Worksheet | None) -> Sheet:
    sheet = Sheet(worksheet.title)
    sheet.merges = [
        (merged.min_row - 1, merged.min_col - 1, merged.max_row - 1, merged.max_col - 1)
        for merged in worksheet.merged_cells.ranges
    ]
    sheet.hidden_rows = {row - 1 for row, kind in worksheet.row_dimensions.items() if _is_hidden(kind)}
    sheet.hidden_columns = set(_hidden_columns(worksheet))
    for (row, column), cell in worksheet._cells.items():  # sparse: iter_rows would fill the gaps
        if cell.value is not None:
            code = _code(cell)
            value = cell.value
            if isinstance(value, int | float) and not isinstance(value, bool) and is_date(code):
                value = _as_date(value, worksheet)
            sheet.put(row - 1, column - 1, value, code, bold=bool(cell.font and cell.font.b))
        elif formulas is not None and formulas.cell(row, column).data_type == "f":
            sheet.formula_without_value(row - 1, column - 1, str(formulas.cell(row, column).value))
    return sheet


def _code(cell: Any) -> str:
    """The format, also where the file names one of the Chinese built-in ones, which openpyxl does not
    know."""
    code = cell.number_format or GENERAL
    if code != GENERAL or cell._style is None:
        return code
    return BUILT_IN.get(cell._style.numFmtId, GENERAL)


def _as_date(value: float, worksheet: Worksheet) -> Any:
    try:
        return from_excel(value, worksheet.parent.epoch)
    except (ValueError, OverflowError):
        return value


def _is_hidden(dimension: Any) -> bool:
    return bool(dimension.hidden) or dimension.height == 0


def _hidden_columns(worksheet: Worksheet) -> Iterator[int]:
    for dimension in worksheet.column_dimensions.values():
        if dimension.hidden:
            first = dimension.min or 0
            yield from range(first - 1, min(dimension.max or first, 16_384))
