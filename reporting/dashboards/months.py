"""The share done, month by month, with last year beside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from progress.explanations import whole_points
from progress.status import Totals
from reporting.dashboards.figures import Figure, figure_of
from reporting.dashboards.past import Past
from reporting.trends import month_word

GROUPS = ("all", "done", "overdue", "behind")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """`totals` is None for a month of which only last year is known; `last_year` the same month's. Shares
    in whole per cent. `lists` says how many of the lists stood in it, None where all did."""

    label: str
    totals: Totals | None
    last_year: Totals | None
    rows_at: str
    lists: int | None = None

    @property
    def figures(self) -> Mapping[str, Figure]:
        return {
            group: figure_of(group, getattr(self.totals, group), self.rows_at, {})
            for group in GROUPS
            if self.totals
        }

    @property
    def share(self) -> int | None:
        return _share(self.totals)

    @property
    def share_last_year(self) -> int | None:
        return _share(self.last_year)


def _share(totals: Totals | None) -> int | None:
    return whole_points(totals.done, totals.all) if totals else None


def months(past: Past, totals: Totals, today: datetime.date, rows_at: str, lists: int) -> list[MonthRow]:
    """A row a month that has a snapshot this year or last, and today's; empty where there is none.
    `lists` are counted today."""
    now = {month.first.month: month for month in past.months}
    then = {month.first.month: month for month in past.last_year}
    rows = [
        MonthRow(
            month_word(number),
            now[number].totals if number in now else None,
            then[number].totals if number in then else None,
            past.rows_at.get(now[number].first, "") if rows_at and number in now else "",
            now[number].lists if number in now and now[number].lists < lists else None,
        )
        for number in sorted(now.keys() | then.keys())
    ]
    is_frozen = any(month.day == today for month in past.months)
    if rows and not is_frozen:
        rows.append(MonthRow(_("今日"), totals, None, rows_at))
    return rows
