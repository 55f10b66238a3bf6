"""Passwords that many people choose here: Django's list knows English words, this knows the keyboard
walks, number games and official abbreviations of Chinese offices (common_passwords.txt)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

STEMS = frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())
LONGEST = 64  # characters that are looked at
SPARE = 2  # letters or digits that may stand besides what is common

_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])?(?:0[1-9]|[12]\d|3[01])?|(?:0[1-9]|1[0-2])[0-3]\d")
_LOOKS_LIKE = str.maketrans({"@": "a", "$": "s", "!": "i"})


def is_common(password: str) -> bool:
    """Whether it is made of what everybody tries first: stems, dates and repeated characters, with
    any punctuation and few other characters. A long sentence that holds a common word is not."""
    lowered = password.lower()
    readings = {re.sub(r"[\W_]", "", lowered), re.sub(r"[\W_]", "", lowered.translate(_LOOKS_LIKE))}
    return any(_uncovered(reading[:LONGEST]) <= SPARE for reading in readings)


def _uncovered(text: str) -> int:
    """The fewest characters that are left when the rest is cut into common pieces."""
    left = [0, *([len(text)] * len(text))]
    for start in range(len(text)):
        left[start + 1] = min(left[start + 1], left[start] + 1)
        for end in _ends(text, start):
            left[end] = min(left[end], left[start])
    return left[-1]


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a common piece that begins at `start` may end."""
    for end in range(start + 3, len(text) + 1):
        if text[start:end] in STEMS:
            yield end
    run = start + 1
    while run < len(text) and text[run] == text[start]:
        run += 1
        yield run
    if date := _DATE.match(text, start):
        yield date.end()


class LocalCommonPasswordValidator:
    def validate(self, password: str, user: Any = None) -> None:
        if is_common(password):
            raise ValidationError(
                _("这个密码太常见，容易被猜到。请换一个，例如几个不相干的词连在一起。"), "password_too_common"
            )

    def get_help_text(self) -> str:
        return _("不要用常见的词、键盘连键、日期或单位简称。")
