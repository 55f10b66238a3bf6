"""What a report still lacks before it can be handed in, and what asks for a word of explanation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from progress.explanations import percent
from progress.models import ProgressReport, QuotaReport, ReportFigure
from progress.shares import LESS_IS_BETTER, is_rate, target_of
from tasklists.models import Indicator
from tasklists.quantities import plain

FAR_MORE = Decimal("1.2")  # more than this many times the target asks for a word
FULL_BP = 10_000


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` as in the form; `is_empty` for what is not filled in (one may go on with a reason), else
    a figure that asks for a word."""

    field: str
    text: str
    is_empty: bool = False


def is_measured(indicator: Indicator) -> bool:
    return target_of(indicator) is not None


def is_reported_by_towns(indicator: Indicator) -> bool:
    """Its value comes from the towns; a department may state the total, it need not."""
    return not is_rate(indicator) and any(quota.value is not None for quota in indicator.quotas.all())


def asks_percent(indicators: Iterable[Indicator]) -> bool:
    """A percentage is asked for only where there is no figure."""
    return not any(is_measured(indicator) for indicator in indicators)


def report_problems(
    report: ProgressReport,
    indicators: Iterable[Indicator],
    last: ProgressReport | None,
    stated: Collection[int | None] = (),
) -> list[Problem]:
    """`indicators` of the task with their quotas; `last` is the report of an earlier period; `stated`
    are the indicators (None: the percentage) for which another department has handed a figure in:
    they are not asked again."""
    indicators = list(indicators)
    figures = {figure.indicator_id: figure for figure in report.figures.all()}
    before = {figure.indicator_id: figure for figure in last.figures.all()} if last else {}
    found = []
    for indicator in indicators:
        found += _figure_problems(indicator, figures.get(indicator.pk), before.get(indicator.pk))
    if asks_percent(indicators):
        found += _percent_problems(report, last)
    asked_twice = {f"{name}_{key}" for key in stated for name in ("value", "met") if key is not None}
    asked_twice |= {"percent"} if None in stated else set()
    found = [problem for problem in found if not (problem.is_empty and problem.field in asked_twice)]
    if not report.progress_text.strip():
        found.append(Problem("progress_text", _("进展情况还没有填，请用一两句话写明。"), is_empty=True))
    return found


def _figure_problems(
    indicator: Indicator, figure: ReportFigure | None, last: ReportFigure | None
) -> list[Problem]:
    if not is_measured(indicator):
        if figure is None or figure.met is None:
            return [
                Problem(
                    f"met_{indicator.pk}",
                    _("“%s”是否达到还没有选，请选“达到”或“未达到”。") % indicator.name,
                    is_empty=True,
                )
            ]
        if not figure.word.strip():
            return [
                Problem(f"word_{indicator.pk}", _("请用一句话说明“%s”达到或未达到的情况。") % indicator.name)
            ]
        return []
    value = figure.value if figure else None
    if value is None:
        if is_reported_by_towns(indicator):
            return []
        return [
            Problem(
                f"value_{indicator.pk}",
                _("“%s”还没有填，请填自年初起的累计数。") % indicator.name,
                is_empty=True,
            )
        ]
    reason = _doubt(value, last.value if last else None, target_of(indicator), indicator)
    if reason and not (figure and figure.word.strip()):
        return [Problem(f"word_{indicator.pk}", f"“{indicator.name}”{reason}")]
    return []


def _percent_problems(report: ProgressReport, last: ProgressReport | None) -> list[Problem]:
    bp = report.percent_bp
    if bp is None:
        return [Problem("percent", _("完成比例还没有填，请填 0 到 100 的数。"), is_empty=True)]
    if report.explanation.strip():
        return []
    if bp > FULL_BP:
        return [Problem("explanation", _("完成比例 %s 超过 100%%，请在这里写明原因。") % percent(bp))]
    if last and last.percent_bp is not None and bp < last.percent_bp:
        words = {"new": percent(bp), "old": percent(last.percent_bp)}
        return [Problem("explanation", _("完成比例 %(new)s 低于上期的 %(old)s，请在这里写明原因。") % words)]
    return []


def quota_problems(report: QuotaReport, last: QuotaReport | None) -> list[Problem]:
    """`report` with its quota and indicator."""
    quota, indicator = report.quota, report.quota.indicator
    if quota.value is None:
        if report.met is None and report.value is None:
            return [Problem("met", _("是否达到还没有选，请选“达到”或“未达到”。"), is_empty=True)]
        if not report.note.strip():
            return [Problem("note", _("请用一句话说明达到或未达到的情况。"))]
        return []
    if report.value is None:
        return [Problem("value", _("本期累计还没有填，请填自年初起的累计数。"), is_empty=True)]
    reason = _doubt(report.value, last.value if last else None, quota.value, indicator)
    return [Problem("note", reason)] if reason and not report.note.strip() else []


def _doubt(value: Decimal, last: Decimal | None, target: Decimal | None, indicator: Indicator) -> str:
    """Why the value asks for a word, "" where it does not. Figures are cumulative."""
    words = {"value": plain(value), "last": plain(last), "target": plain(target), "unit": indicator.unit}
    if last is not None and value < last:
        return _("累计 %(value)s%(unit)s 低于上期的 %(last)s%(unit)s，请在这里写明原因。") % words
    if is_rate(indicator) and indicator.unit != "‰" and value > 100:
        return _("%(value)s%(unit)s 超过 100%%，请在这里写明原因。") % words
    if indicator.comparator in LESS_IS_BETTER or target is None:
        return ""
    if target > 0 and value > target * FAR_MORE:
        return _("累计 %(value)s%(unit)s 明显超出任务量 %(target)s%(unit)s，请在这里写明原因。") % words
    return ""
