"""A paper as a Word file in the form of GB/T 9704—2012: A4, 22 lines of 28 characters, 小标宋 title, 仿宋
text, 黑体, 楷体 and bold headings, `— 1 —` outside, annex tables on landscape pages."""

from __future__ import annotations

import datetime
import re
from io import BytesIO
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reporting.bulletins.docx_styles import empty_document, set_grid
from reporting.bulletins.docx_tables import add_table
from reporting.bulletins.fonts import (
    BODY,
    LANDSCAPE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
    UPRIGHT,
    Margins,
)
from reporting.bulletins.paper import Paper, Paragraph, Section

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
RUN_STYLES = {2: "Heading2Run", 3: "Heading3Run"}
# The dash stands 7 mm below the text: a line of 14 pt ends 10 mm below it.
FOOTER_DISTANCE = Mm(25)
LARGEST_MASTHEAD = 44  # points; a longer name is set smaller so that it stays in one line


def to_docx(paper: Paper, made_on: datetime.date) -> bytes:
    """The file's bytes. `made_on` goes into its properties."""
    document = empty_document()
    _describe(document, paper, made_on)
    first = document.sections[0]
    _set_page(first, UPRIGHT, PAGE_WIDTH, PAGE_HEIGHT)
    first.footer_distance = FOOTER_DISTANCE
    _number_pages(first)
    _head(document, paper)
    for heading, section in paper.numbered:
        _section(document, heading, section)
    _end(document, paper)
    for mark, annex in paper.named_annexes:
        turned = document.add_section(WD_SECTION.NEW_PAGE)
        _shrink(document.paragraphs[-1])
        turned.orientation = WD_ORIENT.LANDSCAPE
        _set_page(turned, LANDSCAPE, PAGE_HEIGHT, PAGE_WIDTH)
        turned.footer_distance = Mm(14)
        _line(document, mark, "AnnexMark")
        _line(document, annex.title, "Title")
        add_table(document, annex.table, PAGE_HEIGHT - LANDSCAPE.left - LANDSCAPE.right)
    if paper.annexes:
        _shrink(document.add_paragraph())  # Word wants one behind a table at the end
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _describe(document: Any, paper: Paper, made_on: datetime.date) -> None:
    properties = document.core_properties
    properties.title = UNPRINTABLE.sub("", paper.title)[:255]
    properties.author = UNPRINTABLE.sub("", paper.signed)[:255]
    properties.comments, properties.language = "", "zh-CN"
    properties.created = properties.modified = datetime.datetime.combine(made_on, datetime.time())


def _set_page(section: Any, margins: Margins, width: int, height: int) -> None:
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = margins.top, margins.bottom
    section.left_margin, section.right_margin = margins.left, margins.right
    set_grid(section)


def _line(document: Any, text: str, style: str) -> Any:
    paragraph = document.add_paragraph()
    paragraph._p.get_or_add_pPr().style = style  # by key: names of built-in styles differ by language
    if text:
        _run(paragraph, text)
    return paragraph


def _run(paragraph: Any, text: str, style: str = "") -> None:
    """Quotation marks and dashes are Chinese ones: the hint has them set in the Chinese face."""
    run = paragraph.add_run(UNPRINTABLE.sub("", text))
    properties = run._r.get_or_add_rPr()
    if style:
        named = OxmlElement("w:rStyle")
        named.set(qn("w:val"), style)
        properties.append(named)
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    properties.append(fonts)


def _shrink(paragraph: Any) -> None:
    """A paragraph that only ends a section takes a point of height, lest it begin a page of its own."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _head(document: Any, paper: Paper) -> None:
    """Number, title, recipients; above them the red line of the issuing body where one is wanted, with two
    empty lines below it and two below the rule."""
    if paper.masthead:
        red = _line(document, paper.masthead, "Masthead")
        fits = TEXT_WIDTH / Pt(1) / max(len(paper.masthead), 1)
        red.runs[0].font.size = Pt(min(LARGEST_MASTHEAD, int(fits)))
        _empty(document, 2)
    numbered = _line(document, paper.number, "DocumentNumber")
    if paper.masthead:
        _rule_below(numbered)
    _empty(document, 2 if paper.masthead else 1)
    _line(document, paper.title, "Title")
    _empty(document, 1)
    if paper.recipients:
        _line(document, paper.recipients, "Recipients")


def _empty(document: Any, lines: int) -> list[Any]:
    return [_line(document, "", "Normal") for _place in range(lines)]


def _rule_below(paragraph: Any) -> None:
    """The red separating line, 4 mm under the number."""
    properties = paragraph._p.get_or_add_pPr()
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", "FF0000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind")


def _section(document: Any, heading: str, section: Section) -> None:
    if heading:
        _line(document, heading, "Heading1")
    for paragraph in section.paragraphs:
        _paragraph(document, paragraph)
    if section.table:
        add_table(document, section.table, TEXT_WIDTH)


def _paragraph(document: Any, paragraph: Paragraph) -> None:
    """A heading alone in its line is a heading; one that runs on is a line of text whose beginning is
    set in the heading's face."""
    if paragraph.level and not paragraph.text:
        _line(document, paragraph.head, f"Heading{paragraph.level}")
        return
    line = _line(document, "", "BodyText")
    if paragraph.head:
        _run(line, paragraph.head, RUN_STYLES[paragraph.level])
    if paragraph.text:
        _run(line, paragraph.text)


def _end(document: Any, paper: Paper) -> None:
    """Names of the annexes, then who signs and when: the date four characters in from the right, the
    name centred above it, or two characters in where it is the longer of the two. The last words of the
    text go with them, so that no page holds a signature alone."""
    held = [document.paragraphs[-1]]
    for place, text in enumerate(paper.annex_lines):
        if not place:
            held += _empty(document, 1)
        line = _line(document, text, "AnnexNote")
        held.append(line)
        if place:  # below the name of the first, behind 附件：
            _indent(line, left=5)
    held += _empty(document, 2)
    name, day = len(paper.signed), width_of(paper.dated)
    name_in, day_in = (4 + (day - name) / 2, 4.0) if name <= day + 4 else (2.0, 2 + (name - day) / 2)
    signed = _line(document, paper.signed, "Signature")
    for paragraph in (*held, signed):
        paragraph.paragraph_format.keep_with_next = True
    _indent(signed, right=name_in)
    _indent(_line(document, paper.dated, "Signature"), right=day_in)


def width_of(text: str) -> float:
    """In Chinese characters; a figure is half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def _indent(paragraph: Any, *, left: float = 0, right: float = 0) -> None:
    """In characters of 16 pt."""
    form = paragraph.paragraph_format
    form.first_line_indent = Pt(0)
    form.left_indent, form.right_indent = Pt(left * BODY.pt), Pt(right * BODY.pt)


def _number_pages(section: Any) -> None:
    """`— 1 —` at the outer side, one character in: right on odd pages, left on even ones."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        properties = paragraph._p.get_or_add_pPr()
        properties.style = "PageNumber"
        indent = OxmlElement("w:ind")
        indent.set(qn(f"w:{side}Chars"), "100")
        indent.set(qn(f"w:{side}"), "280")
        aligned = OxmlElement("w:jc")
        aligned.set(qn("w:val"), side)
        properties.append(indent)
        properties.append(aligned)
        _run(paragraph, "— ")
        _field(paragraph, "PAGE")
        _run(paragraph, " —")


def _field(paragraph: Any, instruction: str) -> None:
    """A field that Word works out; 1 stands there until it does."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = f" {instruction} "
        elif kind == "shown":
            run.text = "1"
            continue
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
