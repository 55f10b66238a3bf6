"""The next year's draft carries on what is unfinished or recurring, and two years can be compared."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from conftest import make_indicator, make_milestone, make_task
from tasklists.exporting import layout
from tasklists.importing.snapshot import existing_list
from tasklists.models import Quota
from tasklists.readiness import doubts_of
from tasklists.rollover import carry_over, side_by_side
from tasklists.years import into_year, wording_into_year

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
    assert into_year(datetime.date(2027, 2, 28), 2028) == datetime.date(2028, 2, 29)
    assert into_year(datetime.date(2028, 2, 29), 2029) == datetime.date(2029, 2, 28)


@pytest.mark.parametrize(
    ("text", "day", "carried"),
    [
        pytest.param("2026.12", "2026-12-31", "2027.12", id="dotted"),
        pytest.param("2026年10月底前", "2026-10-31", "2027年10月底前", id="year-in-words"),
        pytest.param("2026年6月、12月", "2026-12-31", "2027年6月、12月", id="one-year-for-two-months"),
        pytest.param("12月31日", "2026-12-31", "12月31日", id="no-year"),
        pytest.param("年底前", "2026-12-31", "年底前", id="year-end"),
        pytest.param("2025.11", "2025-11-30", "2027.11", id="overdue-of-an-earlier-year"),
        pytest.param("到2030年", "2030-12-31", "到2030年", id="several-years"),
        pytest.param("2026.12", "2027-03-31", "", id="extended-meanwhile"),
        pytest.param("2024-2026年", "2026-12-31", "", id="span"),
        pytest.param("二〇二六年十二月", "2026-12-31", "", id="chinese-year"),
        pytest.param("2026年2月28日", "2026-02-28", "2027年2月28日", id="last-of-february"),
        pytest.param("", "2026-12-31", "", id="nothing-printed"),
    ],
)
def test_the_printed_deadline_goes_into_the_year_where_that_is_certain(text, day, carried):
    day = datetime.date.fromisoformat(day)
    assert wording_into_year(text, day, "", of=2026, into=2027) == carried


@pytest.mark.parametrize(
    ("text", "recurring", "carried"),
    [
        ("2026年全年", "yearly", "2027年全年"),
        ("长期坚持", "continuous", "长期坚持"),
        ("视情况", "", "视情况"),
        ("2026年适当时候", "", "2026年适当时候"),
    ],
)
def test_words_without_a_day(text, recurring, carried):
    assert wording_into_year(text, None, recurring, of=2026, into=2027) == carried


@pytest.mark.parametrize(
    ("deadline", "carried"),
    [("2026-12-31", "2027-12-31"), ("2025-11-30", "2027-11-30"), ("2027-03-31", "2027-03-31")],
)
def test_deadlines_go_into_the_year_of_the_list_and_no_further(cast, task_list, deadline, carried):
    task = make_task(task_list, "1", cast.department, deadline=datetime.date.fromisoformat(deadline))
    draft = carry_over(task_list, {task.pk}, title="2027年清单")
    assert draft.tasks.get().deadline == datetime.date.fromisoformat(carried)
    assert side_by_side(task_list, draft)[0].fate == "continued"


def test_the_new_document_prints_no_deadline_of_the_year_before(cast, task_list):
    task_list.columns = [["序号", "number"], ["任务", "title"], ["完成时间", "deadline"]]
    task_list.save()
    for number, text in (("1", "2026.12"), ("2", "二〇二六年十二月"), ("3", "12月31日")):
        make_task(task_list, number, cast.department, deadline_text=text)
    ids = set(task_list.tasks.values_list("pk", flat=True))
    draft = carry_over(task_list, ids, title="2027年清单")
    sheet = layout.issued_sheet(existing_list(draft))
    assert [row.cells[2] for row in sheet.rows if not row.is_band] == [
        "2027.12",
        "2027年12月31日",
        "12月31日",
    ]
    pairs = side_by_side(task_list, draft)
    assert {pair.fate for pair in pairs} == {"continued"}


def test_before_issue_days_that_do_not_fit_are_named(cast, task_list):
    draft = carry_over(task_list, {make_task(task_list, "1", cast.department).pk}, title="2027年清单")
    task = draft.tasks.get()
    make_milestone(task, "H2", datetime.date(2027, 12, 31), percent=100)
    assert [doubt.sentence for doubt in doubts_of(draft)] == []
    task.deadline, task.deadline_text = datetime.date(2027, 3, 31), "2027.12"
    task.save()
    assert [doubt.sentence for doubt in doubts_of(draft)] == [
        "完成时限写作“2027.12”，日期是 2027-03-31",
        "节点“下半年”晚于完成时限",
    ]
    make_milestone(task, "全年", datetime.date(2027, 6, 30), percent=100)  # no part of a year: by its day
    assert "节点“全年、下半年”晚于完成时限" in [doubt.sentence for doubt in doubts_of(draft)]
    draft.tasks.update(deadline=datetime.date(2026, 11, 30), deadline_text="")
    assert "完成时限 2026-11-30 早于清单年度" in [doubt.sentence for doubt in doubts_of(draft)]
    draft.tasks.update(deadline=None, deadline_text="2026年适当时候")
    assert "完成时限写作“2026年适当时候”，没有日期" in [doubt.sentence for doubt in doubts_of(draft)]
