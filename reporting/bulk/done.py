"""What departments and towns reported month by month, what the office made of it, and the record of it."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from districts.models import User
from progress.expressions import share_bp
from progress.models import (
    AuditEntry,
    Completion,
    MilestoneMark,
    ProgressReport,
    QuotaReport,
    ReportFigure,
    ReportingPeriod,
    ReportState,
    Standing,
    Verb,
)
from reporting.bulk import words
from reporting.bulk.promised import ONE_DAY, Promise, Work
from reporting.bulk.rows import Rows, noon
from tasklists.models import Indicator, Quota

ALL = 10_000
# What became of the reports of the month that may still be open; None: nothing was written.
LAST_STATES = [("approved", 55), ("submitted", 20), ("returned", 5), ("draft", 10), (None, 10)]


@dataclass(slots=True)
class Course:
    """How a task's year goes: `closed_on` None while open, `reached` what stands in basis points."""

    work: Work
    completed_on: datetime.date | None
    closed_on: datetime.date | None
    reached: int | None = None

    def share_on(self, day: datetime.date) -> int:
        """The share reported at a month's end, in basis points."""
        if self.completed_on and self.completed_on <= day:
            return ALL
        return min(int(self.work.elapsed(day) * self.work.pace * ALL), ALL)


def play(rows: Rows, made: Promise, today: datetime.date, chance: random.Random) -> None:
    for work in made.works:
        course = _course(rows, made, work, today, chance)
        if work.is_waiting:
            continue
        for number, period in enumerate(made.periods):
            if work.is_silent and number >= len(made.periods) - 2:
                break
            if course.closed_on and course.closed_on < period.opens_on:
                break
            _month(rows, made, course, period, today, chance)


def _course(rows: Rows, made: Promise, work: Work, today: datetime.date, chance: random.Random) -> Course:
    """Most of what is due is closed, some of it late; some waits for the office; the rest is overdue."""
    draw = chance.random()
    if work.due >= today or work.task.deadline is None:
        early = draw < 0.06 and not work.is_waiting and work.pace > 1
        completed = today - 20 * ONE_DAY if early else None
    elif draw < 0.72:
        completed = work.due - chance.randrange(1, 12) * ONE_DAY
    elif draw < 0.80:
        completed = min(work.due + chance.randrange(3, 20) * ONE_DAY, today)
    elif draw < 0.87:
        _claim(rows, made, work, today - 3 * ONE_DAY, None)
        return Course(work, None, None)
    else:
        completed = None
    if completed is None:
        return Course(work, None, None)
    closed = min(completed + 4 * ONE_DAY, today)
    _claim(rows, made, work, completed, closed)
    return Course(work, completed, closed)


def _claim(
    rows: Rows, made: Promise, work: Work, completed: datetime.date, closed: datetime.date | None
) -> None:
    lead = made.leads[work.lead]
    completion = rows.add(
        Completion,
        district=made.district,
        task=work.task,
        state="closed" if closed else "claimed",
        completed_on=completed,
        claimed_by=lead,
        claimed_on=completed,
        word="（演示）已按要求完成。",
        decided_by=made.office if closed else None,
        decided_on=closed,
        closed_on=closed,
        deadline_held=work.due if closed else None,
    )
    claimed, done = Completion.State.CLAIMED.label, Completion.State.CLOSED.label
    _step(rows, made, completion, Verb.CLAIM, lead, completed, work, "", claimed)
    if closed:
        _step(rows, made, completion, Verb.CLOSE, made.office, closed, work, claimed, done)


def _month(
    rows: Rows,
    made: Promise,
    course: Course,
    period: ReportingPeriod,
    today: datetime.date,
    chance: random.Random,
) -> None:
    """The department's report, its towns', and the standing that follows."""
    work, share = course.work, course.share_on(period.ends_on)
    step = _state(made, period, today, chance)
    if step["state"]:
        report = _report(rows, made, work, period, share, step)
        if step["approved_on"] and course.reached != share:
            _stand(rows, made, course, share, step["approved_on"])
        for milestone in work.milestones:
            if milestone.percent is None and period.starts_on <= milestone.due <= period.ends_on:
                met = work.pace > 0.9 or chance.random() < 0.5
                rows.add(
                    MilestoneMark,
                    district=made.district,
                    report=report,
                    milestone_period=milestone.period,
                    met=met,
                )
    for number, quota in enumerate(work.quotas):
        step = _state(made, period, today, chance)
        if step["state"]:
            _quota_report(rows, made, work, quota, period, _of_town(share, number, len(work.quotas)), step)


def _state(
    made: Promise, period: ReportingPeriod, today: datetime.date, chance: random.Random
) -> dict[str, Any]:
    """State and days of a report of the period; in the last one not all are through."""
    names, weights = zip(*LAST_STATES, strict=True)
    state = "approved" if period is not made.periods[-1] else chance.choices(names, weights)[0]
    submitted = min(period.opens_on + chance.randrange(11) * ONE_DAY, today)
    decided = min(submitted + 2 * ONE_DAY, today)
    handed_in, is_decided = state not in (None, "draft"), state in ("approved", "returned")
    return {
        "state": state,
        "submitted_on": submitted if handed_in else None,
        "decided_on": decided if is_decided else None,
        "approved_on": decided if state == "approved" else None,
        "return_reason": "（演示）请补充现场情况。" if state == "returned" else "",
        "begun_on": min(period.opens_on, today),
    }


def _stored(step: dict[str, Any], writer: User, lead: User, office: User) -> dict[str, Any]:
    """The columns that both kinds of report have."""
    fields = {key: value for key, value in step.items() if key != "begun_on"}
    return fields | {
        "edited_by": writer,
        "submitted_by": lead if step["submitted_on"] else None,
        "decided_by": office if step["decided_on"] else None,
        "version": {"draft": 1, "submitted": 2}.get(step["state"], 3),
    }


def _report(
    rows: Rows, made: Promise, work: Work, period: ReportingPeriod, share: int, step: dict[str, Any]
) -> ProgressReport:
    staff, lead = made.staff[work.lead], made.leads[work.lead]
    thing = words.object_of(work.task.position - 1)
    report = rows.add(
        ProgressReport,
        district=made.district,
        task=work.task,
        department_id=work.lead,
        period=period,
        percent_bp=None if work.indicators else share,
        progress_text=words.PROGRESS.format(month=period.starts_on.month, object=thing, percent=share // 100),
        problems_text=words.PROBLEMS if work.pace < 0.95 else "",
        next_text=words.NEXT,
        **_stored(step, staff, lead, made.office),
    )
    for indicator in work.indicators:
        rows.add(
            ReportFigure,
            district=made.district,
            report=report,
            indicator=indicator,
            value=_value(indicator, share),
        )
    _steps(rows, made, report, work, step, staff, lead)
    return report


def _value(row: Indicator | Quota, share: int) -> Decimal:
    whole = row.target if isinstance(row, Indicator) else row.value
    return (whole or Decimal(0)) * share / ALL


def _of_town(share: int, number: int, towns: int) -> int:
    """Some towns are ahead and as many behind, so that they add up to the department's figure."""
    if number == towns - 1 and towns % 2:
        return share
    off = min(share, ALL - share) * (number // 2 % 3) // 4
    return share + off if number % 2 else share - off


def _quota_report(
    rows: Rows,
    made: Promise,
    work: Work,
    quota: Quota,
    period: ReportingPeriod,
    share: int,
    step: dict[str, Any],
) -> None:
    writer = made.town_staff[quota.town_id]
    report = rows.add(
        QuotaReport,
        district=made.district,
        quota=quota,
        town_id=quota.town_id,
        period=period,
        value=_value(quota, share),
        **_stored(step, writer, writer, made.office),
    )
    _steps(rows, made, report, work, step, writer, writer)


def _stand(rows: Rows, made: Promise, course: Course, share: int, day: datetime.date) -> None:
    """As `shares.work_out`: the slowest of several indicators is named, the first of equals."""
    several = len(course.work.indicators) > 1
    measured = [share_bp(_value(row, share), row.target or Decimal(1)) for row in course.work.indicators]
    rows.add(
        Standing,
        district=made.district,
        task=course.work.task,
        day=day,
        share_bp=min(measured, default=share),
        slowest=course.work.indicators[0] if several else None,
        cause="department",
    )
    course.reached = share


def _steps(
    rows: Rows, made: Promise, report: Any, work: Work, step: dict[str, Any], writer: User, lead: User
) -> None:
    draft, submitted = ReportState.DRAFT.label, ReportState.SUBMITTED.label
    _step(rows, made, report, Verb.START, writer, step["begun_on"], work, "", draft)
    if step["submitted_on"]:
        _step(rows, made, report, Verb.SUBMIT, lead, step["submitted_on"], work, draft, submitted)
    if step["decided_on"]:
        verb = Verb.APPROVE if step["approved_on"] else Verb.RETURN
        after = ReportState(step["state"]).label
        _step(rows, made, report, verb, made.office, step["decided_on"], work, submitted, after)


def _step(
    rows: Rows,
    made: Promise,
    thing: Any,
    verb: Verb,
    who: User,
    day: datetime.date,
    work: Work,
    before: str,
    after: str,
) -> None:
    rows.add(
        AuditEntry,
        district=made.district,
        who=who,
        at=noon(day),
        day=day,
        verb=verb,
        object_kind=thing._meta.label_lower,
        object_id=thing.pk,
        task=work.task,
        before=before,
        after=after,
        reason="（演示）请补充现场情况。" if verb == Verb.RETURN else "",
    )
