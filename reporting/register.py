"""台账: tasks with their lights, filtered, sorted and in bands, with the strip of totals above."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from progress.rulebook import rules_on
from progress.status import Totals, with_lights
from reporting.columns import issued_columns, with_content
from reporting.filters import TaskFilter, set_words, with_value, without
from reporting.lines import SEVERITY, Band, TaskLine, in_bands, line_of
from reporting.tallies import count
from tasklists.models import Assignment, TaskList
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
    "title": lambda task: task.title,
    "lead": lambda task: next((a.department.position for a in task.assignments.all() if _leads(a)), None),
    "deadline": lambda task: task.due_on,
    "light": lambda task: (task.light_rank, SEVERITY[task.status]),
    "progress": lambda task: task.reported_bp,
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
    but all."""
    rules = rules_on(today)
    filters = TaskFilter(asked, tasks, lists, today)
    columns = issued_columns(lists[0]) if full and len(lists) == 1 else []
    several = len(lists) > 1
    found = filters.qs if filters.is_valid() else tasks
    found = with_lights(found.with_bodies().select_related("task_list"), today, rules).in_printed_order()
    if columns:
        found = found.prefetch_related("milestones")
    lit = filters.lit(found)
    columns = with_content(columns, lit)
    sort = asked.get("sort", "")
    chosen = _sorted(filters.grouped(lit), sort)
    page = Paginator(chosen, len(chosen) or 1 if whole else PAGE).get_page(asked.get("page"))
    blue = rules.blue_lists
    rows = (
        [line_of(task, columns, blue) for task in page]
        if sort.lstrip("-") in SORTS
        else in_bands(page, columns, blue, several_lists=several)
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


def _leads(assignment: Assignment) -> bool:
    return assignment.role == Assignment.Role.LEAD and assignment.department_id is not None


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
