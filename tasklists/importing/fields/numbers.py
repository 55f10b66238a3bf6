"""Numbers with their units: Arabic and Chinese numerals, spaces inside, full-width digits.

`parse_number` and `parse_quantity` read a whole text, `find_quantities` reads prose. A value is kept
in the printed unit (12.4 万亩 stays 12.4 with unit 万亩); `convert` compares units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from tasklists.importing.words import fold


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. `unit` is '' where none is printed; `upper` is the end of a range (5%-8%);
    `about` marks 多, 余, 约 written beside the number. `text[start:end]` is what was read."""

    value: Decimal
    unit: str
    text: str
    start: int
    end: int
    upper: Decimal | None = None
    about: bool = False
    chinese: bool = False


# Units by dimension, with the factor to the dimension's base. Counting units are each their own.
_MEASURES: Final[dict[str, dict[str, str]]] = {
    "area": {
        "亩": "1",
        "公顷": "15",
        "平方公里": "1500",
        "平方千米": "1500",
        "平方米": "0.0015",
        "㎡": "0.0015",
    },
    "sown": {"亩次": "1"},
    "length": {"公里": "1", "千米": "1", "km": "1", "里": "0.5", "米": "0.001", "延米": "0.001"},
    "mass": {"吨": "1", "公斤": "0.001", "千克": "0.001", "斤": "0.0005"},
    "volume": {"立方米": "1", "方": "1", "立方": "1", "升": "0.001"},
    "money": {"元": "1"},
    "power": {"千瓦": "1", "kW": "1", "MW": "1000", "兆瓦": "1000", "千伏安": "1"},
    "energy": {"千瓦时": "1", "度": "1"},
    "part": {"%": "1", "‰": "0.1", "个百分点": "1", "百分点": "1"},
    "density": {"微克/立方米": "1", "毫克/立方米": "1000", "毫克/升": "1000000"},
    "time": {"分钟": "1", "小时": "60", "学时": "60", "课时": "60"},
}
_COUNTED: Final = """
    户次 人次 家次 篇次 批次 场次 车次 个次 班次 件次 头次 艘次 例次 台次 台套 台（套） 台(套) 头（只） 头(只)
    户 人 名 位 个 家 座 处 所 条 项 件 起 宗 次 场 期 批 篇 份 部 台 套 辆 艘 只 羽 尾 株 棵 块 片 幢 栋 间
    张 支 对 类 种 款 门 节 轮 头 口 眼 盏 根 面 例 笔 枚 瓶 档 册 本 层 倍 分 天 周 岁 组 班 床 万 亿
"""
_COUNTS: Final = _COUNTED.split()
_DIVISIBLE: Final = frozenset(
    {"天", "周", "岁", "分", "倍", "万", "亿", "个百分点", "个月"}
)  # halves make sense
_FACTORS: Final = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}

_BASES: Final = sorted(
    {unit for units in _MEASURES.values() for unit in units} | set(_COUNTS), key=len, reverse=True
)
_FACTOR: Final = r"(?:[十百千]?万|亿|百|千)"
# 次 is a unit, 次品 is not; 分 counts as a score only where nothing follows that makes it another word.
_NOT_UNITS: Final = (
    r"(?!个月|年|月|日|号|届|点|级|时|期间|位数|分之|度电|头企业|面积|名录|种类|类别|家庭|人均|户均|条例|次品|"
    r"部门|组织|项目|员工|场所|层级|场景|面上|所有|村级|镇级|户籍|家长|家校|家门|对口|对接|批准|起来|片区|班子|"
    r"支持|支部|档案|件套|本科|本市|本区|本土|期末|位于|间歇|组长|分别|分解|分类|分布|分层|分级|分片|天然|周边|口径|"
    r"米粉|队伍|千瓦时代|方案|方面|方式|方位|处理|处置|处于|处级|家园|所在|所属)"
)
UNIT: Final = rf"(?:{_NOT_UNITS}(?:{_FACTOR}?(?:{'|'.join(map(re.escape, _BASES))})))"

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d.])|\d{1,15})(?:\.\d{1,9})?"
_NUMERAL = r"[〇零一二两三四五六七八九十百千万亿]{1,12}"
_RANGE = r"\s*(?:-|—|–|―|~|至|到)+\s*"
# The chemist's 5G, DB31, T1109 and the like are names; 1/3 is a part, not a number.
_QUANTITY = re.compile(
    rf"(?<![\dA-Za-z./+])(?<!\d:)(?P<low>{_ARABIC})(?P<about>[多余来几])?\s?"
    rf"(?:(?P<lowunit>{UNIT})?(?:{_RANGE})(?P<high>{_ARABIC}))?\s?(?>(?P<unit>{UNIT})?)(?P<later>[多余])?"
    r"(?:/[年月季次天])?(?!(?<=\d)\d|[A-Za-z+/]|[.:]\d)"
)
_PERCENT = re.compile(rf"(?P<mille>百|千)分之(?P<number>{_NUMERAL}(?:点{_NUMERAL})?)")
_TENTHS = re.compile(
    r"(?<![一-龥])(?P<number>[一二两三四五六七八九十])成(?P<half>半)?(?![一-龥]*(?:立|果|效|员|为))"
)
_CHINESE = re.compile(
    rf"(?<![第首前后])(?P<number>[一二两三四五六七八九十百千][〇零一二两三四五六七八九十百千万亿]{{0,12}})(?P<about>[多余])?(?P<unit>{UNIT})"
)

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}


def parse_number(text: str) -> Decimal | None:
    """The value of a text that is one number and nothing else; a part (85%, 三成) in percent."""
    quantity = parse_quantity(text)
    return quantity.value if quantity and quantity.unit in ("", "%") and quantity.upper is None else None


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that a whole text is: '1.05 万吨', '两个', '百分之八十五', '1,200'; else None."""
    plain = fold(text).strip()
    if match := re.fullmatch(r"[-−]?" + _ARABIC, plain):
        value = to_decimal(match[0].replace("−", "-"))
        return None if value is None else Quantity(value, "", text, 0, len(text))
    if re.fullmatch(_NUMERAL, plain):
        number = chinese_number(plain)
        return None if number is None else Quantity(number, "", text, 0, len(text), chinese=True)
    found = find_quantities(text, chinese=True)
    if len(found) == 1 and not text[: found[0].start].strip() and not text[found[0].end :].strip():
        return found[0]
    return None


def find_quantities(text: str, *, chinese: bool = False) -> tuple[Quantity, ...]:
    """All quantities of a text in order; counts in Chinese numerals (两个) only where asked for.

    Numbers that belong to a name (5G, DB31/T 1109), to a ratio (1:1) or a fraction (1/3) are left out;
    dates are not told apart here.
    """
    plain = fold(text)
    found = [
        quantity
        for match in _QUANTITY.finditer(plain)
        if (quantity := _arabic_quantity(match, text)) is not None
    ]
    for match in (*_PERCENT.finditer(plain), *_TENTHS.finditer(plain)):
        if (number := _part(match)) is not None:
            found.append(Quantity(number, "%", text[slice(*match.span())], *match.span(), chinese=True))
    if chinese:
        for match in _CHINESE.finditer(plain):
            number = chinese_number(match["number"])
            if number is not None and not any(q.start < match.end() and match.start() < q.end for q in found):
                found.append(
                    Quantity(
                        number,
                        match["unit"],
                        text[slice(*match.span())],
                        *match.span(),
                        about=bool(match["about"]),
                        chinese=True,
                    )
                )
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _arabic_quantity(match: re.Match[str], text: str) -> Quantity | None:
    low = to_decimal(match["low"])
    high = to_decimal(match["high"]) if match["high"] else None
    if low is None or (high is not None and high <= low):
        return None  # 2022-09 and the like: no range
    end = match.start() + len(match[0].rstrip())
    return Quantity(
        low,
        match["unit"] or match["lowunit"] or "",
        text[match.start() : end],
        match.start(),
        end,
        upper=high,
        about=bool(match["about"] or match["later"]),
    )


def _part(match: re.Match[str]) -> Decimal | None:
    """百分之八十五 → 85, 千分之三 → 0.3, 三成 → 30."""
    groups = match.groupdict()
    if "half" in groups:
        number = chinese_number(groups["number"])
        return None if number is None else number * 10 + (5 if groups["half"] else 0)
    whole, _, fraction = groups["number"].partition("点")
    number = chinese_number(whole)
    if number is None:
        return None
    if fraction:
        digits = "".join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)
        number += Decimal(f"0.{digits or 0}")
    return number / (1 if groups["mille"] == "百" else 10)


def to_decimal(text: str) -> Decimal | None:
    """An Arabic number, thousands separators and spaces inside allowed; None where it is not one."""
    try:
        number = Decimal(re.sub(r"[,\s]", "", fold(text)))
    except InvalidOperation:
        return None
    # Longer than any figure of a task list: an identity or telephone number.
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else None


def chinese_number(text: str) -> Decimal | None:
    """十二 → 12, 两千三百 → 2300, 一百二十万 → 1200000, 二〇二三 → 2023; None where it is no number."""
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, None
    for character in text:
        if character in _DIGITS:
            if digit:
                return None  # 三四个: about three or four
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif character in "万亿":
            section += digit or 0
            total = (total + section) * (10**4 if character == "万" else 10**8)
            section, digit = 0, None
        else:
            return None
    return Decimal(total + section + (digit or 0)) if text and len(text) <= 20 else None


# ---------------------------------------------------------------- units


def split_unit(unit: str) -> tuple[int, str]:
    """万亩次 → (10000, 亩次); a unit without a factor has 1."""
    for factor in sorted(_FACTORS, key=len, reverse=True):
        if unit.startswith(factor) and unit[len(factor) :] in _BASES and unit not in _MEASURES["power"]:
            if unit in _BASES:  # 千米, 千克, 千瓦 are units of their own
                return 1, unit
            return _FACTORS[factor], unit[len(factor) :]
    return 1, unit


def convert(value: Decimal, unit: str, to_unit: str) -> Decimal | None:
    """A value in another unit of the same dimension (万亩 → 亩); None where they cannot be compared."""
    if unit == to_unit:
        return value
    (factor, base), (to_factor, to_base) = split_unit(unit), split_unit(to_unit)
    if base == to_base:
        return _tidy(value * factor / to_factor)
    for measures in _MEASURES.values():
        if base in measures and to_base in measures:
            ratio = Decimal(measures[base]) * factor / (Decimal(measures[to_base]) * to_factor)
            return _tidy(value * ratio)
    return None


def is_count(unit: str) -> bool:
    """Whether a unit counts things (个, 家, 座), so that a town without a number can stand for one."""
    return split_unit(unit)[1] in _COUNTS and split_unit(unit)[1] not in ("万", "亿", "倍", "分")


def counts_wholes(unit: str) -> bool:
    """Whether the unit counts things that have no halves: 个, 户, 座, 个村; not 万人, 公里, 天."""
    factor, base = split_unit(unit.strip())
    return factor == 1 and base not in _DIVISIBLE and (is_count(base) or base.startswith("个"))


def is_broken(value: Decimal | None, unit: str) -> bool:
    """Whether the value is a fraction of something that comes in wholes (2.5 个)."""
    return value is not None and counts_wholes(unit) and value != value.to_integral_value()


def _tidy(value: Decimal) -> Decimal:
    """Without the trailing zeros of a division; 1E+2 as 100."""
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain
