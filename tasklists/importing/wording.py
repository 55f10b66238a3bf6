"""A plan in the offices' words: outcomes, names of fields, places in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tasklists.importing.records import (
    ISSUE_CODES,
    FieldChange,
    Issue,
    NewBody,
    Outcome,
    Plan,
    PlannedRow,
    TaskRow,
)

OUTCOMES: dict[Outcome, str] = {
    "create": "新增",
    "update": "变更",
    "unchanged": "未变",
    "missing": "文件中没有",
    "blocked": "不能导入",
}
_LONGEST = 60
LEVELS = {"error": "错误", "warning": "提醒", "info": "说明"}

_FIELDS = {
    "title": "标题",
    "year": "年度",
    "kind": "类型",
    "issuing_number": "文号",
    "issuing_body": "印发单位",
    "issued_on": "印发日期",
    "columns": "栏目",
    "order": "顺序",
    "number": "序号",
    "upper_number": "市级序号",
    "category": "类别",
    "parent": "上级任务",
    "requirement": "任务要求及举措",
    "objective": "建设目标",
    "content": "建设内容",
    "scale": "建设规模",
    "standard": "建设标准",
    "funding": "资金来源",
    "deadline_text": "完成时限（原文）",
    "deadline": "完成时限",
    "recurring": "经常性",
    "investment_text": "总投资（原文）",
    "investment_wan": "总投资（万元）",
    "investment_approximate": "总投资为约数",
    "scope_kind": "涉及范围",
    "scope_text": "涉及范围（原文）",
    "towns": "涉及街镇",
    "assignments": "责任分工",
}
_PARTS = {
    "other": "{}",
    "indicator": "指标“{}”",
    "indicator_name": "指标“{}”的名称",
    "indicator_text": "指标“{}”的原文",
    "quota": "任务量“{}”",
    "quota_text": "任务量“{}”的原文",
    "milestone": "节点目标 {}",
    "heading": "类别 {}",
    "plan_item": "方案条目 {}",
}
_VALUES = {
    "recurring": {"monthly": "每月", "quarterly": "每季度", "yearly": "每年", "continuous": "长期"},
    "scope_kind": {"named": "指定街镇", "all_towns": "全部街镇", "text": "文字说明", "none": "未注明"},
    "kind": {"annual_list": "年度任务清单", "binding_list": "约束性任务清单", "campaign": "专项行动方案"},
}
_PERIODS = {
    "H1": "上半年",
    "H2": "下半年",
    "Q1": "第一季度",
    "Q2": "第二季度",
    "Q3": "第三季度",
    "Q4": "第四季度",
}


def field_label(field: str) -> str:
    """The name of a changed field (`FieldChange.field`)."""
    part, _, name = field.partition(":")
    if not name:
        return _FIELDS.get(field, field)
    if part == "milestone":
        name = period_label(name)
    return _PARTS[part].format(name.replace("/", "·"))


def period_label(period: str) -> str:
    """H1 → 上半年, M03 → 3月; dates as they are."""
    if period.startswith("M") and period[1:].isdecimal():
        return f"{int(period[1:])}月"
    return _PERIODS.get(period, period)


def said(change: FieldChange) -> str:
    """任务名称：旧 → 新, in one line."""
    old, new = (_value(change.field, value) for value in (change.old, change.new))
    return f"{field_label(change.field)}：{old} → {new}"


def _value(field: str, value: str | None) -> str:
    if not value:
        return "（无）"
    return " ".join(_VALUES.get(field, {}).get(value, value).split())


def place_label(source: Mapping[str, object]) -> str:
    """第 118 行; 工作表“清单” C7; 第 2 个表第 5 行. "" where the place is not known."""
    said_parts = []
    if sheet := source.get("sheet"):
        said_parts.append(f"工作表“{sheet}”")
    if cell := source.get("cell"):
        said_parts.append(f"{cell} 单元格")
    counted = {"page": "页", "table": "个表", "line": "行", "row": "行", "column": "列"}
    said_parts += [f"第 {source[name]} {unit}" for name, unit in counted.items() if source.get(name)]
    return "".join(said_parts)


def plan_in_words(plan: Plan, district: str) -> Iterator[str]:
    """The whole plan, line by line, for a terminal."""
    document = plan.document
    yield f"{document.title}（{district}，{document.year} 年，共 {len(document.tasks)} 项）"
    yield "清单：更新已有的" if plan.list_id else "清单：新建"
    yield "  ".join(f"{name} {plan.count(outcome)}" for outcome, name in OUTCOMES.items())
    for kind, name in (("department", "部门"), ("town", "街镇")):
        bodies = [body for body in plan.new_bodies if body.kind == kind]
        if bodies:
            yield f"\n将新增{name}（{len(bodies)}）：{'、'.join(_body(body) for body in bodies)}"
    if plan.head_changes:
        yield "\n清单本身的变更"
        yield from (f"  {_clipped(change)}" for change in plan.head_changes)
    for outcome in ("create", "update", "missing", "blocked"):
        rows = [row for row in plan.rows if row.outcome == outcome]
        if rows:
            yield f"\n{OUTCOMES[outcome]}（{len(rows)}）"
            yield from (line for row in rows for line in _row(row))
    if plan.issues:
        yield f"\n需要核对的问题（{len(plan.issues)}）"
        yield from (f"  {_issue(issue)}" for issue in plan.issues)
    yield ""


def _body(body: NewBody) -> str:
    return f"{body.name}（又写作{'、'.join(body.printed)}）" if body.printed else body.name


def _row(row: PlannedRow) -> Iterator[str]:
    reason = f"：{row.reason}" if row.reason else ""
    place = place_label(row.row.ref.as_json()) if row.row and row.outcome == "blocked" else ""
    brief = _brief(row.row) if row.row and row.outcome == "create" else place
    yield f"  {row.key} {row.title}{reason}{f'（{brief}）' if brief else ''}"
    yield from (f"      {_clipped(change)}" for change in row.changes)


def _brief(row: TaskRow) -> str:
    """区建管委；12月底；指标 2 个，街镇任务量 18 处；节点 3 个"""
    quotas = sum(len(indicator.quotas) for indicator in row.indicators)
    parts = [
        "、".join(part.department for part in row.assignments if part.role == "lead"),
        row.deadline.text if row.deadline else "",
        f"指标 {len(row.indicators)} 个" if row.indicators else "",
        f"街镇任务量 {quotas} 处" if quotas else "",
        f"节点 {len(row.milestones)} 个" if row.milestones else "",
    ]
    return "；".join(part for part in parts if part)


def _clipped(change: FieldChange) -> str:
    """The change in one line of a terminal; the full text stands in the file and on the task."""
    old, new = (_short(_value(change.field, value)) for value in (change.old, change.new))
    return f"{field_label(change.field)}：{old} → {new}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _issue(issue: Issue) -> str:
    place = place_label(issue.ref.as_json())
    task = f"任务 {issue.task}" if issue.task else ""
    where = "，".join(part for part in (task, place) if part)
    kind = ISSUE_CODES.get(issue.code, issue.code)
    return f"[{LEVELS[issue.level]}] {kind}{f'（{where}）' if where else ''}：{issue.message}"
