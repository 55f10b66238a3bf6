"""Each page of the round asks the database as often for 3 tasks as for 30, and at most twelve times."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import make_indicator, make_list, make_task
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db

MOST = 12  # of every page that lists or counts


def furnish(cast, task_list, periods, numbers):
    may, june = periods
    for number in numbers:
        task = make_task(task_list, str(number), lead=cast.department)
        indicator = make_indicator(task, 10, {cast.town1: 4, cast.town2: 6})
        for period, state in ((may, "approved"), (june, "submitted")):
            days = {"submitted_on": period.opens_on, "approved_on": period.opens_on}
            report = ProgressReport.objects.create(
                district=cast.district,
                task=task,
                department=cast.department,
                period=period,
                state=state,
                progress_text="进展",
                **days,
            )
            report.figures.create(district=cast.district, indicator=indicator, value=3)
            quota = indicator.quotas.get(town=cast.town1)
            QuotaReport.objects.create(
                district=cast.district,
                quota=quota,
                town=cast.town1,
                period=period,
                state=state,
                value=2,
                **days,
            )


def pages(cast, task_list, june):
    return {
        ("lead", reverse("progress_department", args=[cast.department.pk])),
        ("lead", reverse("progress_department_xlsx", args=[cast.department.pk])),
        ("town", reverse("progress_town", args=[cast.town1.pk])),
        ("office", reverse("progress_office", args=[cast.district.pk, 2026])),
        ("office", reverse("progress_period", args=[june.pk])),
        ("office", reverse("progress_review", args=[cast.district.pk])),
        ("office", reverse("progress_rules", args=[task_list.pk]) + "?name=x&yellow_points=1"),
        ("leader", reverse("progress_past", args=[task_list.pk])),
    }


def test_no_page_asks_more_for_more_rows(cast, task_list, sign_in):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        periods = make_period(task_list, 5), make_period(task_list, 6)
        counts: dict = {}
        for numbers in (range(1, 4), range(4, 31)):
            furnish(cast, task_list, periods, numbers)
            other = make_list(cast.district, title=f"清单{numbers.start}")
            make_period(other, 6)
            for role, url in pages(cast, task_list, periods[1]):
                client = sign_in(getattr(cast, role))
                client.get(url)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(url).status_code == 200
                counts.setdefault(url, []).append(len(queries))
    assert {url: found for url, found in counts.items() if found[0] != found[1]} == {}
    assert {url: found for url, found in counts.items() if found[1] > MOST} == {}


def test_rows_that_came_back_ask_no_more(cast, task_list, sign_in):
    """Who returned a row is named beside it."""
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        periods = make_period(task_list, 5), make_period(task_list, 6)
        counts: dict = {}
        for numbers in (range(1, 3), range(3, 13)):
            furnish(cast, task_list, periods, numbers)
            for model in (ProgressReport, QuotaReport):
                rows = model.objects.filter(period=periods[1])
                rows.update(state="returned", decided_by=cast.office, return_reason="请补充")
            for role, url in pages(cast, task_list, periods[1]):
                client = sign_in(getattr(cast, role))
                client.get(url)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(url).status_code == 200
                counts.setdefault(url, []).append(len(queries))
    assert {url: found for url, found in counts.items() if found[0] != found[1]} == {}
    assert {url: found for url, found in counts.items() if found[1] > MOST} == {}
