"""The share done, month by month, with last year beside it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from progress.status import Totals
from reporting.trends import Month


@dataclass(frozen=True, slots=True)
class MonthRow:
    """`totals` is None for a month of which only last year is known; `last_year` the same month's. Shares
    in whole per cent."""

    label: str
    totals: Totals | None
    last_year: Totals | None

    @property
    def share(self) -> int | None:
        return _share(self.totals)

    @property
    def share_last_year(self) -> int | None:
        return _share(self.last_year)


def _share(totals: Totals | None) -> int | None:
    return 100 * totals.done // totals.all if totals and totals.all else None


def months(
    now: Iterable[Month], then: Iterable[Month], totals: Totals, today: datetime.date
) -> list[MonthRow]:
    """A row a month that has a snapshot this year or last, and today's; empty where there is none."""
    of_year = {month.day.month: month for month in now}
    before = {month.day.month: month for month in then}
    rows = [
        MonthRow(
            _("%(month)s月") % {"month": number},
            of_year[number].totals if number in of_year else None,
            before[number].totals if number in before else None,
        )
        for number in sorted(of_year.keys() | before.keys())
    ]
    is_frozen = any(month.day == today for month in of_year.values())
    if rows and not is_frozen:
        rows.append(MonthRow(_("今日"), totals, None))
    return rows
