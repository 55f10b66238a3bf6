"""The night's work of this room (`settings.EVERY_NIGHT`): the snapshots that are missing, then the
districts' summaries. Looks at what is there, so that a second run changes nothing and missed nights are
made up for."""

from __future__ import annotations

import datetime
import logging

from django.utils.translation import gettext as _

from districts.models import District
from progress.models import ReportingPeriod
from reporting.snapshots import take
from reporting.summaries import refresh

log = logging.getLogger(__name__)

ONE_DAY = datetime.timedelta(days=1)


def run(today: datetime.date) -> str:
    """One sentence for the command to print. Figures are those of the day that has ended."""
    taken, late, failed = take_missing(today)
    written, missed = refresh(today - ONE_DAY)
    words = {"taken": taken, "late": late, "written": written}
    sentence = _("生成月末快照 %(taken)s 份（其中补作 %(late)s 份），更新各区汇总 %(written)s 份。") % words
    if troubled := failed | {district_id for district_id, _year in missed}:
        names = "、".join(District.objects.filter(pk__in=troubled).values_list("name", flat=True))
        sentence += _("未能完成：%(names)s，详见日志。") % {"names": names}
    return sentence


def take_missing(today: datetime.date) -> tuple[int, int, set[int]]:
    """Snapshots of closed periods of issued lists, oldest first: how many were taken, how many of them
    late, and the districts in which one failed (it is tried again the next night)."""
    taken, late, failed = 0, 0, set()
    periods = ReportingPeriod.objects.closed_before(today).filter(
        snapshot__isnull=True, task_list__state="issued"
    )
    for period in periods.order_by("closes_on", "id"):
        try:
            snapshot = take(period, today)
        except Exception:  # one list's trouble keeps no other district waiting
            log.exception("Snapshot of period %s failed", period.pk)
            failed.add(period.district_id)
        else:
            taken, late = taken + 1, late + snapshot.is_late
    return taken, late, failed


__all__ = ["run", "take_missing"]
