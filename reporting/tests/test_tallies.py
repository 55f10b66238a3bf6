"""What is counted on a page and what `progress.status` says of the same tasks are one."""

from __future__ import annotations

import datetime

import pytest

from conftest import TODAY, Cast, make_milestone, make_task
from progress.models import claim
from progress.status import Totals, in_group, totals, with_lights
from reporting.tallies import belongs, count
from tasklists.models import Task, TaskList

GROUPS = [name for name in Totals.__slots__ if name != "all"]


@pytest.fixture
def tasks(cast: Cast, task_list: TaskList) -> None:
    day = datetime.timedelta(days=1)
    for number, due in enumerate((-1, 0, 1, 30, 31, 100), start=1):
        make_task(task_list, str(number), cast.department, deadline=TODAY + due * day)
    late = make_task(task_list, "7", cast.department, deadline=TODAY - day)
    claim(late, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    claim(make_task(task_list, "8", cast.department), cast.lead, today=TODAY)
    make_task(task_list, "9", deadline=None)
    make_task(task_list, "10", deadline=None, starts_on=TODAY + 9 * day)
    make_milestone(make_task(task_list, "11"), "Q1", datetime.date(2026, 3, 31), text="立项")


def test_counts_are_those_of_the_table_of_lights(tasks) -> None:
    rows = list(with_lights(Task.objects.all(), TODAY))
    assert count(rows, TODAY) == totals(Task.objects.all(), TODAY)


@pytest.mark.parametrize("group", GROUPS)
def test_rows_of_a_group_are_those_that_it_counts(tasks, group: str) -> None:
    rows = list(with_lights(Task.objects.all(), TODAY))
    picked = {task.pk for task in rows if belongs(task, group, TODAY)}
    assert len(picked) == getattr(totals(Task.objects.all(), TODAY), group)
    assert picked == {task.pk for task in in_group(with_lights(Task.objects.all(), TODAY), group, TODAY)}
