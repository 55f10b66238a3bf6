"""Indicators, shares and milestones in a form of our own that loses nothing: what a list prints in a
column of its own where the words as issued no longer say what holds, and what the import template
asks for. One line an indicator or milestone; the parts of a line are parted by ｜.

    道路｜不低于 54.4 公里｜东浦镇 2；西塘镇 3.5；北港镇+园区 1；南桥镇
    培训｜每个街镇 60 人次
    满意度｜等于｜｜良好以上
    上半年｜完成20%｜20%
    2026-09-15｜完成验收｜3 座
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from typing import get_args

from tasklists.importing.fields.dates import period_due
from tasklists.importing.records import (
    NOWHERE,
    Comparator,
    IndicatorRow,
    Issue,
    MilestoneRow,
    QuotaRow,
    SourceRef,
)
from tasklists.importing.words import fold
from tasklists.quantities import plain

COMPARATORS: dict[Comparator, str] = {
    "=": "等于", ">=": "不低于", "<=": "不高于", ">": "高于", "<": "低于",
    "~": "约", "range": "区间", "up": "增长", "down": "下降",
}  # fmt: skip
assert set(COMPARATORS) == set(get_args(Comparator))
EACH, NONE, IMPLIED = "每个街镇", "-", "（计）"
PERIODS = {"H1": "上半年", "H2": "下半年"} | {f"Q{n}": f"第{'一二三四'[n - 1]}季度" for n in range(1, 5)}
PERIODS |= {f"M{month:02d}": f"{month}月" for month in range(1, 13)}
_BY_WORD = {word: sign for sign, word in COMPARATORS.items()}
_PERIOD_BY_WORD = {word: code for code, word in PERIODS.items()}
_SHARE = re.compile(
    r"(?P<towns>[^\s；〔]+)(?:\s+(?P<value>-?[\d.]+)(?P<implied>（计）)?)?\s*(?:〔(?P<text>[^〕]*)〕)?"
)


# ---------------------------------------------------------------- values → words


def indicator_line(row: IndicatorRow) -> str:
    """The line of an indicator; parts at the end that say nothing are left out."""
    words = [COMPARATORS[row.comparator]]
    if row.each is not None:
        words = [EACH, plain(row.each)]
    elif row.comparator == "range" and row.minimum is not None and row.maximum is not None:
        words.append(f"{plain(row.minimum)}~{plain(row.maximum)}")
    else:
        words.append(NONE if row.target is None else plain(row.target))
    target = " ".join([*words, row.unit] if row.unit else words)
    shares = "；".join(_share(quota) for quota in row.quotas)
    return _line(row.name, target, shares, row.text)


def milestone_line(row: MilestoneRow) -> str:
    figure = ""
    if row.percent is not None:
        figure = f"{plain(row.percent)}%"
    elif row.value is not None:
        figure = f"{plain(row.value)} {row.unit or ''}".strip()
    return _line(PERIODS.get(row.period, row.period), row.text, figure)


def _line(*parts: str) -> str:
    kept = [" ".join(part.split("\n")).replace("｜", "|") for part in parts]
    while kept and not kept[-1]:
        kept.pop()
    return "｜".join(kept)


def _share(quota: QuotaRow) -> str:
    value = "" if quota.value is None else f" {plain(quota.value)}{IMPLIED if quota.implied else ''}"
    return "+".join(quota.towns) + value + (f"〔{quota.text}〕" if quota.text else "")


# ---------------------------------------------------------------- words → values


def parse_figures(
    text: str, *, ref: SourceRef = NOWHERE
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    """The indicators of a cell; a line that cannot be read is reported and left out."""
    rows, issues = [], []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        row = _indicator(line, ref)
        if row is None:
            message = (
                "这一行指标看不懂，应写作“名称｜不低于 54.4 公里｜东浦镇 2；西塘镇 3.5”，请修改后重新导入。"
            )
            issues.append(Issue("error", "unreadable_number", message, line, ref))
        else:
            rows.append(row)
    return tuple(rows), tuple(issues)


def parse_nodes(
    text: str, year: int | None, *, ref: SourceRef = NOWHERE
) -> tuple[tuple[MilestoneRow, ...], tuple[Issue, ...]]:
    """The milestones of a cell; a line that cannot be read is reported and left out."""
    rows, issues = [], []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        row = _milestone(line, year, ref)
        if row is None:
            message = (
                "这一行节点看不懂，应写作“上半年｜完成20%｜20%”或“2026-09-15｜完成验收”，请修改后重新导入。"
            )
            issues.append(Issue("error", "unreadable_date", message, line, ref))
        else:
            rows.append(row)
    return tuple(rows), tuple(issues)


def _indicator(line: str, ref: SourceRef) -> IndicatorRow | None:
    name, target, shares, text = (*(part.strip() for part in line.split("｜")), "", "", "", "")[:4]
    first, second, unit = (*target.split(None, 2), "", "", "")[:3]
    if not name or (first and first not in _BY_WORD and first != EACH):
        return None
    sign: Comparator = _BY_WORD.get(first, "=")
    try:
        values = [Decimal(part) for part in fold(second).split("~") if part not in ("", NONE)]
        quotas = tuple(_quota(part.strip(), ref) for part in shares.split("；") if part.strip())
    except (InvalidOperation, ValueError):
        return None
    if len(values) > 2 or (sign == "range") != (len(values) == 2) or not all(v.is_finite() for v in values):
        return None
    low, high = values if sign == "range" else (None, None)
    single = values[0] if len(values) == 1 else None
    given = [quota.value for quota in quotas if quota.value is not None]
    total = sum(given, Decimal(0)) if given else None
    is_each = first == EACH
    return IndicatorRow(
        name,
        unit.strip(),
        sign,
        None if is_each else single,
        low,
        high,
        single if is_each else None,
        text,
        quotas,
        total,
        None if total is None or single is None or is_each else total == single,
        ref,
    )


def _quota(text: str, ref: SourceRef) -> QuotaRow:
    found = _SHARE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    towns = tuple(filter(None, found["towns"].split("+")))
    if not towns:
        raise ValueError(text)
    value = Decimal(found["value"]) if found["value"] else None
    return QuotaRow(towns, value, bool(found["implied"]), len(towns) > 1, found["text"] or "", ref)


def _milestone(line: str, year: int | None, ref: SourceRef) -> MilestoneRow | None:
    word, text, figure = (*(part.strip() for part in line.split("｜")), "", "", "")[:3]
    period = _PERIOD_BY_WORD.get(word, word)
    try:
        due = period_due(period, year) if period in PERIODS and year else datetime.date.fromisoformat(word)
        amount, _, unit = fold(figure).replace("%", " %").partition(" ")
        value = Decimal(amount) if amount else None
    except (ValueError, InvalidOperation):
        return None
    if value is not None and not value.is_finite():
        return None
    if unit.strip() == "%":
        return MilestoneRow(period, due, text, percent=value, ref=ref)
    return MilestoneRow(period, due, text, value=value, unit=unit.strip() or None, ref=ref)
