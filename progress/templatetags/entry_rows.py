"""The parts of a row of an entry grid. A grid holds hundreds of rows, so they are put together here and
not by a template each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from districts.templatetags.figures import quantity
from progress.entry import Cell, Line, Row
from progress.models import ReportState
from progress.models.steps import ReportStep
from progress.templatetags.entries import met

register = template.Library()

CHECKED = mark_safe(" checked")
QUIET = mark_safe(' class="quiet"')


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of every row, looked up and escaped once a grid."""

    draft: SafeString
    empty: SafeString
    late: SafeString
    look: SafeString
    fill_in: SafeString
    fold: SafeString
    states: dict[str, SafeString]

    @classmethod
    def now(cls) -> RowWords:
        """In the language of the page."""
        words = (_("草稿"), _("未填"), _("迟报"), _("查看"), _("填写"), _("收起"))
        return cls(*map(escape, words), {state.value: escape(state.label) for state in ReportState})


def entry_cell(field: BoundField, more: Any = "") -> SafeString:
    """A field: its label for the ear, with these words added, below it what is wrong."""
    return format_html(
        '<label class="visually-hidden" for="{}">{}{}</label>{}{}',
        field.id_for_label,
        field.label,
        f"：{more}" if more else "",
        field,
        _errors(field) if field.errors else "",
    )


def _errors(field: BoundField) -> SafeString:
    said = format_html_join("", "<li>{}</li>", ((error,) for error in field.errors))
    return format_html('<ul class="errors" id="{}_error">{}</ul>', field.auto_id, said)


def entry_fold(line: Line, words: RowWords) -> SafeString:
    """On a phone a row is a card that is folded up to its title and state; on paper and on wide screens
    nothing is folded."""
    return format_html(
        '<label class="fold btn btn-small"><input type="checkbox" class="visually-hidden"{}>'
        '<span class="fold-shut">{}</span><span class="fold-open">{}</span></label>',
        CHECKED if line.is_open else "",
        words.look if line.row.lock else words.fill_in,
        words.fold,
    )


def entry_state(row: Row, words: RowWords) -> SafeString:
    """How far the row is, below it why it is locked, or who saved it last."""
    report = row.report
    return format_html(
        '<span data-state data-draft="{}"{}>{}</span>{}\n<p class="quiet" data-saved>{}</p>',
        words.draft,
        "" if report else QUIET,
        words.states[report.state] if report else words.empty,
        format_html(' <span class="mark">{}</span>', words.late) if report and report.is_late else "",
        row.lock or (_saved(report) if report and report.edited_by else ""),
    )


def _saved(report: ReportStep) -> SafeString:
    at = timezone.localtime(report.edited_at)
    words = report.edited_by, f"{at:%Y-%m-%d}", f"{at:%H:%M}"
    return format_html('{} <span class="nowrap">{}</span> {}', *words)


@register.simple_tag
def entry_stated(cell: Cell) -> str:
    """What another department of the task handed in for this figure: it need not be typed again."""
    stated = cell.stated
    if stated is None:
        return ""
    if stated.value is not None:
        words = {"body": stated.department, "value": quantity(stated.value)}
        unit = cell.indicator.unit if cell.indicator else ""
        said = _("%(body)s已报 %(value)s") % words + f" {unit or '%'}"
    else:
        said = _("%(body)s已报“%(value)s”") % {"body": stated.department, "value": met(stated.met)}
    if cell.held is None:
        said += _("，可不重复填")
    differs = format_html(" <b>{}</b>", _("与所填不一致")) if cell.differs_from_stated else ""
    return format_html('<p class="quiet">{}{}</p>', said, differs)


def entry_end(line: Line, columns: int) -> SafeString:
    """Below a row: its hidden fields, why it came back, what is wrong with the row as a whole. Nothing
    below a locked row with which nothing is wrong."""
    row, errors = line.row, line.errors
    if row.lock and not errors:
        return SafeString()
    hidden = ("", "") if row.lock else (line.form["version"], line.form["seen"])
    came_back = row.report is not None and row.state == ReportState.RETURNED
    return format_html(
        '<tr class="entry-note{}"><td colspan="{}">{}{}{}<ul class="errors" data-errors>{}</ul></td></tr>',
        "" if errors or came_back else " is-quiet",
        columns,
        *hidden,
        _returned(row.report) if came_back else "",
        format_html_join("", "<li>{}</li>", ((error,) for error in errors)),
    )


def _returned(report: Any) -> SafeString:
    words = {
        "day": f"{report.decided_on:%Y-%m-%d}" if report.decided_on else "",
        "reason": report.return_reason,
    }
    return format_html('<p class="note note-warning">{}</p>', _("%(day)s 被退回：%(reason)s") % words)
