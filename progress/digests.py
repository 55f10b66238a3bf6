"""The nightly digest: one message a person, of what is new and still waits for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import District, Membership, User
from districts.notify import notify
from progress.models import DigestItem, ReportingPeriod
from progress.round_page import BodyState, RoundState, state_of_round
from progress.rulebook import Rulebook
from progress.status import with_lights
from tasklists.models import Task

CLOSING = datetime.timedelta(days=3)
NAMED = 3  # so many are named, the rest counted
LATE = frozenset({"overdue", "near_deadline"})


@dataclass(frozen=True, slots=True)
class Item:
    """Something to tell: `key` names it for good, items of one `head` are told together."""

    key: str
    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A district on a night, worked out once for all its people."""

    open_rounds: list[RoundState]
    closed_rounds: list[RoundState]  # closed since the last night
    late_tasks: list[Task]  # overdue or near their deadline, open and not claimed, with their bodies


def situation_of(
    district: District, closed: Iterable[ReportingPeriod], today: datetime.date, rules: Rulebook
) -> Situation:
    periods = ReportingPeriod.objects.filter(district=district, task_list__state="issued")
    tasks = Task.objects.filter(district=district, task_list__state="issued")
    lit = with_lights(tasks, today, rules).with_bodies()  # picked here: a filter on it is too deep for SQLite
    return Situation(
        _rounds(periods.open_on(today).select_related("task_list"), today),
        _rounds([p for p in closed if p.district_id == district.pk], today),
        [task for task in lit if task.status in LATE and task.claimed_on is None],
    )


def _rounds(periods: Iterable[ReportingPeriod], today: datetime.date) -> list[RoundState]:
    """Periods of one list one after the other: their states are worked out list by list."""
    return [state_of_round(period, today) for period in periods]


def items_for(member: Membership, situation: Situation, today: datetime.date) -> Iterator[Item]:
    """What waits for the member; nothing that is done, claimed, handed in or somebody else's."""
    if member.role == Membership.Role.OFFICE:
        yield from _office_items(situation)
    elif member.role == Membership.Role.TOWN:
        yield from _round_items(member, situation, today)
    elif member.department_id:
        yield from _round_items(member, situation, today)
        yield from _task_items(
            task for task in situation.late_tasks if member.department_id in task.department_ids()
        )


def _round_items(member: Membership, situation: Situation, today: datetime.date) -> Iterator[Item]:
    for state in situation.open_rounds:
        body = _own(state, member)
        if body is None or body.is_complete:
            continue
        words = {
            "list": state.period.task_list,
            "period": state.period.label,
            "missing": body.missing,
            "day": state.period.closes_on,
        }
        if state.period.closes_on - today <= CLOSING:
            head, key = _("填报即将截止"), f"closing:{state.period.pk}:{state.period.closes_on}"
        else:
            head, key = _("填报已开放"), f"open:{state.period.pk}"
        yield Item(key, head, _("《%(list)s》%(period)s还有 %(missing)s 项未报，%(day)s 截止") % words)


def _own(state: RoundState, member: Membership) -> BodyState | None:
    bodies = state.towns if member.town_id else state.departments
    wanted = member.town_id or member.department_id
    return next((body for body in bodies if body.body.pk == wanted), None)


def _task_items(tasks: Iterable[Task]) -> Iterator[Item]:
    for task in tasks:
        if task.status == "overdue":
            yield Item(f"overdue:{task.pk}:{task.due_on}", _("任务逾期"), task.title)
        else:
            yield Item(f"near:{task.pk}:{task.due_on}", _("任务临近时限"), f"{task.title}（{task.due_on}）")


def _office_items(situation: Situation) -> Iterator[Item]:
    for state in situation.closed_rounds:
        late = [body for body in state.bodies if not body.is_complete]
        words = {"list": state.period.task_list, "period": state.period.label, "late": len(late)}
        text = _("《%(list)s》%(period)s已截止，%(late)s 家单位未报齐") % words
        yield Item(f"closed:{state.period.pk}", _("填报期截止"), text)
    yield from _task_items(situation.late_tasks)


def text_of(items: Iterable[Item]) -> str:
    """填报即将截止：…；任务逾期 5 项：甲、乙、丙等。"""
    parts = []
    for head, held in groupby(items, key=lambda item: item.head):
        texts = [item.text for item in held]
        named = "、".join(texts[:NAMED])
        if len(texts) > NAMED:
            words = {"head": head, "number": len(texts), "named": named}
            parts.append(_("%(head)s %(number)s 项：%(named)s等") % words)
        else:
            parts.append(f"{head}：{named}")
    return "；".join(parts) + "。"


@transaction.atomic
def tell(user: User, district: District, items: Iterable[Item], today: datetime.date) -> bool:
    """One notice and e-mail with what this person was not told before; False where there is nothing."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    items = list({item.key: item for item in items}.values())
    known = set(
        DigestItem.objects.filter(
            user=user, district=district, key__in=[item.key for item in items]
        ).values_list("key", flat=True)
    )
    new = sorted((item for item in items if item.key not in known), key=lambda item: item.head)
    if not new:
        return False
    DigestItem.objects.bulk_create(
        DigestItem(user=user, district=district, key=item.key, told_on=today) for item in new
    )
    notify([user], district=district, text=text_of(new), url=reverse("home"), kind="digest")
    return True
