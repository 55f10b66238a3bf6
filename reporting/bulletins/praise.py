"""表扬与通报批评: who is named, by rules over results alone. How often people sign in, how long they stay
and how much they enter counts for nothing.

The thresholds stand here once, with the words in which the page tells them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.bulletins.figures import Figures, Standing
from reporting.states import TaskState

TOWNS_PRAISED = 3  # those that share the third place are all named
ON_TIME_LOW_BP = 8000  # criticised below this share of reports in time


@dataclass(frozen=True, slots=True)
class Criticised:
    """`tasks` are those overdue that the department leads; none for a town, whose shares are counted
    in `standing.red`."""

    standing: Standing
    tasks: tuple[TaskState, ...]
    is_late: bool


def rules() -> list[Any]:
    """What the page says of the rules."""
    words = {"towns": TOWNS_PRAISED, "low": ON_TIME_LOW_BP // 100}
    return [
        _("部门表扬：牵头任务有已完成的，全部按时完成，没有逾期和滞后任务，本期填报全部按时。"),
        _(
            "街镇表扬：街镇任务量没有逾期和滞后，本期填报全部按时，平均完成率不低于各街镇平均数，"
            "取前 %(towns)s 名（并列的都列入）。"
        )
        % words,
        _("部门通报批评：有牵头任务逾期，或本期按时填报率低于 %(low)s%%。") % words,
        _("街镇通报批评：有街镇任务量亮红灯（逾期或严重滞后），或本期按时填报率低于 %(low)s%%。") % words,
        _("只看任务结果和填报是否按时，不看登录次数、在线时长和录入条数；文字可以修改。"),
    ]


def praised_departments(figures: Figures) -> list[Standing]:
    return [
        row
        for row in figures.departments
        if row.pk is not None
        and row.totals.done
        and not (row.totals.done_late or row.totals.overdue or row.totals.behind)
        and row.on_time == row.owed
    ]


def praised_towns(figures: Figures) -> list[Standing]:
    """The best by what they reached of their shares."""
    measured = [row for row in figures.towns if row.share_bp is not None]
    if not measured:
        return []
    mean = sum(_reached(row) for row in measured) / len(measured)
    fit = [
        row
        for row in measured
        if not row.troubled and row.on_time == row.owed and row.share_bp and _reached(row) >= mean
    ]
    ranked = sorted(fit, key=_reached, reverse=True)
    last = _reached(ranked[TOWNS_PRAISED - 1]) if len(ranked) > TOWNS_PRAISED else 0
    return [row for row in ranked if _reached(row) >= last]


def _reached(row: Standing) -> int:
    return row.share_bp or 0


def criticised_departments(figures: Figures) -> list[Criticised]:
    """Most overdue tasks first, as the table by department has them."""
    found = []
    for row in figures.departments:
        late = _is_late(row)
        tasks = tuple(_overdue_of(figures.overdue, row))
        if row.pk is not None and (tasks or late):
            found.append(Criticised(row, tasks, late))
    return found


def criticised_towns(figures: Figures) -> list[Criticised]:
    named = [Criticised(row, (), _is_late(row)) for row in figures.towns if row.red or _is_late(row)]
    return sorted(named, key=lambda row: -row.standing.red)


def _is_late(row: Standing) -> bool:
    return row.on_time_bp is not None and row.on_time_bp < ON_TIME_LOW_BP


def _overdue_of(overdue: Iterable[TaskState], row: Standing) -> Iterable[TaskState]:
    return (state for state in overdue if any(body.pk == row.pk for body in state.leads))


__all__ = [
    "Criticised",
    "criticised_departments",
    "criticised_towns",
    "praised_departments",
    "praised_towns",
    "rules",
]
