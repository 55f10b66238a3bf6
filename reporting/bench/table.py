"""What was measured, as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable

from reporting.bench.measure import Measured

HEADS = (
    "page",
    "for",
    "rows",
    "KB",
    "queries",
    "median ms",
    "95 % ms",
    "bare median ms",
    "bare 95 % ms",
    "ratio",
)


def as_markdown(rows: Iterable[Measured]) -> str:
    lines = [_line(HEADS), _line(["---", "---", *["---:"] * (len(HEADS) - 2)])]
    return "\n".join([*lines, *(_line(_cells(row)) for row in rows)])


def _cells(row: Measured) -> list[str]:
    bare = [_ms(row.bare.median), _ms(row.bare.p95), f"{row.ratio:.1f}"] if row.bare else ["", "", ""]
    return [
        row.label,
        row.who,
        f"{row.rows:,}",
        f"{row.size / 1024:.0f}",
        str(row.queries),
        _ms(row.times.median),
        _ms(row.times.p95),
        *bare,
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
