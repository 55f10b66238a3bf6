"""Old Excel files: the same as the new ones, from another kind of file."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import xlwt

from tasklists.importing.readers import read
from tasklists.importing.readers.biff import look_of
from tasklists.importing.readers.compound import CompoundFile
from tasklists.importing.records import RawDocument, SourceRef, UnreadableDocument
from tasklists.tests.importing.office_files import Drawn, saved, xls_bytes
from tasklists.tests.importing.shown import codes, lines, merged, messages, rows, tables

HEADER = ["序号", "任务名称", "完成时限"]


def sheet_of(write: Callable[[Any], None]) -> RawDocument:
    book = xlwt.Workbook()
    sheet = book.add_sheet("清单")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    sheet.write(1, 1, "修路")
    write(sheet)
    return read(saved(book))


def test_titles_merged_cells_and_bold_rows() -> None:
    table = Drawn(
        [["类别", "序号", "任务"], ["一、甲", "1", "修路"], ["", "2", "通水"]],
        spans={(1, 0): (2, 1)},
        bold_rows=frozenset({0}),
    )
    document = read(xls_bytes(["2026年任务清单", table]))
    assert lines(document) == ["2026年任务清单"]
    assert rows(document)[2] == ["一、甲", "2", "通水"]
    assert merged(document)[2] == [True, False, False]
    assert [row[1].bold for row in tables(document)[0].rows] == [True, False, False]
    assert tables(document)[0].rows[2][1].ref == SourceRef(sheet="清单", cell="B4")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (2026.1, "0.00", "2026.10"),
        (0.2, "0%", "20%"),
        (1234.5, "#,##0.0", "1,234.5"),
        (12, "General", "12"),
        (datetime.date(2026, 10, 31), 'yyyy"年"m"月"', "2026年10月"),
        (datetime.date(2026, 10, 31), "yyyy-mm-dd", "2026-10-31"),
    ],
)
def test_figures_and_dates_are_read_as_they_are_shown(value: Any, code: str, text: str) -> None:
    document = sheet_of(lambda sheet: sheet.write(1, 2, value, xlwt.easyxf(num_format_str=code)))
    assert rows(document)[1][2] == text


def test_hidden_rows_columns_and_sheets_are_left_out_with_a_warning() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("清单")
    for row, texts in enumerate((HEADER, ["1", "修路", "底稿"], ["2", "通水", "底稿"])):
        for column, text in enumerate(texts):
            sheet.write(row, column, text)
    sheet.row(1).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("旧").write(0, 0, "旧数据")
    book.get_sheet(1).visibility = 1
    document = read(saved(book))
    assert rows(document) == [["序号", "任务名称"], ["2", "通水"]]
    assert "第 2 行" in messages(document)
    assert "第 C 列" in messages(document)
    assert "“旧”是隐藏的" in messages(document)


def test_a_formula_that_was_never_calculated_is_empty_and_reported() -> None:
    document = sheet_of(lambda sheet: (sheet.write(1, 0, 1), sheet.write(1, 2, xlwt.Formula("1+1"))))
    assert rows(document)[1] == ["1", "修路", ""]
    assert codes(document) == ["formula_ignored"]


def test_a_month_that_may_have_lost_its_nought_is_reported() -> None:
    assert codes(sheet_of(lambda sheet: sheet.write(1, 2, 2026.1))) == ["unreadable_date"]


def test_a_cell_in_the_last_corner_is_refused_before_the_sheet_is_filled() -> None:
    with pytest.raises(UnreadableDocument, match="表格过大"):
        sheet_of(lambda sheet: sheet.write(65_535, 255, "完"))


def test_a_file_cut_off_in_the_middle_is_refused() -> None:
    data = xls_bytes([Drawn([HEADER, ["1", "修路", "12月底"]])])
    with pytest.raises(UnreadableDocument):
        read(data[:1000])


def test_the_look_of_a_damaged_stream_is_empty() -> None:
    assert look_of(b"\x09\x08\x10\x00" + b"\xff" * 50).sheets == []


def test_an_encrypted_workbook_is_refused_with_what_to_do() -> None:
    data = bytearray(xls_bytes([Drawn([HEADER, ["1", "修路", "12月底"]])]))
    stream = CompoundFile(bytes(data)).stream("Workbook")
    at = bytes(data).index(stream[:512])
    # the record after the first one becomes FILEPASS, which stands there in encrypted files
    second = at + 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    data[second : second + 2] = (0x2F).to_bytes(2, "little")
    with pytest.raises(UnreadableDocument, match="密码"):
        read(bytes(data))
