"""The indicators of a task as its page shows them: what was asked, how far each is, the towns' shares."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from districts.joined import Below, read_with
from districts.models import User
from progress.explanations import explain
from progress.judged import lit_quotas
from progress.lit import shown_light
from progress.rulebook import Rulebook
from progress.shares import is_rate, share_of, target_of, with_stated
from progress.status import BY_CODE
from tasklists.models import Indicator, Quota, Task


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A town's share; it carries its light."""

    quota: Any
    light: str
    word: Any
    why: str
    towns: str


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """Rates have neither `sum` nor `towns_sum`: they are never added up."""

    indicator: Indicator
    quotas: list[QuotaLine]
    sum: Decimal | None  # of the towns' shares, None where none has a figure
    towns_sum: Decimal | None  # what the towns reported, as approved; None where nothing was
    stated: Decimal | None  # the department's total as last approved
    met: bool | None  # for a target of words
    share_bp: int | None
    is_slowest: bool  # of several: the task stands where this one stands

    @property
    def differs(self) -> bool:
        """The shares do not add up to the stated target."""
        return (
            self.sum is not None and self.indicator.target is not None and self.sum != self.indicator.target
        )

    @property
    def value(self) -> Decimal | None:
        """The department's total where it states one, else what the towns add up to."""
        return self.towns_sum if self.stated is None else self.stated

    @property
    def sum_bp(self) -> int | None:
        """How much of the towns' shares together they have reported."""
        if self.sum is None or self.towns_sum is None:
            return None
        return share_of(self.indicator, self.towns_sum, self.sum)

    @property
    def stated_apart(self) -> Decimal | None:
        """The department's total where it is not what the towns add up to."""
        return None if self.towns_sum in (None, self.stated) else self.stated


def indicators_of(task: Task, user: User, today: datetime.date, rules: Rulebook) -> list[IndicatorPart]:
    """In two queries; `task` carries its light."""
    quotas = lit_quotas(Quota.objects.visible_to(user).filter(indicator__task=task), today, rules)
    by_indicator: dict[int, list[Any]] = {}
    partners = Below("partners", ("town",))
    for quota in read_with(quotas.select_related("town").order_by("town__position", "id"), partners):
        by_indicator.setdefault(quota.indicator_id, []).append(quota)
    is_blue = task.task_list_id in rules.blue_lists
    rows = list(with_stated(task.indicators.all(), today))
    slowest = getattr(task, "slowest", None) if len(rows) > 1 else None
    return [_part(row, by_indicator.get(row.pk, []), is_blue, slowest) for row in rows]


def _part(row: Any, quotas: list[Any], is_blue: bool, slowest: str | None) -> IndicatorPart:
    for quota in quotas:
        quota.indicator = row
    values = [] if is_rate(row) else [quota.value for quota in quotas if quota.value is not None]
    reported = [] if is_rate(row) else [quota.reported for quota in quotas if quota.reported is not None]
    total, towns_sum = (sum(known, Decimal(0)) if known else None for known in (values, reported))
    value = towns_sum if row.stated is None else row.stated
    target = _target(row, total)
    return IndicatorPart(
        indicator=row,
        quotas=[_line(quota, is_blue) for quota in quotas],
        sum=total,
        towns_sum=towns_sum,
        stated=row.stated,
        met=row.met,
        share_bp=None if value is None or target is None else share_of(row, value, target),
        is_slowest=row.name == slowest,
    )


def _target(row: Indicator, total: Decimal | None) -> Decimal | None:
    """`shares.target_of` without asking for the shares again."""
    if row.target is None and row.comparator != Indicator.Comparator.RANGE:
        return total
    return target_of(row)


def _line(quota: Any, is_blue: bool) -> QuotaLine:
    return QuotaLine(
        quota=quota,
        light=shown_light(quota.light, is_blue),
        word=BY_CODE[quota.status].word,
        why=explain(quota),
        towns="、".join([str(quota.town), *(str(p.town) for p in quota.partners.all())]),
    )
