"""How it stands by list, category, department and town: counts, the share done, who reports in time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from progress.explanations import whole_points
from progress.status import Totals
from reporting.dashboards.figures import Figure, figure_of
from reporting.dashboards.grouping import Group
from reporting.dashboards.sorting import Column, Head, heads_of, in_order
from reporting.measures import Measures, measures_of
from reporting.overview import segments
from reporting.tallies import count

GROUPS = ("all", "done", "overdue", "behind", "due_soon")


@dataclass(frozen=True, slots=True)
class Tally:
    """The totals of a department, town, category or list; `reports` what it handed in for the period
    closed last, None where the table does not speak of reports."""

    key: Any
    name: str
    totals: Totals
    query: dict[str, Any]
    rows_at: str
    reports: Measures | None = None

    @property
    def figures(self) -> dict[str, Figure]:
        rows_at = self.rows_at if self.totals.all else ""
        return {group: figure_of(group, getattr(self.totals, group), rows_at, self.query) for group in GROUPS}

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals)

    @property
    def done_share(self) -> int | None:
        """Whole per cent; None where there is no task."""
        return whole_points(self.totals.done, self.totals.all)

    @property
    def on_time_share(self) -> int | None:
        """Of the reports owed, those that came in time; None where none was owed."""
        return self.reports.on_time_share if self.reports else None

    @property
    def trouble(self) -> tuple[int, int]:
        return self.totals.overdue, self.totals.behind

    @property
    def in_trouble(self) -> Figure:
        number = self.totals.overdue + self.totals.behind
        return figure_of("trouble", number, self.rows_at, self.query, self.name)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table: `key` names it in the page's address."""

    key: str
    heading: str
    tallies: list[Tally]
    heads: list[Head]
    with_reports: bool


def tallies_of(groups: Iterable[Group], today: datetime.date, rows_at: str) -> list[Tally]:
    return [
        Tally(group.key, group.name, count(group.states, today), group.query, rows_at) for group in groups
    ]


def worst_first(tallies: Iterable[Tally]) -> list[Tally]:
    return sorted(tallies, key=lambda tally: (tally.trouble, tally.totals.all), reverse=True)


def with_reports(
    tallies: Iterable[Tally], bodies: Iterable[Mapping[str, Any]], parameter: str
) -> list[Tally]:
    """`bodies` (as in `Snapshot.bodies`) of one kind, of one list or several. Who owes reports without
    leading a task stands at the end."""
    owed: dict[Any, tuple[str, Measures]] = {}
    for row in bodies:
        name, held = owed.get(row["pk"], (row["name"], Measures()))
        owed[row["pk"]] = name, held + measures_of((), [dict(row)])
    if not owed:
        return list(tallies)
    found = [replace(tally, reports=owed.pop(tally.key, ("", Measures()))[1]) for tally in tallies]
    others = [Tally(key, name, Totals(), {parameter: key}, "", held) for key, (name, held) in owed.items()]
    return found + others


def breakdown(
    key: str, heading: str, first: str, tallies: list[Tally], asked: Mapping[str, Any]
) -> Breakdown:
    """`first` is the word over the names."""
    reports = any(tally.reports for tally in tallies)
    columns = _columns(first, reports)
    return Breakdown(
        key, heading, in_order(tallies, columns, asked, key), heads_of(columns, asked, key), reports
    )


def _columns(first: str, with_reports: bool) -> list[Column]:
    columns = [
        Column("name", first, lambda row: row.name, is_number=False),
        Column("all", _("任务"), lambda row: row.totals.all),
        Column("done", _("完成"), lambda row: row.totals.done),
        Column("share", _("完成率"), lambda row: row.done_share),
        Column("overdue", _("逾期"), lambda row: row.totals.overdue),
        Column("behind", _("滞后"), lambda row: row.totals.behind),
        Column("soon", _("30 天内"), lambda row: row.totals.due_soon),
    ]
    if with_reports:
        columns.append(Column("reports", _("填报及时"), lambda row: row.on_time_share))
    return columns
