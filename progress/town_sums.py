"""What the towns handed in for an indicator, added up."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Subquery, TextField, prefetch_related_objects
from django.db.models.functions import Cast, JSONObject

from progress.checks import is_reported_by_towns
from progress.models import QuotaReport, ReportingPeriod, ReportState
from tasklists.models import Indicator, Quota

COUNTED = (ReportState.SUBMITTED, ReportState.APPROVED)


@dataclass(frozen=True, slots=True)
class TownSum:
    """What the towns handed in for an indicator: the sum and how many of them reported; `waiting` is
    what of it the office has not yet approved."""

    value: Decimal
    reported: int
    of: int
    waiting: Decimal = Decimal(0)


def town_sums(
    indicators: Iterable[Indicator], periods: Iterable[ReportingPeriod]
) -> dict[int, dict[int, TownSum]]:
    """By period and indicator: what the towns handed in last, in that period or before it, added up. One
    query, which brings the indicators' quotas along; they must not have been fetched before."""
    indicators, periods = list(indicators), list(periods)
    days = {period.closes_on: f"said_{number}" for number, period in enumerate(periods)}
    said = {name: _last_said(day) for day, name in days.items()}
    prefetch_related_objects(indicators, Prefetch("quotas", Quota.objects.annotate(**said)))
    wanted = [indicator for indicator in indicators if is_reported_by_towns(indicator)]
    return {period.pk: _sums(wanted, days[period.closes_on]) for period in periods}


def _last_said(day: datetime.date) -> Subquery:
    """Value (as text) and state of the quota's last report of the periods that close by that day."""
    reports = QuotaReport.objects.filter(
        quota=OuterRef("pk"), period__closes_on__lte=day, state__in=COUNTED, value__isnull=False
    )
    said = JSONObject(value=Cast("value", TextField()), state=F("state"))
    return Subquery(reports.order_by("-period__closes_on", "-id").values(said=said)[:1])


def _sums(indicators: Iterable[Indicator], name: str) -> dict[int, TownSum]:
    sums = {}
    for indicator in indicators:
        quotas = indicator.quotas.all()
        said: list[dict[str, Any]] = [getattr(quota, name) for quota in quotas if getattr(quota, name)]
        if said:
            sums[indicator.pk] = TownSum(
                _total(said, COUNTED), len(said), len(quotas), _total(said, (ReportState.SUBMITTED,))
            )
    return sums


def _total(said: Iterable[dict[str, Any]], states: Iterable[str]) -> Decimal:
    return sum((Decimal(row["value"]) for row in said if row["state"] in states), Decimal(0))
