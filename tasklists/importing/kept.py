"""Stored states and corrections as JSON and back: what an import keeps to be undone, and what a
person corrected."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasklists.importing.records import Corrections, Naming, RowSplit
from tasklists.importing.states import (
    AssignmentState,
    CategoryState,
    Existing,
    HeadState,
    IndicatorState,
    MilestoneState,
    PlanItemState,
    QuotaState,
    TaskState,
)

Stored = Mapping[str, Any]


def as_json(value: Any) -> Any:
    """Dataclasses as objects, Decimals and days as text, sets as sorted lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    return value


def existing_from(kept: Stored) -> Existing:
    """What `as_json` made of an Existing."""
    head = kept["head"]
    return Existing(
        kept["list_id"],
        None if head is None else _head(head),
        tuple(CategoryState(**row) for row in kept["categories"]),
        tuple(_task(row) for row in kept["tasks"]),
        tuple(PlanItemState(**row) for row in kept["plan_items"]),
    )


def _head(row: Stored) -> HeadState:
    columns = tuple((heading, field) for heading, field in row["columns"])
    return HeadState(**{**row, "issued_on": _day(row["issued_on"]), "columns": columns})


def _task(row: Stored) -> TaskState:
    return TaskState(
        **{
            **row,
            "deadline": _day(row["deadline"]),
            "first_deadline": _day(row["first_deadline"]),
            "investment_wan": _number(row["investment_wan"]),
            "towns": tuple(row["towns"]),
            "assignments": tuple(AssignmentState(**part) for part in row["assignments"]),
            "indicators": tuple(_indicator(part) for part in row["indicators"]),
            "milestones": tuple(_milestone(part) for part in row["milestones"]),
        }
    )


def _indicator(row: Stored) -> IndicatorState:
    numbers = {name: _number(row[name]) for name in ("target", "minimum", "maximum", "each")}
    quotas = tuple(
        QuotaState(**{**quota, "partners": tuple(quota["partners"]), "value": _number(quota["value"])})
        for quota in row["quotas"]
    )
    return IndicatorState(**{**row, **numbers, "quotas": quotas})


def _milestone(row: Stored) -> MilestoneState:
    numbers = {name: _number(row[name]) for name in ("percent", "value")}
    return MilestoneState(**{**row, **numbers, "due": datetime.date.fromisoformat(row["due"])})


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def corrections_from(kept: Stored) -> Corrections:
    """What `as_json` made of Corrections; nothing where nothing was kept."""
    return Corrections(
        kept.get("year"),
        tuple((heading, field) for heading, field in kept.get("columns", ())),
        tuple(kept.get("taken_out", ())),
        tuple(kept.get("merged", ())),
        tuple(RowSplit(**split) for split in kept.get("split", ())),
        tuple(Naming(**naming) for naming in kept.get("names", ())),
    )
