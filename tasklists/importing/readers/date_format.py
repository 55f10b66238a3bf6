"""A stored date or time as the spreadsheet shows it: with 'yyyy"年"m"月"' it is "2026年10月"."""

from __future__ import annotations

import datetime
import re
from typing import TypeAlias

Moment: TypeAlias = datetime.datetime | datetime.date | datetime.time

LONG_DATE = 'yyyy"年"m"月"d"日"'
_SYSTEM_LONG_DATE = "[$-F800]"
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | _. | \*. | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<elapsed>[hms]+)\] | \[[^\]]*\]
    | (?P<half>上午/下午|am/pm|a/p) | (?P<letters>y+|m+|d+|h+|s+|e+|a{3,4}|g+) | (?P<end>;) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_WEEKDAYS = "一二三四五六日"


def is_date(code: str | None) -> bool:
    """Whether a number with this format is shown as a date or time."""
    if not code or "general" in code.lower():
        return False
    return any(match["letters"] or match["elapsed"] for match in _first_section(code)) and not re.search(
        r"[0#]\.?E[+-]", code
    )


def moment(value: Moment, code: str) -> str:
    """A value whose format is no date format is given as 2026-12-31."""
    if _SYSTEM_LONG_DATE in code.upper():
        code = LONG_DATE
    if not is_date(code):
        midnight = isinstance(value, datetime.datetime) and value.time() == datetime.time()
        return str(value.date() if isinstance(value, datetime.datetime) and midnight else value)
    tokens = _first_section(code)
    letters = [(match["letters"] or match["elapsed"] or "").lower() for match in tokens]
    half_days = any(match["half"] for match in tokens)
    text = ""
    for index, match in enumerate(tokens):
        if letters[index]:
            kind = "minute" if _is_minute(letters, index) else letters[index][0]
            text += _piece(value, kind, len(letters[index]), half_days)
        elif match["half"]:
            text += "上午" if _clock(value).hour < 12 else "下午"
        else:
            text += match["quoted"] or match["escaped"] or match["currency"] or match["other"] or ""
    return text.strip().removesuffix("@")


def _first_section(code: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    for match in _TOKEN.finditer(code):
        if match["end"]:
            break
        found.append(match)
    return found


def _is_minute(letters: list[str], index: int) -> bool:
    """m is a minute right after hours or right before seconds, else a month."""
    if letters[index][0] != "m":
        return False
    before = next((piece for piece in reversed(letters[:index]) if piece), " ")
    after = next((piece for piece in letters[index + 1 :] if piece), " ")
    return before[0] == "h" or after[0] == "s"


def _piece(value: Moment, kind: str, length: int, half_days: bool) -> str:
    clock = _clock(value)
    if kind in "hs" or kind == "minute":
        hour = (clock.hour % 12 or 12) if half_days else clock.hour
        number = {"h": hour, "s": clock.second, "minute": clock.minute}[kind]
        return f"{number:0{min(length, 2)}d}"
    if isinstance(value, datetime.time):
        return ""
    if kind in "ye":
        return f"{value.year % 100:02d}" if kind == "y" and length < 3 else str(value.year)
    if kind == "m":
        return f"{value.month:0{2 if length == 2 else 1}d}"
    if kind == "a" or (kind == "d" and length > 2):
        return ("星期" if length > 3 else "周") + _WEEKDAYS[value.weekday()]
    return f"{value.day:0{length}d}" if kind == "d" else ""


def _clock(value: Moment) -> datetime.time:
    if isinstance(value, datetime.time):
        return value
    return value.time() if isinstance(value, datetime.datetime) else datetime.time()
