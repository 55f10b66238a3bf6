"""Counters of rows that no page of ours sends: a sentence, nothing written."""

from __future__ import annotations

import datetime

import pytest

from conftest import Cast, make_indicator, make_list, make_milestone, make_task
from tasklists.models import Assignment, Indicator, Milestone, Task
from tasklists.tests.test_edit_task_page import said, save

SENTENCE = "页面上的行数与收到的不一致，没有保存，请刷新页面后再改。"


@pytest.fixture
def task(cast: Cast) -> Task:
    draft = make_list(cast.district, state="draft")
    made = make_task(draft, "1", cast.department, title="修路")
    make_indicator(made, "54.4", {cast.town1: 2})
    make_milestone(made, "H1", datetime.date(2026, 6, 30), text="过半", percent=50)
    return made


@pytest.mark.parametrize("part", ["assignments", "indicators", "milestones"])
@pytest.mark.parametrize(
    "counters",
    [
        {"INITIAL_FORMS": "-5"},
        {"INITIAL_FORMS": "0"},
        {"INITIAL_FORMS": "99"},
        {"INITIAL_FORMS": ""},
        {"TOTAL_FORMS": "-1"},
        {"TOTAL_FORMS": "x", "INITIAL_FORMS": "²"},
        {"INITIAL_FORMS": "9" * 30},
    ],
)
def test_they_are_refused(cast: Cast, task: Task, sign_in, part: str, counters: dict[str, str]) -> None:
    page = save(
        sign_in(cast.office), task, title="修桥", **{f"{part}-{name}": n for name, n in counters.items()}
    )
    assert page.status_code == 422
    assert SENTENCE in said(page)
    task.refresh_from_db()
    assert task.title == "修路"
    assert [model.objects.count() for model in (Assignment, Indicator, Milestone)] == [1, 1, 1]
