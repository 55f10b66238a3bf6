"""The list of bulletins as it is handed out."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reporting.exports import Column, Row, Table
from reporting.models import Bulletin


def bulletins_tables(title: str, drafts: Iterable[Bulletin], published: Iterable[Bulletin]) -> list[Table]:
    """What is out, then the drafts for those who see them, each where there are any."""
    parts = [_published(title, published), _drafts(title, drafts)]
    return [table for table in parts if table.rows]


def _published(title: str, bulletins: Iterable[Bulletin]) -> Table:
    columns = [
        Column(_("编号"), width=22),
        Column(_("标题"), width=50),
        Column(_("数据"), width=18),
        Column(_("成文日期"), "date", 12),
        Column(_("印发人"), width=16),
        Column(_("更正"), width=22),
    ]
    rows: list[Row] = [
        (
            row.published.number_text,
            row.published.paper.title,
            row.month,
            row.published.dated,
            row.published.published_by,
            row.corrects.published.number_text if row.corrects else "",
        )
        for row in bulletins
    ]
    return Table(title, columns, rows, sheet=_("已印发"))


def _drafts(title: str, bulletins: Iterable[Bulletin]) -> Table:
    columns = [
        Column(_("标题"), width=50),
        Column(_("数据"), width=18),
        Column(_("起草人"), width=16),
        Column(_("起草日期"), "date", 12),
        Column(_("最近修改"), width=16),
    ]
    rows: list[Row] = [
        (row.title, row.month, row.drafted_by, row.drafted_on, row.edited_by) for row in bulletins
    ]
    return Table(f"{title}　{_('草稿')}", columns, rows, sheet=_("草稿"))
