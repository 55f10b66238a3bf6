"""How figures are printed, the same on every page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def quantity(value: Decimal | int | float | None) -> str:
    """54.4000 → 54.4, 68916 → 68,916; "" for None."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def share(part: Any, whole: Any) -> int | None:
    """`part` of `whole` in whole points, None where there is no whole to compare with."""
    if part is None or not whole:
        return None
    return round(Decimal(str(part)) * 100 / Decimal(str(whole)))
