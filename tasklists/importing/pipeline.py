"""Bytes → the list that the document holds: the stages in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tasklists.importing.categories import Headed, head
from tasklists.importing.found import Found
from tasklists.importing.letterhead import Letterhead, read_letterhead
from tasklists.importing.narrative import find_narrative, plan_items
from tasklists.importing.readers import read
from tasklists.importing.records import (
    CategoryRow,
    Issue,
    Kind,
    ListDocument,
    Paragraph,
    PlanItem,
    RawDocument,
    RawTable,
    UnreadableDocument,
)
from tasklists.importing.rows import context_of, read_rows
from tasklists.importing.tables import find_tables
from tasklists.importing.validate import validate


def read_document(
    data: bytes, *, name: str = "", year: int | None = None, district: str | None = None
) -> ListDocument:
    """Raises UnreadableDocument, with one Chinese sentence, for what holds no readable list."""
    return understand(read(data, name), name=name, year=year, district=district)


def understand(
    raw: RawDocument, *, name: str = "", year: int | None = None, district: str | None = None
) -> ListDocument:
    """The list in a document that a reader has read."""
    found = find_tables(raw)
    in_table = bool(found.rows)
    if not in_table:
        found = find_narrative(raw)
    if not found.rows:
        raise UnreadableDocument(_nothing_found(raw))
    headed = head(found.items)
    letterhead = read_letterhead(found.left, found.above, name)
    context = context_of(found.rows, [paragraph.text for paragraph in found.left], year or letterhead.year)
    tasks, doubts = read_rows(headed.rows, context)
    plan = _plan(found, headed) if in_table else ()
    document = ListDocument(
        letterhead.title,
        _kind(letterhead.title, found, in_table=in_table),
        district or letterhead.district,
        year or letterhead.year,
        letterhead.issuing_number,
        letterhead.issuing_body,
        letterhead.issued_on,
        headed.categories,
        tasks,
        plan,
        columns=tuple((column.heading, column.field) for column in found.columns),
    )
    notes = [(paragraph.text, paragraph.ref) for paragraph in found.left]
    issues = (
        *raw.issues,
        *found.issues,
        *headed.issues,
        *doubts,
        *validate(document, notes),
        *_about_year(letterhead, year),
        *_unplaced(found, letterhead, plan),
    )
    return replace(document, issues=issues)


def _kind(title: str, found: Found, *, in_table: bool) -> Kind:
    numbered = any(row.text("number") for row in found.rows)
    if "约束性" in title or (not numbered and any("指标" in column.heading for column in found.columns)):
        return "binding_list"
    if not in_table and re.search(r"方案|行动|攻坚|整治", title) and "清单" not in title:
        return "campaign"
    return "annual_list"


# ---------------------------------------------------------------- a plan beside the list


def _plan(found: Found, headed: Headed) -> tuple[PlanItem, ...]:
    """The narrative's items where most of them are explained by, or explain, the list's headings."""
    items = plan_items(found.left[: found.above])
    linked = [replace(item, category=_explained(item, headed.categories)) for item in items]
    matching = sum(item.category is not None for item in linked)
    return tuple(linked) if linked and matching >= 0.5 * len(linked) else ()


def _explained(item: PlanItem, categories: Sequence[CategoryRow]) -> str | None:
    """The heading with the same or nearly the same title."""
    best = max(categories, key=lambda category: _likeness(item.title, category.title), default=None)
    return best.path if best is not None and _likeness(item.title, best.title) >= 0.5 else None


def _likeness(one: str, other: str) -> float:
    """Share of common character pairs (Dice), 0 to 1."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0


# ---------------------------------------------------------------- what was left


def _about_year(letterhead: Letterhead, given: int | None) -> list[Issue]:
    if given is not None:
        return []
    if letterhead.year is None:
        return [Issue("warning", "missing_year", "文件没有写明年度，请指明年度。")]
    if letterhead.year_from_issue:
        message = f"标题没有写明年度，按印发时间取 {letterhead.year} 年，请核对。"
        return [Issue("warning", "missing_year", message)]
    return []


_LISTED = 5  # lines quoted of the text that was left


def _unplaced(found: Found, letterhead: Letterhead, plan: Sequence[PlanItem]) -> list[Issue]:
    """Text that belongs to no row: notes of the list one by one, the letter around it in one line."""
    planned = {item.ref for item in plan}
    left = [p for p in found.left if p.ref not in letterhead.used and p.ref not in planned]
    above = {id(paragraph) for paragraph in found.left[: found.above]}
    letter = [p for p in left if id(p) in above]
    issues = [
        Issue("info", "unplaced_text", "清单之外的文字，未归入任何任务。", p.text, p.ref)
        for p in left
        if id(p) not in above
    ][:20]
    if letter:
        quoted = " / ".join(p.text[:30] for p in letter[:_LISTED])
        message = f"清单前的 {len(letter)} 段文字（来文、说明等）未归入任何任务。"
        issues.append(Issue("info", "unplaced_text", message, quoted, letter[0].ref))
    return issues


def _nothing_found(raw: RawDocument) -> str:
    tables = [block for block in raw.blocks if isinstance(block, RawTable) and len(block.rows) > 1]
    looked = "带有“任务名称、责任单位、完成时限”一类表头的表格，或写明责任单位的编号条目"
    if tables:
        heading = "、".join(cell.text for cell in tables[0].rows[0][:8] if cell.text.strip())[:60]
        return (
            f"没有找到任务清单：要找的是{looked}，而文中表格的表头是“{heading}”；请核对文件或改写表头后再试。"
        )
    if not any(isinstance(block, Paragraph) and block.text.strip() for block in raw.blocks):
        return "文件里没有文字；请检查文件后重新选择。"
    return f"没有找到任务清单：要找的是{looked}；请确认选择的是清单本身（附件），而不是来文。"
