"""The tables of this room's pages as they are handed out: what changed since issue, what an import
would do and what it found."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.workbooks import Band, Column, Row, Table
from tasklists.baseline import Compared, Comparison
from tasklists.import_pages import PlanGroup
from tasklists.models import ImportIssue, ListChange, TaskList

FATES = {"new": gettext_lazy("（增补）"), "gone": gettext_lazy("（已撤出）")}


def changes_tables(task_list: TaskList, comparison: Comparison, changes: Iterable[ListChange]) -> list[Table]:
    """As issued against now, a band a task; then the log, where anything is in it."""
    columns = [
        Column(_("内容"), width=18),
        Column(_("印发时"), width=44),
        Column(_("现在"), width=44),
        Column(_("变更原因"), width=40),
    ]
    rows: list[Row] = []
    for compared in comparison.rows:
        rows.append(Band(f"{compared.number}. {compared.title}{FATES.get(compared.fate, '')}"))
        rows += _facts(compared)
    tables = [Table(_("%(list)s印发时与现在") % {"list": task_list}, columns, rows, sheet=_("对照"))]
    if log := [_change(change) for change in changes]:
        tables.append(_log(log))
    return tables


def _facts(compared: Compared) -> list[Row]:
    return [
        (
            fact.difference.fact,
            fact.difference.old,
            fact.difference.new,
            "\n".join(
                f"{change.reason}（{change.user or ''} {change.made_at:%Y-%m-%d}）" for change in fact.changes
            ),
        )
        for fact in compared.facts
    ]


def _change(change: ListChange) -> Row:
    return (change.made_at, change.task, change.fact, change.old, change.new, change.reason, change.user)


def _log(rows: list[Row]) -> Table:
    columns = [
        Column(_("时间"), "date", 18),
        Column(_("任务"), width=30),
        Column(_("内容")),
        Column(_("原为"), width=30),
        Column(_("改为"), width=30),
        Column(_("变更原因"), width=30),
        Column(_("办理人")),
    ]
    return Table(_("变更记录"), columns, rows)


def plan_tables(title: str, groups: Iterable[PlanGroup]) -> list[Table]:
    """What storing a document would create and change, a sheet for each kind."""
    columns = [Column(_("序号"), "number", 7), Column(_("任务"), width=44), Column(_("说明"), width=70)]
    return [
        Table(
            f"{title}　{group.word}",
            columns,
            [(row.key, row.title, "\n".join(changes) or row.reason) for row, changes in group.rows],
            sheet=str(group.word),
        )
        for group in groups
    ]


def issues_table(title: str, issues: Iterable[ImportIssue]) -> Table:
    """What an import found doubtful."""
    columns = [Column(_("序号"), "number", 7), Column(_("任务"), width=34), Column(_("说明"), width=70)]
    rows = [
        (issue.task.number, issue.task.title, issue.message) if issue.task else (None, None, issue.message)
        for issue in issues
    ]
    return Table(title, columns, rows, sheet=_("导入时发现的问题"))
