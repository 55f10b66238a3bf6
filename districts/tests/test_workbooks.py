"""Tables as xlsx: numbers are numbers, text is never a formula, the page is made to be printed."""

import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from districts.workbooks import Band, Column, Table, as_download, as_workbook

COLUMNS = [
    Column("序号", "number", 8),
    Column("任务", width=40),
    Column("任务量（亩）", "number"),
    Column("进度", "percent"),
    Column("时限", "date"),
]
ROW = ("1", "修路", Decimal("54.4000"), 3250, datetime.date(2026, 10, 31))


def sheets_of(*tables, **given):
    return openpyxl.load_workbook(io.BytesIO(as_workbook(*tables, **given))).worksheets


def test_figures_and_days_are_figures_and_days():
    (page,) = sheets_of(Table("台账", COLUMNS, [ROW]))
    cells = page[3]
    assert [cell.value for cell in cells] == [1, "修路", 54.4, 0.325, datetime.datetime(2026, 10, 31)]
    assert [cell.number_format for cell in cells] == ["#,##0", "General", "#,##0.0", "0.0%", "yyyy-mm-dd"]


def test_nothing_is_an_empty_cell_and_words_stay_words():
    (page,) = sheets_of(Table("台账", COLUMNS, [("1.1", "", None, None, "长期")]))
    assert [cell.value for cell in page[3]] == ["1.1", None, None, None, "长期"]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1+2", "@x"])
def test_text_is_never_a_formula(text):
    content = as_workbook(Table("台账", [Column("任务")], [(text,)]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_are_left_out():
    (page,) = sheets_of(Table("a\x00b", [Column("任务")], [("修\x0b路",)]))
    assert (page["A1"].value, page["A3"].value) == ("ab", "修路")


def test_bands_run_over_all_columns():
    (page,) = sheets_of(Table("台账", COLUMNS, [Band("一、基础设施"), ROW], freeze=2))
    assert "A3:E3" in {str(area) for area in page.merged_cells.ranges}
    assert page["A3"].font.bold
    assert page["A4"].value == 1


def test_sums_stand_below_the_rows():
    (page,) = sheets_of(Table("台账", COLUMNS, [ROW], feet=[("", "合计", 54, None, None)]))
    assert [cell.value for cell in page[4]] == [None, "合计", 54, None, None]
    assert page["B4"].font.bold


def test_made_to_be_printed():
    (page,) = sheets_of(
        Table("台账", COLUMNS, [ROW], notes=["数据截至 2026-10-31"], closing=["填报人："], freeze=2),
        foot="导出人 甲&乙",
    )
    assert page["A2"].value == "数据截至 2026-10-31"
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "C4"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert page.oddFooter.left.text == "导出人 甲&&乙"
    assert page["A6"].value == "填报人："


def test_what_is_too_wide_for_a4_goes_on_a3():
    (page,) = sheets_of(Table("台账", [Column("甲", width=100), Column("乙", width=100)], [("", "")]))
    assert page.page_setup.paperSize == 8


def test_names_of_sheets_are_short_plain_and_each_one_once():
    long = "2026年清河区乡村振兴重点任务清单/月度调度表（全区）" * 2
    pages = sheets_of(*(Table(title, COLUMNS, []) for title in (long, long, "赵巷", "赵巷")))
    titles = [page.title for page in pages]
    assert len(set(titles)) == 4
    assert all(len(title) <= 31 and "/" not in title for title in titles)
    assert titles[2:] == ["赵巷", "赵巷_2"]


def test_the_file_carries_its_chinese_name():
    response = as_download("月度调度表", b"")
    assert "filename*=utf-8''" in response["Content-Disposition"].lower()
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_long_note_has_the_height_of_its_lines():
    (page,) = sheets_of(Table("台账", [Column("任务", width=40)], [("修路",)], notes=["短", "长" * 50]))
    assert [page.row_dimensions[line].height for line in (2, 3)] == [16, 48]
