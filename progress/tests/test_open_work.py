"""A department or town that still has work is taken out of use only when that was said and confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_list, make_task
from progress.models import claim
from tasklists.models import Assignment, TaskList
from tasklists.tests.editor.asking import posted_from, said


@pytest.fixture
def take_out(cast: Cast, sign_in) -> Any:
    """take_out(body, …) → the answer to its page saved without 在用."""
    client = sign_in(cast.office)

    def posting(body: Any, **more: str) -> Any:
        address = reverse(f"{body._meta.model_name}_edit", args=[body.pk])
        form = posted_from(client.get(address))
        form.pop("is_active")
        return client.post(address, form | more)

    return posting


def in_use(body: Any) -> bool:
    body.refresh_from_db()
    return body.is_active


def test_a_department_with_open_tasks_is_named_with_their_number(
    cast: Cast, task_list: TaskList, take_out
) -> None:
    for number in ("1", "2"):
        make_task(task_list, number, cast.department)
    helped = make_task(task_list, "3", cast.department2)
    Assignment.objects.create(
        district=cast.district, task=helped, department=cast.department, role="cooperating"
    )
    page = take_out(cast.department)
    assert "区农业农村委还牵头 2 项、参与 1 项未办结的任务。" in said(page)
    assert "并入另一部门" in said(page)
    assert in_use(cast.department)
    assert "仍要停用" in said(page)
    assert take_out(cast.department, out_of_use_anyway="on").status_code == 302
    assert not in_use(cast.department)
    assert Assignment.objects.filter(department=cast.department).count() == 3


def test_closed_tasks_do_not_count(cast: Cast, task_list: TaskList, take_out) -> None:
    task = make_task(task_list, "1", cast.department)
    claim(task, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    assert take_out(cast.department).status_code == 302
    assert not in_use(cast.department)


def test_a_town_with_open_shares_is_named(cast: Cast, task_list: TaskList, take_out) -> None:
    shared = make_task(task_list, "1", cast.department)
    make_indicator(shared, 5, {cast.town1: 2, cast.town2: 3})
    make_indicator(shared, 5, {cast.town1: 2}, name="房屋")
    make_task(task_list, "2", cast.department, scope_kind="all_towns")
    make_task(make_list(cast.other_district), "1")
    assert "东浦镇还有 1 项任务未办结" in said(take_out(cast.town1))
    assert in_use(cast.town1)
    assert take_out(cast.town1, out_of_use_anyway="on").status_code == 302
    assert not in_use(cast.town1)


def test_one_that_is_out_of_use_is_saved_without_being_asked_again(
    cast: Cast, task_list: TaskList, sign_in
) -> None:
    make_task(task_list, "1", cast.department)
    cast.department.is_active = False
    cast.department.save()
    client, address = sign_in(cast.office), reverse("department_edit", args=[cast.department.pk])
    assert client.post(address, posted_from(client.get(address)) | {"position": "7"}).status_code == 302
