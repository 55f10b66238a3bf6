"""What differs between a stored task and the document's, said field by field in the offices' words."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeVar

from tasklists.importing.records import FieldChange
from tasklists.importing.states import (
    PROSE,
    AssignmentState,
    IndicatorState,
    MilestoneState,
    QuotaState,
    TaskState,
)
from tasklists.quantities import plain

Part = TypeVar("Part")
Pairs: TypeAlias = list[tuple[Part | None, Part | None]]

PLAIN_FIELDS = (
    "number",
    "upper_number",
    "title",
    "category",
    "parent",
    *PROSE,
    "deadline_text",
    "deadline",
    "recurring",
    "investment_text",
    "investment_wan",
    "investment_approximate",
    "scope_kind",
    "scope_text",
)
_COMPARATORS = {
    ">=": "不低于 ",
    "<=": "不高于 ",
    ">": "高于 ",
    "<": "低于 ",
    "~": "约 ",
    "up": "增长 ",
    "down": "下降 ",
}
_ROLES = {"lead": "牵头", "responsible": "责任", "cooperating": "配合", "guiding": "指导"}


def paired(old: Sequence[Part], new: Sequence[Part], *keys: Callable[[Part], Hashable]) -> Pairs[Part]:
    """Stored parts beside the document's, in the document's order, then those that it lacks.

    Each key is tried on what the one before it left over; equal keys are paired in their order.
    """
    partner: dict[int, Part] = {}
    left = list(old)
    for key in keys:
        waiting: dict[Hashable, list[Part]] = {}
        for part in left:
            waiting.setdefault(key(part), []).append(part)
        for index, part in enumerate(new):
            if index not in partner and (found := waiting.get(key(part))):
                partner[index] = found.pop(0)
        left = [part for parts in waiting.values() for part in parts]
    return [(partner.get(index), part) for index, part in enumerate(new)] + [(part, None) for part in left]


def paired_assignments(
    old: Sequence[AssignmentState], new: Sequence[AssignmentState]
) -> Pairs[AssignmentState]:
    return paired(
        old,
        new,
        lambda part: (part.role, part.department, part.town, part.printed),
        lambda part: (part.role, part.department or part.town or part.printed),
        lambda part: (part.role, part.printed),
        lambda part: part.department or part.town or part.printed,
    )


def paired_indicators(old: Sequence[IndicatorState], new: Sequence[IndicatorState]) -> Pairs[IndicatorState]:
    """By name; an indicator of the same unit and target under another name was renamed."""
    return paired(
        old,
        new,
        lambda part: (part.name, part.unit),
        lambda part: part.name,
        lambda part: (part.unit, part.target) if part.target is not None else part.name,
    )


def paired_quotas(old: Sequence[QuotaState], new: Sequence[QuotaState]) -> Pairs[QuotaState]:
    return paired(old, new, lambda part: part.town)


def paired_milestones(old: Sequence[MilestoneState], new: Sequence[MilestoneState]) -> Pairs[MilestoneState]:
    return paired(old, new, lambda part: part.period)


def task_changes(old: TaskState, new: TaskState) -> tuple[FieldChange, ...]:
    """Every difference; empty exactly where the two states are equal."""
    changes = [
        FieldChange(name, words(before) or None, words(after) or None)
        for name in PLAIN_FIELDS
        if (before := getattr(old, name)) != (after := getattr(new, name))
    ]
    changes += [
        FieldChange(f"other:{name}", old.other_fields.get(name), new.other_fields.get(name))
        for name in dict.fromkeys((*old.other_fields, *new.other_fields))
        if old.other_fields.get(name) != new.other_fields.get(name)
    ]
    if old.towns != new.towns:
        changes.append(FieldChange("towns", words(old.towns) or None, words(new.towns) or None))
    if old.assignments != new.assignments:
        changes.append(FieldChange("assignments", _assigned(old.assignments), _assigned(new.assignments)))
    changes += _indicator_changes(old.indicators, new.indicators)
    changes += [
        FieldChange(f"milestone:{(before or after).period}", _milestone(before), _milestone(after))  # type: ignore[union-attr]
        for before, after in paired_milestones(old.milestones, new.milestones)
        if before != after
    ]
    if not changes and old != new:
        changes.append(FieldChange("order", None, "各项顺序"))
    return tuple(changes)


def _indicator_changes(old: Sequence[IndicatorState], new: Sequence[IndicatorState]) -> Iterator[FieldChange]:
    for before, after in paired_indicators(old, new):
        if before == after:
            continue
        name = (after or before).name  # type: ignore[union-attr]
        if before and after and before.name != after.name:
            yield FieldChange(f"indicator_name:{name}", before.name, after.name)
        if _indicator(before) != _indicator(after):
            yield FieldChange(f"indicator:{name}", _indicator(before), _indicator(after))
        elif _text_of(before) != _text_of(after):
            yield FieldChange(f"indicator_text:{name}", _text_of(before), _text_of(after))
        for quota, wanted in paired_quotas(before.quotas if before else (), after.quotas if after else ()):
            if quota != wanted:
                yield _quota_change(name, quota, wanted)


def _text_of(part: IndicatorState | None) -> str | None:
    return part.target_text if part else None


def _quota_change(indicator: str, old: QuotaState | None, new: QuotaState | None) -> FieldChange:
    town = (new or old).town  # type: ignore[union-attr]
    if _quota(old) == _quota(new):
        return FieldChange(
            f"quota_text:{indicator}/{town}", old.text if old else None, new.text if new else None
        )
    return FieldChange(f"quota:{indicator}/{town}", _quota(old), _quota(new))


def words(value: object) -> str:
    """A stored value as it is shown; "" for what is not set."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value)


def _assigned(parts: Sequence[AssignmentState]) -> str | None:
    """Printed words by role, with the body they mean where it is written otherwise."""
    said = []
    for role, count in Counter(part.role for part in parts).items():
        bodies = [_body(part) for part in parts if part.role == role]
        said.append(f"{_ROLES.get(role, role)}：{'、'.join(bodies)}" if count else "")
    return "；".join(said) or None


def _body(part: AssignmentState) -> str:
    name = part.department or part.town
    if name is None:
        return f"{part.printed}（未关联）"
    return part.printed if part.printed == name else f"{part.printed}（{name}）"


def _indicator(part: IndicatorState | None) -> str | None:
    if part is None:
        return None
    if part.comparator == "range":
        said = f"{words(part.minimum)}～{words(part.maximum)}{part.unit}"
    elif part.target is None:
        said = f"（{part.unit or '无目标值'}）"
    else:
        said = f"{_COMPARATORS.get(part.comparator, '')}{plain(part.target)}{part.unit}"
    return said + (f"，每个街镇 {plain(part.each)}{part.unit}" if part.each is not None else "")


def _quota(part: QuotaState | None) -> str | None:
    if part is None:
        return None
    said = "涉及，未分解" if part.value is None else plain(part.value)
    if part.partners:
        said += f"（与{words(part.partners)}共同承担）"
    return said + ("（每街镇 1）" if part.implied else "")


def _milestone(part: MilestoneState | None) -> str | None:
    if part is None:
        return None
    figures = []
    if part.percent is not None:
        figures.append(f"{plain(part.percent)}%")
    if part.value is not None:
        figures.append(f"{plain(part.value)}{part.unit}")
    said = dict.fromkeys(text for text in (*figures, part.text) if text)
    return f"{part.due.isoformat()} {'，'.join(said)}".strip()
