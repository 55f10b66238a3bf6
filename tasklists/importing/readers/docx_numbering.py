"""The numbers that Word prints by itself: "1.", "（一）", "第三条" of automatically numbered paragraphs.

They stand nowhere in the text of the file and are counted here as Word counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def chinese(number: int) -> str:
    """一, 十, 十一, 二十, 一百零三 … up to 9999, beyond that the digits."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += _DIGITS[digit] + sign
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * min(count, 9)
    return text


def _letter(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _run(first: int, count: int) -> str:
    return "".join(chr(first + step) for step in range(count))


def _one_by_one(number: int) -> str:
    return "".join(("〇" + _DIGITS[1:])[int(digit)] for digit in str(number))


_COUNTED = dict.fromkeys(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "koreanCounting",
    ),
    chinese,
)
FORMATS: dict[str, Callable[[int], str]] = {
    **_COUNTED,
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "ideographDigital": _one_by_one,
    "japaneseDigitalTenThousand": _one_by_one,
    "taiwaneseDigital": _one_by_one,
    "chineseLegalSimplified": lambda number: chinese(number).translate(_LEGAL),
    "japaneseLegal": lambda number: chinese(number).translate(_LEGAL),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalEnclosedCircle": _of(_run(0x2460, 20)),
    "decimalEnclosedCircleChinese": _of(_run(0x2460, 20)),
    "decimalEnclosedParen": _of(_run(0x2474, 20)),
    "decimalEnclosedFullstop": _of(_run(0x2488, 20)),
    "ideographEnclosedCircle": _of(_run(0x3220, 10)),
    "bullet": lambda number: "",
    "none": lambda number: "",
}


def formatted(number: int, name: str) -> str:
    return FORMATS.get(name, str)(number)


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    gap: str = "tab"  # what stands behind the number: tab, space, nothing
    restart: int | None = None  # the level (from 1) that starts it again; 0 never; None any above
    legal: bool = False  # numbers of the levels above are shown as 1, 2, 3
    style: str | None = None


@dataclass(slots=True)
class _Count:
    at: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    """Counts through the document: `label` must be asked once for each numbered paragraph, in order."""

    def __init__(self, root: Any | None, number_of_style: Callable[[str], str | None]) -> None:
        self._levels: dict[str, list[Level]] = {}  # of a list in the document (w:num)
        self._list_of: dict[str, str] = {}  # the abstract list whose count a list shares
        self._overridden: dict[str, dict[int, int]] = {}
        self._counts: dict[str, _Count] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root, number_of_style)

    def _load(self, root: Any, number_of_style: Callable[[str], str | None]) -> None:
        abstract = {_own(element, "w:abstractNumId"): element for element in root.iter(qn("w:abstractNum"))}
        numbers = {_own(element, "w:numId"): element for element in root.iter(qn("w:num"))}
        for number, element in numbers.items():
            target = _value(element, "w:abstractNumId") or ""
            linked = abstract.get(target)
            style = _value(linked, "w:numStyleLink") if linked is not None else None
            if style:  # the list is kept in a list style
                via = numbers.get(number_of_style(style) or "")
                target = (_value(via, "w:abstractNumId") or target) if via is not None else target
            if target in abstract:
                self._list_of[number] = target
                self._levels[number] = _levels(abstract[target], element)
                self._overridden[number] = _start_overrides(element)

    def knows(self, number: str) -> bool:
        return number in self._levels

    def level_of_style(self, number: str, style: str) -> int:
        """The level that the list gives to paragraphs of a style; the first where it names none."""
        levels = self._levels.get(number, [])
        return next((index for index, level in enumerate(levels) if level.style == style), 0)

    def label(self, number: str, level: int) -> str:
        """What Word prints before the next paragraph of the list, with the gap behind it; empty for
        bullets and lists that the file does not describe."""
        levels = self._levels.get(number)
        if levels is None or not 0 <= level < len(levels):
            return ""
        count = self._counts.setdefault(self._list_of[number], _Count())
        self._step(count, levels, level, self._start_again(number, level))
        text = levels[level].text
        for index in range(LEVELS):
            if f"%{index + 1}" in text:
                shown = "decimal" if levels[level].legal else levels[index].format
                text = text.replace(f"%{index + 1}", formatted(count.at[index] or levels[index].start, shown))
        if levels[level].format == "bullet" or not text.strip():
            return ""
        return text if levels[level].gap == "nothing" or not text[-1].isalnum() else f"{text} "

    def _start_again(self, number: str, level: int) -> int | None:
        """The number with which this list begins anew where it is used for the first time."""
        first_use = (number, level) not in self._begun
        self._begun.add((number, level))
        return self._overridden[number].get(level) if first_use else None

    @staticmethod
    def _step(count: _Count, levels: list[Level], level: int, restart: int | None) -> None:
        current = count.at[level]
        count.at[level] = (
            restart if restart is not None else levels[level].start if current is None else current + 1
        )
        for above in range(level):
            if count.at[above] is None:
                count.at[above] = levels[above].start
        for below in range(level + 1, len(levels)):
            starts_by = levels[below].restart
            if starts_by != 0 and (starts_by is None or level < starts_by):
                count.at[below] = None


def _levels(abstract: Any, number: Any) -> list[Level]:
    found = [Level() for _ in range(LEVELS)]
    elements = [*abstract.findall(qn("w:lvl")), *number.findall(f"{qn('w:lvlOverride')}/{qn('w:lvl')}")]
    for element in elements:
        index = _integer(element.get(qn("w:ilvl")), -1)
        if 0 <= index < LEVELS:
            found[index] = Level(
                start=_integer(_value(element, "w:start"), 1),
                format=_value(element, "w:numFmt") or "decimal",
                text=_value(element, "w:lvlText") or "",
                gap=_value(element, "w:suff") or "tab",
                restart=_integer(_value(element, "w:lvlRestart"), -1)
                if _value(element, "w:lvlRestart")
                else None,
                legal=element.find(qn("w:isLgl")) is not None,
                style=_value(element, "w:pStyle"),
            )
    return found


def _start_overrides(number: Any) -> dict[int, int]:
    found = {}
    for element in number.findall(qn("w:lvlOverride")):
        start = _value(element, "w:startOverride")
        if start is not None:
            found[_integer(element.get(qn("w:ilvl")), 0)] = _integer(start, 1)
    return found


def _value(element: Any, tag: str) -> str | None:
    """The w:val of a child."""
    child = element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _own(element: Any, name: str) -> str:
    return str(element.get(qn(name)) or "")


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
