"""How the text and the table of each part come about."""

from __future__ import annotations

from collections.abc import Callable

from reporting.bulletins import tables, wording
from reporting.bulletins.figures import Figures
from reporting.bulletins.paper import Table

TEXTS: dict[str, Callable[[Figures], str]] = {
    "opening": wording.opening,
    "overview": wording.overview,
    "category": wording.by_category,
    "department": wording.by_department,
    "town": wording.by_town,
    "overdue": wording.overdue,
    "praise": wording.praise,
    "next": wording.next_steps,
}
TABLES: dict[str, Callable[[Figures], Table | None]] = {
    "category": tables.by_category,
    "department": tables.by_department,
    "town": tables.by_town,
}


def text_of(part: str, figures: Figures) -> str:
    """ "" for a part that people alone write."""
    write = TEXTS.get(part)
    return write(figures) if write else ""


def table_of(part: str, figures: Figures) -> Table | None:
    draw = TABLES.get(part)
    return draw(figures) if draw else None
