"""Measurable targets of prose: name, unit, comparator, figure.

Precision before recall: a number counts as a target only where its clause says that something shall
reach it. Conditions (常住人口4000人以上的行政村), prices, ages, ordinals and past figures do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from tasklists.importing.records import NOWHERE, Comparator, IndicatorRow, Issue, SourceRef

from . import phrases
from .clauses import HOLE, Clause, clauses
from .comparators import Binding, binding
from .numbers import Quantity, split_unit
from .trends import trends

_VERBS: Final = re.compile(
    r"完成|建成|建设|新建|改建|改造|扩建|新增|新创|创建|创评|创成|打造|培育|培训|培养|推进|推动|推广|开展|实施|申报|选派|举办|组织|"
    r"整治|发展|推出|种植|安置|建立|设立|评选|评定|认定|引进|招引|储备|落实|投入|投资|治理|修复|提升|开发|达到?|实现|形成|建有|"
    r"配备|配置|发放|解决|扶持|布局|征集|编制|创作|消灭|消除|启动|保持|争取|获评|获得|签约|更新|选树|挖掘|召开|办理|"
    r"帮扶|促进|筹集|回收|拆除|清理|整改|铺设|安装|疏浚|绿化|造林|复垦|盘活|流转|淘汰|吸纳|转移|募集|安排|检查|抽查|抽检|"
    r"检测|监测|巡查|采样|开工|竣工|投产|接收|受理|走访|进行|推介|扩大|增设|增加|支持|遴选|购置|采购|供应|提供|播种|收购|"
    r"应?至少|预计|计划|确定|包括|明确|加强|推荐|发布|回答|报送|提交|重点|新|完(?=\s*\d)"
)
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
_NO_TARGET_BEFORE: Final = re.compile(
    r"(?:第|前|后|倒数|近|上|每|连片|现有|现存|原有|已有|目前已?|截至目前|累计已|已建成|已完成|不满|年满|满|排名)\s*$"
)
_PRICE: Final = re.compile(
    r"(?:补助|补贴|奖励|奖补|资助|配套|标准|罚款|每[人户亩个年]|人均|按照?|分别以)[^，,；;]{0,8}$"
)
_MONEY: Final = re.compile(r"元$")
_NO_TARGET_AFTER: Final = re.compile(
    r"^\s*(?:(?:及?以[上下])?的?(?:基础上?|情况下|前提下|成果)|(?:街镇|乡镇|镇街)(?=$|[\d、，及和（(]|开展|按|落实|要|应|均|每|持续|进一步)|[村镇]的|[多余]?个?(?:方面|环节|阶段|层面|维度|步骤))"
)
_WORK: Final = re.compile(r"(?:建设|改造|整治|治理|培训|创建|修复|任务|工程|项目|提升)$")
_EACH_TOWN: Final = re.compile(
    r"(?:按|在|确保|要求|以)?(?:(?:每个?|各)(?:相关|涉农|有关)?|\d+个(?=街?[镇乡]?[镇街]?道?(?:每|各|分别|均)))"
    r"(?:街镇|乡镇|镇街|镇乡|镇(?:（街道）)?|街道|乡)(?:（街道）|\(街道\))?(?:及|、|和)?(?:现代)?(?:农业园区)?(?!村|社区|[级内])"
)
_SHARE_BEFORE: Final = re.compile(r"[率比重例度]$|占比|比例|比重|水平|进度|任务|品牌|力$|面$|化$|值$")
# Asked of every village, household or the like: part of the name, since the figure is no total.
_BEGINS_WITH_VERB: Final = re.compile(
    rf"\s*(?:全年|年内|每[月季年周]|常态化|累计|并|还|同时|{_VERBS.pattern})"
)
_EACH_OTHER: Final = re.compile(
    r"每(?:个|一|户|名|位|家|所)?(?:行政村|自然村|村|社区|片区|单位|学校|县|人)|各街镇村居|各村居?"
)
_ONLY_VERB: Final = re.compile(
    r"(?:重点)?(?:新增|新建|新改建|改建|改造|培育|培训|创建|新创|认定|申报|评定|引进|选派|举办|办理){0,2}|每(?:月|季度|年|周|半年)"
)
_SAME_THING: Final = re.compile(r"同比|环比|较|比上年|增长|下降|增幅")
_GOES_ON: Final = re.compile(r"用于|开展|进行|作为|投入|支持|由|以|为|按|给予|纳入|低于|高于")
_SPLIT: Final = re.compile(
    r"(?:分别|各自?(?![街镇乡村区县部级类项地有相单]))(?:为|达到?|增长|减少|提高|下降|完成|不|新增|培育)?[^、，]{0,4}$"
)


@dataclass
class _Context:
    """What the sentence said before: a clause without its own verb or name leans on it."""

    verb: bool = False
    name: str = ""
    each: bool = False  # 各街镇 is the subject of the whole sentence
    rows: list[IndicatorRow] = field(default_factory=list)


def parse_indicators(
    text: str, *, title: str = "", ref: SourceRef = NOWHERE
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    """The targets that a prose field states, in order; `title` names those for which it has no words.

    A target without a number (全覆盖, 同比下降) has `target` None and its words in `text`.
    """
    context = _Context()
    found_clauses = list(clauses(text))
    for clause, following in zip_longest(found_clauses, found_clauses[1:]):
        if _is_population(clause, following):
            continue
        if clause.first:
            context = _Context(each=context.each and not clause.opens, rows=context.rows)
        found = _targets(clause, context, title)
        found.extend(trends(clause.text, clause.printed, context.name, numbered=bool(found)))
        context.rows.extend(found)
        context.verb = context.verb or _VERBS.search(clause.text) is not None
        if not clause.bracket:
            context.name = phrases.before(clause.text) if not clause.quantities else context.name
            context.each = context.each or _asks_each_town(clause.text)
    return tuple(replace(row, ref=ref) for row in _once(context.rows)), ()


def _is_population(clause: Clause, following: Clause | None) -> bool:
    """11个产粮大县，每个县至少…: how many there are, not how many there shall be."""
    return (
        following is not None
        and following.text.strip().startswith("每")
        and len(clause.quantities) == 1
        and not clause.text[: clause.quantities[0].start].strip(" " + HOLE)
    )


def _once(rows: list[IndicatorRow]) -> list[IndicatorRow]:
    """Without repetitions of one target within the text."""
    seen: dict[tuple[object, ...], IndicatorRow] = {}
    for row in rows:
        seen.setdefault((row.name, row.unit, row.comparator, row.target, row.minimum, row.each), row)
    return list(seen.values())


def _targets(clause: Clause, context: _Context, title: str) -> list[IndicatorRow]:
    wanted: list[int] = []
    for index in range(len(clause.quantities)):
        # The next of an enumeration (幼儿园7个、小学4个) is what the one before it is.
        goes_on = index - 1 in wanted and re.match(r"\s*[、和与及]", _around(clause, index).before)
        if _wanted(clause, index, context, listed=bool(goes_on)):
            wanted.append(index)
    clause = replace(clause, quantities=tuple(clause.quantities[index] for index in wanted))
    rows: list[IndicatorRow] = []
    names: list[str] = []  # left over from 分别, for the figures that follow
    for index, quantity in enumerate(clause.quantities):
        words = _around(clause, index)
        bound = binding(words.before, words.after, quantity.unit)
        each = _is_each(clause, quantity, context)
        if names and words.before.strip() in ("", "、", "和", "及"):
            rows.append(_row(names.pop(0), quantity, bound, words, each))
            continue
        name = _name(quantity, words, bound, context, title)
        name = _per(clause.text[: quantity.start], name)
        if rows and not words.before.strip() and not words.after.strip():
            name = rows[-1].name  # 12个1.5万户: another measure of the same
        rest = phrases.after(_cut(words.after[bound.end :]))
        shared = phrases.split_pair(name) if _SPLIT.search(words.before) and not rest else [name]
        several = len(shared) > 1 and len(clause.quantities) - index >= len(shared) and "分别" in words.before
        rows.extend(_row(one, quantity, bound, words, each) for one in (shared[:1] if several else shared))
        names = shared[1:] if several else []
    return rows


def _wanted(clause: Clause, index: int, context: _Context, *, listed: bool) -> bool:
    quantity = clause.quantities[index]
    words = _around(clause, index)
    if not words.before.strip(" 、和及与" + HOLE) and index:
        # The second of a chain (达4.36万吨、3.06万吨; 5个…及100个…) is what the first is.
        words = replace(words, before=clause.text[: clause.quantities[0].start])
    bound = binding(words.before, words.after, quantity.unit)
    return _is_target(clause, quantity, words, bound, context, listed=listed)


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands around a quantity: with holes, and as printed."""

    before: str
    after: str
    printed_before: str = ""
    printed_after: str = ""


def _around(clause: Clause, index: int) -> _Words:
    """The words that belong to a quantity: those between two quantities go to one of them."""
    quantity = clause.quantities[index]
    start = clause.quantities[index - 1].end if index else 0
    last = index + 1 == len(clause.quantities)
    end = len(clause.text) if last else clause.quantities[index + 1].start
    before, after = clause.text[start : quantity.start], clause.text[quantity.end : end]
    if index:
        before = _share(before)[1]
    if not last:
        after = _share(after)[0]
    return _Words(
        before,
        after,
        clause.printed[quantity.start - len(before) : quantity.start],
        clause.printed[quantity.end : quantity.end + len(after)],
    )


def _share(between: str) -> tuple[str, str]:
    """Words between two quantities: what belongs to the first, what to the second."""
    tail = re.match(r"\s*(?:及?以[上下内]|之内|左右)", between)
    head = tail.end() if tail else 0
    rest = between[head:]
    if re.match(r"\s*[、和与及]", rest):
        return between[:head], rest
    joint = list(re.finditer(r"以及|[、和与及]", rest))
    if joint:
        cut = head + joint[-1].start()
        return between[:cut], between[cut:]
    return between, between


def _is_target(
    clause: Clause, quantity: Quantity, words: _Words, bound: Binding, context: _Context, *, listed: bool
) -> bool:
    before, after = words.before.rstrip(), words.after
    bare = before[: len(before) - bound.start] if bound.start else before
    if quantity.unit in _NEVER and not (bound.stated and _INDEX.search(bare)):
        return False
    if _NO_TARGET_BEFORE.search(bare) or _NO_TARGET_AFTER.match(after):
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
    if listed or _EACH_TOWN.search(before) or clause.bracket:
        return True
    prefix = clause.text[: quantity.start]
    if _VERBS.search(prefix) or _TIGHT.search(prefix):
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
    if re.search(r"(?:排名|前|后)\s*$", before):
        return False
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


def _name(quantity: Quantity, words: _Words, bound: Binding, context: _Context, title: str) -> str:
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
        return fallback or pre
    if len(post) >= 2 and not _GOES_ON.match(post):
        return f"{pre.removeprefix('重点')}{post}" if pre and _ONLY_VERB.fullmatch(pre) else post
    if len(pre) <= 2 and (work := phrases.before(post)):
        return work
    return pre if len(pre) >= 2 else fallback or pre


def _per(before: str, name: str) -> str:
    """The name with 每个行政村 and the like, which the figure is asked of."""
    each = _EACH_OTHER.search(before)
    return name if each is None or each[0] in name else f"{each[0]}{name}"


def _post_name(rest: str) -> str:
    """The name behind a figure: 1个村开展示范村建设 → 示范村建设; a remark in brackets is none."""
    post = phrases.after(_cut(rest))
    if re.fullmatch(r"[（(].*[）)]|分配|安排|计算|配备|落实|左右", post):
        return ""
    return re.sub(r"^(?:村|镇|街道)(?:开展|创建|完成|推进)(?=...)", "", post)


def _share_name(pre: str, post: str, after: str) -> str:
    """Of a percentage: 覆盖率达90% has its name before, 100%视频资源推送 behind, 湿垃圾55%纳入 around."""
    if re.match(r"\s*的?(?:比例|比重|目标|要求|速度|水平|任务)", after):
        return pre or post
    if not pre:
        return re.sub(r"^的", "", post)
    if not post or _SHARE_BEFORE.search(pre):
        return pre
    return f"{pre}{post}"


def _cut(after: str) -> str:
    """The words after a quantity up to the verb that goes on to another thing."""
    after = re.sub(r"^\s*(?:的|[或并].*)", "", after)
    match = re.search(r"(?<=..)(?:全部|均|达到|做好|参加|作为|并(?!发)|，|,|按照|根据|预计|力争|确保)", after)
    return after[: match.start()] if match else after


def _without_town(name: str) -> str:
    name = re.sub(r"^.*(?:下降|减少|降低|正增长|平稳增加)、", "", name)  # a target of its own: see trends
    return phrases.strip_ends(_EACH_TOWN.sub("", name))


def _row(name: str, quantity: Quantity, bound: Binding, words: _Words, each: bool) -> IndicatorRow:
    start = len(words.before) - bound.start
    text = f"{words.printed_before[start:]}{quantity.text}{words.printed_after[: bound.end]}".strip()
    comparator: Comparator = "~" if quantity.about and bound.comparator == "=" else bound.comparator
    if quantity.upper is not None:
        return IndicatorRow(
            name, quantity.unit, "range", None, minimum=quantity.value, maximum=quantity.upper, text=text
        )
    row = IndicatorRow(name, quantity.unit, comparator, quantity.value, text=text)
    return replace(row, target=None, each=quantity.value) if each else row


def _is_each(clause: Clause, quantity: Quantity, context: _Context) -> bool:
    """Whether the figure is asked of every town; what the whole district shall reach is not."""
    before = clause.text[: quantity.start]
    own_subject = re.search(r"全[区县市]|本[区县市]|[区县市]级", before) or not _BEGINS_WITH_VERB.match(
        before
    )
    return _asks_each_town(before) or (context.each and not own_subject)


def _asks_each_town(text: str) -> bool:
    """Whether the words ask the same of every town; 各街镇村居 are villages."""
    match = _EACH_TOWN.search(text)
    return match is not None and not re.match(
        r"(?:的)?(?:每个?|各)?(?:村|居|社区|行政村)", text[match.end() :]
    )
