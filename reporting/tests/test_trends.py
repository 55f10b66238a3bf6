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
    return by_month(Snapshot.objects.filter(task_list__in=lists).order_by("day", "id"))


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


def test_nothing_measured_is_none_not_nought(lists) -> None:
    frozen(lists[0], 5, all=0)
    (may,) = months_of(lists)
    assert (may.done_bp, may.on_time_bp) == (None, None)


def test_before_asks_once(lists, django_assert_num_queries) -> None:
    for month in range(1, 8):
        frozen(lists[0], month, all=10)
    with django_assert_num_queries(1):
        assert before(lists, datetime.date(2026, 9, 1)).all == 10
