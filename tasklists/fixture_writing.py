"""A document as a file of `fixtures/lists/`: its facts and figures, without its prose (the form is
described in `fixture_lists`). Sentences are left out; titles that are sentences need a short one
worded for the project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from tasklists.fixture_lists import Json
from tasklists.importing.records import (
    CategoryRow,
    Deadline,
    IndicatorRow,
    Issue,
    ListDocument,
    MilestoneRow,
    PlanItem,
    Scope,
    TaskRow,
)

LONGEST_TITLE = 30
_LONGEST_NAME, _LONGEST_SCOPE, _LONGEST_TARGET = 20, 24, 14
_SENTENCE = re.compile(r"[。；;，,\n]")
# Issues whose messages are made of names and figures.
_FACTUAL = frozenset(
    {
        "quota_sum_mismatch",
        "quota_sum_rounding",
        "deadline_outside_year",
        "number_gap",
        "number_duplicate",
        "category_repeated",
        "category_after_tasks",
        "department_variant",
        "stated_count_mismatch",
        "missing_lead",
        "empty_row",
    }
)


class TitleNeeded(Exception):
    """A task's title is a sentence and no short one was given; the message names the task."""


def as_fixture(document: ListDocument, titles: Mapping[str, str]) -> str:
    """The file's text. `titles` are short titles by task number, for those that are sentences; the
    lines of a binding list all are."""
    if document.kind == "binding_list" and len(titles) < len(document.tasks):
        raise TitleNeeded(
            next(f"{row.number} {row.title}" for row in document.tasks if row.number not in titles)
        )
    head = {
        "title": document.title,
        "kind": document.kind,
        "district": document.district,
        "year": document.year,
        "issuing_number": document.issuing_number,
        "issuing_body": document.issuing_body,
        "issued_on": document.issued_on and document.issued_on.isoformat(),
        "columns": [list(column) for column in document.columns],
    }
    parts = [f" {json.dumps(name)}: {_line(value)}" for name, value in head.items() if value is not None]
    parts.append(_block("categories", (_category(row) for row in document.categories)))
    parts.append(_block("tasks", (_task(row, titles) for row in document.tasks)))
    if document.plan:
        parts.append(_block("plan", (_plan_item(item) for item in document.plan)))
    if issues := [_issue(issue) for issue in document.issues if issue.code in _FACTUAL]:
        parts.append(_block("issues", issues))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(name: str, rows: Iterable[Json]) -> str:
    return f' "{name}": [\n' + ",\n".join("  " + _line(row) for row in rows) + "\n ]"


def _said(row: Json) -> Json:
    """Without the keys that say nothing."""
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _category(row: CategoryRow) -> Json:
    path = row.path if row.path != row.label else None
    return _said(
        {"label": row.label, "title": row.title, "parent": row.parent, "path": path, "line": row.ref.line}
    ) | {"label": row.label}


def _task(row: TaskRow, titles: Mapping[str, str]) -> Json:
    title = titles.get(row.number, row.title)
    if len(title) > LONGEST_TITLE or "。" in title:
        raise TitleNeeded(f"{row.number} {row.title}")
    bodies: dict[str, list[str]] = {}
    for part in row.assignments:
        bodies.setdefault(part.role, []).append(part.department)
    investment = row.investment
    return _said(
        {
            "number": row.number,
            "parent": row.parent,
            "upper": row.upper_number,
            "category": row.category,
            "title": title,
            "bodies": bodies,
            "deadline": _deadline(row.deadline) if row.deadline else None,
            "investment": [investment.text, _number(investment.amount_wan), investment.approximate]
            if investment
            else None,
            "scope": _scope(row.scope) if row.scope.kind != "none" else None,
            "indicators": [_indicator(indicator) for indicator in row.indicators],
            "milestones": [_milestone(part) for part in row.milestones if _has_figure(part)],
            "line": row.ref.line,
        }
    )


def _deadline(deadline: Deadline) -> list[str | None]:
    date = deadline.date.isoformat() if deadline.date else None
    said: list[str | None] = [deadline.text, date, deadline.recurring]
    while said[-1] is None:
        said.pop()
    return said


def _scope(scope: Scope) -> Json:
    is_fact = len(scope.text) <= _LONGEST_SCOPE and not _SENTENCE.search(scope.text)
    return _said({"kind": scope.kind, "towns": list(scope.towns), "text": scope.text if is_fact else ""})


def _indicator(row: IndicatorRow) -> Json:
    alone = [quota for quota in row.quotas if len(quota.towns) == 1]
    figures = {
        "comparator": row.comparator if row.comparator != "=" else None,
        "target": _number(row.target),
        "min": _number(row.minimum),
        "max": _number(row.maximum),
        "each": _number(row.each),
    }
    return {
        "name": _short_name(row.name),
        **_said({"unit": row.unit, "text": row.text if _is_worded_target(row) else ""}),
        **{name: value for name, value in figures.items() if value is not None},
        **_said(
            {
                "quotas": {quota.towns[0]: _number(quota.value) for quota in alone},
                "implied": [quota.towns[0] for quota in alone if quota.implied],
                "joint": [
                    [list(quota.towns), _number(quota.value)] for quota in row.quotas if len(quota.towns) > 1
                ],
            }
        ),
    }


def _short_name(name: str) -> str:
    """What a long description describes: 课程完善、师资专业的劳动教育基地 → 劳动教育基地."""
    last = re.split(r"[的、]", name)[-1]
    return last if len(name) > _LONGEST_NAME and len(last) > 5 else name


def _is_worded_target(row: IndicatorRow) -> bool:
    """A target that is no number: 全覆盖, 高于城镇居民."""
    figures = (row.target, row.minimum, row.maximum, row.each)
    has_figure = bool(row.quotas) or any(figure is not None for figure in figures)
    return not has_figure and len(row.text) <= _LONGEST_TARGET and not _SENTENCE.search(row.text)


def _has_figure(part: MilestoneRow) -> bool:
    return part.due is not None and (part.percent is not None or part.value is not None)


def _milestone(part: MilestoneRow) -> Json:
    figures = (
        {"percent": _number(part.percent)}
        if part.percent is not None
        else {"value": _number(part.value), "unit": part.unit}
    )
    return {"period": part.period, "due": part.due and part.due.isoformat(), **figures}


def _plan_item(item: PlanItem) -> Json:
    return _said(
        {
            "number": item.number,
            "title": item.title,
            "section": item.section,
            "category": item.category,
            "line": item.ref.line,
        }
    )


def _issue(issue: Issue) -> Json:
    return _said(
        {
            "level": issue.level,
            "code": issue.code,
            "task": issue.task,
            "message": issue.message,
            "line": issue.ref.line,
        }
    )
