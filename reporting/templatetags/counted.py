"""Numbers of dashboards as links to their rows. A page shows hundreds of them, so they are put together
here and not in a template of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from reporting.dashboards.figures import Figure

register = template.Library()
STROKE = mark_safe("/<wbr>")
MONTH = re.compile(r"(（\d{4}年\d{1,2}月）)")


@register.simple_tag
def number_of(figure: Figure) -> SafeString:
    """A link to its rows where there are any to open; 0 is quiet."""
    number = figure.number
    if not number:
        return format_html('<span class="none">{}</span>', number)
    if not figure.address:
        return format_html("<span>{}</span>", number)
    return format_html('<a href="{}">{}</a>', figure.address, number)


@register.filter
def foldable(figure: str) -> SafeString:
    """963/1,000 in a narrow cell: it may go on to a second line after the stroke, never within a number."""
    return format_html_join(STROKE, "{}", ([part] for part in figure.split("/")))


@register.filter
def with_month(words: str) -> SafeString:
    """The month that a sentence ends with, （2026年11月）, stays in one line."""
    parts = MONTH.split(str(words))
    return format_html_join("", "{}", ([_unbroken(part) if n % 2 else part] for n, part in enumerate(parts)))


def _unbroken(words: str) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', words)
