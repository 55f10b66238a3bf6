"""The office's queue: reasons, two windows, what was corrected meanwhile."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from progress.models import QuotaReport
from progress.tests.rounds import make_period
from progress.tests.test_month_round import report_as_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        yield make_period(task_list, 6)


@pytest.fixture
def task(cast, task_list, june):
    task = make_task(task_list, lead=cast.department, title="建设停车点")
    make_indicator(task, 10, {cast.town1: 4, cast.town2: 6}, name="停车点", unit="个")
    return task


def test_a_return_without_a_reason_says_so_at_its_row_and_keeps_what_was_typed(cast, task, june, sign_in):
    report_as_town(sign_in(cast.town), cast.town1, "3")
    report_as_town(sign_in(cast.town_west), cast.town2, "1")
    first, second = QuotaReport.objects.order_by("quota_id")
    queue = reverse("progress_review", args=[cast.district.pk])
    typed = {f"reason_q{first.pk}": " ", f"reason_q{second.pk}": "与现场不符", "row": [f"q{second.pk}"]}
    page = sign_in(cast.office).post(queue, {"return": f"q{first.pk}"} | typed)
    assert page.status_code == 422
    assert f'id="id_reason_q{first.pk}_error"' in page.text
    assert "请写明退回理由" in page.text
    assert ">与现场不符</textarea>" in page.text
    assert f'value="q{second.pk}" checked' in page.text
    assert set(QuotaReport.objects.values_list("state", flat=True)) == {"submitted"}


def test_a_return_with_too_long_a_reason_says_so_and_keeps_it(cast, task, june, sign_in):
    report_as_town(sign_in(cast.town), cast.town1, "3")
    key = f"q{QuotaReport.objects.get().pk}"
    queue, office = reverse("progress_review", args=[cast.district.pk]), sign_in(cast.office)
    page = office.post(queue, {"return": key, f"reason_{key}": "长" * 501})
    assert page.status_code == 422
    assert "退回理由最多 500 字，现有 501 字，请缩短。" in page.text
    assert "长" * 501 in page.text
    assert QuotaReport.objects.get().state == "submitted"
    office.post(queue, {"return": key, f"reason_{key}": "长" * 499 + "\0"})
    assert QuotaReport.objects.get().return_reason == "长" * 499


def test_what_was_corrected_meanwhile_is_not_approved_unseen(cast, task, june, sign_in):
    report_as_town(sign_in(cast.town), cast.town1, "3")
    queue = reverse("progress_review", args=[cast.district.pk])
    office = sign_in(cast.office)
    report = QuotaReport.objects.get()
    key = f"q{report.pk}"
    seen = {"row": [key], f"version_{key}": str(report.version)}
    office.post(queue, {"return": key, f"reason_{key}": "请核实"} | seen)  # in another window
    page = office.post(queue, seen, follow=True)
    assert "东浦镇“1. 建设停车点”2026年6月填报现在是“已退回”" in page.text
    report_as_town(sign_in(cast.town), cast.town1, "4")
    page = office.post(queue, seen, follow=True)
    assert "在您打开页面之后又有改动，请看过新的内容再办理。" in page.text
    report.refresh_from_db()
    assert (report.state, report.value) == ("submitted", 4)
    office.post(queue, seen | {f"version_{key}": str(report.version)})
    report.refresh_from_db()
    assert report.state == "approved"


@pytest.mark.parametrize("number", ["²", "9" * 31, "9" * 5000, "-1", ""])
def test_a_number_that_no_row_or_version_has_chooses_nothing(cast, task, june, sign_in, number):
    report_as_town(sign_in(cast.town), cast.town1, "3")
    queue = reverse("progress_review", args=[cast.district.pk])
    office, report = sign_in(cast.office), QuotaReport.objects.get()
    for kind in "rq":
        page = office.post(queue, {"row": [f"{kind}{number}"]}, follow=True)
        assert "没有选中要核定的填报" in page.text
    assert QuotaReport.objects.get().state == "submitted"
    page = office.post(queue, {"approve": f"q{report.pk}", f"version_q{report.pk}": number}, follow=True)
    assert page.status_code == 200
