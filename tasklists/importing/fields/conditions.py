"""Whether a quantity of prose is a target at all.

Conditions (常住人口4000人以上的行政村), prices, ages, ordinals and what has been done so far are none.
"""

from __future__ import annotations

import re
from typing import Final

from . import phrases
from .around import Context, Words
from .clauses import HOLE, Clause
from .comparators import Binding
from .each import EACH_TOWN, VERBS
from .numbers import Quantity, split_unit

_TIGHT: Final = re.compile(
    r"(?:完成|建成|建设|新建|改建|新增|创建|打造|培育|推进|推出|建立|设立|引进|储备|举办|开展|组织|形成|发展|消除|整治|改造|申报|至少|完善|加强)"
    r"(?:全[区县市镇])?\s*$"
)
# Units that as often belong to a manner of speaking as to a figure.
_WEAK_UNITS: Final = (
    "天 周 小时 分钟 期 轮 类 种 款 组 节 层 面 倍 批 本 册 口 根 班 方 升 里 万 亿 米 门 学时 课时"
)
_WEAK: Final = frozenset(_WEAK_UNITS.split())
_INDEX: Final = re.compile(r"(?:指数|系数|评分|得分|满意度|分值|测评|浓度|值|率)\s*$")  # needs no unit
_NEVER: Final = frozenset({"", "岁"})
_CONDITION: Final = re.compile(
    r"^\s*(?:(?:及|或)?以[上下内]|左右)?\s*(?:的(?!比例|比重|目标|速度|水平|要求|增长|任务)|并|且|及其)"
)
_PAST: Final = re.compile(
    r"现有|共有|现存|已有|原有|截至|截止|目前(?!拟|计划)|累计已|已(?:达|建|完成|实现|覆盖|经)|(?<![较比])(?:上年|去年)(?!度)"
)
_OF_THE_YEAR: Final = re.compile(r"占[^，,]{0,10}(?:计划|任务|总数|总量|投资)的?\s*$")
_FOR_THEM: Final = re.compile(r"为(?:全[区县市])?\s*$")
_NO_TARGET_BEFORE: Final = re.compile(
    r"(?:第|占地|占地面积|总投资|前|后|倒数|近|上|每|连片|现有|现存|原有|已有|目前已?|截至目前|累计已|已建成|已完成|不满|年满|满|排名)\s*$"
)
_PRICE: Final = re.compile(
    r"(?:补助|补贴|奖励|奖补|资助|配套|标准|罚款|每[人户亩个年]|人均|按照?|分别以)[^，,；;]{0,8}$"
)
_MONEY: Final = re.compile(r"元$")
_NO_TARGET_AFTER: Final = re.compile(
    r"^\s*(?:(?:及?以[上下])?的?(?:基础上?|情况下|前提下|成果)|(?:街镇|乡镇|镇街)(?=$|[\d、，及和（(]|开展|按|落实|要|应|均|各|每|持续|进一步)|[村镇]的|[多余]?个?(?:方面|环节|阶段|层面|维度|步骤))"
)
_WORK: Final = re.compile(r"(?:建设|改造|整治|治理|培训|创建|修复|任务|工程|项目|提升)$")


def is_target(
    clause: Clause, quantity: Quantity, words: Words, bound: Binding, context: Context, *, listed: bool
) -> bool:
    before, after = words.before.rstrip(), words.after
    bare = before[: len(before) - bound.start] if bound.start else before
    if quantity.unit in _NEVER and not (bound.stated and _INDEX.search(bare)):
        return False
    if _NO_TARGET_BEFORE.search(bare) or _NO_TARGET_AFTER.match(after):
        return False
    if _PAST.search(clause.text[: quantity.start]) or context.past:
        return False
    if quantity.about and not bound.stated and re.search(r"对(?:全[区县市])?$", before):
        return False
    if _MONEY.search(quantity.unit) and _PRICE.search(before):
        return False
    if quantity.chinese and quantity.unit != "%":
        return _chinese_target(quantity, before, bound)
    if quantity.unit == "%":
        return _share_is_target(before, after, bound)
    if _is_condition(bound, before, after):
        return False
    if bound.stated or split_unit(quantity.unit)[1] in _WEAK:
        return bound.stated
    prefix = clause.text[: quantity.start]
    each = EACH_TOWN.search(prefix)
    if listed or (each and len(prefix) - each.end() <= 4) or clause.bracket:
        return True
    if VERBS.search(prefix) or _TIGHT.search(prefix):
        return True
    if _FOR_THEM.search(before) and re.search(r"提供|发放|办理|免费", after):
        return True
    return _is_named(before, after) or (context.verb and not before.strip(" 、和及与" + HOLE))


def _is_named(before: str, after: str) -> bool:
    """Whether a figure without a verb still has a name: 总产量600吨; 3个试点片区; 3976亩…建设."""
    post = phrases.after(after)
    if not post:
        return len(phrases.before(before)) >= 3
    begins = re.fullmatch(rf"[\s{HOLE}]*(?:全[区县市镇]|本[区县市]|辖区内?)?[共约]?", before)
    return (begins is not None and len(post) >= 2) or _WORK.search(post) is not None


def _chinese_target(quantity: Quantity, before: str, bound: Binding) -> bool:
    """两个 after a verb is a figure, 一个 hardly ever; 至少一个 is."""
    if bound.stated and bound.comparator in (">=", "<="):
        return split_unit(quantity.unit)[1] not in _WEAK
    return (
        quantity.value >= 2
        and _TIGHT.search(before) is not None
        and split_unit(quantity.unit)[1] not in _WEAK
    )


def _share_is_target(before: str, after: str, bound: Binding) -> bool:
    """Whether a percentage is a target and not a condition (达到55%的面积不少于…)."""
    if re.search(r"(?:排名|前|后)\s*$", before) or _OF_THE_YEAR.search(before):
        return False
    if HOLE in before and not phrases.before(before) and not phrases.after(after):
        return False  # 6月底完成50%: a step on the way
    plural = re.match(r"^\s*(?:及?以上)?的(?!比例|比重|目标|速度|水平|要求|增长|任务)", after)
    if (
        plural
        and re.search(r"(?:达到?|超过?|高于|低于|水平|率)\s*$", before)
        and len(phrases.before(before)) > 3
    ):
        return False
    if plural and re.search(r"不[少低高多]于", after):
        return False
    noun = phrases.before(before)
    return bound.stated or bound.start > 0 or bool(noun) or len(phrases.after(after)) >= 2


def _is_condition(bound: Binding, before: str, after: str) -> bool:
    """4000人以上的行政村, 15亩以上已复耕地块, 低于17100元并…: says which, not how many."""
    demanded = bound.comparator in (">=", "<=") and bound.start > 0
    if _CONDITION.match(after) and (bound.stated or not re.match(r"\s*[并且]", after)):
        return not demanded or re.match(r"^\s*(?:及?以[上下内])", after) is not None
    tail = re.match(r"^\s*(?:及?以[上下内])(?P<rest>.*)", after, re.DOTALL)
    if tail and tail["rest"].strip(" ，,、；;。" + HOLE):
        joined = re.match(r"\s*[、和与及]", tail["rest"])
        return not joined and not re.search(r"(?:有|达到?|完成|培育|新增|创建|建成|保持|至少|为)\s*$", before)
    return False
