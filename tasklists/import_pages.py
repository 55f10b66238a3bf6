"""What the pages of an import show: the original beside what was understood, issues by kind, the plan."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from districts.navigation import row_number
from tasklists.importing.corrections import key_of
from tasklists.importing.reading import Reading
from tasklists.importing.records import (
    ISSUE_CODES,
    CategoryRow,
    Corrections,
    IndicatorRow,
    Issue,
    Paragraph,
    PlannedRow,
    RawDocument,
    RawTable,
    SourceRef,
    TaskRow,
)
from tasklists.importing.wording import LEVELS, OUTCOMES, place_label, said
from tasklists.quantities import plain

ROWS_A_PAGE = 100
ORIGINAL_AT_ONCE = 800  # rows and paragraphs of the document on one page
STEPS = (_("上传"), _("识别"), _("核对"), _("入库"))


def anchor(ref: SourceRef) -> str:
    """The id of a place of the original on the page."""
    places = ref.as_json()
    return "src-" + "-".join(str(part) for part in places.values()) if places else ""


def row_anchor(ref: SourceRef) -> str:
    """The id of the row that a place is in."""
    if ref.cell is not None:
        digits = "".join(character for character in ref.cell if character.isdigit())
        return f"src-{ref.sheet}-{digits}"
    return anchor(SourceRef(line=ref.line, page=ref.page, table=ref.table, row=ref.row))


@dataclass(frozen=True)
class OriginalRow:
    anchor: str
    cells: tuple[str, ...]
    is_prose: bool

    @property
    def is_heading(self) -> bool:
        """Only its first cell says something: it stands across the table."""
        return len(self.cells) > 1 and bool(self.cells[0].strip()) and not any(map(str.strip, self.cells[1:]))


def original(raw: RawDocument) -> Iterator[OriginalRow]:
    """The document as it was read, a row or paragraph at a time."""
    seen: set[str] = set()
    for block in raw.blocks:
        if isinstance(block, Paragraph):
            yield OriginalRow(_once(row_anchor(block.ref), seen), (block.text,), is_prose=True)
        elif isinstance(block, RawTable):
            for row in block.rows:
                filled = [cell for cell in row if not cell.merged or cell.text.strip()]
                at = next((row_anchor(cell.ref) for cell in row if row_anchor(cell.ref)), "")
                texts = tuple(cell.text for cell in (filled if len(set(row)) == 1 else row))
                yield OriginalRow(_once(at, seen), texts, is_prose=False)


def beside(rows: Sequence[OriginalRow], shown: Sequence[UnderstoodRow]) -> Sequence[OriginalRow]:
    """The original beside these rows: all of it where it is short, else the part they were read from."""
    if len(rows) <= ORIGINAL_AT_ONCE:
        return rows
    places = {row.anchor: index for index, row in enumerate(rows) if row.anchor}
    found = [places[row.source] for row in shown if row.source in places]
    if not found:
        return rows[:ORIGINAL_AT_ONCE]
    return rows[max(min(found) - 5, 0) : max(found) + 6]


def _once(anchor: str, seen: set[str]) -> str:
    if anchor in seen:
        return ""
    seen.add(anchor)
    return anchor


@dataclass(frozen=True)
class Share:
    """An indicator with its town shares: their sum beside the stated total."""

    name: str
    target: str
    total: str
    count: int
    agrees: bool | None


@dataclass
class UnderstoodRow:
    key: str
    number: str
    title: str
    category: str
    bodies: str
    deadline: str
    shares: list[Share]
    milestones: int
    source: str
    place: str
    issues: list[Issue] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)  # column → where it was read

    @property
    def worst(self) -> str:
        levels = {issue.level for issue in self.issues}
        return next((level for level in ("error", "warning", "info") if level in levels), "")


def category_words(categories: Sequence[CategoryRow]) -> dict[str, str]:
    """What tasks say of their category → its heading as printed."""
    return {row.path or row.label: f"{row.label}{_after(row.label)}{row.title}" for row in categories}


def _after(label: str) -> str:
    """一、 but (一)."""
    return "" if not label or label.endswith((")", "）", "、", ".")) else "、"


def understood_row(
    task: TaskRow, issues: Sequence[Issue], anchors: Collection[str], categories: Mapping[str, str]
) -> UnderstoodRow:
    """`anchors`: the rows in which the tasks of the document begin; of two with one number each has the
    issues of its own row."""
    elsewhere = set(anchors) - {row_anchor(task.ref), ""}
    leads = "、".join(a.department for a in task.assignments if a.role == "lead")
    others = "、".join(a.department for a in task.assignments if a.role != "lead")
    deadline = ""
    if task.deadline:
        day = task.deadline.date.isoformat() if task.deadline.date else ""
        deadline = f"{task.deadline.text} → {day}" if day else task.deadline.text
    return UnderstoodRow(
        key_of(task.number, task.title),
        task.number,
        task.title,
        categories.get(task.category or "", task.category or ""),
        f"{leads}；{others}" if leads and others else leads or others,
        deadline,
        [_share(indicator) for indicator in task.indicators],
        len(task.milestones),
        row_anchor(task.ref),
        place_label(task.ref.as_json()),
        [i for i in issues if i.task == task.number and row_anchor(i.ref) not in elsewhere],
        {name: f"{place_label(cell.ref.as_json())}：{cell.text[:200]}" for name, cell in task.cells.items()},
    )


def _share(indicator: IndicatorRow) -> Share:
    target = indicator.text or _("未注明")
    if indicator.target is not None:
        target = f"{plain(indicator.target)}{indicator.unit}"
    elif indicator.each is not None:
        target = _("每个街镇 %s") % f"{plain(indicator.each)}{indicator.unit}"
    total = "" if indicator.quota_sum is None else f"{plain(indicator.quota_sum)}{indicator.unit}"
    return Share(indicator.name, target, total, len(indicator.quotas), indicator.reconciles)


@dataclass(frozen=True)
class IssueGroup:
    code: str
    word: str
    issues: tuple[tuple[Issue, str, str], ...]  # with the id of its row and its place in words

    @property
    def level(self) -> str:
        levels = {issue.level for issue, _row, _place in self.issues}
        return next((level for level in ("error", "warning", "info") if level in levels), "info")

    @property
    def level_word(self) -> str:
        return LEVELS[self.level]


def issue_groups(issues: Sequence[Issue]) -> list[IssueGroup]:
    """Issues by kind, the gravest first."""
    kinds: dict[str, list[tuple[Issue, str, str]]] = {}
    for issue in issues:
        place = place_label(issue.ref.as_json())
        kinds.setdefault(issue.code, []).append((issue, f"row-{issue.task}" if issue.task else "", place))
    groups = [IssueGroup(code, ISSUE_CODES.get(code, code), tuple(found)) for code, found in kinds.items()]
    return sorted(groups, key=lambda group: list(LEVELS).index(group.level))


@dataclass(frozen=True)
class NameQuestion:
    """A printed name that nobody could be sure of, with those it may be."""

    kind: str
    printed: str
    message: str
    known: tuple[str, ...]
    chosen: str


def name_questions(reading: Reading) -> list[NameQuestion]:
    """Names that are not known, and those that a person has explained."""
    known = {
        "department": tuple(body.name for body in reading.directory.departments),
        "town": tuple(body.name for body in reading.directory.towns),
    }
    coming = reading.plan.new_bodies if reading.plan else ()
    # Two spellings may be one body that the district does not have yet.
    offered = {kind: (*names, *(b.name for b in coming if b.kind == kind)) for kind, names in known.items()}
    issues = reading.plan.issues if reading.plan else ()
    asked = {
        ("department" if issue.code == "unknown_department" else "town", issue.raw): issue.message
        for issue in issues
        if issue.code in ("unknown_department", "unknown_town")
    }
    said_before = {(n.kind, n.printed): n.official for n in reading.corrections.names}
    # Where the district has its names already, one that would be new may be another spelling.
    new = {(body.kind, body.name): _("名录中没有，将新建。") for body in coming if known[body.kind]}
    questions = {**dict.fromkeys(said_before, ""), **asked, **new}
    return [
        NameQuestion(
            kind,
            printed,
            message,
            tuple(name for name in offered[kind] if name != printed),
            said_before.get((kind, printed), printed if (kind, printed) in new else ""),  # type: ignore[call-overload]
        )
        for (kind, printed), message in questions.items()
    ]


def corrections_made(corrections: Corrections) -> list[tuple[str, str, str]]:
    """(words, kind of form, value) of each correction that a button can take back."""
    made = [(_("第 %s 行取出，不导入") % key.replace("|", " "), "row", key) for key in corrections.taken_out]
    made += [(_("%s 并入上一行") % key.replace("|", " "), "row", key) for key in corrections.merged]
    made += [
        (_("%(row)s 从“%(at)s”起拆为两项") % {"row": s.row.replace("|", " "), "at": s.at}, "row", s.row)
        for s in corrections.split
    ]
    return made


@dataclass(frozen=True)
class PlanGroup:
    outcome: str
    word: str
    rows: tuple[tuple[PlannedRow, tuple[str, ...]], ...]


def plan_groups(rows: Sequence[PlannedRow]) -> list[PlanGroup]:
    """The planned rows by what becomes of them; each changed row with its changes in words."""
    groups = []
    for outcome in ("blocked", "update", "create", "missing", "unchanged"):
        found = [
            (row, tuple(said(change) for change in row.changes)) for row in rows if row.outcome == outcome
        ]
        if found:
            groups.append(PlanGroup(outcome, OUTCOMES[outcome], tuple(found)))
    return groups


def head_changes(plan: Any) -> list[str]:
    return [said(change) for change in plan.head_changes]


def columns_of(reading: Reading) -> list[tuple[str, str]]:
    """The headings of the document with what each was taken for; where no table was understood, the
    headings of its first table."""
    if reading.document:
        return list(reading.document.columns)
    table = next((b for b in reading.raw.blocks if isinstance(b, RawTable) and len(b.rows) > 1), None)
    if table is None:
        return []
    mapped = dict(reading.corrections.columns)
    texts = dict.fromkeys(cell.text.strip() for cell in table.rows[0] if cell.text.strip())
    return [(text, mapped.get(text, "")) for text in texts][:40]


def page_of(rows: Sequence[Any], wanted: str | None) -> tuple[Sequence[Any], int, int]:
    """(rows of the page, number of the page, number of pages)."""
    pages = max(1, math.ceil(len(rows) / ROWS_A_PAGE))
    page = min(max(row_number(wanted) or 1, 1), pages)
    return rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE], page, pages
