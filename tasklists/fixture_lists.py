"""The lists of `fixtures/lists/`: published facts and figures without prose, one task a line.

A task's `bodies` are by role in printed order; `deadline` is [printed words, date or null, recurrence];
`investment` is [printed words, 万元, approximate]; `quotas` are printed town → value, null where the
town is named without a number; towns of `implied` count one each; `joint` is [[towns], value].
Percentages are points, dates ISO; what a key does not say is as in `importing.records`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from tasklists.importing.records import (
    AssignmentRow,
    CategoryRow,
    Deadline,
    IndicatorRow,
    Investment,
    Issue,
    ListDocument,
    MilestoneRow,
    PlanItem,
    QuotaRow,
    Scope,
    SourceRef,
    TaskRow,
)

Json: TypeAlias = dict[str, Any]


def read_list(text: str) -> ListDocument:
    """The document that a file of `fixtures/lists/` stands for."""
    found: Json = json.loads(text, parse_float=Decimal)
    return ListDocument(
        title=found["title"],
        kind=found["kind"],
        district=found["district"],
        year=found["year"],
        issuing_number=found.get("issuing_number"),
        issuing_body=found.get("issuing_body"),
        issued_on=_date(found.get("issued_on")),
        categories=tuple(_category(row) for row in found["categories"]),
        tasks=tuple(_task(row) for row in found["tasks"]),
        plan=tuple(
            PlanItem(row["number"], row["title"], row.get("section"), row.get("category"), ref=_ref(row))
            for row in found.get("plan", ())
        ),
        issues=tuple(
            Issue(row["level"], row["code"], row["message"], task=row.get("task"), ref=_ref(row))
            for row in found.get("issues", ())
        ),
        columns=tuple((heading, field) for heading, field in found["columns"]),
    )


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _ref(row: Json) -> SourceRef:
    return SourceRef(line=row.get("line"))


def _category(row: Json) -> CategoryRow:
    label: str = row["label"]
    return CategoryRow(label, row["title"], row.get("parent"), row.get("path", label), _ref(row))


def _task(row: Json) -> TaskRow:
    ref = _ref(row)
    text, date, recurring = [*row["deadline"], None, None][:3] if "deadline" in row else (None, None, None)
    scope = row.get("scope", {})
    return TaskRow(
        number=row["number"],
        title=row["title"],
        parent=row.get("parent"),
        upper_number=row.get("upper"),
        category=row.get("category"),
        assignments=tuple(
            AssignmentRow(name, role, ref) for role, names in row.get("bodies", {}).items() for name in names
        ),
        deadline=Deadline(text, _date(date), recurring, ref) if text is not None else None,
        investment=_investment(row["investment"], ref) if "investment" in row else None,
        scope=Scope(scope.get("kind", "none"), tuple(scope.get("towns", ())), scope.get("text", ""), ref),
        indicators=tuple(_indicator(indicator, ref) for indicator in row.get("indicators", ())),
        milestones=tuple(_milestone(milestone, ref) for milestone in row.get("milestones", ())),
        ref=ref,
    )


def _investment(printed: list[Any], ref: SourceRef) -> Investment:
    text, amount, approximate = printed
    return Investment(text, _number(amount), approximate, ref)


def _indicator(row: Json, ref: SourceRef) -> IndicatorRow:
    return IndicatorRow(
        name=row["name"],
        unit=row.get("unit", ""),
        comparator=row.get("comparator", "="),
        target=_number(row.get("target")),
        minimum=_number(row.get("min")),
        maximum=_number(row.get("max")),
        each=_number(row.get("each")),
        text=row.get("text", ""),
        quotas=tuple(_quotas(row, ref)),
        ref=ref,
    )


def _quotas(row: Json, ref: SourceRef) -> Iterator[QuotaRow]:
    implied = frozenset(row.get("implied", ()))
    for town, value in row.get("quotas", {}).items():
        yield QuotaRow((town,), _number(value), implied=town in implied, ref=ref)
    for towns, value in row.get("joint", ()):
        yield QuotaRow(tuple(towns), _number(value), joint=True, ref=ref)


def _milestone(row: Json, ref: SourceRef) -> MilestoneRow:
    percent, value = _number(row.get("percent")), _number(row.get("value"))
    unit = row.get("unit")
    text = f"{row['percent']}%" if percent is not None else f"{row['value']}{unit or ''}"
    return MilestoneRow(row["period"], _date(row["due"]), text, percent, value, unit, ref)
