"""更正: what a snapshot said of its day against what the records say of that same day by now.

Reports of its period and of those before that were approved later, closures that were decided or revoked
later, targets that were put right, tasks that came or went, reports that came in late. What happened in
the month after it is progress, not a correction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from districts.templatetags.figures import quantity
from progress.explanations import day_words, percent
from progress.shares import is_rate, share_of, slowest_of, target_of
from progress.status import GROUPS
from reporting.later import Decided, Later, later_than
from reporting.models import Snapshot
from reporting.states import IndicatorState, QuotaState, TaskState
from reporting.timeliness import bodies_of

NOTHING = "—"
ALL = 10_000


@dataclass(frozen=True, slots=True)
class Correction:
    """`pk` is the task's key, None for a body's reporting; `why` says where the new figure comes from."""

    pk: int | None
    number: str
    title: str
    what: str
    before: str
    after: str
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def corrections_of(snapshot: Snapshot, day: datetime.date) -> list[Correction]:
    """Tasks in printed order, then bodies. `day` is the closing day of the next snapshot: what is decided
    after it is for the one after that."""
    states = snapshot.states()
    later = later_than(snapshot, day)
    rows = [row for state in states for row in _of_task(state, later)]
    known = {state.pk for state in states}
    came = [task for task in later.tasks.values() if task.pk not in known]
    rows += [Correction(task.pk, task.number, task.title, _("列入清单"), _("否"), _("是")) for task in came]
    return [*rows, *_of_bodies(snapshot, day)]


def _of_task(state: TaskState, later: Later) -> Iterator[Correction]:
    if state.pk not in later.tasks:
        yield _row(state, _("列入清单"), _("是"), _("否"))
        return
    yield from _of_targets(state, later)
    if (approved_on := later.approved.get(state.pk)) is not None:
        why = _("%(day)s核定") % {"day": day_words(approved_on, later.then)}
        yield from _of_figures(state, later, why)
    if decided := later.decided.get(state.pk):
        yield from _of_completion(state, decided, later)


def _row(state: TaskState, what: str, before: str, after: str, why: str = "") -> Correction:
    return Correction(state.pk, state.number, state.title, what, before, after, why)


def _of_targets(state: TaskState, later: Later) -> Iterator[Correction]:
    """Targets and shares of towns that read differently now."""
    why = _("清单调整")
    present = later.indicators.get(state.pk, {})
    for held in state.indicators:
        now = present.get(held.pk)
        if now is None:
            yield _row(state, held.name, _amount(held.target, held.unit), NOTHING, why)
            continue
        target = target_of(now)
        if target != held.target:
            what = _("%(name)s任务量") % {"name": held.name}
            yield _row(state, what, _amount(held.target, held.unit), _amount(target, now.unit), why)
        quotas = {quota.pk: quota for quota in now.quotas.all()}
        for quota in held.quotas:
            value = quotas[quota.pk].value if quota.pk in quotas else None
            if value != quota.value:
                before, after = _amount(quota.value, held.unit), _amount(value, now.unit)
                yield _row(state, _("%s任务量") % _share_name(held, quota), before, after, why)


def _of_figures(state: TaskState, later: Later, why: str) -> Iterator[Correction]:
    for held in state.indicators:
        stated = later.stated.get(held.pk)
        if stated is not None and stated != held.value:
            yield _row(state, held.name, _amount(held.value, held.unit), _amount(stated, held.unit), why)
        for quota in held.quotas:
            yield from _of_quota(state, held, quota, later, why)
    share = _share(state, later)
    if share is not None and share != state.reported_bp and state.status not in GROUPS["done"]:
        yield _row(state, _("核定进度"), _percent(state.reported_bp), _percent(share), why)


def _of_quota(
    state: TaskState, indicator: IndicatorState, quota: QuotaState, later: Later, why: str
) -> Iterator[Correction]:
    if quota.pk not in later.quotas:
        return
    value, met = later.quotas[quota.pk]
    name = _share_name(indicator, quota)
    if value is not None and value != quota.reported:
        before, after = _amount(quota.reported, indicator.unit), _amount(value, indicator.unit)
        yield _row(state, name, before, after, why)
    elif value is None and met is not None and met != (quota.reported_bp == ALL):
        before = NOTHING if quota.reported_bp is None else _met(not met)
        yield _row(state, name, before, _met(met), why)


def _share(state: TaskState, later: Later) -> int | None:
    """The task's share by the reports of the snapshot's periods: the rule of `shares.work_out`."""
    shares, unreported = [], []
    for indicator in later.indicators.get(state.pk, {}).values():
        target = target_of(indicator)
        if target is None:
            continue
        value = later.stated.get(indicator.pk, _sum_of_towns(indicator, later))
        if value is None:
            unreported.append(indicator)
        else:
            shares.append((share_of(indicator, value, target), indicator))
    if shares:
        return slowest_of(shares, unreported)[0]
    return None if unreported else later.percents.get(state.pk)


def _sum_of_towns(indicator: Any, later: Later) -> Decimal | None:
    if is_rate(indicator):
        return None
    held = [later.quotas.get(quota.pk, (None, None))[0] for quota in indicator.quotas.all()]
    values = [value for value in held if value is not None]
    return sum(values, Decimal(0)) if values else None


def _of_completion(state: TaskState, decided: Decided, later: Later) -> Iterator[Correction]:
    """A closure taken back, or one decided later of work that was completed by that day."""
    what, closed = _("办结"), state.status in GROUPS["done"]
    if closed and decided.revoked_on:
        before = _("%(day)s办结") % {"day": day_words(state.closed_on or later.then, later.then)}
        why = _("%(day)s撤销") % {"day": day_words(decided.revoked_on, later.then)}
        yield _row(state, what, before, _("已撤销"), why)
    elif not closed and decided.closed_on:
        after = _("%(day)s完成") % {"day": day_words(decided.completed_on, later.then)}
        why = _("%(day)s办结") % {"day": day_words(decided.closed_on, later.then)}
        yield _row(state, what, _("未办结"), after, why)


def _of_bodies(snapshot: Snapshot, day: datetime.date) -> Iterator[Correction]:
    """Who was missing on the closing day and came in later."""
    now = {(row["kind"], row["pk"]): row for row in bodies_of(snapshot.period, day)}
    for held in snapshot.bodies:
        row = now.get((held["kind"], held["pk"]))
        if row and row["missing"] < held["missing"]:
            before = _("缺报 %(number)s") % {"number": held["missing"]}
            after = _("缺报 %(number)s") % {"number": row["missing"]}
            why = _("逾期补报 %(number)s") % {"number": row["late"]} if row["late"] else ""
            yield Correction(None, "", held["name"], _("按期填报"), before, after, why)


def _share_name(indicator: IndicatorState, quota: QuotaState) -> str:
    towns = "、".join(town.name for town in quota.towns)
    return f"{indicator.name}（{towns}）"


def _amount(value: Decimal | None, unit: str) -> str:
    return NOTHING if value is None else f"{quantity(value)}{unit}"


def _percent(share: int | None) -> str:
    return NOTHING if share is None else percent(share)


def _met(is_met: bool) -> str:
    return _("达到") if is_met else _("未达到")
