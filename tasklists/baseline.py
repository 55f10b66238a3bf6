"""A list as it was issued against the list as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tasklists.changes import Difference, Facts, differences, facts_of_all, with_facts
from tasklists.models import Baseline, ListChange, Task, TaskList
from tasklists.querysets import PartOfListQuerySet

Fate = Literal["changed", "new", "gone"]
# Under these headings the facts are kept (tasklists.changes.facts_of), in the language of the list.
NUMBER, TITLE = "序号", "任务名称"


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A fact as issued and now, with the reasons given on the way."""

    difference: Difference
    changes: tuple[ListChange, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A task that differs; `task` is None where it is gone."""

    fate: Fate
    task: Task | None
    number: str
    title: str
    facts: tuple[Reasoned, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: tuple[Compared, ...]
    unchanged: int

    def count(self, fate: Fate) -> int:
        return sum(row.fate == fate for row in self.rows)

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def new(self) -> int:
        return self.count("new")

    @property
    def gone(self) -> int:
        return self.count("gone")


def compare(task_list: TaskList, baseline: Baseline) -> Comparison:
    """What differs between issue and now, in printed order, then what is gone. A fixed number of
    queries."""
    tasks = {
        task.pk: task for task in with_facts(Task.objects.filter(task_list=task_list)).in_printed_order()
    }
    now = facts_of_all(tasks.values())
    reasons: dict[tuple[int, str], list[ListChange]] = {}
    for change in changes_of(task_list).order_by("made_at", "id"):
        reasons.setdefault((change.task_id, change.fact), []).append(change)
    rows = []
    for pk, task in tasks.items():
        issued: Facts | None = baseline.facts.get(str(pk))
        found = differences(issued or {}, now[pk])
        if issued is not None and not found:
            continue
        facts = tuple(Reasoned(d, tuple(reasons.get((pk, d.fact[:250]), ()))) for d in found)
        rows.append(
            Compared("changed" if issued is not None else "new", task, task.number, task.title, facts)
        )
    for pk, issued in baseline.facts.items():
        if int(pk) not in tasks:
            rows.append(Compared("gone", None, issued.get(NUMBER, ""), issued.get(TITLE, ""), ()))
    return Comparison(tuple(rows), len(tasks) - sum(row.fate != "gone" for row in rows))


def changes_of(task_list: TaskList) -> PartOfListQuerySet:
    """Every change since issue with its reason, the newest first."""
    return ListChange.objects.filter(task_list=task_list).select_related("task", "user")
