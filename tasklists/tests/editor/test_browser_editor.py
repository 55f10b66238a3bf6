"""The office makes a list in a real browser: list, heading, two tasks, grid of shares, issue, a change
with its reason, and the list as issued beside now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from conftest import Cast
from tasklists.models import Indicator, Quota, Task, TaskList

PASTE = """([element, text]) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  const pasted = { clipboardData: clipboard, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", pasted));
}"""


def looked_at(visitor: Any, name: str) -> None:
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot(name, full_page=True)


def press(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def test_a_list_is_made_issued_and_changed(visitor: Any, cast: Cast) -> None:
    year = timezone.localdate().year
    visitor.sign_in(cast.office)
    page = visitor.open(reverse("lists"))
    follow(page, "新建清单")
    page.get_by_label("标题").fill(f"{year}年清河区重点任务清单")
    looked_at(visitor, "list-add")
    press(page, "建立草稿")
    looked_at(visitor, "outline-empty")
    _enter_heading_and_tasks(visitor, page, year)
    _enter_shares(visitor, page)
    follow(page, "印发")
    looked_at(visitor, "issue")
    page.get_by_label("文号").fill(f"清乡振〔{year}〕1号")
    press(page, "印发")
    assert TaskList.objects.get().state == "issued"
    _change_and_compare(visitor, page, year)


def _enter_heading_and_tasks(visitor: Any, page: Any, year: int) -> None:
    page.get_by_role("link", name="添加类别").first.click()
    page.get_by_label("编号").fill("一")
    page.get_by_label("名称").fill("基础设施")
    press(page, "保存")
    page.locator(".outline-band").get_by_role("link", name="添加任务").click()
    page.get_by_label("任务名称").fill("清理河道")
    page.get_by_label("完成时限").fill(f"{year}-12-31")
    press(page, "保存并再添加一项")
    expect(page.get_by_label("序号")).to_have_value("2")
    page.get_by_label("任务名称").fill("改造农村道路")
    page.get_by_label("牵头部门").select_option(label="区农业农村委")
    page.get_by_label("完成时限").fill(f"{year}-12-31")
    looked_at(visitor, "task-add")
    press(page, "保存，接着填写")


def _enter_shares(visitor: Any, page: Any) -> None:
    page.get_by_label("指标名称").fill("道路")
    page.locator("[name=indicators-0-unit]").fill("公里")
    page.locator("[name=indicators-0-target]").fill("5.5")
    press(page, "保存并继续编辑")
    page.locator("[name=indicators-1-name]").fill("示范路")
    page.locator("[name=indicators-1-unit]").fill("条")
    press(page, "保存并继续编辑")
    cells = page.locator("[data-grid] tbody input")
    cells.nth(0).evaluate(f"(element, text) => ({PASTE})([element, text])", "2\t1\n1,003.5\t\n9\t9")
    expect(page.locator("[data-sum]").nth(0)).to_have_text("1005.5")
    cells.nth(2).fill("3.5")
    expect(page.locator("[data-sum]").nth(0)).to_have_text("5.5")
    expect(page.locator("[data-gap]").nth(0)).to_have_text("—")
    cells.nth(0).press("Enter")
    expect(cells.nth(2)).to_be_focused()
    cells.nth(2).press("ArrowRight")
    expect(cells.nth(3)).to_be_focused()
    cells.nth(3).press("ArrowUp")
    expect(cells.nth(1)).to_be_focused()
    looked_at(visitor, "quota-grid")
    press(page, "保存")
    shares = Quota.objects.filter(indicator=Indicator.objects.get(name="道路")).order_by("town__position")
    assert [str(share.value.normalize()) for share in shares] == ["2", "3.5"]
    looked_at(visitor, "outline")


def _change_and_compare(visitor: Any, page: Any, year: int) -> None:
    task = Task.objects.get(title="改造农村道路")
    page = visitor.open(reverse("task_edit", args=[task.pk]))
    page.locator("[name=deadline]").fill(f"{year}-10-31")
    press(page, "保存")
    expect(page.get_by_text("须填写变更原因").first).to_be_visible()
    page.get_by_label("变更原因").fill("市级计划调整")
    press(page, "保存")
    page = visitor.open(reverse("list_bulk", args=[task.task_list_id]))
    expect(page.get_by_label("完成时限改为")).to_be_hidden()
    page.get_by_label("完成时限", exact=True).check()
    page.get_by_label("完成时限改为").fill(f"{year}-11-30")
    page.get_by_label("全选").check()
    looked_at(visitor, "bulk")
    press(page, "预览")
    page.get_by_label("变更原因").fill("统一时限")
    looked_at(visitor, "bulk-preview")
    press(page, "确认修改")
    page = visitor.open(reverse("list_renumber", args=[task.task_list_id]))
    looked_at(visitor, "renumber")
    page = visitor.open(reverse("list_carry_over", args=[task.task_list_id]))
    looked_at(visitor, "carry-over")
    press(page, f"建立 {year + 1} 年草稿")
    page = visitor.open(reverse("list_two_years", args=[TaskList.objects.get(year=year + 1).pk]))
    looked_at(visitor, "two-years")
    page = visitor.open(reverse("list", args=[task.task_list_id]))
    page.get_by_text("更多").click()
    follow(page, "变更对照")
    expect(page.get_by_text("市级计划调整").first).to_be_visible()
    looked_at(visitor, "changes")
