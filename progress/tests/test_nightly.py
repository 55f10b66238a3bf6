"""The nightly command: opens, closes, tells each person once; a second run and a missed night are safe."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command

from conftest import make_indicator, make_list, make_task
from districts.models import Notification
from progress.models import AuditEntry, ProgressReport, QuotaReport, ReportingPeriod, claim
from progress.nightly import run
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db


def day(month, number):
    return datetime.date(2026, month, number)


@pytest.fixture
def june(cast, task_list):
    task = make_task(task_list, lead=cast.department)
    make_indicator(task, 10, {cast.town1: 4})
    from progress.models import RoundPlan

    RoundPlan.objects.create(district=cast.district, task_list=task_list)
    return make_period(task_list, 6)


def digests(user):
    return [n.text for n in Notification.objects.filter(user=user, kind="digest").order_by("id")]


def test_an_issued_list_gets_its_rounds(cast):
    make_list(cast.district)
    assert run(day(3, 3)).lists_planned == 1
    months = [p.code for p in ReportingPeriod.objects.order_by("closes_on")]
    assert months == [f"M{m:02}" for m in range(3, 13)]
    assert run(day(3, 3)).lists_planned == 0


def test_each_person_is_told_once_when_a_period_opens_and_once_before_it_closes(cast, june):
    assert run(day(6, 14)).told == 0
    run(day(6, 15))
    assert digests(cast.lead) == [
        "填报已开放：《2026年重点任务清单》2026年6月还有 1 项未报，2026-06-25 截止。"
    ]
    assert digests(cast.town) == digests(cast.lead)
    assert digests(cast.lead_water) == digests(cast.leader) == digests(cast.office2) == []
    for number in (15, 16, 20):
        assert run(day(6, number)).told == 0
    run(day(6, 23))
    assert len(digests(cast.lead)) == 2
    assert run(day(6, 24)).told == 0


def test_what_is_handed_in_is_not_asked_for(cast, june):
    QuotaReport.objects.create(
        district=cast.district,
        quota=june.task_list.tasks.get().indicators.get().quotas.get(),
        town=cast.town1,
        period=june,
        state="submitted",
        submitted_on=day(6, 16),
    )
    run(day(6, 23))
    assert digests(cast.town) == []
    assert len(digests(cast.lead)) == 1


def test_a_missed_night_is_made_up_for(cast, june):
    run(day(7, 9))
    june.refresh_from_db()
    assert june.closed_noted_on == day(7, 9)
    assert digests(cast.office) == ["填报期截止：《2026年重点任务清单》2026年6月已截止，2 家单位未报齐。"]
    assert run(day(7, 9)).closed == run(day(7, 10)).closed == 0
    assert AuditEntry.objects.filter(verb="close_period").count() == 1


def test_an_overdue_task_is_told_once_and_not_when_claimed(cast, task_list):
    task = make_task(task_list, "7", lead=cast.department, deadline=day(6, 30), title="修桥")
    other = make_task(task_list, "8", lead=cast.department, deadline=day(6, 30), title="修路")
    claim(other, cast.lead, today=day(6, 29))
    run(day(7, 1))
    assert digests(cast.lead)[-1] == "任务逾期：修桥。"
    assert run(day(7, 2)).told == 0
    task.deadline = day(7, 10)
    task.save()
    run(day(7, 11))
    assert len(digests(cast.lead)) == 2  # overdue by a deadline of its own: news


def test_the_digest_goes_by_mail_once(cast, june, django_capture_on_commit_callbacks):
    cast.lead.email = "lead@example.com"
    cast.lead.save()
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("nightly", "--day", "2026-06-15")
    assert [m.to for m in mail.outbox] == [["lead@example.com"]]


def test_a_changed_target_is_stated_anew(cast, june):
    from progress.models import Standing
    from progress.review import approve

    task = june.task_list.tasks.get()
    report = ProgressReport.objects.create(
        district=cast.district,
        task=task,
        department=cast.department,
        period=june,
        state="submitted",
        submitted_on=day(6, 20),
    )
    indicator = task.indicators.get()
    report.figures.create(district=cast.district, indicator=indicator, value=5)
    approve(report, cast.office, today=day(6, 21))
    assert task.standings.get().share_bp == 5000
    indicator.target = 20
    indicator.save()
    assert run(day(6, 22)).restated == 1
    assert [s.share_bp for s in Standing.objects.order_by("id")] == [5000, 2500]
    assert run(day(6, 22)).restated == 0
