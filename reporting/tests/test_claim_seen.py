"""Closing, returning and taking back act on the claim that the page showed, and on no other."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from conftest import TODAY, Cast, make_task
from progress.models import claim
from reporting.tests.reading import tree, words
from reporting.tests.test_task_page import post
from tasklists.models import Task, TaskList

CHANGED = "办结申请在您打开页面之后有变化，请看过现在的内容再办理。"


@pytest.fixture
def task(cast: Cast, task_list: TaskList) -> Task:
    return make_task(task_list, "9", cast.department)


@pytest.fixture
def old_claim(cast: Cast, task: Task) -> str:
    """What the office's old page shows: the claim was returned and made again for another day since."""
    first = claim(task, cast.lead, today=TODAY, word="甲")
    first.return_with_reason(cast.office, "请核对日期", today=TODAY)
    claim(task, cast.lead, today=TODAY, completed_on=datetime.date(2026, 1, 3), word="乙")
    return str(first.pk)


def test_the_forms_say_which_claim_they_are_about(cast: Cast, task, sign_in) -> None:
    made = claim(task, cast.lead, today=TODAY)
    office = sign_in(cast.office)
    forms = "//form[contains(@action,'{}')]//input[@name='completion']/@value"
    for name in ("close", "return"):
        found = tree(office.get(reverse("task", args=[task.pk]))).xpath(forms.format(f"/{name}/"))
        assert found and set(found) == {str(made.pk)}
    made.close(cast.office, today=TODAY)
    assert tree(office.get(reverse("task", args=[task.pk]))).xpath(forms.format("/revoke/")) == [str(made.pk)]


def test_a_claim_that_was_not_seen_is_not_closed(cast: Cast, task, old_claim: str, sign_in) -> None:
    office = sign_in(cast.office)
    for seen in (old_claim, ""):
        page = post(office, "task_close", task, completion=seen)
        assert CHANGED in words(page) and "完成日期 2026-01-03" in words(page)
    page = post(office, "task_close", task, **{"completion": old_claim, "close-word": "现场核实"})
    assert CHANGED in words(page) and "现场核实" in page.text
    assert task.completions.first().state == "claimed"
    post(office, "task_close", task)
    assert task.completions.first().state == "closed"


def test_nor_returned_and_the_reason_stays(cast: Cast, task, old_claim: str, sign_in) -> None:
    page = post(
        sign_in(cast.office), "task_return", task, **{"completion": old_claim, "return-reason": "缺验收单"}
    )
    assert page.status_code == 422 and CHANGED in words(page)
    assert tree(page).xpath("//details[@open]//textarea[@name='return-reason']")[0].text.strip() == "缺验收单"
    assert task.completions.first().state == "claimed"


def test_nor_taken_back(cast: Cast, task, old_claim: str, sign_in) -> None:
    task.completions.first().close(cast.office, today=TODAY)
    fields = {"completion": old_claim, "revoke-reason": "路面返工"}
    assert CHANGED in words(post(sign_in(cast.office), "task_revoke", task, **fields))
    assert task.completions.first().state == "closed"
