"""The columns of a list as it was issued, read from a task of the database."""

from __future__ import annotations

from tasklists.models import Assignment, Task, TaskList

PROSE = frozenset({"requirement", "objective", "content", "scale", "standard", "funding"})
ROLES = frozenset(Assignment.Role.values)
# What the table shows in columns of its own, whatever the list printed.
SHOWN_ANYWAY = frozenset({"number", "title", "category"})


def issued_columns(task_list: TaskList) -> list[tuple[str, str]]:
    """(heading, field) in printed order without number, title and category, which lead each row."""
    return [(heading, name) for heading, name in task_list.columns if name not in SHOWN_ANYWAY]


def cell_text(task: Task, heading: str, name: str) -> str:
    """What the printed cell says. The task has its assignments and milestones fetched."""
    if name in PROSE:
        return str(getattr(task, name))
    if name in ROLES:
        return "、".join(a.printed or str(a) for a in task.assignments.all() if a.role == name)
    if name.startswith("milestone:"):
        period = name.partition(":")[2]
        return next((m.text for m in task.milestones.all() if m.period == period), "")
    match name:
        case "upper_number":
            return task.upper_number
        case "deadline":
            return task.deadline_text
        case "investment":
            return task.investment_text
        case "scope" | "quota":
            return task.scope_text
        case _:
            return str(task.other_fields.get(heading, ""))


def with_content(columns: list[tuple[str, str]], tasks: list[Task]) -> list[tuple[str, str]]:
    """The columns in which at least one of the tasks says something."""
    return [column for column in columns if any(cell_text(task, *column) for task in tasks)]
