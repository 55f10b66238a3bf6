"""A list is made in the browser, and its head corrected."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from conftest import Cast, make_list
from tasklists.models import TaskList
from tasklists.tests.editor.asking import filled, said

NEW = "list_add"


def test_the_office_makes_a_draft_with_the_usual_columns(cast: Cast, sign_in) -> None:
    client = sign_in(cast.office)
    form = filled(client, reverse(NEW)) | {"year": "2027", "title": "2027年重点任务清单"}
    answer = client.post(reverse(NEW), form)
    made = TaskList.objects.get()
    assert answer.url == reverse("list_outline", args=[made.pk])
    assert (made.district, made.year, made.state, made.kind) == (cast.district, 2027, "draft", "annual_list")
    assert ["牵头部门", "lead"] in made.columns
    assert "清单还是空的" in said(client.get(answer.url))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "2026年重点任务清单"}, "本区该年度已有同名清单"),
        ({"title": ""}, "请填写这一项"),
        ({"year": "27", "title": "新清单"}, "四位年份"),
        ({"columns": [], "title": "新清单"}, "请填写这一项"),
    ],
)
def test_wrong_input_keeps_what_was_typed(cast: Cast, sign_in, wrong, sentence) -> None:
    make_list(cast.district)
    client = sign_in(cast.office)
    form = filled(client, reverse(NEW)) | {"year": "2026", "issuing_body": "刚填的单位"} | wrong
    answer = client.post(reverse(NEW), form)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "刚填的单位" in answer.content.decode()
    assert TaskList.objects.count() == 1


def test_only_the_own_district_can_be_chosen(cast: Cast, sign_in) -> None:
    client = sign_in(cast.office)
    assert "云山区" not in client.get(reverse(NEW)).content.decode()
    form = filled(client, reverse(NEW)) | {
        "title": "x",
        "year": "2027",
        "district": str(cast.other_district.pk),
    }
    assert client.post(reverse(NEW), form).status_code == 422
    assert not TaskList.objects.exists()


def test_readers_and_outsiders_make_no_list(cast: Cast, sign_in) -> None:
    for person in (cast.lead, cast.town, cast.leader, cast.outsider):
        assert sign_in(person).get(reverse(NEW)).status_code == 403
        assert sign_in(person).post(reverse(NEW), {"title": "x"}).status_code == 403


def test_head_of_an_issued_list_is_corrected(cast: Cast, task_list: TaskList, sign_in) -> None:
    client = sign_in(cast.office)
    address = reverse("list_edit", args=[task_list.pk])
    form = filled(client, address) | {"issuing_number": "清乡振〔2026〕1号", "issued_on": "2026-03-01"}
    assert client.post(address, form).status_code == 302
    task_list.refresh_from_db()
    assert (task_list.issuing_number, task_list.issued_on) == ("清乡振〔2026〕1号", datetime.date(2026, 3, 1))


def test_the_second_of_two_people_sees_what_the_first_made_of_the_head(
    cast: Cast, task_list: TaskList, sign_in
) -> None:
    client = sign_in(cast.office)
    address = reverse("list_edit", args=[task_list.pk])
    form = filled(client, address) | {"title": "我改的标题"}
    TaskList.objects.filter(pk=task_list.pk).update(title="别人改的标题")
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "别人改的标题" in said(answer)
    assert "我改的标题" in answer.content.decode()
    task_list.refresh_from_db()
    assert task_list.title == "别人改的标题"


def test_a_taken_title_is_refused(cast: Cast, task_list: TaskList, sign_in) -> None:
    make_list(cast.district, title="另一份清单")
    client = sign_in(cast.office)
    address = reverse("list_edit", args=[task_list.pk])
    answer = client.post(address, filled(client, address) | {"title": "另一份清单"})
    assert "已有同名清单" in said(answer)
