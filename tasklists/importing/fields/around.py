"""The words around a quantity, and what the sentence said before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tasklists.importing.records import IndicatorRow

from .clauses import Clause


@dataclass
class Context:
    """What the sentence said before: a clause without its own verb or name leans on it."""

    verb: bool = False
    name: str = ""
    past: bool = False  # the sentence tells what has been done so far
    each: bool = False  # 各街镇 is the subject of the whole sentence
    rows: list[IndicatorRow] = field(default_factory=list)
    start: int = 0  # how many of the rows stand before this sentence


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a quantity: with holes, and as printed."""

    before: str
    after: str
    printed_before: str = ""
    printed_after: str = ""


def around(clause: Clause, index: int) -> Words:
    """The words that belong to a quantity: those between two quantities go to one of them."""
    quantity = clause.quantities[index]
    start = clause.quantities[index - 1].end if index else 0
    last = index + 1 == len(clause.quantities)
    end = len(clause.text) if last else clause.quantities[index + 1].start
    before, after = clause.text[start : quantity.start], clause.text[quantity.end : end]
    if index:
        before = _share(before)[1]
    if not last:
        after = _share(after)[0]
    return Words(
        before,
        after,
        clause.printed[quantity.start - len(before) : quantity.start],
        clause.printed[quantity.end : quantity.end + len(after)],
    )


def _share(between: str) -> tuple[str, str]:
    """Words between two quantities: what belongs to the first, what to the second."""
    tail = re.match(r"\s*(?:及?以[上下内]|之内|左右)", between)
    head = tail.end() if tail else 0
    rest = between[head:]
    if re.match(r"\s*[、和与及]", rest):
        return between[:head], rest
    joint = list(re.finditer(r"以及|[、和与及]", rest))
    if joint:
        cut = head + joint[-1].start()
        return between[:cut], between[cut:]
    return between, between
