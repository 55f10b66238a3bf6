"""What an indicator is called: the words before its figure, behind it, or around it."""

from __future__ import annotations

import re
from typing import Final

from . import phrases
from .around import Context, Words
from .clauses import HOLE
from .comparators import Binding
from .each import EACH_TOWN
from .numbers import Quantity

_SHARE_BEFORE: Final = re.compile(r"[率比重例度]$|占比|比例|比重|水平|进度|任务|品牌|力$|面$|化$|值$")
_EACH_OTHER: Final = re.compile(
    r"每(?:个|一|户|名|位|家|所)?(?:行政村|自然村|村|社区|片区|单位|学校|县|人)|各街镇村居|各村居?"
)
_ONLY_VERB: Final = re.compile(
    r"(?:重点)?(?:新增|新建|新改建|改建|改造|培育|培训|创建|新创|认定|申报|评定|引进|选派|举办|办理|提升|续建){0,2}|每(?:月|季度|年|周|半年)"
)
_SAME_THING: Final = re.compile(r"同比|环比|较|比上年|增长|下降|增幅")
_GOES_ON: Final = re.compile(r"用于|开展|进行|作为|投入|支持|由|以|为|按|给予|纳入|低于|高于")


def name_of(quantity: Quantity, words: Words, bound: Binding, context: Context, title: str) -> str:
    before = words.before[: len(words.before) - bound.start] if bound.start else words.before
    fallback = context.name or phrases.before(title)
    if context.rows and _SAME_THING.match(words.before.strip(HOLE + " ")):
        fallback = context.rows[-1].name
    pre = _without_town(phrases.before(before))
    rest = words.after[bound.end :]
    if quantity.unit == "%":
        return _share_name(pre, phrases.after(rest), rest) or fallback
    post = _post_name(rest)
    if _ONLY_VERB.fullmatch(pre) and len(post) < 2:
        of_sentence = context.rows[context.start :]
        if pre and of_sentence and of_sentence[-1].unit == quantity.unit:  # 农田3万亩，其中新建2万亩
            return f"{pre}{of_sentence[-1].name.removeprefix(pre)}"
        return fallback or pre
    if len(post) >= 2 and not _GOES_ON.match(post):
        return f"{pre.removeprefix('重点')}{post}" if pre and _ONLY_VERB.fullmatch(pre) else post
    if len(pre) <= 2 and (work := phrases.before(post)):
        return work
    return pre if len(pre) >= 2 else fallback or pre


def per(before: str, name: str) -> str:
    """The name with 每个行政村 and the like, which the figure is asked of."""
    each = _EACH_OTHER.search(before)
    return name if each is None or each[0] in name else f"{each[0]}{name}"


def _post_name(rest: str) -> str:
    """The name behind a figure: 1个村开展示范村建设 → 示范村建设; a remark in brackets is none."""
    post = phrases.after(cut(rest))
    if re.fullmatch(r"[（(].*[）)]|分配|安排|计算|配备|落实|左右", post):
        return ""
    return re.sub(r"^(?:村|镇|街道)(?:开展|创建|完成|推进)(?=...)", "", post)


def _share_name(pre: str, post: str, after: str) -> str:
    """Of a percentage: 覆盖率达90% has its name before, 100%视频资源推送 behind, 湿垃圾55%纳入 around."""
    if re.match(r"\s*的?(?:比例|比重|目标|要求|速度|水平|任务)", after):
        return pre or (f"{phrases.before(post[2:])}比例" if post.startswith("比例") else post)
    if not pre:
        return re.sub(r"^的", "", post)
    if not post or _SHARE_BEFORE.search(pre):
        return pre
    return f"{pre}{post}"


def cut(after: str) -> str:
    """The words after a quantity up to the verb that goes on to another thing."""
    after = re.sub(r"^\s*(?:的|[或并].*)", "", after)
    match = re.search(r"(?<=..)(?:全部|均|达到|做好|参加|作为|并(?!发)|，|,|按照|根据|预计|力争|确保)", after)
    return after[: match.start()] if match else after


def _without_town(name: str) -> str:
    name = re.sub(r"^.*(?:下降|减少|降低|正增长|平稳增加)、", "", name)  # a target of its own: see trends
    name = re.sub(r"\d+个(?:街镇|乡镇|镇街)$", "", EACH_TOWN.sub("", name))
    return phrases.strip_ends(name)
