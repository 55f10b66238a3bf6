"""Who is told what of the month's round; each told once."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import Department, Membership, Town, User
from districts.notify import notify
from progress.models import ProgressReport, QuotaReport, ReportingPeriod


def office_of(district_id: int) -> list[User]:
    members = Membership.objects.filter(district=district_id, role="office", is_active=True)
    return [member.user for member in members.select_related("user")]


def members_of(body: Department | Town) -> list[User]:
    """Those who report for the body."""
    held = {"department": body} if isinstance(body, Department) else {"town": body}
    members = Membership.objects.filter(is_active=True, **held).select_related("user")
    return [member.user for member in members]


def desk_url(body: Department | Town) -> str:
    kind = "department" if isinstance(body, Department) else "town"
    return reverse(f"progress_{kind}", args=[body.pk])


def tell_office(body: Department | Town, reports: Iterable[ProgressReport | QuotaReport]) -> None:
    """One notice for everything that was handed in at once; no e-mail, the queue shows it."""
    reports = list(reports)
    if not reports:
        return
    words = {"body": body, "number": len(reports), "period": reports[0].period.label}
    notify(
        office_of(body.district_id),
        district=body.district,
        text=_("%(body)s提交了%(period)s填报 %(number)d 项，请审核。") % words,
        url=reverse("progress_review", args=[body.district_id]),
        kind="submitted",
        email=False,
    )


def remind(period: ReportingPeriod, bodies: Iterable[Department | Town]) -> int:
    """催办: a notice and an e-mail to those who report for each of the bodies; how many bodies."""
    told = 0
    for body in bodies:
        words = {"period": period.label, "list": period.task_list, "day": period.closes_on}
        notify(
            members_of(body),
            district=body.district,
            text=_("请于 %(day)s 前完成《%(list)s》%(period)s进展填报。") % words,
            url=desk_url(body),
            kind="reminder",
        )
        told += 1
    return told
