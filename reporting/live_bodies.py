"""Who acts on tasks, and which towns they concern: for all tasks of a page in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from districts.models import Town
from reporting.states import Body
from tasklists.models import Assignment, Quota, QuotaPartner, Task, TaskTown

FEW = 200  # so many tasks are named one by one; of more their lists' rows are read, and sorted out here
CONCERNED = ""  # in place of a role: the town is one that the task concerns
EVERY_TOWN = "*"  # … or one of the district's
# Whose it is (a task; a district for EVERY_TOWN), the role, the place in its order, and the body.
COLUMNS = ("owner", "role", "place", "row", "department_id", "town_id", "name")


class Bodies:
    """The bodies of tasks. `rows` are tasks with pk, district_id and scope_kind."""

    def __init__(self, found: Iterable[Sequence[Any]]) -> None:
        self._acting: dict[int, list[tuple[Body, str]]] = {}
        self._towns: dict[int, dict[int, Body]] = {}
        self._of_district: dict[int, tuple[Body, ...]] = {}
        # by place, then by the row's own key: the order of assignments, and that of towns
        known: dict[int, Body] = {}
        for owner, role, _place, _row, department, town, name in sorted(found, key=itemgetter(2, 3)):
            if role == EVERY_TOWN:
                self._of_district[owner] = (*self._of_district.get(owner, ()), Body(town, name))
            elif role == CONCERNED:
                self._towns.setdefault(owner, {})[town] = Body(town, name)
            else:
                key = department or -(town or 0)
                body = known.get(key) or known.setdefault(key, Body(key, name))
                self._acting.setdefault(owner, []).append((body, role))

    def acting(self, task: Any) -> list[tuple[Body, str]]:
        """With their roles, in printed order. A town stands under its negative key, so that it is never
        taken for a department."""
        return self._acting.get(task.pk, [])

    def towns(self, task: Any) -> tuple[Body, ...]:
        """The towns that the task concerns (`PartOfListQuerySet.concerning`), in the district's order: of
        全部街镇 those in use, and those out of use that have a share of it."""
        named = tuple(self._towns.get(task.pk, {}).values())
        if task.scope_kind == Task.ScopeKind.ALL_TOWNS:
            return self._of_district.get(task.district_id, ()) + named
        return named


def bodies_of(tasks: Sequence[Any]) -> Bodies:
    """`tasks` have pk, task_list_id, district_id and scope_kind; one query."""
    if not tasks:
        return Bodies(())
    assigned = Assignment.objects.filter(Q(department__isnull=False) | Q(town__isnull=False))
    acting = below(assigned, "task", tasks).annotate(
        owner=F("task_id"), place=F("position"), row=F("id"), name=_name()
    )
    in_use = Town.objects.filter(district__in={task.district_id for task in tasks}, is_active=True)
    towns = in_use.order_by().annotate(
        owner=F("district_id"),
        role=Value(EVERY_TOWN),
        place=F("position"),
        row=F("id"),
        department_id=_nobody(),
        town_id=F("id"),
    )
    named = [
        below(Quota.objects.all(), "indicator__task", tasks),
        below(QuotaPartner.objects.all(), "quota__indicator__task", tasks),
        below(TaskTown.objects.all(), "task", tasks),
    ]
    paths = ("indicator__task_id", "quota__indicator__task_id", "task_id")
    parts = [_concerned(rows, path) for rows, path in zip(named, paths, strict=True)]
    return Bodies(acting.values_list(*COLUMNS).union(towns.values_list(*COLUMNS), *parts, all=True))


def _name() -> Any:
    return Coalesce("department__name", "town__name")


def _nobody() -> Any:
    return Cast(Value(None), BigIntegerField(null=True))


def below(rows: QuerySet[Any], path: str, tasks: Sequence[Any]) -> QuerySet[Any]:
    """Rows of these tasks, in no order; of all tasks of their lists where they are many. `tasks` have pk and
    task_list_id."""
    if len(tasks) <= FEW:
        return rows.filter(**{f"{path}__in": [task.pk for task in tasks]}).order_by()
    return rows.filter(**{f"{path}__task_list__in": {task.task_list_id for task in tasks}}).order_by()


def _concerned(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    every = {f"{path.removesuffix('_id')}__scope_kind": Task.ScopeKind.ALL_TOWNS}
    named = rows.exclude(town__is_active=True, **every).annotate(
        owner=F(path),
        role=Value(CONCERNED),
        place=F("town__position"),
        row=F("town_id"),
        department_id=_nobody(),
        name=F("town__name"),
    )
    return named.values_list(*COLUMNS).distinct()
