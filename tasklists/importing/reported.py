"""What somebody has reported on stays, though the document lacks it, and is named for a person to see."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tasklists.importing.differences import paired_indicators, paired_quotas
from tasklists.importing.records import Issue, TaskRow
from tasklists.importing.states import IndicatorState, QuotaState, TaskState


def keep_reported(row: TaskRow, wanted: TaskState, stored: TaskState, kept: list[Issue]) -> TaskState:
    """The task as the document wants it with the reported indicators and shares that it lacks, the
    indicators behind its own; what is kept is added to `kept`."""
    indicators = tuple(_indicators(row, wanted, stored, kept))
    return dataclasses.replace(wanted, indicators=indicators)


def _indicators(
    row: TaskRow, wanted: TaskState, stored: TaskState, kept: list[Issue]
) -> Iterator[IndicatorState]:
    for old, new in paired_indicators(stored.indicators, wanted.indicators):
        if new is None and old is not None and _is_reported(old):
            said = (
                f"文件中没有任务 {row.number} 已有填报的指标“{_name(old)}”，保留不动；"
                "如果就是文件中改了名的一项，请先在任务编辑页把名称改成与文件一致，再重新核对。"
            )
            kept.append(_issue(row, said, _name(old)))
            yield old
        elif new is not None:
            yield _with_shares(row, old, new, kept)


def _with_shares(
    row: TaskRow, old: IndicatorState | None, new: IndicatorState, kept: list[Issue]
) -> IndicatorState:
    pairs = paired_quotas(old.quotas, new.quotas) if old else []
    lacking = [quota for quota, wanted in pairs if wanted is None and quota and quota.is_reported]
    if not lacking:
        return new
    towns = "、".join(quota.town for quota in lacking)
    said = (
        f"文件中任务 {row.number} 的指标“{_name(new)}”没有已有填报的 {towns}，保留不动；"
        "不再承担的，请在任务编辑页把任务量改为 0。"
    )
    kept.append(_issue(row, said, towns))
    return dataclasses.replace(new, quotas=tuple(sorted((*new.quotas, *lacking), key=_town)))


def _is_reported(indicator: IndicatorState) -> bool:
    return indicator.is_reported or any(quota.is_reported for quota in indicator.quotas)


def _name(indicator: IndicatorState) -> str:
    return f"{indicator.name}（{indicator.unit}）" if indicator.unit else indicator.name


def _town(quota: QuotaState) -> str:
    return quota.town


def _issue(row: TaskRow, message: str, raw: str) -> Issue:
    return Issue("warning", "reported_kept", message, raw, row.ref, row.number)
