"""The styles, font table and page set-up of an official paper, put into an empty document."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from reporting.bulletins.fonts import (
    ALTERNATIVES,
    BODY,
    CHARACTER_SPACE,
    CHARACTERS,
    FANGSONG,
    HEITI,
    KAITI,
    LATIN,
    LINE_PITCH,
    PAGE_NUMBER,
    SMALL,
    SONGTI,
    TITLE,
    UPRIGHT,
    XIAOBIAOSONG,
)

INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'  # two characters of 16 pt
LINE = f'<w:spacing w:before="0" w:after="0" w:line="{LINE_PITCH}" w:lineRule="exact"/>'
# Nothing moves a line: no widow control, no extra space between Chinese and figures.
CALM = '<w:widowControl w:val="0"/>'
OFF_GRID = '<w:snapToGrid w:val="0"/>'
NO_SPACE = '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
RED = "FF0000"


def _style(
    key: str, name: str, font: str, size: Any, paragraph: str, *, extra: str = "", latin: str = LATIN
) -> str:
    """A paragraph style; `paragraph` and `extra` are its further properties in the order of the schema."""
    default = ' w:default="1"' if key == "Normal" else ""
    based = "" if key == "Normal" else '<w:basedOn w:val="Normal"/>'
    half_points = int(size.pt * 2)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>'
        f"{based}<w:qFormat/><w:pPr>{paragraph}</w:pPr>"
        f'<w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}" '
        f'w:hint="eastAsia"/>{extra}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        "</w:style>"
    )


def _body(extra: str = "", indent: str = INDENT) -> str:
    return f"{CALM}{NO_SPACE}{LINE}{indent}{extra}"


def _heading(level: int) -> str:
    return f'<w:keepNext/>{CALM}{NO_SPACE}{LINE}{INDENT}<w:outlineLvl w:val="{level - 1}"/>'


# 16 pt is a little more than a 28th of the line. Word takes the difference from the grid; other programs
# give a character that is wider than its cell two of them, so it is made a quarter point narrower too.
CLOSER, NOT_CLOSER = '<w:spacing w:val="-5"/>', '<w:spacing w:val="0"/>'
BOLD = "<w:b/><w:bCs/>"
CENTRED = '<w:jc w:val="center"/>'
NONE = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
# A title of several lines stands a little wider than the text.
TITLE_LINE = '<w:spacing w:before="0" w:after="0" w:line="700" w:lineRule="exact"/>'
RED_LINE = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{RED}"/></w:pBdr>'


def _styles() -> list[str]:
    """By key: what the paper consists of."""
    return [*_of_the_head(), *_of_the_text(), *_of_the_annex(), *_of_runs(), NORMAL_TABLE]


def _of_the_head() -> list[str]:
    """`Normal`, which all others are based on, and what stands above the text."""
    # the masthead's upper edge stands 35 mm below that of the text area
    lowered = '<w:spacing w:before="1984" w:after="0" w:line="240" w:lineRule="auto"/>'
    title = CALM + NO_SPACE + OFF_GRID + TITLE_LINE + NONE + CENTRED
    red = f'<w:color w:val="{RED}"/>{NOT_CLOSER}'
    normal = _body(indent=NONE) + '<w:jc w:val="both"/>'
    return [
        _style("Normal", "Normal", FANGSONG, BODY, normal, extra=CLOSER),
        _style(
            "Masthead", "发文机关标志", XIAOBIAOSONG, TITLE, CALM + OFF_GRID + lowered + CENTRED, extra=red
        ),
        _style("DocumentNumber", "发文字号", FANGSONG, BODY, _body(CENTRED, NONE)),
        _style("Title", "Title", XIAOBIAOSONG, TITLE, title, extra=NOT_CLOSER),
        _style("Recipients", "主送机关", FANGSONG, BODY, _body(indent=NONE)),
    ]


def _of_the_text() -> list[str]:
    return [
        _style("BodyText", "Body Text", FANGSONG, BODY, _body()),
        _style("Heading1", "heading 1", HEITI, BODY, _heading(1)),
        _style("Heading2", "heading 2", KAITI, BODY, _heading(2)),
        _style("Heading3", "heading 3", FANGSONG, BODY, _heading(3), extra=BOLD),
        _style("AnnexNote", "附件说明", FANGSONG, BODY, _body()),
        _style("Signature", "Signature", FANGSONG, BODY, _body('<w:jc w:val="right"/>', NONE)),
        _style("PageNumber", "footer", SONGTI, PAGE_NUMBER, CALM, latin=SONGTI),
    ]


def _of_the_annex() -> list[str]:
    """Its mark, and the cells of tables, which stand in the text as well."""
    narrow = '<w:spacing w:before="20" w:after="20" w:line="280" w:lineRule="exact"/>'
    cell = CALM + NO_SPACE + OFF_GRID + narrow + NONE + '<w:jc w:val="left"/>'
    return [
        _style("AnnexMark", "附件标识", HEITI, BODY, _body(indent=NONE)),
        _style("TableText", "表格文字", FANGSONG, SMALL, cell, extra=NOT_CLOSER),
    ]


def _of_runs() -> list[str]:
    """Character styles for a heading that runs on into its text."""
    return [
        f'<w:style {nsdecls("w")} w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>',
        _run_style("Heading2Run", "二级标题文字", KAITI),
        _run_style("Heading3Run", "三级标题文字", FANGSONG, BOLD),
    ]


NORMAL_TABLE = (
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _run_style(key: str, name: str, font: str, extra: str = "") -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="character" w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/>'
        f'<w:rPr><w:rFonts w:eastAsia="{font}" w:hint="eastAsia"/>{extra}</w:rPr></w:style>'
    )


DEFAULTS = (
    f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FANGSONG}" w:cs="{LATIN}"/>'
    # the grid counts characters of this size
    f'<w:sz w:val="{int(BODY.pt * 2)}"/><w:szCs w:val="{int(BODY.pt * 2)}"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
)


def empty_document() -> Any:
    """A document with these styles alone, odd and even pages apart, and its fonts with their stand-ins."""
    document = Document()
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    for xml in (DEFAULTS, *_styles()):
        styles.append(parse_xml(xml))
    fonts = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts._blob = _font_table()
    document.settings.odd_and_even_pages_header_footer = True
    language = document.settings.element.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")
    return document


def _font_table() -> bytes:
    """One alternative name list a font, as Word reads it: separated by commas."""
    table = etree.fromstring(f"<w:fonts {nsdecls('w')}/>")
    for name, others in ALTERNATIVES.items():
        font = etree.SubElement(table, qn("w:font"), {qn("w:name"): name})
        for tag, value in (
            ("w:altName", ",".join(others)),
            ("w:charset", "86"),
            ("w:family", "auto"),
            ("w:pitch", "variable"),
        ):
            etree.SubElement(font, qn(tag), {qn("w:val"): value})
    latin = etree.SubElement(table, qn("w:font"), {qn("w:name"): LATIN})
    etree.SubElement(latin, qn("w:family"), {qn("w:val"): "roman"})
    return etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def set_grid(section: Any) -> None:
    """22 lines of 28 characters: the text area divided, both ways."""
    properties = section._sectPr
    for held in properties.findall(qn("w:docGrid")):
        properties.remove(held)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    grid.set(qn("w:charSpace"), str(CHARACTER_SPACE))
    properties.append(grid)


__all__ = ["CHARACTERS", "UPRIGHT", "empty_document", "set_grid"]
