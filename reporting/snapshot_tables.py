"""The tables of the snapshots as they are handed out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from reporting import lines
from reporting.exports import Band, Column, Row, Table, light_of
from reporting.models import Snapshot
from reporting.snapshot_pages import ListMonths, YearOfSnapshots, in_bands
from reporting.states import TaskState


def months_tables(title: str, found: YearOfSnapshots) -> list[Table]:
    """The year's lists together, then each of them; newest month first in the latter."""
    return [_trend_table(title, found), *(_list_table(held) for held in found.lists)]


def _trend_table(title: str, found: YearOfSnapshots) -> Table:
    columns = [
        Column(_("月份"), width=10),
        Column(_("数据日期"), "date", 12),
        *(Column(word, "number", 8) for word in (_("任务"), _("已完成"), _("逾期"), _("滞后"))),
        Column(_("完成率"), "percent", 10),
        Column(_("上年同月完成率"), "percent", 16),
        Column(_("核定进度"), "percent", 10),
        Column(_("序时进度"), "percent", 10),
        Column(_("填报及时率"), "percent", 12),
    ]
    rows: list[Row] = []
    for row in found.trend:
        month, last_year = row.month, row.last_year.done_bp if row.last_year else None
        if month is None:
            rows.append((row.label, None, None, None, None, None, None, last_year, None, None, None))
            continue
        counted = month.totals
        rows.append(
            (
                row.label,
                month.day,
                counted.all,
                counted.done,
                counted.overdue,
                counted.behind,
                month.done_bp,
                last_year,
                month.reported_bp,
                month.demand_bp,
                month.on_time_bp,
            )
        )
    return Table(title, columns, rows, freeze=1, sheet=_("合计"))


def _list_table(held: ListMonths) -> Table:
    columns = [
        Column(_("填报期"), width=16),
        Column(_("数据日期"), "date", 12),
        Column(_("生成日期"), "date", 12),
        *(Column(word, "number", 8) for word in (_("任务"), _("已完成"), _("逾期"), _("滞后"))),
        Column(_("核定进度"), "percent", 10),
        Column(_("序时进度"), "percent", 10),
        Column(_("填报及时率"), "percent", 12),
        Column(_("更正"), "number", 8),
        Column(_("说明"), width=10),
    ]
    rows: list[Row] = []
    for line in held.lines:
        row, measures = line.snapshot, line.snapshot.measured
        rows.append(
            (
                row.label,
                row.day,
                row.taken_on,
                *(figure.number for figure in line.figures),
                measures.reported_bp,
                measures.demand_bp,
                measures.on_time_bp,
                line.corrected,
                _("补作") if row.is_late else "",
            )
        )
    return Table(held.title, columns, rows, freeze=1)


def tasks_table(snapshot: Snapshot, states: Iterable[TaskState], words: Iterable[tuple[str, str]]) -> Table:
    columns = [
        Column(_("序号"), "number", 7),
        Column(_("任务"), width=40),
        Column(_("牵头部门"), width=20),
        Column(_("时限"), "date", 12),
        Column(_("亮灯"), width=12),
        Column(_("亮灯原因"), width=36),
        Column(_("核定进度"), "percent", 10),
        Column(_("序时进度"), "percent", 10),
        Column(_("进展情况"), width=40),
    ]
    filtered = "；".join(word for word, _rest in words)
    return Table(
        str(snapshot),
        columns,
        [_as_row(row) for row in in_bands(states)],
        notes=[note for note in (said_of(snapshot), filtered and _("筛选：%s") % filtered) if note],
        freeze=2,
    )


def _as_row(row: lines.Band | TaskState) -> Row:
    return Band(row.title) if isinstance(row, lines.Band) else _task_row(row)


def _task_row(state: TaskState) -> tuple[Any, ...]:
    return (
        state.number,
        state.title,
        state.owner,
        state.due_on or state.deadline_text,
        light_of(state),
        state.why,
        state.reported_bp,
        state.demand_bp,
        state.said.progress if state.said else "",
    )


def corrections_table(snapshot: Snapshot, rows: Iterable[dict[str, Any]]) -> Table:
    columns = [
        Column(_("序号"), "number", 7),
        Column(_("任务或单位"), width=40),
        Column(_("更正项目"), width=30),
        Column(_("上期快照"), width=16),
        Column(_("现在"), width=16),
        Column(_("依据"), width=20),
    ]
    names = ("number", "title", "what", "before", "after", "why")
    title = _("%(snapshot)s对上期的更正") % {"snapshot": snapshot}
    return Table(title, columns, [tuple(row[name] for name in names) for row in rows], freeze=2)


def said_of(snapshot: Snapshot) -> str:
    """How the snapshot came about, in one sentence."""
    words = {"day": snapshot.day, "taken": snapshot.taken_on, "rules": snapshot.rule_version or _("默认规则")}
    if snapshot.is_late:
        return _("数据截至 %(day)s；%(taken)s按当日已核定的填报补作；亮灯依据：%(rules)s。") % words
    return _("数据截至 %(day)s；%(taken)s生成；亮灯依据：%(rules)s。") % words
