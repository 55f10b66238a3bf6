"""The whole way of a document with real mistakes through the browser: upload, correct, compare, store,
hand out, take back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from playwright.sync_api import expect

from tasklists.importing.pipeline import read_document
from tasklists.models import Task, TaskList

HEAD = ("类别", "序号", "任务名称", "任务要求", "牵头部门", "街镇任务量", "完成时限")
ROWS = (
    (
        "一、基础设施",
        "1",
        "改造农村道路",
        "改造农村道路9公里。",
        "区农业农村委",
        "道路（公里）：东浦镇2、西塘镇3",
        "2025年10月底",
    ),
    (
        "一、基础设施",
        "2",
        "建设乡村公园",
        "建成公园2座。",
        "区农委",
        "公园（座）：东浦镇1、西塘镇1",
        "12月底",
    ),
    ("二、公共服务", "4", "办好养老服务", "新增床位30张。", "区水务局", "", "年底前"),
    ("二、公共服务", "5", "以上由各单位按职责推进", "", "", "", ""),
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Figures that do not add up, a date of another year, a skipped number, a short name, a note
    that looks like a task."""
    made = Document()
    made.add_heading("清河区2026年重点任务清单", 0)
    table = made.add_table(rows=0, cols=len(HEAD), style="Table Grid")
    for row in (HEAD, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    content = BytesIO()
    made.save(content)
    path = tmp_path / "清单.docx"
    path.write_bytes(content.getvalue())
    return path


def test_a_document_with_mistakes_goes_in_and_out_again(visitor: Any, cast: Any, document: Path) -> None:
    page = visitor.sign_in(cast.office)
    page = visitor.open(reverse("lists"))
    page.get_by_role("link", name="导入清单").first.click()
    visitor.axe()
    visitor.screenshot("import-start")
    page.set_input_files("input[type=file]", str(document))
    page.get_by_role("button", name="上传并识别").click()

    expect(page.locator("main")).to_contain_text("合计不符")
    expect(page.locator("main")).to_contain_text("日期不在年度内")
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("import-read")

    page.locator("summary", has_text="区农委（新建）").click()
    name = page.locator("#names tr", has_text="区农委")
    name.locator("select").select_option("区农业农村委")
    name.get_by_role("button", name="确定").click()
    expect(page.locator("main")).to_contain_text("已更正")
    note = page.locator("#row-5")
    if note.count():
        note.get_by_text("更正").click()
        note.get_by_role("button", name="取出，不导入").click()
        expect(page.locator("main")).to_contain_text("已做的更正")

    page.get_by_role("link", name="下一步：核对差异").click()
    expect(page.locator("main")).to_contain_text("新增 3")
    visitor.axe()
    visitor.screenshot("import-plan")
    page.get_by_role("button", name="确认入库").click()
    expect(page.locator("h1")).to_have_text("导入结果")
    visitor.axe()
    visitor.screenshot("import-result")
    assert Task.objects.count() == 3

    page.get_by_role("link", name="查看清单").click()
    page.get_by_role("link", name="按印发格式导出").click()
    expect(page.locator("main")).to_contain_text("没有差异")
    visitor.axe()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word 文档（.docx）").click()
    again = read_document(Path(download.value.path()).read_bytes(), name="out.docx")
    assert [task.title for task in again.tasks] == ["改造农村道路", "建设乡村公园", "办好养老服务"]

    page.go_back()
    page.go_back()
    visitor.open(reverse("import_result", args=[TaskList.objects.get().imports.get().pk]))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.locator("body")).to_contain_text("已撤销这次导入")
    assert not TaskList.objects.exists()
