"""A stored number or date as the spreadsheet shows it: 2026.1 with the format 0.00 is "2026.10"."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeAlias

from tasklists.importing.readers.date_format import moment

Stored: TypeAlias = (
    str | bool | int | float | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
)

GENERAL = "General"
# Formats that a file names by number only; what they show depends on the country, here China.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: 'yyyy"年"m"月"',
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_LIBRARY_DATES = {"mm-dd-yy": "yyyy/m/d", "m/d/yy h:mm": "yyyy/m/d h:mm"}  # how openpyxl names 14 and 22

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | _. | \*.
    | \[\$(?P<currency>[^\]-]*)[^\]]*\] | \[(?P<bracket>[^\]]*)\] | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_PATTERN = re.compile(r"[0#?,]*(?:\.[0#?]*)?,*")
_NOISE_DIGITS = 12  # a float carries no more that anybody meant


@dataclass(frozen=True, slots=True)
class Shown:
    """The text in the cell. `hidden_digits` is the stored number where the format rounds some away."""

    text: str
    hidden_digits: str | None = None


def shown(value: Stored, code: str | None = GENERAL) -> Shown:
    """Never raises; what a format cannot show is given plainly."""
    if value is None:
        return Shown("")
    if isinstance(value, str):
        return Shown(value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, bool):
        return Shown("TRUE" if value else "FALSE")
    code = _LIBRARY_DATES.get(code or GENERAL, code or GENERAL)
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, datetime.timedelta):
        return Shown(str(value))
    return Shown(moment(value, code))


def general(number: Decimal) -> str:
    """Without exponent and without the digits that only binary fractions bring."""
    if number == number.to_integral_value():
        return format(number.quantize(Decimal(1)) if abs(number) < 10**20 else number, "f")
    rounded = Decimal(format(number, f".{_NOISE_DIGITS + 3}g"))
    return format(rounded.normalize(), "f")


# ---------------------------------------------------------------- numbers


def _number(value: float, code: str) -> Shown:
    try:
        number = Decimal(repr(value))
        if not number.is_finite():
            return Shown(str(value))
        return _with_section(number, code)
    except (InvalidOperation, ValueError, OverflowError):
        return Shown(str(value))


def _with_section(number: Decimal, code: str) -> Shown:
    section, number = _section_for(number, _sections(code))
    before, pattern, after, percent = _parts(section)
    if not re.search("[0#?]", pattern) or not _PATTERN.fullmatch(pattern):
        if "general" in section.lower():
            text = re.sub("general", general(number), "".join((before, pattern, after)), flags=re.IGNORECASE)
            return Shown(text.strip())
        # a format of words alone ("-" for zero), or one of fractions and exponents
        plain = general(number)
        words = (before + after).strip()
        return Shown(plain if pattern or not words or "@" in words else words)
    scaled = number.scaleb(2 * percent - 3 * (len(pattern) - len(pattern.rstrip(","))))
    digits = _digits(scaled, pattern.rstrip(","))
    text = (before + digits + after).strip()
    exact = _same(Decimal(digits.replace(",", "") or "0"), scaled)
    return Shown(text, None if exact else general(scaled) + "%" * percent)


def _sections(code: str) -> list[str]:
    """The parts of a format for positive, negative and zero numbers and for text."""
    parts = [""]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section_for(number: Decimal, sections: list[str]) -> tuple[str, Decimal]:
    """The part that applies, and the number as that part wants it: without its sign in a part for
    negative numbers, which prints one itself."""
    for section in sections[:2]:
        condition = _CONDITION.search(" ".join(match["bracket"] or "" for match in _TOKEN.finditer(section)))
        if condition and _holds(number, condition[1], Decimal(condition[2])):
            return section, number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _holds(number: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


def _parts(section: str) -> tuple[str, str, str, int]:
    """What stands before the digits, the pattern of digits, what stands after, the number of %."""
    before = pattern = after = ""
    percent = 0
    for match in _TOKEN.finditer(section):
        character = match["other"] or ""
        literal = match["quoted"] or match["escaped"] or match["currency"] or ""
        if character in "0#?.," and character:
            pattern += after + character  # words between digits make it no pattern
            after = ""
            continue
        if character == "%":
            percent += 1
        if pattern:
            after += literal + character
        else:
            before += literal + character
    return before, pattern, after, percent


def _digits(number: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    text = format(abs(rounded), f"{',' if ',' in whole else ''}.{len(fraction)}f")
    integer, _, decimals = text.partition(".")
    least = fraction.count("0")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    integer = integer.rjust(whole.count("0"), "0")
    if integer == "0" and not whole.count("0") and decimals:
        integer = ""
    sign = "-" if rounded < 0 else ""
    return f"{sign}{integer}.{decimals}" if decimals else sign + integer


def _same(shown_number: Decimal, stored: Decimal) -> bool:
    if not stored:
        return not shown_number
    return abs(shown_number - stored) <= abs(stored).scaleb(-_NOISE_DIGITS)
