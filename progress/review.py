"""What the office does with a report, and what follows from it for the task."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from districts.models import Membership, User
from districts.notify import notify
from progress.models import ProgressReport, QuotaReport, Standing
from progress.refusals import Refused
from progress.shares import restate

Report = ProgressReport | QuotaReport


@transaction.atomic
def approve(report: Report, user: User, *, today: datetime.date) -> None:
    """核定: the figures count from now on; the task's standing is written down."""
    report.approve(user, today=today)
    restate(report.of_task(), _cause(report), today=today)


def _cause(report: Report) -> str:
    return Standing.Cause.DEPARTMENT if isinstance(report, ProgressReport) else Standing.Cause.TOWNS


def approve_many(
    reports: Iterable[Report], user: User, *, today: datetime.date
) -> tuple[list[Report], list[Refused]]:
    """Each task's reports together: one that somebody else has decided meanwhile does not hold up the
    rest, and a task's standing is written once."""
    approved: list[Report] = []
    refused: list[Refused] = []
    by_task: dict[int, list[Report]] = {}
    for report in reports:
        by_task.setdefault(report.of_task().pk, []).append(report)
    for held in by_task.values():
        with transaction.atomic():
            done = []
            for report in held:
                try:
                    report.approve(user, today=today)
                except Refused as refusal:
                    refused.append(refusal)
                else:
                    done.append(report)
            if done:
                restate(done[0].of_task(), _cause(done[0]), today=today)
        approved += done
    return approved, refused


@transaction.atomic
def send_back(report: Report, user: User, reason: str, *, url: str, today: datetime.date) -> None:
    """退回: with the reason, and a notice to those who report."""
    report.return_for_correction(user, reason, today=today)
    notify(
        people_of(report),
        district=report.district,
        text=f"{report.period.label}{report.of_task().title}：{reason}",
        url=url,
        kind="returned",
    )


def people_of(report: Report) -> list[User]:
    """Who reports for the body: the department's leads and staff, or the towns' staff."""
    members = Membership.objects.filter(district=report.district_id, is_active=True)
    if isinstance(report, ProgressReport):
        members = members.filter(department=report.department_id)
    else:
        members = members.filter(town__in=report.town_ids())
    return [member.user for member in members.select_related("user")]
