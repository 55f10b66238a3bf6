"""Towns of a document that nobody told us before: by their endings, by repetition, by short forms.

`collect_towns` reads all cells of the document once; the other modules ask the `Towns` it returns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tasklists.importing.words import HAN, fold

from .numbers import UNIT, parse_quantity

_ENDING: Final = (
    r"(?:街道办事处|街道|民族乡|镇|乡|苏木|农业园区|产业园区?|工业园区?|园区|开发区|高新区|经开区|新区|示范区|管理区|度假区|"
    r"农场|林场|管委会)"
)
_NAMED: Final = re.compile(rf"[{HAN}]{{1,10}}?{_ENDING}")
# Words that end like a town and are none.
_GENERIC: Final = re.compile(
    r"^(?:各|每|全|本|其他|有关|相关|涉农|所有|部分|若干|一个|以及|辖区|试点|重点|中心|特色|美丽|示范|达标|建设|推进|完成)|"
    r"街镇$|乡镇$|镇街$|城镇$|集镇$|村镇$|小镇$|强镇$|卫生镇$|示范镇$|中心镇$|重点镇$|特色镇$|建制镇$|文明镇$|试点镇$|培育镇$|"
    r"城乡$|下乡$|返乡$|入乡$|兴乡$|水乡$|家乡$|回乡$|到乡$|他乡$|故乡$|之乡$|先行区$|示范区$|核心区$|农业示范区$|"
    r"[的和与及在为把将对]|[一二两三四五六七八九十几多]镇$|产业园$|创业园|孵化园"
)
_ALL: Final = (
    r"(?:街镇|乡镇|镇街|镇[（(]?街道[）)]?|乡[（(]?镇[）)]?|镇乡街道?|镇、街道|乡镇（街道）|乡镇\(街道\))"
)
COUNTED_TOWNS: Final = re.compile(rf"(\d+)\s*个\s*(?:涉农)?{_ALL}")
ALL_TOWNS: Final = re.compile(
    rf"(?<!\d)\d+\s*个\s*{_ALL}|(?:各|每个|每|所有|全部)\s*(?:{_ALL}|镇|乡|街道)(?!相关)"
)
_SEPARATORS: Final = r"、，,；;。：:\s（）()/和及与"
_ITEM: Final = re.compile(
    rf"(?P<name>[{HAN}]{{2,8}}?)(?:镇|乡|街道)?[（(]?(?P<number>\d[\d.,]*\s?{UNIT}?)[）)]?"
)
# What may stand before a town in a list without being part of its name.
LEAD_IN: Final = re.compile(r"^(?:其中|包括|涉及|分别为|分别是|由|在|即|含|选择|确定|主要|重点)+")


@dataclass(frozen=True, slots=True)
class Towns:
    """The towns a document speaks of, in every form it prints (赵巷, 赵巷镇). `count`: how many there
    are in all where the document says so (11个街镇); None where it does not."""

    names: frozenset[str] = frozenset()
    count: int | None = None

    def __contains__(self, name: object) -> bool:
        return name in self.names or (isinstance(name, str) and looks_like_town(name))

    def leading(self, text: str) -> str | None:
        """The longest known town that `text` begins with; an unknown one only by its ending."""
        best = max((name for name in self.names if text.startswith(name)), key=len, default=None)
        if best is None:
            match = _NAMED.match(text)
            if match and looks_like_town(match[0]):
                best = match[0]
        elif match := re.match(r"(?:街道|镇|乡)(?![村镇])", text[len(best) :]):
            best = best + match[0] if looks_like_town(best + match[0]) else best
        return best

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Towns that stand as items of their own in a text, in order of first appearance.

        A town within another name (练塘徐练村) is not mentioned.
        """
        found: list[str] = []
        for piece in re.split(rf"[{_SEPARATORS}]+", text):
            piece = LEAD_IN.sub("", piece)
            name = self.leading(piece)
            if name and _ends_item(piece[len(name) :]) and name not in found:
                found.append(name)
        return tuple(found)


def _ends_item(rest: str) -> bool:
    """Whether what follows a town's name leaves it a town: nothing, a number, a verb; no village."""
    village = rf"[{HAN}]{{1,4}}(?:村|社区|居委会|路|河|片区|单元)(?:$|[^{HAN}]|居|为|等|和)|片区"
    return re.match(village, rest) is None


def looks_like_town(name: str) -> bool:
    """Whether a name says by its own ending that it is a town (镇, 乡, 街道, 园区…)."""
    match = _NAMED.fullmatch(name)
    return match is not None and len(name) >= 2 and not _GENERIC.search(name)


def stem(name: str) -> str:
    """赵巷镇 → 赵巷, 夏阳街道 → 夏阳; names of two characters stay (X镇)."""
    bare = re.sub(r"(?:街道办事处|街道|镇|乡)$", "", name)
    return bare if len(bare) >= 2 else name


def same_town(one: str, other: str) -> bool:
    """Whether two names of one document are forms of one town: 赵巷 and 赵巷镇, 农业园区 and 现代农业园区."""
    first, second = sorted((stem(one), stem(other)), key=len)
    return first == second or (first.endswith("园区") and second.endswith(first))


def collect_towns(texts: Iterable[str], known: Iterable[str] = ()) -> Towns:
    """The towns of a document from its cells: names that end like towns and stand alone, and names
    that carry a number in lists of several cells (赵巷2、徐泾2)."""
    named: Counter[str] = Counter()
    numbered: Counter[str] = Counter()
    counts: Counter[int] = Counter()
    for text in texts:
        plain = fold(text)
        counts.update(int(count) for count in COUNTED_TOWNS.findall(plain))
        pieces = [LEAD_IN.sub("", piece) for piece in re.split(rf"[{_SEPARATORS}]+", plain) if piece]
        named.update({name for piece in pieces if (name := _town_of_piece(piece))})
        items = [match["name"] for piece in pieces if (match := _ITEM.fullmatch(piece))]
        if len(set(items)) >= 3:
            numbered.update(set(items))
    names = set(known) | set(named)
    names |= {name for name, cells in numbered.items() if cells >= 2 and not _GENERIC.search(name)}
    names |= {stem(name) for name in names if stem(name) != name}
    return Towns(frozenset(names), _total(counts))


def _town_of_piece(piece: str) -> str | None:
    """The town that a list item is: '赵巷镇', '赵巷镇11', '赵巷镇2个'."""
    bare = re.sub(r"[（(]?\d.*$", "", piece)
    rest = piece[len(bare) :].strip("（()） ")
    return bare if looks_like_town(bare) and (not rest or parse_quantity(rest) is not None) else None


def _total(counts: Counter[int]) -> int | None:
    """How many towns there are in all: the count that recurs, or the only one if it is no handful."""
    if not counts:
        return None
    (count, times), *_ = counts.most_common(1)
    return count if times >= 2 and count >= 3 else None
