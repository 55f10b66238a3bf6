"""Every number of the dashboards leads to exactly the rows it counts, and their figures against a small
year worked out by hand: months, milestones, investment, the calendar, last month."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_list, make_milestone, make_task
from progress.models import Standing, claim
from progress.tests.rounds import make_period
from reporting.live import states_of
from reporting.snapshots import take
from reporting.tests.reading import tasks_shown, tree, words
from supervision.models import give_instruction
from tasklists.models import Task, TaskList

DAY = datetime.timedelta(days=1)
MARCH, JUNE, SEPTEMBER = (datetime.date(2026, month, 30) for month in (3, 6, 9))


class Year:
    """Two lists of 2026 with the snapshots of April and May, and the same list a year before.

    On 15 June the calendar asks 45.32 % of what is due on the last day of the year (165 of 364 days).
    1 overdue, 10 万元; 2 at 80 of 100; 3 at 20 of 100, 200 万元, half-year's milestone of 50 %; 4 closed in
    time, 100 万元; 5 due in 20 days, milestone of words missed in March; 6 (the other list) nothing."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        before = make_list(cast.district, year=2025, title="2025年重点任务清单")
        done = make_task(before, "1", cast.department)
        claim(done, cast.lead, today=datetime.date(2025, 5, 5)).close(
            cast.office, today=datetime.date(2025, 5, 6)
        )
        make_task(before, "2", cast.department, deadline=datetime.date(2025, 12, 31))
        period = make_period(before, 5)
        for name in ("starts_on", "ends_on", "opens_on", "closes_on"):
            setattr(period, name, getattr(period, name).replace(year=2025))
        period.save()
        take(period, datetime.date(2025, 5, 26))
        self.task_list = make_list(cast.district)
        self.fill(cast, self.task_list)
        self.other = make_list(cast.district, title="另一张清单")
        make_task(self.other, "6", cast.department2, deadline=None, investment_wan=Decimal(7))
        for month in (4, 5):
            take(make_period(self.task_list, month), datetime.date(2026, month, 26))
        claim(self.closed, cast.lead, today=TODAY).close(cast.office, today=TODAY)

    def fill(self, cast: Cast, task_list: TaskList) -> None:
        def task(number: str, lead: Any = cast.department, **given: Any) -> Task:
            return make_task(task_list, number, lead, **given)

        task("1", deadline=datetime.date(2026, 4, 30), investment_wan=Decimal(10), scope_kind="all_towns")
        ahead, behind = task("2"), task("3", cast.department2, investment_wan=Decimal(200))
        for row, share, town in ((ahead, 8000, cast.town1), (behind, 2000, cast.town2)):
            make_indicator(row, 100, {town: 100})
            Standing.objects.create(
                district=cast.district, task=row, day=TODAY - 3 * DAY, share_bp=share, cause="x"
            )
        make_milestone(behind, "H1", JUNE, text="过半", percent=50)
        make_milestone(behind, "Q3", SEPTEMBER, text="八成", percent=80)
        self.closed = task("4", investment_wan=Decimal(100))
        make_milestone(self.closed, "Q2", JUNE, text="动工")
        near = task("5", cast.department2, deadline=TODAY + 20 * DAY)
        make_milestone(near, "Q1", MARCH, text="立项")

    def addresses(self) -> dict[str, str]:
        return {
            "list": reverse("list_dashboard", args=[self.task_list.pk]),
            "district": reverse("district_dashboard", args=[self.cast.district.pk, 2026]),
        }


@pytest.fixture
def year(cast: Cast) -> Year:
    return Year(cast)


def numbers(page: Any) -> list[tuple[int, str]]:
    """Every number of the page that is a link, with its address."""
    found = []
    for link in tree(page).xpath("//main//a[@href]"):
        number = "".join(link.xpath("./b/text()")) or link.text_content().strip()
        if number.isdigit():
            found.append((int(number), link.get("href")))
    return found


def table(page: Any, part: str) -> dict[str, list[str]]:
    """Name of the row → its cells."""
    rows = tree(page).xpath(f"//section[@aria-labelledby='part-{part}']//tr[td]")
    return {
        " ".join(row.xpath("./th")[0].text_content().split()): [
            " ".join(cell.text_content().split()) for cell in row.xpath("./td")
        ]
        for row in rows
    }


@pytest.mark.parametrize("which", ["list", "district"])
@pytest.mark.parametrize("role", ["office", "lead", "leader"])
def test_every_number_leads_to_the_rows_it_counts(year: Year, sign_in, which: str, role: str) -> None:
    client: Client = sign_in(getattr(year.cast, role))
    links = numbers(client.get(year.addresses()[which]))
    assert len(links) > 50
    rows: dict[str, int] = {}
    for number, address in links:
        if address not in rows:
            rows[address] = len(tasks_shown(client.get(address)))
        assert rows[address] == number, address
    asked = " ".join(rows)
    for kind in ("done_on_time", "trouble", "measured", "off_pace", "invested=yes", "milestones=2026Q2"):
        assert kind in asked
    assert ("/snapshots/" in asked) is (which == "list")


@pytest.mark.parametrize("which", ["list", "district"])
def test_town_staff_find_the_same_numbers_without_links(year: Year, sign_in, which: str) -> None:
    page = sign_in(year.cast.town).get(year.addresses()[which])
    assert numbers(page) == []
    titles = tree(page).xpath("//a[@class='task-title']/@href")
    assert titles
    assert all(sign_in(year.cast.town).get(address).status_code == 200 for address in titles)
    for part in ("departments", "towns", "pace", "investment", "nodes", "months"):
        assert table(page, part) == table(sign_in(year.cast.leader).get(year.addresses()[which]), part)


def test_what_town_staff_may_open_is_what_their_queries_find(year: Year) -> None:
    states = states_of(Task.objects.filter(task_list=year.task_list), TODAY)
    for person, town in ((year.cast.town, year.cast.town1), (year.cast.town_west, year.cast.town2)):
        told = {state.pk for state in states if town.pk in {body.pk for body in state.towns}}
        found = Task.objects.visible_to(person).filter(task_list=year.task_list)
        assert told == set(found.values_list("pk", flat=True))


def test_change_against_last_month(year: Year, sign_in) -> None:
    page = sign_in(year.cast.leader).get(year.addresses()["list"])
    said = [" ".join(row.text_content().split()) for row in tree(page).xpath("//ul[@class='totals-big']/li")]
    assert said == [
        "5任务与上月持平",
        "1已完成较上月 +1",
        "1逾期与上月持平",
        "2滞后较上月 −1",
        "130 天内到期较上月 +1",
    ]


def test_red_and_yellow_are_told_in_the_words_of_the_numbers(year: Year, sign_in) -> None:
    client = sign_in(year.cast.leader)
    page = tree(client.get(year.addresses()["district"]))
    told = {}
    for row in page.xpath("//ul[@class='legend no-print']/li[.//a]"):
        words = "".join(row.text_content().split())
        told[words[:2]] = [int(number) for number in re.findall(r"\d+", words)]
        for link in row.xpath(".//a"):
            assert len(tasks_shown(client.get(link.get("href")))) == int(link.text)
    assert set(told) == {"红灯", "黄灯"}
    for whole, *parts in told.values():
        assert whole == sum(parts)
    (behind,) = page.xpath("//ul[@class='totals-big']//a[contains(@href,'group=behind')]/b/text()")
    assert told["红灯"][-1] + told["黄灯"][1] == int(behind)


def test_a_month_without_all_the_lists_says_so_and_is_not_compared_with(year: Year, sign_in) -> None:
    page = sign_in(year.cast.leader).get(year.addresses()["district"])
    assert "5月 1 张清单" in table(page, "months")
    assert tree(page).xpath("//ul[@class='totals-big']//small") == []


def test_months_with_the_same_list_of_last_year(year: Year, sign_in) -> None:
    rows = table(sign_in(year.cast.leader).get(year.addresses()["list"]), "months")
    assert rows["4月"] == ["5", "0", "0%", "—", "0", "1"]
    assert rows["5月"] == ["5", "0", "0%", "50%", "1", "3"]
    assert rows["今日"] == ["5", "1", "20%", "—", "1", "2"]


def test_last_year_is_not_compared_with_a_list_of_another_title(year: Year, sign_in) -> None:
    take(make_period(year.other, 5), datetime.date(2026, 5, 26))
    rows = table(sign_in(year.cast.leader).get(reverse("list_dashboard", args=[year.other.pk])), "months")
    assert rows["5月"][3] == "—"


def test_milestones(year: Year, sign_in) -> None:
    rows = table(sign_in(year.cast.leader).get(year.addresses()["list"]), "nodes")
    # 3 has its milestones ahead, 4 is closed, 5 missed that of March
    assert rows == {
        "第二季度": ["2", "1", "0", "1"],
        "上半年": ["3", "1", "1", "1"],
        "全年": ["3", "1", "1", "1"],
    }


def test_investment(year: Year, sign_in) -> None:
    rows = table(sign_in(year.cast.leader).get(year.addresses()["list"]), "investment")
    assert rows["合计"] == ["3", "310", "1", "100", "40", "45%"]
    page = sign_in(year.cast.leader).get(year.addresses()["district"])
    assert table(page, "investment")["合计"] == ["4", "317", "1", "100", "40", "44%"]
    assert "其中 2 项尚无核定进度，未计入" in words(page)


def test_pace(year: Year, sign_in) -> None:
    rows = table(sign_in(year.cast.leader).get(year.addresses()["list"]), "pace")
    # 2: 80 of 45.32 %; 3: 20 of 45.8 % (166 of 181 days to the half-year's 50 %)
    assert rows["合计"] == ["2", "1", "1", "50%", "46%", "-4"]


def test_tables_are_sorted_in_the_address(year: Year, sign_in) -> None:
    client = sign_in(year.cast.leader)
    page = client.get(year.addresses()["list"])
    (head,) = tree(page).xpath("//section[@aria-labelledby='part-departments']//a[text()='任务']/@href")
    page = client.get(year.addresses()["list"] + head.partition("#")[0])
    assert list(table(page, "departments")) == ["区农业农村委", "区水务局"]
    (head,) = tree(page).xpath("//section[@aria-labelledby='part-departments']//a[text()='任务']/@href")
    page = client.get(year.addresses()["list"] + head.partition("#")[0])
    assert list(table(page, "departments")) == ["区水务局", "区农业农村委"]


MOST_QUERIES = 12


@pytest.mark.parametrize("which", ["list", "district"])
@pytest.mark.parametrize("role", ["leader", "town", "admin"])
def test_a_dashboard_asks_as_often_for_50_tasks_as_for_5(year: Year, sign_in, which: str, role: str) -> None:
    task = year.task_list.tasks.get(number="1")
    give_instruction(task, year.cast.leader, "请说明原因", today=TODAY)
    client = sign_in(getattr(year.cast, role))
    few = _asked(client, year.addresses()[which])
    for number in range(10, 55):
        make_task(year.task_list, str(number), year.cast.department, investment_wan=Decimal(number))
    assert _asked(client, year.addresses()[which]) == few
    assert few <= MOST_QUERIES


def _asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
