"""Tasks of the database as states, with their lights of a day: a fixed number of queries, and no more
of each row than a state says, as a page holds a thousand of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.functional import lazy

from progress.explanations import explain
from progress.judged import Lit, lights_of, lit_quotas
from progress.models import ProgressReport
from progress.rulebook import Rulebook, rules_on
from progress.shares import is_rate, share_of, target_of, with_stated
from reporting.live_bodies import Bodies, bodies_of
from reporting.milestones import milestones_of
from reporting.states import Body, IndicatorState, MilestoneState, QuotaState, Said, TaskState
from tasklists.models import Category, Indicator, Quota, Task
from tasklists.querysets import TaskQuerySet

# Where a page shows a few of a thousand tasks, the sentence is made for those it shows.
explained = lazy(explain, str)
Milestones = dict[int, tuple[MilestoneState, ...]]
# What a state takes over as it stands, and what its other parts are made from.
KEPT = (
    "position",
    "number",
    "title",
    "requirement",
    "deadline_text",
    "first_deadline",
    "investment_wan",
)
COLUMNS = (
    *KEPT,
    "task_list_id",
    "task_list__title",
    "district_id",
    "parent_id",
    "scope_kind",
    "starts_on",
    "category_id",
    "category__label",
    "category__title",
    "category__parent_id",
    "category__parent__label",
    "category__parent__title",
)
FACTS = (
    "due_on",
    "status",
    "light",
    "reported_bp",
    "demand_bp",
    "behind_bp",
    "unmet_due",
    "claimed_on",
    "completed_on",
    "closed_on",
)

TAKEN = (*KEPT, *FACTS)
take = itemgetter(*TAKEN)


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
    rows = lights_of(tasks.in_printed_order(), today, rules, COLUMNS, as_it_stood=as_it_stood)
    bodies = bodies_of(rows)
    parts = _Parts(rows, today, rules) if with_targets else None
    stood = today if as_it_stood else None
    milestones = milestones_of(rows, today, stood=stood) if with_targets or with_milestones else {}
    headings, blue = _Headings(), rules.blue_lists
    return [_state(row, blue, bodies, headings, milestones, parts) for row in rows]


def _state(
    row: Lit,
    blue: frozenset[int],
    bodies: Bodies,
    headings: _Headings,
    milestones: Milestones,
    parts: _Parts | None,
) -> TaskState:
    held = vars(row)
    acting = bodies.acting(row)
    helpers = [pair for pair in acting if pair[1] != "lead"]
    return TaskState(
        pk=row.pk,
        list_pk=row.task_list_id,
        list_title=held["task_list__title"],
        parent_pk=row.parent_id,
        categories=headings.of(held),
        leads=tuple([body for body, role in acting if role == "lead"]),
        helpers=tuple([body for body, _role in helpers]),
        towns=bodies.towns(row),
        why=explain(row) if parts else explained(row),
        done_blue=row.task_list_id in blue,
        indicators=parts.indicators_of(row) if parts else (),
        milestones=milestones.get(row.pk, ()),
        said=parts.said.get(row.pk) if parts else None,
        helper_roles=tuple([role for _body, role in helpers]),
        **dict(zip(TAKEN, take(held), strict=True)),
    )


class _Headings:
    """The headings of tasks, each put into words once."""

    def __init__(self) -> None:
        self.known: dict[int | None, tuple[Body, ...]] = {None: ()}

    def of(self, held: dict[str, Any]) -> tuple[Body, ...]:
        """Outermost first."""
        key = held["category_id"]
        if key not in self.known:
            paths = ("category__parent", "category")
            self.known[key] = tuple(
                Body(held[f"{path}_id"], str(Category(label=held[f"{path}__label"], title=title)))
                for path in paths
                if (title := held[f"{path}__title"]) is not None
            )
        return self.known[key]


class _Parts:
    """What stands below the tasks, read at once."""

    def __init__(self, tasks: Sequence[Any], today: datetime.date, rules: Rulebook) -> None:
        keys = [task.pk for task in tasks]
        self.indicators = _by_task(_indicators(keys, today, rules))
        self.stated = _stated(keys, today)
        self.said = _said(keys, today)

    def indicators_of(self, task: Any) -> tuple[IndicatorState, ...]:
        return tuple(self._indicator(row) for row in self.indicators.get(task.pk, ()))

    def _indicator(self, row: Any) -> IndicatorState:
        target, (stated, met) = target_of(row), self.stated[row.pk]
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
            met=met,
        )


def _by_task(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(row)
    return found


def _indicators(keys: list[int], today: datetime.date, rules: Rulebook) -> Iterable[Any]:
    """Indicators whose `quotas.all()` carry their lights."""
    quotas = lit_quotas(Quota.objects.filter(indicator__task__in=keys), today, rules)
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


def _stated(keys: list[int], today: datetime.date) -> dict[int, tuple[Decimal | None, bool | None]]:
    """`shares.stated_total` for all indicators of the tasks at once, and for targets of words whether
    they are met."""
    rows = with_stated(Indicator.objects.filter(task__in=keys), today)
    return {pk: (value, met) for pk, value, met in rows.values_list("pk", "stated", "met")}


def _said(keys: list[int], today: datetime.date) -> dict[int, Said]:
    reports = ProgressReport.objects.approved_by(today).filter(task=OuterRef("pk"))
    latest = reports.order_by("-period__closes_on", "-id").values("pk")[:1]
    tasks = Task.objects.filter(pk__in=keys).order_by().annotate(latest=Subquery(latest))
    rows = ProgressReport.objects.filter(pk__in=tasks.values("latest")).select_related("period")
    return {
        row.task_id: Said(row.period.label, row.progress_text, row.problems_text, row.next_text)
        for row in rows
    }
