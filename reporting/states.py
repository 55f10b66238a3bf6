"""A task as it stands on a day, with its light: what every page, table and bulletin of this room is
made from, and what a snapshot keeps.

Plain values without a database behind them, so that the figures of today (`live.states_of`) and those
of a frozen month (`Snapshot.states`) go through the same functions. Shares are basis points (10000 =
100 %), None where nothing is measured or nothing was approved yet.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from progress.explanations import whole_points
from progress.status import BY_CODE, RANKS, Light


class Body(NamedTuple):
    """A department, a town or a heading by its key and its name on that day."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class QuotaState:
    """街镇任务量: `value` in the indicator's unit, None where the share has no number; `reported` what
    was approved last. `towns` are all that share the item, the first one first."""

    pk: int
    towns: tuple[Body, ...]
    value: Decimal | None
    text: str
    reported: Decimal | None
    reported_bp: int | None
    status: str
    light: str
    why: str


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """指标: `target` is the number it is measured by (`shares.target_of`), None for a target of words;
    `value` the department's figure approved last, `towns_sum` what its towns add up to, each None
    where there is none; `share_bp` of the target, by the value, else by the sum. `quotas` in the order
    of the towns. `met` is what was approved last of a target of words, None where nothing was."""

    pk: int
    name: str
    unit: str
    comparator: str
    target: Decimal | None
    target_text: str
    value: Decimal | None
    towns_sum: Decimal | None
    share_bp: int | None
    quotas: tuple[QuotaState, ...] = ()
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """节点目标: `met` is True or False once its day has passed, None before; `figure_bp` the share it
    asks for, None where it is words alone."""

    period: str
    due: datetime.date
    text: str
    figure_bp: int | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Said:
    """The words of the report that was approved last."""

    period: str
    progress: str
    problems: str
    next: str


@dataclass(frozen=True, slots=True)
class TaskState:
    """`categories` outermost first. `towns` are those that the task concerns (`concerning`). `done_blue`
    where the list shows 'done' in blue."""

    pk: int
    list_pk: int
    list_title: str
    position: int
    number: str
    title: str
    parent_pk: int | None
    categories: tuple[Body, ...]
    leads: tuple[Body, ...]
    helpers: tuple[Body, ...]
    towns: tuple[Body, ...]
    requirement: str
    deadline_text: str
    first_deadline: datetime.date | None
    due_on: datetime.date | None
    investment_wan: Decimal | None
    status: str
    light: str
    why: str
    reported_bp: int | None
    demand_bp: int | None
    behind_bp: int | None
    unmet_due: datetime.date | None
    claimed_on: datetime.date | None
    completed_on: datetime.date | None
    closed_on: datetime.date | None
    done_blue: bool
    indicators: tuple[IndicatorState, ...] = ()
    milestones: tuple[MilestoneState, ...] = ()
    said: Said | None = None
    # What part each of the helpers has (Assignment.Role), in their order.
    helper_roles: tuple[str, ...] = ()

    @property
    def word(self) -> Any:
        """The status in the words of the office (逾期, 滞后 …)."""
        return BY_CODE[self.status].word

    @property
    def light_rank(self) -> int:
        return RANKS[Light(self.light)]

    @property
    def shown_light(self) -> str:
        """The light as the list shows it: 'blue' for done where its rules say so."""
        return "blue" if self.light == Light.DONE and self.done_blue else self.light

    @property
    def percent(self) -> int | None:
        """What was approved, in whole points."""
        return whole_points(self.reported_bp)

    @property
    def asked(self) -> int | None:
        """What the calendar asked by the day, in whole points."""
        return whole_points(self.demand_bp)

    @property
    def owner(self) -> str:
        """Whose it is: the leads, else the first of the others."""
        return "、".join(body.name for body in (self.leads or self.helpers[:1]))

    @property
    def task_list_id(self) -> int:
        return self.list_pk


def as_json(state: TaskState) -> dict[str, Any]:
    """The state as a snapshot keeps it: numbers as text, days as 2026-10-31."""
    return {name: _plain(value) for name, value in asdict(state).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value


# What a page that counts tasks has no use for: half of what is kept, and more of what is read.
AT_LENGTH = ("requirement", "indicators", "said")


def from_json(kept: dict[str, Any]) -> TaskState:
    """The state that a snapshot kept, with or without the parts `AT_LENGTH`. Fields that came later than
    the snapshot take their default."""
    given = {"requirement": ""} | _known(TaskState, kept)
    for name in ("first_deadline", "due_on", "unmet_due", "claimed_on", "completed_on", "closed_on"):
        given[name] = _day(given[name])
    for name in ("categories", "leads", "helpers", "towns"):
        given[name] = _bodies(given[name])
    given["helper_roles"] = tuple(given.get("helper_roles", ()))
    given["investment_wan"] = _number(given["investment_wan"])
    given["indicators"] = tuple([_indicator(row) for row in given.get("indicators", ())])
    given["milestones"] = tuple([_milestone(row) for row in given.get("milestones", ())])
    said = given.get("said")
    given["said"] = Said(**_known(Said, said)) if said else None
    return TaskState(**given)


def _milestone(kept: dict[str, Any]) -> MilestoneState:
    return MilestoneState(**_known(MilestoneState, kept) | {"due": _day(kept["due"])})


def _indicator(kept: dict[str, Any]) -> IndicatorState:
    given = _known(IndicatorState, kept)
    for name in ("target", "value", "towns_sum"):
        given[name] = _number(given[name])
    given["quotas"] = tuple(_quota(row) for row in given.get("quotas", ()))
    return IndicatorState(**given)


def _quota(kept: dict[str, Any]) -> QuotaState:
    given = _known(QuotaState, kept)
    return QuotaState(
        **given
        | {
            "towns": _bodies(given["towns"]),
            "value": _number(given["value"]),
            "reported": _number(given["reported"]),
        }
    )


def _known(kind: Any, kept: dict[str, Any]) -> dict[str, Any]:
    names = _names(kind)
    return {name: kept[name] for name in kept.keys() & names}


@cache
def _names(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


def _bodies(kept: list[list[Any]]) -> tuple[Body, ...]:
    return tuple([Body(pk, name) for pk, name in kept])


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
