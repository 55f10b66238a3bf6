"""The tables of this room's pages as they are handed out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from districts.workbooks import Column, Table
from supervision.models import Extension


def extension_tables(waiting: Sequence[Extension], decided: Sequence[Extension]) -> list[Table]:
    """延期申请: those that wait, then those that were decided, each where there are any."""
    parts = [(_("待审批"), waiting), (_("已办理"), decided)]
    return [_extensions(word, rows) for word, rows in parts if rows]


def _extensions(word: str, rows: Sequence[Extension]) -> Table:
    columns = [
        Column(_("序号"), "number", 7),
        Column(_("任务"), width=34),
        Column(_("原时限"), "date", 12),
        Column(_("申请延至"), "date", 12),
        Column(_("申请人"), width=14),
        Column(_("申请日期"), "date", 12),
        Column(_("状态"), width=10),
        Column(_("批准的时限"), "date", 12),
        Column(_("理由"), width=40),
    ]
    return Table(f"{_('延期申请')}　{word}", columns, [_row(extension) for extension in rows], sheet=word)


def _row(extension: Extension) -> tuple[object, ...]:
    return (
        extension.task.number,
        extension.task.title,
        extension.from_deadline,
        extension.to_deadline,
        extension.requested_by,
        extension.requested_on,
        extension.get_state_display(),
        extension.granted_deadline,
        extension.reason,
    )
