"""What was decided after a snapshot about the time that it covers: the records, read at once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from progress.models import Completion, ProgressReport, QuotaReport, ReportFigure
from reporting.models import Snapshot
from tasklists.models import Indicator, Task
from tasklists.querysets import TaskQuerySet

OF_QUOTA = "quota__indicator__task"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a task's completion that came after the snapshot."""

    completed_on: datetime.date
    closed_on: datetime.date | None = None
    revoked_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """`then` is the snapshot's day. `approved`: by task, when a report of its time was approved later;
    for these tasks alone `stated` (by indicator), `quotas` (by share: value, met) and `percents` (by
    task, basis points) hold what the periods up to the snapshot say by now."""

    then: datetime.date
    tasks: dict[int, Task]
    approved: dict[int, datetime.date]
    stated: dict[int, Decimal]
    quotas: dict[int, tuple[Decimal | None, bool | None]]
    percents: dict[int, int]
    indicators: dict[int, dict[int, Any]]  # by task, by key, in their order
    decided: dict[int, Decided]


def later_than(snapshot: Snapshot, day: datetime.date) -> Later:
    """Nine queries, however many tasks there are."""
    then, tasks = snapshot.day, Task.objects.filter(task_list=snapshot.task_list_id).in_printed_order()
    approved = _approved(snapshot, day)
    by_period = ("period__closes_on", "id")
    departments = _reports(ProgressReport, snapshot, day).filter(task__in=approved)
    stated = ReportFigure.objects.filter(report__in=departments, value__isnull=False)
    towns = _reports(QuotaReport, snapshot, day).filter(**{f"{OF_QUOTA}__in": approved})
    percents = departments.filter(percent_bp__isnull=False).order_by(*by_period)
    return Later(
        then=then,
        tasks={task.pk: task for task in tasks},
        approved=approved,
        stated={
            pk: value
            for pk, value in stated.order_by("report__period__closes_on", "report_id").values_list(
                "indicator_id", "value"
            )
            if value is not None
        },
        quotas={
            pk: (value, met)
            for pk, value, met in towns.order_by(*by_period).values_list("quota_id", "value", "met")
        },
        percents=dict(percents.values_list("task_id", "percent_bp")),
        indicators=_indicators(tasks),
        decided=_decided(snapshot, day),
    )


def _indicators(tasks: TaskQuerySet) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = {}
    rows = Indicator.objects.filter(task__in=tasks.order_by()).prefetch_related("quotas")
    for row in rows.order_by("position", "id"):
        found.setdefault(row.task_id, {})[row.pk] = row
    return found


def _reports(model: Any, snapshot: Snapshot, day: datetime.date) -> Any:
    """Reports of the snapshot's period, also where the office moved its closing day since, and of those
    before it, that are approved by `day`."""
    covered = Q(period=snapshot.period_id) | Q(period__closes_on__lte=snapshot.day)
    return model.objects.approved_by(day).filter(covered, period__task_list=snapshot.task_list_id)


def _approved(snapshot: Snapshot, day: datetime.date) -> dict[int, datetime.date]:
    """The tasks with a report that was approved after the snapshot, and when."""
    found: dict[int, datetime.date] = {}
    for model, task in ((ProgressReport, "task_id"), (QuotaReport, f"{OF_QUOTA}_id")):
        reports = _reports(model, snapshot, day).filter(approved_on__gt=snapshot.day)
        for pk, approved_on in reports.order_by("approved_on").values_list(task, "approved_on"):
            found[pk] = max(approved_on, found.get(pk, approved_on))
    return found


def _decided(snapshot: Snapshot, day: datetime.date) -> dict[int, Decided]:
    """Closures revoked after the snapshot, and closures after it of work completed by its day."""
    then = snapshot.day
    revoked = Q(closed_on__lte=then, revoked_on__gt=then, revoked_on__lte=day)
    closed = Q(closed_on__gt=then, closed_on__lte=day, completed_on__lte=then)
    held = Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)
    rows = Completion.objects.filter(revoked | (closed & held), task__task_list=snapshot.task_list_id)
    found: dict[int, Decided] = {}
    for row in rows.order_by("id"):
        if row.closed_on and row.closed_on <= then:
            found[row.task_id] = Decided(row.completed_on, revoked_on=row.revoked_on)
        else:
            found[row.task_id] = Decided(row.completed_on, closed_on=row.closed_on)
    return found
