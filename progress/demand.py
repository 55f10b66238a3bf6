"""序时进度: what the calendar asks of a task on a day, in Python and as a database expression.

A broken line through (start, 0), the milestones with a figure, and (deadline, 100 %): on a milestone's
day its target, between two of them the straight line from one to the next, from the deadline on all
of it, unless a milestone of that very day (or a later one that has come) asks for less. In basis
points, rounded down. None for a task that no figure measures.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from progress.expressions import (
    MOST_BP,
    Bp,
    DayOfYear,
    EpochDay,
    OverFacts,
    ShareBp,
    epoch_day,
    share_bp,
)
from tasklists.models import Indicator, Milestone, Quota, Task

ALL = 10_000
RADIX = 10_000_000  # day × RADIX + basis points: a milestone as one number, so that one subquery gives both

MEASURABLE = Q(target__isnull=False) | Q(minimum__isnull=False) | Q(maximum__isnull=False)


def figure_of(milestone: Milestone, indicators: Iterable[Indicator]) -> int | None:
    """The milestone's target in basis points; a quantity is set against the first indicator of the
    same unit; None for a milestone without a figure that can be compared."""
    if milestone.percent is not None:
        return min(int(milestone.percent * 100), MOST_BP)
    if milestone.value is None:
        return None
    same = (i for i in indicators if i.unit == milestone.unit and i.target is not None and i.target > 0)
    first = min(same, key=lambda i: (i.position, i.pk), default=None)
    return share_bp(milestone.value, first.target) if first else None


def demand(
    day: datetime.date,
    *,
    start: datetime.date,
    due: datetime.date | None,
    points: Iterable[tuple[datetime.date, int]],
    measured: bool,
) -> int | None:
    """Basis points asked for on the day; `points` are the milestones with a figure."""
    before = max((point for point in points if point[0] <= day), default=None)
    after = min((point for point in points if point[0] > day), default=None)
    if not measured and not before and not after:
        return None
    if due and due <= day:
        return min(before[1], ALL) if before and before[0] >= due else ALL
    if after is None and due is None:
        return min(before[1], ALL) if before else None
    if before is None and day < start:
        return 0
    low_day, low = before or (start, 0)
    high_day, high = after if after and (due is None or after[0] <= due) else (due or day, ALL)
    rise = max(high - low, 0) * (day - low_day).days // (high_day - low_day).days
    return min(low + rise, ALL)


DEMAND_SQL = f"""
CASE
 WHEN NOT measured AND earlier IS NULL AND later IS NULL THEN NULL
 WHEN due <= {{day}} AND (earlier IS NULL OR earlier / {RADIX} < due) THEN {ALL}
 WHEN due <= {{day}} THEN
  CASE WHEN earlier %% {RADIX} > {ALL} THEN {ALL} ELSE earlier %% {RADIX} END
 WHEN later IS NULL AND due IS NULL THEN
  CASE WHEN earlier %% {RADIX} > {ALL} THEN {ALL} ELSE earlier %% {RADIX} END
 WHEN earlier IS NULL AND start > {{day}} THEN 0
 ELSE (
  SELECT CASE WHEN reached > {ALL} THEN {ALL} ELSE reached END FROM (
   SELECT low + CASE WHEN high > low THEN (high - low) * ({{day}} - low_day) / (high_day - low_day)
    ELSE 0 END AS reached
   FROM (
    SELECT COALESCE(earlier / {RADIX}, start) AS low_day, COALESCE(earlier %% {RADIX}, 0) AS low,
     CASE WHEN later IS NOT NULL AND (due IS NULL OR later / {RADIX} <= due)
      THEN later / {RADIX} ELSE due END AS high_day,
     CASE WHEN later IS NOT NULL AND (due IS NULL OR later / {RADIX} <= due)
      THEN later %% {RADIX} ELSE {ALL} END AS high
   ) ends
  ) line
 )
END
"""  # noqa: S608


def with_figures(milestones: QuerySet[Any]) -> QuerySet[Any]:
    """`figure_of` as a column `figure_bp`."""
    same_unit = Indicator.objects.filter(task=OuterRef("task_id"), unit=OuterRef("unit"), target__gt=0)
    target = Subquery(same_unit.order_by("position", "id").values("target")[:1])
    return milestones.annotate(figure_bp=Coalesce(Bp("percent"), ShareBp("value", target)))


def start_of(task: str) -> Any:
    """`deadlines.first_day` as an expression; `task` is the path to the task ("" or "indicator__task__")."""
    new_year = DayOfYear(F(f"{task}task_list__year"), 1, 1)
    issued = Greatest(Coalesce(F(f"{task}task_list__issued_on"), new_year), new_year)
    return Coalesce(F(f"{task}starts_on"), issued)


def due_of(task: str, stood: datetime.date | None = None) -> Any:
    """`deadlines.last_day` as an expression; with `stood` by the deadline that held on that day."""
    deadline: Any = F(f"{task}deadline")
    if stood:
        rows = Task.history.model.objects.filter(id=OuterRef(f"{task}pk"))
        then = rows.filter(history_date__lt=end_of(stood)).order_by("-history_date", "-history_id")
        first = rows.order_by("history_date", "history_id")
        deadline = Case(
            When(Exists(then), then=Subquery(then.values("deadline")[:1])),
            When(Exists(first), then=Subquery(first.values("deadline")[:1])),
            default=deadline,
            output_field=DateField(),
        )
    year_end = DayOfYear(F(f"{task}task_list__year"), 12, 31)
    without = Case(When(~Q(**{f"{task}recurring": ""}), then=year_end), output_field=DateField())
    return Coalesce(deadline, without, output_field=DateField())


def milestones_of(task: str, stood: datetime.date | None = None) -> QuerySet[Any]:
    """Milestones of the row's task; with `stood` as they were on that day."""
    if stood is None:
        return Milestone.objects.filter(task=OuterRef(f"{task}pk"))
    return milestones_on(stood).filter(task_id=OuterRef(f"{task}pk"))


def milestones_on(stood: datetime.date) -> QuerySet[Any]:
    """All milestones as they were at the end of the day."""
    rows = Milestone.history.model.objects.filter(history_date__lt=end_of(stood))
    later = rows.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    return rows.filter(~Exists(later)).exclude(history_type="-")


def end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


def demand_on(
    day: datetime.date, task: str = "", *, measured: Any = None, stood: datetime.date | None = None
) -> OverFacts:
    """`demand` as an expression over a row whose task stands at the path `task`."""
    figured = with_figures(milestones_of(task, stood)).filter(figure_bp__isnull=False)
    coded = figured.annotate(
        code=ExpressionWrapper(EpochDay("due") * RADIX + F("figure_bp"), output_field=BigIntegerField())
    )
    if measured is None:
        shared = Quota.objects.filter(indicator=OuterRef("pk"), value__isnull=False)
        measured = Exists(Indicator.objects.filter(MEASURABLE | Exists(shared), task=OuterRef(f"{task}pk")))
    return OverFacts(
        DEMAND_SQL,
        {"day": epoch_day(day)},
        BigIntegerField(null=True),
        earlier=Subquery(coded.filter(due__lte=day).order_by("-code").values("code")[:1]),
        later=Subquery(coded.filter(due__gt=day).order_by("code").values("code")[:1]),
        measured=measured,
        start=EpochDay(start_of(task)),
        due=EpochDay(due_of(task, stood)),
    )
