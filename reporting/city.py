"""The districts side by side on the same measures: from their summaries alone, never from their rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from districts.models import District, User
from progress.explanations import basis_points, whole_points
from progress.status import Totals
from reporting.dashboards.sorting import Column, Head, heads_of, in_order
from reporting.exports import Column as Cell
from reporting.exports import Table
from reporting.measures import Measures
from reporting.models import DistrictSummary
from reporting.overview import segments
from reporting.trends import total_of

TABLE = "city"


@dataclass(frozen=True, slots=True)
class CityRow:
    """A district's year, or all of them together (`district` None). `day` is the one its figures are of."""

    district: District | None
    name: str
    day: datetime.date
    lists: int
    totals: Totals
    measures: Measures

    @property
    def done_bp(self) -> int | None:
        return basis_points(self.totals.done, self.totals.all)

    @property
    def done(self) -> int | None:
        """Whole points."""
        return whole_points(self.totals.done, self.totals.all)

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals)


@dataclass(frozen=True, slots=True)
class City:
    """`waiting` are the districts without a summary of the year; `day` is the newest of the rows', None
    where there is none."""

    year: int
    years: list[int]
    rows: list[CityRow]
    total: CityRow | None
    waiting: list[District]
    heads: list[Head]
    day: datetime.date | None


def city(user: User, year: int | None, asked: Mapping[str, Any]) -> City:
    """The districts that the person may see, in the order asked for in the address; `year` None is the
    latest that has a summary. Two queries."""
    districts = list(District.objects.visible_to(user).order_by("id"))
    summaries = list(DistrictSummary.objects.visible_to(user))
    years = sorted({row.year for row in summaries}, reverse=True)
    shown_year = year if year is not None else (years[0] if years else None)
    of_year = {row.district_id: row for row in summaries if row.year == shown_year}
    rows = [_row(district, of_year[district.pk]) for district in districts if district.pk in of_year]
    columns = _columns()
    return City(
        year=shown_year or 0,
        years=years,
        rows=in_order(rows, columns, asked, TABLE),
        total=_total(rows),
        waiting=[district for district in districts if district.pk not in of_year],
        heads=heads_of(columns, asked, TABLE),
        day=max((row.day for row in rows), default=None),
    )


def _row(district: District, summary: DistrictSummary) -> CityRow:
    return CityRow(district, str(district), summary.day, summary.lists, summary.counted, summary.measured)


def _total(rows: list[CityRow]) -> CityRow | None:
    """All together, where there are several."""
    if len(rows) < 2:
        return None
    return CityRow(
        district=None,
        name=_("合计"),
        day=max(row.day for row in rows),
        lists=sum(row.lists for row in rows),
        totals=total_of(row.totals for row in rows),
        measures=sum((row.measures for row in rows), Measures()),
    )


def _columns() -> list[Column]:
    return [
        Column("name", _("区（县）"), lambda row: row.district.pk, is_number=False),
        Column("all", _("任务"), lambda row: row.totals.all),
        Column("on_time", _("按期完成"), lambda row: row.totals.done_on_time),
        Column("late", _("逾期办结"), lambda row: row.totals.done_late),
        Column("overdue", _("逾期"), lambda row: row.totals.overdue),
        Column("behind", _("滞后"), lambda row: row.totals.behind),
        Column("schedule", _("正常"), lambda row: row.totals.on_schedule),
        Column("share", _("完成率"), lambda row: row.done_bp),
        Column("reported", _("核定进度"), lambda row: row.measures.reported_bp),
        Column("asked", _("序时进度"), lambda row: row.measures.demand_bp),
        Column("gap", _("相差"), lambda row: row.measures.behind_bp),
        Column("reports", _("填报及时"), lambda row: row.measures.on_time_bp),
    ]


def city_table(title: str, found: City) -> Table:
    """Every district a row, the ones without a summary too."""
    kinds = {"share", "reported", "asked", "gap", "reports"}
    columns = [
        Cell(
            column.word,
            "text" if not column.is_number else "percent" if column.name in kinds else "number",
            11,
        )
        for column in _columns()
    ]
    rows = [_cells(row) for row in [*found.rows, *([found.total] if found.total else [])]]
    rows += [(str(district), *[None] * (len(columns))) for district in found.waiting]
    notes = [_("数据截至 %(day)s；填报及时为今年以来各期合计。") % {"day": found.day}] if found.day else []
    return Table(title, [*columns, Cell(_("数据日期"), "date", 12)], rows, notes=notes, freeze=1)


def _cells(row: CityRow) -> tuple[Any, ...]:
    counted, measures = row.totals, row.measures
    return (
        row.name,
        counted.all,
        counted.done_on_time,
        counted.done_late,
        counted.overdue,
        counted.behind,
        counted.on_schedule,
        row.done_bp,
        measures.reported_bp,
        measures.demand_bp,
        measures.behind_bp,
        measures.on_time_bp,
        row.day,
    )
