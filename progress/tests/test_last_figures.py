"""What stood last time is of the period before the row's, however many were reported since."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 9, 20)


@pytest.fixture
def march(cast, task_list):
    """Reported each month from January to September; March was returned in September."""
    task = make_task(task_list, lead=cast.department)
    indicator = make_indicator(task, 100, {cast.town1: 40, cast.town2: 60})
    quota = indicator.quotas.get(town=cast.town1)
    for month in range(1, 10):
        period = make_period(task_list, month)
        state = "returned" if month == 3 else "approved"
        held = {"district": cast.district, "period": period, "state": state, "approved_on": period.closes_on}
        report = ProgressReport.objects.create(task=task, department=cast.department, **held)
        report.figures.create(district=cast.district, indicator=indicator, value=month)
        QuotaReport.objects.create(quota=quota, town=cast.town1, value=month * 2, **held)
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(10)), tick=False):
        yield task_list.periods.get(code="M03")


def row_of(client, url, period):
    groups = client.get(url).context["groups"]
    return next(line for held, lines in groups if held == period for line in lines)


def test_a_departments_row_of_march_stands_beside_february(cast, march, sign_in):
    line = row_of(sign_in(cast.lead), reverse("progress_department", args=[cast.department.pk]), march)
    assert line.cells()[0].last == 2


def test_a_towns_row_of_march_stands_beside_february(cast, march, sign_in):
    line = row_of(sign_in(cast.town), reverse("progress_town", args=[cast.town1.pk]), march)
    assert line.row.last.value == 4
