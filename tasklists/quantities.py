"""Quantities as people write them. Pure, so that the importer's stages and the pages share it."""

from __future__ import annotations

from decimal import Decimal


def plain(value: Decimal | None) -> str:
    """54.4000 → 54.4, 100.00 → 100; "" for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
