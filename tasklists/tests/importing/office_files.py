"""Small makers of office files for the tests: the same drawn content as docx, xlsx, xls, pdf, html."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
import openpyxl
import xlwt
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from openpyxl.styles import Font

from tasklists.importing.records import Paragraph, RawDocument, RawTable

Place = tuple[int, int]


@dataclass
class Drawn:
    """A table as a person draws it: `spans` gives height and width of merged cells by their place;
    the places that they cover hold "" in `rows`."""

    rows: list[list[str]]
    spans: dict[Place, tuple[int, int]] = field(default_factory=dict)
    header_rows: int = 1
    bold_rows: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        return max(len(row) for row in self.rows)

    def covered(self) -> set[Place]:
        """Places that belong to a merged cell that begins elsewhere."""
        return {
            (row + down, column + right)
            for (row, column), (height, width) in self.spans.items()
            for down in range(height)
            for right in range(width)
            if down or right
        }

    def cells(self) -> Iterator[tuple[int, int, str, int, int]]:
        """Row, column, text, height and width of each cell that is drawn."""
        covered = self.covered()
        for row, texts in enumerate(self.rows):
            for column in range(self.width):
                if (row, column) not in covered:
                    text = texts[column] if column < len(texts) else ""
                    yield row, column, text, *self.spans.get((row, column), (1, 1))


Content = Sequence[str | Drawn]


def drawn(document: RawDocument, *, merge_down: int | None = None) -> list[str | Drawn]:
    """What a reader found, to be written again. With `merge_down`, empty cells of that column are merged
    with the filled one above them."""
    return [
        block.text if isinstance(block, Paragraph) else _drawn_table(block, merge_down)
        for block in document.blocks
    ]


def _drawn_table(table: RawTable, merge_down: int | None) -> Drawn:
    width = max(len(row) for row in table.rows)
    found = Drawn(
        [[cell.text for cell in row] + [""] * (width - len(row)) for row in table.rows],
        bold_rows=frozenset(index for index, row in enumerate(table.rows) if row and row[0].bold),
    )
    for index, row in enumerate(found.rows):
        if index in found.bold_rows and row[0] and not any(row[1:]) and width > 1:
            found.spans[index, 0] = (1, width)
    if merge_down is not None:
        _merge_downwards(found, merge_down)
    return found


def _merge_downwards(table: Drawn, column: int) -> None:
    start = None
    for index, row in enumerate(table.rows):
        if row[column]:
            start = index
        elif start is not None and (start, 0) not in table.spans:
            table.spans[start, column] = (index - start + 1, 1)


# ---------------------------------------------------------------- Word


def docx_bytes(content: Content, *, repeat_header: bool = True) -> bytes:
    document = docx.Document()
    for block in content:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block.rows), block.width)
        # reading table.rows once: table.cell() is quadratic
        cells = [list(row.cells) for row in table.rows]
        for row, column, text, height, width in block.cells():
            cell = cells[row][column]
            if height > 1 or width > 1:
                cell = cell.merge(cells[row + height - 1][column + width - 1])
            cell.text = text
            if row in block.bold_rows:
                for run in cell.paragraphs[0].runs:
                    run.bold = True
        if repeat_header:
            for row in table.rows[: block.header_rows]:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        document.add_paragraph()
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of anything with `save(stream)`: a Word document, a workbook."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def element(tag: str, **attributes: str) -> Any:
    """A Word element with attributes of its own namespace: element("w:numId", val="1")."""
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """The archive with members replaced (name with / as __), added, or left out (None)."""
    wanted = {name.replace("__", "/"): content for name, content in changes.items()}
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            if name not in wanted:
                out.writestr(name, source.read(name))
        for name, content in wanted.items():
            if content is not None:
                out.writestr(name, content)
    return target.getvalue()


# ---------------------------------------------------------------- Excel


def xlsx_bytes(content: Content, *, title: str = "清单") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    widest = max((block.width for block in content if isinstance(block, Drawn)), default=1)
    at = 1
    for block in content:
        if isinstance(block, str):
            sheet.cell(at, 1, block).data_type = "s"
            if widest > 1:
                sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=widest)
            at += 1
            continue
        for row, column, text, height, width in block.cells():
            if text:
                cell = sheet.cell(at + row, column + 1, text)
                cell.data_type = "s"  # never a formula
                cell.font = Font(bold=row in block.bold_rows)
            if height > 1 or width > 1:
                sheet.merge_cells(
                    start_row=at + row,
                    start_column=column + 1,
                    end_row=at + row + height - 1,
                    end_column=column + width,
                )
        at += len(block.rows) + 1
    return saved(book)


def xls_bytes(content: Content, *, title: str = "清单") -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    widest = max((block.width for block in content if isinstance(block, Drawn)), default=1)
    bold = xlwt.easyxf("font: bold on")
    plain = xlwt.easyxf()
    at = 0
    for block in content:
        if isinstance(block, str):
            sheet.write_merge(at, at, 0, widest - 1, block)
            at += 1
            continue
        for row, column, text, height, width in block.cells():
            style = bold if row in block.bold_rows else plain
            if height > 1 or width > 1:
                sheet.write_merge(at + row, at + row + height - 1, column, column + width - 1, text, style)
            else:
                sheet.write(at + row, column, text, style)
        at += len(block.rows) + 1
    return saved(book)


# ---------------------------------------------------------------- web page


def html_bytes(content: Content, *, charset: str = "utf-8") -> bytes:
    parts = [f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>清单</title></head><body>']
    parts.append('<ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li>')
    parts.append('<li><a href="/b">通知公告</a></li></ul>')
    for block in content:
        if isinstance(block, str):
            parts.append(f"<p>{html.escape(block)}</p>")
            continue
        parts.append("<table border=1>")
        row_at = -1
        for row, _, text, height, width in block.cells():
            if row != row_at:
                parts.append("</tr><tr>" if row_at >= 0 else "<tr>")
                row_at = row
            bold = ("<b>", "</b>") if row in block.bold_rows else ("", "")
            inner = html.escape(text).replace("\n", "<br>")
            parts.append(f"<td rowspan={height} colspan={width}>{bold[0]}{inner}{bold[1]}</td>")
        parts.append("</tr></table>")
    parts.append("</body></html>")
    return "\n".join(parts).encode("gb18030" if charset.lower().startswith("gb") else charset)
