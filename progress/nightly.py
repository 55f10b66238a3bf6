"""The night's work, in the order in which it is done; every step looks at the present state, so that a
second run changes nothing and a missed night is made up for by the next."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils.module_loading import import_string

from districts.models import District, Membership
from progress.digests import items_for, situation_of, tell
from progress.models import ReportingPeriod, Standing, Verb, record
from progress.rounds import create_periods
from progress.rulebook import rules_on
from progress.shares import meet_new_targets
from tasklists.models import Indicator, Quota, Task, TaskList

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Night:
    """What was done, for the command to print."""

    lists_planned: int = 0
    opened: int = 0
    closed: int = 0
    restated: int = 0
    told: int = 0
    failed: list[str] = field(default_factory=list)


def run(today: datetime.date) -> Night:
    night = Night()
    for task_list in TaskList.objects.filter(
        state="issued", year=today.year, round_plan__isnull=True
    ).select_related("district"):
        night.lists_planned += bool(create_periods(task_list, None, today=today))
    night.opened = _note(
        ReportingPeriod.objects.open_on(today).filter(opened_noted_on__isnull=True), Verb.OPEN_PERIOD, today
    )
    closed = list(
        ReportingPeriod.objects.closed_before(today)
        .filter(closed_noted_on__isnull=True)
        .select_related("task_list")
    )
    night.closed = _note(closed, Verb.CLOSE_PERIOD, today)
    night.restated = restate_after_changes(today)
    _tell_everybody(closed, today, night)
    return night


def _note(periods: Iterable[ReportingPeriod], verb: Verb, today: datetime.date) -> int:
    """Write down once that each period opened or closed."""
    name = "opened_noted_on" if verb == Verb.OPEN_PERIOD else "closed_noted_on"
    noted = 0
    for period in periods:
        with transaction.atomic():
            held = ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
            if getattr(held, name):
                continue
            setattr(held, name, today)
            held.skip_history_when_saving = True
            held.save(update_fields=[name])
            record(held, verb, who=None, today=today, after=f"{held.label}（{held.closes_on}）")
            noted += 1
    return noted


def restate_after_changes(today: datetime.date) -> int:
    """New standings for tasks whose targets or shares were changed after the last one was written."""
    last = Standing.objects.filter(task=OuterRef("pk")).order_by("-id")
    changed = (
        Task.objects.filter(standings__isnull=False)
        .annotate(
            stated_on=Subquery(last.values("day")[:1]),
            target_changed=_last_change(Indicator, "task_id"),
            quota_changed=_last_change(Quota, "indicator__task_id"),
        )
        .filter(Q(target_changed__date__gte=F("stated_on")) | Q(quota_changed__date__gte=F("stated_on")))
        .distinct()
    )
    restated = 0
    for task in changed:
        with transaction.atomic():
            restated += meet_new_targets(task, None, today=today)
    return restated


def _last_change(model: type[Indicator] | type[Quota], path: str) -> Subquery:
    rows = model.history.model.objects.filter(**{path: OuterRef("pk")}).order_by()
    return Subquery(rows.values(path).annotate(latest=Max("history_date")).values("latest")[:1])


def _tell_everybody(closed: list[ReportingPeriod], today: datetime.date, night: Night) -> None:
    rules = rules_on(today)
    for district in District.objects.all():
        situation = situation_of(district, closed, today, rules)
        members = Membership.objects.filter(district=district, is_active=True).select_related("user")
        others = [import_string(name)(district, today) for name in settings.ALSO_IN_DIGEST]
        for user, held in _by_person(members):
            items = [item for member in held for item in items_for(member, situation, today)]
            items += [item for member in held for other in others for item in other(member)]
            try:
                night.told += tell(user, district, items, today)
            except Exception:  # one person's trouble keeps nobody else from being told
                log.exception("Digest of %s failed", user.pk)
                night.failed.append(user.username)


def _by_person(members: Iterable[Membership]) -> list[tuple]:
    people: dict[int, list[Membership]] = {}
    for member in members:
        people.setdefault(member.user_id, []).append(member)
    return [(held[0].user, held) for held in people.values() if held[0].user.is_active]
