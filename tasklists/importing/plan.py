"""The document's rows against what is stored: what applying would create, change and leave alone.

`compare` works it out in full, for `apply`; `make_plan` says it for people. The same file twice gives
an empty plan. Nothing is ever deleted because a file lacks it.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from tasklists.importing.differences import paired, task_changes, words
from tasklists.importing.reconcile import Directory, Reconciliation, reconcile
from tasklists.importing.records import (
    NOWHERE,
    FieldChange,
    Issue,
    Level,
    ListDocument,
    NewBody,
    Outcome,
    Plan,
    PlannedRow,
    TaskRow,
)
from tasklists.importing.reported import keep_reported
from tasklists.importing.states import (
    PROSE,
    CategoryState,
    Existing,
    HeadState,
    PlanItemState,
    TaskState,
)
from tasklists.importing.targets import Target, TargetTask, target_of

Item = TypeVar("Item")
Columns: TypeAlias = tuple[tuple[str, str], ...]
_MAY_BE_UNSPOKEN = (
    *PROSE,
    "upper_number",
    "investment_text",
    "investment_wan",
    "investment_approximate",
)


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """`target` is None for a stored task that the file lacks; `stored` is None for a new one."""

    outcome: Outcome
    target: TaskState | None
    stored: TaskState | None
    row: TaskRow | None = None
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    head: HeadState  # as it shall be
    categories: tuple[tuple[CategoryState | None, CategoryState], ...]  # stored, wanted
    plan_items: tuple[tuple[PlanItemState | None, PlanItemState], ...]
    tasks: tuple[ComparedTask, ...]
    head_changes: tuple[FieldChange, ...]
    new_bodies: tuple[NewBody, ...]
    issues: tuple[Issue, ...]
    fingerprint: str


def make_plan(document: ListDocument, directory: Directory, existing: Existing) -> Plan:
    """What applying the document would do; `document.year` must be known."""
    compared = compare(document, directory, existing)
    return Plan(
        document=document,
        rows=tuple(
            PlannedRow(
                outcome=task.outcome,
                key=(task.target or task.stored).key,  # type: ignore[union-attr]
                title=(task.target or task.stored).title,  # type: ignore[union-attr]
                changes=task.changes,
                reason=task.reason,
                row=task.row,
                stored_id=task.stored.id if task.stored else None,
            )
            for task in compared.tasks
        ),
        head_changes=compared.head_changes,
        new_bodies=compared.new_bodies,
        issues=compared.issues,
        list_id=existing.list_id,
        fingerprint=compared.fingerprint,
    )


def compare(document: ListDocument, directory: Directory, existing: Existing) -> Comparison:
    if document.year is None:
        raise ValueError("the year of the list must be known before it is compared")
    names = reconcile(document, directory)
    target = target_of(document, document.year, names)
    tasks, moved = _compare_tasks(document, target, existing)
    head = _head(target.head, existing.head)
    categories = _beside(existing.categories, target.categories, lambda state: state.key)
    plan_items = _beside(
        existing.plan_items, target.plan_items, lambda item: (item.section, item.number, item.title)
    )
    return Comparison(
        head=head,
        categories=categories,
        plan_items=plan_items,
        tasks=tasks,
        head_changes=tuple(_head_changes(head, existing, categories, plan_items, tasks)),
        new_bodies=_wanted_bodies(names, tasks),
        issues=(*document.issues, *names.issues, *target.issues, *moved),
        fingerprint=fingerprint(directory, existing),
    )


def fingerprint(directory: Directory, existing: Existing) -> str:
    """Changes whenever anything that a plan was made from changes."""
    state = repr((directory.departments, directory.towns, existing))
    return hashlib.sha256(state.encode()).hexdigest()


# ---------------------------------------------------------------- tasks


def _compare_tasks(
    document: ListDocument, target: Target, existing: Existing
) -> tuple[tuple[ComparedTask, ...], list[Issue]]:
    partners = _partners(document, target.tasks, existing.tasks)
    other_year = ""
    if existing.head and existing.head.year != document.year:
        other_year = f"文件是 {document.year} 年的，清单是 {existing.head.year} 年的"
    numbers = _FreeNumbers(existing.tasks)
    moved: list[Issue] = []
    compared: list[ComparedTask] = []
    usable: set[str] = set()
    for index, task in enumerate(target.tasks):
        stored = partners.get(index)
        reason = other_year or task.blocked
        if not reason and task.state.parent is not None and task.state.parent not in usable:
            reason = f"上级任务 {task.row.parent} 未能导入"
        if reason:
            compared.append(ComparedTask("blocked", task.state, stored, task.row, reason=reason))
            continue
        usable.add(task.state.key)
        if stored:
            compared.append(_against(task, stored, target.spoken, moved))
        else:
            state = numbers.free(task.state) if document.kind == "binding_list" else task.state
            compared.append(ComparedTask("create", state, None, task.row))
    found = {task.stored.id for task in compared if task.stored}
    compared += [
        ComparedTask("missing", None, task, reason="文件中没有这一项，保留不动")
        for task in existing.tasks
        if task.id not in found
    ]
    return tuple(compared), moved


def _partners(
    document: ListDocument, targets: Sequence[TargetTask], stored: Sequence[TaskState]
) -> dict[int, TaskState]:
    """The stored task of each of the document's rows, by the row's index.

    A printed number identifies a task. A binding list prints none: there the line itself does, so
    that a line put in above does not shift all the others; a line that was reworded is still found
    by its running number.
    """
    by_key = {task.key: task for task in stored}
    if document.kind != "binding_list":
        found = ((index, by_key.get(target.state.key)) for index, target in enumerate(targets))
        return {index: task for index, task in found if task}
    partners: dict[int, TaskState] = {}
    waiting: dict[tuple[str | None, str], list[TaskState]] = {}
    for task in stored:
        waiting.setdefault((task.category, task.title), []).append(task)
    for index, target in enumerate(targets):
        if same := waiting.get((target.state.category, target.state.title)):
            partners[index] = same.pop(0)
    found_ids = {task.id for task in partners.values()}
    for index, target in enumerate(targets):
        near = by_key.get(target.state.key)
        if index not in partners and near and near.id not in found_ids and _reworded(near, target.state):
            partners[index] = near
            found_ids.add(near.id)
    return partners


def _reworded(stored: TaskState, wanted: TaskState) -> bool:
    """Whether a line of the same running number and heading says the same in other words: most of
    the shorter one stands in the longer."""
    if stored.category != wanted.category:
        return False
    shorter, longer = sorted((stored.title, wanted.title), key=len)
    blocks = difflib.SequenceMatcher(None, shorter, longer, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) > 0.55 * len(shorter)


class _FreeNumbers:
    """Running numbers for new lines of a list that prints none."""

    def __init__(self, stored: Sequence[TaskState]) -> None:
        self._taken = {task.key for task in stored}
        self._last = max((int(task.number) for task in stored if task.number.isdecimal()), default=0)

    def free(self, state: TaskState) -> TaskState:
        """The state with its own number, or the next one where another task bears that."""
        if state.key in self._taken:
            self._last += 1
            state = dataclasses.replace(state, number=str(self._last))
        self._taken.add(state.key)
        return state


def _against(task: TargetTask, stored: TaskState, spoken: frozenset[str], moved: list[Issue]) -> ComparedTask:
    """The row against its stored task; what the document has no column for stays."""
    silent: dict[str, Any] = {name: getattr(stored, name) for name in _MAY_BE_UNSPOKEN if name not in spoken}
    others = {name: text for name, text in stored.other_fields.items() if name not in spoken}
    wanted = dataclasses.replace(
        task.state,
        **silent,
        scope=stored.scope,
        number=stored.number,
        other_fields=others | task.state.other_fields,
        first_deadline=stored.first_deadline or task.state.deadline,
    )
    wanted = _mind_moved_deadline(task.row, _in_stored_words(wanted, stored), stored, moved)
    wanted = keep_reported(task.row, wanted, stored, moved)
    changes = task_changes(stored, wanted)
    return ComparedTask("update" if changes else "unchanged", wanted, stored, task.row, changes)


def _in_stored_words(wanted: TaskState, stored: TaskState) -> TaskState:
    """Words that differ in their line breaks and spaces alone stay as they are stored, and so does the
    lack of printed words beside a value that is the same: it was entered, not printed."""
    same: dict[str, Any] = {
        name: getattr(stored, name)
        for name in ("title", *PROSE, "scope_text", "deadline_text", "investment_text")
        if _bare(getattr(stored, name)) == _bare(getattr(wanted, name))
    }
    same_day = (stored.deadline, stored.recurring) == (wanted.deadline, wanted.recurring)
    if not stored.deadline_text and same_day:
        same["deadline_text"] = ""
    if not stored.investment_text and stored.investment_wan == wanted.investment_wan:
        same["investment_text"] = ""
    return dataclasses.replace(wanted, **same)


def _bare(text: str) -> str:
    return "".join(text.split())


def _mind_moved_deadline(row: TaskRow, wanted: TaskState, stored: TaskState, moved: list[Issue]) -> TaskState:
    """A deadline that was moved after issue holds against the file it was issued with; a third date
    in the file is shown as a change, with a warning."""
    if not stored.was_moved or wanted.deadline == stored.deadline:
        return wanted
    held = (
        f"任务 {row.number} 的时限已由 {words(stored.first_deadline)} 改为 {words(stored.deadline) or '无'}"
    )
    if wanted.deadline == stored.first_deadline:
        level: Level = "info"
        message = f"{held}；文件中仍是原来的时限，导入不改动。"
        wanted = dataclasses.replace(wanted, deadline=stored.deadline)
    else:
        level = "warning"
        message = f"{held}；文件中是 {words(wanted.deadline) or '无'}，写入后以文件为准。"
    ref = row.deadline.ref if row.deadline and row.deadline.ref != NOWHERE else row.ref
    moved.append(
        Issue(level, "deadline_moved", message, row.deadline.text if row.deadline else "", ref, row.number)
    )
    return wanted


# ---------------------------------------------------------------- the list itself


def _head(wanted: HeadState, stored: HeadState | None) -> HeadState:
    """What the document does not say about the list stays as it is stored."""
    if stored is None:
        return wanted
    return dataclasses.replace(
        wanted,
        year=stored.year,
        issuing_number=wanted.issuing_number or stored.issuing_number,
        issuing_body=wanted.issuing_body or stored.issuing_body,
        issued_on=wanted.issued_on or stored.issued_on,
        columns=_columns(wanted.columns, stored.columns),
    )


def _columns(wanted: Columns, stored: Columns) -> Columns:
    """The headings of the issued list; columns that an export put behind them do not count, and a list
    that was entered rather than printed goes on having none."""
    return stored if wanted[: len(stored)] == stored else wanted or stored


def _beside(
    stored: Sequence[Item], wanted: Sequence[Item], key: Callable[[Item], Hashable]
) -> tuple[tuple[Item | None, Item], ...]:
    """Each wanted item with the stored one of its key; stored items that the file lacks stay."""
    return tuple((old, new) for old, new in paired(stored, wanted, key) if new is not None)


def _head_changes(
    head: HeadState,
    existing: Existing,
    categories: Sequence[tuple[CategoryState | None, CategoryState]],
    plan_items: Sequence[tuple[PlanItemState | None, PlanItemState]],
    tasks: Sequence[ComparedTask],
) -> Iterator[FieldChange]:
    """Changes of a list that exists: of its head, its headings, its plan and the printed order."""
    if existing.head is None:
        return
    for field in dataclasses.fields(HeadState):
        before, after = getattr(existing.head, field.name), getattr(head, field.name)
        if before != after:
            yield FieldChange(field.name, _said(before), _said(after))
    for stored, wanted in categories:
        if stored != wanted:
            yield FieldChange(f"heading:{wanted.key}", stored.title if stored else None, wanted.title)
    for item, new in plan_items:
        if item != new:
            yield FieldChange(f"plan_item:{new.number}", item.title if item else None, new.title)
    order = [task.stored.id for task in tasks if task.target and task.stored]
    if order != [task.id for task in existing.tasks if task.id in set(order)]:
        yield FieldChange("order", None, "按文件中的顺序")


def _said(value: object) -> str | None:
    """A value of the head; of its columns the printed headings."""
    if isinstance(value, tuple):
        return "、".join(heading for heading, _field in value) or None
    return words(value) or None


def _wanted_bodies(names: Reconciliation, tasks: Sequence[ComparedTask]) -> tuple[NewBody, ...]:
    """The new bodies that some row which can be imported names."""
    numbers = {task.row.number for task in tasks if task.row and task.outcome != "blocked"}
    return tuple(body for body in names.new_bodies if numbers.intersection(body.tasks))
