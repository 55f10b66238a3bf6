"""Writes a comparison into the database: the list, its headings, its plan, its tasks.

Rows that exist keep their ids, because reports refer to them. Every stage is one or two statements a
level, whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max, QuerySet

from districts.models import Department, District, Town, User
from tasklists.importing.bulk import BulkStore, Values
from tasklists.importing.names import town_kind
from tasklists.importing.plan import Comparison
from tasklists.importing.records import NewBody
from tasklists.importing.states import PROSE, CategoryState, PlanItemState, TaskState
from tasklists.importing.writing_parts import Bodies, PartWriter, WrittenTask
from tasklists.models import Category, PlanItem, Task, TaskList

_TASK_FACTS = (
    "number",
    "upper_number",
    "title",
    *PROSE,
    "other_fields",
    "deadline_text",
    "deadline",
    "first_deadline",
    "recurring",
    "investment_text",
    "investment_wan",
    "investment_approximate",
    "scope_kind",
    "scope_text",
    "position",
)


def write_list(
    district: District,
    task_list: TaskList | None,
    compared: Comparison,
    *,
    state: str,
    user: User | None,
    reason: str,
) -> tuple[TaskList, list[WrittenTask]]:
    """Everything the comparison wants, inside the caller's transaction. A list that does not exist
    yet is created in `state`; the tasks come back in printed order."""
    store = BulkStore(district, user, reason)
    bodies = _bodies(district, compared.new_bodies)
    task_list = _head(store, task_list, compared, state)
    writer = _ListWriter(store, task_list)
    writer.categories(compared)
    writer.plan_items(compared)
    tasks = writer.tasks(compared)
    PartWriter(store, bodies).write(tasks)
    return task_list, tasks


def _bodies(district: District, new: Iterable[NewBody]) -> Bodies:
    """Creates the new departments and towns; official name → id of all of them."""
    departments = Department.objects.filter(district=district)
    towns = Town.objects.filter(district=district)
    position = {"department": _last_position(departments), "town": _last_position(towns)}
    for body in new:
        position[body.kind] += 1
        fields: Values = {"district": district, "name": body.name, "position": position[body.kind]}
        if body.kind == "department":
            Department.objects.create(**fields)
        else:
            Town.objects.create(kind=town_kind(body.name), **fields)
    return Bodies(dict(departments.values_list("name", "pk")), dict(towns.values_list("name", "pk")))


def _last_position(bodies: QuerySet) -> int:
    return bodies.aggregate(last=Max("position"))["last"] or 0


def _head(store: BulkStore, task_list: TaskList | None, compared: Comparison, state: str) -> TaskList:
    if task_list is None:
        task_list = TaskList(district=store.district, state=state)
    head = compared.head
    values: Values = {
        "title": head.title,
        "year": head.year,
        "kind": head.kind,
        "issuing_number": head.issuing_number,
        "issuing_body": head.issuing_body,
        "issued_on": head.issued_on,
        "columns": [list(pair) for pair in head.columns],
    }
    if task_list.pk and all(getattr(task_list, name) == value for name, value in values.items()):
        return task_list
    for name, value in values.items():
        setattr(task_list, name, value)
    store.save(task_list)
    return task_list


class _ListWriter:
    def __init__(self, store: BulkStore, task_list: TaskList) -> None:
        self.store = store
        self.task_list = task_list
        self.category_ids: dict[str, int] = {}

    def categories(self, compared: Comparison) -> None:
        """Headings, the upper level first."""
        rows = Category.objects.filter(task_list=self.task_list).in_bulk()
        for lower in (False, True):
            level = [pair for pair in compared.categories if bool(pair[1].parent) is lower]
            written = self.store.store(
                Category,
                [(rows.get(old.id or 0) if old else None, self._category(new)) for old, new in level],
            )
            for (_old, new), row in zip(level, written, strict=True):
                self.category_ids[new.key] = row.pk

    def _category(self, state: CategoryState) -> Values:
        return {
            "task_list_id": self.task_list.pk,
            "parent_id": self._category_id(state.parent),
            "label": state.label,
            "title": state.title,
            "position": state.position,
            "source": dict(state.source),
        }

    def _category_id(self, key: str | None) -> int | None:
        return self.category_ids.get(key) if key else None

    def plan_items(self, compared: Comparison) -> None:
        rows = PlanItem.objects.filter(task_list=self.task_list).in_bulk()
        self.store.store(
            PlanItem,
            [
                (rows.get(old.id or 0) if old else None, self._plan_item(new))
                for old, new in compared.plan_items
            ],
        )

    def _plan_item(self, item: PlanItemState) -> Values:
        return {
            "task_list_id": self.task_list.pk,
            "category_id": self._category_id(item.category),
            "number": item.number,
            "section": item.section,
            "title": item.title,
            "text": item.text,
            "position": item.position,
            "source": dict(item.source),
        }

    def tasks(self, compared: Comparison) -> list[WrittenTask]:
        """Tasks in printed order; parents are written before their sub-items."""
        rows = Task.objects.filter(task_list=self.task_list).in_bulk()
        ids: dict[str, int] = {}
        written: dict[int, WrittenTask] = {}
        waiting = [
            (index, task, task.target)
            for index, task in enumerate(compared.tasks)
            if task.target and task.outcome != "blocked"
        ]
        while ready := [entry for entry in waiting if not entry[2].parent or entry[2].parent in ids]:
            stored = self.store.store(
                Task,
                [
                    (rows.get(task.stored.id or 0) if task.stored else None, self._task(target, ids))
                    for _index, task, target in ready
                ],
            )
            for (index, task, target), row in zip(ready, stored, strict=True):
                ids[target.key] = row.pk
                written[index] = WrittenTask(row, target, task.stored)
            waiting = [entry for entry in waiting if entry[0] not in written]
        return [written[index] for index in sorted(written)]

    def _task(self, state: TaskState, ids: Mapping[str, int]) -> Values:
        return {
            **{name: getattr(state, name) for name in _TASK_FACTS},
            "task_list_id": self.task_list.pk,
            "category_id": self._category_id(state.category),
            "parent_id": ids[state.parent] if state.parent else None,
            "numbering_scope": state.scope,
            "source": dict(state.source),
        }
