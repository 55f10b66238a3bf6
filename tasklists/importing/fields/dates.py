"""Deadlines, dated steps and dates of issue, in every printed form.

A year is never guessed: where neither the text nor the list states it, the date stays None and an
issue `missing_year` says so. 10月底 means the last day of October; 10月1日前 means the first.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tasklists.importing.records import NOWHERE, Deadline, Issue, MilestoneRow, Recurring, SourceRef
from tasklists.importing.words import fold, is_nothing

from .numbers import UNIT, chinese_number


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a text: `text[start:end]`. `date` is None where its year is unknown; `period` is what
    it closes (M06, Q3, H1, an ISO date, or '' for a whole year)."""

    start: int
    end: int
    date: datetime.date | None
    period: str
    doubt: str = ""  # why a person should look at it


def _year(prefix: str = "") -> str:
    """A year before a month or quarter, in groups of their own."""
    return (
        rf"(?:(?P<{prefix}year>20\d\d)\s*(?:年度|年)|(?P<{prefix}short>[2-4]\d)年|"
        rf"(?P<{prefix}next>次年|翌年|明年)|(?P<{prefix}this>本年度|本年|今年|当年))\s*"
    )


_TO: Final = r"(?:-|—|–|~|至|到)+"
_BEFORE: Final = r"(?:之?前|以前|内)?"
_MENTION: Final = re.compile(
    "|".join(
        [
            r"(?P<iso_y>20\d\d)\s*[-./]\s*(?P<iso_m>1[0-2]|0?[1-9])(?:\s*[-./]\s*(?P<iso_d>3[01]|[12]\d|0?[1-9]))?"
            rf"(?!\d|\.\d|\s*[-./]\s*\d|\s?{UNIT})(?:月|日)?(?P<iso_part>底|末)?",
            rf"(?<!\d)(?:{_year()})?(?:(?P<from>1[0-2]|0?[1-9])\s*月?(?:份|初|底|末)?\s*{_TO}\s*)?"
            r"(?P<month>1[0-2]|0?[1-9])\s*月(?!度)\s*"
            r"(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*(?:日|号|(?=前|之前|以前|$|[,，;；。、)）]))"
            rf"|(?P<mpart>底|末|上旬|中旬|下旬|中|初|份)?{_BEFORE})",
            rf"(?:{_year('q')})?"
            r"(?:第?(?P<quarter>[1-4])季度?|Q(?P<q>[1-4])|(?P<half>上半年|下半年|半年))(?:底|末)?",
            rf"(?P<span>20\d\d)\s*年?\s*{_TO}\s*(?P<whole_to>20\d\d)\s*年?度?(?:底|末)?{_BEFORE}",
            r"(?P<whole>20\d\d)(?:\s*(?:年度|年)(?P<ypart>底|末|初|之?前|以前|内|全年)?(?:之?前|以前)?|$(?<=^20\d\d))",
            r"(?P<yearend>当年度|(?<![\d两二三四五六七八九十半])(?:本年度|本年|今年|当年|年)(?:底|末|内)(?:之?前|以前)?|年度内"
            r"|本年度|本年|今年|当年)",
        ]
    )
)
_NUMERAL_DATE = re.compile(r"([〇○零一二两三四五六七八九十]{1,12})(?=\s*(?:年|月|日|号|季度))")
_RECURRING: Final[tuple[tuple[str, Recurring], ...]] = (
    (r"每(?:个)?月|按月|月度|逐月", "monthly"),
    (r"每(?:个)?季|按季|逐季|分季", "quarterly"),
    (r"每年|全年|逐年|年度性|按年", "yearly"),
    (r"长期|持续|常态|经常性|日常|不间断|每周|每日|每天|随时|适时", "continuous"),
)
# A span of days counted from some event has no day of its own.
_RELATIVE = re.compile(r"\d+个?(?:工作日|日|天|小时|个月|周)内?(?:之?内|以内|起|后)")
_HALVES: Final = {"上半年": ("H1", 6), "下半年": ("H2", 12)}


def parse_deadline(
    text: str, year: int | None, *, ref: SourceRef = NOWHERE
) -> tuple[Deadline | None, tuple[Issue, ...]]:
    """The last day meant by a deadline cell; None (and no issue) for an empty one.

    `year` is the list's year, for dates that do not print one. Of several dates the latest counts;
    the others are steps (`parse_steps`).
    """
    printed = _joined(text)
    if is_nothing(printed):
        return None, ()
    recurring = _recurring(printed)
    mentions = find_dates(_month_day(printed), year)
    if recurring in ("monthly", "quarterly"):  # 每月25日前: a day of every month, not a single one
        return Deadline(printed, None, recurring, ref), ()
    issues = [
        Issue("warning", "unreadable_date", f"“{printed}”：{mention.doubt}。", text, ref)
        for mention in mentions
        if mention.doubt
    ]
    dates = [mention.date for mention in mentions if mention.date]
    if recurring == "yearly" and not any(mention.period for mention in mentions):
        dates = []  # 2026年全年: the whole of it, no day
    if dates:
        return Deadline(printed, max(dates), recurring, ref), tuple(issues)
    if mentions and not issues:
        message = f"“{printed}”没有写明年份，文件也没有写明年度，请指明年度。"
        issues.append(Issue("warning", "missing_year", message, text, ref))
    elif not mentions and recurring is None:
        issues.append(Issue("warning", "unreadable_date", f"完成时间“{printed}”读不出日期。", text, ref))
    return Deadline(printed, None, recurring, ref), tuple(issues)


def _month_day(text: str) -> str:
    """A cell that is only '12.31' or '6.30前' reads as 12月31日."""
    return re.sub(
        r"^\s*(1[0-2]|0?[1-9])[./](3[01]|[12]\d|0?[1-9])日?(?=\s*(?:之?前|以前)?\s*$)",
        r"\1月\2日",
        fold(text),
    )


def parse_steps(text: str, year: int | None, *, ref: SourceRef = NOWHERE) -> tuple[MilestoneRow, ...]:
    """The dated steps of a cell that holds two or more different dates, in order of date; else ().

    A step's text runs from its date to the next one.
    """
    printed = _joined(text)
    if _recurring(printed) in ("monthly", "quarterly"):
        return ()
    if len(items := _items(printed)) > 1:
        return _steps_of_items(items, year, ref)
    mentions = [m for m in find_dates(printed, year) if m.date and m.period and not m.doubt]
    if len({mention.date for mention in mentions}) < 2:
        return ()
    steps: dict[str, MilestoneRow] = {}
    bounds = [_clause_start(printed, mention.start) for mention in mentions[1:]] + [len(printed)]
    start = 0
    for mention, end in zip(mentions, bounds, strict=True):
        piece = printed[start:end].strip(" ，,；;。、\t")
        start = end
        period = _period_in(mention, year)
        if period in steps:
            piece = f"{steps[period].text}；{piece}"
        steps[period] = MilestoneRow(period, mention.date, piece, ref=ref)
    return tuple(sorted(steps.values(), key=lambda step: step.due or datetime.date.max))


def _joined(text: str) -> str:
    """A cell's lines as one: lines with a date each are parted, a line broken within a date is not."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
    dated = len(lines) > 1 and all(find_dates(line, 2000) for line in lines)
    return "；".join(line.rstrip("；;，,。") for line in lines) if dated else "".join(lines)


def _items(text: str) -> list[str]:
    """The numbered items of a cell: '1、…7月1日… 2、…10月1日前…'; one item where nothing is numbered."""
    starts = [
        match.start()
        for match in re.finditer(r"(?:^|(?<=[\s；;。，,]))\d{1,2}[、.．)）](?!\d{1,2}(?![\d月年]))", text)
    ]
    if len(starts) < 2 or text[: starts[0]].strip():
        return [text]
    return [text[a:b].strip() for a, b in pairwise([*starts, len(text)])]


def _steps_of_items(items: list[str], year: int | None, ref: SourceRef) -> tuple[MilestoneRow, ...]:
    """One step an item, at the last date it names; items without a date are left out."""
    steps: dict[str, MilestoneRow] = {}
    for item in items:
        bare = re.sub(r"^\d{1,2}[、.．)）]\s*", "", item).strip(" ；;。")
        dated = [m for m in find_dates(bare, year) if m.date and m.period and not m.doubt]
        if not dated:
            continue
        last = max(dated, key=lambda mention: mention.date or datetime.date.min)
        period = _period_in(last, year)
        known = steps.get(period)
        steps[period] = MilestoneRow(period, last.date, f"{known.text}；{bare}" if known else bare, ref=ref)
    ordered = tuple(sorted(steps.values(), key=lambda step: step.due or datetime.date.max))
    return ordered if len(ordered) > 1 else ()


def _period_in(mention: Mention, year: int | None) -> str:
    """The period a step closes; of another year than the list's, its day, so that M11 stays one month."""
    if mention.date is not None and year is not None and mention.date.year != year:
        return mention.date.isoformat()
    return mention.period


def _clause_start(text: str, position: int) -> int:
    """Where the clause that holds `position` begins."""
    return max(text.rfind(mark, 0, position) for mark in "，,；;。、：:") + 1 or position


def parse_date(text: str) -> datetime.date | None:
    """A full date (year, month and day), as in the line of issue: 2023年6月6日, 二〇二三年六月六日."""
    plain = _digits(fold(text))
    found = re.search(r"(20\d\d|19\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})(?!\d)", plain)
    return _day(*(int(part) for part in found.groups())) if found else None


def find_year(text: str) -> int | None:
    """The year a title names: 2022年…, 2026 年度…, 二〇二三年…; None where it names none or several.

    Spans (2023—2025年) and numbers of documents (〔2023〕4号) name no single year.
    """
    plain = _digits(fold(text))
    plain = re.sub(r"[〔\[【(（]\s*20\d\d\s*[〕\]】)）]\s*第?\s*\d+\s*号", " ", plain)
    plain = re.sub(r"20\d\d\s*年?\s*(?:-|—|–|~|至|到)+\s*20\d\d", " ", plain)
    years = {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?=\s*年)", plain)}
    if not years:
        years = {int(year) for year in re.findall(r"(?<![\d.])(20\d\d)(?![\d.])", plain)}
    return years.pop() if len(years) == 1 else None


def period_due(period: str, year: int) -> datetime.date:
    """The last day of a period of a year: H1, Q3, M10, or an ISO date itself."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return datetime.date.fromisoformat(period)
    size = {"H": 6, "Q": 3, "M": 1}[period[0]]
    return _month_end(year, int(period[1:]) * size)


def find_dates(text: str, year: int | None) -> list[Mention]:
    """All dates of a text, as the last day each means. `year` is for those that print none."""
    plain = _digits(fold(text))
    mentions: list[Mention] = []
    carried: int | None = None
    previous_end = 0
    for match in _MENTION.finditer(plain):
        if _RELATIVE.match(plain, match.start()):
            continue
        if re.search(r"[^\s、,，和及与\-—至到]", plain[previous_end : match.start()]):
            carried = None  # a printed year reaches on only through a bare enumeration or span
        mention = _mention(match, carried, year)
        if mention is None:
            continue
        explicit = re.search(r"20\d\d", match[0])
        carried = int(explicit[0]) if explicit else carried
        previous_end = match.end()
        mentions.append(mention)
    return mentions


def _mention(match: re.Match[str], carried: int | None, year: int | None) -> Mention | None:
    groups = match.groupdict()
    at = match.span()
    if groups["iso_y"]:
        day = int(groups["iso_d"]) if groups["iso_d"] else None
        return _month_mention(at, int(groups["iso_y"]), int(groups["iso_m"]), day, None)
    if groups["month"]:
        known = _stated_year(groups, "", carried, year)
        day = int(groups["day"]) if groups["day"] else None
        part = groups["mpart"]
        doubt = ""
        if day is None and not part and re.search(r"(?:之?前|以前)$", match[0]):
            doubt = f"“{match[0].strip()}”可指当月底或上月底，按当月底计"
        return _month_mention(at, known, int(groups["month"]), day, part, doubt)
    if groups["quarter"] or groups["q"] or groups["half"]:
        return _period_mention(at, groups, _stated_year(groups, "q", carried, year))
    whole = groups["whole_to"] or groups["whole"]
    if whole:
        if month := re.match(r"年?\s*(\d{1,3})\s*月", match.string[match.end() :]):
            return Mention(*at, None, "", f"没有{month[1]}月")
        if re.fullmatch(r"之?前|以前", groups["ypart"] or ""):
            return Mention(*at, None, "", f"“{match[0].strip()}”不能确定是哪一天")
        return Mention(*at, datetime.date(int(whole), 12, 31), "")
    return Mention(*at, datetime.date(year, 12, 31) if year else None, "")


def _stated_year(
    groups: dict[str, str | None], prefix: str, carried: int | None, year: int | None
) -> int | None:
    if stated := groups[f"{prefix}year"]:
        return int(stated)
    if short := groups[f"{prefix}short"]:
        return 2000 + int(short)
    base = carried or year
    return base + 1 if base and groups[f"{prefix}next"] else base


def _month_mention(
    at: tuple[int, int], year: int | None, month: int, day: int | None, part: str | None, doubt: str = ""
) -> Mention | None:
    days = {"上旬": 10, "中旬": 20, "中": 15, "初": 10}
    stated = day if day is not None else days.get(part or "")
    if stated is None:
        return Mention(*at, _month_end(year, month) if year else None, f"M{month:02d}", doubt)
    if year is None:
        return Mention(*at, None, "")
    date = _day(year, month, stated)
    if date is None:
        return Mention(*at, None, "", f"{year}年{month}月没有{stated}日")
    return Mention(*at, date, date.isoformat(), doubt)


def _period_mention(at: tuple[int, int], groups: dict[str, str | None], year: int | None) -> Mention | None:
    number = groups["quarter"] or groups["q"]
    if number is None and groups["half"] == "半年":
        return None
    period, month = (f"Q{number}", int(number) * 3) if number else _HALVES[groups["half"] or ""]
    return Mention(*at, _month_end(year, month) if year else None, period)


def _recurring(text: str) -> Recurring | None:
    return next((kind for pattern, kind in _RECURRING if re.search(pattern, text)), None)


def _digits(text: str) -> str:
    """Chinese numerals before 年, 月, 日 as digits, padded to the same length with spaces."""

    def digits(match: re.Match[str]) -> str:
        number = chinese_number(match[1].replace("○", "〇"))
        shown = "" if number is None else str(number)
        return f"{shown:>{len(match[1])}}" if shown and len(shown) <= len(match[1]) else match[1]

    return _NUMERAL_DATE.sub(digits, text)


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
