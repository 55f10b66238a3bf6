"""台账: tasks with their lights, filtered, sorted and in bands, with the strip of totals above."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from progress.judged import Lit, lights_of
from progress.rulebook import Rulebook, rules_on
from progress.status import Totals
from reporting.columns import issued_columns, with_content
from reporting.filters import TaskFilter, set_words, with_value, without
from reporting.lines import SEVERITY, Band, TaskLine, in_bands, line_of
from reporting.tallies import count
from tasklists.models import Assignment, Task, TaskList
from tasklists.querysets import TaskQuerySet

PAGE = 300
STRIP = [
    ("all", _("共")),
    ("done", _("已完成")),
    ("overdue", _("逾期")),
    ("behind", _("滞后")),
    ("attention", _("需关注")),
    ("due_soon", _("30 天内到期")),
    ("claimed", _("待办结")),
]
QUIET_WHEN_ZERO = frozenset({"claimed", "attention"})


@dataclass(frozen=True, slots=True)
class Count:
    """A number of the strip, with the address of the rows behind it."""

    group: str
    word: Any
    number: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `address` sorts by it."""

    word: Any
    address: str
    direction: str  # "up", "down" or ""
    name: str = "number"

    @property
    def aria(self) -> str:
        return {"up": "ascending", "down": "descending"}.get(self.direction, "none")


@dataclass(frozen=True, slots=True)
class Register:
    filters: TaskFilter
    totals: Totals
    strip: list[Count]
    words: list[tuple[str, str]]
    clear: str
    heads: list[Head]
    page: Page
    rows: list[Band | TaskLine]
    columns: list[tuple[str, str]]  # the printed ones, empty in the short form

    @property
    def width(self) -> int:
        return len(self.heads) + len(self.columns)


# What ?sort= may name; a leading '-' turns it round, what has no value stays at the end.
SORTS: dict[str, Callable[[Any], Any]] = {
    "title": lambda row: row.title,
    "lead": lambda row: row.lead_position,
    "deadline": lambda row: row.due_on,
    "light": lambda row: (row.light_rank, SEVERITY[row.status]),
    "progress": lambda row: row.reported_bp,
}
SHORT = [
    ("number", _("序号")),
    ("title", _("任务")),
    ("lead", _("牵头部门")),
    ("deadline", _("时限")),
    ("light", _("亮灯")),
    ("progress", _("进度")),
]
FULL = [SHORT[0], SHORT[1], SHORT[4], SHORT[5]]


def register(
    asked: QueryDict,
    tasks: TaskQuerySet,
    lists: list[TaskList],
    today: datetime.date,
    full: bool = False,
    whole: bool = False,
) -> Register:
    """What the page shows of these tasks for what was asked in the address; `whole` not a page of it,
    but all. The lights of all tasks are read, the tasks themselves only of the page that is shown."""
    rules = rules_on(today, {row.district_id for row in lists})
    filters = TaskFilter(asked, tasks, lists, today)
    found = filters.qs if filters.is_valid() else tasks
    sort = asked.get("sort", "")
    lit = filters.lit(_lights(found, today, rules, sort))
    chosen = _sorted(filters.grouped(lit), sort)
    page = Paginator(chosen, len(chosen) or 1 if whole else PAGE).get_page(asked.get("page"))
    columns = issued_columns(lists[0]) if full and len(lists) == 1 else []
    shown = _tasks(list(page), filters, with_milestones=bool(columns))
    columns = with_content(columns, shown)
    blue = rules.blue_lists
    rows = (
        [line_of(task, columns, blue) for task in shown]
        if sort.lstrip("-") in SORTS
        else in_bands(shown, columns, blue, several_lists=len(lists) > 1)
    )
    counted = count(lit, today)
    return Register(
        filters=filters,
        totals=counted,
        strip=_strip(counted, asked),
        words=set_words(filters, asked),
        clear=without(asked, *filters.filters),
        heads=[_head(name, word, asked) for name, word in (FULL if columns else SHORT)],
        page=page,
        rows=list(rows),
        columns=columns,
    )


def _lights(tasks: TaskQuerySet, today: datetime.date, rules: Rulebook, sort: str) -> list[Lit]:
    """In printed order, with the column that is sorted by."""
    extra: tuple[str, ...] = ()
    if sort.lstrip("-") == "title":
        extra = ("title",)
    elif sort.lstrip("-") == "lead":
        leads = Assignment.objects.filter(task=OuterRef("pk"), role="lead", department__isnull=False)
        first = leads.order_by("position", "id").values("department__position")[:1]
        tasks, extra = tasks.annotate(lead_position=Subquery(first)), ("lead_position",)
    return lights_of(tasks.in_printed_order(), today, rules, extra)


def _tasks(page: list[Lit], filters: TaskFilter, *, with_milestones: bool) -> list[Task]:
    """The tasks of these lights, with their lights, headings and bodies: two queries, as the headings,
    departments and towns were read for the filters."""
    keys = [light.pk for light in page]
    rows = Task.objects.filter(pk__in=keys).prefetch_related(*(["milestones"] if with_milestones else []))
    by_pk = {task.pk: task for task in rows}
    lists = {row.pk: row for row in filters.lists}
    bodies: dict[int, list[Assignment]] = {}
    for row in Assignment.objects.filter(task__in=keys).order_by("position", "id"):
        row.department = filters.departments.get(row.department_id)
        row.town = filters.towns.get(row.town_id)
        bodies.setdefault(row.task_id, []).append(row)
    shown = []
    for light in page:
        if task := by_pk.get(light.pk):  # else taken out a moment ago
            light.give_to(task)
            task.task_list = lists[task.task_list_id]
            task.category = filters.headings.get(task.category_id)
            # as prefetch_related would, which makes a query object of each
            vars(task).setdefault("_prefetched_objects_cache", {})["assignments"] = bodies.get(task.pk, [])
            shown.append(task)
    return shown


def _sorted(tasks: list[Any], sort: str) -> list[Any]:
    """By the column named, ties and anything else in printed order."""
    key = SORTS.get(sort.lstrip("-"))
    if key is None:
        return tasks
    known = [task for task in tasks if key(task) is not None]
    unknown = [task for task in tasks if key(task) is None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + unknown


def _strip(counted: Totals, asked: QueryDict) -> list[Count]:
    chosen = asked.get("group") or "all"
    return [
        Count(
            group=group,
            word=word,
            number=getattr(counted, group),
            address=without(asked, "group") if group == "all" else with_value(asked, "group", group),
            current=chosen == group,
        )
        for group, word in STRIP
        if getattr(counted, group) or group not in QUIET_WHEN_ZERO or chosen == group
    ]


def _head(name: str, word: Any, asked: QueryDict) -> Head:
    """Sorted upwards first, then downwards; the number's head leads back to the printed order."""
    sort = asked.get("sort", "")
    if name == "number":
        return Head(word, without(asked, "sort"), "")
    direction = {name: "up", f"-{name}": "down"}.get(sort, "")
    return Head(word, with_value(asked, "sort", f"-{name}" if direction == "up" else name), direction, name)
