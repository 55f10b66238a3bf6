"""The number of a bulletin in words."""

from __future__ import annotations


def number_text(series: str, year: int, number: int | str) -> str:
    """青乡振办〔2026〕3号, or 2026年第3期 where the office counts issues. `number` × for a draft."""
    return f"{series}〔{year}〕{number}号" if series else f"{year}年第{number}期"
