"""The maps and the big screen in a browser: heads that stay, a remote control, figures that come anew."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from conftest import Cast, make_indicator, make_list, make_task
from districts.models import Town
from progress.models import claim
from tasklists.models import TaskList

DAY = datetime.timedelta(days=1)


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions need it."""


@pytest.fixture
def wide(cast: Cast) -> TaskList:
    """Forty tasks across twelve towns, with every kind of cell."""
    today = timezone.localdate()
    task_list = make_list(cast.district, year=today.year)
    for number in range(3, 13):
        Town.objects.create(district=cast.district, name=f"第{number}镇", position=number)
    towns = list(Town.objects.filter(district=cast.district))
    for place, town in enumerate(towns):
        town.tile_row, town.tile_column = 1 + place // 4, 1 + place % 4
        town.save()
    for number in range(1, 41):
        kind = "all_towns" if number % 3 else "none"
        task = make_task(
            task_list,
            str(number),
            cast.department,
            title=f"任务{number}" + ("，名称很长的一项任务" * 4 if number == 5 else ""),
            scope_kind=kind,
            deadline=today - number * DAY if number % 5 == 0 else today + 60 * DAY,
        )
        if number % 4 == 0:
            make_indicator(task, 24, dict.fromkeys(towns, 2))
    done = task_list.tasks.get(number="1")
    claim(done, cast.lead, today=today).close(cast.office, today=today)
    return task_list


def at(wide: TaskList, page: str, query: str = "") -> str:
    return reverse(page, args=[wide.district_id, wide.year]) + query


def corner(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return {"x": round(box["x"]), "y": round(box["y"])}


@pytest.mark.parametrize("width", [1440, 390])
def test_heads_of_the_war_map_stay_while_it_scrolls_both_ways(cast: Cast, wide, visitor, width: int) -> None:
    page = visitor.sign_in(cast.leader)
    page.set_viewport_size({"width": width, "height": 800})
    visitor.open(at(wide, "war_map"))
    head, row = "table.map thead th.map-task", "table.map tbody tr:not(.band) th.map-task"
    before, side = corner(page, head), corner(page, row)["x"]
    foot = corner(page, "table.map tfoot th")
    frame = page.locator(".register-frame")
    frame.evaluate("frame => { frame.scrollTop = 600; frame.scrollLeft = 300; }")
    assert frame.evaluate("frame => frame.scrollTop") == 600
    assert corner(page, head) == before
    assert corner(page, row)["x"] == side
    assert corner(page, "table.map tfoot th") == foot


def test_a_cell_says_what_it_is_on_focus_and_marks_its_column(cast: Cast, wide, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(at(wide, "war_map"))
    cell = page.get_by_role("link", name=re.compile("第5镇 · 4. 任务4"))
    cell.focus()
    said = cell.evaluate("cell => getComputedStyle(cell, '::after').content")
    assert "任务量 2 公里，未报" in said
    expect(page.locator("thead th.is-here")).to_have_text("第5镇")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#quota-"))


def test_filtering_the_map_swaps_it_in_place(cast: Cast, wide, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(at(wide, "war_map"))
    page.evaluate("window.untouched = true")
    page.get_by_label("任务亮灯", exact=True).select_option(label="✓ 已完成")
    expect(page.locator("tbody tr:not(.band)")).to_have_count(1)
    expect(page.locator("#export")).to_have_attribute("href", re.compile("light=done"))
    page.locator("a.word").click()
    expect(page.locator("tbody tr:not(.band)")).to_have_count(40)
    page.get_by_label("只看红灯、黄灯格").check()
    expect(page).to_have_url(re.compile("trouble=on"))
    assert page.evaluate("window.untouched"), "the whole page was loaded again"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_maps_are_accessible_and_fit_each_width(cast: Cast, wide, visitor, theme: str) -> None:
    page = visitor.sign_in(cast.office)
    page.emulate_media(color_scheme=theme)
    for name, query in (
        ("war_map", ""),
        ("war_map", "?view=indicators&trouble=on"),
        ("tile_map", ""),
        ("tile_map", "?measure=reached"),
        ("big_screen", ""),
    ):
        visitor.open(at(wide, name, query))
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(f"{name}{query.partition('=')[2][:10]}-{theme}")


def view(page: Page) -> str:
    """The one view that is shown."""
    expect(page.locator(".view.is-shown")).to_have_count(1)
    return str(page.locator(".view.is-shown").get_attribute("id"))


def test_a_remote_control_turns_pauses_and_leaves_the_big_screen(cast: Cast, wide, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    page.clock.install()
    visitor.open(at(wide, "big_screen"))
    assert view(page) == "view-totals"
    page.keyboard.press("ArrowRight")
    assert view(page) == "view-worst"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert view(page) == "view-departments"
    page.clock.run_for(21_000)
    assert view(page) == "view-totals", "it turns by itself"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("已暂停")
    page.clock.run_for(60_000)
    assert view(page) == "view-totals"
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status")).to_be_empty()
    page.clock.run_for(21_000)
    assert view(page) == "view-worst"
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/dashboard/\d+/\d+/$"))


def test_the_big_screen_reads_itself_again_and_keeps_its_view(cast: Cast, wide, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    page.clock.install()
    visitor.open(at(wide, "big_screen", "?turn=600"))
    done = page.locator(".big-done b")
    expect(done).to_have_text("1")
    page.keyboard.press("ArrowRight")
    task = wide.tasks.get(number="2")
    claim(task, cast.lead, today=timezone.localdate()).close(cast.office, today=timezone.localdate())
    page.clock.run_for(181_000)
    expect(done).to_have_text("2")
    assert view(page) == "view-worst"


def test_a_lost_network_and_a_lost_session_are_said(cast: Cast, wide, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    page.clock.install()
    visitor.open(at(wide, "big_screen", "?turn=600"))
    shown = page.locator("#screen-time").inner_text()
    page.context.set_offline(True)
    page.clock.run_for(181_000)
    expect(page.get_by_role("status")).to_have_text("网络中断，正在重试")
    expect(page.locator("#screen-time")).to_have_text(shown)
    page.context.set_offline(False)
    page.clock.run_for(31_000)
    expect(page.get_by_role("status")).to_be_empty()
    page.context.clear_cookies()
    page.clock.run_for(181_000)
    expect(page.get_by_role("status")).to_contain_text("登录已失效")
    expect(page.locator(".big-all b")).to_have_text("40")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)])
def test_no_view_of_the_big_screen_scrolls_or_is_small(
    cast: Cast, wide, visitor, size: tuple[int, int]
) -> None:
    page = visitor.sign_in(cast.leader)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    visitor.open(at(wide, "big_screen"))
    for _ in range(4):
        over: Any = page.evaluate(
            """() => {
                const shown = document.querySelector(".view.is-shown");
                const words = [...document.querySelectorAll("body *")].filter(one =>
                    one.checkVisibility() && !one.closest(".visually-hidden, svg") &&
                    [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
                return {
                    page: document.documentElement.scrollHeight - innerHeight,
                    view: shown.scrollHeight - shown.clientHeight,
                    smallest: Math.min(...words.map(one => parseFloat(getComputedStyle(one).fontSize))),
                };
            }"""
        )
        assert over["page"] <= 0, view(page)
        assert over["view"] <= 1, view(page)
        assert over["smallest"] >= 32 * size[0] / 1920 - 0.5, view(page)
        page.keyboard.press("ArrowRight")


def test_without_scripts_all_views_stand_under_each_other(
    cast: Cast, wide, browser, live_server, visitor
) -> None:
    page = visitor.sign_in(cast.leader)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(live_server.url + at(wide, "big_screen"))
    for section in plain.locator(".view").all():
        expect(section).to_be_visible()
    expect(plain.get_by_role("link", name="返回")).to_be_visible()
    context.close()


def test_four_towns_fit_a_phone_and_the_filters_wrap(cast: Cast, wide, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.open(at(wide, "war_map"))
    fourth = page.locator("table.map thead th").nth(5).bounding_box()
    assert fourth["x"] + fourth["width"] <= 390
    filters = (
        "Array.from(document.querySelectorAll('.filters > *')).map(e => e.getBoundingClientRect().right)"
    )
    assert max(page.evaluate(filters)) <= 390
    visitor.screenshot("war-map-phone")
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.open(reverse("sheet", args=[wide.district_id, wide.year, "dispatch"]))
    assert max(page.evaluate(filters)) <= 390
    visitor.screenshot("dispatch-phone")
