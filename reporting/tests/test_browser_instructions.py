"""批示 in a real browser: from the dashboard to the answer to the end, and every page of it readable."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from conftest import Cast, make_indicator, make_list, make_task
from supervision import instructing
from supervision.models import Instruction, give_instruction
from tasklists.models import Task

DAY = datetime.timedelta(days=1)


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions and the calendar of a field need it."""


@pytest.fixture
def late(cast: Cast) -> Task:
    today = timezone.localdate()
    task_list = make_list(cast.district, year=today.year)
    task = make_task(task_list, "1", cast.department, title="修路", deadline=today - DAY)
    make_indicator(task, 10, {cast.town1: 4, cast.town2: 6})
    return task


def test_leader_instructs_from_the_dashboard_lead_answers_leader_closes(cast: Cast, late, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    page.get_by_role("link", name="统计分析").first.click()
    page.get_by_role("link", name=re.compile("批示.*修路")).click()
    page.get_by_label("批示内容").fill("请说明原因，提出措施")
    page.get_by_label("针对").select_option(index=1)
    page.get_by_role("button", name="作出批示").click()
    expect(page.get_by_role("heading", name="年任务完成情况")).to_be_visible()
    expect(page.get_by_text("批示已发出，已通知区农业农村委、区乡村振兴办。")).to_be_visible()
    expect(page.get_by_role("link", name="请说明原因，提出措施")).to_be_visible()
    page.context.clear_cookies()

    visitor.sign_in(cast.lead)
    page.get_by_role("link", name=re.compile("请说明原因.*答复")).click()
    page.get_by_label("答复内容").fill("已进场施工，月底完成")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("答复已提交，已通知批示的区领导。")).to_be_visible()
    page.context.clear_cookies()

    visitor.sign_in(cast.leader)
    expect(page.get_by_role("heading", name="批示有答复")).to_be_visible()
    page.get_by_role("link", name=re.compile("请说明原因.*查看")).click()
    expect(page.get_by_text("已进场施工，月底完成")).to_be_visible()
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_text("批示已办结。")).to_be_visible()
    assert Instruction.objects.get().state == "closed"


def test_it_is_written_without_scripts(cast: Cast, late, browser, live_server, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(live_server.url + reverse("task", args=[late.pk]))
    plain.get_by_label("批示内容").fill("请说明原因")
    plain.get_by_role("button", name="作出批示").click()
    expect(plain.locator("#instructions").get_by_text("请说明原因")).to_be_visible()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_instructions_are_accessible_and_fit_each_width(
    cast: Cast, late, visitor: Any, theme: str
) -> None:
    today = timezone.localdate()
    given = give_instruction(late, cast.leader, "请说明原因" * 12, today=today, wanted_on=today)
    Instruction.objects.update(wanted_on=today - 3 * DAY)
    second = give_instruction(late, cast.leader, "何时完工", today=today)
    instructing.answer(second, cast.office, "已现场核实", today=today, addressee=None)
    page = visitor.sign_in(cast.leader)
    page.emulate_media(color_scheme=theme)
    pages = {
        "task": reverse("task", args=[late.pk]),
        "instructions": reverse("instructions") + "?show=all",
        "instruction": reverse("instruction", args=[given.pk]),
        "instruction-answered": reverse("instruction", args=[second.pk]),
        "instruct": reverse("instruct", args=[late.pk]),
        "dashboard": reverse("district_dashboard", args=[cast.district.pk, today.year]),
        "extensions": reverse("supervision"),
    }
    for name, address in pages.items():
        visitor.open(address)
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(f"instructions-{name}-{theme}", full_page=True)
