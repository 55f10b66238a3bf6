"""工作台: what waits for a person in the district they look at, most urgent first, each with the one
thing to do about it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import District, Membership
from districts.permissions import LEAD, LEADER, OFFICE, STAFF, TOWN, reach
from progress.explanations import day_words
from progress.judged import Lit, lights_of
from progress.models import Completion, ProgressReport, QuotaReport
from progress.rulebook import rules_on
from progress.status import Light
from reporting.bulletins.waiting import month_without_bulletin
from reporting.instructions_waiting import instructions_waiting
from reporting.lines import TaskLine, line_of, urgency
from reporting.rounds_waiting import rounds_of
from reporting.tallies import belongs
from reporting.waiting import SHOWN, Item, Place, Waiting
from supervision.models import Extension
from tasklists.models import Task, TaskList


@dataclass(frozen=True, slots=True)
class Desk:
    waiting: list[Waiting]
    next_day: datetime.date | None  # the next deadline, where nothing waits


def desk(place: Place) -> Desk:
    kinds: list[Waiting] = instructions_waiting(place)
    if place.roles & {LEAD, STAFF, TOWN}:
        kinds += rounds_of(place)
    if place.roles & {LEAD, STAFF}:
        kinds += [_returned_claims(place)]
    if OFFICE in place.roles:
        kinds += [_to_review(place), _claims(place), _extensions(place), _drafts(place)]
    mine = _mine(place)
    kinds += _tasks_of(mine, place)
    if OFFICE in place.roles:
        kinds.append(month_without_bulletin(place))
    if reach(place.user).everything:
        kinds.append(_without_office(place))
    waiting = [kind for kind in kinds if kind.count]
    return Desk(waiting, None if waiting else _next_day(mine, place.today))


def _mine(place: Place) -> list[Lit]:
    """The lights of my tasks, the most urgent first: a department's are those in which it leads, a
    town's those that concern it, all of them are the office's and the leadership's."""
    if not place.roles:  # the platform's administrator has no tasks
        return []
    tasks = place.tasks()
    if place.departments() and not place.roles & {OFFICE, LEADER}:
        tasks = tasks.led_by(place.departments())
    rules = rules_on(place.today, {place.district_id})
    return sorted(lights_of(tasks, place.today, rules, ("position",)), key=urgency)


def _tasks_of(mine: list[Lit], place: Place) -> list[Waiting]:
    """Overdue, behind, needing attention, due soon; the tasks themselves are read where they are shown."""
    kinds = [(_("逾期"), "overdue"), (_("滞后"), "behind"), (_("需关注"), "attention")]
    found: list[tuple[str, list[Lit], dict[str, str]]] = [
        (title, [t for t in mine if belongs(t, group, place.today)], {"group": group})
        for title, group in kinds
    ]
    soon = [t for t in mine if t.light == Light.GREEN and belongs(t, "due_soon", place.today)]
    found.append((_("进度正常、30 天内到期"), soon, {"due": "30", "light": "green"}))
    shown = [light for _title, lights, _query in found for light in lights[:SHOWN]]
    lines = _lines(shown)
    return [_of_tasks(title, lights, lines, place, query) for title, lights, query in found]


def _lines(lights: list[Lit]) -> dict[int, TaskLine]:
    """The tasks of these lights as lines, by their key."""
    by_pk = {light.pk: light for light in lights}
    lines = {}
    for task in Task.objects.filter(pk__in=by_pk).with_bodies():
        by_pk[task.pk].give_to(task)
        lines[task.pk] = line_of(task)
    return lines


def _of_tasks(
    title: str, tasks: list[Lit], known: dict[int, TaskLine], place: Place, query: dict[str, str]
) -> Waiting:
    lines = [known[task.pk] for task in tasks[:SHOWN] if task.pk in known]
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


def _to_review(place: Place) -> Waiting:
    """Reports that were handed in, as one line for the departments' and one for the towns'."""
    address = reverse("progress_review", args=[place.district_id])
    kinds = [(_("部门填报"), ProgressReport, address), (_("街镇填报"), QuotaReport, f"{address}#towns")]
    items, total = [], 0
    for word, model, where in kinds:
        rows = model.objects.visible_to(place.user).filter(district=place.district_id).to_review()
        if count := rows.count():
            total += count
            items.append(Item(_("%(word)s %(count)s 条") % {"word": word, "count": count}, where, _("审核")))
    return Waiting(_("待审核"), total, items)


def _claims(place: Place) -> Waiting:
    """The lead asked for closing; waits for the office."""
    rows = Completion.objects.visible_to(place.user).waiting().filter(district=place.district_id)
    rows = rows.filter(task__task_list__year=place.year).select_related("task", "claimed_by")
    items = [
        Item(
            str(row.task),
            reverse("task", args=[row.task_id]),
            _("办理"),
            _("%(who)s于%(day)s申请办结")
            % {"who": row.claimed_by, "day": day_words(row.claimed_on, place.today)},
        )
        for row in rows
    ]
    more = reverse("district_tasks", args=[place.district_id, place.year]) + "?group=claimed"
    return Waiting(_("待办结"), len(items), items[:SHOWN], more if len(items) > SHOWN else "")


def _extensions(place: Place) -> Waiting:
    """Requests to move a deadline, the nearest deadline first."""
    rows = Extension.objects.visible_to(place.user).waiting().filter(district=place.district_id)
    rows = rows.filter(task__task_list__year=place.year).select_related("task")
    items = [
        Item(
            str(row.task),
            reverse("extension", args=[row.pk]),
            _("审批"),
            _("时限%(old)s，申请延至%(new)s")
            % {
                "old": day_words(row.from_deadline, place.today),
                "new": day_words(row.to_deadline, place.today),
            },
        )
        for row in rows
    ]
    return Waiting(
        _("延期申请"), len(items), items[:SHOWN], reverse("supervision") if len(items) > SHOWN else ""
    )


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
    return Waiting(_("办结申请被退回"), len(items), items[:SHOWN])


def _without_office(place: Place) -> Waiting:
    """Districts in which nobody can do anything yet: for the platform's administrator."""
    acting = Membership.objects.filter(district=OuterRef("pk"), role=OFFICE, is_active=True)
    rows = District.objects.filter(~Exists(acting)).order_by("pk")
    items = [
        Item(
            str(row),
            reverse("members", args=[row.pk]),
            _("添加人员"),
            _("还没有区乡村振兴办工作人员，清单无人管理"),
        )
        for row in rows
    ]
    return Waiting(_("待配备人员的区（县）"), len(items), items[:SHOWN])


def _drafts(place: Place) -> Waiting:
    """Lists that nobody but the office sees until they are issued."""
    rows = TaskList.objects.visible_to(place.user).filter(
        district=place.district_id, year=place.year, state=TaskList.State.DRAFT
    )
    items = [Item(str(row), reverse("list", args=[row.pk]), _("继续"), _("草稿，尚未印发")) for row in rows]
    return Waiting(_("尚未印发的清单"), len(items), items[:SHOWN])


def _next_day(mine: list[Lit], today: datetime.date) -> datetime.date | None:
    """The next deadline among mine."""
    open_ones = [t for t in mine if t.light != Light.DONE and t.due_on is not None]
    return min((t.due_on for t in open_ones if t.due_on >= today), default=None)
