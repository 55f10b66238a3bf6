"""Targets without a number: 全覆盖, 同比下降, 高于全市平均水平, 良好以上, 全市统筹."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tasklists.importing.records import Comparator, IndicatorRow

from . import phrases

_COVER: Final = re.compile(r"(?P<text>(?:实现|达到)?全覆盖)(?!成果|基础|率)")
_CHANGE: Final = re.compile(
    r"(?P<text>(?:同比|环比|(?:较|相比|比)"
    r"(?:上一?年度?|去年|上年度?|前[一二三四五]年|同期|往年|\ue000+)[^，。；、]{0,6}?)(?:所|有|有所|明显|持续|平稳|稳步)*"
    r"(?:(?P<up>增长|增加|提高|提升|上升|扩大)|(?P<down>下降|减少|降低|缩小|缩减)))\s*(?=$|[、，。；])"
)
_GROWTH: Final = re.compile(r"(?P<text>正增长|平稳增加|稳步增长|持续增长|只增不减)\s*(?=$|[、，。；])")
_BESIDE: Final = re.compile(
    r"(?P<text>(?P<words>不低于|不少于|不高于|不超过|高于|低于|优于)"
    r"(?:全[国省市区县州]|城镇|农村|前[一二三四五\d]年|上年|去年|上一年|同期|国家|省|市|上级|国标|\ue000+|\d{1,3}\s*[:：]\s*\d)[^，。；、]{0,16})"
)
_STANDARD: Final = re.compile(
    r"(?<=[率例重比])(?P<text>(?:达到|达|符合|满足|完成)[省市国区上][^，。；、\d]{0,12}(?:标准|要求|目标|水平|任务))"
)
_COMPARATORS: Final[dict[str, Comparator]] = {
    "不低于": ">=",
    "不少于": ">=",
    "不高于": "<=",
    "不超过": "<=",
    "高于": ">",
    "优于": ">",
    "低于": "<",
}


def trends(clause: str, printed: str, context: str, *, numbered: bool = False) -> Iterator[IndicatorRow]:
    """The targets without a number that a clause states; `context` names one where the clause has no
    words of its own. `printed` is the clause without its holes; `numbered`: it states figures as well."""
    position = 0
    for piece in re.split(r"(?<=[降升长加少覆盖高低])、", clause):
        if numbered and re.search(r"\d", piece):
            position += len(piece) + 1
            continue  # its figure is its target
        yield from _trend(piece, printed[position : position + len(piece)], context)
        position += len(piece) + 1


def _trend(clause: str, printed: str, context: str) -> Iterator[IndicatorRow]:
    if re.search(r"力图|探索|研究|鼓励|支持", clause[:4]):
        return
    for pattern in (_BESIDE, _CHANGE, _GROWTH, _STANDARD, _COVER):
        match = pattern.search(clause)
        if not match:
            continue
        name = phrases.before(clause[: match.start()]) or context
        if len(name) < 3:
            return
        groups = match.groupdict()
        comparator: Comparator = "="
        if words := groups.get("words"):
            comparator = _COMPARATORS[words]
        elif groups.get("up") or pattern is _GROWTH:
            comparator = "up"
        elif groups.get("down"):
            comparator = "down"
        yield IndicatorRow(name, "", comparator, text=printed[slice(*match.span("text"))].strip())
        return
