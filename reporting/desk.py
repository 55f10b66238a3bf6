"""工作台: what waits for a person in the district they look at, most urgent first, each with the one
thing to do about it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import District, Membership, User
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
        kinds += [_to_review(place), *_asked_of_office(place), _drafts(place)]
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
    tasks = Task.objects.filter(pk__in=by_pk).only("number", "title", "task_list")
    lines = {}
    for task in tasks.listed_with_bodies():
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
    """Reports that were handed in, as one line for the departments' and one for the towns'; one query."""
    address = reverse("progress_review", args=[place.district_id])
    kinds = [(_("部门填报"), ProgressReport, address), (_("街镇填报"), QuotaReport, f"{address}#towns")]
    counts = []
    for which, (_word, model, _where) in enumerate(kinds):
        rows = model.objects.visible_to(place.user).filter(district=place.district_id).to_review()
        named = rows.order_by().annotate(which=Value(which)).values("which")
        counts.append(named.annotate(count=Count("pk")).values_list("which", "count"))
    found = dict(counts[0].union(*counts[1:], all=True))
    items = [
        Item(_("%(word)s %(count)s 条") % {"word": word, "count": found[which]}, where, _("审核"))
        for which, (word, _model, where) in enumerate(kinds)
        if which in found
    ]
    return Waiting(_("待审核"), sum(found.values()), items)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody asks of the office about a task. `kind` is the model; `since` and `until` the days
    that are named: of the claim, or the deadline as it is and as it is wanted."""

    kind: str
    pk: int
    task_pk: int
    number: str
    title: str
    since: datetime.date
    until: datetime.date
    full_name: str
    username: str

    @property
    def task(self) -> str:
        return str(Task(number=self.number, title=self.title))

    @property
    def who(self) -> str:
        return str(User(full_name=self.full_name, username=self.username))


def _asked_of_office(place: Place) -> list[Waiting]:
    """To close a task, or to move its deadline; one query."""
    kinds = {
        "claim": (Completion, "claimed_on", "completed_on", "claimed_by"),
        "extension": (Extension, "from_deadline", "to_deadline", "requested_by"),
    }
    parts = []
    for kind, (model, since, until, who) in kinds.items():
        rows = model.objects.visible_to(place.user).waiting().filter(district=place.district_id)
        of_year = rows.filter(task__task_list__year=place.year).order_by().annotate(kind=Value(kind))
        columns = ("task", "task__number", "task__title", since, until)
        parts.append(of_year.values_list("kind", "pk", *columns, f"{who}__full_name", f"{who}__username"))
    asked = [_Asked(*row) for row in parts[0].union(*parts[1:], all=True)]
    asked.sort(key=lambda row: (row.since, row.pk))
    return [
        _claims([row for row in asked if row.kind == "claim"], place),
        _extensions([row for row in asked if row.kind == "extension"], place),
    ]


def _claims(rows: list[_Asked], place: Place) -> Waiting:
    """The lead asked for closing; the oldest first."""
    items = [
        Item(
            row.task,
            reverse("task", args=[row.task_pk]),
            _("办理"),
            _("%(who)s于%(day)s申请办结") % {"who": row.who, "day": day_words(row.since, place.today)},
        )
        for row in rows
    ]
    more = reverse("district_tasks", args=[place.district_id, place.year]) + "?group=claimed"
    return Waiting(_("待办结"), len(items), items[:SHOWN], more if len(items) > SHOWN else "")


def _extensions(rows: list[_Asked], place: Place) -> Waiting:
    """Requests to move a deadline, the nearest deadline first."""
    items = [
        Item(
            row.task,
            reverse("extension", args=[row.pk]),
            _("审批"),
            _("时限%(old)s，申请延至%(new)s")
            % {"old": day_words(row.since, place.today), "new": day_words(row.until, place.today)},
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
