"""The office's queue: reports that wait, each against the one before, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Value

from districts.joined import Below, read_with
from districts.models import User
from progress.checks import is_measured
from progress.models import Completion, ProgressReport, QuotaReport, ReportFigure
from progress.shares import share_of, target_of
from progress.town_sums import TownSum, town_sums
from tasklists.models import Indicator


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A reported figure beside the last one."""

    indicator: Indicator
    value: Decimal | None
    last: Decimal | None
    share_bp: int | None
    met: bool | None
    word: str
    towns: TownSum | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.value is None or self.last is None else self.value - self.last

    @property
    def differs_from_towns(self) -> bool:
        return self.value is not None and self.towns is not None and self.value != self.towns.value


@dataclass(frozen=True, slots=True)
class ReportLine:
    report: ProgressReport
    last: ProgressReport | None
    figures: list[FigureLine]
    evidence: int

    @property
    def key(self) -> str:
        return f"r{self.report.pk}"

    @property
    def is_unchanged(self) -> bool:
        """The words are last period's, letter by letter."""
        return self.last is not None and self.report.progress_text == self.last.progress_text != ""

    @property
    def percent_difference(self) -> int | None:
        old = self.last.percent_bp if self.last else None
        return None if old is None or self.report.percent_bp is None else self.report.percent_bp - old


@dataclass(frozen=True, slots=True)
class QuotaLine:
    report: QuotaReport
    last: Decimal | None
    share_bp: int | None

    @property
    def key(self) -> str:
        return f"q{self.report.pk}"

    @property
    def difference(self) -> Decimal | None:
        value = self.report.value
        return None if value is None or self.last is None else value - self.last


def report_lines(reports: QuerySet[ProgressReport]) -> list[ReportLine]:
    """Five queries."""
    earlier = ProgressReport.objects.filter(task=OuterRef("task"), department=OuterRef("department"))
    last_id = earlier.handed_in_before(OuterRef("period__closes_on")).values("pk")[:1]
    indicators = Indicator.objects.order_by("position", "id")
    waiting = (
        reports.select_related("task", "department", "period")
        .annotate(last_id=Subquery(last_id))
        .prefetch_related("evidence", Prefetch("task__indicators", indicators))
    )
    held: list[Any] = read_with(waiting, Below("figures"))
    before = ProgressReport.objects.filter(pk__in=[report.last_id for report in held if report.last_id])
    last = {report.pk: report for report in read_with(before, Below("figures"))}
    tasks = {report.task_id: report.task for report in held}
    periods = {report.period_id: report.period for report in held}
    sums = town_sums(
        (indicator for task in tasks.values() for indicator in task.indicators.all()), periods.values()
    )
    for report in held:
        report.task = tasks[report.task_id]
    return [_line(report, last.get(report.last_id), sums[report.period_id]) for report in held]


def _line(report: ProgressReport, last: ProgressReport | None, sums: dict[int, TownSum]) -> ReportLine:
    figures = {figure.indicator_id: figure for figure in report.figures.all()}
    before = {figure.indicator_id: figure for figure in last.figures.all()} if last else {}
    lines = [
        _figure(indicator, figures.get(indicator.pk), before.get(indicator.pk), sums.get(indicator.pk))
        for indicator in report.task.indicators.all()
        if indicator.pk in figures or is_measured(indicator)
    ]
    return ReportLine(report, last, lines, len(report.evidence.all()))


def _figure(
    indicator: Indicator, figure: ReportFigure | None, last: ReportFigure | None, towns: TownSum | None
) -> FigureLine:
    value = figure.value if figure else None
    target = target_of(indicator)
    counted = value if value is not None else (towns.value if towns else None)
    share = None if counted is None or target is None else share_of(indicator, counted, target)
    return FigureLine(
        indicator,
        value,
        last.value if last else None,
        share,
        figure.met if figure else None,
        figure.word if figure else "",
        towns,
    )


def quota_lines(reports: QuerySet[QuotaReport]) -> list[QuotaLine]:
    """One query."""
    earlier = QuotaReport.objects.filter(quota=OuterRef("quota"))
    last_value = earlier.handed_in_before(OuterRef("period__closes_on")).values("value")[:1]
    held = (
        reports.select_related("town", "period", "quota__indicator__task")
        .annotate(last_value=Subquery(last_value))
        .order_by("town__position", "town_id", "quota__indicator__task__position", "id")
    )
    lines = []
    for report in held:
        quota, value = report.quota, report.value
        share = None
        if value is not None and quota.value:
            share = share_of(quota.indicator, value, quota.value)
        lines.append(QuotaLine(report, report.last_value, share))
    return lines


def waiting_completions(user: User | Any, district_id: int) -> QuerySet[Completion]:
    return (
        Completion.objects.visible_to(user)
        .filter(district=district_id)
        .waiting()
        .select_related("task__task_list", "claimed_by")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the office in a district."""

    reports: int
    quotas: int
    completions: int


def waiting_in(user: User | Any, district_id: int) -> Waiting:
    """One query."""
    kinds = {
        "reports": ProgressReport.objects.visible_to(user).filter(district=district_id).to_review(),
        "quotas": QuotaReport.objects.visible_to(user).filter(district=district_id).to_review(),
        "completions": waiting_completions(user, district_id).select_related(None),
    }
    parts = []
    for kind, rows in kinds.items():
        named = rows.order_by().annotate(kind=Value(kind)).values("kind")
        parts.append(named.annotate(count=Count("pk")).values_list("kind", "count"))
    found = dict(parts[0].union(*parts[1:], all=True))
    return Waiting(**{kind: found.get(kind, 0) for kind in kinds})
