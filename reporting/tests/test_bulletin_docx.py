"""The Word file of a bulletin, read back: paper, margins, faces and sizes, lines and characters, page
numbers, number, annex. GB/T 9704—2012."""

from __future__ import annotations

import datetime
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from reporting.bulletins import tables, wording
from reporting.bulletins.docx import to_docx, width_of
from reporting.bulletins.fonts import ALTERNATIVES, CHARACTERS, LINES
from reporting.bulletins.numbers import number_text
from reporting.bulletins.paper import Annex, Column, Paper, Section, Table, as_json, from_json
from reporting.tests.bulletin_states import october_figures

DATED = datetime.date(2026, 11, 3)
W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def october_paper(**given: Any) -> Paper:
    figures = october_figures()
    fields: dict[str, Any] = {
        "masthead": "",
        "number": number_text("清乡振办", 2026, 3),
        "title": "关于2026年10月乡村振兴任务清单推进情况的通报",
        "recipients": "各街镇，区各有关部门：",
        "sections": (
            Section("", wording.opening(figures)),
            Section("总体情况", wording.overview(figures)),
            Section("牵头部门推进情况", wording.by_department(figures), tables.by_department(figures)),
            Section("逾期任务及原因", wording.overdue(figures)),
            Section("表扬和通报批评", wording.praise(figures)),
        ),
        "annexes": tuple(tables.annexes(figures, "all")),
        "signed": "清河区乡村振兴办公室",
        "dated": "2026年11月3日",
    }
    return Paper(**fields | given)


def written(paper: Paper) -> Any:
    return Document(BytesIO(to_docx(paper, DATED)))


@pytest.fixture(scope="module")
def content() -> bytes:
    return to_docx(october_paper(), DATED)


@pytest.fixture
def document(content: bytes) -> Any:
    return Document(BytesIO(content))


def part(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return etree.fromstring(packed.read(name))


def paragraph(document: Any, beginning: str) -> Any:
    return next(row for row in document.paragraphs if row.text.startswith(beginning))


# ---- paper ----


def test_a4_with_the_margins_of_the_standard(document: Any) -> None:
    first = document.sections[0]
    assert (round(first.page_width.mm, 1), round(first.page_height.mm, 1)) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm, 1) for margin in margins] == [37, 35, 28, 26]


def test_22_lines_of_28_characters(document: Any) -> None:
    """The grid divides the text area of 225 × 156 mm: so many lines fit, and one more does not."""
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert pitch == 28.95
    height, width = 225 / 25.4 * 72, 156 / 25.4 * 72
    assert LINES * pitch <= height < (LINES + 1) * pitch
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert CHARACTERS * character == pytest.approx(width, abs=0.1)
    # what programs other than Word go by: each character made a quarter point narrower
    spacing = document.styles["Normal"].element.find("w:rPr/w:spacing", W).get(qn("w:val"))
    assert CHARACTERS * (16 + int(spacing) / 20) <= width < (CHARACTERS + 1) * (16 + int(spacing) / 20)


@pytest.mark.parametrize(
    "name",
    ["Normal", "Body Text", "heading 1", "heading 2", "heading 3", "主送机关", "发文字号", "Signature"],
)
def test_every_line_of_text_is_28_95_points_high(content: bytes, name: str) -> None:
    spacing = style(content, name).find("w:pPr/w:spacing", W)
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    assert (spacing.get(qn("w:before")), spacing.get(qn("w:after"))) == ("0", "0")


def style(content: bytes, name: str) -> Any:
    (found,) = part(content, "word/styles.xml").xpath(f"w:style[w:name/@w:val='{name}']", namespaces=W)
    return found


@pytest.mark.parametrize(
    ("name", "face", "points", "is_bold"),
    [
        pytest.param("Title", "方正小标宋简体", 22, False, id="title, size 2"),
        pytest.param("Body Text", "仿宋", 16, False, id="text, size 3"),
        pytest.param("heading 1", "黑体", 16, False, id="level 1"),
        pytest.param("heading 2", "楷体", 16, False, id="level 2"),
        pytest.param("heading 3", "仿宋", 16, True, id="level 3"),
        pytest.param("主送机关", "仿宋", 16, False, id="recipients"),
        pytest.param("发文字号", "仿宋", 16, False, id="number"),
        pytest.param("附件标识", "黑体", 16, False, id="annex mark"),
        pytest.param("footer", "宋体", 14, False, id="page number, size 4"),
    ],
)
def test_faces_and_sizes(content: bytes, name: str, face: str, points: int, is_bold: bool) -> None:
    properties = style(content, name).find("w:rPr", W)
    assert properties.find("w:rFonts", W).get(qn("w:eastAsia")) == face
    assert properties.find("w:sz", W).get(qn("w:val")) == str(points * 2)
    assert (properties.find("w:b", W) is not None) is is_bold


def test_figures_are_set_in_times_and_the_page_number_in_song(content: bytes) -> None:
    assert style(content, "Body Text").find("w:rPr/w:rFonts", W).get(qn("w:ascii")) == "Times New Roman"
    assert style(content, "footer").find("w:rPr/w:rFonts", W).get(qn("w:ascii")) == "宋体"


def test_every_chinese_face_names_its_stand_ins_and_none_is_bundled(content: bytes) -> None:
    fonts = part(content, "word/fontTable.xml")
    named = {
        font.get(qn("w:name")): font.find("w:altName", W).get(qn("w:val")).split(",")
        for font in fonts.findall("w:font", W)
        if font.find("w:altName", W) is not None
    }
    assert named == {name: list(others) for name, others in ALTERNATIVES.items()}
    assert "宋体" in named["方正小标宋简体"]
    used = {row.get(qn("w:eastAsia")) for row in part(content, "word/styles.xml").iter(qn("w:rFonts"))}
    assert used - {None} == set(named)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert not [name for name in packed.namelist() if name.endswith((".odttf", ".ttf", ".otf"))]


def test_text_is_indented_by_two_characters_and_recipients_are_not(content: bytes) -> None:
    indent = style(content, "Body Text").find("w:pPr/w:ind", W)
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "640")
    assert style(content, "主送机关").find("w:pPr/w:ind", W).get(qn("w:firstLineChars")) == "0"


def test_order_of_properties_is_that_of_the_schema(content: bytes) -> None:
    """Word refuses, or silently drops, properties in another order."""
    order = [
        "keepNext", "keepLines", "widowControl", "pBdr", "overflowPunct", "autoSpaceDE", "autoSpaceDN",
        "snapToGrid", "spacing", "ind", "jc", "outlineLvl",
    ]  # fmt: skip
    for name in ("word/styles.xml", "word/document.xml", "word/footer1.xml"):
        for properties in part(content, name).iter(qn("w:pPr")):
            tags = [etree.QName(child).localname for child in properties]
            known = [order.index(tag) for tag in tags if tag in order]
            assert known == sorted(known), (name, tags)


# ---- head and end ----


def test_number_title_and_recipients_at_the_head(document: Any) -> None:
    head = [(row.style.name, row.text) for row in document.paragraphs if row.text][:4]
    assert head == [
        ("发文字号", "清乡振办〔2026〕3号"),
        ("Title", "关于2026年10月乡村振兴任务清单推进情况的通报"),
        ("主送机关", "各街镇，区各有关部门："),
        ("Body Text", "现将2026年10月《2026年清河区重点任务清单》推进情况通报如下："),
    ]


def test_the_year_stands_in_hexagonal_brackets_and_the_number_without_leading_noughts(document: Any) -> None:
    assert re.fullmatch(r"\w+〔\d{4}〕[1-9]\d*号", document.paragraphs[0].text)
    assert number_text("", 2026, 3) == "2026年第3期"


def test_headings_are_numbered_and_styled_by_level(document: Any) -> None:
    found = [row.text for row in document.paragraphs if row.style.name == "Heading 1"]
    assert found == ["一、总体情况", "二、牵头部门推进情况", "三、逾期任务及原因", "四、表扬和通报批评"]
    assert [row.text for row in document.paragraphs if row.style.name == "Heading 2"] == [
        "（一）表扬",
        "（二）通报批评",
    ]


def test_a_heading_that_runs_on_is_set_apart_within_its_line(document: Any) -> None:
    line = paragraph(document, "1.任务丙")
    first, rest = line.runs
    assert (first.text, first.style.name) == ("1.任务丙（第3项）。", "三级标题文字")
    assert rest.text.startswith("牵头单位：区水务局；")


def test_a_red_line_with_the_body_only_where_it_is_wanted(document: Any) -> None:
    assert not [row for row in document.paragraphs if row.style.name == "发文机关标志"]
    red = written(october_paper(masthead="清河区乡村振兴办公室文件")).paragraphs
    assert (red[0].text, red[0].style.name) == ("清河区乡村振兴办公室文件", "发文机关标志")
    assert red[0].style.element.find("w:rPr/w:color", W).get(qn("w:val")) == "FF0000"
    assert red[0].runs[0].font.size.pt * len(red[0].text) <= 156 / 25.4 * 72
    assert round(red[0].style.paragraph_format.space_before.mm) == 35
    assert [row.text for row in red[1:3]] == ["", ""]
    rule = red[3]._p.find("w:pPr/w:pBdr/w:bottom", W)
    assert red[3].text == "清乡振办〔2026〕3号"
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "11")  # 4 mm
    assert [row.text for row in red[4:6]] == ["", ""] and red[6].style.name == "Title"


def test_signature_and_day_stand_right_with_the_name_centred_above(document: Any) -> None:
    signed, dated = paragraph(document, "清河区乡村振兴办公室"), paragraph(document, "2026年11月3日")
    assert signed.style.name == dated.style.name == "Signature"
    assert dated.paragraph_format.right_indent.pt == 64  # four characters
    centre = [row.paragraph_format.right_indent.pt / 16 + width_of(row.text) / 2 for row in (signed, dated)]
    assert centre[0] == pytest.approx(centre[1])


def test_a_long_name_stands_two_characters_in_and_the_day_still_below_its_middle() -> None:
    name = "清河区乡村振兴工作领导小组办公室秘书一处"
    document = written(october_paper(signed=name))
    signed, dated = paragraph(document, name), paragraph(document, "2026年11月3日")
    assert signed.paragraph_format.right_indent.pt == 32
    assert dated.paragraph_format.right_indent.pt == (2 + (len(name) - 6.5) / 2) * 16


def test_the_last_words_stay_with_the_signature(document: Any) -> None:
    rows = document.paragraphs
    last = next(place for place, row in enumerate(rows) if row.text == "清河区乡村振兴办公室")
    assert all(row.paragraph_format.keep_with_next for row in rows[last - 4 : last + 1])


# ---- page numbers ----


def test_page_numbers_stand_outside_between_dashes(content: bytes, document: Any) -> None:
    assert part(content, "word/settings.xml").find("w:evenAndOddHeaders", W) is not None
    first = document.sections[0]
    for footer, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        (line,) = footer.paragraphs
        assert line.text == "— 1 —"
        assert [row.text.strip() for row in line._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert [row.get(qn("w:fldCharType")) for row in line._p.iter(qn("w:fldChar"))] == [
            "begin", "separate", "end",
        ]  # fmt: skip
        assert line.style.name == "Footer" and line._p.find("w:pPr/w:jc", W).get(qn("w:val")) == side
        assert line._p.find("w:pPr/w:ind", W).get(qn(f"w:{side}Chars")) == "100"
    # the dash stands 7 mm below the text
    below_text = 35 - first.footer_distance.mm
    assert 7 < below_text < 14


# ---- tables and annexes ----


def test_the_annex_is_named_in_the_letter_and_begins_its_own_landscape_page(document: Any) -> None:
    assert paragraph(document, "附件：").text == "附件：2026年清河区重点任务清单推进情况表"
    turned = document.sections[1]
    assert turned.orientation == WD_ORIENT.LANDSCAPE
    assert (round(turned.page_width.mm, 1), round(turned.page_height.mm, 1)) == (297, 210)
    assert turned.footer.is_linked_to_previous and turned.even_page_footer.is_linked_to_previous
    mark = next(row for row in document.paragraphs if row.text == "附件")
    assert mark.style.name == "附件标识"


def test_several_annexes_are_numbered() -> None:
    table = Table((Column("序号", 1),), (("1",),))
    document = written(october_paper(annexes=(Annex("甲表", table), Annex("乙表", table))))
    assert [row.text for row in document.paragraphs if row.style.name == "附件说明"] == [
        "附件：1.甲表",
        "2.乙表",
    ]
    assert [row.text for row in document.paragraphs if row.style.name == "附件标识"] == ["附件1", "附件2"]


def test_a_bulletin_without_an_annex_names_none() -> None:
    document = written(october_paper(annexes=()))
    assert len(document.sections) == 1
    assert "附件" not in "".join(row.text for row in document.paragraphs)


def test_tables_repeat_their_heads_and_split_no_row(document: Any) -> None:
    for table in document.tables:
        heads = [row._tr.find("w:trPr/w:tblHeader", W) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert all(row._tr.find("w:trPr/w:cantSplit", W) is not None for row in table.rows)


def test_cells_hold_the_figures_and_fill_the_width(document: Any) -> None:
    departments, annex = document.tables
    expected = tables.by_department(october_figures())
    assert expected is not None
    held = [[cell.text for cell in row.cells] for row in departments.rows]
    assert held == [[column.heading for column in expected.columns], *map(list, expected.rows)]
    widths = [int(column.get(qn("w:w"))) for column in departments._tbl.tblGrid]
    assert sum(widths) / 20 == pytest.approx(156 / 25.4 * 72, abs=1)
    assert len(annex.rows) == 9


def test_what_only_ends_a_section_begins_no_page() -> None:
    table = Table((Column("序号", 1),), (("1",),))
    document = written(october_paper(annexes=(Annex("甲表", table), Annex("乙表", table))))
    ends = [row for row in document.paragraphs if row._p.find("w:pPr/w:sectPr", W) is not None]
    assert len(ends) == 2
    for row in (*ends, document.paragraphs[-1]):
        assert row.text == "" and row.paragraph_format.line_spacing.pt == 1


# ---- odds ----


def test_marks_that_no_file_can_hold_are_left_out() -> None:
    document = written(october_paper(title="通报\x0b一\x00二￾", sections=(Section("", "甲\x08乙"),)))
    assert next(row.text for row in document.paragraphs if row.style.name == "Title") == "通报一二"
    assert document.core_properties.title == "通报一二"
    assert paragraph(document, "甲").text == "甲乙"


def test_properties_name_title_and_body_and_no_program(document: Any) -> None:
    held = document.core_properties
    assert (held.title, held.author) == (
        "关于2026年10月乡村振兴任务清单推进情况的通报",
        "清河区乡村振兴办公室",
    )
    assert held.created.date() == DATED
    assert "python" not in f"{held.author}{held.comments}{held.keywords}".lower()


def test_a_paper_is_kept_and_comes_back_the_same() -> None:
    paper = october_paper()
    assert from_json(as_json(paper)) == paper
