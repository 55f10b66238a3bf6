"""Which part of a list a printed number is unique in (`Task.numbering_scope`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tasklists.importing.records import TaskRow


def numbering_scopes(rows: Sequence[TaskRow]) -> list[str | None]:
    """A scope for each row: "" where numbers run through the list, the path of the category where
    they restart there, the parent's key for sub-items; None where the parent is not in the list."""
    top_level = [row for row in rows if row.parent is None]
    by_category = _scope_of_category(top_level)
    scopes: list[str | None] = []
    keys: dict[str, str] = {}  # printed number → key of the nearest row above that bears it
    for row in rows:
        scope = by_category(row) if row.parent is None else keys.get(row.parent)
        scopes.append(scope)
        if scope is not None:
            keys[row.number] = f"{scope}/{row.number}" if scope else row.number
    return scopes


def _scope_of_category(rows: Sequence[TaskRow]) -> Callable[[TaskRow], str]:
    def whole_list(row: TaskRow) -> str:
        return ""

    def upper_heading(row: TaskRow) -> str:
        return (row.category or "").split("/")[0]

    def heading(row: TaskRow) -> str:
        return row.category or ""

    if _is_unique(rows, whole_list):
        return whole_list
    return next(
        (group for group in (upper_heading, heading) if _is_unique(rows, group) and _restarts(rows, group)),
        whole_list,
    )


def _is_unique(rows: Sequence[TaskRow], group: Callable[[TaskRow], str]) -> bool:
    numbers = [(group(row), row.number) for row in rows if row.number]
    return len(set(numbers)) == len(numbers)


def _restarts(rows: Sequence[TaskRow], group: Callable[[TaskRow], str]) -> bool:
    """Whether most groups begin at 1; one number printed twice by mistake restarts nothing."""
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(group(row), row.number)
    ones = sum(re.sub(r"\D", "", number).lstrip("0") in {"1", ""} for number in first.values())
    return len(first) > 1 and ones * 2 > len(first)
