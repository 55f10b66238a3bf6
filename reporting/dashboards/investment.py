"""Planned investment and how much of it stands for work that is done. In 万元."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from progress.explanations import basis_points, whole_points
from progress.status import GROUPS
from reporting.dashboards.figures import Figure, address_of
from reporting.dashboards.grouping import Group
from reporting.states import TaskState

ALL = 10_000
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class InvestmentRow:
    """`planned` as the list prints it; `done` that of the tasks that are closed; `converted` of the
    others by their approved share (按核定进度折算): what was truly spent nobody reports. `unknown` counts
    the tasks among those without an approved share: nothing of them is in `converted`."""

    name: str
    tasks: Figure
    planned: Decimal
    closed: Figure
    done: Decimal
    converted: Decimal
    unknown: int

    @property
    def share(self) -> int | None:
        """Whole per cent of what was planned; None where 0 was planned."""
        return whole_points(self.done + self.converted, self.planned)

    @property
    def share_bp(self) -> int | None:
        return basis_points(self.done + self.converted, self.planned)


@dataclass(frozen=True, slots=True)
class Investment:
    rows: list[InvestmentRow]
    total: InvestmentRow


def investment(states: Iterable[TaskState], groups: Iterable[Group], rows_at: str) -> Investment | None:
    """A row for each group with a planned sum; None where no task states one."""
    total = _row(_("合计"), {}, states, rows_at)
    if not total.tasks.number:
        return None
    rows = [_row(group.name, group.query, group.states, rows_at) for group in groups]
    return Investment([row for row in rows if row.tasks.number], total)


def _row(name: str, query: dict[str, Any], states: Iterable[TaskState], rows_at: str) -> InvestmentRow:
    planned = [(state, state.investment_wan) for state in states if state.investment_wan is not None]
    closed = [wan for state, wan in planned if state.status in GROUPS["done"]]
    still_open = [(state, wan) for state, wan in planned if state.status not in GROUPS["done"]]
    # to the cent for each task, so that the rows of a table add up to its total
    shares = [(wan * min(state.reported_bp or 0, ALL) / ALL).quantize(CENT) for state, wan in still_open]
    query = query | {"invested": "yes"}
    return InvestmentRow(
        name=name,
        tasks=Figure("all", "", len(planned), address_of(rows_at, query)),
        planned=sum((wan for _state, wan in planned), Decimal(0)),
        closed=Figure("done", "", len(closed), address_of(rows_at, query, "done")),
        done=sum(closed, Decimal(0)),
        converted=sum(shares, Decimal(0)),
        unknown=sum(1 for state, _wan in still_open if state.reported_bp is None),
    )
