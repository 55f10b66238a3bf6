"""The months one after the other, from snapshots alone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from conftest import Cast, make_list
from progress.models import ReportingPeriod
from progress.tests.rounds import make_period
from reporting.measures import Measures
from reporting.models import Snapshot
from reporting.trends import before, last_year, months_of
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db


def frozen(task_list: TaskList, month: int, day: datetime.date | None = None, **counts: int) -> Snapshot:
    """A snapshot with these totals; `reported` and `demand` of one measured task in basis points."""
    measures = Measures(
        measured=1,
        reported_sum=counts.pop("reported", 0),
        demand_sum=counts.pop("demand", 0),
        owed=counts.pop("owed", 0),
        on_time=counts.pop("on_time", 0),
    )
    period = make_period(task_list, month, **_dates(day or datetime.date(task_list.year, month, 25)))
    return Snapshot.objects.create(
        district=task_list.district,
        task_list=task_list,
        period=period,
        day=period.closes_on,
        taken_on=period.closes_on,
        title=task_list.title,
        label=period.label,
        totals=counts,
        measures=measures.as_json(),
    )


def _dates(closes_on: datetime.date) -> dict[str, Any]:
    first = closes_on.replace(day=1)
    return {"starts_on": first, "ends_on": closes_on, "opens_on": first, "closes_on": closes_on}


@pytest.fixture
def lists(cast: Cast) -> list[TaskList]:
    return [make_list(cast.district, title=title) for title in ("甲", "乙")]


def test_the_lists_of_a_month_are_added_up(lists) -> None:
    frozen(lists[0], 5, all=10, done=2, reported=4000, demand=5000, owed=4, on_time=3)
    frozen(lists[1], 5, all=20, done=10, reported=6000, demand=5000, owed=6, on_time=6)
    (may,) = months_of(lists)
    assert (may.label, may.lists, may.totals.all, may.totals.done, may.done_bp) == ("5月", 2, 30, 12, 4000)
    assert (may.reported_bp, may.demand_bp, may.on_time_bp) == (5000, 5000, 9000)


def test_a_list_that_closes_by_the_quarter_stands_as_it_did_last(lists) -> None:
    frozen(lists[0], 6, all=10, done=1)
    frozen(lists[1], 6, all=20, done=5)
    frozen(lists[0], 7, all=10, done=3)
    assert [(m.label, m.totals.all, m.totals.done) for m in months_of(lists)] == [
        ("6月", 30, 6),
        ("7月", 30, 8),
    ]


def test_a_list_that_came_later_counts_from_its_first_month(lists) -> None:
    frozen(lists[0], 5, all=10)
    frozen(lists[0], 6, all=10)
    frozen(lists[1], 6, all=20)
    assert [(m.totals.all, m.lists) for m in months_of(lists)] == [(10, 1), (30, 2)]


def test_two_closing_days_in_a_month_are_one_month(lists) -> None:
    frozen(lists[0], 5, all=10)
    frozen(lists[1], 5, datetime.date(2026, 5, 31), all=20)
    (may,) = months_of(lists)
    assert (may.day, may.totals.all) == (datetime.date(2026, 5, 31), 30)


def test_before_is_the_month_before_not_the_snapshot_of_this_month(lists) -> None:
    frozen(lists[0], 4, all=10, overdue=1)
    frozen(lists[0], 5, all=10, overdue=2)
    frozen(lists[0], 6, all=10, overdue=3)
    assert before(lists, datetime.date(2026, 6, 28)).overdue == 2
    assert before(lists, datetime.date(2026, 7, 1)).overdue == 3
    assert before(lists, datetime.date(2026, 4, 30)) is None


def test_last_years_months_stand_beside_this_years(cast: Cast) -> None:
    frozen(make_list(cast.district, year=2025), 5, all=8, done=4)
    frozen(make_list(cast.other_district, year=2025), 5, all=99)
    (may,) = last_year(cast.district.pk, 2026)
    assert (may.label, may.done_bp) == ("5月", 5000)


def test_only_what_the_person_may_read(cast: Cast, lists) -> None:
    frozen(lists[0], 5, all=10)
    assert months_of(lists, cast.office2) == []
    assert before(lists, datetime.date(2026, 7, 1), cast.outsider) is None
    assert len(months_of(lists, cast.town)) == 1


def test_nothing_measured_is_none_not_nought(lists) -> None:
    frozen(lists[0], 5, all=0)
    (may,) = months_of(lists)
    assert (may.done_bp, may.on_time_bp) == (None, None)


def test_one_query_however_many_months(lists, django_assert_num_queries) -> None:
    for month in range(1, 8):
        frozen(lists[0], month, all=10)
    with django_assert_num_queries(1):
        assert len(months_of(lists)) == 7
    assert ReportingPeriod.objects.count() == 7
