"""In which state reports were on a past day: from the record of steps, which is never changed."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from progress.models import AuditEntry, ReportState, Verb

AFTER = {
    Verb.SUBMIT: ReportState.SUBMITTED,
    Verb.APPROVE: ReportState.APPROVED,
    Verb.RETURN: ReportState.RETURNED,
}
HANDED_IN = (ReportState.SUBMITTED, ReportState.APPROVED)


class Stood(NamedTuple):
    """The state on the day, and the day from which the report counts as handed in: the closing day
    itself where it lay with the office then, so that what is returned later and comes again is not late;
    None while it is not handed in."""

    state: str
    handed_in_on: datetime.date | None


def stood_on(reports: QuerySet, closes_on: datetime.date, day: datetime.date) -> dict[int, Stood]:
    """By report, of one period's reports; two queries. A report without a recorded step stands by its own
    columns."""
    found: dict[int, Stood] = {}
    rows = reports.order_by().values_list("pk", "state", "submitted_on")
    for pk, state, submitted_on in rows:
        is_in = state in HANDED_IN and submitted_on is not None and submitted_on <= day
        found[pk] = Stood(state, submitted_on) if is_in else Stood(ReportState.DRAFT, None)
    steps = AuditEntry.objects.filter(
        object_kind=reports.model._meta.label_lower, object_id__in=reports.values("pk"), verb__in=AFTER
    )
    seen: dict[int, Stood] = {}
    for pk, verb, on in steps.order_by("day", "id").values_list("object_id", "verb", "day"):
        seen.setdefault(pk, Stood(ReportState.DRAFT, None))
        if on <= day:
            seen[pk] = _after(seen[pk], AFTER[Verb(verb)], on, closes_on)
    return found | seen


def _after(before: Stood, state: str, on: datetime.date, closes_on: datetime.date) -> Stood:
    if state in HANDED_IN:
        return Stood(state, before.handed_in_on or on)
    in_time = before.handed_in_on is not None and before.handed_in_on <= closes_on < on
    return Stood(state, before.handed_in_on if in_time else None)
