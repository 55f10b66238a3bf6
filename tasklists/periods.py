"""The parts of a year for which something is promised: H1, Q1…Q4, M01…M12."""

from __future__ import annotations

import datetime
from calendar import monthrange

from django.utils.translation import gettext_lazy as _

_PARTS = [
    ("H1", _("上半年"), 6),
    ("H2", _("下半年"), 12),
    ("Q1", _("第一季度"), 3),
    ("Q2", _("第二季度"), 6),
    ("Q3", _("第三季度"), 9),
    ("Q4", _("第四季度"), 12),
    *((f"M{month:02}", f"{month}月", month) for month in range(1, 13)),
]

PERIODS = [(code, word) for code, word, _month in _PARTS]
_LAST_MONTH = {code: month for code, _word, month in _PARTS}


def end_of_period(code: str, year: int) -> datetime.date:
    """The last day of the part of the year; of a period that is a day, that day."""
    month = _LAST_MONTH.get(code)
    if month is None:
        return datetime.date.fromisoformat(code)
    return datetime.date(year, month, monthrange(year, month)[1])


def start_of_period(code: str, year: int) -> datetime.date:
    """The first day of the part of the year; KeyError for what is none."""
    months = {"H": 6, "Q": 3, "M": 1}[code[:1]]
    return datetime.date(year, _LAST_MONTH[code] - months + 1, 1)


def name_of_period(code: str) -> str:
    """上半年, 第三季度, 9月; a day as it is."""
    return str(dict(PERIODS).get(code, code))
