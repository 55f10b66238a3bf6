"""The pages in a real browser: a lead marks a task completed and leadership sees it; filters swap in
place; every page is readable by assistive technology and fits a phone."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from conftest import Cast, make_indicator, make_list, make_milestone, make_task
from progress.models import claim
from tasklists.models import Category, DocumentImport, ImportIssue, Task, TaskList

DAY = datetime.timedelta(days=1)


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions and the calendar of a field need it."""


@pytest.fixture
def busy(cast: Cast) -> TaskList:
    """A list with every light and every part of a task."""
    today = timezone.localdate()
    task_list = make_list(
        cast.district,
        year=today.year,
        issuing_number="清乡振〔2026〕1号",
        columns=[["序号", "number"], ["任务要求", "requirement"], ["完成时限", "deadline"]],
    )
    second = Category.objects.create(
        district=cast.district, task_list=task_list, label="二", title="第二类", position=2
    )
    late = make_task(
        task_list, "1", cast.department, title="修路", deadline=today - DAY, requirement="路面" * 80
    )
    make_indicator(late, "54.4", {cast.town1: 2, cast.town2: "58.54"})
    make_milestone(late, "H1", datetime.date(today.year, 6, 30), text="过半", percent=50)
    make_task(task_list, "2", cast.department2, title="治水", deadline=today + 9 * DAY)
    done = make_task(task_list, "3", cast.department2, title="种树", category=second)
    claim(done, cast.lead_water, today=today).close(cast.office, today=today)
    claim(
        make_task(task_list, "4", cast.department2, title="建房", category=second),
        cast.lead_water,
        today=today,
    )
    make_task(task_list, "5", title="培训", category=second, starts_on=today + 3 * DAY, deadline=None)
    record = DocumentImport.objects.create(
        district=cast.district, task_list=task_list, file_name="a.txt", sha256="0" * 64, size=1
    )
    ImportIssue.objects.create(
        district=cast.district,
        document_import=record,
        task=late,
        level="warning",
        code="x",
        message="合计不符",
    )
    return task_list


def shown(page: Any) -> list[str]:
    return page.locator("tr[id^=task-] .task-title").all_inner_texts()


def test_lead_marks_a_task_completed_and_the_dashboard_changes(cast: Cast, busy, visitor) -> None:
    dashboard = reverse("list_dashboard", args=[busy.pk])
    page = visitor.sign_in(cast.leader)
    visitor.open(dashboard)
    done = page.locator(".totals li", has_text="已完成").locator("b")
    expect(done).to_have_text("1")
    page.context.clear_cookies()

    visitor.sign_in(cast.lead)
    page.get_by_role("link", name="任务清单", exact=True).last.click()
    page.get_by_role("link", name=busy.title).click()
    page.get_by_label("牵头部门").select_option(label=cast.department.name)
    expect(page.locator("tr[id^=task-]")).to_have_count(1)
    page.get_by_role("link", name="修路").click()
    page.locator("summary", has_text="申请办结").click()
    page.get_by_label("完成情况说明").fill("全线通车")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("已申请办结，等待区乡村振兴办审核。")).to_be_visible()
    page.context.clear_cookies()

    visitor.sign_in(cast.office)
    page.get_by_role("link", name=re.compile("修路")).first.click()
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_text("任务 1 已办结。")).to_be_visible()
    page.context.clear_cookies()

    visitor.sign_in(cast.leader)
    visitor.open(dashboard)
    expect(done).to_have_text("2")
    done.click()
    expect(page).to_have_url(re.compile("group=done"))  # the click returns before the page has come
    assert shown(page) == ["修路", "种树"]


def test_filtering_swaps_the_table_in_place_and_keeps_the_address(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list", args=[busy.pk]))
    page.evaluate("window.untouched = true")
    page.get_by_label("亮灯").select_option(label="● 红灯")
    expect(page.locator("tr[id^=task-]")).to_have_count(1)
    expect(page).to_have_url(re.compile("light=red"))
    assert page.evaluate("window.untouched"), "the whole page was loaded again"
    expect(page.locator("#found")).to_have_text("符合条件的任务 1 项")
    page.locator("a.word", has_text="亮灯：● 红灯").click()
    expect(page.locator("tr[id^=task-]")).to_have_count(5)
    page.get_by_label("文字").fill("治水")
    page.get_by_label("文字").press("Enter")
    expect(page.locator("tr[id^=task-]")).to_have_count(1)
    expect(page).to_have_url(re.compile("q="))
    page.go_back()
    expect(page.locator("tr[id^=task-]")).to_have_count(5)


def test_strip_and_heads_swap_in_place_and_keep_the_focus(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list", args=[busy.pk]))
    page.evaluate("window.untouched = true")
    page.locator("#count-overdue").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr[id^=task-]")).to_have_count(1)
    expect(page.locator("#count-overdue")).to_be_focused()
    page.locator("#count-all").click()
    expect(page.locator("tr[id^=task-]")).to_have_count(5)
    page.locator("#sort-deadline").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("时限")
    assert page.evaluate("window.untouched"), "the whole page was loaded again"
    page.get_by_role("link", name="修路").click()
    expect(page.get_by_role("heading", name="1. 修路")).to_be_visible()


def test_the_same_filters_work_without_scripts(cast: Cast, busy, browser, live_server, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(live_server.url + reverse("list", args=[busy.pk]))
    plain.get_by_label("亮灯").select_option(label="● 红灯")
    plain.get_by_role("button", name="筛选").click()
    assert shown(plain) == ["修路"]
    context.close()


def test_slash_jumps_to_the_search(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    page.keyboard.press("/")
    page.keyboard.type("治水")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="搜索“治水”")).to_be_visible()
    assert page.locator("main th[scope=row] a").all_inner_texts() == ["2. 治水"]


def test_reason_of_a_light_appears_on_focus(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list", args=[busy.pk]))
    light = page.locator(".light-red").first
    expect(light.locator(".why")).to_be_hidden()
    light.focus()
    expect(light.locator(".why")).to_be_visible()


def addresses(busy: TaskList) -> dict[str, str]:
    task = Task.objects.get(task_list=busy, number="1")
    return {
        "home": reverse("home"),
        "lists": reverse("lists"),
        "list": reverse("list", args=[busy.pk]),
        "list-filtered": reverse("list", args=[busy.pk]) + "?light=red&q=路",
        "list-full": reverse("list", args=[busy.pk]) + "?view=full",
        "task": reverse("task", args=[task.pk]),
        "task-claimed": reverse("task", args=[Task.objects.get(task_list=busy, number="4").pk]),
        "edit": reverse("task_edit", args=[task.pk]),
        "list-dashboard": reverse("list_dashboard", args=[busy.pk]),
        "district-dashboard": reverse("district_dashboard", args=[busy.district_id, busy.year]),
        "district-tasks": reverse("district_tasks", args=[busy.district_id, busy.year]),
        "districts": reverse("districts"),
        "search": reverse("search") + "?q=路",
        "refused": "/nothing/here/",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit_each_width(cast: Cast, busy, visitor, theme: str) -> None:
    page = visitor.sign_in(cast.office)
    page.emulate_media(color_scheme=theme)
    for name, address in addresses(busy).items():
        visitor.open(address)
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(f"{name}-{theme}")


def test_sign_in_is_accessible(cast: Cast, visitor) -> None:
    visitor.open(reverse("login"))
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("sign-in")
