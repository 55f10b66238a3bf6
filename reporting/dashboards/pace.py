"""Progress against the calendar (序时进度): what is approved beside what is asked for by today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.dashboards.figures import Figure, figure_of
from reporting.dashboards.grouping import Group
from reporting.dashboards.sorting import Column, Head, heads_of, in_order
from reporting.measures import Measures, measures_of
from reporting.states import TaskState
from reporting.tallies import keeps_pace


@dataclass(frozen=True, slots=True)
class PaceRow:
    """Of the tasks that a figure measures: how many there are, how many are as far as the calendar asks,
    how many are not; and the mean of their shares beside the mean of what is asked of them, in basis
    points. Each task counts alike: shares of towns or of indicators are never averaged here (a task
    stands where its slowest indicator stands, see `progress.shares`)."""

    name: str
    measured: Figure
    on_pace: Figure
    off_pace: Figure
    measures: Measures


@dataclass(frozen=True, slots=True)
class Pace:
    """`total` is of all tasks together, not of the rows: None where nothing is measured."""

    rows: list[PaceRow]
    heads: list[Head]
    total: PaceRow


def pace(
    states: Iterable[TaskState], groups: Iterable[Group], first: str, rows_at: str, asked: Mapping[str, Any]
) -> Pace | None:
    """A row for each group in which something is measured; None where nothing is."""
    total = _row(_("合计"), {}, states, rows_at)
    if not total.measured.number:
        return None
    rows = [_row(group.name, group.query, group.states, rows_at) for group in groups]
    columns = _columns(first)
    measured = [row for row in rows if row.measured.number]
    return Pace(in_order(measured, columns, asked, "pace"), heads_of(columns, asked, "pace"), total)


def _row(name: str, query: dict[str, Any], states: Iterable[TaskState], rows_at: str) -> PaceRow:
    measured = [state for state in states if state.demand_bp is not None]
    kept = sum(1 for state in measured if keeps_pace(state))
    return PaceRow(
        name=name,
        measured=figure_of("measured", len(measured), rows_at, query),
        on_pace=figure_of("on_pace", kept, rows_at, query),
        off_pace=figure_of("off_pace", len(measured) - kept, rows_at, query),
        measures=measures_of(measured),
    )


def _columns(first: str) -> list[Column]:
    return [
        Column("name", first, lambda row: row.name, is_number=False),
        Column("measured", _("计量任务"), lambda row: row.measured.number),
        Column("on", _("达到序时"), lambda row: row.on_pace.number),
        Column("off", _("未达序时"), lambda row: row.off_pace.number),
        Column("reported", _("核定进度"), lambda row: row.measures.reported_bp),
        Column("asked", _("序时进度"), lambda row: row.measures.demand_bp),
        Column("behind", _("相差"), lambda row: row.measures.behind),
    ]
