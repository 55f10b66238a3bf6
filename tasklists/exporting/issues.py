"""The rows of a document that a person should look at, the reason beside each, as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from tasklists.exporting.sheet import Column, Row, Sheet
from tasklists.exporting.xlsx import to_xlsx
from tasklists.importing.records import ISSUE_CODES, Issue, TaskRow
from tasklists.importing.wording import LEVELS, place_label

COLUMNS = (
    Column("序号", 8),
    Column("任务名称", 30),
    Column("牵头部门", 20),
    Column("完成时限", 12),
    Column("级别", 8),
    Column("问题", 14),
    Column("说明", 50),
    Column("原文", 40),
    Column("位置", 16),
)


def issues_file(tasks: Sequence[TaskRow], issues: Sequence[Issue]) -> bytes:
    """Rows in the order of the document; what belongs to no task comes last."""
    known = {task.number: task for task in tasks}
    places = {task.number: position for position, task in enumerate(tasks)}
    ordered = sorted(issues, key=lambda issue: places.get(issue.task or "", len(places)))
    rows = tuple(_row(issue, known.get(issue.task or "")) for issue in ordered)
    return to_xlsx(Sheet("需要核对的内容", "", COLUMNS, rows))


def _row(issue: Issue, task: TaskRow | None) -> Row:
    leads = "、".join(a.department for a in task.assignments if a.role == "lead") if task else ""
    deadline = task.deadline.text if task and task.deadline else ""
    return Row(
        (
            issue.task or "",
            task.title if task else "",
            leads,
            deadline,
            LEVELS[issue.level],
            ISSUE_CODES.get(issue.code, issue.code),
            issue.message,
            issue.raw,
            place_label(issue.ref.as_json()),
        )
    )
