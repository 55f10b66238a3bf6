"""Rule sets as data: packs, versions, adoption from a day on, and what other rules would change."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import TODAY, make_indicator, make_task
from progress.figures import DEFAULT, PACKS, RuleFigures
from progress.models import AuditEntry, RuleSet, Standing, adopt
from progress.rulebook import rules_on
from progress.status import with_lights
from progress.tests.rounds import make_period
from progress.what_if import what_if
from progress.working_days import is_working_day, note, working_days_ahead
from tasklists.models import Task

pytestmark = pytest.mark.django_db

DAY = datetime.date
LATER = DAY(2026, 7, 1)


@pytest.fixture
def task(cast, task_list):
    make_period(task_list, 5)
    task = make_task(task_list, lead=cast.department)
    make_indicator(task, 10)
    Standing.objects.create(
        district=cast.district, task=task, day=DAY(2026, 5, 27), share_bp=4000, cause="department"
    )
    return task


def adopt_now(cast, task_list, figures, day):
    rules, _made = RuleSet.objects.get_or_create(district=cast.district, name="本区规则")
    version = rules.new_version(figures, cast.office, today=day)
    return adopt(task_list, version, cast.office, from_day=day, today=day)


def test_a_change_is_a_new_version_and_the_past_keeps_its_lights(cast, task_list, task):
    adopt_now(cast, task_list, RuleFigures(yellow_points=5, report_missing=False), TODAY)
    adopt_now(cast, task_list, RuleFigures(yellow_points=15, report_missing=False), LATER)
    assert [v.number for v in RuleSet.objects.get().versions.order_by("number")] == [1, 2]
    before = with_lights(Task.objects.all(), DAY(2026, 6, 14)).get()
    first = with_lights(Task.objects.all(), TODAY).get()
    second = with_lights(Task.objects.all(), LATER).get()
    assert (before.status, first.status, second.status) == ("report_missing", "behind", "on_schedule")
    assert AuditEntry.objects.filter(verb="adopt_rules").count() == 2


def test_the_same_figures_make_no_new_version(cast, task_list):
    adopt_now(cast, task_list, DEFAULT, TODAY)
    adopt_now(cast, task_list, DEFAULT, LATER)
    assert RuleSet.objects.get().versions.count() == 1


def test_nothing_is_adopted_for_the_past(cast, task_list):
    rules = RuleSet.objects.create(district=cast.district, name="规则")
    version = rules.new_version(RuleFigures(yellow_points=1), cast.office, today=TODAY)
    adoption = adopt(task_list, version, cast.office, from_day=DAY(2026, 1, 1), today=TODAY)
    assert adoption.from_day == TODAY


def test_stored_figures_come_back_the_same():
    for _word, figures in PACKS.values():
        assert RuleFigures.from_json(figures.as_json()) == figures
    assert RuleFigures.from_json({"yellow_points": 7, "of a later program": 1}) == RuleFigures(
        yellow_points=7
    )


def test_what_if_names_the_tasks_that_would_change(cast, task_list, task):
    found = what_if(task_list, RuleFigures(yellow_points=1, red_points=5), TODAY)
    assert [(c.now.light, c.then.light) for c in found.changes] == [("yellow", "red")]
    assert {light.value: (now, then) for light, now, then in found.counts}["red"] == (0, 1)
    assert rules_on(TODAY).by_list == {}  # trying is not adopting


def test_a_pack_is_tried_then_adopted_in_the_browser(cast, task_list, task, sign_in):
    url = reverse("progress_rules", args=[task_list.pk])
    with time_machine.travel(datetime.datetime(2026, 6, 15, 9), tick=False):
        office = sign_in(cast.office)
        chosen = office.get(url, {"pack": "points"})
        typed = {k: v for k, v in chosen.context["form"].initial.items() if v not in (None, False)}
        tried = office.get(url, typed)
        assert tried.context["changes"].changed == 1  # the missing report no longer counts
        office.post(url, typed)
        assert with_lights(Task.objects.all(), TODAY).get().status == "on_schedule"
        assert sign_in(cast.lead).get(url).status_code == 403


def test_months_and_quarters(cast, task_list, task):
    """By the end of May 41.2 % were asked for, by the end of March 24.4 %; 40 % are there."""
    adopt_now(cast, task_list, PACKS["months"][1], TODAY)
    assert with_lights(Task.objects.all(), TODAY).get().status == "month_missed"
    assert with_lights(Task.objects.all(), LATER).get().status == "quarter_missed"


class TestWorkingDays:
    def test_shifted_holidays(self):
        assert not is_working_day(DAY(2026, 10, 7))  # National Day
        assert is_working_day(DAY(2026, 10, 10))  # a Saturday that is worked
        assert working_days_ahead(DAY(2026, 9, 30), 3) == DAY(2026, 10, 11)

    def test_without_a_published_arrangement_monday_to_friday_count_and_it_is_said(self):
        assert is_working_day(DAY(2031, 10, 1))
        assert "2031年放假安排尚未收录" in note(DAY(2031, 1, 1))
        assert note(DAY(2026, 1, 1)) == ""


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("0001-01-01", DAY(2026, 1, 1)),
        ("2025-12-31", DAY(2026, 1, 1)),
        ("2026-03-31", DAY(2026, 3, 31)),
        ("9999-12-31", TODAY),
        ("", DAY(2026, 5, 31)),
    ],
)
@pytest.mark.parametrize("kind", ["", "xlsx"])
def test_a_past_day_lies_between_the_first_of_the_year_and_today(
    cast, task_list, task, sign_in, asked, shown, kind
):
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(4)), tick=False):
        page = sign_in(cast.leader).get(
            reverse("progress_past", args=[task_list.pk]), {"day": asked, "as": kind}
        )
    assert page.status_code == 200
    assert kind or page.context["day"] == shown
