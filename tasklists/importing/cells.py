"""What a cell looks like by itself, whatever stands above it: used where headings are ambiguous and
where the cells of a row must be told apart without separators."""

from __future__ import annotations

import re

from tasklists.importing.names import is_collective, is_department_like, is_town_like
from tasklists.importing.outline import label_of, number_of
from tasklists.importing.words import fold, is_nothing, join_lines, split_outside

_SEPARATORS = "、，,；;/／\n 　"
_DATE = re.compile(
    r"(?:20\d\d\s*[年.\-/]?\s*)?(?:(?:\d{1,2}\s*[月.\-/]\s*(?:\d{1,2}\s*[日号]?)?|[一二三四]季度|[上下]半年|第[一二三四]季度|年)"
    r"\s*(?:底|末|初|中旬|上旬|下旬|份|内)?\s*(?:之?前|以前|内)?)"
)
_WHEN = re.compile(
    r"全年|长期|持续|年底|年内|常年|每月|每季|每年|每半年|实时|立即|按.{0,6}时间|即时|即知即改|20\d\d年|季度|月底|月末|月前|日前|半年|年度|适时"
)
_AMOUNT = re.compile(r"(?:约|≥|≤|不低于|不少于)?\s*[\d,，.]+\s*(?:万元?|亿元?|元)?\s*(?:左右|以上)?")
_MEASURE = re.compile(
    r"(?:[万亿千百]?(?:亩次|亩|公里|千米|米|平方米|平方公里|立方米|公顷|吨|公斤|元|人次|人|户|家|个|座|处|所|条|件|项|"
    r"台|套|辆|场|次|村|篇|名|只|头|羽|株|床|张|间|艘|份|期|班|段|盏|km|m2?|㎡)|%|％|百分点|分|天|日|度|—|/)(?:/.{1,4})?"
)
_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}(?:[、，,\s/]+[\u4e00-\u9fff·]{2,4})*")
_TWO_PARTS = re.compile(r"\d{1,2}\s*[.\-]\s*\d{1,2}")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉"
    "岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮"
    "蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁"
    "荀羊惠甄曲封芮储靳松井段富巫焦巴弓牧山谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹龙叶幸司黎薄印宿白怀蒲从鄂索赖卓蔺屠蒙池乔阴"
    "翟谭贡姬申扶堵冉宰雍桑桂牛寿通边燕冀尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖居衡步都耿满弘匡国文寇广欧沃利师巩聂晁敖冷辛阚"
    "简饶曾沙鞠丰关蒯相查荆红游竺权盖益桓公覃闫肖佟岳商"
)


def is_number(text: str) -> bool:
    """12, （3）, 十二, and numbers in two parts: 1.2, 3-1."""
    return number_of(text) is not None or bool(_TWO_PARTS.fullmatch(fold(text).strip()))


def is_measure(text: str) -> bool:
    return bool(_MEASURE.fullmatch(fold(text).strip()))


def is_amount(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(fold(text).strip()))


def is_when(text: str) -> bool:
    """Whether the cell says when: a date, a period, or words such as 长期."""
    folded = re.sub(r"\s+", "", fold(text))
    if _is_item(text):
        return False
    return 0 < len(folded) <= 24 and bool(
        _DATE.fullmatch(folded) or _WHEN.search(folded) or _DATE.match(folded)
    )


def bodies(text: str) -> list[str]:
    """The pieces of a cell between separators that stand outside brackets."""
    return [piece.strip() for _, piece in split_outside(join_lines(text.replace("\n", "、")), _SEPARATORS)]


def is_bodies(text: str) -> bool:
    """Whether the cell lists departments or towns rather than saying a sentence."""
    if "。" in text.rstrip("。\n ") or len(text) > 600:
        return False
    pieces = [re.sub(r"(?:等|牵头|配合|分别.{0,6}负责|负责)$", "", piece) for piece in bodies(text)]
    pieces = [re.sub(r"^(?:牵头|责任|配合)(?:单位|部门)?[:：]", "", piece) for piece in pieces if piece]
    if not pieces:
        return False
    named = sum(is_department_like(p) or is_town_like(p) or is_collective(p) for p in pieces)
    return named >= 0.6 * len(pieces) and sum(map(len, pieces)) <= 16 * len(pieces)


def is_people(text: str) -> bool:
    """Whether the cell holds personal names only. A department of four characters ends otherwise."""
    joined = join_lines(text).strip()
    if not _PERSON.fullmatch(joined):
        return False
    names = re.split(r"[、，,\s/]+", joined)
    return all(name[0] in _SURNAMES and len(name) <= 3 and not is_department_like(name) for name in names)


def is_labelled(text: str) -> bool:
    label = label_of(text)
    return label is not None and label.is_heading


def _is_item(text: str) -> bool:
    """Whether the text is numbered as items are: 14.改建学校."""
    label = label_of(text)
    return label is not None and not label.is_heading and len(label.rest) > 2


def is_prose(text: str) -> bool:
    return len(text) >= 25 or bool(re.search(r"[。；]", text.rstrip("。；")))


def likeness(field: str, text: str) -> float:
    """How well a cell would stand in a column of this meaning, from -4 to 3."""
    if is_nothing(text):
        return -0.5
    group = field.split(":")[0]
    if group in ("number", "upper_number"):
        return 3.0 if is_number(text) else -4.0
    if is_number(text):
        return 1.0 if group in ("target", "investment", "town") else -3.0
    return _LIKENESS.get(group, _like_prose)(text)


def _like_bodies(text: str) -> float:
    return 3.0 if is_bodies(text) else -3.0


def _like_when(text: str) -> float:
    return 3.0 if is_when(text) and not is_prose(text) else -3.0


def _like_category(text: str) -> float:
    if is_labelled(text):
        return 3.0
    if _is_item(text):
        return -0.5
    return 0.0 if len(text) <= 24 and not is_prose(text) and not is_bodies(text) else -3.0


def _like_title(text: str) -> float:
    if is_bodies(text) or is_when(text):
        return -1.5
    if text.rstrip().endswith(("。", "；")):
        return 0.3
    return 1.5 if len(text) <= 40 else 0.3


def _like_prose(text: str) -> float:
    if is_bodies(text) or (is_when(text) and len(text) < 12):
        return -1.5
    return 1.5 if is_prose(text) or text.rstrip().endswith(("。", "；")) else 0.5


def _like_amount(text: str) -> float:
    return 2.0 if is_amount(text) else -2.0


def _like_measure(text: str) -> float:
    return 2.0 if is_measure(text) else -2.0


def _like_people(text: str) -> float:
    return 3.0 if is_people(text) else -2.5


_LIKENESS = {
    "lead": _like_bodies,
    "responsible": _like_bodies,
    "cooperating": lambda text: _like_bodies(text) - 0.1,  # of two columns the lead is rarely empty
    "guiding": _like_bodies,
    "deadline": _like_when,
    "category": _like_category,
    "title": _like_title,
    "investment": _like_amount,
    "measure": _like_measure,
    "person": _like_people,
}
