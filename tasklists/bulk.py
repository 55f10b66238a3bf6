"""One change to several tasks: shown before → after by making it and taking it back, then made."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Department, User
from tasklists.arranging import place
from tasklists.changes import (
    Difference,
    Facts,
    record_changes,
    recorded_differences,
    recorded_facts,
    recorded_facts_of,
    with_facts,
)
from tasklists.models import Assignment, Category, Task, TaskList

Change = Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class Changed:
    """A task and what the change does to it; nothing where it is so already."""

    task: Task
    differences: tuple[Difference, ...]


def preview(tasks: Sequence[Task], change: Change) -> list[Changed]:
    """What the change would do to each of the tasks; the database stays as it is."""
    with transaction.atomic():
        found = _made(tasks, change, _facts(_families(tasks)))
        transaction.set_rollback(True)
    return found


@transaction.atomic
def make(tasks: Sequence[Task], change: Change, *, seen: str, reason: str, by: User) -> list[Changed]:
    """Make the change that was shown as `seen` (`mark_of`). Raises ValidationError where somebody
    changed the tasks meanwhile, or the list is issued and the change has no reason."""
    for task_list in {task.task_list_id for task in tasks}:
        TaskList.objects.select_for_update().get(pk=task_list)
    families = _families(tasks)
    list(Task.objects.select_for_update(of=("self",)).filter(pk__in=[task.pk for task in families]))
    before = _facts(families)
    found = _made(tasks, change, before)
    if mark_of(found) != seen:
        raise ValidationError(_("您预览之后，这些任务已被其他人改动。请核对下面新的对照，再次确认。"))
    for row in found:
        record_changes(row.task, before[row.task.pk], reason=reason, by=by)
    return found


def mark_of(rows: Iterable[Changed]) -> str:
    """A mark of what was shown: another one as soon as any of it is different."""
    printed = repr([(row.task.pk, [(d.fact, d.old, d.new) for d in row.differences]) for row in rows])
    return hashlib.sha256(printed.encode()).hexdigest()[:16]


def with_reason(tasks: Sequence[Task], change: Callable[[], None], *, reason: str, by: User) -> None:
    """A change that touches several tasks at once (numbers, a heading), its reason kept with each."""
    with transaction.atomic():
        before = _facts(tasks)
        change()
        for task in tasks:
            record_changes(task, before[task.pk], reason=reason, by=by)


def other_deadline(day: datetime.date, text: str) -> Change:
    """The deadline and its printed words; after issue the first deadline is kept."""

    def change(task: Task) -> None:
        if task.task_list.state == TaskList.State.ISSUED:
            task.first_deadline = task.first_deadline or task.deadline
        task.deadline, task.deadline_text = day, text
        task.save(update_fields=["deadline", "deadline_text", "first_deadline"])

    return change


def other_category(category: Category | None) -> Change:
    def change(task: Task) -> None:
        if task.category_id != (category.pk if category else None):
            task.category = category
            task.save(update_fields=["category"])  # other tasks of the batch have moved it meanwhile
            place(task)

    return change


def other_department(role: str, old: Department | None, new: Department) -> Change:
    """`new` in this role instead of `old`, or instead of whoever has it where `old` is None."""

    def change(task: Task) -> None:
        rows = list(Assignment.objects.filter(task=task, role=role).order_by("position", "id"))
        if old is not None:
            rows = [row for row in rows if row.department_id == old.pk]
            if not rows:
                return
        if [row.department_id for row in rows] == [new.pk]:
            return
        position = rows[0].position if rows else 0
        for row in rows:
            row.delete()
        held = Assignment.objects.filter(task=task, role=role, department=new)
        if not held.exists():
            Assignment.objects.create(
                district_id=task.district_id,
                task=task,
                department=new,
                role=role,
                printed=new.name,
                position=position,
            )

    return change


def _families(tasks: Sequence[Task]) -> list[Task]:
    """The tasks and the sub-items below them, which go along into another category."""
    return [*tasks, *Task.objects.filter(parent__in=tasks).exclude(pk__in=[task.pk for task in tasks])]


def _facts(tasks: Sequence[Task]) -> dict[int, Facts]:
    return recorded_facts_of([task.pk for task in tasks])


def _made(tasks: Sequence[Task], change: Change, before: dict[int, Facts]) -> list[Changed]:
    """`before`: of the tasks and of what may go along, which is named only where it does."""
    chosen = {task.pk for task in tasks}
    for task in Task.objects.filter(pk__in=chosen).select_related("task_list").in_printed_order():
        change(task)
    after = with_facts(Task.objects.filter(pk__in=before)).select_related("task_list", "category__parent")
    rows = [
        Changed(task, tuple(recorded_differences(before[task.pk], recorded_facts(task))))
        for task in after.in_printed_order()
    ]
    return [row for row in rows if row.differences or row.task.pk in chosen]
