"""The exported files are made to be printed, and hold no formula."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from conftest import make_task
from tasklists.exporting.files import list_file
from tasklists.models import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(cast, task_list):
    task_list.columns = [
        ["类别", "category"],
        ["序号", "number"],
        ["任务名称", "title"],
        ["任务要求", "requirement"],
        ["牵头部门", "lead"],
        ["完成时限", "deadline"],
    ]
    task_list.issuing_number = "清乡振办〔2026〕1号"
    task_list.save()
    for number in range(1, 5):
        label = "一" if number < 4 else "二"
        category, _ = Category.objects.get_or_create(
            district=cast.district, task_list=task_list, label=label, title="类别", position=number // 4
        )
        make_task(
            task_list, str(number), cast.department, category=category, requirement='=HYPERLINK("http://x")'
        )
    return task_list


def test_xlsx_merges_categories_repeats_headings_and_fits_the_page(printed):
    page = openpyxl.load_workbook(BytesIO(list_file(printed, "xlsx").content)).active
    assert [cell.value for cell in page[3]] == [
        "类别",
        "序号",
        "任务名称",
        "任务要求",
        "牵头部门",
        "完成时限",
    ]
    assert "A4:A6" in {str(area) for area in page.merged_cells.ranges}
    assert page.print_title_rows == "$3:$3"
    assert page.page_setup.orientation == "landscape"
    assert page["A2"].value == "清乡振办〔2026〕1号"


def test_xlsx_holds_no_formula(printed):
    content = list_file(printed, "xlsx").content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_csv_marks_what_a_spreadsheet_would_run(printed):
    text = list_file(printed, "csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


def test_docx_repeats_the_heading_row_and_never_splits_a_row(printed):
    document = Document(BytesIO(list_file(printed, "docx").content))
    rows = document.tables[0]._tbl.tr_lst
    assert rows[0].xpath("./w:trPr/w:tblHeader")
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert [tc.vMerge for tc in (row.tc_lst[0] for row in rows[1:])] == [
        "restart",
        "continue",
        "continue",
        None,
    ]
    assert document.sections[0].page_width > document.sections[0].page_height
