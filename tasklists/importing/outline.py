"""The numbering of headings and items: 一、 (一) 1. （1） ① 第一条 任务一：, and what stands behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasklists.importing.words import fold

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN_NUMBER = r"[〇零一二三四五六七八九十百]{1,5}"
_OPEN, _CLOSE = r"[（(〔【\[［]", r"[)）〕】\]］]"

# kind → pattern; the kinds stand in the order in which official documents nest them
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第(?P<n>{_HAN_NUMBER})(?:部分|章|节|篇|类|项)[\s、:：.．]*")),
    ("article", re.compile(rf"第(?P<n>{_HAN_NUMBER}|\d{{1,3}})条[\s、:：]*")),
    ("named", re.compile(rf"(?:任务|项目|实事|工程|行动|事项)(?P<n>{_HAN_NUMBER}|\d{{1,3}})[\s、:：.．]+")),
    ("han", re.compile(rf"(?P<n>{_HAN_NUMBER})(?:\s*[、．.]|\s+(?=\S{{2}}))\s*")),
    ("han_bracket", re.compile(rf"{_OPEN}\s*(?P<n>{_HAN_NUMBER})\s*{_CLOSE}\s*[、.．]?\s*")),
    (
        "digit",
        re.compile(
            r"(?P<n>\d{1,3})(?:\s*[、．]|\s*\.(?!\d)|\.(?=(?:19|20)\d\d年|1?\d月)|\s+(?=[^\s\d.,%年月日]))\s*"
        ),
    ),
    ("dotted", re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})[\s、．.]+")),
    ("digit_bracket", re.compile(rf"{_OPEN}\s*(?P<n>\d{{1,3}})\s*{_CLOSE}\s*[、.．]?\s*")),
    ("half_bracket", re.compile(rf"(?P<n>\d{{1,2}}){_CLOSE}\s*")),
    ("circled", re.compile(rf"(?P<n>[{_CIRCLED}])\s*[、.．]?\s*")),
)
KINDS = tuple(kind for kind, _ in _KINDS)


@dataclass(frozen=True, slots=True)
class Label:
    kind: str
    text: str  # as printed, without the mark behind it: "(一)", "一", "1", "（1）"
    value: int  # the last number of a dotted one
    rest: str  # what stands behind it

    @property
    def depth(self) -> int:
        return KINDS.index(self.kind)

    @property
    def is_heading(self) -> bool:
        """Whether documents number headings so (一、, (一), 第一部分), rather than items."""
        return self.kind in ("part", "han", "han_bracket")


def label_of(text: str) -> Label | None:
    """The numbering at the start of a line or cell. '2023年', '1.5万亩' and '一是' are none."""
    stripped = text.strip()
    folded = fold(stripped)
    for kind, pattern in _KINDS:
        match = pattern.match(folded)
        if match is None:
            continue
        value = _value(match["n"])
        if value is None:
            return None
        printed = stripped[: match.end()].strip().rstrip("、.．:： \t")
        return Label(kind, printed, value, stripped[match.end() :].strip())
    return None


def _value(number: str) -> int | None:
    if number in _CIRCLED:
        return _CIRCLED.index(number) + 1
    last = number.split(".")[-1]
    return int(last) if last.isdigit() else han_number(last)


def han_number(text: str) -> int | None:
    """1…999 from Chinese numerals: 三, 十一, 二十, 一百零二, 二三 (read as digits). None otherwise."""
    if not text:
        return None
    if not re.search("[十百]", text):
        digits = [_DIGITS.get(character) for character in text]
        return None if None in digits else int("".join(str(digit) for digit in digits))
    total, pending = 0, 0
    for character in text:
        if character in _DIGITS:
            pending = _DIGITS[character]
        elif character == "十":
            total, pending = total + (pending or 1) * 10, 0
        elif character == "百":
            total, pending = total + (pending or 1) * 100, 0
        else:
            return None
    return total + pending


def number_of(text: str) -> int | None:
    """The value of a number cell (12, （3）, 12., 十二, 任务5); None where the cell is no number."""
    folded = re.sub(r"\s+", "", fold(text))
    match = re.fullmatch(
        rf"{_OPEN}?(?:任务|项目|No\.?|第)?(\d{{1,4}}|{_HAN_NUMBER}|[{_CIRCLED}])项?{_CLOSE}?[.、．]?", folded
    )
    if match is None:
        return None
    return _value(match[1])


_PAGE_MARK = re.compile(
    r"[—–－\-·.]+\s*\d{1,3}\s*[—–－\-·.]+|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}\s*页?"
)


def is_page_mark(text: str) -> bool:
    """— 3 —, 第3页 共5页: what stands at the foot of a page and belongs to nothing."""
    return bool(_PAGE_MARK.fullmatch(fold(text).strip()))
