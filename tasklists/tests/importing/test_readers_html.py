"""Web pages as saved from a portal: menus dropped, spans unfolded, layout told from data."""

from __future__ import annotations

import pytest

from tasklists.importing.readers import read
from tasklists.importing.records import Paragraph, RawTable, SourceRef, UnreadableDocument
from tasklists.tests.importing.office_files import Drawn, html_bytes
from tasklists.tests.importing.shown import codes, lines, merged, messages, rows, tables

TABLE = "<table><tr><th>序号</th><th>任务</th></tr><tr><td>1</td><td>修路</td></tr></table>"


def page(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_cells_over_several_rows_and_columns_are_unfolded() -> None:
    table = Drawn(
        [["类别", "序号", "责任单位", ""], ["一、甲", "1", "甲局", "乙局"], ["", "2", "丙局", "丁局"]],
        spans={(0, 2): (1, 2), (1, 0): (2, 1)},
    )
    document = read(html_bytes([table]))
    assert rows(document) == [
        ["类别", "序号", "责任单位", "责任单位"],
        ["一、甲", "1", "甲局", "乙局"],
        ["一、甲", "2", "丙局", "丁局"],
    ]
    assert merged(document)[2] == [True, False, False, False]


def test_a_span_that_runs_beyond_the_table_ends_with_it() -> None:
    found = rows(
        read(page('<table><tr><td rowspan="999999">一</td><td>1</td></tr><tr><td>2</td></tr></table>'))
    )
    assert found == [["一", "1"], ["一", "2"]]


@pytest.mark.parametrize("start", ["²", "--3", "３", "", "9" * 5000])
def test_a_list_that_begins_at_no_number_has_no_numbers(start: str) -> None:
    assert "修路" in " ".join(lines(read(page(f'<ol start="{start}"><li>修路</li></ol>'))))


def test_a_rowspan_of_nought_goes_down_to_the_end() -> None:
    found = rows(
        read(
            page(
                '<table><tr><td rowspan="0">一</td><td>1</td></tr>'
                "<tr><td>2</td></tr><tr><td>3</td></tr></table>"
            )
        )
    )
    assert [row[0] for row in found] == ["一", "一", "一"]


def test_a_huge_span_is_refused_or_bounded() -> None:
    wide = '<td colspan="1000">x</td>' * 1000
    with pytest.raises(UnreadableDocument, match="表格过大"):
        read(page(f"<table><tr>{wide}</tr><tr>{wide}</tr></table>"))


def test_menus_scripts_and_hidden_text_are_dropped_and_menus_are_mentioned() -> None:
    document = read(
        page(
            "<script>var x = '任务';</script><style>p {}</style><nav>导航</nav>"
            '<ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li>'
            '<li><a href="/b">办事</a></li></ul>'
            '<p style="display: none">隐藏</p><p hidden>也隐藏</p><!-- 注释 --><p>正文</p>' + TABLE
        )
    )
    assert lines(document) == ["正文"]
    assert codes(document) == ["unplaced_text"]
    assert "网页导航" in messages(document)


def test_a_table_whose_titles_are_links_is_no_menu() -> None:
    body = "<table>" + "".join(
        f'<tr><td>{number}</td><td><a href="/{number}">修路</a></td><td>区交通局、区农业农村委</td></tr>'
        for number in range(1, 5)
    )
    assert len(rows(read(page(body + "</table>")))) == 4


def test_a_layout_table_is_walked_through_to_the_data_in_it() -> None:
    content = f"<p>任务清单</p>{TABLE}<p>注：略</p>"
    layout = f"<table><tr><td>左栏</td><td>{content}</td></tr><tr><td></td><td>页脚</td></tr></table>"
    document = read(page(layout))
    assert [type(block).__name__ for block in document.blocks] == [
        "Paragraph",
        "Paragraph",
        "RawTable",
        "Paragraph",
        "Paragraph",
    ]
    assert rows(document) == [["序号", "任务"], ["1", "修路"]]


def test_a_small_table_within_a_data_cell_stays_text_of_the_cell() -> None:
    inner = "<table><tr><td>东浦镇</td><td>3</td></tr><tr><td>西塘镇</td><td>5</td></tr></table>"
    long = "推进农村道路提档升级改造，完善长效管护机制，落实路长制。" * 2
    header = "<tr><td>序号</td><td>任务</td><td>任务量</td></tr>"
    body = f"<table>{header}<tr><td>1</td><td>{long}</td><td>{inner}</td></tr></table>"
    document = read(page(body))
    assert len(tables(document)) == 1
    assert rows(document)[1][2] == "东浦镇 3\n西塘镇 5"


def test_line_breaks_of_cells_are_kept_and_those_of_the_source_are_not() -> None:
    first = "<tr><td>推进农村\n   道路建设<br>二期</td><td><p>甲局</p><p>乙局</p></td></tr>"
    body = f"<table>{first}<tr><td>a\nb</td><td>&nbsp;</td></tr></table>"
    assert rows(read(page(body))) == [["推进农村道路建设\n二期", "甲局\n乙局"], ["a b", ""]]


def test_entities_and_bold_type_are_read() -> None:
    document = read(
        page("<p><b>一、甲&amp;乙</b></p><p><strong>半</strong>粗</p><h2>第&#20108;</h2><p>&lt;完&gt;</p>")
    )
    found = [
        (block.text, block.bold, block.level) for block in document.blocks if isinstance(block, Paragraph)
    ]
    assert found == [
        ("一、甲&乙", True, None),
        ("半粗", False, None),
        ("第二", True, 2),
        ("<完>", False, None),
    ]


def test_numbers_of_ordered_lists_are_not_lost() -> None:
    items = '<li>修路<p>说明</p></li><li value="9">通水</li><li>种树</li>'
    body = f'<ol start="3">{items}</ol><ul><li>其他</li></ul>'
    assert lines(read(page(body))) == ["3. 修路", "说明", "9. 通水", "10. 种树", "其他"]


def test_the_foot_of_a_table_comes_last() -> None:
    foot = "<tfoot><tr><td>合计</td><td>2</td></tr></tfoot>"
    body = f"<table>{foot}<tbody><tr><td>甲</td><td>1</td></tr></tbody></table>"
    assert rows(read(page(body))) == [["甲", "1"], ["合计", "2"]]


def test_text_between_blocks_keeps_its_order() -> None:
    assert lines(read(page("一<p>二</p>三<div>四<br>五</div>六"))) == ["一", "二", "三", "四", "五", "六"]


def test_lines_of_the_file_are_the_places() -> None:
    document = read(
        b"<html>\n<body>\n<p>\xe4\xb8\x80</p>\n<table>\n<tr><td>1</td><td>2</td></tr>\n<tr><td>3</td><td>4</td></tr></table>"
    )
    assert document.blocks[0].ref == SourceRef(line=3)
    table = document.blocks[1]
    assert isinstance(table, RawTable)
    assert table.rows[1][0].ref == SourceRef(line=6)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),  # it says what it is not
        ("gb2312", "utf-8"),
        ("", "gb18030"),
    ],
)
def test_the_charset_is_found_even_where_the_page_names_a_wrong_one(declared: str, encoding: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    text = f"<html><head>{head}</head><body><p>清河区乡村振兴任务清单：镕</p></body></html>"
    assert lines(read(text.encode(encoding))) == ["清河区乡村振兴任务清单：镕"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert lines(read("<html><body><p>修路</p></body></html>".encode(encoding))) == ["修路"]


def test_a_fragment_and_a_spreadsheet_saved_as_web_page_are_read() -> None:
    assert rows(read(TABLE.encode())) == [["序号", "任务"], ["1", "修路"]]
    excel = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml></xml>'
        f"<![endif]--></head><body>{TABLE}</body></html>"
    )
    assert rows(read(excel.encode())) == [["序号", "任务"], ["1", "修路"]]


def test_a_page_saved_with_its_parts_in_one_file_is_read() -> None:
    saved = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n'
        "------b\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><body><p>=E4=BF=AE=E8=B7=AF</p></body></html>\r\n------b--\r\n"
    )
    assert lines(read(saved.encode())) == ["修路"]


def test_a_page_that_shows_nothing_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableDocument, match="脚本"):
        read(page("<div id='app'></div><script src='a.js'></script>"))


def test_an_external_entity_is_not_followed() -> None:
    body = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>甲&x;乙</p></body></html>'
    )
    assert "".join(lines(read(body.encode()))).replace("&x;", "").replace("]>", "").strip() == "甲乙"
