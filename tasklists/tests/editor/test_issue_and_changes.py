"""A draft is issued, and from then on the list is shown as issued against now."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import Cast, make_indicator, make_list, make_task
from tasklists.models import Task, TaskList
from tasklists.tests.editor.asking import filled, said


@pytest.fixture
def draft(cast: Cast) -> TaskList:
    return make_list(cast.district, state="draft")


def test_a_draft_is_issued_with_number_and_day(cast: Cast, draft, sign_in) -> None:
    make_task(draft, "1", cast.department)
    client, address = sign_in(cast.office), reverse("list_issue", args=[draft.pk])
    assert sign_in(cast.lead).get(reverse("list", args=[draft.pk])).status_code == 404
    form = filled(client, address) | {"number": "清乡振〔2026〕1号", "day": "2026-03-01"}
    assert client.post(address, form).url == reverse("list", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.state, draft.issuing_number, draft.issued_on) == (
        "issued",
        "清乡振〔2026〕1号",
        datetime.date(2026, 3, 1),
    )
    assert draft.baseline.facts
    assert sign_in(cast.lead).get(reverse("list", args=[draft.pk])).status_code == 200
    assert "已经印发" in said(client.get(address))
    assert "已经印发，不能再次印发" in said(client.post(address, form))


def test_what_is_easily_forgotten_is_named_before_issue(cast: Cast, draft, sign_in) -> None:
    task = make_task(draft, "1", deadline=None)
    make_indicator(task, "10", {cast.town1: 4, cast.town2: 5})
    page = said(sign_in(cast.office).get(reverse("list_issue", args=[draft.pk])))
    assert "没有牵头部门" in page
    assert "没有完成时限" in page
    assert "合计 9公里，目标 10公里" in page


def test_an_empty_list_is_not_issued(cast: Cast, draft, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("list_issue", args=[draft.pk])
    assert "还没有任务" in said(client.get(address))
    assert client.post(address, {"day": "2026-03-01"}).status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_day_to_come_is_refused_and_what_was_typed_kept(cast: Cast, draft, sign_in) -> None:
    make_task(draft, "1")
    later = timezone.localdate() + datetime.timedelta(days=1)
    address = reverse("list_issue", args=[draft.pk])
    answer = sign_in(cast.office).post(address, {"day": later.isoformat(), "number": "刚填的文号"})
    assert answer.status_code == 422
    assert "不能晚于今天" in said(answer)
    assert "刚填的文号" in answer.content.decode()


def test_the_list_as_issued_stands_beside_now_with_the_reasons(cast: Cast, draft, sign_in) -> None:
    for number in ("1", "2", "3"):
        make_task(draft, number, cast.department)
    client = sign_in(cast.office)
    issue = reverse("list_issue", args=[draft.pk])
    client.post(issue, filled(client, issue))
    address = reverse("list_changes", args=[draft.pk])
    assert "没有改动，清单与印发时一致" in said(client.get(address))
    edit = reverse("task_edit", args=[Task.objects.get(number="1").pk])
    client.post(edit, filled(client, edit) | {"deadline": "2026-10-31", "reason": "市级计划调整"})
    add = reverse("task_add", args=[draft.pk])
    client.post(add, filled(client, add) | {"title": "新来的", "reason": "增补"})
    page = said(client.get(address))
    assert "有改动 1增补 1已撤出 0与印发时一致 2" in page
    assert "2026-12-31" in page
    assert "2026-10-31" in page
    assert "市级计划调整" in page


def test_a_draft_says_what_will_be_here(cast: Cast, draft, sign_in) -> None:
    page = said(sign_in(cast.office).get(reverse("list_changes", args=[draft.pk])))
    assert "清单印发后，印发时的内容会留存在这里" in page


def test_changes_take_the_same_number_of_queries_for_any_list(
    cast: Cast, draft, sign_in, django_assert_max_num_queries
) -> None:
    for number in range(1, 15):
        make_indicator(make_task(draft, str(number), cast.department), "2", {cast.town1: 2})
    client = sign_in(cast.office)
    issue = reverse("list_issue", args=[draft.pk])
    client.post(issue, filled(client, issue))
    Task.objects.filter(task_list=draft).update(title="改了名")
    with django_assert_max_num_queries(30):
        client.get(reverse("list_changes", args=[draft.pk]))
