"""From reported figures to a share: of an indicator, and of a task as its standing.

A share is in basis points, rounded down. Rates are taken as they are reported, never averaged or
added up over towns. A task with several indicators stands where its slowest one stands.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from districts.models import User
from progress.expressions import share_bp
from progress.models import ProgressReport, QuotaReport, ReportFigure, Standing, Verb, record
from tasklists.models import Indicator, Task

ALL = 10_000
RATE_UNITS = frozenset({"%", "％", "‰"})
Comparator = Indicator.Comparator
LESS_IS_BETTER = frozenset({Comparator.AT_MOST, Comparator.LESS})


def is_rate(indicator: Indicator) -> bool:
    return indicator.unit in RATE_UNITS


def target_of(indicator: Indicator) -> Decimal | None:
    """The number the indicator is measured by; the towns' shares added up where only they are stated.
    None for a target without a number, and for one that every town has for itself (每个街镇60人): of
    the whole, such a target is met or not."""
    if indicator.comparator == Comparator.RANGE:
        return indicator.minimum if indicator.minimum is not None else indicator.maximum
    if indicator.target is not None:
        return indicator.target
    quotas = [quota.value for quota in indicator.quotas.all() if quota.value is not None]
    return sum(quotas, Decimal(0)) if quotas and not is_rate(indicator) else None


def share_of(indicator: Indicator, value: Decimal, target: Decimal) -> int:
    """How much of the target the value is."""
    if indicator.comparator in LESS_IS_BETTER:
        kept = value < target if indicator.comparator == Comparator.LESS else value <= target
        return ALL if kept else share_bp(target, value) if value else 0
    if indicator.comparator == Comparator.RANGE and indicator.maximum is not None:
        if value > indicator.maximum:
            return share_bp(indicator.maximum, value)
        if value >= target:
            return ALL
    if target <= 0:
        reached = value <= target if indicator.comparator == Comparator.EQUAL else value >= target
        return ALL if reached else 0
    return share_bp(value, target)


def sum_of_towns(indicator: Indicator, today: datetime.date) -> Decimal | None:
    """What the towns' last approved reports add up to; None for a rate, and where none is approved."""
    if is_rate(indicator):
        return None
    latest: dict[int, Decimal] = {}
    reports = QuotaReport.objects.approved_by(today).filter(quota__indicator=indicator, value__isnull=False)
    for quota_id, value in reports.order_by("period__closes_on", "id").values_list("quota_id", "value"):
        latest[quota_id] = value
    return sum(latest.values(), Decimal(0)) if latest else None


def stated_total(indicator: Indicator, today: datetime.date) -> Decimal | None:
    """What a department's last approved report states for the whole indicator."""
    figures = ReportFigure.objects.filter(
        indicator=indicator,
        value__isnull=False,
        report__state="approved",
        report__approved_on__lte=today,
    )
    return (
        figures.order_by("-report__period__closes_on", "-report_id").values_list("value", flat=True).first()
    )


def with_stated(indicators: QuerySet[Indicator], today: datetime.date) -> QuerySet[Any]:
    """`stated_total` of all of them as `stated`, and for targets of words `met`, whether they are met."""
    figures = ReportFigure.objects.filter(
        indicator=OuterRef("pk"), report__state="approved", report__approved_on__lte=today
    ).order_by("-report__period__closes_on", "-report_id")
    return indicators.annotate(
        stated=Subquery(figures.filter(value__isnull=False).values("value")[:1]),
        met=Subquery(figures.filter(met__isnull=False).values("met")[:1]),
    )


def value_of(indicator: Indicator, today: datetime.date) -> Decimal | None:
    """The department's total where it states one, else the sum of the towns. A difference between
    the two is shown to the office (`difference_of`), never overwritten."""
    stated = stated_total(indicator, today)
    return stated if stated is not None else sum_of_towns(indicator, today)


@dataclass(frozen=True, slots=True)
class Difference:
    """A department's total that is not what the towns add up to."""

    indicator: Indicator
    stated: Decimal
    towns: Decimal


def difference_of(indicator: Indicator, today: datetime.date) -> Difference | None:
    stated, towns = stated_total(indicator, today), sum_of_towns(indicator, today)
    if stated is None or towns is None or stated == towns:
        return None
    return Difference(indicator, stated, towns)


def work_out(task: Task, today: datetime.date) -> tuple[int, Indicator | None] | None:
    """The task's share as approved by the day, and the indicator that is slowest (None where there is
    one indicator only, or none). None while nothing with a figure is approved."""
    shares: list[tuple[int, Indicator]] = []
    unreported: list[Indicator] = []
    for indicator in task.indicators.prefetch_related("quotas").order_by("position", "id"):
        target = target_of(indicator)
        if target is None:
            continue
        value = value_of(indicator, today)
        if value is None:
            unreported.append(indicator)
        else:
            shares.append((share_of(indicator, value, target), indicator))
    if not shares:
        return None if unreported else _stated_percent(task, today)
    return slowest_of(shares, unreported)


def slowest_of(
    shares: list[tuple[int, Indicator]], unreported: list[Indicator]
) -> tuple[int, Indicator | None]:
    """A task stands where its slowest indicator stands, one without a figure at nothing unless less of
    it is better."""
    shares = shares + [(0, row) for row in unreported if row.comparator not in LESS_IS_BETTER]
    share, slowest = min(shares, key=lambda pair: pair[0])
    return share, slowest if len(shares) > 1 else None


def _stated_percent(task: Task, today: datetime.date) -> tuple[int, None] | None:
    reports = ProgressReport.objects.approved_by(today).filter(task=task, percent_bp__isnull=False)
    percent = reports.order_by("-period__closes_on", "-id").values_list("percent_bp", flat=True).first()
    return None if percent is None else (percent, None)


def restate(task: Task, cause: str, *, today: datetime.date) -> Standing | None:
    """Write down how far the task is now, if that differs from what stood; the task is locked."""
    Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    found = work_out(task, today)
    if found is None:
        return None
    last = task.standings.filter(day__lte=today).order_by("-day", "-id").first()
    share, slowest = found
    share = min(share, 9_999_999)
    if last and (last.share_bp, last.slowest_id) == (share, slowest.pk if slowest else None):
        return last
    return Standing.objects.create(
        district_id=task.district_id, task=task, day=today, share_bp=share, slowest=slowest, cause=cause
    )


def meet_new_targets(task: Task, who: User | None, *, today: datetime.date) -> bool:
    """Approved figures against targets or shares that were changed: a new standing where it differs,
    with who changed them (None: found by night). False where nothing differs or nothing was approved."""
    before = task.standings.order_by("-day", "-id").first()
    if before is None:
        return False
    after = restate(task, Standing.Cause.TARGET, today=today)
    if after is None or after.pk == before.pk:
        return False
    record(task, Verb.RESTATE, who=who, today=today, task=task, before=before, after=after)
    return True


def when_targets_change(tasks: Iterable[Task], by: User | None) -> None:
    """Hook of `tasklists.changes` (settings.WHEN_TARGETS_CHANGE): the lights follow at once."""
    for task in tasks:
        meet_new_targets(task, by, today=timezone.localdate())
