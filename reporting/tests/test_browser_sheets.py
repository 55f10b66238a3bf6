"""The sheets in a browser: readable by assistive technology, fitting a phone, and on paper with repeated
heads, whole rows and page numbers; a link to take a table out follows the filters."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from conftest import Cast, make_indicator, make_list, make_task
from tasklists.models import TaskList

ROWS = 60
A3_LANDSCAPE = (1191, 842)


@pytest.fixture
def on_the_day() -> None:
    """The browser and the server keep the true date: sessions need it."""


@pytest.fixture
def long(cast: Cast) -> TaskList:
    """More rows than a page holds, each with a cell of several lines between two marks."""
    task_list = make_list(cast.district, year=timezone.localdate().year)
    for number in range(1, ROWS + 1):
        deadline = timezone.localdate().replace(month=12, day=31)
        name = f"始{number:02}" + "建设" * 20 + f"终{number:02}"
        task = make_task(task_list, str(number), cast.department, title=name, deadline=deadline)
        make_indicator(task, 10, {cast.town1: 4, cast.town2: 6})
    return task_list


def address(cast: Cast, kind: str, query: str = "") -> str:
    return reverse("sheet", args=[cast.district.pk, timezone.localdate().year, kind]) + query


def test_sheets_are_accessible_and_fit_a_phone(cast, long, visitor):
    visitor.sign_in(cast.office)
    year = timezone.localdate().year
    addresses = {"sheets": reverse("sheets", args=[cast.district.pk, year])}
    addresses |= {kind: address(cast, kind) for kind in ("dispatch", "overdue", "department", "town")}
    for name, path in addresses.items():
        page = visitor.open(path)
        visitor.axe()
        visitor.screenshot(f"sheets-{name}")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        page.set_viewport_size({"width": 1440, "height": 900})


def test_on_paper_heads_are_repeated_rows_are_whole_and_pages_numbered(cast, long, visitor):
    visitor.sign_in(cast.office)
    page = visitor.open(address(cast, "dispatch"))
    printed = pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [sheet.extract_text().replace(" ", "") for sheet in printed.pages]
    assert (round(printed.pages[0].width), round(printed.pages[0].height)) == A3_LANDSCAPE
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"第{number}页/共{len(texts)}页" in text
        assert "序时应达" in text
    joined = ["".join(text.split()) for text in texts]
    for number in range(1, ROWS + 1):
        first, last = ([f"{mark}{number:02}" in text for text in joined] for mark in "始终")
        assert sum(first) == 1, f"row {number}"
        assert first == last, f"row {number} is split"
    assert "审核人：" in texts[-1]
    assert "打印人" in texts[-1]


def test_each_town_begins_a_page(cast, long, visitor):
    visitor.sign_in(cast.office)
    page = visitor.open(address(cast, "town", "?body=all&paper=A4"))
    printed = pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [sheet.extract_text() for sheet in printed.pages]
    begins = [text.splitlines()[0] for text in texts if "街镇任务单" in text]
    assert [line.split()[0] for line in begins] == ["东浦镇", "西塘镇"]


def test_the_link_to_take_the_register_out_follows_the_filters(cast, long, visitor):
    visitor.sign_in(cast.office)
    page = visitor.open(reverse("list", args=[long.pk]))
    page.locator("#id_q").fill("始07")
    page.locator("#id_q").press("Enter")
    expect(page.locator("#found")).to_contain_text("1 项")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith("台账.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    numbers = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert numbers.count(7) == 1
    assert {number for number in numbers if isinstance(number, int)} == {7}
