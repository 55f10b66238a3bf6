"""PDF files: ruled tables over pages, broken rows, paragraphs, and what cannot be read."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF
from PIL import Image

from tasklists.importing.readers import read
from tasklists.importing.readers.pdf_tables import PageTable, goes_on, join
from tasklists.importing.readers.pdf_text import TextLine, paragraphs_of
from tasklists.importing.records import Cell, SourceRef, UnreadableDocument
from tasklists.tests.importing.office_files import Drawn
from tasklists.tests.importing.office_pdf import FONT, needs_font, pdf_bytes
from tasklists.tests.importing.shown import codes, lines, merged, messages, rows, tables

pytestmark = needs_font

HEADER = ["类别", "序号", "任务名称", "任务要求", "责任部门"]
PROSE = "推进农村道路提档升级改造，完善长效管护机制，落实路长制，"


def long_table(count: int, *, width: int = 12) -> Drawn:
    """`count` numbered tasks whose third column takes several lines."""
    body = [
        ["", str(number), f"任务{number}", PROSE * width + f"第{number}项完。", "区交通局"]
        for number in range(1, count + 1)
    ]
    return Drawn([HEADER, *body])


def blank_pdf() -> FPDF:
    pdf = FPDF(format="A4")
    pdf.add_font("hei", fname=FONT)
    pdf.set_font("hei", size=11)
    pdf.add_page()
    return pdf


# ---------------------------------------------------------------- tables


def test_merged_cells_are_unfolded_in_both_directions() -> None:
    table = Drawn(
        [
            ["类别", "序号", "责任单位", ""],
            ["一、甲", "1", "甲局", "乙局"],
            ["", "2", "丙局", "丁局"],
            ["二、乙", "", "", ""],
        ],
        spans={(0, 2): (1, 2), (1, 0): (2, 1), (3, 0): (1, 4)},
    )
    document = read(pdf_bytes([table]))
    assert rows(document) == [
        ["类别", "序号", "责任单位", "责任单位"],
        ["一、甲", "1", "甲局", "乙局"],
        ["一、甲", "2", "丙局", "丁局"],
        ["二、乙"] * 4,
    ]
    assert merged(document)[2] == [True, False, False, False]
    assert merged(document)[3] == [False, True, True, True]


@pytest.mark.parametrize("repeat", [True, False], ids=["header repeated", "header once"])
def test_a_table_over_pages_is_one_table_without_the_repeated_header(repeat: bool) -> None:
    document = read(pdf_bytes([long_table(30, width=3)], repeat_header=repeat, break_rows=False))
    assert len(tables(document)) == 1
    assert [row[1] for row in rows(document)] == ["序号", *map(str, range(1, 31))]
    assert codes(document) == []


def test_a_row_broken_over_a_page_is_put_together_and_marked() -> None:
    document = read(pdf_bytes([long_table(9, width=30)], repeat_header=True))
    assert [row[1] for row in rows(document)] == ["序号", *map(str, range(1, 10))]
    assert [row[3] for row in rows(document)[1:]] == [
        PROSE * 30 + f"第{number}项完。" for number in range(1, 10)
    ]
    assert set(codes(document)) == {"doubtful_row"}
    assert all(issue.level == "info" and issue.ref.page for issue in document.issues)


def test_the_places_are_page_and_row_counted_from_the_top_of_the_page() -> None:
    document = read(pdf_bytes(["任务清单", Drawn([HEADER, ["一", "1", "修路", "无", "甲局"]])]))
    assert document.blocks[0].ref == SourceRef(page=1, row=1)
    assert tables(document)[0].rows[1][1].ref == SourceRef(page=1, row=3, column=2)


def test_two_tables_on_one_page_stay_two() -> None:
    first, second = (
        Drawn([HEADER, ["一", "1", "修路", "无", "甲局"]]),
        Drawn([HEADER[1:], ["2", "通水", "无", "乙局"]]),
    )
    document = read(pdf_bytes(["附件1", first, "附件2", second]))
    assert [len(found) for found in rows(document, 0)] == [5, 5]
    assert [len(found) for found in rows(document, 1)] == [4, 4]
    assert lines(document) == ["附件1", "附件2"]


def test_a_break_within_a_cell_is_kept_where_it_was_meant_and_not_where_the_line_was_full() -> None:
    table = Drawn([["序号", "任务要求", "牵头部门"], ["1", "甲" * 120, "区水务局\n区交通局"]])
    assert rows(read(pdf_bytes([table])))[1] == ["1", "甲" * 120, "区水务局\n区交通局"]


def test_a_frame_around_text_is_no_table() -> None:
    pdf = blank_pdf()
    pdf.rect(10, 10, 190, 270)
    pdf.text(20, 20, "清河区任务清单")
    document = read(bytes(pdf.output()))
    assert lines(document) == ["清河区任务清单"]


def test_a_row_that_the_page_leaves_open_is_read_and_goes_on() -> None:
    """Many programs draw no rule where the page breaks a row."""
    pdf = blank_pdf()

    def draw(rows: list[tuple[float, list[str]]], down_to: float, across: list[float]) -> None:
        for height, texts in rows:
            for column, text in enumerate(texts):
                pdf.text(22 + 50 * column, height + 6, text)
        for column in range(4):
            pdf.line(20 + 50 * column, rows[0][0], 20 + 50 * column, down_to)
        for height in across:
            pdf.line(20, height, 170, height)

    draw(
        [(20, ["序号", "任务", "部门"]), (30, ["1", "修路", "甲局"]), (40, ["2", "推进农村", "乙局"])],
        50,
        [20, 30, 40],
    )
    pdf.add_page()
    draw([(20, ["", "道路建设", ""]), (30, ["3", "种树", "丙局"])], 40, [30, 40])
    document = read(bytes(pdf.output()))
    assert [[text.replace("\n", "") for text in row] for row in rows(document)] == [
        ["序号", "任务", "部门"],
        ["1", "修路", "甲局"],
        ["2", "推进农村道路建设", "乙局"],
        ["3", "种树", "丙局"],
    ]
    assert codes(document) == ["doubtful_row"]


def test_a_table_without_rules_at_its_sides_keeps_its_outer_columns() -> None:
    pdf = blank_pdf()
    for row, texts in enumerate((["序号", "任务", "部门"], ["1", "修路", "甲局"], ["2", "通水", "乙局"])):
        for column, text in enumerate(texts):
            pdf.text(22 + 50 * column, 26 + 10 * row, text)
    for height in (20, 30, 40, 50):
        pdf.line(20, height, 170, height)
    for left in (70, 120):
        pdf.line(left, 20, left, 50)
    assert rows(read(bytes(pdf.output()))) == [
        ["序号", "任务", "部门"],
        ["1", "修路", "甲局"],
        ["2", "通水", "乙局"],
    ]


def test_characters_spread_to_fill_the_line_bring_no_spaces() -> None:
    pdf = blank_pdf()
    pdf.set_char_spacing(6)
    pdf.text(20, 20, "区农业农村委牵头落实2026年任务")
    assert lines(read(bytes(pdf.output()))) == ["区农业农村委牵头落实2026年任务"]


def test_what_a_browser_prints_at_the_edges_is_left_out() -> None:
    pdf = blank_pdf()
    for number in (1, 2):
        if number > 1:
            pdf.add_page()
        pdf.text(10, 8, "2026/11/22 03:20")
        pdf.text(20, 40, f"第{'一二'[number - 1]}项任务：修路。")
        pdf.text(10, 292, f"https://example.gov.cn/a.html {number}/2")
    assert lines(read(bytes(pdf.output()))) == ["第一项任务：修路。", "第二项任务：修路。"]


def part(page: int, *texts: list[str], merged_at: set[tuple[int, int]] = frozenset()) -> PageTable:  # type: ignore[assignment]
    found = [
        [
            Cell(text, SourceRef(page=page, row=row, column=column), merged=(row, column) in merged_at)
            for column, text in enumerate(line)
        ]
        for row, line in enumerate(texts)
    ]
    return PageTable(found, {}, [0, 50, 100, 150], (0, 0, 150, 100), page)


def joined(first: PageTable, second: PageTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in join(first, second).rows]


FIRST = (["序号", "任务", "部门"], ["1", "修路", "甲局"], ["2", "通水", "乙局"])


def test_a_row_with_a_number_begins_a_new_task() -> None:
    assert joined(part(1, *FIRST), part(2, ["3", "种树", "丙局"]))[-1] == ["3", "种树", "丙局"]


def test_a_row_without_number_goes_on_with_the_last_one() -> None:
    assert joined(part(1, *FIRST), part(2, ["", "工程", ""]))[-1] == ["2", "通水\n工程", "乙局"]


def test_a_category_row_at_the_top_of_a_page_is_not_joined() -> None:
    before = part(1, ["类", "序号", "任务"], ["一", "1", "修路"], ["一", "2", "通水"])
    assert joined(before, part(2, ["（二）乙", "", ""]))[-1] == ["（二）乙", "", ""]


def test_what_is_printed_again_at_the_top_of_a_page_is_not_joined() -> None:
    rows_before = (["类别", "序号", "任务"], ["一", "1", "修路"], ["一", "2", "通水"])
    assert joined(part(1, *rows_before), part(2, ["一", "", "种树"]))[-1] == ["一", "", "种树"]


def test_a_second_row_of_a_number_merged_downwards_is_not_joined() -> None:
    before = part(
        1,
        ["序号", "指标", "部门"],
        ["1", "道路", "甲局"],
        ["1", "桥梁", "甲局"],
        ["2", "水管", "乙局"],
        merged_at={(2, 0)},
    )
    assert joined(before, part(2, ["", "泵站", "乙局二科"]))[-1] == ["", "泵站", "乙局二科"]
    assert joined(before, part(2, ["", "改造", ""]))[-1] == ["2", "水管\n改造", "乙局"]


def test_a_category_left_open_above_a_repeated_header_is_put_together() -> None:
    before = part(
        1, ["类别", "序号", "任务"], ["一", "1", "修路"], ["一", "2", "通水"], ["（二）加强乡", "", ""]
    )
    before.open_bottom = True
    after = part(2, ["类别", "序号", "任务"], ["村社会治理", "", ""], ["", "3", "种树"])
    assert joined(before, after)[-2:] == [["（二）加强乡\n村社会治理", "", ""], ["", "3", "种树"]]


def test_tables_of_other_columns_do_not_go_on() -> None:
    other = part(2, ["3", "种树", "丙局"])
    other.edges = [0, 80, 100, 150]
    assert not goes_on(other, part(1, *FIRST))


# ---------------------------------------------------------------- text around tables


def test_lines_become_paragraphs_again() -> None:
    first, second = PROSE * 6 + "完。", "其二，" + PROSE * 5 + "完。"
    document = read(pdf_bytes(["一、总体要求", first, second, "（一）修路"], landscape=False))
    assert lines(document) == ["一、总体要求", first, second, "（一）修路"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    long = PROSE * 80 + "完。"
    assert lines(read(pdf_bytes([long, "二、其他"], landscape=False))) == [long, "二、其他"]


def test_a_label_within_a_bracket_begins_no_paragraph() -> None:
    def line(text: str, top: float) -> TextLine:
        return TextLine(text, 20, 200, top, top + 10, 10, False, 10, 1, 220)

    full = [
        line("修路通水（指导部门：区水务局；", 10),
        line("责任主体：各街镇）。", 24),
        line("完成时限：年底。", 38),
    ]
    assert [found.text for found in paragraphs_of(full)] == [
        "修路通水（指导部门：区水务局；责任主体：各街镇）。",
        "完成时限：年底。",
    ]


def test_page_numbers_and_repeated_headers_are_left_out() -> None:
    pdf = blank_pdf()
    for number in range(1, 5):
        if number > 1:
            pdf.add_page()
        pdf.text(20, 10, "清河区人民政府文件")
        pdf.text(20, 40, f"第{'一二三四'[number - 1]}项任务：修路。")
        pdf.text(100, 290, f"— {number} —")
    assert lines(read(bytes(pdf.output()))) == ["清河区人民政府文件"] + [
        f"第{sign}项任务：修路。" for sign in "一二三四"
    ]


def test_a_slanted_watermark_is_left_out() -> None:
    pdf = blank_pdf()
    pdf.text(20, 20, "修路")
    with pdf.rotation(45, 100, 150):
        pdf.text(60, 150, "仅供内部使用")
    assert lines(read(bytes(pdf.output()))) == ["修路"]


def test_a_character_printed_twice_for_boldness_is_read_once() -> None:
    pdf = blank_pdf()
    for shift in (0, 0.1):
        pdf.text(20 + shift, 20, "修路工程")
    assert lines(read(bytes(pdf.output()))) == ["修路工程"]


# ---------------------------------------------------------------- what cannot be read


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(stream, "PNG")
    stream.seek(0)
    return stream


def test_a_scan_is_refused_with_what_to_do() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.image(picture(), 0, 0, 210, 297)
    with pytest.raises(UnreadableDocument, match=r"扫描件.*OCR"):
        read(bytes(pdf.output()))


def test_a_single_page_that_is_a_picture_is_reported() -> None:
    pdf = blank_pdf()
    pdf.text(20, 20, "清河区乡村振兴重点任务清单，共十项任务")
    pdf.add_page()
    pdf.image(picture(), 0, 0, 210, 297)
    document = read(bytes(pdf.output()))
    assert "第 2 页是图片" in messages(document)
    assert document.issues[0].level == "warning"


def test_text_without_an_encoding_is_refused() -> None:
    data = pdf_bytes(["清河区乡村振兴重点任务清单"])
    # without the table that names the characters, only glyph numbers are left
    broken = data.replace(b"/ToUnicode", b"/NoUnicode")
    assert broken != data
    with pytest.raises(UnreadableDocument, match="没有文字编码"):
        read(broken)


def test_a_password_is_named_as_the_reason() -> None:
    pdf = blank_pdf()
    pdf.text(20, 20, "修路")
    pdf.set_encryption(owner_password="b", user_password="a")
    with pytest.raises(UnreadableDocument, match="密码"):
        read(bytes(pdf.output()))


def test_more_pages_than_any_list_has_are_refused() -> None:
    pdf = FPDF()
    for _ in range(301):
        pdf.add_page()
    with pytest.raises(UnreadableDocument, match="301 页"):
        read(bytes(pdf.output()))


def test_an_empty_page_is_refused() -> None:
    pdf = FPDF()
    pdf.add_page()
    with pytest.raises(UnreadableDocument):
        read(bytes(pdf.output()))


def test_half_a_file_is_refused() -> None:
    data = pdf_bytes(["修路"])
    with pytest.raises(UnreadableDocument):
        read(data[: len(data) // 3])
