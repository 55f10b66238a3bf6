"""How far a set of tasks is against the calendar, and how punctually its bodies report: the shares that
dashboards, months and districts are compared by.

Shares are basis points (10000 = 100 %).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from progress.explanations import basis_points, whole_points
from progress.status import GROUPS
from reporting.states import TaskState

ALL = 10_000
REPORTING = ("owed", "on_time", "late", "missing")


@dataclass(frozen=True, slots=True)
class Measures:
    """`measured`: tasks of which the calendar asks a share; `reported_sum` and `demand_sum` are theirs
    added up, so that several lists can be put together. `owed` reports: `on_time`, `late` and `missing`."""

    measured: int = 0
    reported_sum: int = 0
    demand_sum: int = 0
    owed: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0

    @property
    def reported_bp(self) -> int | None:
        """The mean share reached, each task counting alike; None where nothing is measured."""
        return basis_points(self.reported_sum, ALL * self.measured)

    @property
    def demand_bp(self) -> int | None:
        return basis_points(self.demand_sum, ALL * self.measured)

    @property
    def on_time_bp(self) -> int | None:
        """The share of the reports owed that came by the closing day; None where none was owed."""
        return basis_points(self.on_time, self.owed)

    @property
    def behind_bp(self) -> int | None:
        """By how much the mean is behind what the calendar asks; negative where it is ahead."""
        if self.reported_bp is None or self.demand_bp is None:
            return None
        return self.demand_bp - self.reported_bp

    @property
    def reported(self) -> int | None:
        """Whole points, like the three below."""
        return whole_points(self.reported_sum, ALL * self.measured)

    @property
    def asked(self) -> int | None:
        return whole_points(self.demand_sum, ALL * self.measured)

    @property
    def behind(self) -> int | None:
        """The difference of the two as they are shown, so that it agrees with the figures beside it."""
        if self.reported is None or self.asked is None:
            return None
        return self.asked - self.reported

    @property
    def on_time_share(self) -> int | None:
        return whole_points(self.on_time, self.owed)

    def __add__(self, other: Measures) -> Measures:
        return Measures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def with_reporting_of(self, other: Measures) -> Measures:
        """These shares of the tasks, with the other's punctuality."""
        counts = {name: getattr(other, name) for name in REPORTING}
        return replace(self, **counts)

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**{field.name: kept.get(field.name, 0) for field in fields(cls)})


def measures_of(states: Iterable[TaskState], bodies: Iterable[dict[str, Any]] = ()) -> Measures:
    """A task that is closed counts as reached, whatever was reported last; more than its whole target
    does not make up for others. `bodies` as in `Snapshot.bodies`."""
    measured = [state for state in states if state.demand_bp is not None]
    rows = list(bodies)
    return Measures(
        measured=len(measured),
        reported_sum=sum(map(_reached, measured)),
        demand_sum=sum(state.demand_bp or 0 for state in measured),
        **{name: sum(row[name] for row in rows) for name in REPORTING},
    )


def _reached(state: TaskState) -> int:
    return ALL if state.status in GROUPS["done"] else min(state.reported_bp or 0, ALL)
