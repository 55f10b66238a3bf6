"""Word files: merged cells, automatic numbers, tracked changes, nested tables, text boxes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tasklists.importing.readers import read
from tasklists.importing.readers.docx_numbering import chinese, formatted
from tasklists.importing.records import Paragraph, SourceRef, UnreadableDocument
from tasklists.tests.importing.office_files import Drawn, docx_bytes, element, repacked, saved
from tasklists.tests.importing.shown import codes, lines, merged, messages, rows, tables

HEADER = ["类别", "序号", "任务名称", "责任部门"]


def with_body(*markup: str) -> bytes:
    """A Word file whose body holds these elements."""
    document = docx.Document()
    body = document.element.body
    for piece in markup:
        body.insert(len(body) - 1, parse_xml(piece.replace(">", f" {nsdecls('w')}>", 1)))
    return saved(document)


def with_numbering(levels: str, *paragraphs: tuple[str, int], style: str = "") -> bytes:
    """Numbered paragraphs (text, level) of one list with these w:lvl elements."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in paragraphs:
        numbered(document.add_paragraph(text), level)
    return saved(document)


def numbered(paragraph: Any, level: int = 0, number: int = 90) -> None:
    properties = element("w:numPr")
    properties.append(element("w:ilvl", val=str(level)))
    properties.append(element("w:numId", val=str(number)))
    paragraph._p.get_or_add_pPr().append(properties)


def level(index: int, text: str, kind: str = "decimal", **extra: str) -> str:
    more = "".join(f'<w:{tag} w:val="{value}"/>' for tag, value in extra.items())
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


# ---------------------------------------------------------------- tables


def test_cells_merged_downwards_and_across_are_unfolded() -> None:
    table = Drawn(
        [
            HEADER,
            ["一、强基础", "1", "修路", "区交通局"],
            ["", "2", "通水", "区水务局"],
            ["二、兴产业", "", "", ""],
        ],
        spans={(1, 0): (2, 1), (3, 0): (1, 4)},
    )
    document = read(docx_bytes([table]))
    assert rows(document)[2] == ["一、强基础", "2", "通水", "区水务局"]
    assert rows(document)[3] == ["二、兴产业"] * 4
    assert merged(document)[2] == [True, False, False, False]
    assert merged(document)[3] == [False, True, True, True]


def test_a_header_over_two_rows_is_unfolded() -> None:
    table = Drawn(
        [["序号", "任务", "责任单位", ""], ["", "", "牵头单位", "配合单位"], ["1", "修路", "甲局", "乙局"]],
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2)},
    )
    document = read(docx_bytes([table]))
    assert rows(document)[:2] == [
        ["序号", "任务", "责任单位", "责任单位"],
        ["序号", "任务", "牵头单位", "配合单位"],
    ]


def test_several_tables_and_the_text_between_keep_their_order_and_places() -> None:
    first, second = Drawn([HEADER, ["一", "1", "甲", "乙"]]), Drawn([HEADER, ["二", "2", "丙", "丁"]])
    document = read(docx_bytes(["标题", first, "附件2", second]))
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds == ["Paragraph", "RawTable", "Paragraph", "RawTable"]
    assert tables(document)[1].rows[1][2].ref == SourceRef(table=2, row=2, column=3)
    assert document.blocks[0].ref == SourceRef(line=1)


def test_rows_with_cells_left_out_at_the_edges_stay_in_their_columns() -> None:
    row = (
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc>'
        "<w:tc><w:p><w:r><w:t>修桥</w:t></w:r></w:p></w:tc></w:tr>"
    )
    full = (
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in "甲1乙")
        + "</w:tr>"
    )
    assert rows(read(with_body(f"<w:tbl>{full}{row}</w:tbl>"))) == [["甲", "1", "乙"], ["", "2", "修桥"]]


def test_cells_merged_with_the_old_mark_are_unfolded() -> None:
    cells = (
        '<w:tc><w:tcPr><w:hMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>合计</w:t></w:r></w:p></w:tc>'
        "<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc>"
    )
    document = read(with_body(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    assert rows(document) == [["合计", "合计", "5"]]
    assert merged(document) == [[False, True, False]]


def test_a_frame_of_one_column_is_text_and_the_table_in_it_a_table() -> None:
    inner = "<w:tbl>" + "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        + "</w:tr>"
        for row in (("序号", "任务"), ("1", "修路"))
    )
    title = "<w:p><w:r><w:t>任务清单</w:t></w:r></w:p>"
    frame = f"<w:tbl><w:tr><w:tc>{title}{inner}</w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    document = read(with_body(frame))
    assert lines(document) == ["任务清单"]
    assert rows(document) == [["序号", "任务"], ["1", "修路"]]


def test_a_small_table_within_a_cell_becomes_lines_of_the_cell() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("序号", "任务", "任务量"), strict=True):
        cell.text = text
    inner = table.rows[1].cells[2].add_table(2, 2)
    for cell, text in zip(
        [*inner.rows[0].cells, *inner.rows[1].cells], ("东浦镇", "3", "西塘镇", "5"), strict=True
    ):
        cell.text = text
    assert rows(read(saved(document)))[1][2] == "东浦镇 3\n西塘镇 5"


def test_cell_lines_and_soft_breaks_are_kept_as_line_breaks() -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).rows[0].cells[0]
    cell.text = "区农业农村委\n区水务局"
    cell.add_paragraph("区交通局")
    document.tables[0].rows[0].cells[1].text = "x"
    assert rows(read(saved(document)))[0][0] == "区农业农村委\n区水务局\n区交通局"


def test_bold_is_told_for_cells_and_paragraphs_also_from_styles() -> None:
    document = docx.Document()
    document.add_heading("一、总体要求", level=1)
    document.add_paragraph().add_run("加粗").bold = True
    mixed = document.add_paragraph("半")
    mixed.add_run("粗").bold = True
    found = [block for block in read(saved(document)).blocks if isinstance(block, Paragraph)]
    assert [(block.text, block.bold, block.level) for block in found] == [
        ("一、总体要求", True, 1),
        ("加粗", True, None),
        ("半粗", False, None),
    ]


# ---------------------------------------------------------------- automatic numbers


def test_numbers_printed_by_word_are_not_lost() -> None:
    levels = (
        level(0, "%1、", "chineseCountingThousand") + level(1, "（%2）", "chineseCounting") + level(2, "%3.")
    )
    data = with_numbering(
        levels, ("强基础", 0), ("修路", 1), ("硬化", 2), ("亮化", 2), ("通水", 1), ("管网", 2)
    )
    assert lines(read(data)) == ["一、强基础", "（一）修路", "1.硬化", "2.亮化", "（二）通水", "1.管网"]


def test_levels_can_be_told_not_to_begin_again() -> None:
    levels = level(0, "%1、", "japaneseCounting") + level(1, "%2.", lvlRestart="0")
    data = with_numbering(levels, ("甲", 0), ("a", 1), ("乙", 0), ("b", 1))
    assert lines(read(data)) == ["一、甲", "1.a", "二、乙", "2.b"]


def test_a_number_of_several_levels_is_put_together() -> None:
    data = with_numbering(level(0, "%1") + level(1, "%1.%2"), ("甲", 0), ("乙", 1), ("丙", 1))
    assert lines(read(data)) == ["1 甲", "1.1 乙", "1.2 丙"]


def test_bullets_print_no_number() -> None:
    assert lines(read(with_numbering(level(0, "", "bullet"), ("修路", 0)))) == ["修路"]


def test_a_column_numbered_by_word_gets_its_numbers() -> None:
    document = docx.Document(io.BytesIO(with_numbering(level(0, "%1"))))
    table = document.add_table(3, 2)
    for index, row in enumerate(table.rows):
        numbered(row.cells[0].paragraphs[0])
        row.cells[1].text = f"任务{index}"
    assert [row[0] for row in rows(read(saved(document)))] == ["1", "2", "3"]


def test_a_second_list_with_its_own_start_begins_anew() -> None:
    document = docx.Document(io.BytesIO(with_numbering(level(0, "%1."), ("甲", 0), ("乙", 0))))
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="24"/></w:lvlOverride></w:num>'
        )
    )
    for text in ("丙", "丁"):
        numbered(document.add_paragraph(text), number=91)
    assert lines(read(saved(document))) == ["1.甲", "2.乙", "24.丙", "25.丁"]


def test_numbers_that_come_from_a_style_are_counted() -> None:
    document = docx.Document(io.BytesIO(with_numbering(level(0, "第%1条", "chineseCounting"))))
    style = document.styles["Heading 2"].element
    properties = style.get_or_add_pPr()
    found = element("w:numPr")
    found.append(element("w:numId", val="90"))
    properties.append(found)
    document.add_heading("目的", level=2)
    document.add_heading("范围", level=2)
    assert lines(read(saved(document))) == ["第一条 目的", "第二条 范围"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "ideographTraditional", "丁"),
        (2, "chineseLegalSimplified", "贰"),
        (7, "decimalFullWidth", "７"),
        (9, "upperRoman", "IX"),
        (28, "lowerLetter", "bb"),
        (5, "decimalZero", "05"),
        (25, "decimalEnclosedCircle", "25"),
        (6, "somethingNew", "6"),
    ],
)
def test_numbers_are_written_as_word_writes_them(number: int, kind: str, text: str) -> None:
    assert formatted(number, kind) == text


def test_chinese_numerals_of_every_length() -> None:
    assert [chinese(number) for number in (1, 11, 20, 100, 110, 1001, 9999)] == [
        "一",
        "十一",
        "二十",
        "一百",
        "一百一十",
        "一千零一",
        "九千九百九十九",
    ]


# ---------------------------------------------------------------- what is visible

RUN = "<w:r><w:t>{}</w:t></w:r>"


def test_inserted_text_is_kept_and_deleted_text_dropped() -> None:
    paragraph = (
        "<w:p>" + RUN.format("修路") + '<w:ins w:id="1" w:author="a">' + RUN.format("12") + "</w:ins>"
        '<w:del w:id="2" w:author="a"><w:r><w:delText>10</w:delText></w:r></w:del>'
        + RUN.format("公里")
        + "</w:p>"
    )
    assert lines(read(with_body(paragraph))) == ["修路12公里"]


def test_a_row_deleted_under_tracked_changes_is_dropped() -> None:
    cells = "".join(f"<w:tc><w:p>{RUN.format(text)}</w:p></w:tc>" for text in "甲乙")
    gone = f'<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr>{cells}</w:tr>'
    assert len(rows(read(with_body(f"<w:tbl><w:tr>{cells}</w:tr>{gone}</w:tbl>")))) == 1


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    first = (
        '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
        + RUN.format("推进农村")
        + "</w:p>"
    )
    assert lines(read(with_body(first, f"<w:p>{RUN.format('道路建设')}</w:p>"))) == ["推进农村道路建设"]


def test_hidden_text_and_field_codes_are_not_read() -> None:
    paragraph = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + RUN.format("3")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + RUN.format("号文")
        + "</w:p>"
    )
    assert lines(read(with_body(paragraph))) == ["3号文"]


def test_a_field_without_its_end_swallows_nothing() -> None:
    broken = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    assert lines(read(with_body(broken, f"<w:p>{RUN.format('修路')}</w:p>"))) == ["修路"]


def test_headers_footers_and_footnotes_are_not_part_of_the_text() -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    assert lines(read(saved(document))) == ["正文"]


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent><w:p>{RUN.format('示范区任务清单')}</w:p></w:txbxContent>"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    new = f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
    old = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    paragraph = f"<w:p><w:r><mc:AlternateContent {spaces}>{new}{old}</mc:AlternateContent></w:r></w:p>"
    assert lines(read(with_body(paragraph))) == ["示范区任务清单"]


def test_content_controls_and_links_are_read() -> None:
    control = f"<w:sdt><w:sdtContent><w:p>{RUN.format('一、修路')}</w:p></w:sdtContent></w:sdt>"
    link = f"<w:p><w:hyperlink>{RUN.format('通知')}</w:hyperlink></w:p>"
    assert lines(read(with_body(control, link))) == ["一、修路", "通知"]


def test_the_table_of_contents_is_left_out_and_said_to_be() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent><w:p>{RUN.format('一、总体要求 1')}</w:p></w:sdtContent></w:sdt>"
    )
    document = read(with_body(contents, f"<w:p>{RUN.format('一、总体要求')}</w:p>"))
    assert lines(document) == ["一、总体要求"]
    assert "目录" in messages(document)


def test_soft_breaks_part_lines_of_a_paragraph() -> None:
    document = docx.Document()
    document.add_paragraph("牵头单位：区水务局\n完成时限：12月底")
    assert lines(read(saved(document))) == ["牵头单位：区水务局", "完成时限：12月底"]


# ---------------------------------------------------------------- the file itself


def test_macros_are_ignored_and_said_to_be() -> None:
    data = repacked(docx_bytes(["修路"]), **{"word__vbaProject.bin": b"\xd0\xcf"})
    document = read(data)
    assert lines(document) == ["修路"]
    assert "宏" in messages(document)


def test_relations_that_point_nowhere_do_not_matter() -> None:
    data = docx_bytes(["修路"])
    package = b"http://schemas.openxmlformats.org/package/2006/relationships"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = b'<Relationship Id="r9" Type="' + kind + b'" Target="NULL"/>'
    relations = b'<Relationships xmlns="' + package + b'">' + relation + b"</Relationships>"
    assert lines(read(repacked(data, **{"word___rels__document.xml.rels": relations}))) == ["修路"]


def test_a_file_without_styles_and_numbering_is_read() -> None:
    data = repacked(docx_bytes(["修路"]), **{"word__styles.xml": None, "word__numbering.xml": None})
    assert lines(read(data)) == ["修路"]


def test_a_file_of_pictures_alone_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="图片"):
        read(with_body("<w:p><w:r><w:drawing/></w:r></w:p>"))


def test_strict_open_xml_is_refused_with_what_to_do() -> None:
    data = docx_bytes(["修路"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        markup = archive.read("word/document.xml")
    strict = markup.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    with pytest.raises(UnreadableDocument, match="Strict"):
        read(repacked(data, **{"word__document.xml": strict}))


def test_a_plain_file_brings_no_issues() -> None:
    assert codes(read(docx_bytes(["标题", Drawn([HEADER, ["一", "1", "修路", "甲局"]])]))) == []
