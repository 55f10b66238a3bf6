"""The months one after the other, from snapshots alone."""

from __future__ import annotations

import datetime

import pytest

from conftest import Cast, make_list
from reporting.models import Snapshot
from reporting.tests.snapping import frozen
from reporting.trends import Month, before, by_month
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db


def months_of(lists: list[TaskList]) -> list[Month]:
    return by_month(Snapshot.objects.filter(task_list__in=lists).select_related("period"))


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


def test_a_month_is_that_of_the_period_not_of_the_day_it_closed_on(lists) -> None:
    """September closed after the holiday, December when the year was settled."""
    frozen(lists[0], 1, all=10)
    frozen(lists[0], 9, datetime.date(2026, 10, 8), all=11)
    frozen(lists[0], 10, all=12)
    frozen(lists[0], 12, datetime.date(2027, 1, 15), all=13)
    told = [(month.label, month.day.month, month.totals.all) for month in months_of(lists)]
    assert told == [("1月", 1, 10), ("9月", 10, 11), ("10月", 10, 12), ("12月", 1, 13)]


def test_before_is_the_month_before(lists) -> None:
    frozen(lists[0], 4, all=10, overdue=1)
    frozen(lists[0], 5, all=10, overdue=2)
    frozen(lists[0], 6, all=10, overdue=3)
    only = {lists[0].pk}
    assert before(only, datetime.date(2026, 6, 1)).overdue == 2
    assert before(only, datetime.date(2026, 7, 1)).overdue == 3
    assert before(only, datetime.date(2026, 4, 1)) is None
    assert before(only, datetime.date(2026, 8, 1)) is None, "the last snapshot is two months old"


def test_before_compares_only_where_all_the_lists_stood_in_it(lists) -> None:
    frozen(lists[0], 6, all=10, overdue=1)
    frozen(lists[0], 7, all=10, overdue=1)
    frozen(lists[1], 7, all=20, overdue=2)
    both = {row.pk for row in lists}
    assert before(both, datetime.date(2026, 7, 1)) is None
    assert before(both, datetime.date(2026, 8, 1)).overdue == 3


def test_nothing_measured_is_none_not_nought(lists) -> None:
    frozen(lists[0], 5, all=0)
    (may,) = months_of(lists)
    assert (may.done_bp, may.on_time_bp) == (None, None)


def test_before_asks_once(lists, django_assert_num_queries) -> None:
    for month in range(1, 8):
        frozen(lists[0], month, all=10)
    with django_assert_num_queries(1):
        assert before({lists[0].pk}, datetime.date(2026, 8, 1)).all == 10
