"""What a department or a town still has to report, and what came back to it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import Department
from districts.permissions import reach
from progress.explanations import day_words
from progress.models import Reopening, ReportingPeriod
from progress.outstanding import Outstanding, outstanding
from reporting.waiting import SHOWN, Item, Place, Waiting


def rounds_of(place: Place) -> list[Waiting]:
    """What was returned, then what is due; of every body that the person acts for in the district."""
    returned: list[Item] = []
    due: list[Item] = []
    number = 0
    held = [m for m in reach(place.user).memberships if m.district_id == place.district_id]
    for body in {m.department or m.town for m in held}:
        if body is None:
            continue
        sheet = "progress_department" if isinstance(body, Department) else "progress_town"
        address = reverse(sheet, args=[body.pk])
        rows = outstanding(body, place.today)
        waiting = [row for row in rows if row.came_back is None]
        returned += [_returned(row, row.came_back, address) for row in rows if row.came_back is not None]
        due += _by_period(waiting, address, place.today)
        number += len(waiting)
    return [
        Waiting(_("退回待修改"), len(returned), returned[:SHOWN]),
        Waiting(_("待填报"), number, due),
    ]


def _returned(row: Outstanding, reason: str, address: str) -> Item:
    return Item(row.task, f"{address}#{row.key}", _("修改"), f"{row.period.label}：{reason}")


def _by_period(rows: Sequence[Outstanding], address: str, today: datetime.date) -> list[Item]:
    """One line a period: how many are still to be reported, and until when."""
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.period.pk] = counts.get(row.period.pk, 0) + 1
    periods = {row.period.pk: row.period for row in rows}
    again = {row.period.pk: row.reopening for row in rows if row.reopening}
    return [
        Item(
            _("%(list)s：%(period)s还有 %(count)s 项待填报")
            % {"list": period.task_list, "period": period.label, "count": counts[pk]},
            address,
            _("填报"),
            _until(period, again.get(pk), today),
        )
        for pk, period in periods.items()
    ]


def _until(period: ReportingPeriod, again: Reopening | None, today: datetime.date) -> str:
    """The last day on which it can be reported, and why where the office opened it again."""
    if again is None:
        return _("%(day)s截止") % {"day": day_words(period.closes_on, today)}
    words = {"day": day_words(again.until, today), "reason": again.reason}
    return _("重新开放至%(day)s：%(reason)s") % words
