"""The document in the form in which it would be stored, with the names reconciled.

What the database could not hold is blocked, clipped or left out here, each with its reason, so that
applying never meets it.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from tasklists.importing.numbering import numbering_scopes
from tasklists.importing.reconcile import Match, Reconciliation
from tasklists.importing.records import (
    IndicatorRow,
    Issue,
    ListDocument,
    MilestoneRow,
    QuotaRow,
    SourceRef,
    TaskRow,
)
from tasklists.importing.states import (
    PROSE,
    AssignmentState,
    CategoryKeys,
    CategoryState,
    HeadState,
    IndicatorState,
    MilestoneState,
    PlanItemState,
    QuotaState,
    TaskState,
)

# What the columns of the database hold, in characters.
LIMITS = {"序号": 20, "市级序号": 20, "任务名称": 500, "完成时限": 200, "总投资": 200, "编号范围": 60}
_LONGEST_ISSUING_NUMBER = 60
_LONGEST_NAME, _LONGEST_UNIT, _LONGEST_PIECE, _LONGEST_TARGET = 200, 20, 200, 500
_QUANTITY, _PERCENT = Decimal("0.0001"), Decimal("0.01")
_LARGEST_QUANTITY, _LARGEST_PERCENT = Decimal(10) ** 14, Decimal(10) ** 5


@dataclass(frozen=True, slots=True)
class TargetTask:
    row: TaskRow
    state: TaskState
    blocked: str = ""  # why it cannot be stored


@dataclass(frozen=True, slots=True)
class Target:
    """`spoken` names the fields (and other columns) that the document has: it says nothing about the
    others, which therefore stay as they are stored."""

    head: HeadState
    categories: tuple[CategoryState, ...]
    tasks: tuple[TargetTask, ...]
    plan_items: tuple[PlanItemState, ...]
    spoken: frozenset[str]
    issues: tuple[Issue, ...]


def target_of(document: ListDocument, year: int, names: Reconciliation) -> Target:
    categories, keys = _categories(document)
    issues: list[Issue] = []
    tasks: list[TargetTask] = []
    taken: dict[str, TaskRow] = {}
    # Scopes bear the full path of a heading, as the stored list does, however the document calls it.
    placed = [
        dataclasses.replace(row, category=keys.get(row.category or "", row.category))
        for row in document.tasks
    ]
    scopes = numbering_scopes(placed)
    for position, (row, scope) in enumerate(zip(document.tasks, scopes, strict=True), start=1):
        builder = _TaskBuilder(row, names, issues)
        state = builder.state(scope or "", position, keys)
        blocked = _why_blocked(row, scope, state, taken)
        taken.setdefault(state.key, row)
        tasks.append(TargetTask(row, state, blocked))
    return Target(
        head=HeadState(
            title=list_title(document),
            year=year,
            kind=document.kind,
            issuing_number=_clip(document.issuing_number or "", _LONGEST_ISSUING_NUMBER),
            issuing_body=_clip(document.issuing_body or "", _LONGEST_NAME),
            issued_on=document.issued_on,
            columns=tuple((heading, field) for heading, field in document.columns),
        ),
        categories=categories,
        tasks=tuple(tasks),
        plan_items=_plan_items(document, keys),
        spoken=_spoken(document),
        issues=tuple(issues),
    )


def list_title(document: ListDocument) -> str:
    """The document's title as the list bears it."""
    return _clip(document.title, _LONGEST_NAME)


def _categories(document: ListDocument) -> tuple[tuple[CategoryState, ...], dict[str, str]]:
    """The headings in printed order, and the key of each by the path the document calls it."""
    states: dict[str, CategoryState] = {}
    keys: dict[str, str] = {}
    given = CategoryKeys()
    for position, row in enumerate(document.categories, start=1):
        label, title = row.label[:_LONGEST_UNIT], _clip(row.title, _LONGEST_NAME)
        parent = keys.get(row.parent) if row.parent else None
        key = given.key(parent, label, title)
        keys.setdefault(row.path or row.label or row.title, key)
        states.setdefault(
            key,
            CategoryState(key, label, title, parent=parent, position=position, source=row.ref.as_json()),
        )
    return tuple(states.values()), keys


def _plan_items(document: ListDocument, keys: Mapping[str, str]) -> tuple[PlanItemState, ...]:
    return tuple(
        PlanItemState(
            number=item.number,
            title=_clip(item.title, _LONGEST_NAME),
            section=item.section or "",
            category=keys.get(item.category) if item.category else None,
            text=item.text,
            position=position,
            source=item.ref.as_json(),
        )
        for position, item in enumerate(document.plan, start=1)
    )


def _spoken(document: ListDocument) -> frozenset[str]:
    columns = {field for _heading, field in document.columns}
    prose = {name for row in document.tasks for name in row.fields} | columns
    spoken = set(prose)
    if any(row.upper_number for row in document.tasks) or "upper_number" in columns:
        spoken.add("upper_number")
    if any(row.investment for row in document.tasks) or "investment" in columns:
        spoken |= {"investment_text", "investment_wan", "investment_approximate"}
    return frozenset(spoken)


def _why_blocked(row: TaskRow, scope: str | None, state: TaskState, taken: Mapping[str, TaskRow]) -> str:
    if not row.number:
        return "没有序号"
    if scope is None:
        return f"上级任务 {row.parent} 不在文件中"
    if state.key in taken:
        return f"序号 {row.number} 与前面的“{_clip(taken[state.key].title, 20)}”重复"
    if not row.title:
        return "没有任务名称"
    lengths = {
        "序号": row.number,
        "市级序号": state.upper_number,
        "任务名称": state.title,
        "完成时限": state.deadline_text,
        "总投资": state.investment_text,
        "编号范围": state.scope,
    }
    too_long = next((name for name, text in lengths.items() if len(text) > LIMITS[name]), None)
    return f"{too_long}超过 {LIMITS[too_long]} 个字" if too_long else ""


class _TaskBuilder:
    """One row of the document as it would be stored; what cannot be stored goes to `issues`."""

    def __init__(self, row: TaskRow, names: Reconciliation, issues: list[Issue]) -> None:
        self.row = row
        self.names = names
        self.issues = issues

    def state(self, scope: str, position: int, category_keys: Mapping[str, str]) -> TaskState:
        row = self.row
        deadline, investment = row.deadline, row.investment
        date = deadline.date if deadline else None
        cells = {name: cell.ref.as_json() for name, cell in row.cells.items()}
        return TaskState(
            scope=scope,
            number=row.number,
            title=row.title,
            category=category_keys.get(row.category, row.category) if row.category else None,
            parent=scope if row.parent is not None else None,
            upper_number=row.upper_number or "",
            requirement=row.fields.get("requirement") or "",
            objective=row.fields.get("objective") or "",
            content=row.fields.get("content") or "",
            scale=row.fields.get("scale") or "",
            standard=row.fields.get("standard") or "",
            funding=row.fields.get("funding") or "",
            other_fields={name: text for name, text in row.fields.items() if name not in PROSE and text},
            deadline_text=deadline.text if deadline else "",
            deadline=date,
            first_deadline=date,
            recurring=(deadline.recurring or "") if deadline else "",
            investment_text=investment.text if investment else "",
            investment_wan=self._quantity(investment.amount_wan, investment.ref) if investment else None,
            investment_approximate=bool(investment and investment.approximate),
            scope_kind=row.scope.kind,
            scope_text=row.scope.text,
            towns=tuple(sorted(self._known(row.scope.towns))),
            assignments=tuple(self._assignments()),
            indicators=tuple(self._indicator(indicator) for indicator in row.indicators),
            milestones=tuple(self._milestones()),
            position=position,
            source={**row.ref.as_json(), **({"cells": cells} if cells else {})},
        )

    def _report(self, code: str, message: str, raw: str, ref: SourceRef) -> None:
        place = ref if ref != SourceRef() else self.row.ref
        self.issues.append(Issue("error", code, message, raw=raw, ref=place, task=self.row.number))

    def _quantity(
        self,
        value: Decimal | None,
        ref: SourceRef,
        *,
        step: Decimal = _QUANTITY,
        below: Decimal = _LARGEST_QUANTITY,
        signed: bool = False,
    ) -> Decimal | None:
        """The figure as the database keeps it; None, with an issue, where it cannot."""
        if value is None:
            return None
        if not value.is_finite() or abs(value) >= below or (value < 0 and not signed):
            self._report("value_out_of_range", f"数值 {value} 超出可以保存的范围，未写入。", str(value), ref)
            return None
        return value.quantize(step, rounding=ROUND_HALF_EVEN)

    def _assignments(self) -> Iterator[AssignmentState]:
        held: set[tuple[str, str]] = set()
        for row in self.row.assignments:
            match = self.names.bodies[row.department]
            name = match.name
            if name and match.kind == "department" and (name, row.role) in held:
                self._report(
                    "department_variant",
                    f"“{row.department}”与同一任务中的“{name}”是同一部门，只关联一次。",
                    row.department,
                    row.ref,
                )
                name = None
            if name:
                held.add((name, row.role))
            yield AssignmentState(
                department=name if match.kind == "department" else None,
                town=name if match.kind == "town" else None,
                printed=_clip(row.department, _LONGEST_NAME),
                role=row.role,
                source=row.ref.as_json(),
            )

    def _indicator(self, row: IndicatorRow) -> IndicatorState:
        return IndicatorState(
            name=_clip(row.name, _LONGEST_NAME),
            unit=row.unit[:_LONGEST_UNIT],
            comparator=row.comparator,
            target=self._quantity(row.target, row.ref, signed=True),
            minimum=self._quantity(row.minimum, row.ref, signed=True),
            maximum=self._quantity(row.maximum, row.ref, signed=True),
            each=self._quantity(row.each, row.ref, signed=True),
            target_text=_clip(row.text, _LONGEST_TARGET),
            quotas=tuple(sorted(self._quotas(row), key=lambda quota: quota.town)),
            source=row.ref.as_json(),
        )

    def _quotas(self, indicator: IndicatorRow) -> Iterator[QuotaState]:
        seen: set[str] = set()
        for row in indicator.quotas:
            towns = self._known(row.towns)
            if not towns:
                continue  # reported by the reconciliation, with the name
            if towns[0] in seen:
                self._report_repeated(indicator, row)
                continue
            seen.add(towns[0])
            yield QuotaState(
                town=towns[0],
                partners=tuple(sorted(towns[1:])),
                value=self._quantity(row.value, row.ref),
                implied=row.implied,
                text=_clip(row.text, _LONGEST_PIECE),
                source=row.ref.as_json(),
            )

    def _report_repeated(self, indicator: IndicatorRow, row: QuotaRow) -> None:
        what = indicator.name or "本指标"
        self._report(
            "quota_repeated",
            f"{what}：“{'、'.join(row.towns)}”在同一指标下出现两次，后一次"
            f"（{row.value if row.value is not None else '无数量'}）未写入。",
            row.text,
            row.ref,
        )

    def _known(self, printed: Iterable[str]) -> list[str]:
        matches: list[Match] = [self.names.towns[name] for name in printed]
        return list(dict.fromkeys(match.name for match in matches if match.name))

    def _milestones(self) -> Iterator[MilestoneState]:
        """One a period, as the database keeps them; two of one period become one text."""
        found: dict[str, MilestoneState] = {}
        for row in self.row.milestones:
            if row.due is None or len(row.period) > 10:
                self._report("milestone_undated", "节点目标没有可用的日期，未写入。", row.text, row.ref)
                continue
            state = self._milestone(row, row.due)
            if row.period in found:
                self._report(
                    "milestone_repeated", f"节点 {row.period} 出现两次，文字合并。", row.text, row.ref
                )
                state = _joined(found[row.period], state)
            found[row.period] = state
        yield from sorted(found.values(), key=lambda state: (state.due, state.period))

    def _milestone(self, row: MilestoneRow, due: datetime.date) -> MilestoneState:
        return MilestoneState(
            period=row.period,
            due=due,
            text=row.text,
            percent=self._quantity(row.percent, row.ref, step=_PERCENT, below=_LARGEST_PERCENT),
            value=self._quantity(row.value, row.ref, signed=True),
            unit=(row.unit or "")[:_LONGEST_UNIT],
            source=row.ref.as_json(),
        )


def _joined(first: MilestoneState, second: MilestoneState) -> MilestoneState:
    """Both texts; a figure only where the two agree."""
    return MilestoneState(
        period=first.period,
        due=first.due,
        text="；".join(dict.fromkeys(text for text in (first.text, second.text) if text)),
        percent=first.percent if first.percent == second.percent else None,
        value=first.value if (first.value, first.unit) == (second.value, second.unit) else None,
        unit=first.unit if first.unit == second.unit else "",
        source=first.source,
    )


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
