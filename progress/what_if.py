"""What other rules would change, before they are adopted."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, replace

from progress.figures import RuleFigures
from progress.judged import lit_tasks
from progress.lit import show_light
from progress.rulebook import rules_on
from progress.status import Light
from tasklists.models import Task, TaskList


@dataclass(frozen=True, slots=True)
class Change:
    """A task whose light would be another, or be shown in another colour."""

    now: Task
    then: Task


@dataclass(frozen=True, slots=True)
class WhatIf:
    changes: list[Change]
    counts: list[tuple[Light, int, int]]  # light, how many now, how many then

    @property
    def changed(self) -> int:
        return len(self.changes)


def what_if(task_list: TaskList, figures: RuleFigures, today: datetime.date) -> WhatIf:
    """The list judged twice on the same day: by its own rules and by these."""
    held = rules_on(today)
    tried = replace(held, by_list={**held.by_list, task_list.pk: figures})
    tasks = Task.objects.filter(task_list=task_list).in_printed_order()
    now = list(lit_tasks(tasks, today, held))
    then = list(lit_tasks(tasks, today, tried))
    pairs = list(zip(now, then, strict=True))
    for before, after in pairs:
        show_light(before, held.blue_lists)
        show_light(after, tried.blue_lists)
    lights_now, lights_then = Counter(t.light for t in now), Counter(t.light for t in then)
    return WhatIf(
        [Change(before, after) for before, after in pairs if before.shown_light != after.shown_light],
        [(light, lights_now[light], lights_then[light]) for light in Light],
    )
