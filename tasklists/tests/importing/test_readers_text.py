"""Plain text: encodings, and the characters by which the cells of a table are told apart."""

from __future__ import annotations

import pytest

from tasklists.importing.readers.text import read_plain, read_text
from tasklists.importing.records import Paragraph, RawDocument, RawTable, UnreadableDocument

TABBED = "任务表\n序号\t任务名称\t责任单位\n1\t修水渠\t区水务局\n2\t建桥\t区交通局\n"


def tables(document: RawDocument) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, RawTable)
    ]


def paragraphs(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_of_the_offices_gives_the_same_text(encoding: str) -> None:
    document = read_text(TABBED.encode(encoding))

    assert paragraphs(document) == ["任务表"]
    assert tables(document) == [
        [["序号", "任务名称", "责任单位"], ["1", "修水渠", "区水务局"], ["2", "建桥", "区交通局"]]
    ]


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02\x03" * 200, bytes(range(256)) * 8, "中文".encode()[:5] + b"\xff\xfe\xfa\xc0" * 50],
)
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read_text(content)


def test_cells_keep_the_line_on_which_they_begin() -> None:
    (table,) = (b for b in read_plain(TABBED).blocks if isinstance(b, RawTable))

    assert [row[0].ref.line for row in table.rows] == [2, 3, 4]


def test_a_cell_a_line_with_blank_lines_between_the_rows() -> None:
    text = (
        "清单\n\t序号\n\t任务\n名称\n\t时限\n\n\t1\n\t修水渠\n\t6月底\n\n\t2\n\t建桥，\n含引道\n\n\t9月底\n"
    )

    (rows,) = tables(read_plain(text))

    assert rows == [
        ["序号", "任务\n名称", "时限"],
        ["1", "修水渠", "6月底"],
        ["2", "建桥，\n含引道", "9月底"],
    ]


def test_an_empty_first_cell_may_go_on_with_text_on_the_next_line() -> None:
    text = "\t类别\n\t序号\n\t任务\n\n\t\n(十)收尾\n\t50\n\t验收\n\n\t\n\t51\n\t总结\n"

    (rows,) = tables(read_plain(text))

    assert rows == [["类别", "序号", "任务"], ["(十)收尾", "50", "验收"], ["", "51", "总结"]]


def test_bold_tags_and_headings_of_a_conversion_are_marks_not_text() -> None:
    document = read_plain("### 2026 年清单\n序号\t任务\n<b>一、道路</b>\t\n1\t修<br>路&amp;桥\n")

    title, table = document.blocks
    assert isinstance(title, Paragraph) and (title.text, title.level) == ("2026 年清单", 3)
    assert isinstance(table, RawTable)
    assert (table.rows[1][0].text, table.rows[1][0].bold) == ("一、道路", True)
    assert table.rows[2][1].text == "修\n路&桥"


def test_rows_between_bars_without_the_rule_below_the_header() -> None:
    (rows,) = tables(read_plain("|序号|任务|\n|---|:--:|\n|1|修路|\n"))

    assert rows == [["序号", "任务"], ["1", "修路"]]


def test_cells_on_lines_of_their_own_that_bars_close() -> None:
    text = (
        "主要任务 |\n重点工作 |\n责任单位 |\n完成时限 |\n进展 |\n一、排查 |\n||||\n（一）建台账。 |\n"
        "1.建立\n台账。 |\n县安委办 |\n1月底前 |\n|\n2.报送。 |\n县住建局 |\n2月底前 |\n|\n|\n（联系人）\n"
    )

    (rows,) = tables(read_plain(text))

    assert rows == [
        ["主要任务", "重点工作", "责任单位", "完成时限", "进展"],
        ["一、排查"],
        ["（一）建台账。", "1.建立\n台账。", "县安委办", "1月底前"],
        ["2.报送。", "县住建局", "2月底前"],
    ]


def test_a_card_of_facts_between_bars_is_no_list_of_closed_cells() -> None:
    card = "文件名称 |\n通知 |\n文号 |\n1号 |\n日期 |\n1月 |\n有效性 |\n有效 |\n"

    assert all(len(rows) < 2 for rows in tables(read_plain(card)))


def test_commas_part_cells_only_where_all_lines_agree() -> None:
    text = '序号,任务,单位\n1,"修路,含桥",区交通局\n2,种树,区林业局\n'

    assert tables(read_plain(text)) == [
        [["序号", "任务", "单位"], ["1", "修路,含桥", "区交通局"], ["2", "种树", "区林业局"]]
    ]
    assert (
        tables(read_plain("按期完成,不得拖延,确保质量。\n各镇要落实责任,加强领导。\n现印发给你们。\n")) == []
    )


def test_columns_set_with_runs_of_spaces() -> None:
    text = "序号   项目名称    责任单位\n1      新建农贸市场    区商务局\n2      改造小区       区住建局\n"

    assert tables(read_plain(text)) == [
        [["序号", "项目名称", "责任单位"], ["1", "新建农贸市场", "区商务局"], ["2", "改造小区", "区住建局"]]
    ]


def test_single_spaces_part_nothing() -> None:
    assert tables(read_plain("序号 项目名称 责任单位\n1 新建农贸市场 区商务局\n")) == []


def test_a_row_that_a_line_break_cut_off_is_put_together() -> None:
    text = "序号\t任务\t单位\t时限\n1\t修水渠，\n含闸门\t区水务局\t6月底\n2\t建桥\t区交通局\t9月底\n"

    (rows,) = tables(read_plain(text))

    assert rows[1] == ["1", "修水渠，\n含闸门", "区水务局", "6月底"]
    assert rows[2][0] == "2"


def test_cells_broken_over_lines_are_put_together_by_the_width_of_the_header() -> None:
    header = "序 号\t重 点\n任 务\t责 任\n单 位\t完 成\n时 限\n"
    text = f"{header}1\t修水渠\n5公里\t区水务局\n区财政局\t2024年\n6月底\n2\t建桥\t区交通局\t9月底\n"

    (rows,) = tables(read_plain(text))

    assert rows[0] == ["序 号", "重 点\n任 务", "责 任\n单 位", "完 成\n时 限"]
    assert rows[1] == ["1", "修水渠\n5公里", "区水务局\n区财政局", "2024年\n6月底"]
    assert rows[2] == ["2", "建桥", "区交通局", "9月底"]


def test_a_heading_without_tabs_between_rows_is_no_part_of_a_cell() -> None:
    text = "序号\t任务\t单位\n一、道路\n1\t修路\t区交通局\n二、水利\n2\t修渠\t区水务局\n"

    document = read_plain(text)

    assert paragraphs(document) == ["一、道路", "二、水利"]
    assert sum(map(len, tables(document))) == 3


def test_an_indented_paragraph_is_no_table() -> None:
    assert tables(read_plain("\t为全面推进乡村振兴，制定本方案。\n\t请认真贯彻执行。\n")) == []
