"""The next year's draft carries on what is unfinished or recurring, and two years can be compared."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from conftest import make_indicator, make_milestone, make_task
from tasklists.models import Quota
from tasklists.rollover import carry_over, next_year, side_by_side

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast, task_list):
    """Three tasks: 1 unfinished with everything, 2 finished, 3 recurring."""
    first = make_task(task_list, "1", cast.department, first_deadline=datetime.date(2026, 10, 31))
    make_indicator(first, "5", {cast.town1: "2", cast.town2: "3"})
    make_milestone(first, "H1", datetime.date(2026, 6, 30), percent=20)
    make_milestone(first, "2026-09-15", datetime.date(2026, 9, 15), text="完成验收")
    make_task(task_list, "2", cast.department)
    make_task(task_list, "3", cast.department, recurring="continuous", deadline=None)
    return first


def test_unfinished_and_recurring_tasks_are_carried_over_with_their_parts(year, task_list, cast):
    draft = carry_over(task_list, {year.pk}, title="2027年重点任务清单")
    assert (draft.year, draft.state) == (2027, "draft")
    assert [task.number for task in draft.tasks.all()] == ["1", "3"]
    copy = draft.tasks.get(number="1")
    assert copy.predecessor == year
    assert copy.deadline == datetime.date(2027, 12, 31)
    assert copy.first_deadline == datetime.date(2026, 10, 31)
    assert [str(a) for a in copy.assignments.all()] == ["区农业农村委"]
    assert [m.period for m in copy.milestones.all()] == ["H1", "2027-09-15"]
    assert sum(q.value for q in Quota.objects.filter(indicator__task=copy)) == 5
    assert copy.category.task_list == draft


def test_a_taken_title_is_refused(year, task_list):
    carry_over(task_list, {year.pk}, title="2027年清单")
    with pytest.raises(ValidationError, match="已有同名清单"):
        carry_over(task_list, {year.pk}, title="2027年清单")


def test_nothing_to_carry_over_is_said(cast, task_list):
    make_task(task_list, "2")
    with pytest.raises(ValidationError, match="没有未办结或经常性的任务"):
        carry_over(task_list, (), title="2027年清单")


def test_two_years_show_what_went_on_changed_came_and_went(year, task_list, cast):
    draft = carry_over(task_list, {year.pk}, title="2027年清单")
    assert side_by_side(task_list, draft)[0].fate == "continued"  # a deadline a year later is no change
    Quota.objects.filter(indicator__task__task_list=draft, town=cast.town1).update(value=4)
    make_task(draft, "9")
    fates = [(pair.fate, (pair.later or pair.earlier).number) for pair in side_by_side(task_list, draft)]
    assert fates == [("changed", "1"), ("continued", "3"), ("new", "9"), ("gone", "2")]


def test_comparing_takes_the_same_number_of_queries_for_any_length(
    year, task_list, django_assert_num_queries, cast
):
    draft = carry_over(task_list, {year.pk}, title="2027年清单")
    for number in range(10, 40):
        make_indicator(make_task(draft, str(number)), "1", {cast.town1: "1"})
    with django_assert_num_queries(12):
        side_by_side(task_list, draft)


def test_the_last_of_february_stays_the_last():
    assert next_year(datetime.date(2027, 2, 28)) == datetime.date(2028, 2, 29)
    assert next_year(datetime.date(2028, 2, 29)) == datetime.date(2029, 2, 28)
    assert next_year(None) is None
