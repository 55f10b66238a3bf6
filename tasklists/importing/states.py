"""A list as it is stored, without the database: what the document is compared with, and what
applying writes.

Bodies stand under their official names (unique within a district), so that a body which the import
will create reads like one that exists. Ids, positions and places do not count in a comparison.
Empty text is "", an unset number or date None, as in the models.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Source: TypeAlias = Mapping[str, object]

PROSE = ("requirement", "objective", "content", "scale", "standard", "funding")


@dataclass(frozen=True, slots=True)
class AssignmentState:
    department: str | None
    town: str | None
    printed: str
    role: str
    id: int | None = field(default=None, compare=False)
    source: Source = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class QuotaState:
    town: str
    partners: tuple[str, ...] = ()  # by name
    value: Decimal | None = None
    implied: bool = False
    text: str = ""
    id: int | None = field(default=None, compare=False)
    source: Source = field(default_factory=dict, compare=False)
    is_reported: bool = field(default=False, compare=False, repr=False)  # somebody's report stands on it


@dataclass(frozen=True, slots=True)
class IndicatorState:
    name: str
    unit: str = ""
    comparator: str = "="
    target: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    each: Decimal | None = None
    target_text: str = ""
    quotas: tuple[QuotaState, ...] = ()
    id: int | None = field(default=None, compare=False)
    source: Source = field(default_factory=dict, compare=False)
    is_reported: bool = field(default=False, compare=False, repr=False)  # somebody's report stands on it


@dataclass(frozen=True, slots=True)
class MilestoneState:
    period: str
    due: datetime.date
    text: str = ""
    percent: Decimal | None = None
    value: Decimal | None = None
    unit: str = ""
    id: int | None = field(default=None, compare=False)
    source: Source = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class TaskState:
    """`category` and `parent` are keys: the path of labels, the key of the parent task."""

    scope: str  # numbering scope
    number: str
    title: str
    category: str | None = None
    parent: str | None = None
    upper_number: str = ""
    requirement: str = ""
    objective: str = ""
    content: str = ""
    scale: str = ""
    standard: str = ""
    funding: str = ""
    other_fields: dict[str, str] = field(default_factory=dict)
    deadline_text: str = ""
    deadline: datetime.date | None = None
    recurring: str = ""
    investment_text: str = ""
    investment_wan: Decimal | None = None
    investment_approximate: bool = False
    scope_kind: str = "none"
    scope_text: str = ""
    towns: tuple[str, ...] = ()  # by name
    assignments: tuple[AssignmentState, ...] = ()
    indicators: tuple[IndicatorState, ...] = ()
    milestones: tuple[MilestoneState, ...] = ()
    first_deadline: datetime.date | None = field(default=None, compare=False)
    position: int = field(default=0, compare=False)
    id: int | None = field(default=None, compare=False)
    source: Source = field(default_factory=dict, compare=False)

    @property
    def key(self) -> str:
        return f"{self.scope}/{self.number}" if self.scope else self.number

    @property
    def was_moved(self) -> bool:
        """Whether the deadline that holds is not the one the list was issued with."""
        return self.first_deadline is not None and self.deadline != self.first_deadline


@dataclass(frozen=True, slots=True)
class CategoryState:
    key: str  # path of labels (a heading without a label stands with its title)
    label: str
    title: str
    parent: str | None = None
    id: int | None = field(default=None, compare=False)
    position: int = field(default=0, compare=False)
    source: Source = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class PlanItemState:
    number: str
    title: str
    section: str = ""
    category: str | None = None
    text: str = ""
    id: int | None = field(default=None, compare=False)
    position: int = field(default=0, compare=False)
    source: Source = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class HeadState:
    title: str
    year: int
    kind: str = "annual_list"
    issuing_number: str = ""
    issuing_body: str = ""
    issued_on: datetime.date | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """What is stored of the list that the document is; `head` None where there is no such list yet."""

    list_id: int | None = None
    head: HeadState | None = None
    categories: tuple[CategoryState, ...] = ()
    tasks: tuple[TaskState, ...] = ()
    plan_items: tuple[PlanItemState, ...] = ()


NOTHING_STORED = Existing()


class CategoryKeys:
    """Keys of headings, given out in printed order: the path of labels. A heading without a label
    stands with its title, and so does a second heading of one label and another title."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = {}

    def key(self, parent: str | None, label: str, title: str) -> str:
        """The key of this heading below `parent` (None at the top); a repeated heading has its first
        one's key."""
        prefix = f"{parent}/" if parent else ""
        key = prefix + (label or title)
        if self._titles.get(key, title) != title:
            key = f"{prefix}{label}{title}"
        self._titles.setdefault(key, title)
        return key
