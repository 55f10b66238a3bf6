"""催办: who was reminded of a period, and when; a body once a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db import transaction

from districts.models import Department, Town, User
from progress.announcing import remind
from progress.models import AuditEntry, ReportingPeriod, Verb, record

BETWEEN = "\n"  # which no name holds; behind each one. Older entries have 、 between the names
Body = Department | Town


def reminded_on(period: ReportingPeriod) -> dict[str, datetime.date]:
    """By name of the body: the day of its last reminder."""
    return reminders_in(AuditEntry.objects.about(period).filter(verb=Verb.REMIND))


def reminders_in(steps: Iterable[AuditEntry]) -> dict[str, datetime.date]:
    """The same, of the steps of a period that are at hand."""
    found: dict[str, datetime.date] = {}
    for step in sorted(steps, key=lambda step: (step.day, step.pk)):
        if step.verb == Verb.REMIND:
            found |= dict.fromkeys(_names(step.after), step.day)
    return found


@transaction.atomic
def remind_today(
    period: ReportingPeriod, bodies: Iterable[Body], user: User, *, today: datetime.date
) -> tuple[list[Body], list[Body]]:
    """Those that were told now, and those that had been told today already and are left alone."""
    ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    last = reminded_on(period)
    told: list[Body] = []
    before: list[Body] = []
    for body in bodies:
        (before if last.get(str(body)) == today else told).append(body)
    remind(period, told)
    for names in _lines(str(body) for body in told):
        record(period, Verb.REMIND, who=user, today=today, after=names)
    return told, before


def _names(line: str) -> list[str]:
    return line.splitlines() if line.endswith(BETWEEN) else line.split("、")


def _lines(names: Iterable[str]) -> Iterator[str]:
    """The names in as few entries as hold them whole."""
    longest = AuditEntry._meta.get_field("after").max_length or 0
    line = ""
    for name in names:
        if line and len(line + name + BETWEEN) > longest:
            yield line
            line = ""
        line += name + BETWEEN
    if line:
        yield line
