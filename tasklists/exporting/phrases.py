"""Stored values as the words of a list, in forms that the importer reads back to the same values.

Used where the words as printed are missing (a task entered in the browser) or no longer say what is
stored (a quota corrected after issue).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from tasklists.importing.fields.figures import indicator_line, milestone_line
from tasklists.importing.records import IndicatorRow, MilestoneRow, QuotaRow
from tasklists.importing.states import AssignmentState, IndicatorState, MilestoneState, QuotaState, TaskState
from tasklists.quantities import plain

RECURRING = {"monthly": "每月", "quarterly": "每季度", "yearly": "全年", "continuous": "长期坚持"}


def deadline(task: TaskState) -> str:
    if task.deadline is None:
        return RECURRING.get(task.recurring, "")
    day = f"{task.deadline.year}年{task.deadline.month}月{task.deadline.day}日"
    return f"{RECURRING[task.recurring]}，{day}" if task.recurring in RECURRING else day


def investment(task: TaskState) -> str:
    if task.investment_wan is None:
        return "/"
    return f"{'约' if task.investment_approximate else ''}{plain(task.investment_wan)}"


def heading(label: str, title: str) -> str:
    """（一）强化规划引领 or 一、强化规划引领."""
    joint = "" if not label or label.endswith((")", "）", "、", ".")) else "、"
    return f"{label}{joint}{title}"


def body(assignment: AssignmentState) -> str:
    return assignment.printed or assignment.department or assignment.town or ""


def bodies(assignments: Iterable[AssignmentState], roles: Iterable[str]) -> str:
    wanted = tuple(roles)
    return "、".join(body(a) for a in assignments if a.role in wanted)


def scope(task: TaskState) -> str:
    if task.scope_kind == "all_towns":
        return "各街镇"
    return "、".join(sorted(task.towns)) if task.scope_kind == "named" else task.scope_text


def figures(indicators: Iterable[IndicatorState]) -> str:
    """One line an indicator, in the form that loses nothing (`importing.fields.figures`)."""
    return "\n".join(indicator_line(_as_row(indicator)) for indicator in indicators)


def nodes(milestones: Iterable[MilestoneState]) -> str:
    """One line a milestone, in the form that loses nothing."""
    rows = (MilestoneRow(m.period, m.due, m.text, m.percent, m.value, m.unit) for m in milestones)
    return "\n".join(milestone_line(row) for row in rows)


def _as_row(indicator: IndicatorState) -> IndicatorRow:
    return IndicatorRow(
        indicator.name,
        indicator.unit,
        indicator.comparator,  # type: ignore[arg-type]
        indicator.target,
        indicator.minimum,
        indicator.maximum,
        indicator.each,
        indicator.target_text,
        tuple(_share(quota) for quota in indicator.quotas),
    )


def _share(quota: QuotaState) -> QuotaRow:
    towns = (quota.town, *sorted(quota.partners))
    return QuotaRow(towns, quota.value, quota.implied, len(towns) > 1, quota.text)


def milestone(row: MilestoneState) -> str:
    if row.text:
        return row.text
    if row.percent is not None:
        return f"完成{plain(row.percent)}%"
    return f"累计完成{plain(row.value)}{row.unit}" if row.value is not None else ""


def day(value: datetime.date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""
