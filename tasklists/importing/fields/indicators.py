"""Measurable targets of prose: name, unit, comparator, figure.

Precision before recall: a number counts as a target only where its clause says that something shall
reach it (`conditions`); its name is the words around it (`naming`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from tasklists.importing.records import NOWHERE, Comparator, IndicatorRow, Issue, SourceRef

from . import phrases
from .around import Context, Words, around
from .clauses import HOLE, Clause, clauses
from .comparators import Binding, binding
from .conditions import is_target
from .each import VERBS, asks_each_town, is_each
from .naming import cut, name_of, per
from .numbers import Quantity
from .trends import trends

_SO_FAR: Final = re.compile(r"(?:截至|截止|到?目前(?!拟|计划))")
_SPLIT: Final = re.compile(
    r"(?:分别|各自?(?![街镇乡村区县部级类项地有相单]))(?:为|达到?|增长|减少|提高|下降|完成|不|新增|培育)?[^、，]{0,4}$"
)


def parse_indicators(
    text: str, *, title: str = "", ref: SourceRef = NOWHERE
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    """The targets that a prose field states, in order; `title` names those for which it has no words.

    A target without a number (全覆盖, 同比下降) has `target` None and its words in `text`.
    """
    context = Context()
    found_clauses = list(clauses(text))
    for clause, following in zip_longest(found_clauses, found_clauses[1:]):
        if _is_population(clause, following):
            continue
        if clause.first:
            context = Context(
                each=context.each and not clause.opens, rows=context.rows, start=len(context.rows)
            )
        found = _targets(clause, context, title)
        found.extend(trends(clause.text, clause.printed, context.name, numbered=bool(found)))
        context.rows.extend(found)
        context.verb = context.verb or VERBS.search(clause.text) is not None
        if not clause.bracket:
            context.name = phrases.before(clause.text) if not clause.quantities else context.name
            context.each = context.each or asks_each_town(clause.text)
            context.past = context.past or _SO_FAR.match(clause.text.strip(HOLE + " ")) is not None
    return tuple(replace(row, ref=ref) for row in _once(context.rows)), ()


def _is_population(clause: Clause, following: Clause | None) -> bool:
    """11个产粮大县，每个县至少…: how many there are, not how many there shall be."""
    return (
        following is not None
        and following.text.strip().startswith("每")
        and len(clause.quantities) == 1
        and not clause.text[: clause.quantities[0].start].strip(" " + HOLE)
    )


def _once(rows: list[IndicatorRow]) -> list[IndicatorRow]:
    """Without repetitions of one target within the text."""
    seen: dict[tuple[object, ...], IndicatorRow] = {}
    for row in rows:
        seen.setdefault((row.name, row.unit, row.comparator, row.target, row.minimum, row.each), row)
    return list(seen.values())


def _targets(clause: Clause, context: Context, title: str) -> list[IndicatorRow]:
    wanted: list[int] = []
    for index in range(len(clause.quantities)):
        # The next of an enumeration (幼儿园7个、小学4个) is what the one before it is.
        goes_on = index - 1 in wanted and re.match(r"\s*[、和与及]", around(clause, index).before)
        if _wanted(clause, index, context, listed=bool(goes_on)):
            wanted.append(index)
    clause = replace(clause, quantities=tuple(clause.quantities[index] for index in wanted))
    rows: list[IndicatorRow] = []
    names: list[str] = []  # left over from 分别, for the figures that follow
    for index, quantity in enumerate(clause.quantities):
        words = around(clause, index)
        bound = binding(words.before, words.after, quantity.unit)
        each = is_each(clause, quantity, context)
        if names and words.before.strip() in ("", "、", "和", "及"):
            rows.append(_row(names.pop(0), quantity, bound, words, each))
            continue
        name = name_of(quantity, words, bound, context, title)
        name = per(clause.text[: quantity.start], name)
        if rows and not words.before.strip() and not words.after.strip():
            name = rows[-1].name  # 12个1.5万户: another measure of the same
        rest = phrases.after(cut(words.after[bound.end :]))
        shared = phrases.split_pair(name) if _SPLIT.search(words.before) and not rest else [name]
        several = len(shared) > 1 and len(clause.quantities) - index >= len(shared) and "分别" in words.before
        rows.extend(_row(one, quantity, bound, words, each) for one in (shared[:1] if several else shared))
        names = shared[1:] if several else []
    return rows


def _wanted(clause: Clause, index: int, context: Context, *, listed: bool) -> bool:
    quantity = clause.quantities[index]
    words = around(clause, index)
    if not words.before.strip(" 、和及与" + HOLE) and index:
        # The second of a chain (达4.36万吨、3.06万吨; 5个…及100个…) is what the first is.
        words = replace(words, before=clause.text[: clause.quantities[0].start])
    bound = binding(words.before, words.after, quantity.unit)
    return is_target(clause, quantity, words, bound, context, listed=listed)


def _row(name: str, quantity: Quantity, bound: Binding, words: Words, each: bool) -> IndicatorRow:
    start = len(words.before) - bound.start
    text = f"{words.printed_before[start:]}{quantity.text}{words.printed_after[: bound.end]}".strip()
    comparator: Comparator = "~" if quantity.about and bound.comparator == "=" else bound.comparator
    if quantity.upper is not None:
        return IndicatorRow(
            name, quantity.unit, "range", None, minimum=quantity.value, maximum=quantity.upper, text=text
        )
    row = IndicatorRow(name, quantity.unit, comparator, quantity.value, text=text)
    return replace(row, target=None, each=quantity.value) if each else row
