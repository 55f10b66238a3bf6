"""On a task that is 办结 nothing more is reported, save what the office returned."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import Cast, make_task
from progress.models import Evidence, ProgressReport, ReportingPeriod, claim
from progress.tests.rounds import JUNE_OPEN, make_period
from tasklists.models import Task, TaskList

SAID = "任务已于 2026-06-20 办结，不再填报"


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> Iterator[ReportingPeriod]:
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        yield make_period(task_list, 6)


@pytest.fixture
def task(cast: Cast, task_list: TaskList, june: ReportingPeriod) -> Task:
    return make_task(task_list, "1", cast.department)


def address(name: str, cast: Cast, task: Task, june: ReportingPeriod) -> str:
    return reverse(name, args=[june.pk, task.pk, cast.department.pk])


def close(cast: Cast, task: Task) -> None:
    claim(task, cast.lead, today=JUNE_OPEN).close(cast.office, today=JUNE_OPEN)


def typed(task: Task, june: ReportingPeriod, version: int = 0) -> dict[str, Any]:
    key = f"t{task.pk}p{june.pk}"
    words = {"progress_text": "办结以后又填", "percent": "10", "version": version, "seen": "x"}
    return {f"{key}-{name}": value for name, value in words.items()} | {"action": "hand_in"}


def test_nothing_is_written_or_attached(cast: Cast, task: Task, june: ReportingPeriod, sign_in: Any) -> None:
    close(cast, task)
    lead, page = sign_in(cast.lead), address("progress_write", cast, task, june)
    assert SAID in lead.get(page).text
    answer = lead.post(page, typed(task, june))
    assert answer.status_code == 200
    assert SAID in answer.text and "办结以后又填" in answer.text
    files = {"files": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}
    assert SAID in lead.post(address("progress_upload_evidence", cast, task, june), files, follow=True).text
    assert not ProgressReport.objects.exists() and not Evidence.objects.exists()


def test_what_came_back_can_be_corrected(cast: Cast, task: Task, june: ReportingPeriod, sign_in: Any) -> None:
    report = ProgressReport.objects.create(
        district=cast.district, task=task, department=cast.department, period=june, progress_text="推进中"
    )
    report.submit(cast.lead, today=JUNE_OPEN)
    report.return_for_correction(cast.office, "请补充", today=JUNE_OPEN)
    close(cast, task)
    report.refresh_from_db()
    sign_in(cast.lead).post(address("progress_write", cast, task, june), typed(task, june, report.version))
    report.refresh_from_db()
    assert (report.state, report.progress_text) == ("submitted", "办结以后又填")
