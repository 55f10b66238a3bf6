"""A task as one line of a table."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from progress.explanations import explain
from progress.lit import shown_light
from progress.status import BY_CODE, GROUPS, LINES
from reporting.columns import cell_text
from tasklists.models import Assignment, Category, Task

# The place of a status in the table of lights: the worse, the smaller.
SEVERITY = {line.code: place for place, line in enumerate(LINES)}
Columns = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """`task` carries its light and its bodies."""

    task: Task
    light: str  # as the list shows it: a list may show 'done' in blue
    word: str
    why: str
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    cells: tuple[tuple[str, str], ...] = ()  # (heading, text) of the printed columns, where shown

    @property
    def owner(self) -> str:
        """Whose it is: the leads, else those responsible."""
        return "、".join(self.leads or self.helpers[:1])


def line_of(task: Task, columns: Columns = (), blue_lists: Collection[int] = ()) -> TaskLine:
    bodies = list(task.assignments.all())
    return TaskLine(
        task=task,
        light=shown_light(task.light, task.task_list_id in blue_lists),
        word=str(BY_CODE[task.status].word),
        why=explain(task),
        leads=tuple(str(body) for body in bodies if body.role == Assignment.Role.LEAD),
        helpers=tuple(str(body) for body in bodies if body.role != Assignment.Role.LEAD),
        cells=tuple((heading, cell_text(task, heading, name)) for heading, name in columns),
    )


def urgency(task: Any) -> tuple[Any, ...]:
    """Sorts the worst first: what is longest overdue, then what is furthest behind, then what is due
    soonest."""
    due = task.due_on or datetime.date.max
    late = due if task.status in GROUPS["overdue"] else datetime.date.max
    return task.light_rank, SEVERITY[task.status], late, -(task.behind_bp or 0), due, task.position


@dataclass(frozen=True, slots=True)
class Band:
    """A heading between the rows; level 1 is outermost."""

    title: str
    level: int


def in_bands(
    tasks: Iterable[Task],
    columns: Columns = (),
    blue_lists: Collection[int] = (),
    *,
    several_lists: bool = False,
) -> Iterator[Band | TaskLine]:
    """Lines in their order, with a band wherever the list, the category or its parent changes."""
    held: list[Any] = []
    for task in tasks:
        path = _headings(task, several_lists)
        for level, heading in enumerate(path):
            if held[: level + 1] != path[: level + 1]:
                yield Band(str(heading), level + 1)
        held = path
        yield line_of(task, columns, blue_lists)


def _headings(task: Task, several_lists: bool) -> list[Any]:
    category: Category | None = task.category
    headings = [] if category is None else [c for c in (category.parent, category) if c]
    return [task.task_list, *headings] if several_lists else headings
