"""The towns' sum beside a department's row is that of the row's period."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(cast, task_list, sign_in):
    """June closed and opened again, with an approved row; July open, its figures not yet approved."""
    task = make_task(task_list, lead=cast.department)
    indicator = make_indicator(task, 10, {cast.town1: 4, cast.town2: 6}, unit="个")
    june, july = make_period(task_list, 6), make_period(task_list, 7)
    for period, town, value, state in (
        (june, cast.town1, 2, "approved"),
        (june, cast.town2, 1, "approved"),
        (july, cast.town1, 4, "submitted"),
    ):
        quota = indicator.quotas.get(town=town)
        QuotaReport.objects.create(
            district=cast.district, quota=quota, town=town, period=period, state=state, value=value
        )
    ProgressReport.objects.create(
        district=cast.district,
        task=task,
        department=cast.department,
        period=june,
        state="approved",
        approved_on="2026-06-26",
    )
    with time_machine.travel(datetime.datetime(2026, 7, 20, 10), tick=False):
        until = datetime.date(2026, 7, 22)
        june.reopen(cast.office, cast.department, "补报", until=until, today=datetime.date(2026, 7, 20))
        yield sign_in(cast.lead).get(reverse("progress_department", args=[cast.department.pk]))


def test_a_closed_periods_row_shows_the_sum_of_its_period(grid):
    (_june, first), (_july, second) = grid.context["groups"]
    assert first[0].row.lock
    assert first[0].cells()[0].towns.value == 3
    assert second[0].cells()[0].towns.value == 5


def test_what_is_not_yet_approved_is_named(grid):
    words = " ".join(grid.text.split())
    assert "街镇已报 2/2 家，合计 3 个</p>" in words
    assert "街镇已报 2/2 家，合计 5 个，其中 4 待审核" in words
