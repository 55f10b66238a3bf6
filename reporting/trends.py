"""The months of a list, or of a district's year, one after the other: from snapshots alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from progress.explanations import basis_points
from progress.status import Totals
from reporting.measures import Measures
from reporting.models import Snapshot
from tasklists.models import TaskList


@dataclass(frozen=True, slots=True)
class Month:
    """What the lists were together at the end of a month. `day` is that of the newest snapshot among
    them; `lists` says how many of them stood in it."""

    day: datetime.date
    label: str
    totals: Totals
    measures: Measures
    lists: int

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


def before(lists: Iterable[TaskList], today: datetime.date) -> Totals | None:
    """How the lists stood at the end of the last month before the one of `today`, for the change
    against it; None where there is no snapshot of any of them. One query."""
    rows = Snapshot.objects.filter(task_list__in=lists, day__lt=today.replace(day=1))
    months = by_month(rows.order_by("day", "id").only("task_list", "day", "totals", "measures"))
    return months[-1].totals if months else None


def by_month(snapshots: Iterable[Snapshot]) -> list[Month]:
    """A month in which a snapshot of one of the lists was taken, oldest first. `snapshots` of one or
    several lists, oldest first. A list that closes less often (by the quarter) stands in the months
    between as it did last."""
    latest: dict[int, Snapshot] = {}
    months: dict[tuple[int, int], Month] = {}
    for row in snapshots:
        latest[row.task_list_id] = row
        months[row.day.year, row.day.month] = _month(row.day, list(latest.values()))
    return list(months.values())


def _month(day: datetime.date, held: list[Snapshot]) -> Month:
    return Month(
        day=day,
        label=_("%(month)s月") % {"month": day.month},
        totals=total_of(row.counted for row in held),
        measures=sum((row.measured for row in held), Measures()),
        lists=len(held),
    )


def total_of(totals: Iterable[Totals]) -> Totals:
    """Several totals added up."""
    rows = [asdict(row) for row in totals]
    return Totals(**{name: sum(row[name] for row in rows) for name in Totals.__slots__})
