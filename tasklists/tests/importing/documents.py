"""Small documents made by hand, as the importer would have understood them."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from tasklists.importing.plan import compare
from tasklists.importing.reconcile import Directory, KnownBody
from tasklists.importing.records import (
    AssignmentRow,
    CategoryRow,
    Deadline,
    IndicatorRow,
    Investment,
    ListDocument,
    MilestoneRow,
    QuotaRow,
    Scope,
    SourceRef,
    TaskRow,
)
from tasklists.importing.states import Existing

YEAR_END = Deadline("12月底", datetime.date(2026, 12, 31))


def lead(*names: str) -> tuple[AssignmentRow, ...]:
    return tuple(AssignmentRow(name, "lead") for name in names)


def quotas(**values: Any) -> tuple[QuotaRow, ...]:
    return tuple(
        QuotaRow((town,), None if value is None else Decimal(str(value)), text=f"{town}{value}")
        for town, value in values.items()
    )


def row(number: str = "1", title: str | None = None, line: int = 0, **fields: Any) -> TaskRow:
    values: dict[str, Any] = {
        "category": "(一)",
        "assignments": lead("区农业农村委"),
        "deadline": YEAR_END,
        "ref": SourceRef(line=line or 10),
    }
    return TaskRow(number=number, title=title or f"任务{number}", **(values | fields))


def document(*rows: TaskRow, **head: Any) -> ListDocument:
    values: dict[str, Any] = {
        "title": "2026年清河区乡村振兴任务清单",
        "kind": "annual_list",
        "district": "清河区",
        "year": 2026,
        "categories": (
            CategoryRow("(一)", "第一类", path="(一)"),
            CategoryRow("(二)", "第二类", path="(二)"),
        ),
        "columns": (("序号", "number"), ("任务名称", "title"), ("责任部门", "assignments")),
    }
    return ListDocument(tasks=rows, **(values | head))


def full_row(number: str = "1", **fields: Any) -> TaskRow:
    """A row with something in every part."""
    values: dict[str, Any] = {
        "upper_number": "7",
        "fields": {"requirement": "修路。", "备注": "一路到底"},
        "assignments": (
            AssignmentRow("区农业农村委", "lead"),
            AssignmentRow("区水务局", "cooperating"),
            AssignmentRow("各街镇", "responsible"),
        ),
        "investment": Investment("约120.5", Decimal("120.5"), approximate=True),
        "scope": Scope("named", ("东浦镇", "西塘镇"), "东浦镇、西塘镇"),
        "indicators": (
            IndicatorRow("道路", "公里", "=", Decimal("5.5"), quotas=quotas(东浦镇=2, 西塘镇="3.5")),
            IndicatorRow(
                "示范区",
                "个",
                target=Decimal(1),
                quotas=(QuotaRow(("东浦镇", "西塘镇"), Decimal(1), joint=True),),
            ),
        ),
        "milestones": (
            MilestoneRow("H1", datetime.date(2026, 6, 30), "完成20%", percent=Decimal(20)),
            MilestoneRow("Q4", datetime.date(2026, 12, 31), "完成5.5公里", value=Decimal("5.5"), unit="公里"),
        ),
    }
    return row(number, **(values | fields))


KNOWN = Directory(
    departments=(KnownBody("区农业农村委"), KnownBody("区水务局")),
    towns=(KnownBody("东浦镇"), KnownBody("西塘镇")),
)
NOTHING = Existing()


def stored(doc: ListDocument, directory: Directory = KNOWN) -> Existing:
    """What would be stored after the document was applied."""
    compared = compare(doc, directory, NOTHING)
    ids = iter(range(1, 10_000))
    tasks = (task.target for task in compared.tasks if task.outcome != "blocked")
    return Existing(
        list_id=1,
        head=compared.head,
        categories=tuple(dataclasses.replace(new, id=next(ids)) for _old, new in compared.categories),
        tasks=tuple(dataclasses.replace(task, id=next(ids)) for task in tasks),
        plan_items=tuple(dataclasses.replace(new, id=next(ids)) for _old, new in compared.plan_items),
    )
