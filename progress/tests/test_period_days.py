"""Moving the days of a period: not into another, not out of the year, and asked where reports stand."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_list, make_task
from progress.models import ProgressReport
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        make_period(task_list, 7)
        yield make_period(task_list, 6)


def move(client, period, opens_on, closes_on, **more):
    days = {"opens_on": opens_on, "closes_on": closes_on}
    page = client.post(reverse("progress_change_days", args=[period.pk]), days | more)
    period.refresh_from_db()
    return page


def test_they_are_moved(cast, june, sign_in):
    move(sign_in(cast.office), june, "2026-06-10", "2026-07-03")
    assert (str(june.opens_on), str(june.closes_on)) == ("2026-06-10", "2026-07-03")


def test_days_of_another_period_are_refused(cast, june, sign_in):
    page = move(sign_in(cast.office), june, "2026-06-15", "2026-07-15")
    assert "与2026年7月的开放时间（2026-07-15 至 2026-07-25）重叠，请另选日期。" in page.text
    assert str(june.closes_on) == "2026-06-25"


@pytest.mark.parametrize(
    "days", [("2025-12-30", "2026-06-25"), ("2027-01-02", "2027-01-09"), ("2026-12-28", "2027-02-01")]
)
def test_days_out_of_the_year_are_refused(cast, june, sign_in, days):
    page = move(sign_in(cast.office), june, *days)
    assert "开放日须在 2026 年内，截止日最晚到 2027-01-31。" in page.text
    assert str(june.closes_on) == "2026-06-25"


def test_into_january_is_allowed(cast, june, task_list, sign_in):
    december = make_period(task_list, 12)
    move(sign_in(cast.office), december, "2026-12-28", "2027-01-31")
    assert str(december.closes_on) == "2027-01-31"


def test_a_period_closes_before_the_next_one(cast, june, sign_in):
    """What was reported last is told by the closing day: older figures must not overtake newer ones."""
    page = move(sign_in(cast.office), june, "2026-08-01", "2026-08-05")
    assert "截止日须早于后一期2026年7月的截止日（2026-07-25），请另选日期。" in page.text
    assert str(june.closes_on) == "2026-06-25"


def test_a_period_closes_after_the_one_before(cast, june, task_list, sign_in):
    july = task_list.periods.get(code="M07")
    page = move(sign_in(cast.office), july, "2026-06-01", "2026-06-10")
    assert "截止日须晚于前一期2026年6月的截止日（2026-06-25），请另选日期。" in page.text
    assert str(july.closes_on) == "2026-07-25"


def test_the_nearest_of_several_is_named(cast, june, task_list, sign_in):
    make_period(task_list, 8)
    assert "后一期2026年7月" in june.refused_days(datetime.date(2026, 9, 1), datetime.date(2026, 9, 5))
    august = task_list.periods.get(code="M08")
    assert "前一期2026年7月" in august.refused_days(datetime.date(2026, 5, 1), datetime.date(2026, 5, 5))


def test_periods_of_another_list_are_no_hindrance(cast, june, sign_in):
    make_period(make_list(cast.district, title="另一份清单"), 5, closes_on=datetime.date(2026, 6, 24))
    assert june.refused_days(datetime.date(2026, 5, 1), datetime.date(2026, 5, 20)) == ""


def test_where_reports_stand_it_is_asked_once(cast, june, sign_in, task_list):
    ProgressReport.objects.create(
        district=cast.district,
        task=make_task(task_list, lead=cast.department),
        department=cast.department,
        period=june,
    )
    office = sign_in(cast.office)
    page = move(office, june, "2026-06-15", "2026-06-28")
    assert "本期已有 1 份填报，请勾选确认后再调整。" in page.text
    assert str(june.closes_on) == "2026-06-25"
    move(office, june, "2026-06-15", "2026-06-28", confirmed="on")
    assert str(june.closes_on) == "2026-06-28"
