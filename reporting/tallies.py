"""Counting tasks that carry their lights, and picking out those that were counted.

The lights of a page are read from the database once; what is counted, filtered by light and sorted
comes from those rows. `progress.status` says what belongs to which group; the test of this module
holds both to the same answer.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from progress.status import DUE_SOON, GROUPS, Light, Totals, add_up


def due_within(task: Any, today: datetime.date, days: datetime.timedelta) -> bool:
    """Open, and its deadline falls between today and so many days on."""
    return (
        task.due_on is not None and today <= task.due_on <= today + days and task.status not in GROUPS["done"]
    )


def is_measured(task: Any) -> bool:
    """The calendar asks a share of it (序时进度)."""
    return task.demand_bp is not None


def keeps_pace(task: Any) -> bool:
    """Closed, or at least as far as the calendar asks; false where nothing is measured."""
    return is_measured(task) and (task.status in GROUPS["done"] or (task.reported_bp or 0) >= task.demand_bp)


# What dashboards count beside the groups of `Totals`.
FURTHER: dict[str, Callable[[Any], bool]] = {
    "done_on_time": lambda task: task.status in GROUPS["done"] - GROUPS["done_late"],
    "trouble": lambda task: task.status in GROUPS["overdue"] | GROUPS["behind"],
    "measured": is_measured,
    "on_pace": keeps_pace,
    "off_pace": lambda task: is_measured(task) and not keeps_pace(task),
}


def belongs(task: Any, group: str, today: datetime.date) -> bool:
    """Whether the task is one of those that `Totals`, or a dashboard, counts under this name."""
    if group == "all":
        return True
    if group in FURTHER:
        return FURTHER[group](task)
    if group == "due_soon":
        return due_within(task, today, DUE_SOON)
    if group == "claimed":
        return task.claimed_on is not None
    if group in Light.values:
        return bool(task.light == group)
    return task.status in GROUPS[group]


def count(tasks: Iterable[Any], today: datetime.date) -> Totals:
    """A thousand tasks fall into a dozen kinds: those are counted first."""
    kinds = Counter(
        (task.status, due_within(task, today, DUE_SOON), task.claimed_on is not None) for task in tasks
    )
    return add_up((*kind, number) for kind, number in kinds.items())
