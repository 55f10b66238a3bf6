"""A period opened again for one body: said on the desk, at the head of the grid and in its row."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_task
from progress.models import Reopening
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def june(cast, task_list):
    make_task(task_list, lead=cast.department)
    with time_machine.travel(datetime.datetime(2026, 7, 2, 10), tick=False):
        yield make_period(task_list, 6)


def reopen(cast, period, until, reason="系统故障"):
    period.reopen(cast.office, cast.department, reason, until=until, today=datetime.date(2026, 7, 2))


def words(page):
    return " ".join(page.text.split())


def test_the_grid_and_the_desk_say_until_when_and_why(cast, june, sign_in):
    reopen(cast, june, datetime.date(2026, 7, 6))
    lead = sign_in(cast.lead)
    grid = words(lead.get(reverse("progress_department", args=[cast.department.pk])))
    assert "重新开放至 2026-07-06（系统故障）" in grid
    assert "已于 2026-06-25 截止" not in grid
    desk = words(lead.get(reverse("home"), follow=True))
    assert "重新开放至7月6日：系统故障" in desk
    assert "6月25日截止" not in desk


def test_the_longest_of_several_counts(cast, june, sign_in):
    reopen(cast, june, datetime.date(2026, 7, 9), "再延")
    reopen(cast, june, datetime.date(2026, 7, 6))
    grid = sign_in(cast.lead).get(reverse("progress_department", args=[cast.department.pk]))
    assert "重新开放至 2026-07-09（再延）" in words(grid)


def test_the_office_sees_it_in_the_units_row(cast, june, sign_in):
    reopen(cast, june, datetime.date(2026, 7, 6))
    page = sign_in(cast.office).get(reverse("progress_period", args=[june.pk]))
    assert "重新开放至 2026-07-06" in words(page)


def test_only_for_units_that_owe_something(cast, june, sign_in):
    office = sign_in(cast.office)
    url = reverse("progress_reopen", args=[june.pk])
    page = office.post(url, {"body": f"d{cast.department2.pk}", "until": "2026-07-06", "reason": "补报"})
    assert "选择一个有效的选项" in page.text or "body" in page.context["reopen_form"].errors
    assert not Reopening.objects.exists()
    assert cast.department2.name not in str(page.context["reopen_form"]["body"])


def test_not_after_january_of_the_next_year(cast, june, sign_in):
    office = sign_in(cast.office)
    url = reverse("progress_reopen", args=[june.pk])
    typed = {"body": f"d{cast.department.pk}", "reason": "补报"}
    page = office.post(url, typed | {"until": "2027-02-01"})
    assert "重新开放最晚到 2027-01-31。" in page.text
    assert not Reopening.objects.exists()
    office.post(url, typed | {"until": "2027-01-31"})
    assert Reopening.objects.get().until == datetime.date(2027, 1, 31)
