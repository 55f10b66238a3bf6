"""The tables of the read pages as they are handed out: lists, the register, a task, search, two years."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import lines, overview
from reporting.exports import Band, Column, Row, ShownLight, Table
from reporting.lines import TaskLine
from reporting.register import Register
from reporting.task_indicators import IndicatorPart
from reporting.task_page import TaskPage
from tasklists.models import Task
from tasklists.rollover import Pair

NUMBER = Column(gettext_lazy("序号"), "number", 7)
TITLE = Column(gettext_lazy("任务"), width=40)
LEAD = Column(gettext_lazy("牵头部门"), width=20)
DEADLINE = Column(gettext_lazy("时限"), "date", 12)
LIGHT = Column(gettext_lazy("亮灯"), width=12)
WHY = Column(gettext_lazy("亮灯原因"), width=30)
REPORTED = Column(gettext_lazy("累计完成"), "percent", 10)
COUNTED = (
    Column(gettext_lazy("任务"), "number", 8),
    Column(gettext_lazy("已完成"), "number", 8),
    Column(gettext_lazy("逾期"), "number", 8),
    Column(gettext_lazy("滞后"), "number", 8),
    Column(gettext_lazy("红灯"), "number", 8),
    Column(gettext_lazy("黄灯"), "number", 8),
    Column(gettext_lazy("绿灯"), "number", 8),
    Column(gettext_lazy("未启动"), "number", 8),
)


def _light(line: TaskLine) -> ShownLight:
    return ShownLight(line.light, line.word)


def _counts(totals: Any) -> tuple[int, ...]:
    return (
        totals.all,
        totals.done,
        totals.overdue,
        totals.behind,
        totals.red,
        totals.yellow,
        totals.green,
        totals.grey,
    )


def register_table(title: str, found: Register, day: datetime.date) -> Table:
    """台账 in the short form, or in the columns in which the list was issued; the day and what was
    filtered by stand below the title. `found` holds all rows (`whole`)."""
    notes = [_("数据截至 %(day)s") % {"day": day}]
    if found.words:
        notes.append(_("筛选：%(words)s") % {"words": "；".join(word for word, _rest in found.words)})
    return Table(
        title,
        _full(found) if found.columns else [NUMBER, TITLE, LEAD, DEADLINE, LIGHT, WHY, REPORTED],
        [_register_row(row, full=bool(found.columns)) for row in found.rows],
        notes=notes,
        freeze=2,
        sheet=_("台账"),
    )


def _full(found: Register) -> list[Column]:
    return [NUMBER, TITLE, LIGHT, WHY, REPORTED, *(Column(head, width=24) for head, _name in found.columns)]


def _register_row(row: Any, *, full: bool) -> Row:
    if isinstance(row, lines.Band):
        return Band("　" * (row.level - 1) + row.title)
    task = row.task
    if full:
        printed = (text for _head, text in row.cells)
        return (task.number, task.title, _light(row), row.why, task.reported_bp, *printed)
    due = task.due_on or task.deadline_text
    return (task.number, task.title, row.owner, due, _light(row), row.why, task.reported_bp)


def lists_table(rows: Iterable[overview.ListRow]) -> Table:
    return Table(
        _("任务清单"),
        [
            Column(_("年度"), width=8),
            Column(_("清单"), width=44),
            Column(_("文号"), width=20),
            Column(_("区（县）"), width=12),
            Column(_("类型"), width=16),
            Column(_("状态"), width=8),
            *COUNTED,
        ],
        [
            (
                str(row.task_list.year),
                row.task_list,
                row.task_list.issuing_number,
                row.task_list.district,
                row.task_list.get_kind_display(),
                row.task_list.get_state_display(),
                *_counts(row.totals),
            )
            for row in rows
        ],
    )


def districts_table(rows: Iterable[overview.DistrictRow]) -> Table:
    return Table(
        _("各区一览"),
        [
            Column(_("区（县）"), width=20),
            Column(_("年度"), width=8),
            Column(_("清单"), "number", 8),
            *COUNTED,
        ],
        [
            (
                row.district,
                str(row.year) if row.year else None,
                row.lists,
                *(_counts(row.totals) if row.year else (None,) * len(COUNTED)),
            )
            for row in rows
        ],
    )


def found_table(words: str, rows: Iterable[TaskLine]) -> Table:
    return Table(
        _("搜索“%(words)s”") % {"words": words},
        [NUMBER, TITLE, Column(_("清单"), width=36), LEAD, DEADLINE, LIGHT, WHY],
        [
            (
                line.task.number,
                line.task.title,
                line.task.task_list,
                line.owner,
                line.task.due_on,
                _light(line),
                line.why,
            )
            for line in rows
        ],
        sheet=_("搜索结果"),
    )


def two_years_table(title: str, earlier: Any, later: Any, pairs: Iterable[tuple[Pair, Any]]) -> Table:
    columns = [
        Column(_("去向"), width=10),
        Column(f"{earlier.year} {earlier}", width=40),
        Column(f"{later.year} {later}", width=40),
        Column(_("变化"), width=60),
    ]
    rows = [(word, pair.earlier, pair.later, _differences(pair)) for pair, word in pairs]
    return Table(title, columns, rows, sheet=_("两年对照"))


def _differences(pair: Pair) -> str:
    return "\n".join(f"{row.fact}：{row.old or '—'} → {row.new or '—'}" for row in pair.differences)


def carried_table(title: str, rows: Iterable[tuple[Task, bool]]) -> Table:
    """What goes on next year, and why."""
    columns = [
        TITLE,
        Column(_("原因"), width=22),
        DEADLINE,
        Column(_("最初时限"), "date", 12),
    ]
    return Table(
        title,
        columns,
        [
            (task, _why_carried(task, unfinished), task.deadline, task.first_deadline)
            for task, unfinished in rows
        ],
        sheet=_("结转"),
    )


def _why_carried(task: Task, unfinished: bool) -> str:
    if task.recurring:
        return _("经常性（%(word)s）") % {"word": task.get_recurring_display()}
    return _("未办结") if unfinished else _("有子任务结转")


def task_tables(page: TaskPage) -> list[Table]:
    """A task's indicators, shares of the towns, milestones and sub-items, each where there are any."""
    parts = [_indicators(page)] if page.lists_indicators else []
    parts += [_shares(part) for part in page.indicators if part.quotas]
    if page.timeline.points:
        parts.append(_points(page))
    if page.children:
        parts.append(_children(page))
    return parts


def _indicators(page: TaskPage) -> Table:
    return Table(
        _("指标"),
        [
            Column(_("指标"), width=30),
            Column(_("目标"), "number"),
            Column(_("单位"), width=8),
            Column(_("原文"), width=30),
            Column(_("累计完成"), "number"),
            Column(_("完成比例"), "percent"),
        ],
        [
            (row.name, row.target, row.unit, row.target_text, part.value, part.share_bp)
            for part in page.indicators
            for row in [part.indicator]
        ],
    )


def _shares(part: IndicatorPart) -> Table:
    unit = f"（{part.indicator.unit}）" if part.indicator.unit else ""
    return Table(
        _("指标：%(name)s") % {"name": part.indicator.name},
        [
            Column(_("街镇"), width=24),
            Column(_("任务量") + unit, "number"),
            Column(_("累计完成"), "number"),
            Column(_("完成比例"), "percent"),
            LIGHT,
            WHY,
        ],
        [
            (
                line.towns,
                _("涉及") if line.quota.value is None else line.quota.value,
                line.quota.reported,
                line.quota.reported_bp,
                ShownLight(line.light, line.word),
                line.why,
            )
            for line in part.quotas
        ],
        sheet=part.indicator.name,
    )


def _points(page: TaskPage) -> Table:
    return Table(
        _("节点目标"),
        [
            Column(_("节点")),
            Column(_("截止"), "date", 12),
            Column(_("目标"), width=50),
            Column(_("数值"), width=14),
            Column(_("情况"), width=12),
        ],
        [(row.name, row.due, row.text, row.target, row.word) for row in page.timeline.points],
    )


def _children(page: TaskPage) -> Table:
    return Table(
        _("子项"),
        [NUMBER, TITLE, LEAD, LIGHT, WHY],
        [(row.task.number, row.task.title, row.owner, _light(row), row.why) for row in page.children],
    )
