"""批量修改 and 重新编号: shown before → after, then done."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from conftest import Cast, make_list, make_task
from tasklists.models import Assignment, Category, ListChange, Task, TaskList
from tasklists.tests.editor.asking import filled, posted_from, said

DAY = datetime.date(2026, 10, 31)


@pytest.fixture
def three(cast: Cast, task_list: TaskList) -> list[Task]:
    """Three issued tasks of one heading, led by two departments."""
    return [
        make_task(task_list, "1", cast.department),
        make_task(task_list, "2", cast.department),
        make_task(task_list, "3", cast.department2),
    ]


def choose(tasks: list[Task], **what: str) -> dict:
    return {"step": "preview", "role": "lead", "tasks": [str(task.pk) for task in tasks]} | what


def confirm(client, address: str, preview, **more: str):
    return client.post(address, posted_from(preview) | {"step": "apply"} | more)


def leads(task_list: TaskList) -> list[str]:
    rows = Assignment.objects.filter(task__task_list=task_list, role="lead").order_by("task__number")
    return [str(row) for row in rows]


def test_a_department_is_replaced_after_a_preview_with_a_reason(
    cast: Cast, three, task_list, sign_in
) -> None:
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    asked = choose(three, what="department", old=str(cast.department.pk), new=str(cast.department2.pk))
    preview = client.post(address, asked)
    assert "将修改 2 项任务" in said(preview)
    assert "另 1 项不受影响" in said(preview)
    assert leads(task_list) == ["区农业农村委", "区农业农村委", "区水务局"]
    refused = confirm(client, address, preview)
    assert refused.status_code == 422
    assert "须填写变更原因" in said(refused)
    assert confirm(client, address, refused, reason="机构改革").status_code == 302
    assert leads(task_list) == ["区水务局"] * 3
    assert {(c.old, c.new, c.reason) for c in ListChange.objects.all()} == {
        ("区农业农村委", "区水务局", "机构改革")
    }


def test_a_deadline_is_moved_and_the_first_one_kept(cast: Cast, three, task_list, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    preview = client.post(address, choose(three[:2], what="deadline", deadline="2026-10-31"))
    assert "2026-12-31" in said(preview)
    confirm(client, address, preview, reason="市级计划调整")
    assert [task.deadline for task in task_list.tasks.in_printed_order()][:2] == [DAY, DAY]
    assert {task.first_deadline for task in task_list.tasks.all()} == {datetime.date(2026, 12, 31), None}


def test_a_deadline_before_the_start_of_a_task_is_refused(cast: Cast, three, task_list, sign_in) -> None:
    Task.objects.filter(pk=three[1].pk).update(starts_on="2026-11-05")
    address = reverse("list_bulk", args=[task_list.pk])
    page = sign_in(cast.office).post(address, choose(three, what="deadline", deadline="2026-10-31"))
    assert page.status_code == 422
    assert "任务 2 的开始日期晚于这个时限" in said(page)


def test_tasks_go_to_the_end_of_another_heading(cast: Cast, three, task_list, sign_in) -> None:
    two = Category.objects.create(
        district=cast.district, task_list=task_list, label="二", title="第二类", position=9
    )
    make_task(task_list, "4", category=two)
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    preview = client.post(address, choose([three[0], three[2]], what="category", category=str(two.pk)))
    assert confirm(client, address, preview, reason="调整").status_code == 302
    numbers = [(t.number, t.category.label) for t in task_list.tasks.in_printed_order()]
    assert numbers == [("2", "一"), ("4", "二"), ("1", "二"), ("3", "二")]


def test_sub_items_that_go_along_are_shown_and_recorded(cast: Cast, three, task_list, sign_in) -> None:
    below = make_task(task_list, "1.1", cast.department, parent=three[0], numbering_scope="1")
    two = Category.objects.create(
        district=cast.district, task_list=task_list, label="二", title="第二类", position=9
    )
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    preview = client.post(address, choose(three[:1], what="category", category=str(two.pk)))
    assert "将修改 2 项任务" in said(preview)
    assert confirm(client, address, preview, reason="调整").status_code == 302
    below.refresh_from_db()
    assert (below.category, below.history.count()) == (two, 2)
    assert [(c.task, c.fact, c.reason) for c in ListChange.objects.order_by("task_id")] == [
        (three[0], "类别", "调整"),
        (below, "类别", "调整"),
    ]


def test_sub_items_that_stay_as_they_are_are_not_counted(cast: Cast, three, task_list, sign_in) -> None:
    make_task(task_list, "1.1", cast.department, parent=three[0], numbering_scope="1")
    address = reverse("list_bulk", args=[task_list.pk])
    preview = sign_in(cast.office).post(address, choose(three[:1], what="deadline", deadline="2026-10-31"))
    assert "将修改 1 项任务" in said(preview)
    assert "不受影响" not in said(preview)


def test_a_name_without_its_department_gets_it_with_a_reason(cast: Cast, three, task_list, sign_in) -> None:
    Assignment.objects.filter(task=three[0]).update(department=None)
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    preview = client.post(address, choose(three[:1], what="department", new=str(cast.department.pk)))
    assert "将修改 1 项任务" in said(preview)
    assert confirm(client, address, preview).status_code == 422
    assert confirm(client, address, preview, reason="补选部门").status_code == 302
    assert ListChange.objects.get().fact == "牵头单位的名称"


def test_a_task_changed_since_the_preview_stops_it(cast: Cast, three, task_list, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    preview = client.post(address, choose(three, what="deadline", deadline="2026-10-31"))
    Task.objects.filter(pk=three[0].pk).update(deadline=datetime.date(2026, 6, 30))
    answer = confirm(client, address, preview, reason="调整")
    assert answer.status_code == 422
    assert "已被其他人改动" in said(answer)
    assert "2026-06-30" in said(answer)
    assert confirm(client, address, answer, reason="调整").status_code == 302


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"what": "department"}, "请选择改为哪个部门"),
        ({"what": "deadline", "deadline": ""}, "请填写新的完成时限"),
        ({"what": "deadline", "deadline": "2019-01-01"}, "2019-01-01 早于清单年度 2026 年"),
        ({"what": "deadline", "deadline": "13月"}, "请填日期，如 2026-10-31"),
        ({"what": "deadline", "deadline": "2026-10-31", "tasks": []}, "请至少勾选一项任务"),
    ],
)
def test_wrong_input_keeps_what_was_chosen(cast: Cast, three, task_list, sign_in, what, sentence) -> None:
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    answer = client.post(address, choose(three[:1]) | {"deadline_text": "刚填的写法"} | what)
    assert answer.status_code == 422
    assert sentence in said(answer)
    form = posted_from(answer)
    assert form["deadline_text"] == "刚填的写法"
    if what.get("tasks") is None:
        assert form["tasks"] == str(three[0].pk)


def test_going_back_keeps_what_was_chosen(cast: Cast, three, task_list, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("list_bulk", args=[task_list.pk])
    preview = client.post(address, choose(three[:2], what="deadline", deadline="2026-10-31"))
    again = posted_from(client.post(address, posted_from(preview) | {"step": "choose"}))
    assert again["deadline"] == "2026-10-31"
    assert again["tasks"] == [str(task.pk) for task in three[:2]]


def test_tasks_of_another_list_cannot_be_slipped_in(cast: Cast, three, task_list, sign_in) -> None:
    foreign = make_task(make_list(cast.other_district), "1", cast.other_department)
    address = reverse("list_bulk", args=[task_list.pk])
    answer = sign_in(cast.office).post(address, choose([foreign], what="deadline", deadline="2026-10-31"))
    assert answer.status_code == 422
    assert Task.objects.get(pk=foreign.pk).deadline == datetime.date(2026, 12, 31)


def test_numbers_are_given_anew_after_a_preview(cast: Cast, sign_in) -> None:
    draft = make_list(cast.district, state="draft")
    for number in ("3", "7", "8"):
        make_task(draft, number)
    client, address = sign_in(cast.office), reverse("list_renumber", args=[draft.pk])
    assert "3 项任务的序号会变" in said(client.get(address))
    client.post(address, filled(client, address))
    assert [task.number for task in draft.tasks.in_printed_order()] == ["1", "2", "3"]
    assert "0 项任务的序号会变" in said(client.get(address))


def test_numbers_can_begin_anew_in_each_heading(cast: Cast, sign_in) -> None:
    draft = make_list(cast.district, state="draft")
    two = Category.objects.create(
        district=cast.district, task_list=draft, label="二", title="第二类", position=9
    )
    for number, category in (("1", None), ("2", None), ("3", two), ("4", two)):
        make_task(draft, number, category=category)
    client, address = sign_in(cast.office), reverse("list_renumber", args=[draft.pk])
    client.post(address, filled(client, f"{address}?way=category"))
    keys = [task.key for task in draft.tasks.in_printed_order()]
    assert keys == ["一/1", "一/2", "二/1", "二/2"]
    client.post(address, filled(client, f"{address}?way=whole"))
    assert [task.key for task in draft.tasks.in_printed_order()] == ["1", "2", "3", "4"]


def test_sub_items_follow_the_number_of_their_task(cast: Cast, sign_in) -> None:
    draft = make_list(cast.district, state="draft")
    top = make_task(draft, "5")
    make_task(draft, "5.1", parent=top, numbering_scope="5")
    address = reverse("list_renumber", args=[draft.pk])
    client = sign_in(cast.office)
    client.post(address, filled(client, address))
    assert [task.key for task in draft.tasks.order_by("id")] == ["1", "1/1.1"]


def test_renumbering_an_issued_list_needs_a_reason(cast: Cast, three, task_list, sign_in) -> None:
    Task.objects.filter(pk=three[2].pk).update(number="9")
    client, address = sign_in(cast.office), reverse("list_renumber", args=[task_list.pk])
    form = filled(client, address)
    assert "须填写变更原因" in said(client.post(address, form))
    assert Task.objects.filter(number="9").exists()
    assert client.post(address, form | {"reason": "勘误"}).status_code == 302
    assert ListChange.objects.get().fact == "序号"


def test_a_stale_preview_of_numbers_is_refused(cast: Cast, three, task_list, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("list_renumber", args=[task_list.pk])
    form = filled(client, address) | {"reason": "勘误"}
    make_task(task_list, "12")
    assert "已被其他人改动" in said(client.post(address, form))
