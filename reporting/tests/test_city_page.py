"""The districts side by side: from their summaries alone, and each person's own districts alone."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from conftest import TODAY, Cast, make_list, make_task
from districts.models import District, Membership
from progress.models import claim
from reporting.measures import Measures
from reporting.models import DistrictSummary
from reporting.nightly import run
from reporting.tests.reading import tree, words
from reporting.tests.snapping import DAY, JUNE_25, June

pytestmark = pytest.mark.django_db
CITY = "/dashboard/districts/"
# What the frame of every page asks for (the person, their roles, the switch of districts and years) and
# the summaries; tasks, reports and snapshots are not among them.
TABLES = {
    "django_session",
    "districts_user",
    "districts_membership",
    "districts_department",
    "districts_town",
    "districts_district",
    "districts_notification",
    "tasklists_tasklist",
    "reporting_districtsummary",
}


def summary(
    district: District, year: int = 2026, day: datetime.date = TODAY, **given: Any
) -> DistrictSummary:
    measures = Measures(**{name: given.pop(name) for name in list(given) if name in Measures.__slots__})
    return DistrictSummary.objects.create(
        district=district, year=year, day=day, lists=1, totals=given, measures=measures.as_json()
    )


@pytest.fixture
def city(cast: Cast) -> Cast:
    summary(
        cast.district,
        all=10, done=4, done_late=1, overdue=2, behind=1, on_schedule=3, green=3, red=2, yellow=1,
        measured=2, reported_sum=9000, demand_sum=10000, owed=10, on_time=9,
    )  # fmt: skip
    summary(
        cast.other_district,
        all=30, done=3, overdue=5, on_schedule=22, green=22, red=5,
        measured=2, reported_sum=15000, demand_sum=10000, owed=10, on_time=5,
    )  # fmt: skip
    return cast


def rows(page: Any) -> list[list[str]]:
    found = tree(page).xpath("//table[contains(@class,'city')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row][:12] for row in found]


def names(page: Any) -> list[str]:
    return [row[0] for row in rows(page)]


def test_districts_stand_side_by_side_on_the_same_measures(city: Cast, sign_in) -> None:
    page = sign_in(city.admin).get(CITY)
    assert rows(page) == [
        ["清河区", "10", "3", "1", "2", "1", "3", "40%", "45%", "50%", "5", "90%"],
        ["云山区", "30", "3", "0", "5", "0", "22", "10%", "75%", "50%", "-25", "50%"],
    ]
    total = [c.text_content().strip() for c in tree(page).xpath("//tfoot/tr/*")][:12]
    assert total == ["合计", "40", "6", "1", "7", "1", "25", "18%", "60%", "50%", "-10", "70%"]
    assert "数据截至 2026-06-15" in words(page)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-overdue", "云山区"),
        ("overdue", "清河区"),
        ("-share", "清河区"),
        ("-gap", "清河区"),
        ("nonsense", "清河区"),
    ],
)
def test_sorted_in_the_address(city: Cast, sign_in, sort: str, first: str) -> None:
    assert names(sign_in(city.admin).get(f"{CITY}?sort_city={sort}"))[0] == first


def test_people_see_their_own_districts_alone(city: Cast, sign_in) -> None:
    assert names(sign_in(city.leader).get(CITY)) == ["清河区"]
    assert names(sign_in(city.town).get(CITY)) == ["清河区"]
    assert "云山区" not in words(sign_in(city.leader).get(CITY))
    outside = sign_in(city.outsider).get(CITY)
    assert names(outside) == []
    assert "邀请链接" in words(outside)


def test_a_role_in_two_districts_shows_both(city: Cast, sign_in) -> None:
    Membership.objects.create(district=city.other_district, user=city.leader, role="leader")
    assert names(sign_in(city.leader).get(CITY)) == ["清河区", "云山区"]


def test_only_those_who_see_several_districts_are_led_there(city: Cast, sign_in) -> None:
    at = reverse("district_dashboard", args=[city.district.pk, 2026])
    links = f"//nav[contains(@class,'subnav')]//a[@href='{CITY}']"
    assert tree(sign_in(city.admin).get(at)).xpath(links)
    assert not tree(sign_in(city.leader).get(at)).xpath(links)
    assert tree(sign_in(city.admin).get(reverse("districts"))).xpath(f"//a[@href='{CITY}']")


def test_a_district_without_a_summary_says_when_it_will_appear(cast: Cast, sign_in) -> None:
    summary(cast.district, all=1)
    said = words(sign_in(cast.admin).get(CITY))
    assert "清单印发后，次日凌晨汇总并出现在上表 云山区" in said


def test_a_row_of_another_day_is_marked(city: Cast, sign_in) -> None:
    DistrictSummary.objects.filter(district=city.other_district).update(day=TODAY - 3 * DAY)
    page = sign_in(city.admin).get(CITY)
    assert names(page) == ["清河区", "云山区 截至 06-12"]


def test_another_year_is_chosen_in_the_address(city: Cast, sign_in) -> None:
    summary(city.district, year=2025, all=7)
    client = sign_in(city.admin)
    assert names(client.get(CITY)) == ["清河区", "云山区"]
    assert rows(client.get(f"{CITY}?year=2025"))[0][:2] == ["清河区", "7"]
    assert "次日凌晨汇总" in words(client.get(f"{CITY}?year=1999"))
    assert names(client.get(f"{CITY}?year=x")) == ["清河区", "云山区"]


def test_it_is_handed_out_as_a_table(city: Cast, sign_in) -> None:
    answer = sign_in(city.admin).get(f"{CITY}?as=xlsx&sort_city=-overdue")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet["A1"].value == "2026年各区任务完成情况"
    printed = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (first,) = [place for place, row in enumerate(printed) if row[0] == "云山区"]
    assert printed[first][1:5] == [30, 3, 0, 5]
    assert printed[first + 1][0] == "清河区"


def test_it_reads_summaries_and_never_the_rows(city: Cast, sign_in) -> None:
    """However many tasks and districts there are."""
    client = sign_in(city.admin)
    client.get(CITY)
    counts = []
    for number in (0, 20):
        for place in range(number):
            district = District.objects.create(name=f"第{place}区", city="示例市")
            make_task(make_list(district, title=f"清单{place}"), "1")
            summary(district, all=1)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(CITY)
        counts.append(len(queries))
        read = {
            name
            for query in queries
            for name in re.findall(
                r'"((?:django|districts|tasklists|progress|supervision|reporting)_\w+)"\.', query["sql"]
            )
        }
        assert read <= TABLES
    assert len(names(page)) == 22
    assert counts[0] == counts[1] <= 10


# ---- the summaries ----


def test_the_night_writes_what_the_list_worked_out_by_hand_has(cast: Cast, task_list) -> None:
    june = June(cast, task_list)
    june.play()
    said = run(JUNE_25 + DAY)
    assert "更新各区汇总 1 份" in said
    row = DistrictSummary.objects.get()
    assert (row.district, row.year, row.day, row.lists) == (cast.district, 2026, JUNE_25, 1)
    counted = row.counted
    assert (counted.all, counted.done_on_time, counted.done_late, counted.overdue) == (5, 1, 0, 1)
    assert (counted.behind, counted.attention, counted.on_schedule) == (1, 1, 1)
    assert (row.measured.reported_bp, row.measured.demand_bp) == (4500, 4807)
    # May: 4 of 7 reports, June: 5 of 6
    assert (row.measured.on_time, row.measured.owed) == (9, 13)


def test_a_second_run_writes_the_same_and_a_later_one_replaces_it(cast: Cast, task_list) -> None:
    make_task(task_list, "1")
    run(JUNE_25)
    run(JUNE_25)
    run(JUNE_25 + DAY)
    assert DistrictSummary.objects.get().day == JUNE_25


def test_draft_lists_are_not_counted_and_a_withdrawn_year_is_gone(cast: Cast, task_list) -> None:
    make_task(task_list, "1")
    draft = make_list(cast.district, title="草稿", state="draft")
    make_task(draft, "1")
    run(TODAY)
    assert DistrictSummary.objects.get().counted.all == 1
    task_list.state = "draft"
    task_list.save()
    run(TODAY)
    assert not DistrictSummary.objects.exists()


def test_years_long_past_are_left_alone_once_all_is_closed(cast: Cast, task_list) -> None:
    old = make_list(cast.district, year=2022)
    closure = claim(make_task(old, "1"), cast.lead, today=TODAY - 9 * DAY)
    run(TODAY - 8 * DAY)
    closure.close(cast.office, today=TODAY - 8 * DAY)
    for number in range(-7, 2):
        run(TODAY + number * DAY)
    days = dict(DistrictSummary.objects.values_list("year", "day"))
    assert days == {2022: TODAY - 8 * DAY, 2026: TODAY}
    assert DistrictSummary.objects.get(year=2022).counted.done == 1
    make_task(old, "2")
    run(TODAY + 2 * DAY)
    assert DistrictSummary.objects.get(year=2022).counted.all == 2


def test_what_is_closed_or_taken_back_in_a_year_long_past_shows(cast: Cast, task_list) -> None:
    old = make_list(cast.district, year=2022)
    task = make_task(old, "1", deadline=datetime.date(2022, 12, 31))
    run(TODAY)
    assert DistrictSummary.objects.get(year=2022).counted.overdue == 1
    closure = claim(task, cast.lead, today=TODAY)
    closure.close(cast.office, today=TODAY)
    run(TODAY + DAY)
    assert DistrictSummary.objects.get(year=2022).counted.done == 1
    closure.revoke(cast.office, "数据有误", today=TODAY + DAY)
    run(TODAY + 2 * DAY)
    assert DistrictSummary.objects.get(year=2022).counted.overdue == 1


def test_one_district_that_fails_keeps_no_others_figures_back(cast: Cast, task_list, monkeypatch) -> None:
    from reporting import summaries

    make_task(make_list(cast.other_district), "1")
    make_task(task_list, "1")
    plain = summaries.measures_of

    def fail_once(found: Any) -> Measures:
        monkeypatch.setattr(summaries, "measures_of", plain)
        raise RuntimeError("broken")

    monkeypatch.setattr(summaries, "measures_of", fail_once)
    assert "未能完成：清河区" in run(TODAY)
    assert DistrictSummary.objects.get().district == cast.other_district


def test_a_district_costs_few_questions(cast: Cast, task_list) -> None:
    """Its tasks' lights, its snapshots, and whether its row is there."""
    from reporting.summaries import refresh

    make_task(task_list, "1")
    refresh(TODAY)
    counts = []
    for number in (0, 5):
        for place in range(number):
            district = District.objects.create(name=f"第{place}区", city="示例市")
            make_task(make_list(district, title=f"清单{place}"), "1")
        refresh(TODAY)
        with CaptureQueriesContext(connection) as queries:
            refresh(TODAY)
        counts.append(sum("SELECT" in query["sql"] and "FOR UPDATE" not in query["sql"] for query in queries))
    assert counts[1] - counts[0] <= 5 * 3


def test_the_day_of_the_figures_is_plain_and_the_dashboard_may_differ(city: Cast, sign_in) -> None:
    DistrictSummary.objects.update(day=timezone.localdate() - DAY)
    page = sign_in(city.admin).get(CITY)
    assert "数据截至昨日" in words(page)
    assert "那里是今天的数据，可能与本表不同" in words(page)
    address = reverse("district_dashboard", args=[city.district.pk, 2026])
    assert tree(page).xpath(f"//tbody//th/a[@href='{address}']")
