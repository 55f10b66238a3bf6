"""Each page asks the database as often for 300 tasks as for 3."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import TODAY, Cast, make_list
from tasklists.models import Assignment, Category, Indicator, Quota, Task, TaskList

# what is asked for after the address, and how many queries the page needs at most
PAGES = {
    "home": ("", 7),
    "lists": ("", 6),
    "districts": ("", 7),
    "list": ("", 10),
    "list, full": ("?view=full", 11),
    "list, sorted by lead": ("?sort=lead", 10),
    "list, overdue": ("?group=overdue&light=red", 10),
    "district_tasks": ("", 11),
    "list_dashboard": ("", 10),
    "district_dashboard": ("", 9),
    "search": ("?q=任务", 7),
}


def fill(cast: Cast, task_list: TaskList, number: int) -> None:
    """So many tasks, each with two bodies, a quota and its own light."""
    district = cast.district
    categories = [
        Category.objects.create(district=district, task_list=task_list, label=str(n), title=f"第{n}类")
        for n in range(min(number, 20))
    ]
    tasks = Task.objects.bulk_create(
        Task(
            district=district,
            task_list=task_list,
            category=categories[n % len(categories)],
            number=str(n),
            position=n,
            title=f"任务{n}",
            requirement="要求",
            deadline=TODAY + datetime.timedelta(days=n % 60 - 20),
        )
        for n in range(number)
    )
    Assignment.objects.bulk_create(
        Assignment(district=district, task=task, department=department, role="lead")
        for task in tasks
        for department in (cast.department, cast.department2)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(district=district, task=task, name="道路", unit="公里", target=5) for task in tasks
    )
    Quota.objects.bulk_create(
        Quota(district=district, indicator=indicator, town=cast.town1, value=5) for indicator in indicators
    )


def address(cast: Cast, task_list: TaskList, name: str) -> str:
    page = name.partition(",")[0]
    args: dict[str, list[int]] = {
        "list": [task_list.pk],
        "list_dashboard": [task_list.pk],
        "district_tasks": [cast.district.pk, 2026],
        "district_dashboard": [cast.district.pk, 2026],
    }
    return reverse(page, args=args.get(page, [])) + PAGES[name][0]


def asked(client: Any, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", PAGES)
def test_as_many_queries_for_300_tasks_as_for_3(cast: Cast, sign_in, name: str) -> None:
    columns = [["序号", "number"], ["任务要求", "requirement"], ["牵头单位", "lead"]]
    task_list = make_list(cast.district, columns=columns)
    client = sign_in(cast.leader)
    fill(cast, task_list, 3)
    few = asked(client, address(cast, task_list, name))
    Task.objects.filter(task_list=task_list).update(numbering_scope="x")
    fill(cast, task_list, 297)
    assert asked(client, address(cast, task_list, name)) == few
    assert few <= PAGES[name][1]
