"""Town quotas: cells such as '道路（公里）：赵巷2、徐泾2。桥梁（座）：华新3' → one indicator an item.

The total stated in a heading is the indicator's target; towns without a number under a counted
heading count one each; towns that share an item are one joint quota; '每个街镇60人' asks the same of
all; '11个街镇' is a scope and no quota.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from tasklists.importing.records import NOWHERE, IndicatorRow, Issue, QuotaRow, SourceRef
from tasklists.importing.words import HAN, fold

from . import phrases
from .clauses import clauses
from .indicators import parse_indicators
from .numbers import UNIT, Quantity, convert, is_count, parse_quantity, split_unit
from .shares import Share, is_item, read_shares
from .towns import ALL_TOWNS, LEAD_IN, Towns

_UNIT_IN_HEADING: Final = re.compile(
    rf"[（(]\s*(?:单位[：:])?\s*(?P<unit>{UNIT}(?:村)?|[{HAN}]{{1,2}}次)\s*[）)]\s*$"
)
_LONGEST: Final = 12_000  # characters of a quota cell
_BREAK: Final = re.compile(
    r"\n|。|(?<=[。；;])\s*(?=\d{1,2}[.．、])|\s{2,}(?=\d{1,2}[.．、])|\s(?=[^\s、，,；;：:。]{3,20}[（(][^（()）]{1,4}[）)]\s*[：:])"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """A heading and the pieces behind it."""

    heading: str
    pieces: list[str]
    text: str


def parse_quotas(
    text: str, towns: Towns, *, column_is_quota: bool = True, title: str = "", ref: SourceRef = NOWHERE
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    """The indicators that a cell shares out to towns, in order, without comparing them to anything.

    In the quota column what is not shared out is read as prose too (每个街镇60人). Elsewhere only
    groups of known towns, or of names that end like towns, and totals with their unit in the heading
    (道路(公里):5) count; a cell without any gives nothing, to be read as prose by the caller.
    """
    if len(text) > _LONGEST:
        return (), (
            Issue("warning", "unreadable_number", "文字过长，不像街镇任务量。", text[:_LONGEST], ref),
        )
    rows: list[IndicatorRow] = []
    issues: list[Issue] = []
    left: list[tuple[int, str]] = []  # prose between the groups, with its place among them
    for line in _lines(fold(text)):
        prose: list[str] = []
        for part in _parts(line, towns):
            group = _Group(*_heading_and_list(part, towns), part)
            found, doubts = _read_group(group, towns, loose=column_is_quota, raw=text, ref=ref)
            issues.extend(doubts)
            if not found and (total := _stated_total(group, ref)):
                found = [total]
            rows.extend(found)
            if not found:
                prose.append(part)
        if prose:
            left.append((len(rows), "；".join(prose)))
    if not rows and not column_is_quota:
        return (), ()
    for place, sentence in reversed(left):
        stated = parse_indicators(sentence, title=title, ref=ref)[0]
        rows[place:place] = [row for row in stated if row.name not in towns.names]
        issues.extend(
            Issue("warning", "unreadable_number", f"“{row.name}{row.text}”不是一个确定的任务量。", text, ref)
            for row in stated
            if row.name in towns.names
        )
    return tuple(_merged(rows)), tuple(issues)


def _merged(rows: list[IndicatorRow]) -> list[IndicatorRow]:
    """Shares of one thing that the cell lists town by town (东山镇：道路2公里、桥梁3座) as one row."""
    kept: list[IndicatorRow] = []
    for row in rows:
        twin = next((i for i, other in enumerate(kept) if _one_thing(row, other)), None)
        if twin is None:
            kept.append(row)
        else:
            kept[twin] = replace(kept[twin], quotas=(*kept[twin].quotas, *row.quotas))
    return kept


def _one_thing(row: IndicatorRow, other: IndicatorRow) -> bool:
    if not row.quotas or not other.quotas or row.target is not None or other.target is not None:
        return False
    towns = {town for quota in row.quotas for town in quota.towns}
    apart = not any(town in towns for quota in other.quotas for town in quota.towns)
    return (row.name, row.unit) == (other.name, other.unit) and apart


# ---------------------------------------------------------------- groups


def _lines(text: str) -> list[str]:
    joined = re.sub(r"(?<=[、，,])\s*[\r\n]+\s*", "", text.strip())
    joined = re.sub(r"\r\n?", "\n", joined)
    return [
        re.sub(r"^\s*\d{1,2}[.．、](?!\d)\s*", "", line).strip()
        for line in _BREAK.split(joined)
        if line and line.strip()
    ]


def _parts(line: str, towns: Towns) -> list[str]:
    """A line cut at semicolons that begin another heading (…重固镇1个；示范基地：徐泾1个)."""
    parts: list[str] = []
    for piece in re.split(r"[；;]", line):
        named = re.match(r"\s*([^、，：:]{2,40})[：:]", piece)
        begins = named is not None and not towns.leading(named[1].strip())
        if parts and not begins and not _stands_alone(piece, towns):
            parts[-1] = f"{parts[-1]}；{piece}"
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]


def _stands_alone(piece: str, towns: Towns) -> bool:
    """Whether a piece after a semicolon is a sentence of its own and no list of towns."""
    return not towns.leading(LEAD_IN.sub("", piece.strip())) and not is_item(piece.strip())


def _heading_and_list(part: str, towns: Towns) -> tuple[str, list[str]]:
    """The heading before the colon (or before a bracket of towns), and the items behind it."""
    heading, rest = "", part
    for match in re.finditer(r"[：:]", part):
        name = re.split(r"[、，,；;]", part[: match.start()])[-1].strip()
        if towns.leading(LEAD_IN.sub("", name)) == LEAD_IN.sub("", name) and name:
            continue  # 赵巷镇：5公里
        heading, rest = part[: match.start()], part[match.end() :]
    bracket = re.fullmatch(r"(?P<heading>[^（(]{2,}\d[^（(]*)[（(](?P<items>[^（()）]{4,})[）)]", rest)
    if not heading and bracket and towns.mentioned(bracket["items"]):
        heading, rest = bracket["heading"], bracket["items"]
    pieces = _pieces(rest, towns)
    if heading.strip():
        return heading.strip(), pieces
    first = next((i for i, piece in enumerate(pieces) if towns.leading(LEAD_IN.sub("", piece))), 0)
    before = "，".join(pieces[:first])
    if not _figures(before) or ALL_TOWNS.search(before):
        return "", pieces
    return before, pieces[first:]  # 改厕300户，其中东山镇120户


def _pieces(text: str, towns: Towns) -> list[str]:
    """The items of a list; spaces part them only where a town follows each."""
    pieces: list[str] = []
    for piece in re.split(r"[、，；;]|,(?!\d{3}(?!\d))", text):
        words = re.split(rf"\s+(?=[{HAN}])", piece.strip())
        whole = len(words) < 2 or not all(towns.leading(LEAD_IN.sub("", word)) for word in words)
        pieces.extend([piece.strip()] if whole else words)
    return [piece for piece in pieces if piece]


# ---------------------------------------------------------------- the shares of a group


def _read_group(
    group: _Group, towns: Towns, *, loose: bool, raw: str, ref: SourceRef
) -> tuple[list[IndicatorRow], list[Issue]]:
    """The group's indicators; none where it shares out nothing that is certain."""
    shares = read_shares(group.pieces, towns, loose=loose and len(group.pieces) >= 2)
    total = _total_of(group.heading)
    found = shares.found
    if not found and total is not None and is_count(total.unit) and not shares.unclear:
        # Towns without numbers under a counted heading: each counts one.
        found = [Share(QuotaRow((town,), Decimal(1), implied=True, text=town), "") for town in shares.waiting]
        shares.waiting.clear()
    if not found or shares.unclear:
        return [], []
    doubtful = [*shares.strange, *shares.waiting]
    issues = [
        Issue("warning", "unreadable_number", f"“{piece}”读不出街镇和任务量。", raw, ref)
        for piece in doubtful
        if piece in shares.waiting or _is_broken_share(piece, towns, listed=len(found) >= 2)
    ]
    things = list(dict.fromkeys((share.thing, _kind(share.unit)) for share in found))
    if len(things) < 2 or not all(thing for thing, _ in things):
        things = list(dict.fromkeys(("", _kind(share.unit)) for share in found if share.unit)) or [("", "")]
        if len(things) < 2:
            return [_indicator(group, found, total, ref)], issues
    rows = []
    for thing, kind in things:
        mine = [s for s in found if (not thing or s.thing == thing) and _kind(s.unit) in (kind, "")]
        rows.append(_indicator(group, mine, None if thing else total, ref, thing))
    return rows, issues


def _is_broken_share(piece: str, towns: Towns, *, listed: bool) -> bool:
    """Whether a piece should have been a share: it names a town and figures, or stands in a list."""
    if re.search(r"\d", piece) and towns.leading(piece):
        return True
    return listed and bool(_figures(piece))


def _kind(unit: str) -> str:
    """Units that convert into one another are of one kind: 万亩 and 亩."""
    return split_unit(unit)[1]


def _figures(text: str) -> list[Quantity]:
    """The quantities of a text that are not dates or parts of names."""
    return [quantity for clause in clauses(text) for quantity in clause.quantities if not quantity.chinese]


def _indicator(
    group: _Group, shares: list[Share], total: Quantity | None, ref: SourceRef, thing: str = ""
) -> IndicatorRow:
    unit_match = _UNIT_IN_HEADING.search(group.heading)
    units = [share.unit for share in shares if share.unit]
    unit = units[0] if units else unit_match["unit"] if unit_match else total.unit if total else ""
    heading = group.heading[: unit_match.start()] if unit_match else group.heading
    name = thing or _name_of(heading, total) or next((s.thing for s in shares if s.thing), "")
    return IndicatorRow(
        phrases.strip_ends(name),
        unit,
        "=",
        total.value if total else None,
        text=total.text if total else "",
        quotas=tuple(replace(_in_unit(share, unit), ref=ref) for share in shares),
        ref=ref,
    )


def _in_unit(share: Share, unit: str) -> QuotaRow:
    """The quota in the unit of its indicator, where the item prints another one (万亩 beside 亩)."""
    value = share.quota.value
    converted = convert(value, share.unit, unit) if value is not None and share.unit else None
    return share.quota if converted is None else replace(share.quota, value=converted)


def _stated_total(group: _Group, ref: SourceRef) -> IndicatorRow | None:
    """道路整治(公里):5 — a total with its unit in the heading and no town."""
    unit = _UNIT_IN_HEADING.search(group.heading)
    value = parse_quantity(group.pieces[0]) if unit and len(group.pieces) == 1 else None
    if unit is None or value is None or value.unit not in ("", unit["unit"]) or value.upper is not None:
        return None
    name = group.heading[: unit.start()].strip()
    return IndicatorRow(name, unit["unit"], "=", value.value, text=group.pieces[0], ref=ref) if name else None


def _total_of(heading: str) -> Quantity | None:
    """The total that a heading states: the last quantity of its last clause that is no date."""
    found = [quantity for quantity in _figures(heading) if quantity.unit]
    return found[-1] if found and found[-1].upper is None else None


def _name_of(heading: str, total: Quantity | None) -> str:
    """全区落实粮食任务12.4万亩 → 全区落实粮食任务; 2个示范点建设 → 示范点建设."""
    heading = re.sub(r"[，,]?(?:包括|其中|涉及|分别为|分别是)+$", "", heading.strip())
    if total is None:
        return heading
    rows, _ = parse_indicators(heading)
    named = [row for row in rows if row.target == total.value and row.unit == total.unit and row.name]
    return named[-1].name if named else re.sub(re.escape(total.text), "", heading)
