"""A bulletin of the June worked out by hand (`snapping.June`), for the tests of bulletins."""

from __future__ import annotations

import datetime
from typing import Any

from progress.review import approve
from progress.tests.rounds import make_period
from reporting.bulletins.drafting import draft_bulletin, snapshot_months
from reporting.models import Bulletin
from reporting.snapshots import take
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, June, report
from tasklists.models import TaskList

JULY_3 = datetime.date(2026, 7, 3)


def frozen_june(cast: Any, task_list: TaskList) -> June:
    """Played up to the closing day, and its snapshot taken the night after."""
    held = June(cast, task_list)
    held.play()
    take(held.period, JUNE_25 + DAY)
    return held


def drafted(june: June, **given: Any) -> Bulletin:
    months = snapshot_months(june.cast.district.pk, 2026)
    return draft_bulletin(june.cast.district, 2026, months[0], june.cast.office, today=JULY_3, **given)


def block(bulletin: Bulletin, part: str) -> Any:
    return bulletin.blocks.get(part=part)


def july(june: June) -> None:
    """A month later 植树 has reached 60 of 100."""
    period = make_period(june.task_list, 7)
    row = report(june.trees, june.cast.department2, period, june.cast.lead_water, JULY_25 - DAY, value=60)
    approve(row, june.cast.office, today=JULY_25)
    take(period, JULY_25 + DAY)
