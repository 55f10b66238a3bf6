"""The four sheets, each from the states of a day: pure functions, the same for today and for a month
that was frozen."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from progress.status import GROUPS
from reporting.exports import Band, Column, Row, light_of
from reporting.sheets import cells
from reporting.sheets.quotas import QUOTA_COLUMNS, quota_rows
from reporting.states import Body, TaskState
from tasklists.models import Assignment

# The day on which a state was taken: lists may have been frozen on different days of a month.
DayOf = Callable[[TaskState], datetime.date]

NUMBER = Column(_("序号"), "number", 6)
TITLE = Column(_("任务"), "text", 28)
DEADLINE = Column(_("时限"), "date", 12)
LIGHT = Column(_("亮灯"), "text", 12)
WHY = Column(_("亮灯原因"), "text", 24)
REPORTED = Column(_("累计完成"), "percent", 10)
ASKED = Column(_("序时应达"), "percent", 10)

DISPATCH = (
    NUMBER,
    TITLE,
    LIGHT,  # here it stands on the screen before anyone scrolls
    Column(_("牵头部门"), "text", 14),
    DEADLINE,
    Column(_("本期目标"), "text", 24),
    ASKED,
    REPORTED,
    Column(_("进展情况"), "text", 36),
    Column(_("存在问题"), "text", 22),
    Column(_("下一步安排"), "text", 22),
    WHY,
)
OVERDUE = (
    NUMBER,
    TITLE,
    Column(_("清单"), "text", 20),
    Column(_("责任部门"), "text", 14),
    Column(_("最初时限"), "date", 12),
    DEADLINE,
    Column(_("逾期天数"), "number", 9),
    REPORTED,
    LIGHT,
    Column(_("逾期情况"), "text", 26),
    Column(_("存在问题"), "text", 24),
    Column(_("下一步安排"), "text", 24),
)
DEPARTMENT = (
    NUMBER,
    TITLE,
    Column(_("角色"), "text", 8),
    Column(_("节点目标"), "text", 28),
    Column(_("指标与累计完成"), "text", 28),
    DEADLINE,
    ASKED,
    REPORTED,
    LIGHT,
    WHY,
    Column(_("最近填报的进展"), "text", 32),
)
TOWN = QUOTA_COLUMNS


def dispatch(states: Sequence[TaskState], day_of: DayOf) -> list[Row]:
    """Every task, in bands of list and category."""

    def row(state: TaskState) -> Row:
        return (
            state.number,
            cells.name_of(state),
            light_of(state),
            state.owner,
            cells.deadline(state),
            cells.target_of_period(state, day_of(state)),
            state.demand_bp,
            state.reported_bp,
            *cells.said(state),
            cells.why_with_missed(state),
        )

    return list(cells.in_bands(states, row, several_lists=cells.are_of_several_lists(states)))


def overdue(states: Sequence[TaskState], day_of: DayOf) -> list[Row]:
    """The longest overdue first. The first deadline stands only where it was moved."""
    late = [state for state in states if state.status in GROUPS["overdue"]]
    late.sort(key=lambda state: state.due_on or day_of(state))
    return [_overdue_row(state, day_of(state)) for state in late]


def _overdue_row(state: TaskState, day: datetime.date) -> Row:
    moved = state.first_deadline if state.first_deadline != state.due_on else None
    _progress, problems, after = cells.said(state)
    return (
        state.number,
        cells.name_of(state),
        state.list_title,
        state.owner,
        moved,
        cells.deadline(state),
        (day - state.due_on).days if state.due_on else None,
        state.reported_bp,
        light_of(state),
        state.why,
        problems,
        after,
    )


def department(states: Sequence[TaskState], body: Body) -> list[Row]:
    """The tasks in which the department has a part."""
    own = [state for state in states if role_of(state, body)]

    def row(state: TaskState) -> Row:
        return (
            state.number,
            cells.name_of(state),
            role_of(state, body),
            cells.milestones(state),
            cells.figures(state),
            cells.deadline(state),
            state.demand_bp,
            state.reported_bp,
            light_of(state),
            state.why,
            cells.said(state)[0],
        )

    return list(cells.in_bands(own, row, several_lists=cells.are_of_several_lists(own)))


def role_of(state: TaskState, body: Body) -> Any:
    """牵头, 配合 …; "" where the department has no part. 参与 where the part was not kept."""
    if any(lead.pk == body.pk for lead in state.leads):
        return Assignment.Role.LEAD.label
    for place, helper in enumerate(state.helpers):
        if helper.pk == body.pk:
            kept = state.helper_roles[place : place + 1]
            return Assignment.Role(kept[0]).label if kept else _("参与")
    return ""


def town(states: Sequence[TaskState], body: Body) -> list[Row]:
    """The town's quotas of all lists, in bands of the lists."""
    rows: list[Row] = []
    several = cells.are_of_several_lists(states)
    held = None
    for state in states:
        found = quota_rows(state, body)
        if several and found and state.list_pk != held:
            rows.append(Band(state.list_title))
            held = state.list_pk
        rows += found
    return rows


def without_quota(states: Sequence[TaskState], body: Body) -> int:
    """How many tasks concern the town beside those in which it has a share."""
    concerned = (state for state in states if any(named.pk == body.pk for named in state.towns))
    return sum(not quota_rows(state, body) for state in concerned)
