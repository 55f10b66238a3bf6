"""月末快照: taking it.

The day of a snapshot is the closing day of its period, at midnight, by the rule that holds for every
light (`progress.status`): what was approved, closed and in force by then counts, later decisions do not.
So the figures are those that anybody saw on the pages that evening, and a snapshot made after missed
nights comes out as it would have in time. What the office approves after the closing day stands in the
next snapshot, and there also as a correction of this one.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict

from django.db import transaction

from progress.models import ReportingPeriod, RuleAdoption, Verb, record
from progress.refusals import Refused
from progress.rulebook import rules_on
from reporting.corrections import corrections_of
from reporting.live import states_of
from reporting.measures import measures_of
from reporting.models import Snapshot, SnapshotTask
from reporting.states import TaskState, as_json
from reporting.tallies import count
from reporting.timeliness import bodies_of
from tasklists.models import Task

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def take(period: ReportingPeriod, today: datetime.date, *, as_it_stood: bool | None = None) -> Snapshot:
    """The snapshot of a closed period: made now, or the one that is there. Two at once: the second
    waits for the first and hands out its result.

    Later than in the night after the closing day it says `is_late`, and deadlines and milestones are
    taken as they stood; `as_it_stood` asks for that in a played night too. Raises Refused while the
    period is open."""
    period = (
        ReportingPeriod.objects.select_for_update(of=("self",)).select_related("task_list").get(pk=period.pk)
    )
    if held := Snapshot.objects.filter(period=period).first():
        return held
    if not period.is_over(today):
        raise Refused(f"{period.label} closes on {period.closes_on}")
    is_late = today > period.closes_on + ONE_DAY
    snapshot = _frozen(period, today, is_late, is_late if as_it_stood is None else as_it_stood)
    record(snapshot, Verb.TAKE_SNAPSHOT, who=None, today=today, after=f"{snapshot.label}（{snapshot.day}）")
    return snapshot


def _frozen(period: ReportingPeriod, today: datetime.date, is_late: bool, as_it_stood: bool) -> Snapshot:
    day, task_list = period.closes_on, period.task_list
    rules = rules_on(day)
    adoption = (
        RuleAdoption.objects.filter(task_list=task_list, from_day__lte=day).select_related("version").first()
    )
    tasks = Task.objects.filter(task_list=task_list)
    states = states_of(tasks, day, rules, as_it_stood=as_it_stood, with_targets=True)
    bodies = bodies_of(period)
    before = (
        Snapshot.objects.filter(task_list=task_list, day__lt=day)
        .select_related("period")
        .latest_first()
        .first()
    )
    snapshot = Snapshot.objects.create(
        district_id=task_list.district_id,
        task_list=task_list,
        period=period,
        day=day,
        taken_on=today,
        is_late=is_late,
        title=task_list.title,
        label=period.label,
        rule_version=adoption.version if adoption else None,
        rules=rules.of_list(task_list.pk).as_json(),
        totals=asdict(count(states, day)),
        measures=measures_of(states, bodies).as_json(),
        bodies=bodies,
        corrections=[row.as_json() for row in corrections_of(before, day)] if before else [],
    )
    SnapshotTask.objects.bulk_create([_row(snapshot, state) for state in states], batch_size=200)
    return snapshot


def _row(snapshot: Snapshot, state: TaskState) -> SnapshotTask:
    return SnapshotTask(
        district_id=snapshot.district_id,
        snapshot=snapshot,
        task_pk=state.pk,
        position=state.position,
        number=state.number,
        title=state.title,
        status=state.status,
        light=state.light,
        town_keys="".join(f",{town.pk}" for town in state.towns) + ",",
        state=as_json(state),
    )


__all__ = ["bodies_of", "take"]
