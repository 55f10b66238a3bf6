"""Why a light is what it is: one sentence with its figures, from a row that carries its lights."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _


def percent(bp: int) -> str:
    """Basis points as people write them, exactly: 5000 → 50%, 3250 → 32.5%, 4835 → 48.35%."""
    return points(bp) + "%"


def points(bp: int) -> str:
    """Basis points as percentage points: 1800 → 18."""
    return f"{bp // 100}.{bp % 100:02}".rstrip("0").rstrip(".")


def whole_points(part: Decimal | int | None, whole: Decimal | int = 10_000) -> int | None:
    """A share in whole percentage points, half a point up, of basis points or of a part and its whole.
    100 only where all is reached and 0 only where nothing is; None without a part or of nothing."""
    return _rounded(part, whole, 100)


def tenth_points(part: Decimal | int | None, whole: Decimal | int = 10_000) -> int | None:
    """The same share in tenths of a point, as papers print it: 1625 → 163, which is 16.3%."""
    return _rounded(part, whole, 1_000)


def basis_points(part: Decimal | int, whole: Decimal | int) -> int | None:
    """The same share, finer: for files, for sorting and for sums."""
    return _rounded(part, whole, 10_000)


def _rounded(part: Decimal | int | None, whole: Decimal | int, steps: int) -> int | None:
    if part is None or not whole:
        return None
    rounded = int((2 * steps * part + whole) // (2 * whole))
    if part < whole:
        rounded = min(rounded, steps - 1)
    return max(rounded, 1) if part > 0 else rounded


def day_words(day: datetime.date, beside: datetime.date) -> str:
    """10月31日, with the year where it is another than `beside`'s."""
    words = {"year": day.year, "month": day.month, "day": day.day}
    if day.year == beside.year:
        return _("%(month)s月%(day)s日") % words
    return _("%(year)s年%(month)s月%(day)s日") % words


def explain(row: Any) -> str:
    """The sentence of a task or quota that carries its lights (`with_lights`, `with_quota_lights`);
    no query."""
    return _SENTENCES[row.status](row)


def _done(row: Any) -> str:
    closed_on = getattr(row, "closed_on", None)
    if closed_on is None:
        if (row.reported_bp or 0) >= 10_000:
            return _("已报完成任务量的 %(share)s") % {"share": percent(row.reported_bp)}
        return _("所属任务已办结")
    words = {"done": _day(row, row.completed_on), "closed": _day(row, closed_on)}
    if row.status == "done_late":
        words |= {
            "due": _day(row, row.deadline_held),
            "days": (row.completed_on - row.deadline_held).days,
        }
        return _("%(done)s完成，比时限%(due)s晚 %(days)s 天，%(closed)s办结") % words
    if row.deadline_held is None:
        return _("%(done)s完成，%(closed)s办结") % words
    return _("%(done)s完成，%(closed)s办结，未超过时限%(due)s") % (
        words | {"due": _day(row, row.deadline_held)}
    )


def _overdue(row: Any) -> str:
    words = {"due": _day(row, row.due_on), "days": (row.judged_on - row.due_on).days}
    sentence = _("时限%(due)s已过 %(days)s 天，尚未办结") % words
    return sentence + _shares(row) + _claim(row)


def _behind(row: Any) -> str:
    words = {"asked": percent(row.demand_bp), "lag": points(row.behind_bp)}
    if row.reported_bp is None:
        return _("按序时应达 %(asked)s，尚无核定数据，滞后 %(lag)s 个百分点") % words + _claim(row)
    words["reached"] = percent(row.reported_bp)
    if slowest := getattr(row, "slowest", None):
        words["slowest"] = slowest
        sentence = _("按序时应达 %(asked)s，已报 %(reached)s，滞后 %(lag)s 个百分点（以“%(slowest)s”计）")
    else:
        sentence = _("按序时应达 %(asked)s，已报 %(reached)s，滞后 %(lag)s 个百分点")
    return sentence % words + _claim(row)


def _milestone(row: Any) -> str:
    words = {"due": _day(row, row.unmet_due), "days": (row.judged_on - row.unmet_due).days}
    return _("%(due)s的节点目标已过 %(days)s 天，尚未核定达到") % words + _claim(row)


def _missed_period(month: bool) -> Callable[[Any], str]:
    def sentence(row: Any) -> str:
        what = _("上月末的目标未完成") if month else _("上季度末的目标未完成")
        if row.demand_bp is not None:
            reached = percent(row.reported_bp or 0)
            what += _("，目前按序时应达 %(asked)s，已报 %(reached)s") % {
                "asked": percent(row.demand_bp),
                "reached": reached,
            }
        elif getattr(row, "unmet_due", None):
            what += _("，%(due)s的节点目标尚未核定达到") % {"due": _day(row, row.unmet_due)}
        return what + _claim(row)

    return sentence


def _near(row: Any) -> str:
    words = {"due": _day(row, row.due_on), "left": row.workdays_left}
    if row.due_on == row.judged_on:
        return _("今天（%(due)s）到期，尚未办结") % words + _shares(row) + _claim(row)
    return _("距时限%(due)s还有 %(left)s 个工作日，尚未办结") % words + _shares(row) + _claim(row)


def _unreported(row: Any) -> str:
    return _("上一填报期已截止，尚无核定的填报") + _shares(row) + _claim(row)


def _on_schedule(row: Any) -> str:
    if row.demand_bp is not None and row.reported_bp is not None:
        words = {"asked": percent(row.demand_bp), "reached": percent(row.reported_bp)}
        ahead = row.reported_bp - row.demand_bp
        if ahead >= 0:
            return _("按序时应达 %(asked)s，已报 %(reached)s，进度正常") % words + _claim(row)
        return _("按序时应达 %(asked)s，已报 %(reached)s，相差 %(lag)s 个百分点，在允许范围内") % (
            words | {"lag": points(-ahead)}
        ) + _claim(row)
    if row.due_on is None:
        return _("已有进展，未规定单一时限") + _claim(row)
    words = {"due": _day(row, row.due_on), "days": (row.due_on - row.judged_on).days}
    return _("时限%(due)s，尚有 %(days)s 天") % words + _claim(row)


def _not_started(row: Any) -> str:
    starts_on = getattr(row, "starts_on", None)
    if starts_on and starts_on > row.judged_on:
        return _("%(day)s开始，尚未填报") % {"day": _day(row, starts_on)}
    return _("尚未填报，本年度没有到期的要求")


def _shares(row: Any) -> str:
    """'，按序时应达 …，已报 …' where there are figures."""
    if row.reported_bp is None:
        return ""
    return _("，已报 %(reached)s") % {"reached": percent(row.reported_bp)}


def _claim(row: Any) -> str:
    claimed_on = getattr(row, "claimed_on", None)
    if claimed_on is None:
        return ""
    return _("；%(day)s已申请办结，待办结") % {"day": _day(row, claimed_on)}


def _day(row: Any, day: datetime.date) -> str:
    return day_words(day, row.judged_on)


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "done": _done,
    "done_late": _done,
    "overdue": _overdue,
    "far_behind": _behind,
    "milestone_long_missed": _milestone,
    "quarter_missed": _missed_period(month=False),
    "behind": _behind,
    "milestone_missed": _milestone,
    "month_missed": _missed_period(month=True),
    "near_deadline": _near,
    "report_missing": _unreported,
    "not_started": _not_started,
    "on_schedule": _on_schedule,
    "nothing_due": _not_started,
}
