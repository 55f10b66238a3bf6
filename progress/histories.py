"""Who changed what of a report, old → new: read from the history that is kept of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from progress.explanations import percent
from progress.models import ProgressReport, ReportFigure
from tasklists.quantities import plain

TEXTS = ("progress_text", "problems_text", "next_text", "explanation")


@dataclass(frozen=True, slots=True)
class Edit:
    at: datetime.datetime
    who: Any
    what: str
    old: str
    new: str


def edits_of(report: ProgressReport) -> list[Edit]:
    """Every change of a figure or a text, newest first; two queries."""
    found = _text_edits(report) + _figure_edits(report)
    return sorted(found, key=lambda edit: edit.at)[::-1]


def _text_edits(report: ProgressReport) -> list[Edit]:
    names = {name: str(ProgressReport._meta.get_field(name).verbose_name) for name in TEXTS}
    found, before = [], None
    for row in report.history.select_related("history_user").order_by("history_date", "history_id"):
        for name, word in names.items():
            old, new = (getattr(before, name) if before else ""), getattr(row, name)
            if old != new:
                found.append(Edit(row.history_date, row.history_user, word, old, new))
        old_bp = before.percent_bp if before else None
        if old_bp != row.percent_bp:
            shares = ["" if bp is None else percent(bp) for bp in (old_bp, row.percent_bp)]
            found.append(Edit(row.history_date, row.history_user, _("完成比例"), *shares))
        before = row
    return found


def _figure_edits(report: ProgressReport) -> list[Edit]:
    rows = ReportFigure.history.filter(report=report).select_related("history_user", "indicator")
    before: dict[int, str] = {}
    found = []
    for row in rows.order_by("history_date", "history_id"):
        new = "" if row.history_type == "-" else _shown(row)
        old = before.get(row.indicator_id, "")
        if old != new:
            found.append(Edit(row.history_date, row.history_user, row.indicator.name, old, new))
        before[row.indicator_id] = new
    return found


def _shown(row: Any) -> str:
    if row.value is not None:
        return plain(row.value)
    return {True: _("达到"), False: _("未达到")}.get(row.met, "")
