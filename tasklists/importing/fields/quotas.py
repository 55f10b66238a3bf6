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
from .numbers import UNIT, Quantity, is_count, parse_quantity
from .towns import LEAD_IN, Towns

_UNIT_IN_HEADING: Final = re.compile(
    rf"[（(]\s*(?:单位[：:])?\s*(?P<unit>{UNIT}(?:村)?|[{HAN}]{{1,2}}次)\s*[）)]\s*$"
)
_ITEM: Final = re.compile(
    rf"(?P<name>[{HAN}]{{2,10}}?)\s*(?:[（(]\s*)?(?P<about>约)?(?P<number>\d[\d,]*(?:\s\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{UNIT})?\s*(?:[）)])?"
)
_VERBS: Final = r"(?:创建|新建|建设|建成|完成|推进|改造|新增|培育|打造|落实|申报|实施|开展|整治|种植|共|各)"
# What a town does: 创建4家睦邻点; 道路2公里; 28亩受污染耕地.
_WORDED: Final = re.compile(
    rf"{_VERBS}{{0,2}}(?P<what>(?!.*[一二两三四五六七八九十点])[{HAN}]{{2,8}}?)?(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<unit>{UNIT})(?P<noun>[{HAN}A-Za-z“”]{{0,40}})"
)
_JOINT: Final = re.compile(r"(?:共同|联合|合计|共)[^\d、，；。]{0,8}?(?=\d)")
_LONGEST: Final = 12_000  # characters of a quota cell
_VILLAGE: Final = re.compile(r"(?:村|社区|居委会?|片区|单元)$")
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
            found, doubts = _quotas(group, towns, loose=column_is_quota, raw=text, ref=ref)
            issues.extend(doubts)
            if found is None and (total := _stated_total(group, ref)):
                rows.append(total)
            elif found is None:
                prose.append(part)
            else:
                rows.extend(_indicators(group, found, ref))
        if prose:
            left.append((len(rows), "；".join(prose)))
    if not rows and not column_is_quota:
        return (), ()
    for place, sentence in reversed(left):
        rows[place:place] = parse_indicators(sentence, title=title, ref=ref)[0]
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
    return bool(row.name) and (row.name, row.unit) == (other.name, other.unit) and apart


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
    return not towns.leading(LEAD_IN.sub("", piece.strip())) and _ITEM.match(piece.strip()) is None


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
    return heading.strip(), [
        piece.strip() for piece in re.split(r"[、，；;]|,(?!\d{3}(?!\d))", rest) if piece.strip()
    ]


# ---------------------------------------------------------------- items


@dataclass
class _Found:
    """Quotas of one group while they are read."""

    quotas: list[QuotaRow]
    units: list[str]
    names: list[str]  # what the items are, where they say so
    waiting: list[str]  # towns without a number so far
    strange: list[str]  # pieces that are neither
    town: str = ""  # whose thing was named last: 道路2公里、桥梁3座


def _quotas(
    group: _Group, towns: Towns, *, loose: bool, raw: str, ref: SourceRef
) -> tuple[_Found | None, list[Issue]]:
    found = _Found([], [], [], [], [])
    for piece in group.pieces:
        _read_piece(LEAD_IN.sub("", piece), found, towns, loose=loose and len(group.pieces) >= 2)
    total = _total_of(group.heading)
    if not found.quotas and total is not None and is_count(total.unit) and found.waiting:
        found.quotas = [QuotaRow((town,), Decimal(1), implied=True, text=town) for town in found.waiting]
        found.names, found.units = [""] * len(found.quotas), [""] * len(found.quotas)
    elif found.quotas and found.waiting:
        found.strange.extend(found.waiting)
    if not found.quotas:
        return None, []
    issues = [
        Issue("warning", "unreadable_number", f"“{piece}”读不出街镇和任务量。", raw, ref)
        for piece in found.strange
        if (re.search(r"\d", piece) and towns.leading(piece))
        or (len(found.quotas) >= 2 and (_figures(piece) or piece in found.waiting))
    ]
    return found, issues


def _read_piece(piece: str, found: _Found, towns: Towns, *, loose: bool) -> None:
    """One piece of a list: a town with its number, a town alone, or towns that share an item."""
    town = towns.leading(piece)
    joint = _JOINT.search(piece)
    shares = joint and (found.waiting or re.search(r"[和与及]", piece[: joint.start()]))
    if joint and shares and _read_joint(piece, joint, found, towns):
        return
    if town is None:
        thing = _WORDED.fullmatch(piece) if found.town else None
        if thing and thing["what"]:
            _add(found, found.town, thing["number"], thing["unit"], thing["what"], piece)
            return
        match = _ITEM.fullmatch(piece)
        if loose and match and not match["name"].endswith(("共", "约")) and len(match["name"]) <= 4:
            _add(found, match["name"], match["number"], match["unit"] or "", "", piece)
        else:
            found.strange.append(piece)
        return
    rest = piece[len(town) :].strip(" ：:（()）")
    if not rest:
        found.waiting.append(town)
    elif (quantity := parse_quantity(rest)) and quantity.upper is None:
        found.quotas.append(QuotaRow((town,), quantity.value, text=piece))
        found.units.append(quantity.unit)
        found.names.append("")
        found.town = ""
    elif (match := _WORDED.fullmatch(rest)) and not _VILLAGE.search(match["what"] or ""):
        _add(found, town, match["number"], match["unit"], match["what"] or match["noun"], piece)
        found.town = town if match["what"] else ""
    else:
        found.strange.append(piece)


def _read_joint(piece: str, joint: re.Match[str], found: _Found, towns: Towns) -> bool:
    """'练塘、现代农业园区共1个': one quota of all towns named so far without a number."""
    before = [
        name
        for part in re.split(r"[和与及]", piece[: joint.start()])
        if (name := towns.leading(part.strip()))
    ]
    sharing = tuple(dict.fromkeys([*found.waiting, *before]))
    match = _WORDED.match(piece[joint.start() :].lstrip("共同联合计")) or _WORDED.search(
        piece[joint.start() :]
    )
    if len(sharing) < 2 or match is None:
        return False
    value = parse_quantity(match["number"])
    if value is None:
        return False
    found.quotas.append(QuotaRow(sharing, value.value, joint=True, text="、".join([*found.waiting, piece])))
    found.units.append(match["unit"])
    found.names.append(match["noun"])
    found.waiting.clear()
    return True


def _add(found: _Found, town: str, number: str, unit: str, noun: str, piece: str) -> None:
    quantity = parse_quantity(number)
    if quantity is None:
        found.strange.append(piece)
        return
    found.quotas.append(QuotaRow((town,), quantity.value, text=piece))
    found.units.append(unit)
    found.names.append(noun)


def _figures(text: str) -> list[Quantity]:
    """The quantities of a text that are not dates or parts of names."""
    return [quantity for clause in clauses(text) for quantity in clause.quantities if not quantity.chinese]


# ---------------------------------------------------------------- the indicator of a group


def _indicators(group: _Group, found: _Found, ref: SourceRef) -> list[IndicatorRow]:
    """One row, or one for each thing where the items name several."""
    things = list(dict.fromkeys(zip(found.names, found.units, strict=True)))
    if (
        len(found.names) != len(found.quotas)
        or len({name for name, _ in things}) < 2
        or not all(name for name, _ in things)
    ):
        return [_indicator(group, found, ref)]
    rows = []
    for name, unit in things:
        mine = [
            i for i, thing in enumerate(zip(found.names, found.units, strict=True)) if thing == (name, unit)
        ]
        part = replace(
            found, quotas=[found.quotas[i] for i in mine], units=[unit] * len(mine), names=[name] * len(mine)
        )
        rows.append(replace(_indicator(group, part, ref), name=name, target=None, text=""))
    return rows


def _indicator(group: _Group, found: _Found, ref: SourceRef) -> IndicatorRow:
    unit_match = _UNIT_IN_HEADING.search(group.heading)
    total = _total_of(group.heading)
    units = [unit for unit in found.units if unit]
    unit = units[0] if units else unit_match["unit"] if unit_match else total.unit if total else ""
    heading = group.heading[: unit_match.start()] if unit_match else group.heading
    name = _name_of(heading, total) or next((noun for noun in found.names if noun), "")
    return IndicatorRow(
        phrases.strip_ends(name),
        unit,
        "=",
        total.value if total else None,
        text=total.text if total else "",
        quotas=tuple(replace(quota, ref=ref) for quota in found.quotas),
        ref=ref,
    )


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
    heading = re.sub(r"[，,]?(?:包括|其中|涉及|分别为)$", "", heading.strip())
    if total is None:
        return heading
    rows, _ = parse_indicators(heading)
    named = [row for row in rows if row.target == total.value and row.unit == total.unit and row.name]
    return named[-1].name if named else re.sub(re.escape(total.text), "", heading)
