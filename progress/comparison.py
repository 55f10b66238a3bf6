"""A report against the one before it: what the reviewer looks at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from progress.models import ProgressReport
from progress.shares import is_rate, share_of, target_of
from progress.town_sums import TownSum, town_sums
from tasklists.models import Indicator


@dataclass(frozen=True, slots=True)
class FigureChange:
    """An indicator's value now and last time; `towns` where the towns report it too."""

    indicator: Indicator
    value: Decimal | None
    last: Decimal | None
    target: Decimal | None
    share_bp: int | None
    met: bool | None
    word: str
    numerator: Decimal | None
    denominator: Decimal | None
    towns: TownSum | None

    @property
    def difference(self) -> Decimal | None:
        return None if None in (self.value, self.last) else self.value - self.last  # type: ignore[operator]

    @property
    def differs_from_towns(self) -> bool:
        return None not in (self.value, self.towns) and self.value != self.towns.value  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Comparison:
    last: ProgressReport | None
    figures: list[FigureChange]
    texts_unchanged: bool


def last_of(report: ProgressReport) -> ProgressReport | None:
    """The report of the same task and department handed in for an earlier period."""
    return (
        ProgressReport.objects.filter(task=report.task_id, department=report.department_id)
        .handed_in_before(report.period.closes_on)
        .select_related("period")
        .prefetch_related("figures")
        .first()
    )


def compare(report: ProgressReport) -> Comparison:
    last = last_of(report)
    before = {figure.indicator_id: figure for figure in last.figures.all()} if last else {}
    indicators = list(report.task.indicators.order_by("position", "id"))
    sums = town_sums(indicators, [report.period])[report.period_id]
    changes = []
    held = {figure.indicator_id: figure for figure in report.figures.all()}
    for indicator in indicators:
        figure, old = held.get(indicator.pk), before.get(indicator.pk)
        target = target_of(indicator)
        towns = sums.get(indicator.pk)
        value = figure.value if figure else None
        counted = value if value is not None else (towns.value if towns and not is_rate(indicator) else None)
        changes.append(
            FigureChange(
                indicator=indicator,
                value=value,
                last=old.value if old else None,
                target=target,
                share_bp=None if None in (counted, target) else share_of(indicator, counted, target),  # type: ignore[arg-type]
                met=figure.met if figure else None,
                word=figure.word if figure else "",
                numerator=figure.numerator if figure else None,
                denominator=figure.denominator if figure else None,
                towns=towns,
            )
        )
    same = last is not None and report.progress_text == last.progress_text != ""
    return Comparison(last, changes, same)
