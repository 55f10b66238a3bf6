"""The rows of a department's grid, put together here and not by a template: a task has a line a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from districts.templatetags.figures import quantity
from progress.entry import Cell, Line
from progress.sheets import TaskRow
from progress.templatetags.entries import answered, met
from progress.templatetags.entry_rows import (
    RowWords,
    entry_cell,
    entry_end,
    entry_fold,
    entry_state,
    entry_stated,
)
from progress.templatetags.marks import bar_mark, light_mark, target_mark

register = template.Library()

COLUMNS = 8
NONE = mark_safe('<span class="none">—</span>')
TROUBLED = mark_safe(' class="is-troubled"')
WRONG = mark_safe(' class="wrong"')
Heads = dict[str, SafeString]


@register.simple_tag
def task_rows(lines: Iterable[Line]) -> SafeString:
    """The lines of each task, each cell with its head for the phone."""
    named = {
        "of_figure": _("指标"),
        "of_last": _("上期"),
        "of_value": _("本期累计"),
        "of_share": _("占目标"),
        "of_why": _("数据说明"),
        "of_words": _("进展情况"),
        "of_state": _("状态"),
    }
    heads = {name: escape(word) for name, word in named.items()}  # once, not once a row
    words = RowWords.now()
    return format_html_join("\n", "{}", ((_task(line, heads, words),) for line in lines))


def _task(line: Line, heads: Heads, words: RowWords) -> SafeString:
    cells = line.cells()
    lines = [
        (_title(line, len(cells), words), _figure(line, cell, heads), _text(line, len(cells), heads, words))
        if number == 0
        else ("", _figure(line, cell, heads), "")
        for number, cell in enumerate(cells)
    ]
    return format_html(
        '<tbody id="{key}" data-row="{key}"{}>{}{}</tbody>',
        TROUBLED if line.is_troubled else "",
        format_html_join("", "<tr>{}{}{}</tr>", lines),
        entry_end(line, COLUMNS),
        key=line.row.key,
    )


def _title(line: Line, span: int, words: RowWords) -> SafeString:
    row: Any = line.row
    task = row.task
    return format_html(
        '<td rowspan="{}" class="entry-task"><a class="task-title" href="{}">{}. {}</a>'
        '<p class="quiet">{}　{}</p>{}</td>',
        span,
        reverse("progress_write", args=[row.period.pk, task.pk, row.department.pk]),
        task.number,
        task.title,
        f"{task.due_on:%Y-%m-%d}" if task.due_on else task.deadline_text,
        light_mark(task.shown_light, task.word, task.why),
        entry_fold(line, words),
    )


def _figure(line: Line, cell: Cell, heads: Heads) -> SafeString:
    value, why = (_as_stored if line.row.lock else _to_fill_in)(cell)
    return format_html(
        '<td data-label="{of_figure}">{name}{stated}</td>'
        '<td class="num" data-label="{of_last}">{last}</td>'
        '<td class="num{wrong}" data-label="{of_value}">{value}</td>'
        '<td class="col-bar" data-label="{of_share}">{share}</td>'
        '<td{wrong_why} data-label="{of_why}">{why}</td>',
        name=_name(cell),
        stated=entry_stated(cell),
        last=_last(cell),
        wrong=" wrong" if line.is_troubled and cell.field.errors else "",
        value=value,
        share=bar_mark(cell.share_bp, None, "plain", cell.indicator.name if cell.indicator else ""),
        wrong_why=WRONG if line.is_troubled and cell.word.errors else "",
        why=why,
        **heads,
    )


def _as_stored(cell: Cell) -> tuple[str, str]:
    """Value and explanation of a locked row."""
    value, why = cell.field.value(), cell.word.value()
    return answered(value) if cell.is_met else _words(value), _words(why)


def _to_fill_in(cell: Cell) -> tuple[str, str]:
    return entry_cell(cell.field), entry_cell(cell.word)


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _name(cell: Cell) -> str:
    """The indicator with its target, below it what the towns reported."""
    indicator = cell.indicator
    if indicator is None:
        return _("完成比例（%）")
    target: str = ""
    if cell.target is not None:
        target = format_html(' <span class="nowrap">{}</span>', target_mark(indicator, cell.target))
    elif indicator.target_text:
        target = format_html(' <span class="quiet">{}</span>', indicator.target_text)
    return format_html("{}{}{}", indicator.name, target, _towns(cell) if cell.towns else "")


def _towns(cell: Cell) -> SafeString:
    held: Any = cell.towns
    words = {"reported": held.reported, "of": held.of, "value": quantity(held.value)}
    said = _("街镇已报 %(reported)s/%(of)s 家，合计 %(value)s %(unit)s") % (
        words | {"unit": cell.indicator.unit if cell.indicator else ""}
    )
    if held.waiting:
        said += _("，其中 %(value)s 待审核") % {"value": quantity(held.waiting)}
    differs = format_html(" <b>{}</b>", _("与所填合计不一致")) if cell.differs_from_towns else ""
    return format_html('<p class="quiet">{}{}</p>', said, differs)


def _last(cell: Cell) -> str:
    if cell.last is not None:
        return quantity(cell.last)
    return NONE if cell.last_met is None else met(cell.last_met)


def _text(line: Line, span: int, heads: Heads, words: RowWords) -> SafeString:
    """进展情况 and the state, in the first line of a task."""
    row: Any = line.row
    field = line.form["progress_text"]
    if row.lock:
        stored = field.value() or "—"
        text = format_html('<details class="clip"><summary>{}</summary></details>', stored)
    else:
        text = format_html("{}\n{}", entry_cell(field), _last_words(row))
    return format_html(
        '<td rowspan="{span}" class="col-words{wrong}" data-label="{of_words}">{text}</td>'
        '<td rowspan="{span}" class="nowrap entry-state" data-label="{of_state}">{state}</td>',
        span=span,
        wrong=" wrong" if line.is_troubled and field.errors else "",
        text=text,
        state=entry_state(row, words),
        **{name: heads[name] for name in ("of_words", "of_state")},
    )


def _last_words(row: TaskRow) -> str:
    """What was written last time, to be taken over where nothing is written yet."""
    if row.last is None or not row.last.progress_text:
        return ""
    keep: str = ""
    if row.report is None or not row.report.progress_text:
        keep = format_html(
            '<button class="btn btn-small" name="keep" value="{}">{}</button>', row.key, _("沿用上期文字")
        )
    return format_html(
        '<details class="quiet"><summary>{}</summary><p class="wording">{}</p></details>{}',
        _("上期（%(period)s）写的") % {"period": row.last.period.label},
        row.last.progress_text,
        keep,
    )
