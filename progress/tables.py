"""The tables of this room's pages as they are handed out: rounds, the queue, a report, lights."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.workbooks import Column, Table
from progress.comparison import Comparison
from progress.explanations import percent
from progress.lit import light_in_words
from progress.models import ProgressReport
from progress.queue import FigureLine, QuotaLine, ReportLine
from progress.round_page import BodyState, RoundState
from progress.templatetags.entries import met
from progress.what_if import Change
from tasklists.quantities import plain as number

NUMBER = Column(gettext_lazy("序号"), "number", 7)
TASK = Column(gettext_lazy("任务"), width=34)
COUNTS = tuple(
    Column(word, "number", 9)
    for word in (
        gettext_lazy("应报"),
        gettext_lazy("已报"),
        gettext_lazy("已核定"),
        gettext_lazy("待审核"),
        gettext_lazy("已退回"),
        gettext_lazy("未报"),
    )
)


def _counts(state: Any) -> tuple[int, ...]:
    approved = state.total("approved") if isinstance(state, RoundState) else state.approved
    return state.owed, state.handed_in, approved, state.waiting, state.returned, state.missing


def rounds_table(title: str, rounds: Iterable[tuple[Any, RoundState | None]]) -> Table:
    """A list a row, with the round that runs or ran last."""
    return Table(
        title,
        [Column(_("清单"), width=44), Column(_("填报期"), width=18), Column(_("截止"), "date", 12), *COUNTS],
        [
            (task_list, state.period.label, state.period.closes_on, *_counts(state))
            if state
            else (task_list, _("还没有填报期"), *(None,) * 7)
            for task_list, state in rounds
        ],
        sheet=_("进展填报"),
    )


def round_tables(
    title: str, sides: Iterable[tuple[Any, Sequence[BodyState]]], *, is_over: bool
) -> list[Table]:
    """Who has reported: the departments, then the towns."""
    columns = [
        Column(_("单位"), width=26),
        *COUNTS,
        Column(_("迟报"), "number", 9),
        Column(_("情况"), width=24),
    ]
    return [
        Table(
            f"{title}　{side}",
            columns,
            [(body.body, *_counts(body), body.late, _standing(body, is_over)) for body in bodies],
            sheet=str(side),
        )
        for side, bodies in sides
    ]


def _standing(body: BodyState, is_over: bool) -> str:
    if body.is_complete:
        word = _("已报齐")
    elif is_over:
        word = _("逾期未报")
    else:
        word = _("尚未报齐")
    if body.reminded_on:
        word = _("%(word)s；%(day)s 已催办") % {"word": word, "day": body.reminded_on}
    if body.reopening:
        word = _("%(word)s；重新开放至 %(day)s") % {"word": word, "day": body.reopening.until}
    return word


def queue_tables(reports: Sequence[ReportLine], quotas: Sequence[QuotaLine]) -> list[Table]:
    """What waits for review: departments' reports and towns' figures, each where there are any."""
    tables = []
    if reports:
        tables.append(_reports(reports))
    if quotas:
        tables.append(_quotas(quotas))
    return tables


def _reports(lines: Sequence[ReportLine]) -> Table:
    columns = [
        NUMBER,
        TASK,
        Column(_("部门"), width=18),
        Column(_("填报期")),
        Column(_("提交"), "date", 12),
        Column(_("数据（上期 → 本期）"), width=40),
        Column(_("进展情况"), width=40),
        Column(_("存在问题"), width=24),
        Column(_("下一步安排"), width=24),
    ]
    return Table(_("部门填报待审核"), columns, [_report_row(line) for line in lines])


def _report_row(line: ReportLine) -> tuple[Any, ...]:
    report = line.report
    figures = [_figure(figure) for figure in line.figures]
    if report.percent_bp is not None:
        last = line.last.percent_bp if line.last else None
        before = "—" if last is None else percent(last)
        figures.append(f"{_('完成比例')} {before} → {percent(report.percent_bp)}")
    return (
        report.task.number,
        report.task.title,
        report.department,
        report.period.label,
        report.submitted_on,
        "\n".join(figures),
        report.progress_text,
        report.problems_text,
        report.next_text,
    )


def _figure(line: FigureLine) -> str:
    if line.value is not None:
        before = "—" if line.last is None else number(line.last)
        return f"{line.indicator.name} {before} → {number(line.value)} {line.indicator.unit}".strip()
    return f"{line.indicator.name} {met(line.met) or '—'}"


def _quotas(lines: Sequence[QuotaLine]) -> Table:
    columns = [
        Column(_("街镇"), width=16),
        NUMBER,
        TASK,
        Column(_("指标"), width=22),
        Column(_("填报期")),
        Column(_("任务量"), "number", 11),
        Column(_("上期"), "number", 11),
        Column(_("本期累计"), "number", 11),
        Column(_("占任务量"), "percent", 10),
        Column(_("备注"), width=30),
    ]
    return Table(_("街镇填报待审核"), columns, [_quota_row(line) for line in lines])


def _quota_row(line: QuotaLine) -> tuple[Any, ...]:
    report = line.report
    indicator = report.quota.indicator
    return (
        report.town,
        indicator.task.number,
        indicator.task.title,
        indicator,
        report.period.label,
        report.quota.value,
        line.last,
        report.value if report.value is not None else met(report.met),
        line.share_bp,
        report.note,
    )


def report_table(report: ProgressReport, comparison: Comparison) -> Table:
    """The figures of one report against the one before."""
    columns = [
        Column(_("指标"), width=36),
        Column(_("目标"), "number"),
        Column(_("上期"), "number"),
        Column(_("本期累计"), "number"),
        Column(_("占目标"), "percent"),
        Column(_("说明"), width=40),
    ]
    rows: list[tuple[Any, ...]] = [
        (row.indicator, row.target, row.last, _value(row), row.share_bp, row.word)
        for row in comparison.figures
    ]
    if (share := report.percent_bp) is not None:
        last = comparison.last.percent_bp if comparison.last else None
        before = None if last is None else percent(last)
        rows.append((_("完成比例"), None, before, percent(share), share, report.explanation))
    for mark in report.milestone_marks.all():
        name = _("节点 %(period)s") % {"period": mark.milestone_period}
        rows.append((name, None, None, met(mark.met), None, mark.word))
    words = f"{report.task.number}. {report.task.title}　{report.period.label}　{report.department}"
    return Table(words, columns, rows, sheet=_("数据"))


def _value(row: Any) -> Any:
    return row.value if row.value is not None else met(row.met)


def past_lights_table(title: str, tasks: Iterable[Any], day: datetime.date) -> Table:
    """The tasks carry their lights of the day, with word and reason (`show_light`)."""
    return Table(
        title,
        [
            NUMBER,
            TASK,
            Column(_("时限"), "date", 12),
            Column(_("亮灯"), width=12),
            Column(_("已报"), "percent", 10),
            Column(_("序时应达"), "percent", 10),
            Column(_("理由"), width=44),
        ],
        [
            (
                task.number,
                task.title,
                task.due_on,
                light_in_words(task.shown_light, task.word),
                task.reported_bp,
                task.demand_bp,
                task.why,
            )
            for task in tasks
        ],
        notes=[_("按 %(day)s 的时限、节点、核定填报和规则重新计算") % {"day": day}],
        sheet=_("亮灯"),
    )


def what_if_table(title: str, changes: Iterable[Change]) -> Table:
    """Only the tasks whose light would be another."""
    return Table(
        title,
        [
            NUMBER,
            TASK,
            Column(_("现在"), width=12),
            Column(_("现在的理由"), width=36),
            Column(_("按新规则"), width=12),
            Column(_("新规则的理由"), width=36),
        ],
        [
            (
                change.now.number,
                change.now.title,
                *(
                    words
                    for side in (change.now, change.then)
                    for words in (light_in_words(side.shown_light, side.word), side.why)
                ),
            )
            for change in changes
        ],
        sheet=_("试算"),
    )
