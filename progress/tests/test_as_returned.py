"""A report that came back is not handed in again as it was without a word."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from progress.models import AuditEntry, ProgressReport, QuotaReport
from progress.tests.rounds import make_period, sent

pytestmark = pytest.mark.django_db
ASKED = "退回后没有改动，仍要提交吗？请在"


@pytest.fixture
def clock(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False) as clock:
        make_period(task_list, 6)
        task = make_task(task_list, lead=cast.department)
        make_indicator(task, 10, {cast.town1: 4}, name="停车点")
        yield clock


def line_of(client, url):
    ((_period, (line,)),) = client.get(url).context["groups"]
    return line


def returned(clock, cast, client, url, report_model, **typed):
    """Handed in, returned a minute later, opened again after another: the line then."""
    client.post(url, sent(line_of(client, url), **typed) | {"action": "hand_in"})
    clock.shift(60)
    report = report_model.objects.get()
    report.return_for_correction(cast.office, "请补充依据", today=datetime.date(2026, 6, 20))
    clock.shift(60)
    return line_of(client, url)


def test_a_town_is_asked_once_and_answers_in_the_note(cast, clock, sign_in):
    town, url = sign_in(cast.town), reverse("progress_town", args=[cast.town1.pk])
    line = returned(clock, cast, town, url, QuotaReport, value="3")
    page = town.post(url, sent(line) | {"action": "hand_in"})
    assert f"{ASKED}备注中写明理由。" in page.text
    assert QuotaReport.objects.get().state == "returned"
    town.post(url, sent(line_of(town, url), note="依据已送区办") | {"action": "hand_in"})
    assert QuotaReport.objects.get().state == "submitted"


def test_the_reason_for_going_on_is_an_answer(cast, clock, sign_in):
    town, url = sign_in(cast.town), reverse("progress_town", args=[cast.town1.pk])
    line = returned(clock, cast, town, url, QuotaReport, value="3")
    town.post(url, sent(line) | {"action": "hand_in", "anyway": "数据无误"})
    report = QuotaReport.objects.get()
    assert (report.state, report.note) == ("submitted", "数据无误")


@pytest.mark.parametrize("change", ["text", "figure", "file"])
def test_a_change_is_an_answer(cast, clock, sign_in, change):
    lead, url = sign_in(cast.lead), reverse("progress_department", args=[cast.department.pk])
    line = returned(clock, cast, lead, url, ProgressReport, progress_text="推进")
    report = ProgressReport.objects.get()
    if change == "file":
        AuditEntry.objects.create(
            district=cast.district,
            day="2026-06-20",
            verb="add_evidence",
            object_kind="progress.progressreport",
            object_id=report.pk,
        )
    key = f"value_{line.row.indicators[0].pk}"
    typed = {"text": {"progress_text": "推进，依据见附件"}, "figure": {key: "4"}}.get(change, {})
    lead.post(url, sent(line, **typed) | {"action": "hand_in"})
    report.refresh_from_db()
    assert report.state == "submitted"


def test_a_department_is_asked_at_its_row_and_again_after_a_second_return(cast, clock, sign_in):
    lead, url = sign_in(cast.lead), reverse("progress_department", args=[cast.department.pk])
    line = returned(clock, cast, lead, url, ProgressReport, progress_text="推进")
    assert ASKED in lead.post(url, sent(line) | {"action": "hand_in"}).text
    line = returned(clock, cast, lead, url, ProgressReport, progress_text="推进中")
    assert ASKED in lead.post(url, sent(line) | {"action": "hand_in"}).text
    assert ProgressReport.objects.get().state == "returned"


def test_on_the_form_of_the_task_too(cast, clock, sign_in):
    lead, url = sign_in(cast.lead), reverse("progress_department", args=[cast.department.pk])
    row = returned(clock, cast, lead, url, ProgressReport, progress_text="推进").row
    form = reverse("progress_write", args=[row.period.pk, row.task.pk, cast.department.pk])
    data = sent(lead.get(form).context["line"])
    assert ASKED in lead.post(form, data | {"action": "hand_in"}).text
    lead.post(form, data | {"action": "hand_in", "anyway": "数据无误"})
    assert ProgressReport.objects.get().explanation == "数据无误"


@pytest.fixture
def unfilled(clock, cast, sign_in):
    """What the town sends for its row: a full note, no figure."""
    client = sign_in(cast.town)
    url = reverse("progress_town", args=[cast.town1.pk])

    def hand_in(**more):
        data = sent(line_of(client, url), value="", **more.pop("typed", {}))
        return client.post(url, data | {"action": "hand_in"} | more)

    return hand_in


def test_a_reason_that_does_not_fit_behind_the_note_is_told_and_stays(clock, unfilled):
    page = unfilled(typed={"note": "长" * 499}, anyway="还没有数据，下期补报")
    assert "备注连同仍要提交的理由最多 500 字，现有 510 字，请缩短备注。" in page.text
    assert 'value="还没有数据，下期补报"' in page.text
    report = QuotaReport.objects.get()
    assert (report.state, report.note) == ("draft", "长" * 499)
    unfilled(typed={"note": "长" * 480}, anyway="还没有数据，下期补报")
    report.refresh_from_db()
    assert (report.state, len(report.note)) == ("submitted", 491)


def test_a_reason_too_long_is_told_and_stays(clock, unfilled):
    page = unfilled(typed={"note": "甲"}, anyway="因" * 201)
    assert "仍要提交的理由最多 200 字，现有 201 字，请缩短后再提交。" in page.text
    assert "因" * 201 in page.text
    assert QuotaReport.objects.get().state == "draft"


def test_a_department_is_told_too(clock, cast, sign_in):
    lead, url = sign_in(cast.lead), reverse("progress_department", args=[cast.department.pk])
    line = returned(clock, cast, lead, url, ProgressReport, progress_text="本月无变化")
    page = lead.post(url, sent(line) | {"action": "hand_in", "anyway": "因" * 201})
    assert "仍要提交的理由最多 200 字" in page.text
    assert ProgressReport.objects.get().state == "returned"


def test_a_reason_with_a_nul_is_kept_without_it(clock, unfilled):
    unfilled(typed={"note": "甲"}, anyway="尚无\0数据")
    assert QuotaReport.objects.get().note == "甲\n尚无数据"
