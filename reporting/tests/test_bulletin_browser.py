"""A bulletin in a real browser: drafted from last month's snapshot, edited, published, downloaded; every
page readable by assistive technology and at each width."""

from __future__ import annotations

import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from conftest import Cast, make_indicator, make_list, make_task
from progress.models import claim
from progress.tests.rounds import make_period
from reporting.models import Bulletin, PublishedBulletin
from reporting.snapshots import take
from tasklists.models import TaskList

DAY = datetime.timedelta(days=1)


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions need it."""


@pytest.fixture
def frozen(cast: Cast, settings: Any, tmp_path: Path) -> TaskList:
    """A list with one overdue, one done and one running task, frozen yesterday."""
    settings.MEDIA_ROOT = str(tmp_path)
    today = timezone.localdate()
    task_list = make_list(cast.district, year=2026, title="2026年清河区重点任务清单")
    make_task(task_list, "1", cast.department, title="修路", deadline=today - 9 * DAY)
    done = make_task(task_list, "2", cast.department2, title="治水")
    claim(done, cast.lead_water, today=today - 5 * DAY).close(cast.office, today=today - 5 * DAY)
    make_indicator(
        make_task(task_list, "3", cast.department2, title="植树"), 10, {cast.town1: 4, cast.town2: 6}
    )
    period = make_period(task_list, today.month, opens_on=today - 8 * DAY, closes_on=today - 2 * DAY)
    take(period, today - DAY)
    return task_list


def test_office_drafts_edits_publishes_and_a_leader_downloads(
    cast: Cast, frozen: TaskList, visitor: Any
) -> None:
    page = visitor.sign_in(cast.office)
    visitor.open(reverse("bulletins", args=[cast.district.pk, 2026]))
    page.get_by_role("button", name="起草通报").click()
    expect(page.get_by_text("已按2026年")).to_be_visible()

    part = page.locator("#part-next")
    part.get_by_text("修改", exact=True).click()
    part.get_by_label("文字").fill("（一）请区农业农村委于月底前办结。")
    part.get_by_role("button", name="保存").click()
    expect(page.locator("#part-next .mark")).to_have_text("已修改")

    page.get_by_role("link", name="印发").click()
    page.get_by_role("button", name="确认印发").click()
    expect(page.get_by_role("heading", name="2026年第1期")).to_be_visible()
    expect(page.get_by_text("请区农业农村委于月底前办结")).to_be_visible()
    page.context.clear_cookies()

    visitor.sign_in(cast.leader)
    visitor.open(reverse("bulletins", args=[cast.district.pk, 2026]))
    with page.expect_download() as started:
        page.get_by_role("link", name="下载 2026年第1期").click()
    assert started.value.suggested_filename.startswith("2026年第1期　关于2026年")
    content = Path(started.value.path()).read_bytes()
    lines = [row.text for row in Document(BytesIO(content)).paragraphs]
    assert "（一）请区农业农村委于月底前办结。" in lines
    assert any("已完成1项，完成率33.3%" in line and "逾期1项" in line for line in lines)
    with PublishedBulletin.objects.get().file.open("rb") as kept:
        assert kept.read() == content


def test_two_at_once_in_two_windows(cast: Cast, frozen: TaskList, visitor: Any) -> None:
    page = visitor.sign_in(cast.office)
    visitor.open(reverse("bulletins", args=[cast.district.pk, 2026]))
    page.get_by_role("button", name="起草通报").click()
    other = page.context.new_page()
    other.goto(page.url)
    for window, text in ((page, "先写的"), (other, "后写的")):
        part = window.locator("#part-next")
        part.get_by_text("修改", exact=True).click()
        part.get_by_label("文字").fill(text)
        part.get_by_role("button", name="保存").click()
    part = other.locator("#part-next")
    expect(part.get_by_text("改过这一段")).to_be_visible()
    expect(part.get_by_text("先写的")).to_be_visible()
    expect(part.get_by_label("文字")).to_have_value("后写的")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit_each_width(
    cast: Cast, frozen: TaskList, visitor: Any, theme: str
) -> None:
    page = visitor.sign_in(cast.office)
    page.emulate_media(color_scheme=theme)
    listed = reverse("bulletins", args=[cast.district.pk, 2026])
    visitor.open(listed)
    page.get_by_role("button", name="起草通报").click()
    bulletin = Bulletin.objects.get()
    looked_at = {
        "bulletin-draft": reverse("bulletin", args=[bulletin.pk]),
        "bulletin-preview": reverse("bulletin_preview", args=[bulletin.pk]),
        "bulletin-publish": reverse("bulletin_publish", args=[bulletin.pk]),
    }
    for name, address in looked_at.items():
        visitor.open(address)
        for summary in page.locator(".block summary").all():
            summary.click()
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        wide = "rows => rows.filter(row => row.scrollWidth > row.clientWidth + 1).length"
        assert page.locator(".paper .frame").evaluate_all(wide) == 0, "a table is cut at its right edge"
        visitor.screenshot(f"{name}-{theme}", full_page=True)
    page.get_by_role("button", name="确认印发").click()
    expect(page.get_by_role("heading", name="2026年第1期")).to_be_visible()
    for name, address in (("bulletin-published", looked_at["bulletin-draft"]), ("bulletins", listed)):
        visitor.open(address)
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(f"{name}-{theme}", full_page=True)
