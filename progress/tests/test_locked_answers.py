"""What was answered to 是否达到 reads the same once the row is handed in."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from lxml import html

from conftest import make_indicator, make_milestone, make_task
from progress.models import ProgressReport
from progress.tests.rounds import make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast, task_list):
    task = make_task(task_list, lead=cast.department)
    make_milestone(task, "H1", datetime.date(2026, 6, 30), text="建成")
    indicator = make_indicator(task, None, name="机制", target_text="建立机制")
    june = make_period(task_list, 6, ends_on=datetime.date(2026, 6, 30))
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        report = ProgressReport.objects.create(
            district=cast.district,
            task=task,
            department=cast.department,
            period=june,
            state="submitted",
            submitted_on="2026-06-20",
        )
        report.figures.create(district=cast.district, indicator=indicator, met=False)
        report.milestone_marks.create(district=cast.district, milestone_period="H1", met=False)
        yield report


def test_not_met_in_the_grid(cast, report, sign_in):
    page = sign_in(cast.lead).get(reverse("progress_department", args=[cast.department.pk]))
    answer, _percentage = html.fromstring(page.text).xpath("//td[@data-label='本期累计']")
    assert answer.text_content() == "未达到"


def test_not_met_in_the_whole_form(cast, report, sign_in):
    url = reverse("progress_write", args=[report.period_id, report.task_id, cast.department.pk])
    page = html.fromstring(sign_in(cast.lead).get(url).text)
    said = [" ".join(part.text_content().split()) for part in page.xpath("//fieldset//p")]
    assert said[0].startswith("未达到")
    assert "未达到" in said
