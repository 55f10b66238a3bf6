"""What calamine does not tell of an old Excel file: formats, bold type, hidden rows, columns and
sheets, formulas that were never calculated. Records as in the published format [MS-XLS]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasklists.importing.readers.number_format import BUILT_IN, GENERAL

_BOLD_WEIGHT = 600
_ROW_HIDDEN = 0x20
_COLUMN_HIDDEN = 0x01
_CALCULATE_ON_LOAD = 0x03
_EMPTY_TEXT = b"\3\0\0\0\0\0\xff\xff"  # as programs other than Excel write what they did not calculate
_END, _BEGIN, _FONT, _FORMAT, _XF, _SHEET, _PASSWORD = 0x0A, 0x809, 0x31, 0x41E, 0xE0, 0x85, 0x2F
_ROW, _COLUMN, _FORMULA, _MANY_NUMBERS = 0x208, 0x7D, 0x06, 0xBD
_CELLS = {0x203, 0x27E, 0xFD, 0x204, 0x205, 0xD6, _FORMULA}
_UNUSED_FONT = 4  # the number 4 is left out in the count of fonts


@dataclass(slots=True)
class SheetLook:
    """Places count from 0."""

    name: str
    visible: bool = True
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    style_at: dict[tuple[int, int], int] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 to the last cell."""
        if not self.style_at:
            return 0
        return (max(row for row, _ in self.style_at) + 1) * (max(column for _, column in self.style_at) + 1)


@dataclass(slots=True)
class BookLook:
    encrypted: bool = False
    sheets: list[SheetLook] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    bold_fonts: list[bool] = field(default_factory=list)
    styles: list[tuple[int, int]] = field(default_factory=list)  # font and format of each

    def code(self, style: int) -> str:
        if not 0 <= style < len(self.styles):
            return GENERAL
        number = self.styles[style][1]
        return self.formats.get(number) or BUILT_IN.get(number, GENERAL)

    def bold(self, style: int) -> bool:
        if not 0 <= style < len(self.styles):
            return False
        font = self.styles[style][0]
        font -= font > _UNUSED_FONT
        return 0 <= font < len(self.bold_fonts) and self.bold_fonts[font]


def look_of(stream: bytes) -> BookLook:
    """`stream` is the Workbook stream of the compound file. Damaged records are passed over."""
    book = BookLook()
    starts: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD:
            book.encrypted = True
            break
        try:
            _global(book, starts, kind, body)
        except (struct.error, IndexError):
            continue
    for sheet, start in zip(book.sheets, starts, strict=True):
        for kind, body in _records(stream, start):
            try:
                _of_sheet(sheet, kind, body)
            except (struct.error, IndexError):
                continue
    return book


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end; charts within it are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _global(book: BookLook, starts: list[int], kind: int, body: bytes) -> None:
    if kind == _FONT:
        book.bold_fonts.append(struct.unpack_from("<H", body, 6)[0] >= _BOLD_WEIGHT)
    elif kind == _XF:
        book.styles.append(struct.unpack_from("<HH", body))
    elif kind == _FORMAT:
        number, length, flags = struct.unpack_from("<HHB", body)
        book.formats[number] = _text(body[5:], length, flags)
    elif kind == _SHEET:
        start, state, _, length, flags = struct.unpack_from("<IBBBB", body)
        book.sheets.append(SheetLook(_text(body[8:], length, flags), visible=not state & 3))
        starts.append(start)


def _text(body: bytes, length: int, flags: int) -> str:
    if flags & 1:
        return body[: 2 * length].decode("utf-16-le", "replace")
    return body[:length].decode("latin-1")


def _of_sheet(sheet: SheetLook, kind: int, body: bytes) -> None:
    if kind == _ROW:
        row, flags = struct.unpack_from("<H10xH", body)
        if flags & _ROW_HIDDEN:
            sheet.hidden_rows.add(row)
    elif kind == _COLUMN:
        first, last, _, _, flags = struct.unpack_from("<5H", body)
        if flags & _COLUMN_HIDDEN:
            sheet.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind in _CELLS:
        row, column, style = struct.unpack_from("<3H", body)
        sheet.style_at[row, column] = style
        if kind == _FORMULA:
            value, flags = struct.unpack_from("<6x8sH", body)
            if value == _EMPTY_TEXT or (flags & _CALCULATE_ON_LOAD and not any(value)):
                sheet.uncalculated.add((row, column))
    elif kind == _MANY_NUMBERS:
        row, first = struct.unpack_from("<2H", body)
        for index in range((len(body) - 6) // 6):
            sheet.style_at[row, first + index] = struct.unpack_from("<H", body, 4 + 6 * index)[0]
