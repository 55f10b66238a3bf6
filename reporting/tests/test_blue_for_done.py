"""A list whose rules say so shows what is done in blue, on every page that shows it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import TODAY, make_indicator, make_task
from progress.figures import PACKS
from progress.models import RuleSet, claim
from progress.models.rules import adopt
from progress.what_if import what_if
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(cast, task_list: TaskList):
    task = make_task(task_list, lead=cast.department, title="建设停车点")
    make_indicator(task, 10, {cast.town1: 10})
    completion = claim(task, cast.lead, today=TODAY)
    completion.close(cast.office, today=TODAY)
    return task


def in_blue(task_list, cast) -> None:
    rules = RuleSet.objects.create(district=cast.district, name="蓝灯法")
    version = rules.new_version(PACKS["blue"][1], cast.office, today=TODAY)
    adopt(task_list, version, cast.office, from_day=TODAY, today=TODAY)


def pages(task) -> dict[str, str]:
    return {
        "list": reverse("list", args=[task.task_list_id]),
        "task": reverse("task", args=[task.pk]),
        "search": reverse("search") + "?q=停车点",
        "past": reverse("progress_past", args=[task.task_list_id]) + f"?day={TODAY}",
    }


def test_every_page_shows_done_in_the_colour_of_its_list(cast, done, task_list, sign_in) -> None:
    office = sign_in(cast.office)
    for name, address in pages(done).items():
        assert "light-blue" not in office.get(address).text, name
    in_blue(task_list, cast)
    for name, address in pages(done).items():
        page = office.get(address).text
        assert "light-blue" in page, name
        assert "light-done" not in page, name
    assert "fill-blue" in office.get(reverse("lists")).text


def test_a_trial_of_blue_says_which_tasks_change(cast, done, task_list) -> None:
    tried = what_if(task_list, PACKS["blue"][1], TODAY)
    assert [(change.now.shown_light, change.then.shown_light) for change in tried.changes] == [
        ("done", "blue")
    ]
