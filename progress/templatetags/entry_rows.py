"""The parts of a row of an entry grid. A grid holds hundreds of rows, so they are put together here and
not by a template each."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from progress.entry import Line, Row
from progress.models.steps import ReportStep

register = template.Library()

CHECKED = mark_safe(" checked")
QUIET = mark_safe(' class="quiet"')


@register.simple_tag
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


@register.simple_tag
def entry_fold(line: Line) -> SafeString:
    """On a phone a row is a card that is folded up to its title and state; on paper and on wide screens
    nothing is folded."""
    return format_html(
        '<label class="fold btn btn-small"><input type="checkbox" class="visually-hidden"{}>'
        '<span class="fold-shut">{}</span><span class="fold-open">{}</span></label>',
        CHECKED if line.is_open else "",
        _("查看") if line.row.lock else _("填写"),
        _("收起"),
    )


@register.simple_tag
def entry_state(row: Row) -> SafeString:
    """How far the row is, below it why it is locked, or who saved it last."""
    report = row.report
    return format_html(
        '<span data-state data-draft="{}"{}>{}</span>{}\n<p class="quiet" data-saved>{}</p>',
        _("草稿"),
        "" if report else QUIET,
        report.get_state_display() if report else _("未填"),
        format_html(' <span class="mark">{}</span>', _("迟报")) if report and report.is_late else "",
        row.lock or (_saved(report) if report and report.edited_by else ""),
    )


def _saved(report: ReportStep) -> SafeString:
    at = timezone.localtime(report.edited_at)
    words = report.edited_by, f"{at:%Y-%m-%d}", f"{at:%H:%M}"
    return format_html('{} <span class="nowrap">{}</span> {}', *words)
