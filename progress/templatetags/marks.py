"""Lights and bars. Tables show hundreds of them, so they are put together here; `_light.html`,
`_progress.html` and `_target.html` are the same marks for templates that include them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from districts.templatetags.figures import quantity
from progress.explanations import whole_points
from progress.templatetags.entries import bp as exactly
from progress.templatetags.entries import whole_percent
from tasklists.models import Indicator

register = template.Library()

HOOK = mark_safe('<path class="stroke" d="m1.5 6.5 3.2 3.300L10.8 2.5"/>')
HOLLOW = mark_safe('<circle class="hollow" cx="6" cy="6" r="4.3"/>')
SHAPES = {
    "red": mark_safe('<circle cx="6" cy="6" r="5"/>'),
    "yellow": mark_safe('<path d="M6 .8 11.6 11H.4Z"/>'),
    "green": mark_safe('<rect x="1.3" y="1.3" width="9.4" height="9.4"/>'),
    "done": HOOK,
    "blue": HOOK,
}
NAMES = {"red": _("红灯"), "yellow": _("黄灯"), "green": _("绿灯"), "grey": _("灰灯")}
FOCUSABLE = mark_safe(' tabindex="0"')


@register.simple_tag
def light_mark(light: str, word: Any = "", why: str = "") -> SafeString:
    """Colour, shape and word of a light, with its reason on hover, focus and in print. `light` is 'blue'
    for 'done' where a list shows it so."""
    return format_html(
        '<span class="light light-{}"{}><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>'
        '<span class="visually-hidden">{} </span>{}{}</span>',
        light,
        FOCUSABLE if why else "",
        SHAPES.get(light, HOLLOW),
        str(NAMES.get(light, "")),
        word,
        format_html('<span class="why">{}</span>', why) if why else "",
    )


@register.simple_tag
def target_mark(indicator: Indicator, target: Decimal) -> SafeString:
    """The figure an indicator asks for: 250 个, 不低于 95 %, 35 人左右."""
    about = indicator.comparator == Indicator.Comparator.ABOUT
    bare = about or indicator.comparator == Indicator.Comparator.EQUAL
    return format_html(
        "{}<b>{}</b> {}{}",
        "" if bare else f"{indicator.get_comparator_display()} ",
        quantity(target),
        indicator.unit,
        _("左右") if about else "",
    )


@register.simple_tag
def bar_mark(bp: Any = None, percent: Any = None, light: str = "", label: Any = "") -> SafeString:
    """A bar with its figure, exactly as sentences say it: `bp` basis points, None for 'not measured';
    `percent` whole points, where nothing finer is kept. `light` colours the bar."""
    bp, percent = (None if value == "" else value for value in (bp, percent))
    if bp is None and percent is None:
        return mark_safe('<span class="none">—</span>')
    said = whole_percent(percent) if bp is None else exactly(bp)
    return format_html(
        '<span class="bar"><progress class="bar-{}" max="100" value="{}" aria-label="{}{}"></progress>'
        '<span class="bar-figure">{}</span></span>',
        light or "green",
        percent or 0 if bp is None else whole_points(bp),
        label or "",
        said,
        said,
    )
