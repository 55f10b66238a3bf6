"""A list carried into the next year, and two years laid side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tasklists.changes import Difference, differences, facts_of, with_facts
from tasklists.models import Category, Task, TaskList
from tasklists.models.targets import Indicator, Milestone, Quota, QuotaPartner
from tasklists.models.tasks import Assignment, TaskTown
from tasklists.years import into_year, wording_into_year

Fate = Literal["continued", "changed", "new", "gone"]
# Facts that differ from year to year by themselves say nothing about the promise.
OF_THE_YEAR = frozenset({"序号", "类别"})


def to_carry_over(task_list: TaskList, unfinished: Collection[int]) -> list[Task]:
    """Tasks that go on next year: those without an end of their own, and those not closed (ids given
    by the room that knows what has been done); sub-items go with their parent."""
    tasks = list(with_facts(task_list.tasks.in_printed_order()).prefetch_related("scope_towns"))
    kept = {task.pk for task in tasks if task.recurring or task.pk in unfinished}
    kept |= {task.parent_id for task in tasks if task.pk in kept and task.parent_id}
    return [task for task in tasks if task.pk in kept]


@transaction.atomic
def carry_over(task_list: TaskList, unfinished: Collection[int], *, title: str) -> TaskList:
    """A draft of the next year with these tasks: categories, bodies, indicators and shares as they
    are, days before that year moved into it, first deadlines and predecessors kept.

    Raises ValidationError where the title is taken or nothing is to be carried over.
    """
    year = task_list.year + 1
    if TaskList.objects.filter(district_id=task_list.district_id, year=year, title=title).exists():
        raise ValidationError(_("本区 %(year)s 年已有同名清单，请改用另一个标题。"), params={"year": year})
    tasks = to_carry_over(task_list, unfinished)
    if not tasks:
        raise ValidationError(_("没有未办结或经常性的任务需要结转，请直接新建清单。"))
    draft = TaskList.objects.create(
        district_id=task_list.district_id,
        year=year,
        title=title,
        kind=task_list.kind,
        issuing_body=task_list.issuing_body,
        columns=task_list.columns,
    )
    categories = _copy_categories(task_list, draft, {task.category_id for task in tasks})
    copies: dict[int, Task] = {}
    for task in tasks:
        copies[task.pk] = _copy_task(task, draft, categories, copies)
    return draft


def _copy_categories(
    task_list: TaskList, draft: TaskList, used: Collection[int | None]
) -> dict[int, Category]:
    held = {category.pk: category for category in task_list.categories.all()}
    wanted = {pk for pk in used if pk}
    wanted |= {held[pk].parent_id for pk in wanted if held[pk].parent_id}
    copies: dict[int, Category] = {}
    for category in sorted(held.values(), key=lambda c: (c.parent_id is not None, c.position)):
        if category.pk in wanted:
            copies[category.pk] = Category.objects.create(
                district_id=draft.district_id,
                task_list=draft,
                parent=copies.get(category.parent_id),
                label=category.label,
                title=category.title,
                position=category.position,
            )
    return copies


def _copy_task(task: Task, draft: TaskList, categories: dict[int, Category], copies: dict[int, Task]) -> Task:
    fields = {field.name: getattr(task, field.name) for field in Task._meta.concrete_fields}
    for name in ("id", "source"):
        del fields[name]
    fields |= {
        "task_list": draft,
        "category": categories.get(task.category_id),
        "parent": copies.get(task.parent_id),
        "predecessor": task,
        "deadline": into_year(task.deadline, draft.year) if task.deadline else None,
        "deadline_text": wording_into_year(
            task.deadline_text, task.deadline, task.recurring, of=task.task_list.year, into=draft.year
        ),
        "first_deadline": task.first_deadline or task.deadline,
        "starts_on": None,
    }
    copy = Task.objects.create(**fields)
    _copy_parts(task, copy)
    return copy


def _copy_parts(task: Task, copy: Task) -> None:
    own = {"district_id": task.district_id, "task": copy}
    for town in task.scope_towns.all():
        TaskTown.objects.create(**own, town_id=town.town_id)
    for row in task.assignments.all():
        Assignment.objects.create(
            **own,
            department_id=row.department_id,
            town_id=row.town_id,
            printed=row.printed,
            role=row.role,
            position=row.position,
        )
    for row in task.milestones.all():
        due = into_year(row.due, copy.task_list.year)
        Milestone.objects.create(
            **own,
            period=due.isoformat() if row.period == row.due.isoformat() else row.period,
            due=due,
            text=row.text,
            percent=row.percent,
            value=row.value,
            unit=row.unit,
        )
    for row in task.indicators.all():
        _copy_indicator(row, copy)


def _copy_indicator(row: Indicator, copy: Task) -> None:
    names = ("name", "unit", "comparator", "target", "minimum", "maximum", "each", "target_text", "position")
    indicator = Indicator.objects.create(
        district_id=copy.district_id, task=copy, **{name: getattr(row, name) for name in names}
    )
    for held in row.quotas.all():
        quota = Quota.objects.create(
            district_id=copy.district_id,
            indicator=indicator,
            town_id=held.town_id,
            value=held.value,
            implied=held.implied,
            text=held.text,
        )
        for partner in held.partners.all():
            QuotaPartner.objects.create(district_id=copy.district_id, quota=quota, town_id=partner.town_id)


@dataclass(frozen=True, slots=True)
class Pair:
    """A task of the earlier year and the one that carries it on; either may be None."""

    fate: Fate
    earlier: Task | None
    later: Task | None
    differences: tuple[Difference, ...] = ()


def side_by_side(earlier: TaskList, newer: TaskList) -> list[Pair]:
    """Two years of a list in the order of the later one, then what is gone. Tasks are paired by
    predecessor, else by the same title. A fixed number of queries."""
    before = {task.pk: task for task in with_facts(earlier.tasks.in_printed_order())}
    by_title = {task.title: task for task in before.values()}
    pairs, met = [], set()
    for task in with_facts(newer.tasks.in_printed_order()):
        old = before.get(task.predecessor_id) or by_title.get(task.title)
        if old is None or old.pk in met:
            pairs.append(Pair("new", None, task))
            continue
        met.add(old.pk)
        before_facts = facts_of(old, into=newer.year)
        found = tuple(d for d in differences(before_facts, facts_of(task)) if d.fact not in OF_THE_YEAR)
        pairs.append(Pair("changed" if found else "continued", old, task, found))
    return pairs + [Pair("gone", task, None) for pk, task in before.items() if pk not in met]
