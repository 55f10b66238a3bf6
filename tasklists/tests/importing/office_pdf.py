"""The PDF of the office files: ruled tables over pages, as an office prints them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fpdf import FPDF

from tasklists.tests.importing.office_files import Content, Drawn, Place

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
needs_font = pytest.mark.skipif(
    not FONT.exists(), reason="PDF samples need a Chinese font (Debian: fonts-wqy-microhei)"
)


_LINE = 5.0  # millimetres
_MARGIN = 15.0
_PAD = 0.8


class _Sheet(FPDF):
    def footer(self) -> None:
        self.set_y(-12)
        self.cell(0, _LINE, f"- {self.page_no()} -", align="C")


def pdf_bytes(
    content: Content,
    *,
    landscape: bool = True,
    repeat_header: bool = True,
    break_rows: bool = True,
    ruled: bool = True,
    header: str = "",
) -> bytes:
    """Ruled tables as an office prints them: rows may break over a page, the header is repeated."""
    pdf = _Sheet(orientation="landscape" if landscape else "portrait", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(_MARGIN)
    pdf.add_font("hei", fname=FONT)
    pdf.set_font("hei", size=9)
    pdf.add_page()
    for block in content:
        if isinstance(block, str):
            _write_paragraph(pdf, block)
        else:
            _TableWriter(pdf, block, repeat_header, break_rows, ruled).write()
            pdf.set_y(pdf.get_y() + _LINE)
    return bytes(pdf.output())


def _write_paragraph(pdf: FPDF, text: str) -> None:
    """Prose begins two characters in, as in every official document; headings stand at the margin."""
    indent = "\u3000\u3000" if len(text) > 30 else ""
    for line in _wrapped(pdf, indent + text, pdf.w - 2 * _MARGIN):
        if pdf.get_y() + _LINE > pdf.h - 20:
            pdf.add_page()
        pdf.set_x(_MARGIN)
        pdf.cell(0, _LINE, line, new_x="LMARGIN", new_y="NEXT")


def _wrapped(pdf: FPDF, text: str, room: float) -> list[str]:
    """Lines as Word breaks them: anywhere between Chinese characters, never within a number or a Latin
    word unless it is wider than the line."""
    lines, used = [""], 0.0
    for piece in re.findall(r"[A-Za-z0-9.,%/+-]+|.", text):
        units = [piece] if _width(pdf, piece) <= room else list(piece)
        for unit in units:
            width = _width(pdf, unit)
            if lines[-1] and used + width > room:
                lines.append("")
                used = 0.0
            lines[-1] += unit
            used += width
    return lines


_WIDTHS: dict[str, float] = {}


def _width(pdf: FPDF, text: str) -> float:
    """Of a text in the one font and size that is used; measuring is slow, so each character once."""
    for character in text:
        if character not in _WIDTHS:
            _WIDTHS[character] = pdf.get_string_width(character)
    return sum(_WIDTHS[character] for character in text)


class _TableWriter:
    def __init__(self, pdf: FPDF, table: Drawn, repeat_header: bool, break_rows: bool, ruled: bool) -> None:
        self.pdf, self.table = pdf, table
        self.repeat_header, self.break_rows, self.ruled = repeat_header, break_rows, ruled
        weights = [
            4 + min(30, max((len(row[column]) for row in table.rows if column < len(row)), default=0))
            for column in range(table.width)
        ]
        available = pdf.w - 2 * _MARGIN
        self.widths = [available * weight / sum(weights) for weight in weights]
        self.cells: dict[int, list[tuple[int, str, int, int]]] = {}
        for row, column, text, height, width in table.cells():
            self.cells.setdefault(row, []).append((column, text, height, width))

    def write(self) -> None:
        """Row by row; a cell merged downwards is drawn as a box in each row without the rules between."""
        for row in range(len(self.table.rows)):
            self._row(row)

    def _lines(self, text: str, column: int, width: int) -> list[str]:
        room = sum(self.widths[column : column + width]) - 2 * _PAD
        return [line for part in text.split("\n") for line in _wrapped(self.pdf, part, room)] if text else []

    def _row(self, row: int) -> None:
        texts = {
            column: (self._lines(text, column, width), width)
            for column, text, _, width in self.cells.get(row, [])
        }
        needed = max((len(lines) for lines, _ in texts.values()), default=0) or 1
        done = 0
        turned = False  # a row taller than the page is broken in any case
        while done < needed:
            room = int((self.pdf.h - 20 - self.pdf.get_y() - 2 * _PAD) // _LINE)
            part = min(needed - done, max(room, 1) if turned else room)
            whole = part == needed - done
            if not turned and (part < 1 or (not whole and (not self.break_rows or part < 2))):
                self._next_page(row)
                turned = True
                continue
            self._draw(row, texts, done, part, last=whole)
            done += part
            if done < needed:
                self._next_page(row)

    def _next_page(self, row: int) -> None:
        self.pdf.add_page()
        if self.repeat_header and row >= self.table.header_rows:
            for header in range(self.table.header_rows):
                self._row(header)

    def _draw(
        self, row: int, texts: dict[int, tuple[list[str], int]], start: int, count: int, *, last: bool
    ) -> None:
        pdf, top = self.pdf, self.pdf.get_y()
        height = count * _LINE + 2 * _PAD
        covered = self.table.covered()
        for column, (lines, width) in texts.items():
            left = _MARGIN + sum(self.widths[:column])
            for index, line in enumerate(lines[start : start + count]):
                pdf.set_xy(left + _PAD, top + _PAD + index * _LINE)
                pdf.cell(sum(self.widths[column : column + width]), _LINE, line)
        if self.ruled:
            at_page_end = not last
            for column in range(self.table.width):
                left = _MARGIN + sum(self.widths[:column])
                right = left + self.widths[column]
                goes_on_right = (row, column + 1) in covered and self._origin(
                    row, column + 1
                ) == self._origin(row, column)
                below = (row + 1, column) in covered and self._origin(row + 1, column) == self._origin(
                    row, column
                )
                if column == 0:
                    pdf.line(left, top, left, top + height)
                if not goes_on_right:
                    pdf.line(right, top, right, top + height)
                if (
                    row == 0
                    or top < _MARGIN + 1
                    or self._origin(row - 1, column) != self._origin(row, column)
                ):
                    pdf.line(left, top, right, top)
                if not below or at_page_end or top + height > pdf.h - 20 - _LINE:
                    pdf.line(left, top + height, right, top + height)
        pdf.set_xy(_MARGIN, top + height)

    def _origin(self, row: int, column: int) -> Place:
        for (top, left), (height, width) in self.table.spans.items():
            if top <= row < top + height and left <= column < left + width:
                return top, left
        return row, column
