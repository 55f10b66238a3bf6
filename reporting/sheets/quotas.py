"""A town's shares of the indicators as rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from progress.status import BY_CODE
from reporting.exports import Column, Row, ShownLight
from reporting.sheets import cells
from reporting.states import Body, IndicatorState, QuotaState, TaskState

QUOTA_COLUMNS = (
    Column(_("序号"), "number", 6),
    Column(_("任务"), "text", 30),
    Column(_("指标"), "text", 18),
    Column(_("任务量"), "number", 11),
    Column(_("单位"), "text", 7),
    Column(_("累计完成"), "number", 11),
    Column(_("完成率"), "percent", 9),
    Column(_("亮灯"), "text", 12),
    Column(_("亮灯原因"), "text", 26),
    Column(_("时限"), "date", 12),
    Column(_("牵头部门"), "text", 16),
    Column(_("共同承担"), "text", 12),
)


def quota_rows(state: TaskState, town: Body) -> list[Row]:
    return [
        _row(state, indicator, quota, town)
        for indicator in state.indicators
        for quota in indicator.quotas
        if any(body.pk == town.pk for body in quota.towns)
    ]


def _row(state: TaskState, indicator: IndicatorState, quota: QuotaState, town: Body) -> Row:
    return (
        state.number,
        cells.name_of(state),
        indicator.name,
        quota.value if quota.value is not None else quota.text,
        indicator.unit,
        quota.reported,
        quota.reported_bp,
        ShownLight(quota.light, BY_CODE[quota.status].word),
        quota.why,
        cells.deadline(state),
        state.owner,
        cells.names(body for body in quota.towns if body.pk != town.pk),
    )
