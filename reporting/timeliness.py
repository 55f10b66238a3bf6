"""How punctually departments and towns report in a period: owed, on time, late, missing."""

from __future__ import annotations

import datetime
from typing import Any

from districts.models import Department
from progress.models import ReportingPeriod
from progress.round_page import BodyState, RoundState, state_of_round


def bodies_of(period: ReportingPeriod, day: datetime.date | None = None) -> list[dict[str, Any]]:
    """A row a department and town that owed reports on the closing day, in their order: {"kind":
    "department" | "town", "pk", "name", "owed", "on_time", "late", "missing"}, with what was handed in
    by `day`, by default the closing day itself: of that day nothing is late yet, it is missing."""
    closing = period.closes_on
    return rows_of(state_of_round(period, closing, handed_in_by=day or closing))


def rows_of(state: RoundState) -> list[dict[str, Any]]:
    held = sorted(state.departments, key=_place), sorted(state.towns, key=_place)
    return [_row(body) for bodies in held for body in bodies]


def _place(body: BodyState) -> tuple[int, int]:
    return body.body.position, body.body.pk


def _row(body: BodyState) -> dict[str, Any]:
    late = min(body.late, body.handed_in)
    return {
        "kind": "department" if isinstance(body.body, Department) else "town",
        "pk": body.body.pk,
        "name": str(body.body),
        "owed": body.owed,
        "on_time": body.handed_in - late,
        "late": late,
        "missing": body.missing,
    }
