"""The months of a list, or of a district's year, one after the other: from snapshots alone."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from progress.explanations import basis_points
from progress.status import Totals
from reporting.measures import Measures
from reporting.models import Snapshot


@dataclass(frozen=True, slots=True)
class Month:
    """What the lists were together at the end of a month. `first` is the month's first day, `day` that of
    the newest snapshot among them; `lists` says how many of them stood in it."""

    first: datetime.date
    day: datetime.date
    totals: Totals
    measures: Measures
    lists: int

    @property
    def label(self) -> str:
        return month_word(self.first.month)

    @property
    def reported_bp(self) -> int | None:
        return self.measures.reported_bp

    @property
    def demand_bp(self) -> int | None:
        return self.measures.demand_bp

    @property
    def on_time_bp(self) -> int | None:
        return self.measures.on_time_bp

    @property
    def done_bp(self) -> int | None:
        """The share of the tasks that is done; None where there is none."""
        return basis_points(self.totals.done, self.totals.all)


def month_word(number: int) -> str:
    return _("%(month)s月") % {"month": number}


def preceding(month: datetime.date) -> datetime.date:
    """The first day of the month before; `month` is any day."""
    return (month.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def month_before(months: Iterable[Month], month: datetime.date, lists: int) -> Month | None:
    """The last of them before `month` (its first day), to compare with; None where not all `lists` stood
    in it, as what is not the same is not compared."""
    earlier = [held for held in months if held.first < month and held.lists == lists]
    return earlier[-1] if earlier else None


def before(lists: Collection[int], month: datetime.date) -> Totals | None:
    """How the lists (by key) stood at the end of the month before `month` (its first day), for the
    change against it; None where one of them has no snapshot of it or of one earlier. One query."""
    rows = Snapshot.objects.filter(task_list__in=lists, period__ends_on__lt=month).select_related("period")
    months = by_month(rows.only("task_list", "day", "totals", "measures", "period__ends_on"))
    held = month_before(months, month, len(lists))
    return held.totals if held and held.first == preceding(month) else None


def by_month(snapshots: Iterable[Snapshot]) -> list[Month]:
    """A month for which one of the lists has a snapshot, oldest first; `snapshots` of one or several lists
    with their periods. A list that closes less often (by the quarter) stands in the months between as
    it did last."""
    latest: dict[int, Snapshot] = {}
    months: dict[datetime.date, Month] = {}
    for row in sorted(snapshots, key=lambda row: (row.month, row.day, row.pk)):
        latest[row.task_list_id] = row
        months[row.month] = _month(row.month, list(latest.values()))
    return list(months.values())


def _month(first: datetime.date, held: list[Snapshot]) -> Month:
    return Month(
        first=first,
        day=max(row.day for row in held),
        totals=total_of(row.counted for row in held),
        measures=sum((row.measured for row in held), Measures()),
        lists=len(held),
    )


def total_of(totals: Iterable[Totals]) -> Totals:
    """Several totals added up."""
    rows = [asdict(row) for row in totals]
    return Totals(**{name: sum(row[name] for row in rows) for name in Totals.__slots__})
