"""Tasks of the database as states, with their lights of a day: a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from districts.models import Town
from progress.explanations import explain
from progress.models import ProgressReport, ReportFigure
from progress.rulebook import Rulebook, rules_on
from progress.shares import is_rate, share_of, target_of
from progress.status import with_lights, with_quota_lights
from reporting.milestones import milestones_of
from reporting.states import Body, IndicatorState, MilestoneState, QuotaState, Said, TaskState
from tasklists.models import Assignment, Category, Indicator, Quota, QuotaPartner, Task, TaskTown
from tasklists.querysets import TaskQuerySet

Towns = dict[int, tuple[Body, ...]]
Milestones = dict[int, tuple[MilestoneState, ...]]


def states_of(
    tasks: TaskQuerySet,
    today: datetime.date,
    rules: Rulebook | None = None,
    *,
    as_it_stood: bool = False,
    with_targets: bool = False,
    with_milestones: bool = False,
) -> list[TaskState]:
    """In printed order. `with_milestones` brings the milestones, in one query more; `with_targets` those
    and indicators, quotas with their lights and the words approved last, in six; without them those
    parts are empty. `as_it_stood` takes deadlines and milestones as they were on the day: for a day in
    the past."""
    rules = rules or rules_on(today)
    judged = with_lights(tasks.select_related("task_list"), today, rules, as_it_stood=as_it_stood)
    rows = list(judged.with_bodies().in_printed_order())
    towns = towns_of(rows)
    parts = _Parts(rows, today, rules) if with_targets else None
    milestones = milestones_of(rows, today) if with_targets or with_milestones else {}
    return [_state(task, rules, towns, milestones, parts) for task in rows]


def towns_of(tasks: Iterable[Task]) -> Towns:
    """The towns that each task concerns, in their order: the rule of `PartOfListQuerySet.concerning`
    for all tasks at once; two queries."""
    by_pk = {task.pk: task for task in tasks}
    districts = {task.district_id for task in by_pk.values()}
    rows = list(Town.objects.filter(district__in=districts))
    names = {town.pk: Body(town.pk, str(town)) for town in rows}
    of_district: dict[int, list[int]] = {}
    for town in rows:
        of_district.setdefault(town.district_id, []).append(town.pk)
    quotas = Quota.objects.filter(indicator__task__in=by_pk).values_list("indicator__task", "town")
    partners = QuotaPartner.objects.filter(quota__indicator__task__in=by_pk)
    named = TaskTown.objects.filter(task__in=by_pk).values_list("task", "town")
    pairs = quotas.order_by().union(
        partners.order_by().values_list("quota__indicator__task", "town"), named.order_by()
    )
    found: dict[int, set[int]] = {}
    for task, town in pairs:
        found.setdefault(task, set()).add(town)
    for task in by_pk.values():
        if task.scope_kind == Task.ScopeKind.ALL_TOWNS:
            found.setdefault(task.pk, set()).update(of_district.get(task.district_id, ()))
    order = {pk: place for place, pk in enumerate(names)}
    return {
        task: tuple(names[town] for town in sorted(towns, key=order.__getitem__))
        for task, towns in found.items()
    }


def _state(
    task: Any, rules: Rulebook, towns: Towns, milestones: Milestones, parts: _Parts | None
) -> TaskState:
    bodies = [row for row in task.assignments.all() if row.department_id or row.town_id]
    leads = [row for row in bodies if row.role == Assignment.Role.LEAD]
    helpers = [row for row in bodies if row.role != Assignment.Role.LEAD]
    return TaskState(
        pk=task.pk,
        list_pk=task.task_list_id,
        list_title=task.task_list.title,
        position=task.position,
        number=task.number,
        title=task.title,
        parent_pk=task.parent_id,
        categories=_headings(task.category),
        leads=tuple(_body(row) for row in leads),
        helpers=tuple(_body(row) for row in helpers),
        towns=towns.get(task.pk, ()),
        requirement=task.requirement,
        deadline_text=task.deadline_text,
        first_deadline=task.first_deadline,
        due_on=task.due_on,
        investment_wan=task.investment_wan,
        status=task.status,
        light=task.light,
        why=explain(task),
        reported_bp=task.reported_bp,
        demand_bp=task.demand_bp,
        behind_bp=task.behind_bp,
        unmet_due=task.unmet_due,
        claimed_on=task.claimed_on,
        completed_on=task.completed_on,
        closed_on=task.closed_on,
        done_blue=task.task_list_id in rules.blue_lists,
        indicators=parts.indicators_of(task) if parts else (),
        milestones=milestones.get(task.pk, ()),
        said=parts.said.get(task.pk) if parts else None,
        helper_roles=tuple(row.role for row in helpers),
    )


def _headings(category: Category | None) -> tuple[Body, ...]:
    if category is None:
        return ()
    return tuple(Body(row.pk, str(row)) for row in (category.parent, category) if row)


def _body(row: Assignment) -> Body:
    """A town that leads stands under its negative key, so that it is never taken for a department."""
    return Body(row.department_id or -(row.town_id or 0), str(row))


class _Parts:
    """What stands below the tasks, read at once."""

    def __init__(self, tasks: list[Any], today: datetime.date, rules: Rulebook) -> None:
        keys = [task.pk for task in tasks]
        self.indicators = _by_task(_indicators(keys, today, rules))
        self.values = _stated(keys, today)
        self.said = _said(keys, today)

    def indicators_of(self, task: Any) -> tuple[IndicatorState, ...]:
        return tuple(self._indicator(row) for row in self.indicators.get(task.pk, ()))

    def _indicator(self, row: Any) -> IndicatorState:
        target, stated = target_of(row), self.values.get(row.pk)
        quotas = row.quotas.all()
        reported = [quota.reported for quota in quotas if quota.reported is not None]
        towns_sum = None if is_rate(row) or not reported else sum(reported, Decimal(0))
        value = stated if stated is not None else towns_sum
        return IndicatorState(
            pk=row.pk,
            name=row.name,
            unit=row.unit,
            comparator=row.comparator,
            target=target,
            target_text=row.target_text,
            value=stated,
            towns_sum=towns_sum,
            share_bp=None if value is None or target is None else share_of(row, value, target),
            quotas=tuple(_quota(quota) for quota in quotas),
        )


def _by_task(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(row)
    return found


def _indicators(keys: list[int], today: datetime.date, rules: Rulebook) -> Iterable[Any]:
    """Indicators whose `quotas.all()` carry their lights."""
    quotas = with_quota_lights(Quota.objects.filter(indicator__task__in=keys), today, rules)
    fetched = quotas.select_related("town").prefetch_related("partners__town")
    fetched = fetched.order_by("town__position", "town_id", "id")
    rows = Indicator.objects.filter(task__in=keys).order_by("position", "id")
    return rows.prefetch_related(Prefetch("quotas", fetched))


def _quota(row: Any) -> QuotaState:
    towns = [row.town, *(partner.town for partner in row.partners.all())]
    return QuotaState(
        pk=row.pk,
        towns=tuple(Body(town.pk, str(town)) for town in towns),
        value=row.value,
        text=row.text,
        reported=row.reported,
        reported_bp=row.reported_bp,
        status=row.status,
        light=row.light,
        why=explain(row),
    )


def _stated(keys: list[int], today: datetime.date) -> dict[int, Decimal]:
    """`shares.stated_total` for all indicators of the tasks at once."""
    figures = ReportFigure.objects.filter(
        indicator__task__in=keys,
        value__isnull=False,
        report__state="approved",
        report__approved_on__lte=today,
    )
    rows = figures.order_by("report__period__closes_on", "report_id").values_list("indicator_id", "value")
    return dict(rows)


def _said(keys: list[int], today: datetime.date) -> dict[int, Said]:
    reports = ProgressReport.objects.approved_by(today).filter(task__in=keys).select_related("period")
    return {
        row.task_id: Said(row.period.label, row.progress_text, row.problems_text, row.next_text)
        for row in reports.order_by("period__closes_on", "id")
    }
