"""The cell of a target column beside an indicator's name: '≥95%', '5%左右', '0', '全市统筹', '/'."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from tasklists.importing.records import NOWHERE, Comparator, IndicatorRow, Issue, SourceRef
from tasklists.importing.words import fold, is_nothing, join_lines

from .comparators import binding
from .indicators import parse_indicators
from .numbers import Quantity, find_quantities, parse_quantity

# What may stand around the one figure of such a cell without being a target of another thing.
_FRAME: Final = re.compile(
    r"(?:[≥≤<>=～~约共计达到至为在以内外上下左右不低高于少多大小超过控制保持稳定力争确增长加提升减降同比较年均累的（()）预期约束性指标目标值全]"
    r"|\s)*"
)
_LONGEST: Final = 24  # characters; a longer cell is prose


def parse_target(
    name: str, text: str, unit: str = "", *, ref: SourceRef = NOWHERE
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    """The target of the indicator `name`. `unit` is that of a column of its own, or of the heading.

    Words without a figure (全市统筹, 良好以上) are a target without a number; a cell that says
    nothing is none. Prose with several targets is read as prose.
    """
    printed = join_lines(text)
    if is_nothing(printed):
        return (), ()
    plain = fold(printed)
    figures = _figures(plain)
    if len(figures) == 1 and _is_frame(plain, figures[0]):
        return (_row(name, plain, printed, figures[0], unit, ref),), ()
    if figures or len(printed) > _LONGEST:
        rows, issues = parse_indicators(printed, title=name, ref=ref)
        if rows or len(printed) > _LONGEST:
            return rows, issues
    comparator: Comparator = ">=" if plain.endswith("以上") else "up" if "翻番" in plain else "="
    return (IndicatorRow(name, unit, comparator, text=printed, ref=ref),), ()


def _figures(plain: str) -> tuple[Quantity, ...]:
    whole = parse_quantity(plain)
    return (whole,) if whole else find_quantities(plain)


def _is_frame(plain: str, figure: Quantity) -> bool:
    return (
        _FRAME.fullmatch(plain[: figure.start]) is not None
        and _FRAME.fullmatch(plain[figure.end :]) is not None
    )


def _row(name: str, plain: str, printed: str, figure: Quantity, unit: str, ref: SourceRef) -> IndicatorRow:
    bound = binding(plain[: figure.start], plain[figure.end :], figure.unit or unit)
    row = IndicatorRow(name, figure.unit or unit, bound.comparator, figure.value, text=printed, ref=ref)
    if figure.upper is not None:
        return replace(row, comparator="range", target=None, minimum=figure.value, maximum=figure.upper)
    about = figure.about or re.search(r"约|左右", plain) is not None
    return replace(row, comparator="~") if about and bound.comparator == "=" else row
