"""A list is carried into the next year, and two years are laid side by side."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import Cast, make_list, make_task
from progress.models import claim
from tasklists.models import TaskList
from tasklists.tests.editor.asking import filled, said


@pytest.fixture
def year(cast: Cast) -> TaskList:
    """Of this year: 1 unfinished, 2 closed, 3 recurring and closed."""
    today = timezone.localdate()
    task_list = make_list(cast.district, year=today.year, title=f"{today.year}年重点任务清单")
    make_task(task_list, "1", cast.department, deadline=datetime.date(today.year, 12, 31))
    for number, recurring in (("2", ""), ("3", "continuous")):
        task = make_task(task_list, number, cast.department, recurring=recurring)
        claim(task, cast.lead, today=today).close(cast.office, today=today)
    return task_list


def test_unfinished_and_recurring_tasks_go_into_a_draft_of_the_next_year(cast, year, sign_in) -> None:
    client, address = sign_in(cast.office), reverse("list_carry_over", args=[year.pk])
    page = said(client.get(address))
    assert "另外 1 项已办结" in page
    assert "任务2" not in page
    answer = client.post(address, filled(client, address))
    draft = TaskList.objects.get(year=year.year + 1)
    assert answer.url == reverse("list_outline", args=[draft.pk])
    assert (draft.title, draft.state) == (f"{year.year + 1}年重点任务清单", "draft")
    carried = draft.tasks.in_printed_order()
    assert [(task.number, task.predecessor.number) for task in carried] == [("1", "1"), ("3", "3")]
    assert carried[0].first_deadline == datetime.date(year.year, 12, 31)


def test_a_taken_title_is_refused_and_kept(cast, year, sign_in) -> None:
    make_list(cast.district, year=year.year + 1, title="已有的清单")
    client, address = sign_in(cast.office), reverse("list_carry_over", args=[year.pk])
    answer = client.post(address, {"title": "已有的清单"})
    assert answer.status_code == 422
    assert "已有同名清单" in said(answer)
    assert "已有的清单" in answer.content.decode()


def test_nothing_to_carry_over_is_said(cast, sign_in) -> None:
    empty = make_list(cast.district)
    client, address = sign_in(cast.office), reverse("list_carry_over", args=[empty.pk])
    assert "没有未办结或经常性的任务" in said(client.get(address))
    assert client.post(address, {"title": "x"}).status_code == 422


def test_two_years_stand_side_by_side(cast, year, sign_in) -> None:
    client, carry = sign_in(cast.office), reverse("list_carry_over", args=[year.pk])
    client.post(carry, filled(client, carry))
    draft = TaskList.objects.get(year=year.year + 1)
    draft.tasks.filter(number="1").update(title="换了名称")
    make_task(draft, "9", title="全新的")
    address = reverse("list_two_years", args=[draft.pk])
    page = said(client.get(address))
    assert "全部 4 延续 1有变化 1新增 1不再列入 1" in page
    assert "任务名称：任务1 → 换了名称" in page
    assert "换了名称" not in said(client.get(f"{address}?fate=gone"))


def test_without_an_earlier_list_the_page_says_how_it_comes(cast, year, sign_in) -> None:
    page = said(sign_in(cast.office).get(reverse("list_two_years", args=[year.pk])))
    assert "还没有更早年度的清单" in page


@pytest.mark.parametrize("name", ["list_carry_over", "list_two_years"])
def test_the_pages_are_the_offices(cast, year, sign_in, name) -> None:
    address = reverse(name, args=[year.pk])
    for person in (cast.lead, cast.town, cast.leader):
        assert sign_in(person).get(address).status_code == 403
    for person in (cast.office2, cast.outsider):
        assert sign_in(person).get(address).status_code == 404


def test_another_districts_list_is_not_laid_beside(cast, year, sign_in) -> None:
    foreign = make_list(cast.other_district, year=year.year - 1, title="云山的清单")
    address = reverse("list_two_years", args=[year.pk])
    assert "云山的清单" not in sign_in(cast.office).get(f"{address}?with={foreign.pk}").content.decode()


def test_the_office_finds_the_pages_from_the_list_and_readers_do_not(cast, year, sign_in) -> None:
    page = sign_in(cast.office).get(reverse("list", args=[year.pk])).content.decode()
    names = ("list_outline", "list_bulk", "list_changes", "list_carry_over", "list_two_years")
    assert all(reverse(name, args=[year.pk]) in page for name in names)
    assert reverse("list_add") in sign_in(cast.office).get(reverse("lists")).content.decode()
    read = sign_in(cast.lead).get(reverse("list", args=[year.pk])).content.decode()
    assert not any(reverse(name, args=[year.pk]) in read for name in names)
    assert reverse("list_add") not in sign_in(cast.lead).get(reverse("lists")).content.decode()
