"""What the name of a department or body looks like, and where one name ends and the next begins.

Names are never changed: pieces are cut out of the printed text as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Final

from tasklists.importing.words import HAN, closing_bracket, split_outside

# How the name of a body ends. Longer endings first where one contains the other.
_SUFFIX: Final = (
    r"(?:委员会|办公室|管委会|指挥部|研究院|研究所|事务所|推进组|工作组|领导小组|小组|专班|委办|办事处|居委会|村委会|政府|"
    r"总工会|工商联|联合会|合作社|基金会|协会|商会|学会|侨联|妇联|残联|文联|社联|团委|科协|作协|红十字会|供销社|联社|"
    r"大数据中心|中心|集团|公司|银行|支行|分行|农商行|信用社|法院|检察院|公安|支队|大队|总队|海关|党校|学院|学校|大学|医院|"
    r"成员单位|有关单位|相关单位|责任单位|有关部门|相关部门|机关|单位|部门|街镇|乡镇|镇街|街道|园区|开发区|农场|林场|社区|"
    r"税务|邮政|电信|移动|联通|铁塔|气象|电力|供电|电网|企业|机构|主体|专员|"
    r"[局委办部厅院会处科室站所镇乡村社馆校区队社联党团企场园])"
)
_COMPLETE: Final = re.compile(rf"[{HAN}A-Za-z0-9·“”\"]{{1,40}}{_SUFFIX}")
# Endings that many words have which are no bodies: enough for a whole piece, not to cut one in two.
_WEAK_END: Final = re.compile(r"农村$|[村区场企乡科处校馆队社团园]$")
_STRONG_END: Final = re.compile(
    r"(?:园区|开发区|农场|林场|供销社|联社|信用社|合作社|企业|党校|学校|大队|支队|总队)$"
)
# How the name of a body begins where it says whose it is.
_PREFIX: Final = re.compile(
    r"区|县|市|省|州|旗|各|团[区市县省州]委|相关|有关|国网|国家|中国|中共|全区|全市|全县|街道|乡镇|属地|涉农|其他"
)
# What continues a name that seemed complete: 市公安局|江海分局, 广东电网公司|江海供电局.
_CONTINUES: Final = re.compile(
    r".{0,12}(?:分局|分公司|子公司|支公司|支行|分行|分中心|供电局|供电公司|供电所|支队|大队|中队|分院|监管组|监管分局|"
    r"办事处|处|科|股|室)$|员会|公室|事处|协会$|联合会$|革委|会$|和|与|及"
)
COLLECTIVE: Final = re.compile(
    r"^(?:全[区市县])?各|^(?:有关|相关|涉农|其他|其它|属地)|(?:有关|相关|成员|责任)(?:单位|部门|企业)$|乡镇|镇街|街镇|镇（街道）"
)
# Abbreviated bodies that do not end like one.
_ABBREVIATED: Final = """
    国网 电网 电力 供电 中国移动 中国电信 中国联通 中国铁塔 移动 电信 联通 铁塔 邮政 税务 农行 工行 建行 中行
    邮储 农发行 国开行 人行 银保监 金融监管 住建 发改 人社 农业农村 财政 民政 教育 卫健 交通 水利 水务 文旅
    林业 自然资源 生态环境 市场监管 应急 公安 司法 城管 国资 商务 科技 统计 审计 信访 武装 组织 宣传 统战 政法
    纪委 监委 编办 党校 工会 妇联 残联 科协 团委 文联 侨联 工商联 人大 政协 法院 检察院 气象 烟草 海事 广电
"""
_BODY_WORDS: Final = frozenset(_ABBREVIATED.split())
_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米贝明戴宋庞熊纪舒屈项祝董梁"
    "杜阮蓝闵季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉"
    "龚程邢裴陆荣翁荀惠曲封储靳段焦巴牧山谷车侯宓全班仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶司黎白蒲卓蔺屠池乔闻莘党翟谭"
    "劳申冉桂牛边燕冀温庄晏柴瞿阎连习艾容向古易廖终居衡耿满匡文寇东欧沃利越隆师巩聂敖冷辛阚简饶曾沙丰关查游竺权肖"
)
_PERSON: Final = re.compile(rf"[{_SURNAMES}][{HAN}]{{1,2}}")
_OFFICE: Final = re.compile(
    r"书记|常委$|[局区县市镇乡处科主部院校所站]长|主任|主席|副职|分管|调研员|同志|领导|组长|专员"
)
_NOT_A_BODY: Final = re.compile(
    r"[。；;：:！!？?%=<>]|\d{3,}|完成|确保|推进|建成|不少于|达到|开展|牵头|配合|长期|持续|全年|每[年月季]|[年月]底"
)


def is_complete(name: str) -> bool:
    """Whether a text ends like the name of a body (局, 委, 办, 中心, 街镇…)."""
    bare = strip_brackets(name)
    return _COMPLETE.fullmatch(bare) is not None or bare in _BODY_WORDS


def ends_body(name: str) -> bool:
    """Whether a text surely ends a name, so that what follows it may be another one."""
    bare = strip_brackets(name)
    weak = _WEAK_END.search(bare) is not None and _STRONG_END.search(bare) is None
    return is_complete(bare) and not weak


def begins_body(name: str) -> bool:
    """Whether a text begins with whose body it is (区…, 市…, 各…)."""
    return _PREFIX.match(name) is not None


def is_person(name: str) -> bool:
    """Whether a text is rather a person (张三, 李四副区长) than a body."""
    bare = strip_brackets(name).replace(" ", "")
    if not bare:
        return False
    if re.search(r"(?:常委|书记|部长|主任|[局县区镇乡市院校]长)$", bare):
        return True
    if _OFFICE.search(bare) and not _COMPLETE.fullmatch(bare):
        return True
    if is_complete(bare) or re.search(r"[监检政志教管建法播电旅机商务技保访办局委]", bare[1:]):
        return False
    return _PERSON.fullmatch(bare) is not None


def is_body(name: str) -> bool:
    """Whether a text can stand as the name of a body at all: not a sentence, not a person."""
    bare = strip_brackets(name)
    return 2 <= len(bare) <= 40 and not _NOT_A_BODY.search(bare) and not is_person(name)


def strip_brackets(name: str) -> str:
    """The name without what it holds in brackets: 区农业农村局（乡村振兴局） → 区农业农村局."""
    return re.sub(r"[（(【\[][^（()）】\]]*[）)】\]]", "", name).strip()


# 各乡、镇人民政府 is one collective, though it holds a separator.
_ONE_COLLECTIVE: Final = re.compile(
    r"各(?:乡镇|乡|镇|县|市|区|旗|街道|街镇)(?:[（(][^（()）]*[）)])?(?:、(?:乡|镇|县|市|区|旗|街道|园区|开发区|办事处|管委会)(?:[（(][^（()）]*[）)])?)+"
    r"(?:人民政府|政府|街道办事处|办事处|党委|党工委|管委会)?(?=$|[、，,；;。/\s）)和及与等])"
)
_KEPT_MARK: Final = "\ue010"


def split_names(text: str, known: Collection[str] = ()) -> list[str]:
    """A list of bodies, as printed, cut at separators of every kind; brackets stay whole.

    和, 与, 及, spaces and line breaks cut only between two whole names, as names contain them too.
    """
    names: list[str] = []
    text = _ONE_COLLECTIVE.sub(lambda match: match[0].replace("、", _KEPT_MARK), text)
    text = re.sub(
        rf"(?:^|(?<=[\s；;]))(?:\d{{1,2}}[.．、]|[一二三四五六七八九十]{{1,3}}、)(?=[{HAN}])", "、", text
    )
    for _, piece in split_outside(
        text, "、，,；;/／|。·" if "·" in text and "、" not in text else "、，,；;/／|。"
    ):
        names.extend(_split_loose(piece.strip(), known))
    return [name for name in (_trim(name.replace(_KEPT_MARK, "、")) for name in names) if name]


def _split_loose(text: str, known: Collection[str]) -> list[str]:
    """Cuts at spaces, line breaks and conjunctions where both sides are whole names."""
    for match in re.finditer(r"\s+|以及|[和与及]", text):
        if _in_brackets(text, match.start()):
            continue
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        spaced = match[0].isspace()
        if ends_body(left) and _can_follow(left, right, known, spaced=spaced):
            return [left, *_split_loose(right, known)]
        if spaced and left in known:
            return [left, *_split_loose(right, known)]
    return [re.sub(r"\s+", "", text) if re.search(rf"[{HAN}]", text) else text]


def _can_follow(left: str, right: str, known: Collection[str], *, spaced: bool) -> bool:
    if left + right in known or not right:
        return False
    if any(right.startswith(name) for name in known if len(name) > 2):
        return True
    if spaced and is_person(right):
        return True
    if begins_body(right):
        return not (spaced and _CONTINUES.match(right) and not is_complete(re.split(r"\s", right)[0]))
    head = re.split(r"[\s和与及]", right)[0]
    return len(head) >= 3 and is_complete(head) and not _CONTINUES.match(head)


def mend_lines(text: str, known: Collection[str] = ()) -> str:
    """Line breaks inside a name removed, those between two names kept as line breaks."""
    lines = [line.strip() for line in re.split(r"[\r\n\u2028\x0b\x0c]+", text) if line.strip()]
    mended = lines[0] if lines else ""
    for line in lines[1:]:
        left = re.split(r"[、，,；;/：:。\n]", mended)[-1].strip()
        right = re.split(r"[、，,；;/：:。]", line)[0].strip()
        labelled = re.match(r"[^、，,；;。]{2,8}[：:]", line) is not None
        whole = ends_body(left) and _can_follow(left, right, known, spaced=True)
        done = not left or re.search(r"(?:牵头|配合|负责|落实|指导|协助|[)）])$", left) is not None
        mended += ("\n" if labelled or whole or done else "") + line
    return mended


def _in_brackets(text: str, position: int) -> bool:
    for opening in re.finditer(r"[（(【\[《“]", text[:position]):
        end = closing_bracket(text, opening.start())
        if end is not None and end > position:
            return True
    return False


def _trim(name: str) -> str:
    """Without what surrounds a name: numbering, 等, stray marks; 由 and 以及 before it."""
    name = name.strip(" \t*★☆▲△●·:：-—.")
    name = re.sub(r"^\d{1,2}[.．)）]\s*", "", name)
    name = re.sub(r"^(?:由|及|和|与|以及|会同|联合|含)(?=.{2})", "", name)
    return re.sub(r"(?:等(?:\d*家|相关|有关|各)?(?:单位|部门|成员单位|区直部门)?)$", "", name).strip()


def run_on_parts(name: str, known: Collection[str] = ()) -> tuple[list[str], bool]:
    """A name that holds several run together (市海洋渔业局市农业农村局) as its parts, and whether
    they are certain: all known. [name] where it is one."""
    bare = strip_brackets(name)
    if bare != name or name in known:
        return [name], True
    by_known = _cut_by_known(name, known)
    if by_known:
        return by_known, True
    cuts = [
        match.end()
        for match in re.finditer(
            r"(?:局|委|办|部|中心|公司|委员会|办公室|联|会|院)(?=[区市县省州各团国])", name
        )
        if _separate(name[: match.end()], name[match.end() :])
    ]
    if not cuts:
        return [name], True
    bounds = [0, *cuts, len(name)]
    return [name[a:b] for a, b in pairwise(bounds)], False


def _separate(left: str, right: str) -> bool:
    """Whether right is the next body and not a branch of left: 市公安局|江海分局 is one."""
    first = re.split(r"(?<=[局委办部])(?=[区市县省州各])", right)[0]
    begins = re.match(r"[区市县省州](?!内|级|场|政|容|外|域|属)|各|团[区市县省州]委|国网|国家", right)
    return (
        bool(begins)
        and len(left) >= 3
        and is_complete(first)
        and len(first) >= 3
        and not re.search(r"(?:分局|分公司|支公司|支队|大队|供电局|供电公司)$", first)
    )


def _cut_by_known(name: str, known: Collection[str]) -> list[str] | None:
    """The name as a chain of known names, longest first; None where it is not one."""
    if not name:
        return []
    for candidate in sorted((k for k in known if len(k) > 2 and name.startswith(k)), key=len, reverse=True):
        if candidate == name:
            return [name]
        rest = _cut_by_known(name[len(candidate) :], known)
        if rest:
            return [candidate, *rest]
    return None
