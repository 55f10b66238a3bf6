"""The tasks of a district's year as the maps show them: with the shares of the towns, and nothing that
the maps do not show. A fixed number of queries."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import F

from progress.judged import lit_quotas
from progress.rulebook import Rulebook
from progress.shares import is_rate
from reporting.live import explained, states_of
from reporting.states import Body, IndicatorState, QuotaState, TaskState
from tasklists.models import Quota
from tasklists.querysets import TaskQuerySet


def states_with_quotas(tasks: TaskQuerySet, today: datetime.date, rules: Rulebook) -> list[TaskState]:
    """In printed order. Indicators are those that are shared out among towns, and say no more than
    their towns' sum; one query more than `states_of`."""
    states = states_of(tasks, today, rules)
    names = {town.pk: town for state in states for town in state.towns}
    found: dict[int, dict[int, list[Any]]] = {}
    for row in _quotas([state.pk for state in states], today, rules):
        found.setdefault(row.indicator.task_id, {}).setdefault(row.indicator_id, []).append(row)
    return [
        replace(state, indicators=tuple(_indicator(rows, names) for rows in found[state.pk].values()))
        if state.pk in found
        else state
        for state in states
    ]


def _quotas(keys: list[int], today: datetime.date, rules: Rulebook) -> Any:
    """A row a quota, and one more for every further town that shares its item."""
    judged = lit_quotas(Quota.objects.filter(indicator__task__in=keys), today, rules)
    shared = judged.select_related("indicator").annotate(partner_town=F("partners__town"))
    return shared.order_by(
        "indicator__position", "indicator_id", "town__position", "town_id", "id", "partners__id"
    )


def _indicator(rows: list[Any], names: dict[int, Body]) -> IndicatorState:
    indicator = rows[0].indicator
    quotas = {row.pk: row for row in rows}
    partners: dict[int, list[int]] = {}
    for row in rows:
        if row.partner_town is not None:
            partners.setdefault(row.pk, []).append(row.partner_town)
    reported = [row.reported for row in quotas.values() if row.reported is not None]
    return IndicatorState(
        pk=indicator.pk,
        name=indicator.name,
        unit=indicator.unit,
        comparator=indicator.comparator,
        target=None,
        target_text=indicator.target_text,
        value=None,
        towns_sum=sum(reported, Decimal(0)) if reported and not is_rate(indicator) else None,
        share_bp=None,
        quotas=tuple(
            _quota(row, tuple(names[town] for town in (row.town_id, *partners.get(row.pk, ()))))
            for row in quotas.values()
        ),
    )


def _quota(row: Any, towns: tuple[Body, ...]) -> QuotaState:
    return QuotaState(
        pk=row.pk,
        towns=towns,
        value=row.value,
        text=row.text,
        reported=row.reported,
        reported_bp=row.reported_bp,
        status=row.status,
        light=row.light,
        why=explained(row),
    )
