"""The office's queue: reports that wait, each against the one before, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from districts.models import User
from progress.checks import is_measured
from progress.models import Completion, ProgressReport, QuotaReport, ReportFigure
from progress.querysets import HANDED_IN
from progress.shares import share_of, target_of
from progress.sheets import TownSum, town_sums
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
    earlier = ProgressReport.objects.filter(
        task=OuterRef("task"),
        department=OuterRef("department"),
        state__in=HANDED_IN,
        period__closes_on__lt=OuterRef("period__closes_on"),
    ).order_by("-period__closes_on")
    indicators = Indicator.objects.order_by("position", "id").prefetch_related("quotas")
    held = list(
        reports.select_related("task__task_list", "department", "period", "submitted_by")
        .annotate(last_id=Subquery(earlier.values("pk")[:1]))
        .prefetch_related("figures", "evidence", Prefetch("task__indicators", indicators))
    )
    last = {
        report.pk: report
        for report in ProgressReport.objects.filter(
            pk__in=[report.last_id for report in held if report.last_id]
        ).prefetch_related("figures")
    }
    periods = {report.period_id: report.period for report in held}
    sums = town_sums({report.task_id: report.task for report in held}.values(), periods.values())
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
    earlier = QuotaReport.objects.filter(
        quota=OuterRef("quota"),
        state__in=HANDED_IN,
        period__closes_on__lt=OuterRef("period__closes_on"),
    ).order_by("-period__closes_on")
    held = (
        reports.select_related("town", "period", "quota__indicator__task__task_list", "submitted_by")
        .annotate(last_value=Subquery(earlier.values("value")[:1]))
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
