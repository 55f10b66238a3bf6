"""A list that was issued as prose: headings, numbered items and sub-items, brackets that say who does
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasklists.exporting import phrases
from tasklists.importing.states import CategoryState, Existing, TaskState

WORDS = {"lead": "牵头单位", "responsible": "责任单位", "cooperating": "配合单位", "guiding": "指导部门"}
# Beside guiding departments, those who answer for the work are called 责任主体.
BESIDE_GUIDING = WORDS | {"responsible": "责任主体"}


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs below a title; `headings` are the indexes of those that are headings."""

    title: str
    subtitle: str
    paragraphs: tuple[str, ...]
    headings: frozenset[int] = frozenset()


def is_prose(existing: Existing) -> bool:
    """Whether the list was issued as prose: a plan of action, or a list with sub-items."""
    assert existing.head is not None
    return existing.head.kind == "campaign" or any(task.parent for task in existing.tasks)


def issued_prose(existing: Existing) -> Prose:
    assert existing.head is not None
    head = existing.head
    categories = {category.key: category for category in existing.categories}
    paragraphs: list[str] = []
    headings: set[int] = set()
    shown: set[str] = set()
    for task in sorted(existing.tasks, key=lambda task: task.position):
        for category in _line(categories, task.category):
            if category.key not in shown:
                shown.add(category.key)
                headings.add(len(paragraphs))
                paragraphs.append(phrases.heading(category.label, category.title))
        paragraphs.append(_item(task))
    subtitle = "　".join(part for part in (head.issuing_number, phrases.day(head.issued_on)) if part)
    return Prose(head.title, subtitle, tuple(paragraphs), frozenset(headings))


def _line(categories: Mapping[str, CategoryState], key: str | None) -> list[CategoryState]:
    """The headings above a task, the upper level first."""
    if key is None or key not in categories:
        return []
    return [*_line(categories, categories[key].parent), categories[key]]


def _item(task: TaskState) -> str:
    bracketed = task.number.startswith(("（", "("))
    label = task.number if bracketed else f"{task.number}. "
    said = [part for part in (task.requirement, _dated(task)) if part]
    text = f"{label}{task.title}：{''.join(said)}" if said else f"{label}{task.title}。"
    bodies = _bodies(task)
    return f"{text}（{bodies}）" if bodies else text


def _dated(task: TaskState) -> str:
    """The deadline, where the text does not say it itself."""
    words = task.deadline_text or phrases.deadline(task)
    return f"完成时限：{words}。" if words and words not in task.requirement else ""


def _bodies(task: TaskState) -> str:
    """指导部门：甲、乙；责任主体：丙 — each role in the order in which it is first printed."""
    roles = list(dict.fromkeys(a.role for a in task.assignments))
    words: Mapping[str, str] = BESIDE_GUIDING if "guiding" in roles else WORDS
    return "；".join(f"{words[role]}：{phrases.bodies(task.assignments, (role,))}" for role in roles)
