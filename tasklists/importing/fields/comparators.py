"""The words that say how a figure binds: 不低于, 以上, 控制在…以内, 左右, 增长, 减少."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tasklists.importing.records import Comparator

_NOT = r"不(?:得|应|能|可)?"
# Words directly before the number, the most exact first.
_BEFORE_WORDS: Final[tuple[tuple[str, Comparator], ...]] = (
    (rf"{_NOT}(?:低于|少于|小于|短于|下于)|至少(?:有|要)?|最少|起码|≥|>=|不低於", ">="),
    (
        rf"{_NOT}(?:高于|超过|多于|大于|超)|≤|<=|控制在|至多|最多|压减到|压减至|降至|降到|降低到|降低至|下降到|下降至",
        "<=",
    ),
    (r"高于|大于|超过|超出|超|突破|多于|优于|>", ">"),
    (r"低于|小于|少于|<", "<"),
    (r"约为?|大约|预计(?:达到?)?", "~"),
)
_BEFORE: Final = tuple((re.compile(rf"(?:{words})\s*$"), comparator) for words, comparator in _BEFORE_WORDS)
_RISE: Final = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增幅|新增)(?:了|约|率)?(?:达到?|为)?\s*$")
_FALL: Final = re.compile(r"(?:下降|减少|降低|压减|压缩|缩减|缩短|缩小|减)(?:了|约|率)?(?:达到?|为)?\s*$")
_AGAINST: Final = re.compile(r"同比|环比|较|相比|比(?:上|去|前|往|20)")
# 至少 reaches over a verb: 至少培养8个.
_AT_LEAST: Final = re.compile(r"(?:至少|不少于|不低于)[^，,；;、\d]{0,3}(?:、[^，,；;、\d]{2}){0,3}\s*$")
_AFTER: Final[tuple[tuple[re.Pattern[str], Comparator], ...]] = (
    (re.compile(r"^\s*(?:及|或|（含）)?以上"), ">="),
    (re.compile(r"^\s*(?:(?:及|或)?以[内下]|之内)"), "<="),
    (re.compile(r"^\s*(?:左右|上下)"), "~"),
)
REACHED: Final = re.compile(
    r"(?:(?:提高|提升|增长|上升|增加|扩大|恢复|增|升)(?:达?到|至)|(?<!下)达到?|至|到|为|保持在?|稳定在|维持在?|完成|实现)\s*$"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """How a figure binds. `stated`: the text has a word for it; `start`, `end`: how many characters
    of the words before and after the figure belong to it."""

    comparator: Comparator
    stated: bool
    start: int = 0
    end: int = 0


def binding(before: str, after: str, unit: str) -> Binding:
    """What the words around a figure say; '=' where they say nothing of the kind.

    增长 and 减少 bind as `up` and `down` only for parts and where a past figure is named: 新增 3 个 is
    a plain three, 增长到 60% a plain sixty.
    """
    tail = next((match for pattern, _ in _AFTER if (match := pattern.match(after))), None)
    end = tail.end() if tail else 0
    rise, fall = _RISE.search(before), _FALL.search(before)
    if (rise or fall) and (unit in ("%", "个百分点", "百分点", "‰", "倍") or _AGAINST.search(before)):
        match = rise or fall
        assert match is not None
        return Binding("up" if rise else "down", True, len(before) - match.start(), end)
    for pattern, comparator in _BEFORE:
        if match := pattern.search(before):
            if comparator in ("<=", ">=") and (direction := _direction(before[: match.start()], unit)):
                return Binding(direction, True, len(before) - match.start() + 2, end)
            return Binding(comparator, True, len(before) - match.start(), end)
    if match := _AT_LEAST.search(before):
        return Binding(">=", True, 0, end)
    reached = REACHED.search(before)
    start = len(before) - reached.start() if reached else 0
    if tail:
        comparator = next(comparator for pattern, comparator in _AFTER if pattern.match(after))
        return Binding(comparator, True, start, end)
    return Binding("=", False, start, end)


def _direction(before: str, unit: str) -> Comparator | None:
    """增长不低于10%: still an increase."""
    if unit not in ("%", "个百分点", "百分点"):
        return None
    if re.search(r"(?:增长|增加|提高|提升|上升)$", before):
        return "up"
    return "down" if re.search(r"(?:下降|减少|降低)$", before) else None
