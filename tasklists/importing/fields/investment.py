"""Total investment of a task in 万元: '约68916', '1.2亿元', '/'."""

from __future__ import annotations

import re
from decimal import Decimal

from tasklists.importing.records import NOWHERE, Investment, Issue, SourceRef
from tasklists.importing.words import fold, is_nothing, join_lines

from .numbers import convert, find_quantities

_ABOUT = re.compile(r"约|左右|预计|估算|概算|暂定|大约|上下|[多余]")


def parse_investment(
    text: str, unit: str = "万元", *, ref: SourceRef = NOWHERE
) -> tuple[Investment | None, tuple[Issue, ...]]:
    """What an investment cell says; `unit` is that of its heading, for numbers without one.

    None only for an empty cell; '/' keeps its text and has no amount, without an issue.
    """
    printed = join_lines(text)
    if not printed:
        return None, ()
    if is_nothing(printed):
        return Investment(printed, ref=ref), ()
    amounts = [
        amount
        for quantity in find_quantities(printed)
        if quantity.upper is None
        and (amount := convert(quantity.value, quantity.unit or unit, "万元")) is not None
    ]
    if len(amounts) == 1 and amounts[0] >= 0 and not re.match(r"\s*[-−]", fold(printed)):
        return Investment(printed, amounts[0], bool(_ABOUT.search(printed)), ref), ()
    total = _stated_total(printed, unit)
    if total is not None:
        return Investment(printed, total, bool(_ABOUT.search(printed)), ref), ()
    message = f"投资“{printed}”读不出一个总额，按原文保留。"
    return Investment(printed, ref=ref), (Issue("warning", "unreadable_number", message, text, ref),)


def _stated_total(text: str, unit: str) -> Decimal | None:
    """The amount after 总投资, 合计 or 共 where a cell goes on to its parts."""
    match = re.search(r"(?:总投资|合计|总计|共计|共需|共)[^\d，。；]{0,6}(?=\d)", fold(text))
    if not match:
        return None
    after = [quantity for quantity in find_quantities(text) if quantity.start == match.end()]
    return convert(after[0].value, after[0].unit or unit, "万元") if after else None
