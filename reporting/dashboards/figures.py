"""A number with its word, its change against last month and the address of exactly its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Figure:
    """`address` is "" where the reader may not open the rows; `before` what the number was last month,
    None where nobody wrote it down."""

    group: str
    word: str
    number: int
    address: str
    before: int | None = None

    @property
    def change(self) -> str:
        """+3, −2; "" where nothing changed and where there is nothing to compare with."""
        gone = 0 if self.before is None else self.number - self.before
        return f"+{gone}" if gone > 0 else f"−{-gone}" if gone else ""


def address_of(rows_at: str, query: dict[str, Any], group: str = "all") -> str:
    """Where the rows of a figure stand; "" where there is no such page for this reader."""
    wanted = query if group == "all" else query | {"group": group}
    if not rows_at:
        return ""
    return f"{rows_at}?{urlencode(wanted)}" if wanted else rows_at


def figure_of(group: str, number: int, rows_at: str, query: dict[str, Any], word: str = "") -> Figure:
    return Figure(group, word, number, address_of(rows_at, query, group))
