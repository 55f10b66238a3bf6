"""The order of a list and the numbers of its tasks: moved up and down, into another category,
numbered anew. Order is no promise and needs no reason; numbers and categories are facts of a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tasklists.importing.numbering import numbering_scopes
from tasklists.importing.records import TaskRow
from tasklists.importing.states import CategoryKeys
from tasklists.models import Category, Task, TaskList

Way = Literal["whole", "category"]


@dataclass(frozen=True, slots=True)
class Renumbered:
    task: Task
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


def outline(task_list: TaskList) -> list[Category]:
    """The headings of the list in printed order, each above those below it; one query."""
    rows = list(
        Category.objects.filter(task_list=task_list).select_related("parent").order_by("position", "id")
    )
    tops = [row for row in rows if row.parent_id is None]
    return [found for top in tops for found in (top, *(row for row in rows if row.parent_id == top.pk))]


def next_number(task_list: TaskList, category: Category | None) -> str:
    """The number after the highest one: of the list, or of the category where numbers restart there."""
    others = Task.objects.filter(task_list=task_list, parent=None)
    if restarts(task_list):
        others = others.filter(category=category)
    taken = [int(number) for number in others.values_list("number", flat=True) if number.isdecimal()]
    return str(max(taken, default=0) + 1)


def restarts(task_list: TaskList) -> bool:
    """Whether the numbers of the list begin anew in each category."""
    tops = Task.objects.filter(task_list=task_list, parent=None)
    return tops.exclude(numbering_scope="").exists()


@transaction.atomic
def move_task(task: Task, by: Literal[-1, 1]) -> bool:
    """One place up or down within its category, with its sub-items. False where it is the first or
    the last there."""
    tasks = _locked_tasks(task.task_list)
    siblings = [t for t in tasks if (t.category_id, t.parent_id) == (task.category_id, task.parent_id)]
    at = [sibling.pk for sibling in siblings].index(task.pk)
    if not 0 <= at + by < len(siblings):
        return False
    here, there = siblings[at], siblings[at + by]
    first, second = tasks.index(here), tasks.index(there)
    tasks[first], tasks[second] = there, here
    _store_order(_families(tasks))
    return True


@transaction.atomic
def move_category(category: Category, by: Literal[-1, 1]) -> bool:
    """One place up or down among the headings of its level, with its tasks."""
    task_list = category.task_list
    headings = outline(task_list)
    siblings = [row for row in headings if row.parent_id == category.parent_id]
    at = [row.pk for row in siblings].index(category.pk)
    if not 0 <= at + by < len(siblings):
        return False
    siblings[at], siblings[at + by] = siblings[at + by], siblings[at]
    for position, row in enumerate(siblings):
        row.position = position
    Category.objects.bulk_update(siblings, ["position"])
    arrange(task_list)
    return True


@transaction.atomic
def arrange(task_list: TaskList) -> None:
    """Put the tasks in the order of the headings, within a heading as they stand."""
    headings = outline(task_list)
    for position, row in enumerate(headings, start=1):
        row.position = position
    Category.objects.bulk_update(headings, ["position"])
    rank = {row.pk: position for position, row in enumerate(headings, start=1)}
    tasks = sorted(_locked_tasks(task_list), key=lambda task: rank.get(task.category_id or 0, 0))
    _store_order(_families(tasks))


@transaction.atomic
def place(task: Task) -> None:
    """Put a task that is new, or has another category now, behind the others of its category. Where
    numbers restart in each category it gets the next one there; sub-items go along.

    Raises ValidationError where two tasks would have one number.
    """
    for below in Task.objects.filter(parent=task).exclude(category=task.category):
        below.category = task.category
        below.save(update_fields=["category"])  # one by one, so that each keeps its history
    tasks = _locked_tasks(task.task_list)
    here = next(row for row in tasks if row.pk == task.pk)
    tasks.remove(here)
    rank = {row.pk: position for position, row in enumerate(outline(task.task_list), start=1)}
    wanted = rank.get(here.category_id or 0, 0)
    before = [at for at, row in enumerate(tasks) if rank.get(row.category_id or 0, 0) <= wanted]
    tasks.insert(before[-1] + 1 if before else 0, here)
    ordered = _families(tasks)
    numbers = {row.pk: row.number for row in ordered}
    if here.parent_id is None and _is_taken(here, ordered):
        taken = [
            int(row.number)
            for row in ordered
            if row.category_id == here.category_id and row != here and row.number.isdecimal()
        ]
        numbers[here.pk] = str(max(taken, default=0) + 1)
    _store_order(ordered)
    _store_numbers(ordered, numbers)
    task.refresh_from_db(fields=["number", "numbering_scope", "position"])


@transaction.atomic
def let_sub_items_follow(task: Task, old: str) -> None:
    """After a task was given another number than `old` by hand: the numbers below it begin with the new
    one (9.1 → 12.1), and belong to it. Raises ValidationError as `place` does."""
    ordered = _families(_locked_tasks(task.task_list))
    numbers = {row.pk: row.number for row in ordered}
    for row in ordered:
        if row.parent_id == task.pk:
            numbers[row.pk] = _below(row.number, old, task.number)
    _store_numbers(ordered, numbers)
    task.refresh_from_db(fields=["number", "numbering_scope"])


def _below(number: str, old: str, new: str) -> str:
    """The number of a sub-item when that of its task goes from old to new; one of its own stays."""
    rest = number.removeprefix(old)
    return new + rest if rest != number and rest[:1] in {".", "-", "．", "—"} else number


def numbered_anew(task_list: TaskList, way: Way) -> list[Renumbered]:
    """What `renumber` would do: 1, 2, 3 … through the list, or beginning anew in each category.
    Sub-items keep their own number, below the new one of their task."""
    ordered = _families(list(Task.objects.filter(task_list=task_list).in_printed_order()))
    given: dict[int | None, int] = {}
    new: dict[int, str] = {}
    old = {task.pk: task.number for task in ordered}
    for task in ordered:
        if task.parent_id is None:
            group = task.category_id if way == "category" else None
            given[group] = given.get(group, 0) + 1
            new[task.pk] = str(given[group])
        else:
            new[task.pk] = _below(task.number, old.get(task.parent_id, ""), new[task.parent_id])
    return [Renumbered(task, task.number, new[task.pk]) for task in ordered]


@transaction.atomic
def renumber(task_list: TaskList, way: Way) -> None:
    """Give the tasks the numbers of `numbered_anew`. Raises ValidationError as `place` does."""
    TaskList.objects.select_for_update().get(pk=task_list.pk)
    rows = numbered_anew(task_list, way)
    _store_numbers([row.task for row in rows], {row.task.pk: row.new for row in rows})


def _locked_tasks(task_list: TaskList) -> list[Task]:
    """The tasks in printed order; whoever else arranges the list waits."""
    TaskList.objects.select_for_update().get(pk=task_list.pk)
    return list(Task.objects.filter(task_list=task_list).in_printed_order())


def _families(tasks: Sequence[Task]) -> list[Task]:
    """Each task followed by its sub-items."""
    return [
        found
        for top in tasks
        if top.parent_id is None
        for found in (top, *(task for task in tasks if task.parent_id == top.pk))
    ]


def _is_taken(task: Task, ordered: Iterable[Task]) -> bool:
    """Whether numbers restart and another task of the category has this one."""
    others = [row for row in ordered if row.parent_id is None and row.pk != task.pk]
    if not any(row.numbering_scope for row in others):
        return False
    return any(row.number == task.number and row.category_id == task.category_id for row in others)


def _store_order(ordered: Sequence[Task]) -> None:
    moved = []
    for position, task in enumerate(ordered, start=1):
        if task.position != position:
            task.position = position
            moved.append(task)
    Task.objects.bulk_update(moved, ["position"])


def _store_numbers(ordered: Sequence[Task], numbers: dict[int, str]) -> None:
    """Numbers with their scopes, by the rule by which an imported list has them."""
    keys = _category_keys(ordered)
    rows = [
        TaskRow(
            number=numbers[task.pk],
            title=task.title,
            parent=numbers[task.parent_id] if task.parent_id else None,
            category=keys.get(task.category_id or 0),
        )
        for task in ordered
    ]
    scopes = [scope or "" for scope in numbering_scopes(rows)]
    wanted = list(zip(scopes, (row.number for row in rows), strict=True))
    if len(set(wanted)) < len(wanted):
        raise ValidationError(_("这样会有两项任务用同一个序号，请先改正序号，或在“重新编号”中统一编号。"))
    changed = [
        (task, scope, number)
        for task, (scope, number) in zip(ordered, wanted, strict=True)
        if (task.numbering_scope, task.number) != (scope, number)
    ]
    for task, _scope, _number in changed:  # out of each other's way first
        Task.objects.filter(pk=task.pk).update(number=f"~{task.pk}")
    for task, scope, number in changed:
        task.numbering_scope, task.number = scope, number
        task.save(update_fields=["numbering_scope", "number"])


def _category_keys(ordered: Sequence[Task]) -> dict[int, str]:
    """The key of each heading, as the importer gives it."""
    given = CategoryKeys()
    keys: dict[int, str] = {}
    for row in outline(ordered[0].task_list) if ordered else []:
        keys[row.pk] = given.key(keys.get(row.parent_id or 0), row.label, row.title)
    return keys
