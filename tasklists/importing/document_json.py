"""A `ListDocument` as the JSON document that `read_document` prints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tasklists.importing.records import (
    PROSE_FIELDS,
    CategoryRow,
    Deadline,
    IndicatorRow,
    Investment,
    Issue,
    ListDocument,
    MilestoneRow,
    PlanItem,
    QuotaRow,
    TaskRow,
)

Json = dict[str, Any]


def as_json(document: ListDocument) -> Json:
    return {
        "title": document.title,
        "kind": document.kind,
        "district": document.district,
        "year": document.year,
        "issuing_number": document.issuing_number,
        "issuing_body": document.issuing_body,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "categories": [_category(category) for category in document.categories],
        "tasks": [_task(task) for task in document.tasks],
        "plan": [_plan_item(item) for item in document.plan],
        "issues": [_issue(issue) for issue in document.issues],
    }


def number(value: Decimal | None) -> int | float | None:
    """A whole number as int, any other as float; None stays None."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _category(category: CategoryRow) -> Json:
    return {"label": category.label or category.path, "title": category.title, "parent": category.parent}


def _task(task: TaskRow) -> Json:
    return {
        "number": task.number,
        "parent": task.parent,
        "upper_number": task.upper_number,
        "category": task.category,
        "title": task.title,
        "fields": {name: task.fields.get(name) for name in PROSE_FIELDS}
        | {name: text for name, text in task.fields.items() if name not in PROSE_FIELDS},
        "assignments": [{"department": row.department, "role": row.role} for row in task.assignments],
        "deadline": _deadline(task.deadline) if task.deadline else None,
        "investment": _investment(task.investment) if task.investment else None,
        "scope": {
            "kind": task.scope.kind,
            "towns": list(task.scope.towns),
            "text": task.scope.text or None,
        },
        "indicators": [_indicator(row) for row in task.indicators],
        "milestones": [_milestone(row) for row in task.milestones],
        "source": task.ref.as_json(),
    }


def _deadline(deadline: Deadline) -> Json:
    return {
        "text": deadline.text,
        "date": deadline.date.isoformat() if deadline.date else None,
        "recurring": deadline.recurring,
    }


def _investment(investment: Investment) -> Json | None:
    """None for '/': the document says that there is none."""
    if investment.amount_wan is None and not any(c.isdigit() for c in investment.text):
        return None
    return {
        "text": investment.text,
        "amount_wan": number(investment.amount_wan),
        "approximate": investment.approximate,
    }


def _indicator(row: IndicatorRow) -> Json:
    result: Json = {
        "name": row.name,
        "unit": row.unit,
        "comparator": row.comparator,
        "target": number(row.target),
    }
    if row.comparator == "range":
        result |= {"min": number(row.minimum), "max": number(row.maximum)}
    if row.each is not None:
        result["each"] = number(row.each)
    return result | {
        "quotas": [_quota(quota) for quota in row.quotas],
        "quota_sum": number(row.quota_sum),
        "reconciles": row.reconciles,
    }


def _quota(quota: QuotaRow) -> Json:
    result: Json = {"towns": list(quota.towns)} if quota.joint else {"town": quota.towns[0]}
    result["value"] = number(quota.value)
    if quota.implied:
        result["implied"] = True
    if quota.joint:
        result["joint"] = True
    return result


def _milestone(row: MilestoneRow) -> Json:
    return {
        "period": row.period,
        "due": row.due.isoformat() if row.due else None,
        "text": row.text,
        "percent": number(row.percent),
        "value": number(row.value),
        "unit": row.unit,
    }


def _plan_item(item: PlanItem) -> Json:
    return {
        "number": item.number,
        "section": item.section,
        "title": item.title,
        "category": item.category,
        "text": item.text,
    }


def _issue(issue: Issue) -> Json:
    return {
        "level": issue.level,
        "code": issue.code,
        "task": issue.task,
        "message": issue.message,
        "raw": issue.raw,
        "source": issue.ref.as_json(),
    }
