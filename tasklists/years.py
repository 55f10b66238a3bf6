"""Days and their printed words, carried from the list of one year into that of a later one."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _

from tasklists.importing.fields.dates import parse_deadline

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def later(day: datetime.date, years: int) -> datetime.date:
    """The same day of another year; the last day of February stays the last."""
    if day.month == 2 and (day + datetime.timedelta(days=1)).month == 3:
        return datetime.date(day.year + years, 3, 1) - datetime.timedelta(days=1)
    return day.replace(year=day.year + years)


def into_year(day: datetime.date, year: int) -> datetime.date:
    """The day as the list of that year has it: an earlier one in that year, one that lies in it or
    after it (an extended deadline, work of several years) as it is."""
    return day if day.year >= year else later(day, year - day.year)


def wording_into_year(text: str, day: datetime.date | None, recurring: str, *, of: int, into: int) -> str:
    """What the list of the year `into` prints for the deadline that the list of the year `of` printed as
    `text` and meant as `day`: the words themselves where they hold there too (12月31日), else with the
    year put on (2026.12 → 2027.12). "" where they do not surely say the new day, so that the day itself
    is printed; words without a day stay as they are where no year in them says when."""
    new_day = into_year(day, into) if day else None
    if not text or _says(text, into, new_day, recurring):
        return text
    named = set(_YEAR.findall(text))
    old_year, new_year = (day.year, new_day.year) if day and new_day else (of, into)
    if named == {str(old_year)} and _says(text, of, day, recurring):
        moved = _YEAR.sub(str(new_year), text)
        if _says(moved, into, new_day, recurring):
            return moved
    return "" if day else text


def why_not_deadline(day: datetime.date, year: int) -> str:
    """Why no one enters this deadline for a task of that year's list, as one sentence; "" where it may
    be. Work of several years ends within ten; a slip of the finger does not."""
    if day.year < year:
        said = _("%(day)s 早于清单年度 %(year)s 年，请核对年份。")
    elif day.year > year + 10:
        said = _("%(day)s 比清单年度 %(year)s 年晚十年以上，请核对年份。")
    else:
        return ""
    return said % {"day": day.isoformat(), "year": year}


def is_of_another_day(text: str, day: datetime.date | None, year: int) -> bool:
    """Whether the printed words, in a list of the year, surely say another day than the one stored, or
    an earlier year where none is stored."""
    if day is None:
        return any(int(named) < year for named in _YEAR.findall(text))
    read = parse_deadline(text, year)[0]
    return read is not None and read.date not in (None, day)


def _says(text: str, year: int, day: datetime.date | None, recurring: str) -> bool:
    """Whether the importer would read just this day and this recurrence in a list of the year; words
    without a day say it in every year, unless they name another one."""
    read = parse_deadline(text, year)[0]
    found = read and (read.date, read.recurring or "")
    if day is None and any(named != str(year) for named in _YEAR.findall(text)):
        return False
    return found == (day, recurring)
