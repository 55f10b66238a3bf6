"""Pictures of the tables: drawn from their rows, away where there are no scripts and on paper."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from conftest import Cast, make_indicator, make_list, make_task
from progress.models import Standing, claim
from tasklists.models import TaskList

DRAWN = """figure => {
    const chart = echarts.getInstanceByDom(figure.querySelector(".chart-canvas"));
    const option = chart.getOption();
    const axis = option.yAxis[0].type === "category" ? option.yAxis[0] : option.xAxis[0];
    return {
        names: axis.data,
        series: Object.fromEntries(option.series.map(one => [one.name, one.data])),
        colours: option.series.map(one => one.itemStyle.color),
        patterns: option.series.map(one => JSON.stringify(one.itemStyle.decal)),
    };
}"""


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions need it."""


@pytest.fixture
def busy(cast: Cast) -> TaskList:
    today = timezone.localdate()
    task_list = make_list(cast.district, year=today.year)
    half = make_task(task_list, "1", cast.department, scope_kind="all_towns", investment_wan=Decimal(10))
    make_indicator(half, 100)
    Standing.objects.create(district=cast.district, task=half, day=today, share_bp=5000, cause="x")
    make_task(task_list, "2", cast.department2, deadline=today.replace(month=1, day=1))
    done = make_task(task_list, "3", cast.department)
    claim(done, cast.lead, today=today).close(cast.office, today=today)
    return task_list


def drawn(page: Any, table: str) -> dict[str, Any]:
    figure = page.locator(f"figure.chart[data-table=table-{table}]")
    expect(figure.locator("canvas")).to_be_visible()
    found: dict[str, Any] = figure.evaluate(DRAWN)
    return found


def test_a_picture_shows_the_numbers_of_its_table(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list_dashboard", args=[busy.pk]))
    rows = page.locator("#table-departments > tbody > tr")
    lights = drawn(page, "departments")
    assert lights["names"] == [row.strip() for row in rows.locator("th").all_inner_texts()]
    for word, name in (("已完成", "done"), ("红灯", "red"), ("黄灯", "yellow"), ("未启动", "grey")):
        told = [int(row.get_attribute(f"data-{name}")) for row in rows.all()]
        assert lights["series"][word] == told
    assert len(set(lights["colours"])) == 5
    pace = drawn(page, "pace")
    assert pace["series"]["核定进度"] == [50]
    assert pace["series"]["序时进度"] == [
        int(page.locator("#table-pace > tbody > tr").first.get_attribute("data-asked") or "")
    ]


def test_a_picture_follows_the_window_and_the_dark(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list_dashboard", args=[busy.pk]))
    light = drawn(page, "pace")["colours"]
    page.emulate_media(color_scheme="dark")
    assert drawn(page, "pace")["colours"] != light
    canvas = page.locator("figure.chart[data-table=table-pace] canvas")
    for width in (1024, 390, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        frame = page.locator("figure.chart[data-table=table-pace] .chart-canvas")
        expect(canvas).to_have_js_property("clientWidth", frame.evaluate("box => box.clientWidth"))
        assert frame.evaluate("box => box.clientWidth") > 250


def test_patterns_take_the_place_of_colours_only_where_these_are_gone(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list_dashboard", args=[busy.pk]))
    assert len(set(drawn(page, "departments")["patterns"])) == 1
    page.emulate_media(forced_colors="active")
    assert len(set(drawn(page, "departments")["patterns"])) == 5


def test_a_bar_leads_to_its_rows(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("list_dashboard", args=[busy.pk]))
    drawn(page, "departments")
    first = page.locator("#table-departments > tbody > tr").first
    red = int(first.get_attribute("data-red") or "")
    assert red
    figure = page.locator("figure.chart[data-table=table-departments]")
    at = figure.evaluate(
        """figure => {
            const chart = echarts.getInstanceByDom(figure.querySelector(".chart-canvas"));
            const counts = chart.getOption().series.map(one => one.data[0]);
            const before = counts.slice(0, 3).reduce((sum, count) => sum + count, 0);
            return chart.convertToPixel({ seriesIndex: 3 }, [before + counts[3] / 4, 0]);
        }"""
    )
    figure.locator("canvas").click(position={"x": at[0], "y": at[1]})
    expect(page).to_have_url(re.compile("light=red"))
    expect(page.locator("tr[id^=task-]")).to_have_count(red)


def test_on_paper_and_for_screen_readers_there_are_tables_alone(cast: Cast, busy, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("district_dashboard", args=[cast.district.pk, busy.year]))
    for figure in page.locator("figure.chart").all():
        assert figure.locator(".chart-canvas").get_attribute("aria-hidden") == "true"
        assert page.locator(f"table#{figure.get_attribute('data-table')}").count() == 1
    page.emulate_media(media="print")
    expect(page.locator("figure.chart:visible")).to_have_count(0)
    expect(page.locator("#table-departments")).to_be_visible()


def test_without_scripts_the_tables_stand_alone_and_are_sorted(
    cast: Cast, busy, browser, live_server, visitor
) -> None:
    page = visitor.sign_in(cast.leader)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(live_server.url + reverse("list_dashboard", args=[busy.pk]))
    expect(plain.locator("figure.chart:visible")).to_have_count(0)
    plain.locator("#table-departments").get_by_role("link", name="任务", exact=True).click()
    expect(plain.locator("#table-departments th[aria-sort=descending]")).to_have_text("任务")
    assert plain.locator("#table-departments tbody th").first.inner_text() == cast.department.name
    context.close()


@pytest.mark.parametrize("role", ["leader", "town"])
def test_a_dashboard_is_accessible_on_a_phone(cast: Cast, busy, visitor, role: str) -> None:
    page = visitor.sign_in(getattr(cast, role))
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.open(reverse("district_dashboard", args=[cast.district.pk, busy.year]))
    visitor.axe()
