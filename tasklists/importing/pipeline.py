"""Bytes → the list that the document holds: the stages in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tasklists.importing.categories import Headed, head
from tasklists.importing.corrections import corrected, headings_mapped
from tasklists.importing.found import Found
from tasklists.importing.headers import is_known_heading
from tasklists.importing.letterhead import Letterhead, read_letterhead
from tasklists.importing.loose import scattered_header
from tasklists.importing.narrative import find_narrative, plan_items
from tasklists.importing.readers import read
from tasklists.importing.records import (
    NO_CORRECTIONS,
    CategoryRow,
    Corrections,
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

# Columns in a form of our own, which an export adds and which never were part of an issued list.
OWN_FORM = ("figures", "nodes")


def read_document(
    data: bytes, *, name: str = "", year: int | None = None, district: str | None = None
) -> ListDocument:
    """Raises UnreadableDocument, with one Chinese sentence, for what holds no readable list."""
    return understand(read(data, name), name=name, year=year, district=district)


def understand(
    raw: RawDocument,
    *,
    name: str = "",
    year: int | None = None,
    district: str | None = None,
    corrections: Corrections = NO_CORRECTIONS,
) -> ListDocument:
    """The list in a document that a reader has read, with what a person corrected."""
    year = corrections.year or year
    found, in_table = _found(raw, corrections)
    headed = head(found.items)
    letterhead = _with_stated_year(read_letterhead(found.left, found.above, name), found)
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
        columns=tuple((c.heading, c.field) for c in found.columns if c.field not in OWN_FORM),
        names=corrections.names,
    )
    issues = (
        *raw.issues,
        *found.issues,
        *headed.issues,
        *doubts,
        *validate(document, [(paragraph.text, paragraph.ref) for paragraph in found.left]),
        *_about_year(letterhead, year),
        *_unplaced(found, letterhead, plan),
    )
    return replace(document, issues=issues)


def _found(raw: RawDocument, corrections: Corrections) -> tuple[Found, bool]:
    """The rows with what a person corrected, and whether they stood in tables. Raises
    UnreadableDocument."""
    _refuse_oversize(raw)
    mapped = headings_mapped(raw, corrections)
    found = find_tables(mapped)
    in_table = bool(found.rows)
    if not in_table:
        found = find_narrative(mapped)
    found = corrected(found, corrections)
    if not found.rows:
        raise UnreadableDocument(_nothing_found(raw))
    return found, in_table


MOST_CELLS = 200_000
MOST_ROWS = 10_000  # the longest issued lists have some hundred
LONGEST_TEXT = 100_000  # characters of one paragraph or cell


def _refuse_oversize(raw: RawDocument) -> None:
    """Keeps the time of all later stages bounded."""
    rows = cells = 0
    longest = 0
    for block in raw.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [c.text for row in block.rows for c in row]
        rows += 1 if isinstance(block, Paragraph) else len(block.rows)
        cells += len(texts)
        longest = max(longest, max(map(len, texts), default=0))
    if rows > MOST_ROWS or cells > MOST_CELLS or longest > LONGEST_TEXT:
        raise UnreadableDocument(
            f"文件内容过多（{rows} 行），不像一份任务清单，未读取；请只保留任务清单部分后再试。"
        )


def _with_stated_year(letterhead: Letterhead, found: Found) -> Letterhead:
    """Where the heads name no year, the one year that all deadlines print."""
    if letterhead.year is not None and not letterhead.year_from_issue:
        return letterhead
    cells = [cell.text for row in found.rows for _, cell in row.texts("deadline")]
    years = {int(year) for text in cells for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text)}
    return replace(letterhead, year=years.pop(), year_from_issue=False) if len(years) == 1 else letterhead


_CAMPAIGN = re.compile(r"方案|行动|攻坚|整治|百日|会战")
_YEARLY = re.compile(r"清单|分解|分工|要点|实事|政府工作报告|责任表|台账|任务表")


def _kind(title: str, found: Found, *, in_table: bool) -> Kind:
    numbered = any(row.text("number") for row in found.rows)
    if "约束性" in title or (not numbered and any("指标" in column.heading for column in found.columns)):
        return "binding_list"
    if not in_table and _CAMPAIGN.search(title) and not _YEARLY.search(title):
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
    """Text that belongs to no row: a few notes one by one, the letter and long sections in one line."""
    planned = {item.ref for item in plan}
    issues: list[Issue] = []
    for where, part in (("前", found.left[: found.above]), ("后", found.left[found.above :])):
        left = [p for p in part if p.ref not in letterhead.used and p.ref not in planned]
        if where == "后" and len(left) <= _LISTED:
            message = "清单之外的文字，未归入任何任务。"
            issues.extend(Issue("info", "unplaced_text", message, p.text, p.ref) for p in left)
        elif left:
            quoted = " / ".join(p.text[:30] for p in left[:_LISTED])
            message = f"清单{where}的 {len(left)} 段文字（来文、说明等）未归入任何任务。"
            issues.append(Issue("info", "unplaced_text", message, quoted, left[0].ref))
    return issues


def _nothing_found(raw: RawDocument) -> str:
    if (line := _lost_header(raw)) is not None:
        return (
            f"“{line}”像是表头，但各列之间的分隔已经丢失，无法分清单元格；"
            "请改用原来的 Word 或 Excel 文件，或用制表符分隔各列。"
        )
    if headings := scattered_header(raw.blocks):
        return (
            f"表格被拆成了一格一段（表头：{'、'.join(headings)[:60]}），有的单元格缺失，分不清各数字属于哪一列；"
            "请改用原来的 Word 或 Excel 文件。"
        )
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


def _lost_header(raw: RawDocument) -> str | None:
    """A line that holds the headings of a table without separators between its cells."""
    for block in raw.blocks:
        if isinstance(block, Paragraph):
            words = block.text.split()
            if len(words) >= 3 and sum(map(is_known_heading, words)) >= 3 and len(block.text) < 80:
                return block.text
    return None
