"""The months, a snapshot and its tasks, and the districts side by side, in a browser."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from conftest import Cast
from progress.review import approve
from progress.tests.rounds import make_period
from reporting.nightly import run
from reporting.snapshots import take
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, June, report


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions need it."""


@pytest.fixture
def july(cast: Cast, task_list) -> June:
    """May's snapshot is late, July's corrects June's, and the districts are summed up."""
    held = June(cast, task_list)
    held.play()
    row = report(held.words, cast.department2, held.period, cast.lead_water, JUNE_25, percent_bp=6000)
    run(JUNE_25 + DAY)
    approve(row, cast.office, today=JUNE_25 + DAY)
    held.snapshot = take(make_period(task_list, 7), JULY_25 + DAY)
    return held


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_months_are_accessible_and_fit_each_width(cast: Cast, july, visitor, theme: str) -> None:
    page = visitor.sign_in(cast.admin)
    page.emulate_media(color_scheme=theme)
    for name, address in {
        "snapshots": reverse("snapshots", args=[cast.district.pk, 2026]),
        "snapshot": reverse("snapshot", args=[july.snapshot.pk]),
        "snapshot-tasks": reverse("snapshot_tasks", args=[july.snapshot.pk]),
        "city": reverse("city"),
    }.items():
        visitor.open(address)
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(f"{name}-{theme}", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


def test_from_the_month_to_the_task_of_that_day(cast: Cast, july, visitor) -> None:
    page = visitor.sign_in(cast.leader)
    visitor.open(reverse("snapshots", args=[cast.district.pk, 2026]))
    page.get_by_role("link", name="2026年7月").click()
    expect(page.locator("h1")).to_have_text("2026年7月快照")
    page.locator("#part-worst ~ .frame, [aria-labelledby=part-worst] .frame").first.locator("a").first.click()
    expect(page.locator("tr[id^=task-]")).to_have_count(1)
    page.evaluate("window.untouched = true")
    page.locator("a.word").click()
    expect(page.locator("tr[id^=task-]")).to_have_count(5)
    page.get_by_label("任务亮灯", exact=True).select_option(label="✓ 已完成")
    expect(page.locator("tr[id^=task-]")).to_have_count(1)
    expect(page).to_have_url(re.compile("light=done"))
    assert page.evaluate("window.untouched"), "the whole page was loaded again"
