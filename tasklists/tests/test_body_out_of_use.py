"""A department or town that went out of use stays where the list names it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from conftest import Cast, make_task
from districts.models import Department, Town
from tasklists.models import Assignment, ListChange, Task, TaskList, TaskTown
from tasklists.tests.editor.asking import posted_from


@pytest.fixture
def task(cast: Cast, task_list: TaskList) -> Task:
    """Led by a department, helped by a town, for a town: all three out of use."""
    made = make_task(task_list, "1", cast.department, scope_kind="named")
    own = {"district": cast.district, "task": made}
    Assignment.objects.create(**own, town=cast.town1, role="cooperating", printed="东浦镇", position=1)
    for town in (cast.town1, cast.town2):
        TaskTown.objects.create(**own, town=town)
    Department.objects.filter(pk=cast.department.pk).update(is_active=False)
    Town.objects.filter(pk=cast.town1.pk).update(is_active=False)
    return made


def held(task: Task) -> list[tuple]:
    return list(task.assignments.values_list("role", "department__name", "town__name", "printed"))


def test_saving_another_field_keeps_them(cast: Cast, task, sign_in) -> None:
    client, address, before = sign_in(cast.office), reverse("task_edit", args=[task.pk]), held(task)
    page = client.get(address)
    posted = posted_from(page)
    assert posted["assignments-0-department"] == str(cast.department.pk)
    assert "区农业农村委（已停用）" in page.content.decode()
    assert client.post(address, posted | {"scale": "10 公里"}).status_code == 302
    assert held(task) == before
    assert {row.town for row in task.scope_towns.all()} == {cast.town1, cast.town2}
    assert not ListChange.objects.exists()


def test_they_are_offered_to_no_other_row(cast: Cast, task, sign_in) -> None:
    page = html.fromstring(sign_in(cast.office).get(reverse("task_edit", args=[task.pk])).content.decode())
    for name, body in (("department", cast.department), ("town", cast.town1)):
        rows = [
            select.get("name")
            for select in page.xpath(f"//select[contains(@name, '-{name}')]")
            if str(body.pk) in select.xpath("option/@value")
        ]
        assert rows == [f"assignments-{0 if name == 'department' else 1}-{name}"]


def test_another_row_cannot_take_one_up(cast: Cast, task, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("task_edit", args=[task.pk])
    taken = {"assignments-2-role": "guiding", "assignments-2-department": str(cast.department.pk)}
    assert client.post(address, posted_from(client.get(address)) | taken).status_code == 422


def test_taking_the_department_out_of_its_row_needs_a_reason_and_is_recorded(
    cast: Cast, task, sign_in
) -> None:
    client, address = sign_in(cast.office), reverse("task_edit", args=[task.pk])
    posted = posted_from(client.get(address)) | {"assignments-0-department": ""}
    refused = client.post(address, posted)
    assert refused.status_code == 422
    assert "须填写变更原因" in refused.content.decode()
    assert client.post(address, posted | {"reason": "部门撤销"}).status_code == 302
    change = ListChange.objects.get()
    assert (change.fact, change.old, change.reason) == ("牵头单位的名称", "区农业农村委", "部门撤销")


def test_ten_of_them_cost_no_more_queries_than_one(cast: Cast, task, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("task_edit", args=[task.pk])
    client.get(address)  # the first page of a session remembers the place
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for position in range(2, 12):
        body = Department.objects.create(district=cast.district, name=f"第{position}局", is_active=False)
        Assignment.objects.create(
            district=cast.district, task=task, department=body, printed=body.name, position=position
        )
    with CaptureQueriesContext(connection) as ten:
        client.get(address)
    assert len(ten) == len(one)
