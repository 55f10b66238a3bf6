"""The rows of a town's grid: hundreds on a page, so they are put together here and not by a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from districts.templatetags.figures import quantity
from progress.entry import Line
from progress.sheets import QuotaRow
from progress.templatetags.entries import met
from progress.templatetags.entry_rows import RowWords, entry_cell, entry_end, entry_fold, entry_state
from progress.templatetags.marks import bar_mark

register = template.Library()

COLUMNS = 8
NONE = mark_safe('<span class="none">—</span>')
TROUBLED = mark_safe(' class="is-troubled"')
ROW = (
    '<tbody id="{key}" data-row="{key}"{troubled}><tr>'
    '<td class="entry-task"><a class="task-title" href="{address}">{number}. {title}</a>{fold}</td>'
    '<td data-label="{of_indicator}">{indicator}{shared}</td>'
    '<td class="num" data-label="{of_quota}">{quota}</td>'
    '<td class="num" data-label="{of_last}">{last}</td>'
    '<td class="num{wrong_value}" data-label="{of_value}">{value}</td>'
    '<td class="col-bar" data-label="{of_share}">{share}</td>'
    '<td class="col-words{wrong_note}" data-label="{of_note}">{note}</td>'
    '<td class="nowrap entry-state" data-label="{of_state}">{state}</td>'
    "</tr>{end}</tbody>"
)


@register.simple_tag
def quota_rows(lines: Iterable[Line]) -> SafeString:
    """A row a line, each cell with its head for the phone."""
    named = {
        "of_indicator": _("指标"),
        "of_quota": _("本街镇任务量"),
        "of_last": _("上期"),
        "of_value": _("本期累计"),
        "of_share": _("占任务量"),
        "of_note": _("备注"),
        "of_state": _("状态"),
    }
    heads = {name: escape(word) for name, word in named.items()}  # once, not once a row
    words = RowWords.now()
    return format_html_join("\n", "{}", ((_row(line, heads, words),) for line in lines))


def _row(line: Line, heads: dict[str, SafeString], words: RowWords) -> SafeString:
    row: Any = line.row
    indicator = row.quota.indicator
    task = indicator.task
    value, note = (_as_stored if row.lock else _to_fill_in)(line, row)
    return format_html(
        ROW,
        key=row.key,
        troubled=TROUBLED if line.is_troubled else "",
        address=reverse("task", args=[task.pk]),
        number=task.number,
        title=task.title,
        fold=entry_fold(line, words),
        indicator=indicator.name,
        shared=_shared(row),
        quota=_quota(row),
        last=_last(row),
        wrong_value=_wrong(line, "value", "met"),
        value=value,
        share=bar_mark(line.quota_share_bp, None, "plain", indicator.name),
        wrong_note=_wrong(line, "note"),
        note=note,
        state=entry_state(row, words),
        end=entry_end(line, COLUMNS),
        **heads,
    )


def _as_stored(line: Line, row: QuotaRow) -> tuple[str, str]:
    """Value and note of a locked row; empty where nobody has reported."""
    report = row.report
    if report is None:
        return "", ""
    value = quantity(report.value)
    return (f"{met(report.met)} {value}" if row.quota.value is None else value), report.note


def _to_fill_in(line: Line, row: QuotaRow) -> tuple[SafeString, SafeString]:
    form, indicator = line.form, row.quota.indicator
    value = entry_cell(form["value"], indicator)
    if row.quota.value is None:
        value = format_html("{} {}", entry_cell(form["met"], indicator), value)
    return value, entry_cell(form["note"], indicator)


def _shared(row: QuotaRow) -> str:
    towns = row.shared_with
    if not towns:
        return ""
    words = _("与%(towns)s共同承担，任一方填报即可") % {"towns": "、".join(str(town) for town in towns)}
    return format_html('<p class="quiet">{}</p>', words)


def _quota(row: QuotaRow) -> str:
    if row.quota.value is None:
        return format_html('<span class="none">{}</span>', _("未定数量"))
    return f"{quantity(row.quota.value)} {row.quota.indicator.unit}"


def _last(row: QuotaRow) -> str:
    last = row.last
    if last is None or (last.value is None and last.met is None):
        return NONE
    return quantity(last.value) if last.value is not None else met(last.met)


def _wrong(line: Line, *names: str) -> str:
    """The class of a cell in which something is wrong."""
    if not line.is_troubled:
        return ""
    return " wrong" if any(name in line.form.errors for name in names) else ""
