"""Which pages are measured, for whom, and how many rows each is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from districts.models import District, Membership, User
from progress.models import ReportingPeriod
from reporting.models import Bulletin, Snapshot
from tasklists.models import Quota, Task, TaskList


@dataclass(frozen=True, slots=True)
class Page:
    """`tasks` and `shares` (of towns): as many as it must read to say what it says."""

    label: str
    user: User
    role: str
    address: str
    tasks: int
    shares: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """The district that is measured: its list, its people by role, and how much of everything."""

    district: District
    task_list: TaskList
    people: dict[str, Membership]
    tasks: int
    quotas: int

    @property
    def year(self) -> int:
        return self.task_list.year

    def user(self, role: str) -> User:
        return self.people[role].user


def ground_of(district: District) -> Ground:
    """Raises LookupError where the district has no issued list or lacks one of the roles."""
    task_list = TaskList.objects.filter(district=district, state="issued").order_by("-year", "pk").first()
    members = Membership.objects.acting().filter(district=district).select_related("user")
    people = {row.role: row for row in members.order_by("-id")}
    if task_list is None or set(Membership.Role.values) - people.keys():
        raise LookupError(district.name)
    tasks = Task.objects.filter(task_list=task_list)
    quotas = Quota.objects.filter(indicator__task__task_list=task_list)
    return Ground(district, task_list, people, tasks.count(), quotas.count())


def pages_of(ground: Ground) -> list[Page]:
    """Those of these addresses that there are."""
    found = []
    for label, role, name, args, query, tasks, *shares in _named(ground):
        try:
            address = reverse(name, args=args) + query
        except NoReverseMatch:
            continue
        found.append(Page(label, ground.user(role), role, address, tasks, *shares))
    return found


# label, role, name of the address, its arguments, its query, tasks, shares
Row = tuple[Any, ...]


def _named(ground: Ground) -> list[Row]:
    here: list[object] = [ground.district.pk, ground.year]
    one: list[object] = [ground.task_list.pk]
    task = Task.objects.filter(task_list=ground.task_list, indicators__quotas__isnull=False).first()
    n, shares = ground.tasks, ground.quotas
    rows: list[Row] = [
        ("任务清单一览", "leader", "lists", [], "", n),
        ("清单台账", "leader", "list", one, "", n),
        ("清单台账（区办，可编辑）", "office", "list", one, "", n),
        ("清单台账（只看逾期）", "leader", "list", one, "?group=overdue", n),
        ("清单台账（街镇）", "town", "list", one, "", n),
        ("全年任务", "leader", "district_tasks", here, "", n),
        ("搜索", "leader", "search", [], "?q=养护", n),
        ("全区统计", "leader", "district_dashboard", here, "", n),
        ("清单统计", "leader", "list_dashboard", one, "", n),
        ("作战图（按任务）", "leader", "war_map", here, "", n, shares),
        ("街镇地图", "leader", "tile_map", here, "", n, shares),
        ("大屏", "leader", "big_screen", here, "", n, shares),
        ("趋势与快照", "leader", "snapshots", here, "", 12),
        ("通报一览", "office", "bulletins", here, "", 12),
        ("报表一览", "leader", "sheets", here, "", n),
        ("各区对比", "leader", "city", [], "", 1),
        ("批示", "leader", "instructions", [], "", 10),
    ]
    rows += [(f"工作台（{role}）", role, "home", [], "", n) for role in Membership.Role.values]
    rows += _of_rounds(ground)
    if task:
        rows.append(("任务页", "leader", "task", [task.pk], "", 50))
    snapshot = Snapshot.objects.filter(task_list=ground.task_list).first()
    if snapshot:
        rows.append(("快照", "leader", "snapshot", [snapshot.pk], "", n))
    bulletin = Bulletin.objects.filter(district=ground.district).first()
    if bulletin:
        rows.append(("通报", "office", "bulletin", [bulletin.pk], "", n))
    return rows


def _of_rounds(ground: Ground) -> list[Row]:
    period = ReportingPeriod.objects.filter(task_list=ground.task_list).order_by("-closes_on").first()
    here: list[object] = [ground.district.pk]
    lead, town = ground.people["lead"], ground.people["town"]
    led = Task.objects.filter(task_list=ground.task_list).led_by([lead.department_id or 0]).count()
    held = Quota.objects.filter(district=ground.district, town=town.town).count()
    led_of_town = Task.objects.filter(
        pk__in=Quota.objects.filter(district=ground.district, town=town.town).values("indicator__task")
    ).count()
    rows: list[Row] = [
        ("填报进度", "office", "progress_office", [*here, ground.year], "", ground.tasks),
        ("审核", "office", "progress_review", here, "", ground.tasks, ground.quotas),
        ("部门填报表", "lead", "progress_department", [lead.department_id], "", led),
        ("街镇填报表", "town", "progress_town", [town.town_id], "", led_of_town, held),
    ]
    if period:
        rows.append(("本期填报", "office", "progress_period", [period.pk], "", ground.tasks, ground.quotas))
    return rows
