"""Issuing turns a draft into a promise and freezes what was promised."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from conftest import make_list, make_task
from tasklists.issuing import freeze, issue
from tasklists.models import Baseline

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


def test_issue_sets_number_and_day_and_keeps_the_first_deadlines_and_facts(cast):
    draft = make_list(cast.district, state="draft")
    task = make_task(draft, lead=cast.department)
    issue(draft, number="清乡振办〔2026〕1号", day=DAY, body="清河区乡村振兴办")
    task.refresh_from_db()
    assert (draft.state, draft.issuing_number, draft.issued_on) == ("issued", "清乡振办〔2026〕1号", DAY)
    assert task.first_deadline == task.deadline
    assert Baseline.objects.get(task_list=draft).facts[str(task.pk)]["牵头"] == "区农业农村委"


def test_a_list_is_issued_once(cast):
    draft = make_list(cast.district, state="draft")
    make_task(draft)
    issue(draft, number="1号", day=DAY)
    with pytest.raises(ValidationError, match="已经印发"):
        issue(draft, number="2号", day=DAY)


def test_an_empty_list_is_not_issued(cast):
    draft = make_list(cast.district, state="draft")
    with pytest.raises(ValidationError, match="还没有任务"):
        issue(draft, number="1号", day=DAY)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_baseline_keeps_its_first_words_and_takes_in_later_tasks(cast, task_list):
    first = make_task(task_list, "1")
    freeze(task_list)
    first.title = "改了名称"
    first.save()
    second = make_task(task_list, "2")
    freeze(task_list)
    facts = Baseline.objects.get(task_list=task_list).facts
    assert facts[str(first.pk)]["任务名称"] == "任务1"
    assert facts[str(second.pk)]["任务名称"] == "任务2"
