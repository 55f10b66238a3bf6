"""Who looks at their desk, and one kind of thing that waits there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from districts.models import User
from districts.permissions import reach
from reporting.lines import TaskLine
from tasklists.models import Task
from tasklists.querysets import TaskQuerySet

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `line` is set where it is a task, with its light."""

    text: str
    address: str
    action: str
    note: str = ""
    line: TaskLine | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Things of one kind; `more` leads to all of them where not all are shown."""

    title: str
    count: int
    items: list[Item]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Who looks, where, and when."""

    user: User
    district_id: int
    year: int
    today: datetime.date

    @property
    def roles(self) -> frozenset[str]:
        return reach(self.user).roles_in(self.district_id)

    def departments(self) -> frozenset[int]:
        return frozenset(
            m.department_id
            for m in reach(self.user).memberships
            if m.district_id == self.district_id and m.department_id
        )

    def towns(self) -> frozenset[int]:
        return frozenset(
            m.town_id for m in reach(self.user).memberships if m.district_id == self.district_id and m.town_id
        )

    def tasks(self) -> TaskQuerySet:
        """The issued tasks of the year that the person may see."""
        return Task.objects.visible_to(self.user).filter(
            district=self.district_id, task_list__year=self.year, task_list__state="issued"
        )
