"""Names of indicators: the noun phrase around a quantity, freed of verbs, dates and connecting words.

A name keeps the printed words; only what surrounds it is cut away.
"""

from __future__ import annotations

import re
from typing import Final

from tasklists.importing.words import HAN

# Adverbs and verbs that only say that something shall be done; 新增, 新建, 培育, 培训 belong to the name.
_ADVERB: Final = (
    r"(?:全面|持续|扎实|深入|有序|稳步|加快|积极|大力|切实|重点|继续|着力|高质量|高标准|逐步|统筹|系统|全力|科学|有效|不断|进一步|严格|"
    r"规范|因地制宜|连线成片|同步|基本|加大|强力)"
)
_MODAL: Final = (
    r"(?:年内|全年|年底前?|每年|累计|分别|同时|目前|其中|按时|如期|至少|力争|争取|确保|努力|预计|计划|拟|要|须|需(?!求)|应当?(?![急用])|"
    r"将|把|可(?![再持])|并(?!网)|本年度|上年度|本年|今年|当年|原则上)"
)
_VERB: Final = (
    r"(?:推动|推进|推广|实现|完成|保持|落实|开展|实施|打造|建成|形成|达到|促进|加强|启动|做好|抓好|组织|巩固|稳定|使|要求|确定|包括|"
    r"因地制宜|健全|优化|建设(?!用地|标准|规划|项目|资金|工程|任务|进度|银行))"
)
_CONNECTIVE: Final = (
    r"(?:[\s\ue000、，,：:；;的）)·+—-]|以及|按照|其(?=[^他余])|对(?![口接外照标])|由(?=.)|在(?![线校建册职岗库产])|"
    r"和(?![美谐睦平])|与(?=.)|及(?![时格])|共(?![享建同管治])|到(?=20|本|全)|按(?![期时照揭])|本区(?=.{4})|使得?(?!用))"
)
_LEADING: Final = re.compile(rf"^(?:{_ADVERB}*{_VERB}(?![率度])|{_MODAL}|{_CONNECTIVE})+")
_TRAILING: Final = re.compile(
    r"(?:力争|争取|确保|努力|预计|计划|要|须|应|需|均|都|全部|分别|各|累计|总计|合计|共计|共|为|是|有|至|到|在|达|不|约|大约|"
    r"控制|稳定|保持|维持|以|和|与|及|以及|或|的|任务完成|完成任务|完成|实现|得|可|可以|能够|再|将|使|"
    r"(?:较|与|相?比)(?:上一?年度?|去年|前三年|同期|往年|\ue000+)(?:同期|同比|相比)?|同比|相比|按照?|不得|[、，,：:；;\s\ue000+—-])+$"
)
_AFTER_STOP: Final = re.compile(r"[，。；;！\n\ue001]|,(?!\d)|，")
_JOIN_END: Final = re.compile(r"(?:以及|及其|及|和|与|、|或|并|，|,)+$")


def before(text: str) -> str:
    """The name in the words before a quantity: '全区农村生活污水治理率达到' → '全区农村生活污水治理率'."""
    return _shape(_cut_ends(text))


def after(text: str) -> str:
    """The name in the words after a quantity: '美丽庭院（小三园）。第五批…' → '美丽庭院（小三园）'."""
    stop = _AFTER_STOP.search(text)
    text = _JOIN_END.sub("", text[: stop.start()] if stop else text)
    return _shape(_TRAILING.sub("", re.sub(r"^(?:[\s\ue000的、与及]|和(?![美谐睦平]))+", "", text)))


def strip_ends(text: str) -> str:
    """Without the words around a name that do not belong to it."""
    return _cut_ends(text)


def _cut_ends(text: str) -> str:
    previous = None
    while previous != text:
        previous = text
        text = _TRAILING.sub("", _LEADING.sub("", text))
    return text


def _shape(text: str) -> str:
    """Masked pieces removed, brackets that lost their partner cut, spaces beside Chinese removed."""
    text = re.sub(r"[\ue000\ue001]+", "", text)
    text = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", text).strip()
    for opening, closing in ("（）", "()", "“”"):
        if text.count(opening) != text.count(closing):
            text = re.sub(rf"[{re.escape(opening + closing)}]", "", text)
    return text.strip(" 、，,；;：:。")


def split_pair(text: str) -> list[str]:
    """The parts of a compound name for 分别 and 各: '蔬菜、水产品产量' → ['蔬菜产量', '水产品产量'].

    A shared end (产量, 面积, 数量, 率) is given to every part that lacks one.
    """
    parts = [part for part in re.split(r"、|以及|(?<![总饱温])和|与|及(?!其)", text) if part.strip()]
    if len(parts) < 2:
        return [text]
    tail = re.search(
        r"(?:总?产量|总?面积|数量|总量|规模|产值|比例|覆盖率|完成率|率|培训|建设|改造|工程|项目|(?:示范)?基地)$",
        parts[-1],
    )
    if tail:
        parts = [p if p.endswith(tail[0]) or len(p) < 2 else p + tail[0] for p in parts[:-1]] + [parts[-1]]
    return [part.strip() for part in parts]


def similarity(one: str, other: str) -> float:
    """How much of the shorter name stands in the other: share of common character pairs, 0 to 1.

    A single common head noun counts little: 道路 and 村主路 share 0.25.
    """
    first, second = (re.sub(rf"[^{HAN}A-Za-z0-9]", "", name) for name in (one, other))
    if not first or not second:
        return 0.0
    if first in second or second in first:
        return 1.0
    pairs = [{name[i : i + 2] for i in range(len(name) - 1)} for name in (first, second)]
    shorter = min(len(pairs[0]), len(pairs[1]))
    common = len(pairs[0] & pairs[1])
    if shorter and common:
        return common / shorter
    return 0.25 if set(first) & set(second) - set("的建设项目工作镇村区农业") else 0.0
