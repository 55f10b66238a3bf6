"""Rows read with what is below them in one query hold the same as rows read with `prefetch_related`."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q

from conftest import Cast, make_indicator, make_task
from districts.joined import Below, read_with
from tasklists.models import Assignment, Task, TaskList

INDICATORS = Below("indicators", order=("-position", "pk"))


@pytest.fixture
def tasks(cast: Cast, task_list: TaskList) -> list[Task]:
    """One with two bodies and three indicators, one with a body alone, one with nothing."""
    rich, poor = make_task(task_list, "1", cast.department), make_task(task_list, "2", cast.department2)
    Assignment.objects.create(
        district=cast.district, task=rich, printed="各街镇", role="cooperating", position=2
    )
    for position in range(3):
        make_indicator(rich, 5, name=f"指标{position}", position=position)
    return [rich, poor, make_task(task_list, "3")]


def names(rows: Any) -> list[str]:
    return [row.name for row in rows.all()]


def test_each_row_comes_once_with_all_that_is_below_it(tasks, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = Task.objects.order_by("-number").listed_with_bodies(INDICATORS)
        bodies = [[str(body) for body in task.assignments.all()] for task in found]
        indicators = [names(task.indicators) for task in found]
    assert found == tasks[::-1]
    assert bodies == [[], ["区水务局"], ["区农业农村委", "各街镇"]]
    assert indicators == [[], [], ["指标2", "指标1", "指标0"]]


def test_a_condition_leaves_rows_out_but_not_what_they_hang_on(tasks) -> None:
    last = Below("indicators", only=Q(indicators__name="指标2"))
    found = read_with(Task.objects.order_by("number"), last)
    assert [names(task.indicators) for task in found] == [["指标2"], [], []]


def test_what_was_read_along_can_still_be_asked_further(tasks) -> None:
    first = Task.objects.order_by("number").listed_with_bodies(INDICATORS)[0]
    assert first.indicators.filter(name="指标1").count() == 1
    assert first.assignments.filter(role="lead").get().department.name == "区农业农村委"


def test_what_else_is_fetched_along_stays(tasks, django_assert_num_queries) -> None:
    rows = Task.objects.filter(pk=tasks[0].pk).prefetch_related("assignments")
    (found,) = read_with(rows, INDICATORS)
    with django_assert_num_queries(0):
        assert (len(found.assignments.all()), len(found.indicators.all())) == (2, 3)
