"""Tables of a paper in Word: ruled, the heading row on every page, no row split between two pages."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips

from reporting.bulletins.paper import Column, Table

BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def add_table(document: Any, table: Table, width: int) -> None:
    """Written through its XML: python-docx looks each cell up anew otherwise."""
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.autofit = False
    _rule(made._tbl.tblPr)
    widths = _widths(table.columns, width)
    for grid, one in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid.w = one
    rows = list(made._tbl.tr_lst)
    _mark(rows[0], "w:cantSplit", "w:tblHeader")
    _fill(rows[0], [column.heading for column in table.columns], table.columns, widths, is_head=True)
    for element, cells in zip(rows[1:], table.rows, strict=True):
        _mark(element, "w:cantSplit")
        _fill(element, cells, table.columns, widths)


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    total = sum(column.width for column in columns)
    return [int(width * column.width / total) for column in columns]


def _rule(properties: Any) -> None:
    for held in properties.findall(qn("w:tblStyle")):
        properties.remove(held)
    borders = OxmlElement("w:tblBorders")
    for side in BORDERS:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    before = properties.find(qn("w:tblLayout"))
    if before is None:
        properties.append(borders)
    else:
        before.addprevious(borders)


def _mark(row: Any, *tags: str) -> None:
    for tag in tags:
        row.get_or_add_trPr().append(OxmlElement(tag))


def _fill(row: Any, texts: Any, columns: Any, widths: list[int], *, is_head: bool = False) -> None:
    for cell, text, column, width in zip(row.tc_lst, texts, columns, widths, strict=True):
        cell.width = Twips(width // Twips(1))
        _centre(cell)
        paragraph = cell.p_lst[0]
        properties = paragraph.get_or_add_pPr()
        properties.style = "TableText"
        if is_head or column.is_number:
            aligned = OxmlElement("w:jc")
            aligned.set(qn("w:val"), "center")
            properties.append(aligned)
        _write(paragraph, text, is_head=is_head)


def _centre(cell: Any) -> None:
    aligned = OxmlElement("w:vAlign")
    aligned.set(qn("w:val"), "center")
    cell.get_or_add_tcPr().append(aligned)


def _write(paragraph: Any, text: str, *, is_head: bool) -> None:
    from reporting.bulletins.docx import UNPRINTABLE

    run = paragraph.add_r()
    properties = run.get_or_add_rPr()
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    if is_head:
        fonts.set(qn("w:eastAsia"), "黑体")
    properties.append(fonts)
    run.text = UNPRINTABLE.sub("", text)
