"""催办: a unit once a day; its row says when it was last told."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from districts.models import Notification
from progress.models import AuditEntry, Verb, record
from progress.reminders import reminded_on
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast, task_list):
    make_indicator(make_task(task_list, lead=cast.department), 10, {cast.town1: 4, cast.town2: 6})
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        yield make_period(task_list, 6)


def remind(client, period, **what):
    return client.post(reverse("progress_remind", args=[period.pk]), what, follow=True)


def test_the_row_says_when_it_was_last_reminded(cast, june, sign_in):
    page = remind(sign_in(cast.office), june, body=[f"t{cast.town1.pk}"])
    assert "已催办 1 家单位" in page.text
    told = {b.body.name: b.reminded_on for b in page.context["state"].bodies}
    assert told == {"区农业农村委": None, "东浦镇": datetime.date(2026, 6, 20), "西塘镇": None}
    assert " ".join(page.text.split()).count("2026-06-20 已催办") == 1


def test_a_second_reminder_of_the_same_day_is_not_sent_to_the_same_unit(cast, june, sign_in):
    office = sign_in(cast.office)
    remind(office, june, body=[f"t{cast.town1.pk}"])
    page = remind(office, june, body=[f"t{cast.town1.pk}", f"t{cast.town2.pk}"])
    assert "东浦镇今天已经催办过，没有再发。" in page.text
    assert "已催办 1 家单位" in page.text
    told = Notification.objects.filter(kind="reminder").values_list("user__username", flat=True)
    assert sorted(told) == ["town", "town_west"]
    assert AuditEntry.objects.filter(verb="remind").count() == 2


def test_on_another_day_it_is_sent_again(cast, june, sign_in):
    remind(sign_in(cast.office), june, body=[f"t{cast.town1.pk}"])
    with time_machine.travel(datetime.datetime(2026, 6, 22, 10), tick=False):
        page = remind(sign_in(cast.office), june, body=[f"t{cast.town1.pk}"])
    assert "已催办 1 家单位" in page.text
    assert reminded_on(june)[cast.town1.name] == datetime.date(2026, 6, 22)


def test_a_unit_whose_name_holds_a_mark_is_reminded_once_a_day_too(cast, june, sign_in):
    cast.department.name = "区委宣传部、区文明办"
    cast.department.save()
    office = sign_in(cast.office)
    both = [f"d{cast.department.pk}", f"t{cast.town1.pk}"]
    page = remind(office, june, body=both)
    told = {b.body.name: b.reminded_on for b in page.context["state"].bodies}
    day = datetime.date(2026, 6, 20)
    assert told == {"区委宣传部、区文明办": day, "东浦镇": day, "西塘镇": None}
    assert "催办</b> office" in page.text and "区委宣传部、区文明办 东浦镇" in " ".join(page.text.split())
    page = remind(office, june, body=both)
    assert "今天已经催办过，没有再发。" in page.text
    assert AuditEntry.objects.filter(verb="remind").count() == 1


def test_entries_of_before_are_read_as_they_were_written(cast, june):
    record(june, Verb.REMIND, who=cast.office, today=datetime.date(2026, 6, 19), after="东浦镇、西塘镇")
    assert set(reminded_on(june)) == {"东浦镇", "西塘镇"}


def test_many_names_are_all_kept(cast, june, sign_in):
    for body, length in ((cast.department, 100), (cast.town1, 50), (cast.town2, 50)):
        body.name = body.name.ljust(length, "办")
        body.save()
    remind(sign_in(cast.office), june, all="1")
    assert len(reminded_on(june)) == 3
    assert AuditEntry.objects.filter(verb="remind").count() == 2
