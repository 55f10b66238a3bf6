"""Which thresholds judge which list on a day."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, JSONField, Value

from progress.figures import DEFAULT, RuleFigures
from progress.models import RuleAdoption, SpecialDay
from progress.working_days import working_days_ahead


def holds(compare: Callable[[Any, Any], bool], value: Any, limit: Any) -> bool:
    """Whether a fact stands to its threshold as asked; false where either is unknown, as in SQL."""
    return value is not None and limit is not None and compare(value, limit)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures of a rule set, worked out for a day."""

    today: datetime.date
    year_start: datetime.date
    year_end: datetime.date
    near_day: datetime.date | None  # a deadline on it or before is near
    red_bp: int | None
    yellow_bp: int | None
    milestone_yellow: bool
    milestone_red_day: datetime.date | None  # unmet since before this day: red
    report_missing: bool
    month_end: datetime.date | None  # only where months and quarters are judged
    quarter_end: datetime.date | None

    def given(self, group: int) -> dict[str, Any]:
        """The figures as named values of a query that judges several groups of lists."""
        return {f"{name}_{group}": getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of every list on a day; `by_list` holds those that differ from the default."""

    today: datetime.date
    default: RuleFigures = DEFAULT
    by_list: dict[int, RuleFigures] = field(default_factory=dict)
    special: dict[datetime.date, bool] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Books of the same rules are equal, and stand for one another as keys."""
        return hash((self.today, self.default, *map(frozenset, (self.by_list.items(), self.special.items()))))

    def of_list(self, list_id: int) -> RuleFigures:
        return self.by_list.get(list_id, self.default)

    def groups(self) -> list[tuple[frozenset[int], RuleFigures]]:
        """Lists that share figures; the default stands last with no lists named."""
        kinds = dict.fromkeys(self.by_list.values())
        lists = [
            (frozenset(k for k, v in self.by_list.items() if v == figures), figures) for figures in kinds
        ]
        return [*lists, (frozenset(), self.default)]

    @property
    def by_month(self) -> bool:
        return any(figures.by_month for _, figures in self.groups())

    @property
    def blue_lists(self) -> frozenset[int]:
        """Lists that show 'done' in blue."""
        return frozenset(k for k, v in self.by_list.items() if v.done_blue)

    def thresholds(self, figures: RuleFigures) -> Thresholds:
        today = self.today
        days, red_days = figures.yellow_workdays, figures.milestone_red_days
        return Thresholds(
            today=today,
            year_start=datetime.date(today.year, 1, 1),
            year_end=datetime.date(today.year, 12, 31),
            near_day=None if days is None else working_days_ahead(today, days, self.special),
            red_bp=None if figures.red_points is None else figures.red_points * 100,
            yellow_bp=None if figures.yellow_points is None else figures.yellow_points * 100,
            milestone_yellow=figures.milestone_yellow,
            milestone_red_day=None if red_days is None else today - datetime.timedelta(days=red_days),
            report_missing=figures.report_missing,
            month_end=month_end_before(today) if figures.by_month else None,
            quarter_end=quarter_end_before(today) if figures.by_month else None,
        )


def month_end_before(day: datetime.date) -> datetime.date:
    return day.replace(day=1) - datetime.timedelta(days=1)


def quarter_end_before(day: datetime.date) -> datetime.date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - datetime.timedelta(days=1)


def rules_on(today: datetime.date, districts: Collection[int] | None = None) -> Rulebook:
    """The rules in force on the day, of these districts' lists (None: of all lists). One query: a page
    asks once and hands it on."""
    adoptions = RuleAdoption.objects.filter(from_day__lte=today).order_by()
    if districts is not None:
        adoptions = adoptions.filter(district__in=districts)
    adopted = adoptions.annotate(working=Value(None, BooleanField(null=True)))
    by_list: dict[int, RuleFigures] = {}
    special: dict[datetime.date, bool] = {}
    rows = adopted.values_list("from_day", "id", "task_list_id", "version__stored", "working").union(
        _special(today), all=True
    )
    for day, _key, list_id, stored, is_working in sorted(rows, key=operator.itemgetter(0, 1)):
        if list_id:
            by_list[list_id] = RuleFigures.from_json(stored)
        else:
            special[day] = is_working
    return Rulebook(today, by_list={k: v for k, v in by_list.items() if v != DEFAULT}, special=special)


def _special(today: datetime.date) -> Any:
    """The edited days that a deadline of these months may stand before, in the shape of adoptions."""
    days = SpecialDay.objects.filter(day__range=(today, today + datetime.timedelta(days=90))).order_by()
    nothing = {"no_list": Value(0), "no_figures": Value(None, JSONField())}
    return days.annotate(**nothing).values_list("day", "id", "no_list", "no_figures", "is_working")
