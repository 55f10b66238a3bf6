"""Numbers of dashboards as links to their rows. A page shows hundreds of them, so they are put together
here and not in a template of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from reporting.dashboards.figures import Figure

register = template.Library()
STROKE = mark_safe("/<wbr>")


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
