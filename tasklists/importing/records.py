"""What the stages of the importer hand to one another: frozen, typed, without Django.

The document side (`RawDocument`) is what a reader found on the pages; the list side
(`ListDocument`) is what was understood of it; the plan side (`Plan`) is what applying it would
change. Quantities are `Decimal`; `None` always means "the document does not say".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

# ---------------------------------------------------------------- places and raw material


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where something was read. Rows, lines, pages and tables count from 1.

    Text: `line`; spreadsheets: `sheet` + `cell` ("C7"); Word: `table` + `row` (+ `column`), or
    `line` for a paragraph; PDF: `page` + `row`.
    """

    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None

    def as_json(self) -> dict[str, int | str]:
        return {
            name: value
            for name in ("line", "sheet", "cell", "page", "table", "row", "column")
            if (value := getattr(self, name)) is not None
        }


NOWHERE = SourceRef()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed. `merged` marks a copy made when a merged cell was unfolded."""

    text: str
    ref: SourceRef = NOWHERE
    bold: bool = False
    merged: bool = False


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows of equal or ragged length, in reading order, merged cells already unfolded."""

    rows: tuple[tuple[Cell, ...], ...]
    ref: SourceRef = NOWHERE
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or line outside any table. `level` is a heading level where the format says."""

    text: str
    ref: SourceRef = NOWHERE
    bold: bool = False
    level: int | None = None


Block: TypeAlias = Paragraph | RawTable


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader makes of the bytes: blocks in reading order, with their places."""

    blocks: tuple[Block, ...]
    media_type: str = "text/plain"
    issues: tuple[Issue, ...] = ()


class UnreadableDocument(Exception):
    """The file cannot be read as a task list. `str(error)` is one clear Chinese sentence that says
    what is wrong, where, and what to do."""


# ---------------------------------------------------------------- what was doubtful

Level: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubtful or refused thing, with its raw text and its place. Codes: see `ISSUE_CODES`."""

    level: Level
    code: str
    message: str
    raw: str = ""
    ref: SourceRef = NOWHERE
    task: str | None = None  # the printed number of the task it belongs to
    column: str | None = None  # the printed heading of the cell it belongs to


ISSUE_CODES: dict[str, str] = {
    "quota_sum_mismatch": "合计不符",
    "quota_sum_rounding": "合计有尾差",
    "deadline_outside_year": "日期不在年度内",
    "number_gap": "编号不连续",
    "number_duplicate": "编号重复",
    "category_repeated": "类别重复",
    "category_after_tasks": "类别位置存疑",
    "department_variant": "部门写法不一",
    "department_run_on": "部门名称相连",
    "unknown_department": "未登记的部门",
    "town_variant": "街镇写法不一",
    "unknown_town": "未登记的街镇",
    "unreadable_number": "数字存疑",
    "unreadable_date": "日期存疑",
    "milestone_decreasing": "节点目标倒退",
    "empty_row": "空行",
    "unplaced_text": "未归入的文字",
    "missing_year": "缺少年度",
    "missing_lead": "缺少牵头部门",
    "doubtful_row": "整行存疑",
    "unknown_column": "未识别的列",
    "stated_count_mismatch": "任务数不符",
    "formula_ignored": "公式未执行",
    "quota_repeated": "街镇重复",
    "milestone_repeated": "节点重复",
    "milestone_undated": "节点无日期",
    "value_out_of_range": "数值超出范围",
    "deadline_moved": "时限已改",
    "reported_kept": "已有填报，保留",
    "row_blocked": "整行未导入",
}

# ---------------------------------------------------------------- the list, understood

Kind: TypeAlias = Literal["annual_list", "binding_list", "campaign"]
Role: TypeAlias = Literal["lead", "responsible", "cooperating", "guiding"]
Recurring: TypeAlias = Literal["monthly", "quarterly", "yearly", "continuous"]
Comparator: TypeAlias = Literal[">=", "<=", "=", ">", "<", "~", "range", "up", "down"]
ScopeKind: TypeAlias = Literal["named", "all_towns", "text", "none"]

PROSE_FIELDS = ("requirement", "objective", "content", "scale", "standard", "funding")


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A heading of the list. `parent` is the path of the heading above it.

    `label` as printed ("(一)", "一"); `path` is the label, or "parent/label" where one label
    occurs under several parents.
    """

    label: str
    title: str
    parent: str | None = None
    path: str = ""
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    department: str  # as printed
    role: Role
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class Deadline:
    text: str  # as printed
    date: datetime.date | None = None  # the last day meant
    recurring: Recurring | None = None
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class Investment:
    text: str
    amount_wan: Decimal | None = None  # 万元
    approximate: bool = False
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class Scope:
    kind: ScopeKind = "none"
    towns: tuple[str, ...] = ()
    text: str = ""
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A town's share. `towns` holds one name, or several where they share one item (`joint`)."""

    towns: tuple[str, ...]
    value: Decimal | None
    implied: bool = False
    joint: bool = False
    text: str = ""  # the piece of the cell it was read from
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A measurable target. `each` is set where the text asks the same of every town."""

    name: str
    unit: str = ""
    comparator: Comparator = "="
    target: Decimal | None = None
    minimum: Decimal | None = None  # only for "range"
    maximum: Decimal | None = None
    each: Decimal | None = None
    text: str = ""  # the printed words it was read from ("不低于95%", "良好以上")
    quotas: tuple[QuotaRow, ...] = ()
    quota_sum: Decimal | None = None  # in the quotas' unit; None where there are no quotas
    reconciles: bool | None = None  # None where there is nothing to compare
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    period: str  # H1, H2, Q1…Q4, M01…M12, or an ISO date
    due: datetime.date | None
    text: str
    percent: Decimal | None = None
    value: Decimal | None = None
    unit: str | None = None
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class TaskRow:
    number: str
    title: str
    parent: str | None = None
    upper_number: str | None = None
    category: str | None = None  # path of its CategoryRow
    # Known prose under the names of PROSE_FIELDS; other columns under their printed heading.
    fields: dict[str, str] = field(default_factory=dict)
    assignments: tuple[AssignmentRow, ...] = ()
    deadline: Deadline | None = None
    investment: Investment | None = None
    scope: Scope = Scope()
    indicators: tuple[IndicatorRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    ref: SourceRef = NOWHERE
    cells: dict[str, Cell] = field(default_factory=dict)  # field name → the cell it was read from


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A numbered item of the narrative where a document has both a plan and an annexed list."""

    number: str
    title: str
    section: str | None = None
    category: str | None = None
    text: str = ""
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class Naming:
    """A person's word that `printed` means the body `official`; equal where it is simply a new body."""

    kind: Literal["department", "town"]
    printed: str
    official: str


@dataclass(frozen=True, slots=True)
class RowSplit:
    """The row with this key holds two tasks: the second begins at `at` in its name, and is `number`."""

    row: str
    at: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person corrected before the list was stored. Rows are named by `corrections.row_key`,
    headings as printed, so that the same words hold for the next version of the document too."""

    year: int | None = None
    columns: tuple[tuple[str, str], ...] = ()  # heading → field
    taken_out: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()  # rows that belong to the row above them
    split: tuple[RowSplit, ...] = ()
    names: tuple[Naming, ...] = ()


NO_CORRECTIONS = Corrections()


@dataclass(frozen=True, slots=True)
class ListDocument:
    title: str
    kind: Kind
    district: str | None = None
    year: int | None = None
    issuing_number: str | None = None
    issuing_body: str | None = None
    issued_on: datetime.date | None = None
    categories: tuple[CategoryRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    plan: tuple[PlanItem, ...] = ()
    issues: tuple[Issue, ...] = ()
    # Printed headings in their order, with the field each became; what an export puts back.
    columns: tuple[tuple[str, str], ...] = ()
    names: tuple[Naming, ...] = ()  # what a person said of printed names


# ---------------------------------------------------------------- against what is stored

Outcome: TypeAlias = Literal["create", "update", "unchanged", "missing", "blocked"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the plan. `key` is the task's number within its numbering scope."""

    outcome: Outcome
    key: str
    title: str
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""  # why it is blocked, or what 'missing' means here
    row: TaskRow | None = None
    stored_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewBody:
    """A department or town that the district does not have yet and that applying will create."""

    kind: Literal["department", "town"]
    name: str
    printed: tuple[str, ...] = ()  # other spellings in the document that will mean it
    tasks: tuple[str, ...] = ()  # printed numbers of the tasks that name it
    ref: SourceRef = NOWHERE


@dataclass(frozen=True, slots=True)
class Plan:
    document: ListDocument
    rows: tuple[PlannedRow, ...]
    head_changes: tuple[FieldChange, ...] = ()  # title, 文号, headings, plan items of the list itself
    new_bodies: tuple[NewBody, ...] = ()
    issues: tuple[Issue, ...] = ()
    list_id: int | None = None  # None: the list does not exist yet
    fingerprint: str = ""  # of what was stored when the plan was made; apply refuses another

    @property
    def is_empty(self) -> bool:
        """Nothing to write. Missing and blocked rows are shown, but change nothing."""
        return not self.head_changes and not (self.count("create") or self.count("update"))

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome == outcome for row in self.rows)
