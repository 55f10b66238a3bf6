"""The tables of a dashboard as they are handed out: those of the page, in its order, with the numbers
that its pictures show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from progress.explanations import basis_points
from reporting.dashboards.breakdowns import Breakdown, Tally
from reporting.dashboards.investment import Investment, InvestmentRow
from reporting.dashboards.months import MonthRow
from reporting.dashboards.nodes import NodeRow
from reporting.dashboards.pace import Pace, PaceRow
from reporting.dashboards.page import Dashboard
from reporting.exports import Column, Row, Table, light_of
from reporting.states import TaskState

LIGHTS = ("red", "yellow", "green", "grey")


def dashboard_tables(title: str, shown: Dashboard) -> list[Table]:
    """What stands in rows on the page, each table where it has any."""
    notes = [_("数据截至 %(day)s") % {"day": shown.day}]
    parts = [
        _tasks(_("最需过问"), shown.worst),
        _tasks(_("30 天内到期"), shown.soonest),
        *(_breakdown(part, shown.past.period) for part in shown.breakdowns.values()),
        _pace(shown.pace) if shown.pace else None,
        _months(shown.months),
        _nodes(shown.nodes),
        _investment(shown.investment) if shown.investment else None,
    ]
    return [
        Table(
            f"{title}　{word}",
            columns,
            rows,
            notes=[*notes, *said],
            feet=feet,
            sheet=word,
            freeze=1,
        )
        for word, columns, rows, feet, said in filter(None, parts)
        if rows
    ]


# word, columns, rows, rows of sums, notes of its own
Part = tuple[str, list[Column], list[Row], list[Any], list[str]]


def _numbers(*words: str) -> list[Column]:
    return [Column(word, "number", 10) for word in words]


def _tasks(word: str, states: Iterable[TaskState]) -> Part:
    columns = [
        Column(_("序号"), "number", 7),
        Column(_("任务"), width=40),
        Column(_("清单"), width=30),
        Column(_("牵头部门"), width=20),
        Column(_("时限"), "date", 12),
        Column(_("亮灯"), width=12),
        Column(_("亮灯原因"), width=40),
    ]
    rows: list[Row] = [
        (
            state.number,
            state.title,
            state.list_title,
            state.owner,
            state.due_on or state.deadline_text,
            light_of(state),
            state.why,
        )
        for state in states
    ]
    return word, columns, rows, [], []


def _breakdown(part: Breakdown, period: str) -> Part:
    columns = [Column(part.heads[0].word, width=34), *_numbers(_("任务"), _("完成"))]
    columns += [Column(_("完成率"), "percent", 10), *_numbers(_("逾期"), _("滞后"), _("30 天内到期"))]
    columns += _numbers(_("红灯"), _("黄灯"), _("绿灯"), _("未启动"))
    if part.with_reports:
        columns += [*_numbers(_("应报"), _("按时报")), Column(_("填报及时"), "percent", 10)]
    said = [_("填报及时为 %(period)s填报期") % {"period": period}] if part.with_reports else []
    return part.heading, columns, [_tally(row, part.with_reports) for row in part.tallies], [], said


def _tally(row: Tally, with_reports: bool) -> Row:
    totals, reports = row.totals, row.reports
    counted = [row.name, totals.all, totals.done, basis_points(totals.done, totals.all)]
    counted += [totals.overdue, totals.behind, totals.due_soon]
    counted += [getattr(totals, light) for light in LIGHTS]
    if with_reports:
        counted += [reports.owed, reports.on_time, reports.on_time_bp] if reports else [None] * 3
    return counted


def _pace(pace: Pace) -> Part:
    columns = [
        Column(pace.heads[0].word, width=34),
        *_numbers(_("计量任务"), _("达到序时"), _("未达序时")),
        Column(_("核定进度"), "percent", 10),
        Column(_("序时进度"), "percent", 10),
        Column(_("相差（百分点）"), "number", 14),
    ]
    return _("进度与序时进度"), columns, [_pace_row(row) for row in pace.rows], [_pace_row(pace.total)], []


def _pace_row(row: PaceRow) -> Row:
    counted = (row.name, row.measured.number, row.on_pace.number, row.off_pace.number)
    return (*counted, row.measures.reported_bp, row.measures.demand_bp, row.measures.behind)


def _months(months: Iterable[MonthRow]) -> Part:
    columns = [
        Column(_("月末"), width=12),
        *_numbers(_("任务"), _("完成")),
        Column(_("完成率"), "percent", 10),
        Column(_("上年同月完成率"), "percent", 16),
        *_numbers(_("逾期"), _("滞后")),
    ]
    return _("逐月完成率"), columns, [_month(row) for row in months], [], []


def _month(row: MonthRow) -> Row:
    now, then = row.totals, row.last_year
    return (
        row.label,
        now and now.all,
        now and now.done,
        now and basis_points(now.done, now.all),
        then and basis_points(then.done, then.all),
        now and now.overdue,
        now and now.behind,
    )


def _nodes(nodes: Iterable[NodeRow]) -> Part:
    columns = [Column(_("时段"), width=20), *_numbers(_("有节点的任务"), _("已达"), _("未达"), _("未到期"))]
    rows: list[Row] = [
        (str(row.window.word), row.tasks.number, row.met.number, row.missed.number, row.ahead.number)
        for row in nodes
    ]
    return _("节点目标"), columns, rows, [], []


def _investment(held: Investment) -> Part:
    columns = [
        Column(_("范围"), width=34),
        *_numbers(
            _("任务"), _("计划投资（万元）"), _("已完成任务"), _("其投资（万元）"), _("其余折算（万元）")
        ),
        Column(_("合占计划"), "percent", 10),
    ]
    rows = [_invested(row) for row in held.rows]
    return _("投资"), columns, rows, [_invested(held.total)], [_("其余折算＝未办结任务的计划投资×核定进度")]


def _invested(row: InvestmentRow) -> Row:
    return (
        row.name,
        row.tasks.number,
        row.planned,
        row.closed.number,
        row.done,
        row.converted,
        row.share_bp,
    )


__all__ = ["dashboard_tables"]
