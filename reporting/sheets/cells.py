"""What stands in the cells of the sheets: targets, milestones and figures in the words of the office."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from districts.templatetags.figures import quantity
from progress.shares import RATE_UNITS
from reporting.exports import Band, Row
from reporting.states import IndicatorState, MilestoneState, TaskState
from tasklists.models import Indicator
from tasklists.periods import name_of_period


@dataclass(frozen=True, slots=True)
class TaskName:
    """The title of a task, which the page links to; a file holds the words alone."""

    pk: int
    title: str

    def __str__(self) -> str:
        return self.title


def name_of(state: TaskState) -> TaskName:
    return TaskName(state.pk, state.title)


def in_bands(
    states: Iterable[TaskState], row_of: Callable[[TaskState], Row], *, several_lists: bool
) -> Iterator[Row]:
    """Rows in their order, with a band wherever the list or the category changes."""
    held: list[Any] = []
    for state in states:
        path: list[Any] = [body.name for body in state.categories]
        if several_lists:
            path.insert(0, state.list_title)
        for level, heading in enumerate(path):
            if held[: level + 1] != path[: level + 1]:
                yield Band("　" * level + heading)
        held = path
        yield row_of(state)


def are_of_several_lists(states: Iterable[TaskState]) -> bool:
    return len({state.list_pk for state in states}) > 1


def names(bodies: Iterable[Any]) -> str:
    return "、".join(body.name for body in bodies)


def deadline(state: TaskState) -> datetime.date | str:
    """The day, or the words as printed where there is none."""
    return state.due_on or state.deadline_text


def target_of_period(state: TaskState, day: datetime.date) -> str:
    """The milestones of the day's month, else those that are due first from this day on, else those of
    its quarter, each with its period; "—" where all lie behind. A task without milestones shows what it is
    measured by."""
    if not state.milestones:
        return "；".join(filter(None, (target(row) for row in state.indicators)))
    quarter = [row for row in state.milestones if _quarter(row.due) == _quarter(day)]
    month = [row for row in quarter if row.due.month == day.month]
    ahead = [row for row in state.milestones if row.due >= day]
    first = min((row.due for row in ahead), default=None)
    chosen = month or [row for row in ahead if row.due == first] or quarter
    return "\n".join(milestone(row) for row in chosen) or "—"


def _quarter(day: datetime.date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def why_with_missed(state: TaskState) -> str:
    """The reason of the light; a milestone that passed unmet is named where the reason is silent on it."""
    missed = "、".join(name_of_period(row.period) for row in state.milestones if row.met is False)
    if not missed or _("节点") in state.why:
        return state.why
    return "；".join(filter(None, (state.why, _("%(periods)s节点目标未达到") % {"periods": missed})))


def milestone(row: MilestoneState) -> str:
    return f"{name_of_period(row.period)}：{row.text}"


def milestones(state: TaskState) -> str:
    """One a line, with whether it was met once its day has passed."""
    said = {True: _("（已达到）"), False: _("（未达到）"), None: ""}
    return "\n".join(milestone(row) + said[row.met] for row in state.milestones)


def target(row: IndicatorState) -> str:
    """道路 54.4 公里; a target of words as it was printed."""
    if row.target is None:
        return f"{row.name} {row.target_text}".strip()
    comparator = "" if row.comparator in ("=", "~") else f"{Indicator.Comparator(row.comparator).label} "
    about = _("左右") if row.comparator == "~" else ""
    return f"{row.name} {comparator}{figure(row.target, row.unit)}{about}"


def figures(state: TaskState) -> str:
    """One indicator a line: what it asks for and what was approved last."""
    lines = []
    for row in state.indicators:
        lines.append(f"{target(row)}，{_reported(row)}")
    return "\n".join(lines)


def _reported(row: IndicatorState) -> str:
    value = row.value if row.value is not None else row.towns_sum
    if value is not None:
        return _("已报 %(value)s") % {"value": figure(value, row.unit)}
    if row.met is not None:
        return _("已达到") if row.met else _("未达到")
    return _("未报")


def figure(value: Decimal, unit: str) -> str:
    """54.4 公里, 90%."""
    return f"{quantity(value)}{'' if unit in RATE_UNITS else ' '}{unit}".strip()


def said(state: TaskState) -> tuple[str, str, str]:
    """进展情况 with the period in which it was said, 存在问题, 下一步安排."""
    words = state.said
    if words is None:
        return "", "", ""
    progress = f"{words.progress}（{words.period}）" if words.progress else ""
    return progress, words.problems, words.next
