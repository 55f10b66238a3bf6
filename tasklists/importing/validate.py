"""Contradictions across the rows of a list. Reports; repairs nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tasklists.importing.names import is_collective, look_alike, plain
from tasklists.importing.numbering import numbering_scopes
from tasklists.importing.outline import number_of
from tasklists.importing.records import Issue, ListDocument, MilestoneRow, SourceRef, TaskRow

_STATED_COUNT = re.compile(
    r"(?:共|总计|合计|涉及)[^\d。；]{0,20}?(\d{1,4})\s*(?:项|条|件|个)|[（(](\d{1,4})\s*(?:项|条|件)[）)]"
)


def validate(document: ListDocument, notes: Sequence[tuple[str, SourceRef]] = ()) -> tuple[Issue, ...]:
    """`notes`: the text around the list, which may state how many tasks it holds."""
    return (
        *_numbers(document.tasks),
        *_upper_numbers(document.tasks),
        *_dates(document),
        *_milestones(document.tasks),
        *_departments(document.tasks),
        *_missing_leads(document.tasks),
        *_stated_counts(document, notes),
    )


# ---------------------------------------------------------------- numbers


def _numbers(tasks: Sequence[TaskRow]) -> Iterator[Issue]:
    """Own numbers that repeat or skip within the part of the list in which they run."""
    scopes: dict[str, list[TaskRow]] = defaultdict(list)
    for task, scope in zip(tasks, numbering_scopes(tasks), strict=True):
        scopes[scope or ""].append(task)
    for rows in scopes.values():
        yield from _run_of_numbers(
            [(row, row.number) for row in rows], "number_duplicate", "序号", restarts=len(scopes) == 1
        )


def _upper_numbers(tasks: Sequence[TaskRow]) -> Iterator[Issue]:
    numbered = [(task, task.upper_number) for task in tasks if task.upper_number]
    yield from _run_of_numbers(numbered, "number_duplicate", "上级序号", restarts=False)


def _run_of_numbers(
    rows: Sequence[tuple[TaskRow, str]], duplicate: str, called: str, *, restarts: bool
) -> Iterator[Issue]:
    seen: dict[str, TaskRow] = {}
    before: int | None = None
    for row, number in rows:
        value = number_of(number)
        if number in seen:
            message = f"{called} {number} 重复，前一处是“{seen[number].title}”。"
            yield Issue("warning", duplicate, message, number, row.ref, row.number)
        elif (
            value is not None and before is not None and value != before + 1 and not (restarts and value == 1)
        ):
            yield Issue("warning", "number_gap", _gap(called, before, value), number, row.ref, row.number)
        seen.setdefault(number, row)
        before = value if value is not None else before


def _gap(called: str, before: int, value: int) -> str:
    if value == before + 2:
        return f"{called}由 {before} 跳到 {value}，缺 {before + 1}。"
    if value > before:
        return f"{called}由 {before} 跳到 {value}，缺 {before + 1} 至 {value - 1}。"
    return f"{called}由 {before} 退回到 {value}。"


# ---------------------------------------------------------------- dates


def _dates(document: ListDocument) -> Iterator[Issue]:
    if document.year is None:
        return
    for task in document.tasks:
        deadline = task.deadline
        if deadline and deadline.date and deadline.date.year != document.year:
            message = f"完成时间“{deadline.text}”不在 {document.year} 年度内。"
            yield Issue("warning", "deadline_outside_year", message, deadline.text, deadline.ref, task.number)


# ---------------------------------------------------------------- milestones


def _milestones(tasks: Sequence[TaskRow]) -> Iterator[Issue]:
    """Milestones are cumulative: a later one never asks for less."""
    for task in tasks:
        for early, late in pairwise(sorted(task.milestones, key=_when)):
            figures = [(early.percent, late.percent)]
            if early.unit == late.unit:
                figures.append((early.value, late.value))
            if any(a is not None and b is not None and b < a for a, b in figures):
                message = f"节点 {late.period}（{late.text}）少于前一节点 {early.period}（{early.text}）。"
                yield Issue("warning", "milestone_decreasing", message, late.text, late.ref, task.number)


def _when(milestone: MilestoneRow) -> str:
    return milestone.due.isoformat() if milestone.due else milestone.period


# ---------------------------------------------------------------- departments


def _departments(tasks: Sequence[TaskRow]) -> Iterator[Issue]:
    """Names that look like one department written in several ways."""
    first: dict[str, tuple[TaskRow, SourceRef]] = {}
    for task in tasks:
        for assignment in task.assignments:
            if not is_collective(assignment.department):
                first.setdefault(assignment.department, (task, assignment.ref))
    names = list(first)
    for index, name in enumerate(names):
        same = [other for other in names[:index] if plain(other) != plain(name) and look_alike(name, other)]
        if same:
            task, ref = first[name]
            listed = "、".join(f"“{other}”" for other in same)
            message = f"“{name}”与{listed}像是同一部门的不同写法，请确认。"
            yield Issue("warning", "department_variant", message, name, ref, task.number)


def _missing_leads(tasks: Sequence[TaskRow]) -> Iterator[Issue]:
    """Tasks without anyone where the other tasks of the list have someone."""
    without = [task for task in tasks if not task.assignments]
    parents = {task.parent for task in tasks if task.parent}
    for task in without if len(without) < len(tasks) else ():
        if task.number not in parents:
            yield Issue(
                "warning", "missing_lead", "没有写明牵头或责任单位。", task.title, task.ref, task.number
            )


# ---------------------------------------------------------------- stated counts


def _stated_counts(document: ListDocument, notes: Iterable[tuple[str, SourceRef]]) -> Iterator[Issue]:
    """How many tasks the title or a note says that the list holds, against those that were read."""
    own = sum(task.parent is None for task in document.tasks)
    seen: set[int] = set()
    for text, ref in ((document.title, SourceRef()), *notes):
        match = _STATED_COUNT.search(text)
        stated = int(match[1] or match[2]) if match and len(text) < 80 else None
        if stated is None or stated in seen:
            continue
        seen.add(stated)
        if stated not in (own, len(document.tasks)):
            message = f"写明共 {stated} 项，读出 {own} 项。"
            yield Issue("warning", "stated_count_mismatch", message, text, ref)
