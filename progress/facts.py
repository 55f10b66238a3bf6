"""What a light is judged by: the facts of a task, a quota, on a day; in Python and in the database.

All facts are 'as of' the day: closures, claims, approvals and standings of later days are not seen.
Reports are asked for only once a period of the list has closed: before that nobody could have
reported, and a task is judged by its deadline and completion alone.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import IsNull

from progress.deadlines import first_day, last_day
from progress.demand import (
    demand,
    demand_on,
    due_of,
    figure_of,
    milestones_of,
    start_of,
    with_figures,
)
from progress.expressions import EpochDay, OverFacts, ShareBp
from progress.models import (
    Completion,
    MilestoneMark,
    ProgressReport,
    QuotaReport,
    ReportingPeriod,
    Standing,
)
from progress.rulebook import month_end_before, quarter_end_before
from progress.shares import ALL, LESS_IS_BETTER
from tasklists.models import Assignment, Indicator, Milestone, Task

ACTING = ("lead", "responsible")
# A quota is done. `share` is the name of its share there.
QUOTA_REACHED = "{share} >= 10000 AND (gained OR due_on < {{today}})"


@dataclass(frozen=True, slots=True)
class Facts:
    """Days are dates; None means that there is no such day, share or figure."""

    due_on: datetime.date | None = None
    closed: int | None = None  # 0 on time, 1 late, None while not closed
    behind_bp: int | None = None  # basis points behind the calendar; None where none is asked
    month_gap_bp: int | None = None  # short of what the last full month asked
    quarter_gap_bp: int | None = None
    unmet_due: datetime.date | None = None  # oldest milestone without a figure, past due and unmet
    report_missing: bool = False  # owes an approved report for the last closed period
    begun: bool = False  # something was reported or claimed
    waits_for_start: bool = False  # has a start of its own that has not come
    due_this_year: bool = False


def facts_of(task: Task, today: datetime.date) -> Facts:
    """The facts of one task from its rows: the readable form of `task_facts`. Several queries."""
    due = last_day(task)
    closure = task.completions.closed_by(today).first()
    standing = task.standings.filter(day__lte=today).order_by("-day", "-id").first()
    handed_in = task.reports.filter(submitted_on__lte=today).exists()
    claimed = task.completions.filter(claimed_on__lte=today).exists()
    period = task.task_list.periods.closed_before(today).first()
    milestones, indicators = list(task.milestones.all()), list(task.indicators.all())
    figured = [(m.due, bp) for m in milestones if (bp := figure_of(m, indicators)) is not None]
    measured = any(_is_measurable(i) for i in indicators)
    reported = standing.share_bp if standing else 0

    def gap(day: datetime.date) -> int | None:
        asked = demand(day, start=first_day(task), due=due, points=figured, measured=measured)
        return None if asked is None or period is None else asked - reported

    year = (datetime.date(today.year, 1, 1), datetime.date(today.year, 12, 31))
    return Facts(
        due_on=due,
        closed=None if closure is None else int(closure.late),
        behind_bp=gap(today),
        month_gap_bp=gap(month_end_before(today)),
        quarter_gap_bp=gap(quarter_end_before(today)),
        unmet_due=_oldest_unmet(task, milestones, indicators, today) if period else None,
        report_missing=bool(period and _owes(task, period, today)),
        begun=standing is not None or handed_in or claimed,
        waits_for_start=task.starts_on is not None and task.starts_on > today,
        due_this_year=bool(due and year[0] <= due <= year[1])
        or any(year[0] <= m.due <= year[1] for m in milestones),
    )


def _is_measurable(indicator: Any) -> bool:
    stated = (indicator.target, indicator.minimum, indicator.maximum)
    return any(value is not None for value in stated) or any(
        quota.value is not None for quota in indicator.quotas.all()
    )


def _oldest_unmet(
    task: Task, milestones: list[Milestone], indicators: list[Any], today: datetime.date
) -> datetime.date | None:
    met = set(
        MilestoneMark.objects.filter(
            met=True, report__task=task, report__state="approved", report__approved_on__lte=today
        ).values_list("milestone_period", flat=True)
    )
    return min(
        (
            m.due
            for m in milestones
            if m.due < today and m.text and figure_of(m, indicators) is None and m.period not in met
        ),
        default=None,
    )


def _owes(task: Task, period: ReportingPeriod, today: datetime.date) -> bool:
    acting = task.assignments.filter(role__in=ACTING, department__isnull=False).exists()
    return (
        acting
        and first_day(task) <= period.ends_on
        and not task.reports.filter(period=period, state="approved", approved_on__lte=today).exists()
    )


# The same facts in the database. `task` is the path from the judged row to its task.


def closure_of(today: datetime.date, task: str = "") -> Any:
    """0 closed on time, 1 late, NULL while not closed."""
    closures = Completion.objects.closed_by(today).filter(task=OuterRef(f"{task}pk"))
    late = Case(When(completed_on__gt=F("deadline_held"), then=1), default=0, output_field=IntegerField())
    return Subquery(closures.annotate(is_late=late).values("is_late")[:1])


def share_of(today: datetime.date, task: str = "") -> Any:
    """The standing's share in basis points."""
    standings = Standing.objects.filter(task=OuterRef(f"{task}pk"), day__lte=today)
    return Subquery(standings.order_by("-day", "-id").values("share_bp")[:1])


def share_reported() -> Any:
    """A town's report as a share of its quota, in basis points: `shares.share_of` of its indicator, value
    and quota; met or not where one of them has no number; NULL where it says nothing."""
    value, quota, indicator = "value", "quota__value", "quota__indicator__"
    least, most = F(quota), F(f"{indicator}maximum")
    is_a = {name: Q(**{f"{indicator}comparator": name}) for name in Indicator.Comparator.values}
    less = Q(**{f"{indicator}comparator__in": LESS_IS_BETTER})
    bounded = is_a["range"] & Q(**{f"{indicator}maximum__isnull": False})
    nothing = Q(**{f"{quota}__lte": 0})
    return Case(
        When(Q(value__isnull=True) | Q(quota__value__isnull=True), then=_met()),
        When(is_a["<"] & Q(value__lt=least), then=ALL),
        When(is_a["<="] & Q(value__lte=least), then=ALL),
        When(less, then=Coalesce(ShareBp(quota, value), 0)),
        When(bounded & Q(value__gt=most), then=ShareBp(most, value)),
        When(bounded & Q(value__gte=least), then=ALL),
        When(nothing & is_a["="], then=Case(When(value__lte=least, then=ALL), default=0)),
        When(nothing, then=Case(When(value__gte=least, then=ALL), default=0)),
        default=ShareBp(value, quota),
        output_field=BigIntegerField(),
    )


def _met() -> Case:
    return Case(When(met=True, then=ALL), When(met=False, then=0), output_field=BigIntegerField())


def is_gained(indicator: str = "indicator__") -> Any:
    """What a quota has reached cannot be lost again; where less is better it can, to the last day."""
    less = Q(**{f"{indicator}comparator__in": LESS_IS_BETTER})
    return ExpressionWrapper(~less, output_field=BooleanField())


def quota_share(today: datetime.date) -> Any:
    """What the town reported last (and was approved) of its quota, in basis points."""
    reports = QuotaReport.objects.approved_by(today).filter(quota=OuterRef("pk"))
    latest = reports.order_by("-period__closes_on", "-id")
    return Subquery(latest.annotate(share=share_reported()).values("share")[:1])


def unmet_milestone(today: datetime.date, task: str = "", stood: datetime.date | None = None) -> Any:
    marks = MilestoneMark.objects.filter(
        met=True,
        milestone_period=OuterRef("period"),
        report__task=OuterRef("task_id"),
        report__state="approved",
        report__approved_on__lte=today,
    )
    unmet = with_figures(
        milestones_of(task, stood).filter(~Exists(marks), due__lt=today).exclude(text="")
    ).filter(figure_bp__isnull=True)
    return Subquery(unmet.order_by("due", "id").values("due")[:1])


def last_round(today: datetime.date, task: str = "") -> Any:
    """NULL before the list's first period closed, 0 where the task's report for the last closed one is
    approved, else that period's last day (as days since 1970)."""
    approved = ProgressReport.objects.approved_by(today).filter(
        task=OuterRef(OuterRef(f"{task}pk")), period=OuterRef("pk")
    )
    periods = ReportingPeriod.objects.closed_before(today).filter(task_list=OuterRef(f"{task}task_list_id"))
    return _missing_end(periods, approved)


def _missing_end(periods: Any, approved: Any) -> Any:
    # not Exists: PostgreSQL would gather the periods of all the row's reports each time
    end = Case(
        When(IsNull(Subquery(approved.order_by().values("pk")[:1]), False), then=Value(0)),
        default=EpochDay("ends_on"),
        output_field=BigIntegerField(),
    )
    return Subquery(periods.annotate(missing_end=end).values("missing_end")[:1], BigIntegerField())


def has_begun(today: datetime.date, task: str = "") -> Any:
    pk = OuterRef(f"{task}pk")
    return ExpressionWrapper(
        Q(Exists(Standing.objects.filter(task=pk, day__lte=today)))
        | Q(Exists(ProgressReport.objects.filter(task=pk, submitted_on__lte=today)))
        | Q(Exists(Completion.objects.filter(task=pk, claimed_on__lte=today))),
        output_field=BooleanField(),
    )


def has_milestone_in(year: int, task: str = "", stood: datetime.date | None = None) -> Any:
    span = (datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    return Exists(milestones_of(task, stood).filter(due__range=span))


def is_acted_on(task: str = "") -> Any:
    """A department leads or is responsible, so a report is owed."""
    return Exists(
        Assignment.objects.filter(task=OuterRef(f"{task}pk"), role__in=ACTING, department__isnull=False)
    )


def has_rounds(today: datetime.date, task: str = "") -> Any:
    """A period of the list has closed; before that nothing is asked."""
    rounds = ReportingPeriod.objects.closed_before(today).filter(task_list=OuterRef(f"{task}task_list_id"))
    return Exists(rounds)


def gap_on(day: datetime.date, today: datetime.date, task: str = "", **measure: Any) -> OverFacts:
    """What the calendar asks on `day` less what stands `today`; NULL where nothing is asked."""
    share = measure.pop("share", None) or share_of(today, task)
    return OverFacts(
        "CASE WHEN has_rounds THEN asked - COALESCE(reached, 0) END",
        {},
        BigIntegerField(null=True),
        asked=demand_on(day, task, **measure),
        reached=share,
        has_rounds=has_rounds(today, task),
    )


def own_facts(today: datetime.date, task: str = "", stood: datetime.date | None = None) -> dict[str, Any]:
    """The facts that need no other: all but the gaps against the calendar."""
    return {
        "list_id": F(f"{task}task_list_id"),
        "due_on": due_of(task, stood),
        "closed": closure_of(today, task),
        "unmet_due": unmet_milestone(today, task, stood),
        "round_end": last_round(today, task),
        "acted_on": is_acted_on(task),
        "start": EpochDay(start_of(task)),
        "own_start": F(f"{task}starts_on"),
        "begun": has_begun(today, task),
        "milestone_this_year": has_milestone_in(today.year, task, stood),
    }


def task_facts(
    today: datetime.date, *, by_month: bool, task: str = "", stood: datetime.date | None = None
) -> dict[str, Any]:
    """The facts under the names that the lines of `status.LINES` use. `stood`: with deadlines and
    milestones as they were on that day."""
    none = Cast(Value(None), BigIntegerField(null=True))
    month, quarter = month_end_before(today), quarter_end_before(today)
    return own_facts(today, task, stood) | {
        "behind_bp": gap_on(today, today, task, stood=stood),
        "month_gap_bp": gap_on(month, today, task, stood=stood) if by_month else none,
        "quarter_gap_bp": gap_on(quarter, today, task, stood=stood) if by_month else none,
    }


def quota_facts(today: datetime.date, *, by_month: bool) -> dict[str, Any]:
    """Facts of a quota: its own share of its own target, its task's deadline, milestones and closure.
    A quota that is reached is done, though its task goes on; where less is better, not before the last
    day is over."""
    task = "indicator__task__"
    measure = {
        "share": quota_share(today),
        "measured": ExpressionWrapper(Q(value__isnull=False), output_field=BooleanField()),
    }
    month, quarter = month_end_before(today), quarter_end_before(today)
    reported = QuotaReport.objects.filter(quota=OuterRef("pk"), submitted_on__lte=today)
    return task_facts(today, by_month=False, task=task) | {
        "closed": OverFacts(
            f"CASE WHEN {QUOTA_REACHED.format(share='share')} THEN 0 ELSE closed END",
            {"today": today},
            IntegerField(null=True),
            share=quota_share(today),
            gained=is_gained(),
            due_on=due_of(task),
            closed=closure_of(today, task),
        ),
        "behind_bp": gap_on(today, today, task, **measure),
        **(
            {
                "month_gap_bp": gap_on(month, today, task, **measure),
                "quarter_gap_bp": gap_on(quarter, today, task, **measure),
            }
            if by_month
            else {}
        ),
        "unmet_due": Cast(Value(None), DateField(null=True)),
        "round_end": quota_round(today),
        "acted_on": Value(True),
        "begun": Exists(reported),
    }


def quota_round(today: datetime.date) -> Any:
    approved = QuotaReport.objects.approved_by(today).filter(
        quota=OuterRef(OuterRef("pk")), period=OuterRef("pk")
    )
    periods = ReportingPeriod.objects.closed_before(today).filter(
        task_list=OuterRef("indicator__task__task_list_id")
    )
    return _missing_end(periods, approved)
