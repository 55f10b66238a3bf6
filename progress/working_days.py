"""Working days of the Chinese calendar with its shifted holidays: the one place that asks.

The built-in arrangement ends with the last published year; `SpecialDay` rows correct it and carry it
on. Where neither knows a year, Monday to Friday count, and `note` says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import chinese_calendar
from django.utils.translation import gettext as _

ONE_DAY = datetime.timedelta(days=1)


def is_published(year: int) -> bool:
    """Whether the built-in calendar knows the year's holiday arrangement."""
    try:
        chinese_calendar.is_workday(datetime.date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: datetime.date, special: Mapping[datetime.date, bool] | None = None) -> bool:
    if special and day in special:
        return special[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def working_days_ahead(
    day: datetime.date, count: int, special: Mapping[datetime.date, bool] | None = None
) -> datetime.date:
    """The day that is `count` working days after `day`: a deadline on it or before leaves `count`
    working days or fewer."""
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day, special)
    while not is_working_day(day + ONE_DAY, special):  # days off behind it add no working day
        day += ONE_DAY
    return day


def note(day: datetime.date) -> str:
    """What to say beside a working-day count that no published arrangement backs; "" otherwise."""
    if is_published(day.year):
        return ""
    return _("%(year)s年放假安排尚未收录，暂按周一至周五计算工作日。") % {"year": day.year}
