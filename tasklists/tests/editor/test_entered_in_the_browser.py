"""A list entered wholly through the pages comes back unchanged when it is exported and imported."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import Cast
from tasklists.models import Category, Task, TaskList
from tasklists.tests.editor.asking import filled
from tasklists.tests.exporting.test_round_trip import assert_nothing_changes


@pytest.fixture
def entered(cast: Cast, sign_in) -> TaskList:
    client = sign_in(cast.office)
    new = reverse("list_add")
    client.post(new, filled(client, new) | {"year": "2026", "title": "2026年清河区重点任务清单"})
    made = TaskList.objects.get()
    heading = reverse("category_add", args=[made.pk])
    client.post(heading, filled(client, heading) | {"label": "一", "title": "基础设施"})
    top = Category.objects.get()
    below = f"{heading}?parent={top.pk}"
    client.post(below, filled(client, below) | {"label": "（一）", "title": "道路"})
    client.post(heading, filled(client, heading) | {"label": "二", "title": "产业发展"})
    add = reverse("task_add", args=[made.pk])
    for title, category in (("改造农村道路", "道路"), ("培育示范农场", "产业发展"), ("清理河道", "道路")):
        more = {
            "title": title,
            "category": str(Category.objects.get(title=category).pk),
            "lead": str(cast.department.pk),
            "deadline": "2026-10-31",
        }
        assert client.post(add, filled(client, add) | more).status_code == 302
    task = Task.objects.get(title="改造农村道路")
    edit = reverse("task_edit", args=[task.pk])
    client.post(
        edit,
        filled(client, edit)
        | {
            "requirement": "按计划改造。",
            "assignments-1-role": "cooperating",
            "assignments-1-department": str(cast.department2.pk),
            "indicators-0-name": "道路",
            "indicators-0-unit": "公里",
            "indicators-0-target": "5.5",
            "milestones-0-period": "H1",
            "milestones-0-text": "完成20%",
            "milestones-0-percent": "20",
        },
    )
    indicator = task.indicators.get()
    shares = {
        f"quota-{indicator.pk}-{cast.town1.pk}": "2",
        f"quota-{indicator.pk}-{cast.town2.pk}": "3.5",
    }
    assert client.post(edit, filled(client, edit) | shares).status_code == 302
    return made


def renumbered(client, task_list: TaskList) -> None:
    address = reverse("list_renumber", args=[task_list.pk])
    assert client.post(address, filled(client, address)).status_code == 302


def test_a_draft_comes_back_unchanged(entered: TaskList) -> None:
    assert_nothing_changes(entered)


def test_an_issued_list_comes_back_unchanged(cast: Cast, entered: TaskList, sign_in) -> None:
    client = sign_in(cast.office)
    renumbered(client, entered)
    issue = reverse("list_issue", args=[entered.pk])
    head = {"number": "清乡振〔2026〕1号", "day": "2026-03-01", "body": "清河区乡村振兴工作领导小组办公室"}
    assert client.post(issue, filled(client, issue) | head).status_code == 302
    entered.refresh_from_db()
    assert_nothing_changes(entered)


def test_numbers_that_begin_anew_in_each_heading_come_back(cast: Cast, entered: TaskList, sign_in) -> None:
    client = sign_in(cast.office)
    edit = reverse("category_edit", args=[Category.objects.get(title="道路").pk])
    client.post(edit, filled(client, edit) | {"parent": ""})  # headings of one level
    client.post(reverse("category_delete", args=[Category.objects.get(title="基础设施").pk]))
    address = f"{reverse('list_renumber', args=[entered.pk])}?way=category"
    client.post(address, filled(client, address))
    assert Task.objects.filter(number="1").count() == 2
    assert_nothing_changes(entered)
