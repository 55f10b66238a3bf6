"""What must be reached by the end of a period: the cell of a milestone column.

The text is kept as it is. A percentage or a quantity is taken only where the cell states one figure
for the whole of it; prose about several things has none. '/' and empty cells are no milestones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from tasklists.importing.records import NOWHERE, Issue, MilestoneRow, SourceRef
from tasklists.importing.words import is_nothing, join_lines

from .clauses import HOLE, Clause, clauses
from .dates import find_dates, parse_steps, period_due
from .numbers import Quantity

# Clauses that only say how or on what ground.
_PREAMBLE: Final = re.compile(r"^(?:按照|根据|结合|围绕|依据|按|对照|通过|预计|其中|力争|确保)")
_DONE: Final = re.compile(
    r"完成|达到?|实现|建成|新增|累计|进度|推进|启动|开工|实施|培训|举办|开展|覆盖|比例|率|改造|建设|投资"
)


@dataclass(frozen=True, slots=True)
class _Figure:
    percent: Decimal | None = None
    value: Decimal | None = None
    unit: str | None = None


def parse_milestones(
    text: str, period: str, year: int | None, *, ref: SourceRef = NOWHERE
) -> tuple[tuple[MilestoneRow, ...], tuple[Issue, ...]]:
    """The milestones of one cell. `period` is that of its heading (H1, Q3, M06), '' where the heading
    names none; then the dates of the cell decide, and a cell without one is reported."""
    printed = join_lines(text)
    if is_nothing(printed):
        return (), ()
    steps = parse_steps(text, year, ref=ref)
    if steps:
        return tuple(_with_figure(step) for step in steps), ()
    if period:
        due = period_due(period, year) if year else None
        return (_with_figure(MilestoneRow(period, due, printed, ref=ref)),), ()
    mentions = [mention for mention in find_dates(printed, year) if mention.period]
    if len(mentions) == 1 and not mentions[0].doubt:
        return (_with_figure(MilestoneRow(mentions[0].period, mentions[0].date, printed, ref=ref)),), ()
    return (), (Issue("warning", "unreadable_date", "节点目标没有写明是哪个时间的。", text, ref),)


def _with_figure(row: MilestoneRow) -> MilestoneRow:
    figure = figure_of(row.text)
    return replace(row, percent=figure.percent, value=figure.value, unit=figure.unit)


def figure_of(text: str) -> _Figure:
    """The one figure that a text states for the whole; nothing where it states several or none."""
    found = [clause for clause in clauses(text) if clause.text.strip(" " + HOLE)]
    figures = [(clause, quantity) for clause in found for quantity in clause.quantities]
    if len(figures) != 1:
        return _Figure()
    clause, quantity = figures[0]
    others = [other for other in found if other is not clause]
    if not all(_is_beside(other, clause, found) for other in others) or not _states(clause, quantity):
        return _Figure()
    if quantity.unit == "%":
        return _Figure(percent=quantity.value)
    return _Figure(value=quantity.value, unit=quantity.unit)


def _is_beside(other: Clause, clause: Clause, found: list[Clause]) -> bool:
    """Whether another clause adds nothing to be done: a ground, or the name of what the figure is of."""
    if _PREAMBLE.match(other.text.strip()) and found.index(other) < found.index(clause):
        return True
    follows = found.index(clause) == found.index(other) + 1
    return follows and _PREAMBLE.match(clause.text.strip()) is not None and other.first


def _states(clause: Clause, quantity: Quantity) -> bool:
    """Whether the figure is what is to be reached: 完成20%, 累计完成1公里, 进度达到50%."""
    if not quantity.unit or quantity.upper is not None or quantity.chinese:
        return False
    before = clause.text[: quantity.start]
    after = clause.text[quantity.end :]
    if re.match(r"\s*(?:及?以[上下])?[的并]|以上[^，。；]", after):
        return False
    return _DONE.search(before) is not None or (not before.strip(" 约" + HOLE) and quantity.unit == "%")
