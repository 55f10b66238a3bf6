"""Rows that bring the rows below them along in one query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import make_indicator, make_task
from progress.joined import with_children
from tasklists.models import Task

pytestmark = pytest.mark.django_db


def test_each_row_comes_once_with_its_own(cast, task_list):
    none, two, one = (make_task(task_list, number) for number in ("1", "2", "3"))
    held = {make_indicator(two, 1).pk, make_indicator(two, 2).pk}
    last = make_indicator(one, 3)
    rows = Task.objects.filter(task_list=task_list).select_related("task_list").order_by("-number")
    with CaptureQueriesContext(connection) as queries:
        found = with_children(rows, "indicators")
        children = [[indicator.pk for indicator in task.indicators.all()] for task in found]
        assert {indicator.task for task in found for indicator in task.indicators.all()} == {one, two}
        assert {task.task_list for task in found} == {task_list}
    assert len(queries) == 1
    assert found == [one, two, none]
    assert (children[0], set(children[1]), children[2]) == ([last.pk], held, [])


def test_what_else_is_fetched_along_stays(cast, task_list):
    task = make_task(task_list, lead=cast.department)
    make_indicator(task, 1)
    (found,) = with_children(Task.objects.filter(pk=task.pk).prefetch_related("assignments"), "indicators")
    with CaptureQueriesContext(connection) as queries:
        assert len(found.assignments.all()) == len(found.indicators.all()) == 1
    assert not queries
