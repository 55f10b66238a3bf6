"""Stated targets and what is shared out to the towns, brought together and compared.

Nothing is repaired: a sum that differs from its total is reported and both stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tasklists.importing.records import IndicatorRow, Issue, QuotaRow

from . import phrases
from .numbers import convert, find_quantities, is_count, split_unit
from .towns import Towns

_PEOPLE: Final = frozenset({"人", "名", "位", "人次", "人次数"})
_SAYS_NOTHING: Final = re.compile(
    r"(?:创建|建设|推进|开展|实施|改造|培育|完成|落实|项目|任务|目标|工作|数量|总量|合计|街镇|各街镇)*"
)
_ROUNDING: Final = Decimal("0.01")  # differences from here on do not come from rounding
_ALIKE: Final = 0.6  # names of one target said twice share so much
_LIKELY: Final = (Decimal("0.4"), Decimal("2.5"))  # sum against total where only the words agree


def match_targets(
    stated: Sequence[IndicatorRow], shared: Sequence[IndicatorRow], towns: Towns, *, title: str = ""
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    """A task's indicators: `stated` of its prose fields, `shared` of its quota cell.

    A group without a total of its own takes the stated target that agrees with it in figure, or in
    unit and words. A total printed in the cell is kept; where the prose states another, both stand
    and an issue says so. `quota_sum` and `reconciles` are filled in the quotas' unit.
    """
    rows = _once(stated)
    groups = [row for row in shared if row.quotas]
    partners = _partners(rows, groups)
    merged: dict[int, IndicatorRow] = {
        index: _joined(rows[index], groups[group]) for group, index in partners.items()
    }
    found = [merged.get(index, row) for index, row in enumerate(rows)]
    found.extend(group for index, group in enumerate(groups) if index not in partners)
    for row in shared:
        if not row.quotas:
            _take_in(row, found)
    issues: list[Issue] = []
    compared = [_compared(_named(row, title), towns, issues) for row in found]
    issues.extend(_other_totals(rows, groups, partners))
    return tuple(compared), tuple(issues)


def _named(row: IndicatorRow, title: str) -> IndicatorRow:
    """A name that says nothing (建设, 创建工作) gives way to the task's own."""
    if row.name and not _SAYS_NOTHING.fullmatch(row.name):
        return row
    return replace(row, name=phrases.before(title) or title or row.name)


# ---------------------------------------------------------------- one target said twice


def _once(rows: Iterable[IndicatorRow]) -> list[IndicatorRow]:
    """Without targets that another field of the task repeats."""
    kept: list[IndicatorRow] = []
    for row in rows:
        twin = next((index for index, other in enumerate(kept) if _same_target(row, other)), None)
        if twin is None:
            kept.append(row)
        elif kept[twin].comparator == "=" and row.comparator != "=":
            kept[twin] = replace(kept[twin], comparator=row.comparator, text=row.text)
    return kept


def _same_target(row: IndicatorRow, other: IndicatorRow) -> bool:
    if (row.each is None) != (other.each is None):
        return False
    if row.target is None and row.each is None and row.minimum is None:
        both = other.target is None and other.each is None and other.minimum is None
        alike = phrases.similarity(row.name, other.name) >= _ALIKE and row.text == other.text
        return both and row.comparator == other.comparator and alike
    for value, counterpart in (
        (row.target, other.target),
        (row.each, other.each),
        (row.minimum, other.minimum),
    ):
        if (value is None) != (counterpart is None):
            return False
        if value is not None and _in_unit(value, row.unit, other.unit) != counterpart:
            return False
    return phrases.similarity(row.name, other.name) >= _ALIKE and row.maximum == other.maximum


def _same_figure(row: IndicatorRow, other: IndicatorRow) -> bool:
    """Whether a total of the quota cell repeats a stated one in other words: 5公里 of roads twice."""
    if row.target is None or other.target is None or row.unit == "%" or not _comparable(row.unit, other.unit):
        return False
    equal = _in_unit(row.target, row.unit, other.unit) == other.target
    return equal and phrases.similarity(row.name, other.name) > 0


def _take_in(row: IndicatorRow, found: list[IndicatorRow]) -> None:
    """A target of the quota cell that is not shared out: said already, asked of each town, or new."""
    for index, other in enumerate(found):
        if _same_target(row, other) or _same_figure(row, other):
            return
        if (
            row.each is not None
            and other.each is None
            and not other.quotas
            and _comparable(row.unit, other.unit)
        ):
            alike = phrases.similarity(row.name, other.name) >= 0.5
            if alike and other.target is not None:
                found[index] = replace(other, each=row.each)
                return
    found.append(row)


# ---------------------------------------------------------------- who belongs to whom


def _partners(rows: Sequence[IndicatorRow], groups: Sequence[IndicatorRow]) -> dict[int, int]:
    """Group → stated row, the surest first: equal figures, figures that differ by rounding, words."""
    partners: dict[int, int] = {}
    for sure in (_equal, _rounded, _worded):
        for index, group in enumerate(groups):
            if index in partners:
                continue
            free = [i for i, row in enumerate(rows) if i not in partners.values() and row.target is not None]
            fitting = [i for i in free if _comparable(group.unit, rows[i].unit) and sure(group, rows[i])]
            best = _best(group, fitting, rows, groups)
            if best is not None:
                partners[index] = best
    return partners


def _best(
    group: IndicatorRow, fitting: Sequence[int], rows: Sequence[IndicatorRow], groups: Sequence[IndicatorRow]
) -> int | None:
    """The fitting row whose words are nearest; none where two are equally near."""
    if len(fitting) == 1:
        return fitting[0]
    scored = sorted(((phrases.similarity(group.name, rows[i].name), i) for i in fitting), reverse=True)
    return scored[0][1] if scored and scored[0][0] > scored[1][0] else None


def _equal(group: IndicatorRow, row: IndicatorRow) -> bool:
    figure = group.target if group.target is not None else _sum(group.quotas)
    unit = _unit_of_total(group) if group.target is not None else group.unit
    same = row.target is not None and _in_unit(row.target, row.unit, unit or row.unit) == figure
    return same and (not group.name or phrases.similarity(group.name, row.name) > 0 or figure > 20)


def _rounded(group: IndicatorRow, row: IndicatorRow) -> bool:
    if group.target is not None or row.target is None:
        return False
    target = _in_unit(row.target, row.unit, group.unit or row.unit)
    return bool(target) and target is not None and abs(_sum(group.quotas) - target) < abs(target) * _ROUNDING


def _worded(group: IndicatorRow, row: IndicatorRow) -> bool:
    """Whether words and unit agree and the sum is not far from the target."""
    if group.target is not None or row.target is None:
        return False
    target = _in_unit(row.target, row.unit, group.unit or row.unit)
    if not target:
        return False
    near = _LIKELY[0] <= _sum(group.quotas) / target <= _LIKELY[1]
    likeness = phrases.similarity(group.name, row.name)
    own_unit = group.unit == row.unit and split_unit(group.unit)[1] not in ("个", "家", "项", "亩")
    return near and (likeness >= 0.5 or not group.name or (likeness > 0 and own_unit))


def _joined(row: IndicatorRow, group: IndicatorRow) -> IndicatorRow:
    """The stated target with its shares, in the unit of the shares."""
    unit = group.unit or row.unit
    target = None if row.target is None else _in_unit(row.target, row.unit, unit)
    return replace(
        row, name=group.name or row.name, unit=unit, target=target, quotas=group.quotas, ref=group.ref
    )


# ---------------------------------------------------------------- sums


def _compared(row: IndicatorRow, towns: Towns, issues: list[Issue]) -> IndicatorRow:
    if row.each is not None and row.target is not None and not row.quotas:
        return _compared_each(row, towns, issues)
    if not row.quotas:
        return row
    total = _sum(row.quotas)
    stated = row
    if row.target is not None:
        target = _in_unit(row.target, _unit_of_total(row), row.unit) if row.text else row.target
        stated = replace(row, target=row.target if target is None else target)
    if stated.target is None:
        return replace(row, quota_sum=total)
    reconciles = total == stated.target
    if not reconciles:
        issues.append(_difference(stated, row, total))
    return replace(stated, quota_sum=total, reconciles=reconciles)


def _compared_each(row: IndicatorRow, towns: Towns, issues: list[Issue]) -> IndicatorRow:
    """每个街镇60人 times 11个街镇 against the total; parts (%) do not add up."""
    if towns.count is None or row.unit in ("%", "分") or row.each is None or row.target is None:
        return row
    total = row.each * towns.count
    if total != row.target and row.comparator == "=":
        message = (
            f"{row.name}：写明{_shown(row.target)}{row.unit}，每个街镇{_shown(row.each)}，"
            f"{towns.count}个街镇合计{_shown(total)}{row.unit}。"
        )
        issues.append(Issue("warning", "quota_sum_mismatch", message, row.text, row.ref))
    return replace(row, quota_sum=total, reconciles=total == row.target)


def _difference(row: IndicatorRow, printed: IndicatorRow, total: Decimal) -> Issue:
    rounding = row.target is not None and _is_rounding(row.target, printed, row.unit, total)
    code = "quota_sum_rounding" if rounding else "quota_sum_mismatch"
    message = f"{row.name}：写明{_shown(row.target)}{row.unit}，各街镇合计{_shown(total)}{row.unit}。"
    cell = "、".join(quota.text for quota in row.quotas)
    return Issue("info" if rounding else "warning", code, message, cell, row.ref)


def _is_rounding(target: Decimal, printed: IndicatorRow, unit: str, total: Decimal) -> bool:
    """Whether the sum, rounded as the total is printed, gives the total: 3976.3 against 3976."""
    if abs(total - target) >= abs(target) * _ROUNDING:
        return False
    figures = find_quantities(printed.text)
    if not figures:
        return False
    step = Decimal(1).scaleb(int(figures[0].value.as_tuple().exponent))
    in_printed = _in_unit(total, unit, figures[0].unit or unit)
    return in_printed is not None and in_printed.quantize(step) == figures[0].value.quantize(step)


def _other_totals(
    rows: Sequence[IndicatorRow], groups: Sequence[IndicatorRow], partners: dict[int, int]
) -> list[Issue]:
    """Totals printed in the cell that contradict what the prose asks for."""
    issues = []
    for index, group in enumerate(groups):
        if index in partners or group.target is None:
            continue
        for row in rows:
            if (
                row.target is None
                or row.comparator not in ("=", "<=", "<")
                or not _comparable(group.unit, row.unit)
            ):
                continue
            if phrases.similarity(group.name, row.name) >= 0.5:
                message = f"{row.name}：要求为{row.text}，街镇任务量写明{group.text}，两处不一致。"
                issues.append(Issue("warning", "quota_sum_mismatch", message, group.text, group.ref))
                break
    return issues


def _sum(quotas: Iterable[QuotaRow]) -> Decimal:
    return sum((quota.value for quota in quotas if quota.value is not None), Decimal(0))


def _unit_of_total(row: IndicatorRow) -> str:
    """The unit in which a total is printed: 12.4万亩 beside quotas in 亩."""
    figures = find_quantities(row.text)
    return figures[0].unit if figures and figures[0].unit and figures[0].value == row.target else row.unit


def _comparable(unit: str, other: str) -> bool:
    if not unit or not other or unit == other or convert(Decimal(1), unit, other) is not None:
        return True
    if {unit, other} <= _PEOPLE:
        return True
    generic = unit.startswith("个") or other.startswith("个")
    return (
        generic and (is_count(unit) or unit.startswith("个")) and (is_count(other) or other.startswith("个"))
    )


def _in_unit(value: Decimal, unit: str, to_unit: str) -> Decimal | None:
    """The value in a comparable unit; counts of different words (2座, 2个) as they stand."""
    if unit == to_unit or not unit or not to_unit:
        return value
    converted = convert(value, unit, to_unit)
    return value if converted is None and _comparable(unit, to_unit) else converted


def _shown(value: Decimal | None) -> str:
    return "" if value is None else re.sub(r"(\.\d*?)0+$|\.$", r"\1", f"{value:f}").rstrip(".")
