"""Found rows → task rows: each cell read by the field parser of its column."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from tasklists.importing.categories import Placed
from tasklists.importing.fields.dates import parse_deadline, parse_steps
from tasklists.importing.fields.departments import (
    collect_departments,
    mend_brackets,
    parse_assignments,
    split_leads_in_brackets,
    split_when,
)
from tasklists.importing.fields.investment import parse_investment
from tasklists.importing.fields.scope import parse_scope
from tasklists.importing.fields.towns import Towns, collect_towns
from tasklists.importing.found import FoundRow
from tasklists.importing.headers import DEPARTMENT_FIELDS, FIRST_LEADS
from tasklists.importing.measures import read_indicators, read_milestones
from tasklists.importing.names import is_collective, is_department_like
from tasklists.importing.outline import label_of
from tasklists.importing.prose import title_and_rest
from tasklists.importing.records import (
    PROSE_FIELDS,
    AssignmentRow,
    Cell,
    Deadline,
    IndicatorRow,
    Investment,
    Issue,
    MilestoneRow,
    Role,
    Scope,
    TaskRow,
)
from tasklists.importing.words import close_up, fold, is_nothing

_ROLES: dict[str, Role] = {
    "lead": "lead",
    "responsible": "responsible",
    "cooperating": "cooperating",
    "guiding": "guiding",
}
# Headings under which these columns are kept where the document prints none of its own.
_KEPT = {"person": "责任人", "result": "完成情况", "remark": "备注", "ignored": "其他", "total": "合计"}
_PROMISED = re.compile(
    r"(?:确保|力争|务必|保证|须)(?:于|在|到|至)?(?P<when>(?:20\d\d年)?(?:年底|年内|(?<=年)底|\d{1,2}月(?:底|\d{1,2}日)?)(?:之?前)?)"
)
_CUT_DATE = re.compile(r"(?<=[\d年月])\s*\n\s*(?=[\d年月日底末])")  # a date broken over two lines
_LONGEST_TITLE = 60  # characters: beyond, the words before a colon name the task
_LONG_NAME = 30  # a name longer than this says what is to be done
_UNIT_IN_HEADING = re.compile(r"[（(]\s*([^（）()]{1,8})\s*[）)]")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows are read with: the list's year, and names gathered from the whole document."""

    year: int | None
    towns: Towns
    departments: Collection[str]
    first_leads: bool = False
    has_deadlines: bool = False  # whether the list has a column of dates


@dataclass(slots=True)
class _Task:
    """A task in the making."""

    number: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    assignments: list[AssignmentRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def context_of(rows: Sequence[FoundRow], notes: Sequence[str], year: int | None) -> Context:
    """`notes`: the text around the list, and its headings, where it may say that the first one leads."""
    prose = [
        cell.text for row in rows for _, cell in row.texts("quota", "scope", "scale", "content", "objective")
    ]
    bodies = [cell.text for row in rows for _, cell in row.texts(*DEPARTMENT_FIELDS)]
    headings = [column.heading for row in rows[:1] for column, _ in row.cells]
    first_leads = any(FIRST_LEADS.search(fold(text)) for text in (*notes, *headings, *bodies))
    has_deadlines = any(True for row in rows for _ in row.texts("deadline"))
    return Context(year, collect_towns(prose), collect_departments(bodies), first_leads, has_deadlines)


def read_rows(rows: Sequence[Placed], context: Context) -> tuple[tuple[TaskRow, ...], tuple[Issue, ...]]:
    tasks: list[TaskRow] = []
    issues: list[Issue] = []
    for running, placed in enumerate(rows, start=1):
        task, doubts = _read_row(placed, running, context)
        tasks.append(task)
        issues.extend(replace(issue, task=issue.task or task.number) for issue in doubts)
    return tuple(tasks), tuple(issues)


def _read_row(placed: Placed, running: int, context: Context) -> tuple[TaskRow, list[Issue]]:
    row = placed.row
    task = _named(row, running)
    if row.doubt:
        task.issues.append(Issue("warning", "doubtful_row", row.doubt, task.title, row.ref))
    _read_prose(task, row)
    _read_assignments(task, row, context)
    deadline, steps = _read_deadline(task, row, context)
    milestones = _read_milestones(task, row, context)
    periods = {milestone.period for milestone in milestones}
    milestones.extend(step for step in steps if step.period not in periods)
    read = TaskRow(
        task.number,
        task.title,
        parent=row.parent,
        upper_number=_upper_number(row),
        category=placed.category,
        fields=task.fields,
        assignments=tuple(task.assignments),
        deadline=deadline,
        investment=_read_investment(task, row),
        scope=_read_scope(task, row, context),
        indicators=_read_indicators(task, row, context),
        milestones=tuple(milestones),
        ref=row.ref,
        cells=task.cells,
    )
    return read, task.issues


# ---------------------------------------------------------------- number, name, prose


def tidy(text: str) -> str:
    """A cell's text with the line breaks of its layout joined; a new item or sentence keeps its line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kept: list[str] = []
    for line in lines:
        if kept and not re.search(r"[。；;:：]$", kept[-1]) and label_of(line) is None:
            kept[-1] = close_up(f"{kept[-1]}\n{line}")
        else:
            kept.append(line)
    return "\n".join(kept)


def _named(row: FoundRow, running: int) -> _Task:
    number = re.sub(r"\s+", "", row.text("number")).rstrip("、.．")
    printed = row.text("title")
    text = close_up(printed)
    label = label_of(text)
    if label is not None and not label.is_heading:
        number = number or label.text
        text = label.rest if number == label.text or not row.text("number") else text
    whole = text
    text, _, _ = split_leads_in_brackets(text)
    title = text.rstrip("。；; ")
    if "。" in title or len(title) > _LONGEST_TITLE:
        title = title_and_rest(text)[0].rstrip("。；; ")
    task = _Task(number or str(running), title)
    _keep_whole_line(task, row, printed, shortened=title != whole.rstrip("。；; "))
    return task


def _keep_whole_line(task: _Task, row: FoundRow, printed: str, *, shortened: bool) -> None:
    """A name that is a sentence, or that left out words of its cell, stands whole as requirement."""
    fields = {column.field for column, _ in row.cells}
    alone = not fields.intersection(PROSE_FIELDS)
    sentence = printed.rstrip().endswith("。") or len(task.title) > _LONG_NAME
    if "requirement" not in fields and (shortened or (alone and sentence)):
        task.fields["requirement"] = tidy(printed)
    for _, cell in row.texts("title"):
        task.cells["title"] = cell
        if task.fields:
            task.cells["requirement"] = cell


def _upper_number(row: FoundRow) -> str | None:
    return re.sub(r"\s+", "", row.text("upper_number")) or None


def _read_prose(task: _Task, row: FoundRow) -> None:
    """Known prose under its name, any other column under its printed heading."""
    for column, cell in row.cells:
        text = tidy(cell.text)
        if not text or is_nothing(text):
            continue
        if column.field in PROSE_FIELDS:
            name = column.field
        elif column.field in ("", "target", "measure", "indicator", "plan", *_KEPT):
            name = column.heading or _KEPT.get(column.field, "")
        else:
            continue
        if name and task.fields.get(name) != text:
            task.fields[name] = f"{task.fields[name]}\n{text}" if name in task.fields else text
            task.cells.setdefault(name, cell)


# ---------------------------------------------------------------- who, when, how much, where


def _read_assignments(task: _Task, row: FoundRow, context: Context) -> None:
    """Brackets in the name that say who leads come first; those columns then hold the others."""
    _, leads, doubts = split_leads_in_brackets(row.text("title"), known=context.departments, ref=row.ref)
    task.assignments.extend(leads)
    task.issues.extend(doubts)
    if leads:
        task.cells["assignments"] = task.cells["title"]
    for column, cell in row.cells:
        if column.field not in _ROLES or not cell.text.strip():
            continue
        role = _ROLES[column.field]
        if leads and role == "lead":
            role = "responsible"
        found, doubts = parse_assignments(
            _parted(split_when(cell.text)[0]),
            role,
            known=context.departments,
            first_leads=context.first_leads and role == "lead",
            ref=cell.ref,
        )
        task.issues.extend(replace(issue, column=column.heading) for issue in doubts)
        named = {assignment.department for assignment in task.assignments}
        task.assignments.extend(assignment for assignment in found if assignment.department not in named)
        task.cells.setdefault("assignments", cell)
    if not task.assignments:
        _assignments_in_prose(task, row, context)


def _parted(text: str) -> str:
    """Names that only spaces part ('*区民政局 各街道') with a separator that cannot be mistaken for a
    space set within one name."""
    pieces = [piece for piece in re.split(r"[ 　]+", mend_brackets(text.strip())) if piece]
    bare = [re.sub(r"[*＊★☆]", "", piece) for piece in pieces]
    named = all(len(name) > 1 and (is_department_like(name) or is_collective(name)) for name in bare)
    return "、".join(pieces) if len(pieces) > 1 and named else text


def _assignments_in_prose(task: _Task, row: FoundRow, context: Context) -> None:
    """Without a column of departments: the brackets inside the prose that say who does it."""
    for _, cell in row.texts("requirement", "content", "objective"):
        _, found, doubts = split_leads_in_brackets(cell.text, known=context.departments, ref=cell.ref)
        if found:
            task.assignments.extend(found)
            task.issues.extend(doubts)
            task.cells["assignments"] = cell
            return


def _read_deadline(
    task: _Task, row: FoundRow, context: Context
) -> tuple[Deadline | None, tuple[MilestoneRow, ...]]:
    for column, cell in row.texts("deadline"):
        text = _CUT_DATE.sub("", cell.text)
        deadline, doubts = parse_deadline(text, context.year, ref=cell.ref)
        task.issues.extend(replace(issue, column=column.heading) for issue in doubts)
        task.cells["deadline"] = cell
        return deadline, parse_steps(text, context.year, ref=cell.ref)
    for column, cell in row.texts(*DEPARTMENT_FIELDS):
        if when := split_when(cell.text)[1]:  # 某局牵头，12月底前完成
            deadline, doubts = parse_deadline(when, context.year, ref=cell.ref)
            task.issues.extend(replace(issue, column=column.heading) for issue in doubts)
            task.cells["deadline"] = cell
            return deadline, ()
    return (None if context.has_deadlines else _promised_date(task, row, context)), ()


def _promised_date(task: _Task, row: FoundRow, context: Context) -> Deadline | None:
    """Where the list has no column of dates: the one date by which the prose assures the result."""
    words = [*task.fields.values()] or [task.title]
    dates = {match["when"] for text in words for match in _PROMISED.finditer(fold(text))}
    if len(dates) != 1:
        return None
    return parse_deadline(dates.pop(), context.year, ref=row.ref)[0]


def _read_milestones(task: _Task, row: FoundRow, context: Context) -> list[MilestoneRow]:
    found, doubts = read_milestones(row, context.year)
    task.issues.extend(doubts)
    task.cells.update((name, cell) for name, cell, _ in found)
    return [milestone for _, _, milestone in found]


def _read_investment(task: _Task, row: FoundRow) -> Investment | None:
    for column, cell in row.texts("investment"):
        unit = _UNIT_IN_HEADING.search(column.heading)
        investment, doubts = parse_investment(cell.text, unit[1] if unit else "万元", ref=cell.ref)
        task.issues.extend(replace(issue, column=column.heading) for issue in doubts)
        task.cells["investment"] = cell
        return investment
    return None


def _read_scope(task: _Task, row: FoundRow, context: Context) -> Scope:
    for column, cell in row.texts("scope", "quota"):
        task.cells[column.field] = cell
        return parse_scope(cell.text, context.towns, ref=cell.ref)
    return Scope()


def _read_indicators(task: _Task, row: FoundRow, context: Context) -> tuple[IndicatorRow, ...]:
    """The targets of the row. A title that is a sentence may state them itself."""
    has_requirement = any(column.field == "requirement" for column, _ in row.cells)
    prose = "" if has_requirement else split_leads_in_brackets(row.text("title"))[0]
    indicators, doubts = read_indicators(row, task.title, prose, context.towns)
    task.issues.extend(doubts)
    return indicators
