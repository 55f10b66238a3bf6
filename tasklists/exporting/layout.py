"""A stored list in the layout in which it was issued.

`Reworded` names the cells whose printed words no longer say what is stored, by task: they are worded
anew from the values (`phrases`). Indicators and milestones that the issued columns cannot say stand
in columns of their own, in a form that loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from tasklists.exporting import phrases
from tasklists.exporting.sheet import Column, Row, Sheet
from tasklists.importing.records import PROSE_FIELDS
from tasklists.importing.states import Existing, TaskState

# {key of the task: {what the column holds}}
Reworded = Mapping[str, frozenset[str]]
FIGURES, NODES = "figures", "nodes"
ADDED = {FIGURES: "指标与任务量明细", NODES: "节点目标明细"}
ROLES = ("lead", "responsible", "cooperating", "guiding")
WIDTHS = {
    "category": 14, "number": 6, "upper_number": 6, "title": 20, "indicator": 40, "requirement": 44,
    "deadline": 10, "investment": 10, "scope": 16, "quota": 32, "lead": 14, FIGURES: 36, NODES: 30,
}  # fmt: skip
DEFAULT_WIDTH = 20
# What a list that was never printed is printed with; a heading without content is left out.
STANDARD: tuple[tuple[str, str], ...] = (
    ("类别", "category"),
    ("序号", "number"),
    ("市级序号", "upper_number"),
    ("任务名称", "title"),
    ("任务要求及举措", "requirement"),
    ("建设目标", "objective"),
    ("建设内容", "content"),
    ("建设规模", "scale"),
    ("建设标准", "standard"),
    ("资金来源", "funding"),
    ("总投资（万元）", "investment"),
    ("牵头部门", "lead"),
    ("责任单位", "responsible"),
    ("配合单位", "cooperating"),
    ("指导部门", "guiding"),
    ("街镇任务量", "quota"),
    ("完成时限", "deadline"),
)
PERIOD_HEADINGS = {
    "H1": "上半年目标",
    "H2": "下半年目标",
    "Q1": "第一季度目标",
    "Q2": "第二季度目标",
    "Q3": "第三季度目标",
    "Q4": "第四季度目标",
} | {f"M{month:02d}": f"{month}月目标" for month in range(1, 13)}
ALWAYS = frozenset({"number", "title", "lead", "deadline"})
# What may be missing from the columns as issued without being lost: it stands inside other cells.
INSIDE = frozenset({"category", "requirement", "scope", "quota", "scale", "objective", "content"})


def headings(existing: Existing, reworded: Reworded) -> tuple[tuple[str, str], ...]:
    """The headings as issued, with what each holds, then those that are needed besides."""
    issued = headings_as_issued(existing)
    periods = sorted(
        {m.period for task in existing.tasks for m in task.milestones}, key=lambda p: (p[0] != "H", p)
    )
    known = {heading for heading, _name in issued}
    extra = list(dict.fromkeys(heading for task in existing.tasks for heading in task.other_fields))
    possible = [
        *STANDARD,
        *(
            (PERIOD_HEADINGS[period], f"milestone:{period}")
            for period in periods
            if period in PERIOD_HEADINGS
        ),
        *((heading, heading) for heading in extra if heading not in known),
    ]
    held = {name for _heading, name in issued}
    needed = [
        (heading, name)
        for heading, name in possible
        if name not in held and _is_needed(existing, heading, name, printed=bool(issued))
    ]
    added = [(ADDED[name], name) for name in ADDED if any(name in names for names in reworded.values())]
    return (*issued, *needed, *added)


def _is_needed(existing: Existing, heading: str, name: str, *, printed: bool) -> bool:
    if printed and (name in INSIDE or (name == "responsible" and _is_single_lines(existing))):
        return False
    if not printed and name in ALWAYS:
        return True
    silent = {"investment": "/"}.get(name, "")
    return any(cell_text(existing, task, heading, name) not in ("", silent) for task in existing.tasks)


def cell_text(
    existing: Existing, task: TaskState, heading: str, name: str, reworded: frozenset[str] = frozenset()
) -> str:
    """What the cell under this heading says."""
    anew = name in reworded
    match name:
        case "category":
            return _category(existing, task.category)
        case "number" | "upper_number":
            return str(getattr(task, name))
        case "title":
            return _title(existing, task)
        case "lead" | "responsible" | "cooperating" | "guiding":
            return phrases.bodies(task.assignments, _roles_under(existing, name))
        case "deadline":
            return task.deadline_text if task.deadline_text and not anew else phrases.deadline(task)
        case "investment":
            return task.investment_text if task.investment_text and not anew else phrases.investment(task)
        case "scope" | "quota":
            printed = task.other_fields.get(heading, "") or task.scope_text
            return printed if printed and not anew else phrases.scope(task)
        case "figures":
            return phrases.figures(task.indicators) if anew else ""
        case "nodes":
            return phrases.nodes(task.milestones) if anew else ""
        case _ if name in PROSE_FIELDS:
            return str(getattr(task, name))
        case _ if name.startswith("milestone:"):
            return next(
                (phrases.milestone(m) for m in task.milestones if m.period == name.partition(":")[2]), ""
            )
        case _:
            return task.other_fields.get(heading, "")


def issued_sheet(existing: Existing, reworded: Reworded | None = None) -> Sheet:
    """The table of the list: a heading stands in its column, merged downwards, or as a band; headings
    above it are bands in either case."""
    assert existing.head is not None
    reworded = reworded or {}
    named = headings(existing, reworded)
    columns = tuple(Column(heading, WIDTHS.get(name, DEFAULT_WIDTH)) for heading, name in named)
    category_at = next((index for index, (_heading, name) in enumerate(named) if name == "category"), None)
    rows: list[Row] = []
    shown: list[str] = []
    for task in sorted(existing.tasks, key=lambda task: task.position):
        above = _line(existing, task.category)
        if category_at is not None:
            above = above[:-1]
        kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(shown, above, strict=False)))
        rows += [Row((_category(existing, key),), is_band=True) for key in above[kept:]]
        shown = above
        anew = reworded.get(task.key, frozenset())
        rows.append(Row(tuple(cell_text(existing, task, h, name, anew) for h, name in named)))
    head = existing.head
    subtitle = "　".join(part for part in (head.issuing_number, phrases.day(head.issued_on)) if part)
    merged = frozenset() if category_at is None else frozenset({category_at})
    return Sheet(head.title, subtitle, columns, tuple(rows), merged)


def _is_single_lines(existing: Existing) -> bool:
    """A list whose tasks are single lines: its one column of text is the line itself, and a bracket in
    it says who leads."""
    fields = {name for _heading, name in headings_as_issued(existing)}
    return bool(fields) and not fields & set(PROSE_FIELDS)


def _roles_under(existing: Existing, name: str) -> tuple[str, ...]:
    """The roles that a column of bodies prints: its own; in a list of single lines also the others."""
    return ("lead", "responsible") if name == "lead" and _is_single_lines(existing) else (name,)


def _title(existing: Existing, task: TaskState) -> str:
    if not _is_single_lines(existing):
        return task.title
    text = task.requirement or task.title
    leads = phrases.bodies(task.assignments, ("lead",))
    if not leads or "牵头" in text or all(a.role == "lead" for a in task.assignments):
        return text
    return f"{text}（{leads}牵头落实）"


def headings_as_issued(existing: Existing) -> tuple[tuple[str, str], ...]:
    return existing.head.columns if existing.head else ()


def _line(existing: Existing, key: str | None) -> list[str]:
    """The keys of the headings above a row, the upper level first."""
    parents = {category.key: category.parent for category in existing.categories}
    return [] if key is None else [*_line(existing, parents.get(key)), key]


def _category(existing: Existing, key: str | None) -> str:
    category = next((c for c in existing.categories if c.key == key), None)
    if category is None:
        return ""
    return phrases.heading(category.label, category.title)
