"""序时进度: what the calendar asks of a task on a day, in Python and as a database expression.

A broken line through (start, 0), the milestones with a figure, and (deadline, 100 %): on a milestone's
day its target, between two of them the straight line from one to the next, from the deadline on all
of it. In basis points, rounded down. None for a task that no figure measures.
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
from tasklists.models import Indicator, Milestone, Quota

ALL = 10_000
RADIX = 10_000_000  # day × RADIX + basis points: a milestone as one number, so that one subquery gives both

MEASURABLE = (
    Q(target__isnull=False) | Q(minimum__isnull=False) | Q(maximum__isnull=False) | Q(each__isnull=False)
)


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
        return ALL
    if after is None and due is None:
        return min(before[1], ALL) if before else None
    if before is None and day < start:
        return 0
    low_day, low = before or (start, 0)
    high_day, high = after if after and (due is None or after[0] < due) else (due or day, ALL)
    rise = max(high - low, 0) * (day - low_day).days // (high_day - low_day).days
    return min(low + rise, ALL)


DEMAND_SQL = f"""
CASE
 WHEN NOT measured AND earlier IS NULL AND later IS NULL THEN NULL
 WHEN due <= {{day}} THEN {ALL}
 WHEN later IS NULL AND due IS NULL THEN
  CASE WHEN earlier %% {RADIX} > {ALL} THEN {ALL} ELSE earlier %% {RADIX} END
 WHEN earlier IS NULL AND start > {{day}} THEN 0
 ELSE (
  SELECT CASE WHEN reached > {ALL} THEN {ALL} ELSE reached END FROM (
   SELECT low + CASE WHEN high > low THEN (high - low) * ({{day}} - low_day) / (high_day - low_day)
    ELSE 0 END AS reached
   FROM (
    SELECT COALESCE(earlier / {RADIX}, start) AS low_day, COALESCE(earlier %% {RADIX}, 0) AS low,
     CASE WHEN later IS NOT NULL AND (due IS NULL OR later / {RADIX} < due)
      THEN later / {RADIX} ELSE due END AS high_day,
     CASE WHEN later IS NOT NULL AND (due IS NULL OR later / {RADIX} < due)
      THEN later %% {RADIX} ELSE {ALL} END AS high
   ) ends
  ) line
 )
END
"""  # noqa: S608


def with_figures(milestones: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """`figure_of` as a column `figure_bp`."""
    same_unit = Indicator.objects.filter(task=OuterRef("task_id"), unit=OuterRef("unit"), target__gt=0)
    target = Subquery(same_unit.order_by("position", "id").values("target")[:1])
    return milestones.annotate(figure_bp=Coalesce(Bp("percent"), ShareBp("value", target)))


def start_of(task: str) -> Any:
    """`deadlines.first_day` as an expression; `task` is the path to the task ("" or "indicator__task__")."""
    new_year = DayOfYear(F(f"{task}task_list__year"), 1, 1)
    issued = Greatest(Coalesce(F(f"{task}task_list__issued_on"), new_year), new_year)
    return Coalesce(F(f"{task}starts_on"), issued)


def due_of(task: str) -> Any:
    """`deadlines.last_day` as an expression."""
    return Case(
        When(**{f"{task}deadline__isnull": False}, then=F(f"{task}deadline")),
        When(~Q(**{f"{task}recurring": ""}), then=DayOfYear(F(f"{task}task_list__year"), 12, 31)),
        output_field=DateField(),
    )


def demand_on(day: datetime.date, task: str = "", *, measured: Any = None) -> OverFacts:
    """`demand` as an expression over a row whose task stands at the path `task`."""
    pk = OuterRef(f"{task}pk")
    figured = with_figures(Milestone.objects.filter(task=pk)).filter(figure_bp__isnull=False)
    coded = figured.annotate(
        code=ExpressionWrapper(EpochDay("due") * RADIX + F("figure_bp"), output_field=BigIntegerField())
    )
    shared = Quota.objects.filter(indicator=OuterRef("pk"), value__isnull=False)
    return OverFacts(
        DEMAND_SQL,
        {"day": epoch_day(day)},
        BigIntegerField(null=True),
        earlier=Subquery(coded.filter(due__lte=day).order_by("-code").values("code")[:1]),
        later=Subquery(coded.filter(due__gt=day).order_by("code").values("code")[:1]),
        measured=measured
        if measured is not None
        else Exists(Indicator.objects.filter(MEASURABLE | Exists(shared), task=pk)),
        start=EpochDay(start_of(task)),
        due=EpochDay(due_of(task)),
    )
