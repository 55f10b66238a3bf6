"""The rounds of a list's year: its periods from its plan, and who owes what in one of them."""

from __future__ import annotations

import datetime
from calendar import monthrange
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from districts.models import User
from progress.models import ProgressReport, QuotaReport, ReportingPeriod, RoundPlan, Verb, record
from progress.models.rounds import ReportingPeriodQuerySet
from tasklists.models import TaskList

MONTHS = {RoundPlan.Interval.MONTHLY: 1, RoundPlan.Interval.QUARTERLY: 3, RoundPlan.Interval.HALF_YEARLY: 6}
LETTERS = {1: "M", 3: "Q", 6: "H"}


@dataclass(frozen=True, slots=True)
class PeriodDays:
    """One period of a year, before it is stored."""

    code: str
    starts_on: datetime.date
    ends_on: datetime.date
    opens_on: datetime.date
    closes_on: datetime.date


def days_of_year(plan: RoundPlan, year: int) -> list[PeriodDays]:
    """The year's periods; opening and closing day lie in the last month of each, a day that the month
    does not have is its last."""
    length = MONTHS[RoundPlan.Interval(plan.interval)]
    found = []
    for number in range(1, 12 // length + 1):
        last = number * length
        end = monthrange(year, last)[1]
        code = f"{LETTERS[length]}{number:02}" if length == 1 else f"{LETTERS[length]}{number}"
        found.append(
            PeriodDays(
                code,
                datetime.date(year, last - length + 1, 1),
                datetime.date(year, last, end),
                datetime.date(year, last, min(plan.opening_day, end)),
                datetime.date(year, last, min(plan.closing_day, end)),
            )
        )
    return found


@transaction.atomic
def create_periods(
    task_list: TaskList, user: User | None, *, today: datetime.date, plan: RoundPlan | None = None
) -> list[ReportingPeriod]:
    """The periods of the list's year that still can be reported on `today`, after its plan (a new plan
    replaces the one before). Periods that nobody has written in and no snapshot was taken of are made
    anew; others stay. Safe to repeat. To be called when a list is issued."""
    TaskList.objects.select_for_update(of=("self",)).get(pk=task_list.pk)
    held = RoundPlan.objects.filter(task_list=task_list).first()
    if plan is None:
        plan = held or RoundPlan(district_id=task_list.district_id, task_list=task_list)
    elif held:
        plan.pk = held.pk
    plan.district_id, plan.task_list = task_list.district_id, task_list
    plan.save()
    wanted = {days.code: days for days in days_of_year(plan, task_list.year) if days.closes_on >= today}
    unwritten(task_list).filter(closes_on__gte=today).exclude(code__in=wanted).delete()
    made = []
    known = {period.code: period for period in task_list.periods.all()}
    for code, days in wanted.items():
        if code not in known:
            made.append(_make(task_list, days))
        elif user and known[code].opens_on > today:
            known[code].change_days(user, days.opens_on, days.closes_on, today=today)
    if made:
        record(
            task_list, Verb.CHANGE_PERIOD, who=user, today=today, after=f"{made[0].label}—{made[-1].label}"
        )
    return made


def _make(task_list: TaskList, days: PeriodDays) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        district_id=task_list.district_id,
        task_list=task_list,
        code=days.code,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        opens_on=days.opens_on,
        closes_on=days.closes_on,
    )


def unwritten(task_list: TaskList) -> ReportingPeriodQuerySet:
    """Periods of the list in which nobody has begun a report and that have no month-end snapshot, which
    stands though the closing day was moved on afterwards."""
    return task_list.periods.filter(
        ~Exists(ProgressReport.objects.filter(period=OuterRef("pk"))),
        ~Exists(QuotaReport.objects.filter(period=OuterRef("pk"))),
        snapshot__isnull=True,
    )


def when_issued(task_list: TaskList) -> None:
    """Hook of `tasklists.issuing` (settings.WHEN_LIST_IS_ISSUED): the year's rounds begin."""
    create_periods(task_list, None, today=timezone.localdate())
