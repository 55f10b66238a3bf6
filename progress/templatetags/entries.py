"""Figures of reports as they are printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from progress import explanations
from progress.explanations import percent
from progress.forms import MET_VALUES
from tasklists.quantities import plain

register = template.Library()


@register.filter
def bp(value: int | str | None) -> str:
    """Basis points → 32.5%; "" for None, and for the "" that a template gives for a missing row."""
    return "" if value is None or isinstance(value, str) else percent(value)


@register.filter
def whole_points(value: int | str | None) -> str:
    """Basis points → whole percentage points, for the length of a bar."""
    return "" if value is None or isinstance(value, str) else str(explanations.whole_points(value))


@register.filter
def whole_percent(value: int | str | None) -> str:
    """Percentage points that were kept whole → 32%."""
    return "" if value is None or isinstance(value, str) else f"{value}%"


@register.simple_tag(takes_context=True)
def typed_reason(context: dict[str, Any], key: str) -> str:
    """The reason that was typed for a row of the queue and has not been sent with it."""
    return str(context["request"].POST.get(f"reason_{key}", ""))


@register.filter
def signed(value: Decimal | None) -> str:
    """+3.2, −1, 持平; "" for None."""
    if value is None:
        return ""
    if value == 0:
        return _("持平")
    return f"+{plain(value)}" if value > 0 else f"−{plain(-value)}"


@register.filter
def signed_points(value: int | str | None) -> str:
    """Basis points as a change in points: +3.5."""
    return signed(None if value is None or isinstance(value, str) else Decimal(value) / 100)


@register.filter
def met(value: bool | None) -> Any:
    return "" if value is None else (_("达到") if value else _("未达到"))


@register.filter
def answered(value: str | None) -> str:
    """What was chosen in a field that asks whether something is met, in words; "" where nothing was."""
    return str(met(MET_VALUES.get(value or "")))
