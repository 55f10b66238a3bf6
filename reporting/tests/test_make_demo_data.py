"""Bulk demonstration districts: every kind of light, every constraint, the same data each time."""

from __future__ import annotations

import datetime
import io
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from districts.models import District, Membership, User
from progress.judged import lights_of
from progress.models import AuditEntry, Completion, ProgressReport, QuotaReport, Standing
from progress.shares import work_out
from reporting.models import DistrictSummary, Snapshot
from tasklists.models import Indicator, Quota, Task

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)
SIZE = {"tasks": 120, "towns": 3, "months": 12}


def make(monkeypatch: pytest.MonkeyPatch, districts: int = 1, **given: Any) -> str:
    monkeypatch.setattr(timezone, "localdate", lambda *_given: TODAY)
    out = io.StringIO()
    options = SIZE | {"districts": districts} | given
    call_command("make_demo_data", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_a_district_has_every_kind_of_light_and_of_row(monkeypatch: pytest.MonkeyPatch) -> None:
    said = make(monkeypatch)
    assert "1 个演示区" in said
    assert "行" in said
    lights = lights_of(Task.objects.all(), TODAY)
    assert {"done", "red", "yellow", "green", "grey"} == {light.light for light in lights}
    statuses = Counter(light.status for light in lights)
    assert {"done", "done_late", "overdue", "behind", "on_schedule"} <= statuses.keys()
    assert District.objects.get().is_demo
    assert Membership.objects.filter(role="town").count() == 3
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert Completion.objects.filter(state="claimed").exists()
    states = {"approved", "submitted", "draft", "returned"}
    assert set(ProgressReport.objects.values_list("state", flat=True)) == states
    assert set(QuotaReport.objects.values_list("state", flat=True)) == states
    assert Snapshot.objects.count() == 11
    assert DistrictSummary.objects.get().counted.all == 120


def test_a_third_of_the_tasks_is_shared_out_among_all_towns(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, snapshots=0)
    assert Task.objects.filter(indicators__quotas__isnull=False).distinct().count() == 40
    for indicator in Indicator.objects.filter(quotas__isnull=False).distinct().prefetch_related("quotas"):
        assert indicator.target == sum(quota.value for quota in indicator.quotas.all())


def test_standings_are_what_the_reports_work_out_to(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, tasks=30, snapshots=0)
    latest = {row.task_id: row for row in Standing.objects.order_by("day", "id")}
    assert latest
    for task in Task.objects.filter(pk__in=latest):
        share, slowest = work_out(task, TODAY) or (None, None)
        assert (share, slowest) == (latest[task.pk].share_bp, latest[task.pk].slowest), task


def test_every_step_is_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, tasks=30, snapshots=0)
    steps = AuditEntry.objects.filter(object_kind="progress.progressreport", verb="approve")
    approved = ProgressReport.objects.filter(state="approved").values_list("pk", flat=True)
    assert set(steps.values_list("object_id", flat=True)) == set(approved)


def test_copies_are_whole_districts_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, districts=6, tasks=12, towns=2, months=3, snapshots=0)
    assert sorted(District.objects.values_list("name", flat=True)) == [f"示例{n:03}区" for n in range(1, 7)]
    for model in (Task, Quota, ProgressReport, QuotaReport, AuditEntry):
        per_district = dict(model.objects.order_by().values_list("district").annotate(Count("pk")))
        first, fifth = (District.objects.get(name=f"示例{n:03}区").pk for n in (1, 5))
        assert per_district[first] == per_district[fifth], model
    for report in QuotaReport.objects.select_related("quota__indicator__task", "period", "town"):
        held = (report.quota, report.quota.indicator.task, report.period, report.town)
        assert {row.district_id for row in held} == {report.district_id}
    for entry in AuditEntry.objects.filter(object_kind="progress.quotareport"):
        assert QuotaReport.objects.get(pk=entry.object_id).district_id == entry.district_id
    connection.check_constraints()
    Task.objects.create(
        district=District.objects.first(), task_list=Task.objects.first().task_list, number="x", title="新"
    )


def test_the_same_data_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, tasks=20, snapshots=0)
    make(monkeypatch, tasks=20, snapshots=0, add=True)
    columns = ("position", "title", "deadline", "investment_wan")
    first, second = (
        list(Task.objects.filter(district=district).values_list(*columns))
        for district in District.objects.order_by("pk")
    )
    assert first == second


def test_a_second_run_refuses_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, tasks=3, snapshots=0)
    with pytest.raises(CommandError, match="已有 1 个演示区"):
        make(monkeypatch, tasks=3)
    with pytest.raises(CommandError, match="至多为 12"):
        make(monkeypatch, months=13, add=True)
