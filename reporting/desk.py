"""工作台: what waits for a person in the district they look at, most urgent first, each with the one
thing to do about it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import User
from districts.permissions import LEAD, LEADER, OFFICE, STAFF, reach
from progress.models import Completion
from progress.status import BY_CODE, DUE_SOON, GROUPS, Light, with_lights
from reporting.lines import TaskLine, line_of
from tasklists.models import Task, TaskList
from tasklists.querysets import TaskQuerySet

SHOWN = 8
LIT = [code for code, line in BY_CODE.items() if line.light not in (Light.DONE, Light.GREY)]
OPEN = [code for code in BY_CODE if code not in GROUPS["done"]]


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
class Desk:
    waiting: list[Waiting]
    next_day: datetime.date | None  # the next deadline, where nothing waits


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
        """The issued tasks of the year that the person may see, with their lights."""
        tasks = Task.objects.visible_to(self.user).filter(
            district=self.district_id, task_list__year=self.year, task_list__state="issued"
        )
        return with_lights(tasks.select_related("task_list").with_bodies(), self.today)


def desk(place: Place) -> Desk:
    kinds: list[Waiting] = []
    if place.roles & {LEAD, STAFF}:
        kinds += [_returned_claims(place)]
    if OFFICE in place.roles:
        kinds += [_claims(place), _drafts(place)]
    kinds += _tasks_of(place)
    waiting = [kind for kind in kinds if kind.count]
    return Desk(waiting, None if waiting else _next_day(place))


def _mine(place: Place) -> TaskQuerySet:
    """Whose tasks count as 'mine': a department's where it leads, a town's that concern it, all of
    them for the office and for leadership."""
    tasks = place.tasks()
    if place.roles & {OFFICE, LEADER}:
        return tasks
    return tasks.led_by(place.departments()) if place.departments() else tasks


def _tasks_of(place: Place) -> list[Waiting]:
    """Overdue, behind, needing attention, due soon: one query."""
    lit = _mine(place).filter(status__in=LIT)
    rows = list(lit.order_by("light_rank", "due_on", "id"))
    last = place.today + DUE_SOON
    kinds = [
        (_("逾期"), [t for t in rows if t.status in GROUPS["overdue"]], {"group": "overdue"}),
        (_("滞后"), [t for t in rows if t.status in GROUPS["behind"]], {"group": "behind"}),
        (_("需关注"), [t for t in rows if t.status in GROUPS["attention"]], {"group": "attention"}),
        (
            _("30 天内到期"),
            [t for t in rows if t.light == Light.GREEN and t.due_on and place.today <= t.due_on <= last],
            {"due": "30", "light": "green"},
        ),
    ]
    return [_of_tasks(title, tasks, place, query) for title, tasks, query in kinds]


def _of_tasks(title: str, tasks: list[Any], place: Place, query: dict[str, str]) -> Waiting:
    lines = [line_of(task) for task in tasks[:SHOWN]]
    items = [
        Item(str(line.task), reverse("task", args=[line.task.pk]), _("查看"), line.why, line)
        for line in lines
    ]
    departments = place.departments()
    if len(departments) == 1 and not place.roles & {OFFICE, LEADER}:
        query = query | {"lead": str(next(iter(departments)))}
    all_of_them = reverse("district_tasks", args=[place.district_id, place.year])
    return Waiting(
        title, len(tasks), items, f"{all_of_them}?{urlencode(query)}" if len(tasks) > SHOWN else ""
    )


def _claims(place: Place) -> Waiting:
    """Reported as completed, waiting for the office."""
    rows = Completion.objects.visible_to(place.user).waiting().filter(district=place.district_id)
    rows = rows.filter(task__task_list__year=place.year).select_related("task", "claimed_by")
    items = [
        Item(
            str(row.task),
            reverse("task", args=[row.task_id]),
            _("办理"),
            _("%(who)s于%(day)s报告完成") % {"who": row.claimed_by, "day": row.claimed_on},
        )
        for row in rows
    ]
    more = reverse("district_tasks", args=[place.district_id, place.year]) + "?group=claimed"
    return Waiting(_("等待办结"), len(items), items[:SHOWN], more if len(items) > SHOWN else "")


def _returned_claims(place: Place) -> Waiting:
    """The latest word on a task of mine is that its completion was not accepted."""
    later = Completion.objects.filter(task=OuterRef("task"), pk__gt=OuterRef("pk"))
    mine = Task.objects.visible_to(place.user).led_by(place.departments())
    rows = Completion.objects.filter(
        ~Exists(later), task__in=mine, district=place.district_id, state=Completion.State.RETURNED
    ).select_related("task")
    items = [
        Item(str(row.task), reverse("task", args=[row.task_id]), _("处理"), row.reason)
        for row in rows.filter(task__task_list__year=place.year)
    ]
    return Waiting(_("完成报告被退回"), len(items), items[:SHOWN])


def _drafts(place: Place) -> Waiting:
    """Lists that nobody but the office sees until they are issued."""
    rows = TaskList.objects.visible_to(place.user).filter(
        district=place.district_id, year=place.year, state=TaskList.State.DRAFT
    )
    items = [Item(str(row), reverse("list", args=[row.pk]), _("继续"), _("草稿，尚未印发")) for row in rows]
    return Waiting(_("尚未印发的清单"), len(items), items[:SHOWN])


def _next_day(place: Place) -> datetime.date | None:
    """The next deadline among mine."""
    ahead = _mine(place).filter(status__in=OPEN, due_on__gte=place.today)
    found: datetime.date | None = ahead.aggregate(day=Min("due_on"))["day"]
    return found
