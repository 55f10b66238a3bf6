"""编辑清单: headings and tasks added, moved and taken out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Cast, make_list, make_task
from tasklists.models import Category, ListChange, Task, TaskList
from tasklists.tests.editor.asking import filled, said


@pytest.fixture
def draft(cast: Cast) -> TaskList:
    return make_list(cast.district, state="draft")


def heading(task_list: TaskList, label: str, parent: Category | None = None, position: int = 0) -> Category:
    return Category.objects.create(
        district=task_list.district,
        task_list=task_list,
        label=label,
        title=f"类别{label}",
        parent=parent,
        position=position,
    )


def order(task_list: TaskList) -> list[tuple[str, str]]:
    return [(t.title, t.number) for t in Task.objects.filter(task_list=task_list).in_printed_order()]


def test_headings_of_two_levels_are_added(cast: Cast, draft: TaskList, sign_in) -> None:
    client = sign_in(cast.office)
    address = reverse("category_add", args=[draft.pk])
    client.post(address, filled(client, address) | {"label": "一", "title": "基础设施"})
    top = Category.objects.get()
    below = f"{address}?parent={top.pk}"
    answer = client.post(below, filled(client, below) | {"label": "（一）", "title": "道路"})
    assert answer.url.startswith(reverse("list_outline", args=[draft.pk]))
    assert Category.objects.get(title="道路").parent == top
    assert "已有同名" in said(client.post(address, {"label": "一", "title": "基础设施"}))


def test_a_heading_with_headings_below_stays_on_the_first_level(cast: Cast, draft: TaskList, sign_in) -> None:
    top, other = heading(draft, "一"), heading(draft, "二")
    heading(draft, "（一）", top)
    client = sign_in(cast.office)
    address = reverse("category_edit", args=[top.pk])
    assert client.post(address, filled(client, address) | {"parent": str(other.pk)}).status_code == 422


def test_the_second_person_sees_that_a_heading_was_renamed(cast: Cast, draft: TaskList, sign_in) -> None:
    top = heading(draft, "一")
    client = sign_in(cast.office)
    address = reverse("category_edit", args=[top.pk])
    form = filled(client, address) | {"title": "我起的名"}
    Category.objects.filter(pk=top.pk).update(title="别人起的名")
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "别人起的名" in said(answer)
    assert "我起的名" in answer.content.decode()


def test_renaming_a_heading_after_issue_needs_a_reason(cast: Cast, task_list: TaskList, sign_in) -> None:
    task = make_task(task_list, "1", cast.department)
    client = sign_in(cast.office)
    address = reverse("category_edit", args=[task.category_id])
    form = filled(client, address) | {"title": "新名"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "须填写变更原因" in said(answer)
    assert Category.objects.get().title == "第一类"
    assert client.post(address, form | {"reason": "机构改革"}).status_code == 302
    assert ListChange.objects.get().new == "一、新名"


def test_only_an_empty_heading_is_deleted(cast: Cast, draft: TaskList, sign_in) -> None:
    task = make_task(draft, "1")
    empty = heading(draft, "二")
    client = sign_in(cast.office)
    for row in (task.category, empty):
        client.post(reverse("category_delete", args=[row.pk]))
    assert list(Category.objects.all()) == [task.category]


def test_moving_a_heading_takes_its_tasks_along(cast: Cast, draft: TaskList, sign_in) -> None:
    one, two = heading(draft, "一", position=1), heading(draft, "二", position=2)
    make_task(draft, "1", category=one, title="甲")
    make_task(draft, "2", category=two, title="乙")
    sign_in(cast.office).post(reverse("category_move", args=[two.pk]), {"to": "up"})
    assert [title for title, _n in order(draft)] == ["乙", "甲"]


def test_a_new_task_gets_the_next_number_and_its_place(cast: Cast, draft: TaskList, sign_in) -> None:
    one, two = heading(draft, "一", position=1), heading(draft, "二", position=2)
    make_task(draft, "1", category=one, title="甲")
    make_task(draft, "2", category=two, title="乙")
    client = sign_in(cast.office)
    address = f"{reverse('task_add', args=[draft.pk])}?category={one.pk}"
    form = filled(client, address)
    assert form["number"] == "3"
    answer = client.post(
        address, form | {"title": "丙", "lead": str(cast.department.pk), "deadline": "2026-10-31"}
    )
    made = Task.objects.get(title="丙")
    assert answer.url.startswith(reverse("task_edit", args=[made.pk]))
    assert made.assignments.get().department == cast.department
    assert made.numbering_scope == ""
    assert [title for title, _n in order(draft)] == ["甲", "丙", "乙"]


def test_where_numbers_restart_a_new_task_counts_in_its_heading(cast: Cast, draft: TaskList, sign_in) -> None:
    one, two = heading(draft, "一", position=1), heading(draft, "二", position=2)
    make_task(draft, "1", category=one, title="甲", numbering_scope="一")
    make_task(draft, "1", category=two, title="乙", numbering_scope="二")
    client = sign_in(cast.office)
    address = f"{reverse('task_add', args=[draft.pk])}?category={two.pk}"
    client.post(address, filled(client, address) | {"title": "丙"})
    made = Task.objects.get(title="丙")
    assert (made.number, made.numbering_scope) == ("2", "二")


def test_a_taken_number_is_refused_and_nothing_typed_is_lost(cast: Cast, draft: TaskList, sign_in) -> None:
    make_task(draft, "1")
    client = sign_in(cast.office)
    address = reverse("task_add", args=[draft.pk])
    answer = client.post(address, filled(client, address) | {"number": "1", "title": "刚写的任务"})
    assert answer.status_code == 422
    assert "这个序号已被使用" in said(answer)
    assert "刚写的任务" in answer.content.decode()


def test_a_task_added_after_issue_needs_a_reason(cast: Cast, task_list: TaskList, sign_in) -> None:
    client = sign_in(cast.office)
    address = reverse("task_add", args=[task_list.pk])
    form = filled(client, address) | {"title": "增补的任务", "deadline": "2026-10-31"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert not Task.objects.exists()
    client.post(address, form | {"reason": "市级计划增补"})
    made = Task.objects.get()
    assert made.first_deadline == made.deadline
    assert {change.reason for change in ListChange.objects.all()} == {"市级计划增补"}


def test_a_task_moves_within_its_heading(cast: Cast, draft: TaskList, sign_in) -> None:
    for number in ("1", "2", "3"):
        make_task(draft, number)
    client = sign_in(cast.office)
    last = Task.objects.get(number="3")
    for _time in range(3):  # the third time it is the first already
        answer = client.post(reverse("task_move", args=[last.pk]), {"to": "up"})
    assert answer.url.endswith(f"#task-{last.pk}")
    assert [number for _t, number in order(draft)] == ["3", "1", "2"]


def test_a_task_of_a_draft_is_deleted_after_asking(cast: Cast, draft: TaskList, sign_in) -> None:
    task = make_task(draft, "1")
    client = sign_in(cast.office)
    address = reverse("task_delete", args=[task.pk])
    assert "不能恢复" in said(client.get(address))
    assert Task.objects.exists()
    client.post(address)
    assert not Task.objects.exists()


def test_an_issued_task_is_not_deleted(cast: Cast, task_list: TaskList, sign_in) -> None:
    task = make_task(task_list, "1")
    answer = sign_in(cast.office).post(reverse("task_delete", args=[task.pk]))
    assert "印发的任务不能删除" in said(answer)
    assert Task.objects.exists()


def test_the_page_takes_the_same_number_of_queries_for_any_list(cast: Cast, draft: TaskList, sign_in) -> None:
    client = sign_in(cast.office)
    address = reverse("list_outline", args=[draft.pk])
    make_task(draft, "1", cast.department)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(2, 9):
        make_task(draft, str(number), cast.department2, category=heading(draft, str(number)))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "name",
    [
        "list_outline",
        "list_edit",
        "list_issue",
        "list_changes",
        "category_add",
        "task_add",
        "list_bulk",
        "list_renumber",
    ],
)
def test_pages_of_a_list_are_the_offices(cast: Cast, task_list: TaskList, sign_in, name) -> None:
    address = reverse(name, args=[task_list.pk])
    make_task(task_list, "1")
    assert sign_in(cast.office).get(address).status_code == 200
    for person in (cast.lead, cast.town, cast.leader):
        assert sign_in(person).get(address).status_code == 403
    for person in (cast.office2, cast.outsider):
        assert sign_in(person).get(address).status_code == 404
