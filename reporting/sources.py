"""Places in a document, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def place_words(source: dict[str, Any]) -> str:
    """第 118 行; 工作表“清单”C7; 第 2 个表第 5 行; 第 3 页第 4 行; "" where no place is known."""
    parts = []
    if sheet := source.get("sheet"):
        parts.append(_("工作表“%(sheet)s”") % {"sheet": sheet})
    if page := source.get("page"):
        parts.append(_("第 %(page)s 页") % {"page": page})
    if table := source.get("table"):
        parts.append(_("第 %(table)s 个表") % {"table": table})
    if row := source.get("row"):
        parts.append(_("第 %(row)s 行") % {"row": row})
    if column := source.get("column"):
        parts.append(_("第 %(column)s 列") % {"column": column})
    if line := source.get("line"):
        parts.append(_("第 %(line)s 行") % {"line": line})
    if cell := source.get("cell"):
        parts.append(_("单元格 %(cell)s") % {"cell": cell})
    return " ".join(parts)
