"""A closed period's page keeps the count of its closing day, whatever is closed afterwards."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_list, make_task
from progress.models import Completion
from progress.round_page import state_of_round, states_of_rounds
from progress.status import with_lights
from progress.tests.rounds import make_period
from tasklists.models import Task

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def june(cast, task_list):
    for number in ("1", "2"):
        make_indicator(make_task(task_list, number, lead=cast.department), 10, {cast.town1: 10})
    return make_period(task_list, 6)


def close(cast, period, day):
    return Completion.objects.create(
        district=cast.district,
        task=period.task_list.tasks.get(number="1"),
        state="closed",
        claimed_by=cast.lead,
        claimed_on=day,
        completed_on=day,
        decided_by=cast.office,
        decided_on=day,
        closed_on=day,
    )


def owed(state):
    return {body.body.name: body.owed for body in state.bodies}


def test_a_task_closed_afterwards_still_counts_for_the_department_and_its_towns(cast, june, sign_in):
    close(cast, june, june.closes_on + 3 * DAY)
    with time_machine.travel(datetime.datetime(2026, 7, 10, 10), tick=False):
        page = sign_in(cast.office).get(reverse("progress_period", args=[june.pk]))
    assert owed(page.context["state"]) == {"区农业农村委": 2, "东浦镇": 2}
    at_closing = state_of_round(june, june.closes_on, handed_in_by=june.closes_on)
    assert owed(page.context["state"]) == owed(at_closing)


def test_a_task_closed_by_the_closing_day_owes_nothing(cast, june):
    close(cast, june, june.closes_on)
    assert owed(state_of_round(june, june.closes_on + 9 * DAY)) == {"区农业农村委": 1, "东浦镇": 1}


def test_an_open_period_counts_as_of_today(cast, june):
    close(cast, june, june.closes_on - 2 * DAY)
    assert owed(state_of_round(june, june.closes_on - 3 * DAY))["区农业农村委"] == 2
    assert owed(state_of_round(june, june.closes_on - DAY))["区农业农村委"] == 1


def test_each_list_has_its_own_closing_day(cast, june):

    other = make_list(cast.district, title="另一张")
    make_task(other, "1", lead=cast.department)
    longer = make_period(other, 6, closes_on=june.closes_on + 9 * DAY)
    for period in (june, longer):
        close(cast, period, june.closes_on + 3 * DAY)
    first, second = states_of_rounds([june, longer], june.closes_on + 20 * DAY)
    assert owed(first)["区农业农村委"] == 2
    assert owed(second) == {}


@pytest.mark.parametrize(
    ("given", "owes"),
    [
        ({"starts_on": datetime.date(2026, 9, 1)}, {}),
        ({"starts_on": datetime.date(2026, 6, 29)}, {}),
        ({"starts_on": datetime.date(2026, 6, 28)}, {"区农业农村委": 1, "东浦镇": 1}),
        ({"starts_on": None}, {"区农业农村委": 1, "东浦镇": 1}),
    ],
)
def test_a_task_that_begins_after_the_period_owes_nothing_in_it_as_its_light_says(
    cast, task_list, given, owes
):
    period = make_period(task_list, 6)
    task = make_task(task_list, "1", lead=cast.department, **given)
    make_indicator(task, None, {cast.town1: None})
    for day in (period.opens_on, period.closes_on + DAY):
        assert owed(state_of_round(period, day)) == owes
    lit = with_lights(Task.objects.all(), period.closes_on + DAY).get()
    assert (lit.status == "report_missing") == bool(owes)


def test_in_a_list_issued_in_the_period_all_is_owed_and_before_it_nothing(cast, task_list):
    task_list.issued_on = datetime.date(2026, 6, 20)
    task_list.save()
    make_task(task_list, "1", lead=cast.department)
    may, june = make_period(task_list, 5), make_period(task_list, 6)
    assert owed(state_of_round(june, june.opens_on)) == {"区农业农村委": 1}
    assert owed(state_of_round(may, june.opens_on)) == {}
