"""The pages of the snapshots: the months of each list, the dashboard of a day, its tasks as they stood."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from conftest import Cast, make_list, make_task
from progress.figures import RuleFigures
from progress.models import Completion, RuleSet, adopt
from progress.review import approve
from progress.tests.rounds import make_period
from reporting.models import Snapshot
from reporting.snapshots import take
from reporting.tests.reading import tree, words
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, MAY_25, June, frozen, report
from tasklists.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast: Cast, task_list) -> June:
    """May's night was missed; June's snapshot was made in its own."""
    held = June(cast, task_list)
    held.play()
    take(held.may, MAY_25 + 4 * DAY)
    held.snapshot = take(held.period, JUNE_25 + DAY)
    return held


def year_page(june: June) -> str:
    return reverse("snapshots", args=[june.cast.district.pk, 2026])


def day_page(june: June) -> str:
    return reverse("snapshot", args=[june.snapshot.pk])


def tasks_page(june: June, query: str = "") -> str:
    return reverse("snapshot_tasks", args=[june.snapshot.pk]) + query


def cells(row: Any) -> str:
    """The words of a row, a space between its cells."""
    return " ".join(" ".join(cell.text_content().split()) for cell in row).replace("  ", " ")


def numbers(page: Any) -> list[str]:
    """Of the tasks shown, from top to bottom."""
    titles = tree(page).xpath("//tr[starts-with(@id,'task-')]//span[@class='task-title']")
    return [title.text_content().partition(".")[0] for title in titles]


# ---- the months ----


def test_by_list_each_month_with_its_change_and_what_was_late(june: June, sign_in) -> None:
    page = sign_in(june.cast.leader).get(year_page(june))
    rows = tree(page).xpath("//tr[starts-with(@id,'snapshot-')]")
    assert [cells(row) for row in rows] == [
        "2026年6月 2026-06-25 5 1 +1 1 +1 1 +1 45% 48% 83% 0",
        "2026年5月 补作 2026-05-25 5 0 0 0 0% 40% 57% 0",
    ]


def test_the_trend_stands_in_a_table_that_a_picture_can_read(june: June, sign_in) -> None:
    page = sign_in(june.cast.leader).get(year_page(june))
    rows = tree(page).xpath("//table[@id='table-trend']/tbody/tr")
    assert [(row.xpath("string(./th)"), row.get("data-share"), row.get("data-before")) for row in rows] == [
        ("5月", "0", "40"),
        ("6月", "45", "48"),
    ]
    assert tree(page).xpath("//figure[@data-chart='months'][@data-table='table-trend']")


def test_last_years_months_stand_beside_this_years(june: June, sign_in) -> None:
    before = make_list(june.cast.district, year=2025)
    frozen(before, 6, all=8, done=4)
    frozen(before, 7, all=8, done=6)
    rows = tree(sign_in(june.cast.leader).get(year_page(june))).xpath("//table[@id='table-trend']/tbody/tr")
    assert [cells(row) for row in rows] == [
        "5月 5 0 0% — 0 0 0% 40% 57%",
        "6月 5 1 20% 50% 1 1 45% 48% 83%",
        "7月 — — — 75% — — — — —",
    ]


def test_without_a_snapshot_the_page_says_how_one_comes(cast: Cast, task_list, sign_in) -> None:
    page = sign_in(cast.leader).get(reverse("snapshots", args=[cast.district.pk, 2026]))
    assert "第一个填报期截止后" in words(page)


# ---- the dashboard of a day ----


def test_it_says_of_which_day_it_is_when_it_was_made_and_by_which_rules(june: June, sign_in) -> None:
    said = words(sign_in(june.cast.leader).get(day_page(june)))
    assert "2026年6月25日快照" in said
    assert "2026-06-26 凌晨自动生成" in said
    assert "亮灯依据默认规则：逾期未办结红灯，滞后超过 30 个百分点红灯" in said


def test_a_late_one_says_so(june: June, sign_in) -> None:
    late = Snapshot.objects.get(period=june.may)
    said = words(sign_in(june.cast.leader).get(reverse("snapshot", args=[late.pk])))
    assert "截止当夜未能生成，2026-05-29 按当日的记录补作" in said


def test_a_rule_version_is_named(cast: Cast, task_list, sign_in) -> None:
    rules = RuleSet.objects.create(district=cast.district, name="从严")
    version = rules.new_version(RuleFigures(red_points=20), cast.office, today=MAY_25)
    adopt(task_list, version, cast.office, from_day=MAY_25, today=MAY_25)
    snapshot = take(make_period(task_list, 6), JUNE_25 + DAY)
    said = words(sign_in(cast.leader).get(reverse("snapshot", args=[snapshot.pk])))
    assert "亮灯依据“从严 第1版”：逾期未办结红灯，滞后超过 20 个百分点红灯" in said


def test_figures_and_rows_are_those_of_the_day_whatever_came_later(june: June, sign_in) -> None:
    Task.objects.filter(pk=june.overdue.pk).update(title="改了名", deadline=None)
    Completion.objects.get().revoke(june.cast.office, "未达标", today=JUNE_25 + DAY)
    make_task(june.task_list, "6")
    page = sign_in(june.cast.leader).get(day_page(june))
    assert [b.text for b in tree(page).xpath("//ul[@class='totals-big']//b")] == ["5", "1", "1", "1", "0"]
    worst = tree(page).xpath("//section[@aria-labelledby='part-worst']//tbody/tr")
    said = [" ".join(row.text_content().split()) for row in worst]
    assert said[0].startswith("3. 任务3")
    assert "时限5月31日已过 25 天" in said[0]


def test_every_number_of_that_day_leads_to_its_rows_as_they_stood(june: June, sign_in) -> None:
    june.words.assignments.all().delete()
    june.words.delete()  # what is gone today still stands among the rows of the day
    client = sign_in(june.cast.leader)
    links = []
    for link in tree(client.get(day_page(june))).xpath("//main//a[contains(@href, '/tasks/')]"):
        number = "".join(link.xpath("./b/text()")) or link.text_content().strip()
        if number.isdigit():
            links.append((int(number), link.get("href")))
    assert len(links) > 20
    for number, address in links:
        assert len(numbers(client.get(address))) == number, address


def test_a_line_leads_to_the_task_of_that_day(june: June, sign_in) -> None:
    client = sign_in(june.cast.leader)
    page = client.get(day_page(june))
    addresses = [
        a.get("href") for a in tree(page).xpath("//section[@aria-labelledby='part-worst']//tbody//a")
    ]
    assert addresses[0] == tasks_page(june, f"?task={june.overdue.pk}")
    assert numbers(client.get(addresses[0])) == ["3"]


def test_town_staff_read_its_figures_but_only_the_rows_of_their_town(june: June, sign_in) -> None:
    client = sign_in(june.cast.town)
    page = client.get(day_page(june))
    assert tree(page).xpath("string(//ul[@class='totals-big']//b)") == "5"
    assert "植树" not in words(page)
    assert numbers(client.get(tasks_page(june))) == ["1"]
    assert numbers(client.get(tasks_page(june, f"?task={june.trees.pk}"))) == ["1"]  # not heeded
    assert numbers(sign_in(june.cast.leader).get(tasks_page(june))) == ["1", "2", "3", "4", "5"]


def test_people_of_another_district_get_404(june: June, sign_in) -> None:
    for person in (june.cast.office2, june.cast.outsider):
        for address in (day_page(june), tasks_page(june), year_page(june)):
            assert sign_in(person).get(address).status_code == 404


# ---- its tasks ----


def test_a_task_shows_its_light_its_reason_and_its_figures_of_the_day(june: June, sign_in) -> None:
    page = sign_in(june.cast.leader).get(tasks_page(june, "?group=on_schedule"))
    (row,) = tree(page).xpath("//tr[starts-with(@id,'task-')]")
    said = " ".join(row.text_content().split())
    assert "1. 修路" in said
    assert "道路：7公里 / 10公里东浦镇 3/4；西塘镇 4/6" in said
    assert "2026年6月 推进中" in said
    assert said.endswith("按序时应达 48.07%，已报 70%，进度正常 70% 48%")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?light=red", ["3"]),
        ("?group=trouble", ["2", "3"]),
        ("?invested=yes", ["2"]),
        ("?q=路", ["1"]),
        ("?group=nonsense&lead=99999", ["1", "2", "3", "4", "5"]),
    ],
)
def test_filters_in_the_address(june: June, sign_in, query: str, expected: list[str]) -> None:
    assert numbers(sign_in(june.cast.leader).get(tasks_page(june, query))) == expected


def test_filters_by_lead_and_town(june: June, sign_in) -> None:
    client, cast = sign_in(june.cast.leader), june.cast
    assert numbers(client.get(tasks_page(june, f"?lead={cast.department2.pk}"))) == ["2", "5"]
    assert numbers(client.get(tasks_page(june, f"?town={cast.town2.pk}"))) == ["1"]


def test_its_tables_are_handed_out(june: June, sign_in) -> None:
    client = sign_in(june.cast.leader)
    for address, first in (
        (f"{year_page(june)}?as=xlsx", "清河区2026年月末快照"),
        (tasks_page(june, "?group=behind&as=xlsx"), "2026年重点任务清单 2026年6月"),
        (f"{day_page(june)}?as=xlsx", "2026年重点任务清单 2026年6月　最需过问"),
    ):
        book = load_workbook(io.BytesIO(client.get(address).content))
        assert book.worksheets[0]["A1"].value == first


# ---- corrections ----


@pytest.fixture
def july(cast: Cast, task_list) -> June:
    """A report of June was handed in on its closing day, and approved on the day after."""
    held = June(cast, task_list)
    held.play()
    row = report(held.words, cast.department2, held.period, cast.lead_water, JUNE_25, percent_bp=6000)
    take(held.period, JUNE_25 + DAY)
    approve(row, cast.office, today=JUNE_25 + DAY)
    held.snapshot = take(make_period(task_list, 7), JULY_25 + DAY)
    return held


def test_what_was_put_right_stands_on_the_next_one(july: June, sign_in) -> None:
    client = sign_in(july.cast.leader)
    rows = tree(client.get(day_page(july))).xpath("//section[@aria-labelledby='corrections']//tbody/tr")
    assert [cells(row) for row in rows] == ["5. 任务5 核定进度 — 60% 6月26日核定"]
    link = tree(client.get(year_page(july))).xpath("//a[contains(@href, '#corrections')]")
    assert [a.text for a in link] == ["1"]


def test_town_staff_do_not_read_corrections_of_other_towns_tasks(july: June, sign_in) -> None:
    said = words(sign_in(july.cast.town).get(day_page(july)))
    assert "有更正，但都不涉及本街镇" in said
    assert "任务5" not in said


def test_of_many_corrections_the_first_stand_on_the_page_and_all_in_the_file(
    july: June, sign_in, monkeypatch
) -> None:
    monkeypatch.setattr("reporting.views.snapshots.FEW", 1)
    july.roads.target = 12
    july.roads.save()
    make_task(july.task_list, "6")
    august = make_period(july.task_list, 8)
    july.snapshot = take(august, august.closes_on + DAY)
    client = sign_in(july.cast.leader)
    assert "列出前 1 条，共 2 条，全部见导出的表" in words(client.get(day_page(july)))
    sheet = load_workbook(io.BytesIO(client.get(f"{day_page(july)}?as=xlsx").content)).worksheets[-1]
    assert [[cell.value for cell in row][:5] for row in sheet.iter_rows(min_row=3)] == [
        [1, "修路", "道路任务量", "10公里", "12公里"],
        [6, "任务6", "列入清单", "否", "是"],
    ]


# ---- cost ----


@pytest.mark.parametrize("where", [year_page, day_page, tasks_page])
def test_queries_do_not_grow_with_the_tasks(june: June, sign_in, where: Any) -> None:
    client = sign_in(june.cast.leader)
    counts = []
    for number in (0, 60):
        for place in range(number):
            make_task(june.task_list, str(100 + place), june.cast.department)
        if number:
            june.snapshot = take(make_period(june.task_list, 7), JULY_25 + DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(where(june)).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 12
