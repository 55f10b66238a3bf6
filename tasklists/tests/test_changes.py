"""After issue a changed promise asks for its reason and is kept with old and new words."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from conftest import make_indicator, make_list, make_milestone, make_task
from tasklists.changes import Difference, differences, fresh_facts, record_changes
from tasklists.models import ListChange, Quota

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cast, task_list):
    task = make_task(task_list, lead=cast.department, deadline_text="年底前")
    make_indicator(task, "54.4", {cast.town1: "2", cast.town2: None})
    make_milestone(task, "H1", datetime.date(2026, 6, 30), percent=20)
    return task


def test_facts_say_the_promise_in_the_words_of_the_office(task):
    facts = fresh_facts(task)
    assert facts["完成时限"] == "2026-12-31（年底前）"
    assert facts["牵头"] == "区农业农村委"
    assert facts["指标：道路"] == "等于 54.4公里"
    assert facts["任务量：道路，东浦镇"] == "2公里"
    assert facts["任务量：道路，西塘镇"] == "涉及"
    assert facts["节点：上半年"] == "20%"


def test_a_change_after_issue_without_a_reason_is_refused(task, cast):
    before = fresh_facts(task)
    Quota.objects.filter(town=cast.town1).update(value=3)
    with pytest.raises(ValidationError, match="须填写变更原因"):
        record_changes(task, before, reason=" ", by=cast.office)
    assert not ListChange.objects.exists()


def test_a_change_is_kept_with_old_and_new_words_and_its_reason(task, cast):
    before = fresh_facts(task)
    Quota.objects.filter(town=cast.town1).update(value=3)
    record_changes(task, before, reason="市级计划调整", by=cast.office)
    change = ListChange.objects.get()
    assert (change.fact, change.old, change.new) == ("任务量：道路，东浦镇", "2公里", "3公里")
    assert (change.reason, change.user) == ("市级计划调整", cast.office)


def test_saving_without_a_change_needs_no_reason(task, cast):
    assert record_changes(task, fresh_facts(task), reason="", by=cast.office) == []


def test_a_draft_is_changed_without_ceremony(cast):
    task = make_task(make_list(cast.district, title="草稿", state="draft"))
    before = fresh_facts(task)
    task.title = "另一个名称"
    task.save()
    assert record_changes(task, before, reason="", by=cast.office) == []


def test_no_change_can_be_altered_or_deleted(task, cast):
    before = fresh_facts(task)
    Quota.objects.filter(town=cast.town1).delete()
    record_changes(task, before, reason="街镇调整", by=cast.office)
    for act in (lambda: ListChange.objects.update(reason="x"), lambda: ListChange.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_differences_name_what_came_and_what_went():
    assert differences({"甲": "1", "乙": "2"}, {"乙": "3", "丙": "4"}) == [
        Difference("乙", "2", "3"),
        Difference("丙", "", "4"),
        Difference("甲", "1", ""),
    ]


def test_a_name_that_lost_its_department_is_a_change(task, cast):
    before = fresh_facts(task)
    task.assignments.update(department=None)
    with pytest.raises(ValidationError, match="牵头单位的名称"):
        record_changes(task, before, reason="", by=cast.office)
    record_changes(task, before, reason="部门撤销", by=cast.office)
    change = ListChange.objects.get()
    assert (change.fact, change.old) == ("牵头单位的名称", "区农业农村委")
    assert change.new == "区农业农村委（只有名称，没有选部门或街镇）"


def test_another_printed_name_is_a_change(task, cast):
    before = fresh_facts(task)
    task.assignments.update(printed="农委")
    record_changes(task, before, reason="勘误", by=cast.office)
    assert [(c.old, c.new) for c in ListChange.objects.all()] == [
        ("区农业农村委", "区农业农村委（印作“农委”）")
    ]


def test_another_department_is_recorded_once(task, cast):
    before = fresh_facts(task)
    task.assignments.update(department=cast.department2, printed="水务")
    record_changes(task, before, reason="机构改革", by=cast.office)
    assert [(c.fact, c.old, c.new) for c in ListChange.objects.all()] == [
        ("牵头", "区农业农村委", "区水务局")
    ]
