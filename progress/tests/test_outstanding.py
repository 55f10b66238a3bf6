"""What a desk says is still to be reported is what waits in the sheet."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast, make_indicator, make_task
from progress.models import ProgressReport, QuotaReport, claim
from progress.outstanding import outstanding
from progress.sheets import periods_to_fill, quota_rows, task_rows
from progress.tests.rounds import make_period
from tasklists.models import QuotaPartner

TODAY = datetime.date(2026, 6, 20)
STATES = ("", "draft", "submitted", "approved", "returned")


@pytest.fixture
def round_of_june(cast: Cast, task_list) -> Any:
    """A task in each state in April (closed), May (closed, opened again for both bodies) and June (open);
    the first is closed, the last is shared with the other town."""
    april, may, june = (make_period(task_list, month) for month in (4, 5, 6))
    for number, state in enumerate(STATES):
        task = make_task(task_list, str(number), lead=cast.department)
        quota = make_indicator(task, 10, {cast.town1: 10}).quotas.get()
        for period in (april, may, june):
            fields = {"district": cast.district, "period": period, "state": state, "return_reason": "请补充"}
            if state:
                ProgressReport.objects.create(task=task, department=cast.department, **fields)
                QuotaReport.objects.create(quota=quota, town=cast.town1, **fields)
    QuotaPartner.objects.create(district=cast.district, quota=quota, town=cast.town2)
    finished = make_task(task_list, "9", lead=cast.department)
    make_indicator(finished, 10, {cast.town1: 10})
    claim(finished, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    for body in (cast.department, cast.town1):
        may.reopen(cast.office, body, "补报", until=datetime.date(2026, 6, 30), today=TODAY)
    return april, may, june


def of_sheet(body: Any, rows: Any) -> list[Any]:
    return [
        (
            str(row.task if hasattr(row, "task") else row.quota.indicator.task),
            row.key,
            row.period,
            row.report.return_reason if row.state == "returned" else None,
            row.reopening,
        )
        for row in rows
        if row.is_due
    ]


def in_brief(body: Any) -> list[Any]:
    return [(row.task, row.key, row.period, row.came_back, row.reopening) for row in outstanding(body, TODAY)]


def test_a_department_has_to_report_what_waits_in_its_sheet(cast: Cast, round_of_june) -> None:
    for body in (cast.department, cast.department2):
        sheet = task_rows(body, periods_to_fill(body, TODAY), TODAY)
        assert in_brief(body) == of_sheet(body, sheet)
    assert len(in_brief(cast.department)) == 7


def test_a_town_has_to_report_what_waits_in_its_sheet(cast: Cast, round_of_june) -> None:
    for body in (cast.town1, cast.town2):
        sheet = quota_rows(body, periods_to_fill(body, TODAY), TODAY)
        assert in_brief(body) == of_sheet(body, sheet)
    assert len(in_brief(cast.town1)) == 7
    assert {row[0] for row in in_brief(cast.town2)} == {"4. 任务4"}


def test_work_that_begins_after_the_period_may_be_reported_and_need_not(cast: Cast, task_list) -> None:
    """One begins in July, one on the period's last day, one in July with a draft."""
    june = make_period(task_list, 6)
    for number, starts_on in (("1", "2026-07-01"), ("2", "2026-06-28"), ("3", "2026-07-01")):
        task = make_task(
            task_list, number, lead=cast.department, starts_on=datetime.date.fromisoformat(starts_on)
        )
        quota = make_indicator(task, 10, {cast.town1: 10}).quotas.get()
    fields = {"district": cast.district, "period": june}
    ProgressReport.objects.create(task=task, department=cast.department, **fields)
    QuotaReport.objects.create(quota=quota, town=cast.town1, **fields)
    for body, rows in ((cast.department, task_rows), (cast.town1, quota_rows)):
        sheet = rows(body, periods_to_fill(body, TODAY), TODAY)
        assert len(sheet) == 3
        assert in_brief(body) == of_sheet(body, sheet)
        assert [row[0] for row in in_brief(body)] == ["2. 任务2", "3. 任务3"]


def test_two_queries_say_it(cast: Cast, round_of_june) -> None:
    for body in (cast.department, cast.town1):
        with CaptureQueriesContext(connection) as queries:
            outstanding(body, TODAY)
        assert len(queries) == 2
