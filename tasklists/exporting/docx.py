"""The printed table as a Word file: landscape, headings repeated on every page, rows never split."""

from __future__ import annotations

import re
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from tasklists.exporting.prose import Prose
from tasklists.exporting.sheet import Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PAPER = {True: (Mm(420), Mm(297)), False: (Mm(297), Mm(210))}  # A3, A4 landscape
MARGIN = Mm(15)


def new_document() -> Document:
    """An empty document in the body font of official papers, with no example content."""
    document = Document()
    font = document.styles["Normal"].font
    font.name, font.size = "FangSong", Pt(10.5)
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    return document


def to_docx(sheet: Sheet) -> bytes:
    """The file's bytes."""
    document = new_document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAPER[sheet.is_wide]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for text, size in ((sheet.title, 18), (sheet.subtitle, 12)):
        _centred(document, text, size)
    _page_number(section.footer.paragraphs[0])
    table = document.add_table(rows=1 + len(sheet.rows), cols=len(sheet.columns), style="Table Grid")
    _fill(table, sheet, section.page_width - 2 * MARGIN)
    for note in sheet.footnotes:
        document.add_paragraph(UNPRINTABLE.sub("", note))
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _fill(table: Table, sheet: Sheet, page_width: int) -> None:
    """Rows are written through their XML: python-docx looks a cell up anew each time otherwise."""
    table.autofit = False
    total = sum(column.width for column in sheet.columns)
    widths = [int(page_width * column.width / total) for column in sheet.columns]
    follows = {
        (index, column)
        for column in sheet.merged
        for first, last in sheet.spans(column)
        for index in range(first, last + 1)
    }
    starts = {(first, column) for column in sheet.merged for first, _last in sheet.spans(column)}
    rows = list(table._tbl.tr_lst)
    _row_property(rows[0], "w:tblHeader")
    for row in rows:
        _row_property(row, "w:cantSplit")
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width
    for cell, column in zip(rows[0].tc_lst, sheet.columns, strict=True):
        _write(cell, column.heading, bold=True)
    for index, (element, row) in enumerate(zip(rows[1:], sheet.rows, strict=True)):
        cells = element.tc_lst
        if row.is_band:
            for extra in cells[1:]:
                element.remove(extra)
            cells[0].grid_span = len(sheet.columns)
            cells[0].width = sum(widths)
            _write(cells[0], row.cells[0], bold=True)
            continue
        for column, (cell, text) in enumerate(zip(cells, row.cells, strict=True)):
            if (index, column) in follows:
                cell.vMerge = "restart" if (index, column) in starts else "continue"
            if (index, column) not in follows or (index, column) in starts:
                _write(cell, text)


def _write(cell: object, text: str, *, bold: bool = False) -> None:
    """Each line of the text becomes a line of the cell's one paragraph."""
    paragraph = cell.p_lst[0]  # type: ignore[attr-defined]
    run = paragraph.add_r()
    if bold:
        run.get_or_add_rPr().append(OxmlElement("w:b"))
    run.text = UNPRINTABLE.sub("", text)


def _row_property(row: object, tag: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(tag))  # type: ignore[attr-defined]


def _page_number(paragraph: object) -> None:
    """第 x 页, as a field that Word fills in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER  # type: ignore[attr-defined]
    paragraph.add_run("第 ")  # type: ignore[attr-defined]
    run = paragraph.add_run()  # type: ignore[attr-defined]
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    paragraph.add_run(" 页")  # type: ignore[attr-defined]


def prose_to_docx(prose: Prose) -> bytes:
    """A4 upright, headings bold, items with the usual indent of two characters."""
    document = new_document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    for text, size in ((prose.title, 18), (prose.subtitle, 12)):
        _centred(document, text, size)
    for index, text in enumerate(prose.paragraphs):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        paragraph.paragraph_format.line_spacing = Pt(28)
        run = paragraph.add_run(UNPRINTABLE.sub("", text))
        run.font.size, run.bold = Pt(16), index in prose.headings
    _page_number(section.footer.paragraphs[0])
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _centred(document: Document, text: str, size: int) -> None:
    if text:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(UNPRINTABLE.sub("", text))
        run.font.size, run.bold = Pt(size), size == 18
