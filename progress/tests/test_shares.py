"""From a figure to a share: less is better, ranges, nothing asked for, rates and sums."""

from decimal import Decimal

import pytest

from progress.shares import share_of, target_of
from tasklists.models import Indicator


@pytest.mark.parametrize(
    ("comparator", "target", "value", "share"),
    [
        ("=", 10, 5, 5000),
        (">=", 3, 1, 3333),
        (">=", 10, 12, 12_000),
        ("<=", 5, 4, 10_000),
        ("<=", 5, 5, 10_000),
        ("<=", 5, 10, 5000),
        ("<", 5, 5, 10_000),
        ("<=", 0, 0, 10_000),
        ("<", 0, 0, 0),
        ("<=", 0, 3, 0),
        ("=", 0, 0, 10_000),
        ("=", 0, 2, 0),
        ("~", 35, 28, 8000),
        ("up", 20, 10, 5000),
        ("down", 10, 10, 10_000),
    ],
)
def test_share(comparator, target, value, share):
    indicator = Indicator(comparator=comparator, target=Decimal(target))
    assert share_of(indicator, Decimal(value), Decimal(target)) == share


@pytest.mark.parametrize(("value", "share"), [(2, 5000), (4, 10_000), (6, 10_000), (12, 5000)])
def test_a_range_is_met_between_its_ends(value, share):
    indicator = Indicator(comparator="range", minimum=Decimal(4), maximum=Decimal(6))
    assert share_of(indicator, Decimal(value), Decimal(4)) == share


@pytest.mark.django_db
def test_shares_of_towns_make_the_target_where_only_they_are_stated(cast, task_list):
    from conftest import make_indicator, make_task

    task = make_task(task_list)
    lengths = make_indicator(task, None, {cast.town1: "1.5", cast.town2: 2}, unit="公里")
    rates = make_indicator(task, None, {cast.town1: 95, cast.town2: 90}, unit="%")
    people = make_indicator(task, None, each=60, unit="人")
    assert target_of(lengths) == Decimal("3.5")
    assert target_of(rates) is None  # percentages are not added up
    assert target_of(people) is None
