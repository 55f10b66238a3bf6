"""Excel files: figures and dates as they are shown, merged cells, what is hidden, formulas."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tasklists.importing.readers import read
from tasklists.importing.readers.date_format import is_date, moment
from tasklists.importing.readers.number_format import shown
from tasklists.importing.records import Paragraph, RawDocument, SourceRef, UnreadableDocument
from tasklists.tests.importing.office_files import Drawn, repacked, saved, xlsx_bytes
from tasklists.tests.importing.shown import codes, lines, merged, messages, rows, tables

HEADER = ["序号", "任务名称", "完成时限"]


def sheet_of(write: Callable[[Worksheet], Any]) -> RawDocument:
    """What is read of a workbook with one sheet that `write` has filled."""
    book = openpyxl.Workbook()
    write(book.active)
    return read(saved(book))


def filled(*values: list[Any]) -> Callable[[Worksheet], None]:
    def write(sheet: Worksheet) -> None:
        for row in (HEADER, *values):
            sheet.append(row)

    return write


# ---------------------------------------------------------------- the shape of the sheet


def test_a_title_merged_over_the_first_rows_is_a_paragraph() -> None:
    document = read(
        xlsx_bytes(["2026年清河区任务清单", "单位：万元", Drawn([HEADER, ["1", "修路", "12月底"]])])
    )
    assert lines(document) == ["2026年清河区任务清单", "单位：万元"]
    assert document.blocks[0].ref == SourceRef(sheet="清单", cell="A1")
    assert rows(document) == [HEADER, ["1", "修路", "12月底"]]
    assert tables(document)[0].name == "清单"


def test_a_title_with_a_line_break_is_one_line() -> None:
    document = read(xlsx_bytes(["2026年清河区\n重点任务清单", Drawn([HEADER, ["1", "修路", "12月底"]])]))
    assert lines(document) == ["2026年清河区重点任务清单"]


def test_merged_category_cells_are_unfolded_with_places_of_their_own() -> None:
    table = Drawn(
        [["类别", "序号", "任务"], ["一、甲", "1", "修路"], ["", "2", "通水"]], spans={(1, 0): (2, 1)}
    )
    document = read(xlsx_bytes([table]))
    assert rows(document)[2] == ["一、甲", "2", "通水"]
    assert merged(document)[2] == [True, False, False]
    assert tables(document)[0].rows[2][0].ref == SourceRef(sheet="清单", cell="A3")


def test_blank_formatted_rows_and_columns_are_left_out() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", "12月底"])(sheet)
        for row in (2, 5, 6, 900):
            for column in range(1, 12):
                sheet.cell(row, column).number_format = "0.00"
        sheet.cell(7, 1, "2")
        sheet.cell(7, 2, "通水")

    assert rows(sheet_of(write)) == [HEADER, ["1", "修路", "12月底"], ["2", "通水", ""]]


def test_a_cell_in_the_last_corner_of_the_sheet_costs_nothing() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", "12月底"])(sheet)
        sheet["XFD1048576"] = "完"

    document = sheet_of(write)
    assert len(rows(document)) == 2
    assert document.blocks[-1] == Paragraph("完", SourceRef(sheet="Sheet", cell="XFD1048576"))


def test_notes_under_the_table_are_paragraphs() -> None:
    document = read(xlsx_bytes(["标题", Drawn([HEADER, ["1", "修路", "12月底"]]), "注：以市下达为准。"]))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "RawTable", "Paragraph"]


def test_every_visible_sheet_is_read_under_its_name() -> None:
    book = openpyxl.Workbook()
    filled(["1", "修路", "12月底"])(book.active)
    filled(["2", "通水", "6月底"])(book.create_sheet("附件2"))
    document = read(saved(book))
    assert [table.name for table in tables(document)] == ["Sheet", "附件2"]


def test_bold_rows_keep_their_type() -> None:
    document = read(
        xlsx_bytes([Drawn([HEADER, ["一、甲", "", ""], ["1", "修路", ""]], bold_rows=frozenset({1}))])
    )
    assert [row[0].bold for row in tables(document)[0].rows] == [False, True, False]


# ---------------------------------------------------------------- what is hidden


def test_hidden_rows_are_left_out_with_a_warning_that_names_them() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", "12月底"], ["2", "通水", "6月底"], ["3", "种树", "年底"])(sheet)
        sheet.row_dimensions[3].hidden = True

    document = sheet_of(write)
    assert [row[0] for row in rows(document)] == ["序号", "1", "3"]
    issue = document.issues[0]
    assert (issue.level, issue.code, issue.raw) == ("warning", "unplaced_text", "2；通水；6月底"[:1])
    assert "第 3 行" in issue.message
    assert issue.ref == SourceRef(sheet="Sheet", cell="A3")


def test_hidden_columns_are_left_out_with_a_warning() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", "12月底"])(sheet)
        sheet.column_dimensions["B"].hidden = True

    document = sheet_of(write)
    assert rows(document) == [["序号", "完成时限"], ["1", "12月底"]]
    assert "第 B 列" in messages(document)


def test_hidden_sheets_are_left_out_with_a_warning() -> None:
    book = openpyxl.Workbook()
    filled(["1", "修路", "12月底"])(book.active)
    filled(["9", "旧数据", "12月底"])(book.create_sheet("底稿"))
    book["底稿"].sheet_state = "hidden"
    document = read(saved(book))
    assert len(tables(document)) == 1
    assert "“底稿”是隐藏的" in messages(document)


def test_a_merged_category_whose_first_row_is_hidden_still_stands() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(
            xlsx_bytes(
                [
                    Drawn(
                        [["类别", "序号", "任务"], ["一、甲", "1", "修路"], ["", "2", "通水"]],
                        spans={(1, 0): (2, 1)},
                    )
                ]
            )
        )
    )
    book.active.row_dimensions[2].hidden = True
    assert rows(read(saved(book)))[1] == ["一、甲", "2", "通水"]


# ---------------------------------------------------------------- figures, dates, formulas


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (2026.1, "0.00", "2026.10"),
        (2026.12, "General", "2026.12"),
        (0.2, "0%", "20%"),
        (0.925, "0.0%", "92.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (68916, "#,##0", "68,916"),
        (60.540000000000006, "General", "60.54"),
        (3.0, "General", "3"),
        (12, '0"公里"', "12公里"),
        (12, "0.0_ ", "12.0"),
        (-5, "0_);(0)", "(5)"),
        (-5, "0;[Red]-0", "-5"),
        (0, '0;-0;"-"', "-"),
        (7, "000", "007"),
        (0.5, "#.##", ".5"),
        (1.5, "0.##", "1.5"),
        (3, "0.##", "3"),
        (1500, '0.0,"千"', "1.5千"),
        (5, "[>=5]0;0.0", "5"),
        (5, "@", "5"),
        (1e21, "General", "1000000000000000000000"),
        (12, "[$¥-804]#,##0", "¥12"),
        (0.5, "# ?/?", "0.5"),
        (datetime.date(2026, 10, 5), "mm-dd-yy", "2026/10/5"),
        (datetime.timedelta(hours=1), "[h]:mm", "1:00:00"),
        (True, "General", "TRUE"),
        ("001", "General", "001"),
        ("a_x000D_\r\nb", "@", "a\nb"),
        (None, "General", ""),
        (float("nan"), "0.0", "nan"),
    ],
)
def test_a_figure_is_read_as_it_is_shown(value: Any, code: str, text: str) -> None:
    assert shown(value, code).text == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yyyy-mm-dd", "2026-10-05"),
        ('yyyy"年"m"月"', "2026年10月"),
        ('yyyy"年"m"月"d"日";@', "2026年10月5日"),
        ("[$-804]yyyy\\.m", "2026.10"),
        ("[$-F800]yyyy", "2026年10月5日"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026年10月5日"),
        ('m"月"d"日"', "10月5日"),
        ("yyyy/m/d h:mm", "2026/10/5 8:03"),
        ("[$-804]aaaa;@", "星期一"),
        ("hh:mm:ss", "08:03:09"),
        ("上午/下午h:mm", "上午8:03"),
        ("General", "2026-10-05 08:03:09"),
    ],
)
def test_a_date_is_read_as_it_is_shown(code: str, text: str) -> None:
    assert moment(datetime.datetime(2026, 10, 5, 8, 3, 9), code) == text


@pytest.mark.parametrize(
    "code", ["General", "0.00", '0"d"', "#,##0", "@", "0.00E+00", "[Red]0", '"ymd"0', None]
)
def test_formats_of_figures_are_no_dates(code: str | None) -> None:
    assert not is_date(code)


def test_a_day_without_time_and_format_is_a_plain_date() -> None:
    assert moment(datetime.datetime(2026, 12, 31), "General") == "2026-12-31"


def test_a_true_date_becomes_the_text_that_is_shown() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", datetime.date(2026, 10, 31)])(sheet)
        sheet["C2"].number_format = 'yyyy"年"m"月"'

    assert rows(sheet_of(write))[1][2] == "2026年10月"


def test_a_chinese_built_in_format_shows_a_date() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", 46326])(sheet)
        sheet["C2"].number_format = "0.00"
        sheet["C2"]._style.numFmtId = 57

    assert rows(sheet_of(write))[1][2] == "2026年10月"


def test_a_month_stored_as_a_figure_with_two_decimals_keeps_its_nought() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", 2026.1])(sheet)
        sheet["C2"].number_format = "0.00"

    document = sheet_of(write)
    assert rows(document)[1][2] == "2026.10"
    assert codes(document) == []


def test_a_month_that_may_have_lost_its_nought_is_reported() -> None:
    document = sheet_of(filled(["1", "修路", 2026.1]))
    assert rows(document)[1][2] == "2026.1"
    assert codes(document) == ["unreadable_date"]
    assert "10月" in messages(document)


def test_a_figure_rounded_by_its_format_is_reported() -> None:
    def write(sheet: Worksheet) -> None:
        filled(["1", "修路", 60.54])(sheet)
        sheet["C2"].number_format = "0"

    document = sheet_of(write)
    assert rows(document)[1][2] == "61"
    assert codes(document) == ["unreadable_number"]
    assert "60.54" in messages(document)


def test_a_formula_without_its_value_is_empty_and_reported() -> None:
    document = sheet_of(filled(["1", "合计", "=1+1"], ["2", "修路", "12月底"]))
    assert rows(document)[1][2] == ""
    issue = document.issues[0]
    assert (issue.code, issue.raw, issue.ref.cell) == ("formula_ignored", "=1+1", "C2")


def test_the_stored_value_of_a_formula_is_read() -> None:
    data = saved_with(filled(["1", "合计", "=1+1"]), b"<v></v>", b"<v>2</v>")
    document = read(data)
    assert rows(document)[1][2] == "2"
    assert codes(document) == []


def saved_with(write: Callable[[Worksheet], Any], old: bytes, new: bytes) -> bytes:
    book = openpyxl.Workbook()
    write(book.active)
    data = saved(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        markup = archive.read("xl/worksheets/sheet1.xml")
    assert old in markup or b"<v />" in markup
    return repacked(data, **{"xl__worksheets__sheet1.xml": markup.replace(old, new).replace(b"<v />", new)})


def test_macros_are_ignored_and_said_to_be() -> None:
    data = repacked(xlsx_bytes([Drawn([HEADER, ["1", "修路", ""]])]), **{"xl__vbaProject.bin": b"\xd0\xcf"})
    assert "宏" in messages(read(data))


def test_a_merge_over_the_whole_sheet_is_refused_before_it_is_unfolded() -> None:
    data = saved_with(
        lambda sheet: (filled(["1", "修路", ""])(sheet), sheet.merge_cells("A1:A2")),
        b'ref="A1:A2"',
        b'ref="A1:XFD1048576"',
    )
    with pytest.raises(UnreadableDocument, match="表格过大"):
        read(data)


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read(saved(openpyxl.Workbook()))


def test_a_sheet_of_prose_is_all_paragraphs() -> None:
    document = read(xlsx_bytes(["一、总体要求", "（一）修路（牵头单位：区交通局）"]))
    assert all(isinstance(block, Paragraph) for block in document.blocks)


def test_a_file_whose_styles_cannot_be_read_is_read_without_them_and_says_so() -> None:
    data = xlsx_bytes(
        [
            "标题",
            Drawn([["类别", "序号", "任务"], ["一", "1", "修路"], ["", "2", "通水"]], spans={(1, 0): (2, 1)}),
        ]
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("xl/styles.xml")
    broken = styles.replace(b"<fills", b'<fills wrong="1"').replace(
        b'patternType="gray125"', b'patternType="rainbow"'
    )
    assert broken != styles
    document = read(repacked(data, **{"xl__styles.xml": broken}))
    assert lines(document) == ["标题"]
    assert rows(document)[2] == ["一", "2", "通水"]
    assert "格式信息无法读取" in messages(document)
