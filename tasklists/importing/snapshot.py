"""Database → `Directory` and `Existing`: the only module of the importer that reads what is stored.

A fixed number of queries whatever the size of the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Model

from districts.models import Department, District, NameVariant, Town
from tasklists.importing.names import plain
from tasklists.importing.reconcile import Directory, KnownBody
from tasklists.importing.records import ListDocument
from tasklists.importing.states import (
    NOTHING_STORED,
    AssignmentState,
    CategoryKeys,
    CategoryState,
    Existing,
    HeadState,
    IndicatorState,
    MilestoneState,
    PlanItemState,
    QuotaState,
    TaskState,
)
from tasklists.importing.targets import list_title
from tasklists.models import (
    Assignment,
    Category,
    Indicator,
    Milestone,
    PlanItem,
    Quota,
    QuotaPartner,
    Task,
    TaskList,
    TaskTown,
)
from tasklists.reported import kept_by_others


def directory_of(district: District) -> Directory:
    variants: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for variant in NameVariant.objects.filter(district=district).order_by("id"):
        body = ("department", variant.department_id) if variant.department_id else ("town", variant.town_id)
        variants[body].append(variant.written)  # type: ignore[index]
    departments = Department.objects.filter(district=district).order_by("position", "id")
    towns = Town.objects.filter(district=district).order_by("position", "id")
    return Directory(
        tuple(KnownBody(body.name, tuple(variants["department", body.pk])) for body in departments),
        tuple(KnownBody(body.name, tuple(variants["town", body.pk])) for body in towns),
    )


def find_list(district: District, document: ListDocument) -> TaskList | None:
    """The district's list of that year whose title is the document's, spaces and brackets apart."""
    if document.year is None:
        return None
    lists = TaskList.objects.filter(district=district, year=document.year).order_by("id")
    title = list_title(document)
    wanted = plain(title)
    return next(
        (stored for stored in lists if stored.title == title),
        next((stored for stored in lists if plain(stored.title) == wanted), None),
    )


def existing_list(task_list: TaskList | None, *, with_reports: bool = True) -> Existing:
    """What is stored of the list; nothing where there is none yet. `with_reports`: also what somebody
    has reported on, which a new document cannot take away."""
    if task_list is None:
        return NOTHING_STORED
    categories = _categories(task_list)
    keys: dict[int | None, str] = {state.id: state.key for state in categories}
    return Existing(
        list_id=task_list.pk,
        head=_head(task_list),
        categories=categories,
        tasks=_tasks(task_list, keys, with_reports),
        plan_items=tuple(
            PlanItemState(
                number=item.number,
                title=item.title,
                section=item.section,
                category=keys.get(item.category_id),
                text=item.text,
                id=item.pk,
                position=item.position,
            )
            for item in PlanItem.objects.filter(task_list=task_list).order_by("position", "id")
        ),
    )


# Where the parts of a list stand below it.
_PLACED: dict[type[Model], str] = {
    Category: "task_list",
    PlanItem: "task_list",
    Task: "task_list",
    Assignment: "task__task_list",
    Indicator: "task__task_list",
    Milestone: "task__task_list",
    Quota: "indicator__task__task_list",
}


def with_places(existing: Existing) -> Existing:
    """The same, each part with its place in the original: what taking an import back restores. It is no
    part of `existing_list`, whose fingerprint tells only whether the contents changed. Seven queries, none
    where nothing is stored."""
    if existing.list_id is None:
        return existing
    places = {
        model: dict(model._default_manager.filter(**{path: existing.list_id}).values_list("pk", "source"))
        for model, path in _PLACED.items()
    }

    def placed(model: type[Model], states: Iterable[Any], **parts: Any) -> tuple[Any, ...]:
        """`parts`: what below each of them is replaced as well, by a function of the state."""
        return tuple(
            replace(
                state,
                source=places[model].get(state.id, {}),
                **{name: place(state) for name, place in parts.items()},
            )
            for state in states
        )

    return replace(
        existing,
        categories=placed(Category, existing.categories),
        plan_items=placed(PlanItem, existing.plan_items),
        tasks=placed(
            Task,
            existing.tasks,
            assignments=lambda task: placed(Assignment, task.assignments),
            milestones=lambda task: placed(Milestone, task.milestones),
            indicators=lambda task: placed(
                Indicator, task.indicators, quotas=lambda row: placed(Quota, row.quotas)
            ),
        ),
    )


def _head(task_list: TaskList) -> HeadState:
    return HeadState(
        title=task_list.title,
        year=task_list.year,
        kind=task_list.kind,
        issuing_number=task_list.issuing_number,
        issuing_body=task_list.issuing_body,
        issued_on=task_list.issued_on,
        columns=tuple((heading, field) for heading, field in task_list.columns),
    )


def _categories(task_list: TaskList) -> tuple[CategoryState, ...]:
    """Headings in printed order, upper level first; lists have no more than two levels."""
    given = CategoryKeys()
    states: dict[int, CategoryState] = {}
    rows = Category.objects.filter(task_list=task_list).order_by("position", "id")
    for row in sorted(rows, key=lambda row: row.parent_id is not None):
        parent = states[row.parent_id].key if row.parent_id in states else None
        states[row.pk] = CategoryState(
            key=given.key(parent, row.label, row.title),
            label=row.label,
            title=row.title,
            parent=parent,
            id=row.pk,
            position=row.position,
        )
    return tuple(states.values())


def _tasks(
    task_list: TaskList, category_keys: dict[int | None, str], with_reports: bool
) -> tuple[TaskState, ...]:
    parts = _Parts(task_list, with_reports)
    rows = list(Task.objects.filter(task_list=task_list).in_printed_order())
    keys: dict[int | None, str] = {row.pk: row.key for row in rows}
    return tuple(
        TaskState(
            scope=row.numbering_scope,
            number=row.number,
            title=row.title,
            category=category_keys.get(row.category_id),
            parent=keys.get(row.parent_id),
            upper_number=row.upper_number,
            requirement=row.requirement,
            objective=row.objective,
            content=row.content,
            scale=row.scale,
            standard=row.standard,
            funding=row.funding,
            other_fields=row.other_fields,
            deadline_text=row.deadline_text,
            deadline=row.deadline,
            first_deadline=row.first_deadline,
            recurring=row.recurring,
            investment_text=row.investment_text,
            investment_wan=row.investment_wan,
            investment_approximate=row.investment_approximate,
            scope_kind=row.scope_kind,
            scope_text=row.scope_text,
            towns=tuple(sorted(parts.towns[row.pk])),
            assignments=tuple(parts.assignments[row.pk]),
            indicators=tuple(parts.indicators[row.pk]),
            milestones=tuple(parts.milestones[row.pk]),
            position=row.position,
            id=row.pk,
        )
        for row in rows
    )


class _Parts:
    """The rows below the tasks of a list, gathered by task."""

    def __init__(self, task_list: TaskList, with_reports: bool) -> None:
        of_list = {"task__task_list": task_list}
        self.towns = _gathered(
            TaskTown.objects.filter(**of_list).order_by("id").values_list("task_id", "town__name")
        )
        self.assignments = _gathered(
            (row.task_id, _assignment(row))
            for row in Assignment.objects.filter(**of_list)
            .select_related("department", "town")
            .order_by("position", "id")
        )
        self.milestones = _gathered(
            (row.task_id, _milestone(row))
            for row in Milestone.objects.filter(**of_list).order_by("due", "period", "id")
        )
        quotas = self._quotas(task_list, with_reports)
        rows = Indicator.objects.filter(**of_list).order_by("position", "id")
        reported = kept_by_others(rows) if with_reports else frozenset()
        self.indicators = _gathered(
            (row.task_id, _indicator(row, quotas[row.pk], row.pk in reported)) for row in rows
        )

    def _quotas(self, task_list: TaskList, with_reports: bool) -> defaultdict[int, list[QuotaState]]:
        of_list = {"indicator__task__task_list": task_list}
        partners = _gathered(
            QuotaPartner.objects.filter(quota__indicator__task__task_list=task_list)
            .order_by("id")
            .values_list("quota_id", "town__name")
        )
        rows = Quota.objects.filter(**of_list).select_related("town").order_by("id")
        reported = kept_by_others(rows) if with_reports else frozenset()
        states = ((row.indicator_id, _quota(row, partners[row.pk], row.pk in reported)) for row in rows)
        return _gathered(sorted(states, key=_by_town))


def _by_town(pair: tuple[int, QuotaState]) -> str:
    return pair[1].town


def _gathered(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for owner, part in pairs:
        found[owner].append(part)
    return found


def _assignment(row: Assignment) -> AssignmentState:
    return AssignmentState(
        department=row.department.name if row.department else None,
        town=row.town.name if row.town else None,
        printed=row.printed,
        role=row.role,
        id=row.pk,
    )


def _milestone(row: Milestone) -> MilestoneState:
    return MilestoneState(
        period=row.period,
        due=row.due,
        text=row.text,
        percent=row.percent,
        value=row.value,
        unit=row.unit,
        id=row.pk,
    )


def _indicator(row: Indicator, quotas: list[QuotaState], is_reported: bool) -> IndicatorState:
    return IndicatorState(
        name=row.name,
        unit=row.unit,
        comparator=row.comparator,
        target=row.target,
        minimum=row.minimum,
        maximum=row.maximum,
        each=row.each,
        target_text=row.target_text,
        quotas=tuple(quotas),
        id=row.pk,
        is_reported=is_reported,
    )


def _quota(row: Quota, partners: list[str], is_reported: bool) -> QuotaState:
    return QuotaState(
        town=row.town.name,
        partners=tuple(sorted(partners)),
        value=row.value,
        implied=row.implied,
        text=row.text,
        id=row.pk,
        is_reported=is_reported,
    )
