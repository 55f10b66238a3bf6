"""The items of a town list: who gets how much of what.

'赵巷2', '徐泾1.05 万吨', '华新创建4家睦邻点', '白鹤、重固各1个', '练塘、现代农业园区共1个', '道路2公里'
behind its town. What is no such item is kept apart, to be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tasklists.importing.records import QuotaRow
from tasklists.importing.words import HAN

from .numbers import UNIT, Quantity, parse_quantity
from .towns import LEAD_IN, Towns

_NUMBER: Final = r"(?P<number>\d[\d,]*(?:\.\d+)?)"
# An unknown name with its number, where the column says that the names are towns.
_ITEM: Final = re.compile(
    rf"(?P<name>[{HAN}]{{2,4}}?)\s*[（(]?\s*(?P<number>\d[\d,]*(?:\s\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{UNIT})?\s*[）)]?"
)
_VERBS: Final = r"(?:创建|新建|建设|建成|完成|推进|改造|新增|培育|打造|落实|申报|实施|开展|整治|种植|共|各)"
# What a town does: 创建4家睦邻点; 道路2公里; 28亩受污染耕地.
_WORDED: Final = re.compile(
    rf"(?P<verb>{_VERBS}{{0,2}})(?P<what>(?!.*[一二两三四五六七八九十点])[{HAN}]{{2,8}}?)?{_NUMBER}\s*"
    rf"(?P<unit>{UNIT})(?P<noun>[{HAN}A-Za-z“”]{{0,40}})"
)
_EACH: Final = re.compile(
    rf"(?P<towns>.*?)各(?:自)?{_VERBS}{{0,2}}{_NUMBER}\s*(?P<unit>{UNIT})(?P<noun>[{HAN}A-Za-z“”]{{0,40}})"
)
_JOINT: Final = re.compile(r"(?:共同|联合|合计|共)[^\d、，；。]{0,8}?(?=\d)")
_ABOUT: Final = re.compile(r"^(?:约|≥|>=|>|=|不少于|不低于|至少)\s*|\s*(?:左右|及?以上)$")
_REMARK: Final = re.compile(r"[（(](?:其中|含|包括)[^（()）]*[）)]")
_VILLAGE: Final = re.compile(r"(?:村|社区|居委会?|片区|单元)$")


@dataclass(frozen=True, slots=True)
class Share:
    """A quota with its printed unit ('' where none) and what it is of, where the item says so."""

    quota: QuotaRow
    unit: str
    thing: str = ""
    guessed: bool = False  # nothing but its place in the list says that the name is a town


@dataclass
class Shares:
    """What a list of pieces gave. `waiting`: towns without a number; `strange`: pieces that are
    neither; `unclear`: several towns before one figure, so that no share is certain."""

    found: list[Share] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    unclear: bool = False
    town: str = ""  # whose thing was named last: 道路2公里、桥梁3座


def read_shares(pieces: Iterable[str], towns: Towns, *, loose: bool) -> Shares:
    """`loose`: the column says that names without an ending of their own are towns."""
    shares = Shares()
    for piece in pieces:
        _read(_REMARK.sub("", LEAD_IN.sub("", piece)).strip(), shares, towns, loose=loose)
    guessed = [share for share in shares.found if share.guessed]
    if len(guessed) > len(shares.found) - len(guessed):
        # Hardly a known town among them: a list of things (道路10公里、桥梁3座).
        shares.found = [share for share in shares.found if not share.guessed]
        shares.strange.extend(share.quota.text for share in guessed)
    return shares


def is_item(text: str) -> bool:
    """Whether a text looks like a name with its number."""
    return _ITEM.match(text) is not None


def _read(piece: str, shares: Shares, towns: Towns, *, loose: bool) -> None:
    if _read_joint(piece, shares, towns) or _read_each(piece, shares, towns):
        return
    town = towns.leading(piece)
    if town is None:
        _read_nameless(piece, shares, loose=loose)
        return
    rest = piece[len(town) :].strip(" ：:（()）")
    quantity = parse_quantity(_ABOUT.sub("", rest))
    if not rest:
        shares.waiting.append(town)
    elif quantity is not None and quantity.upper is None:
        _add(shares, (town,), quantity, piece)
        shares.town = ""
    elif (match := _WORDED.fullmatch(rest)) and not _VILLAGE.search(match["what"] or ""):
        if shares.waiting:
            shares.unclear = True  # 东山镇、西河镇建设2个: one each, or two together?
            return
        _add(shares, (town,), _quantity(match), piece, match["what"] or match["noun"])
        shares.town = town if match["what"] else ""
    else:
        shares.strange.append(piece)


def _read_nameless(piece: str, shares: Shares, *, loose: bool) -> None:
    """A piece that begins with no known town: a further thing of the last one, or an unknown town."""
    thing = _WORDED.fullmatch(piece) if shares.town else None
    if thing and thing["what"]:
        _add(shares, (shares.town,), _quantity(thing), piece, thing["what"])
        return
    match = _ITEM.fullmatch(piece) if loose else None
    if match and not match["name"].endswith(("共", "约", "各")):
        _add(shares, (match["name"],), _quantity(match), piece, guessed=True)
    else:
        shares.strange.append(piece)


def _read_joint(piece: str, shares: Shares, towns: Towns) -> bool:
    """'练塘、现代农业园区共1个': one quota of all towns named so far without a number."""
    joint = _JOINT.search(piece)
    if joint is None:
        return False
    sharing = _sharing(piece[: joint.start()], shares, towns)
    match = _WORDED.search(piece[joint.start() :].lstrip("共同联合计"))
    if len(sharing) < 2 or match is None:
        return False
    text = "、".join([*shares.waiting, piece])
    _add(shares, sharing, _quantity(match), text, match["noun"])
    shares.waiting.clear()
    return True


def _read_each(piece: str, shares: Shares, towns: Towns) -> bool:
    """'白鹤、重固各1个': one quota for each town named so far without a number."""
    match = _EACH.fullmatch(piece)
    if match is None:
        return False
    sharing = _sharing(match["towns"], shares, towns)
    if len(sharing) < 2:
        return False
    for town in sharing:
        _add(shares, (town,), _quantity(match), piece, match["noun"])
    shares.waiting.clear()
    return True


def _sharing(text: str, shares: Shares, towns: Towns) -> tuple[str, ...]:
    named = [name for part in re.split(r"[和与及]", text) if (name := towns.leading(part.strip()))]
    return tuple(dict.fromkeys([*shares.waiting, *named]))


def _quantity(match: re.Match[str]) -> Quantity | None:
    value = parse_quantity(match["number"])
    if value is None:
        return None
    return Quantity(value.value, match["unit"] or "", match[0], match.start(), match.end())


def _add(
    shares: Shares,
    towns: tuple[str, ...],
    quantity: Quantity | None,
    text: str,
    thing: str = "",
    *,
    guessed: bool = False,
) -> None:
    if quantity is None or quantity.value < Decimal(0):
        shares.strange.append(text)
        return
    quota = QuotaRow(towns, quantity.value, joint=len(towns) > 1, text=text)
    shares.found.append(Share(quota, quantity.unit, thing, guessed))
