"""When a form can be written in, and when not: why, and who can open it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from districts.models import Department, Town
from progress.models import Reopening, ReportingPeriod, ReportState
from progress.models.steps import ReportStep


def lock_reason(
    period: ReportingPeriod, body: Department | Town, today: datetime.date, report: ReportStep | None = None
) -> str:
    """One sentence that says why the body cannot write in the period now, "" where it can. What the
    office returned can be corrected after the closing day too."""
    if report and report.state == ReportState.SUBMITTED:
        return _("已于 %(day)s 提交，等待审核；如需修改，请联系区乡村振兴办退回。") % {
            "day": report.submitted_on or today
        }
    if report and report.state == ReportState.APPROVED:
        return _("已于 %(day)s 核定，不再修改；新的进展请在下一期填报。") % {
            "day": report.approved_on or today
        }
    if report and report.state == ReportState.RETURNED:
        return ""
    if today < period.opens_on:
        return _("%(period)s填报期尚未开放，将于 %(day)s 开放。") % {
            "period": period.label,
            "day": period.opens_on,
        }
    if today > period.closes_on and not reopening_of(period, body, today):
        return _("%(period)s填报期已于 %(day)s 截止并锁定；确需补报，请联系区乡村振兴办重新开放。") % {
            "period": period.label,
            "day": period.closes_on,
        }
    return ""


def closed_reason(task: Any, report: ReportStep | None = None) -> str:
    """One sentence that says why nothing more is reported on the task (which carries its light), "" while
    it is open; what the office returned can be corrected all the same."""
    if task.closed_on is None or (report and report.state == ReportState.RETURNED):
        return ""
    return _("任务已于 %(day)s 办结，不再填报；确需补报，请联系区乡村振兴办撤销办结。") % {
        "day": task.closed_on
    }


def reopening_of(period: ReportingPeriod, body: Department | Town, today: datetime.date) -> Reopening | None:
    """By which word of the office the closed period is open again for the body (prefetched reopenings):
    the one that lasts longest; None where it is not."""
    held = [
        reopening
        for reopening in period.reopenings.all()
        if reopening.opened_on <= today <= reopening.until
        and (reopening.department_id if isinstance(body, Department) else reopening.town_id) == body.pk
    ]
    return max(held, key=lambda reopening: (reopening.until, reopening.pk), default=None)
