"""Headings found in reading order → categories with their paths, and what is odd about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tasklists.importing.found import FoundHeading, FoundItem, FoundRow
from tasklists.importing.names import plain
from tasklists.importing.records import CategoryRow, Issue


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the path of its heading; None where none stands above it."""

    row: FoundRow
    category: str | None


@dataclass(frozen=True, slots=True)
class _Heading:
    found: FoundHeading
    parent: int | None  # index of the heading above


@dataclass(frozen=True, slots=True)
class Headed:
    categories: tuple[CategoryRow, ...]
    rows: tuple[Placed, ...]
    issues: tuple[Issue, ...]


def head(items: Sequence[FoundItem]) -> Headed:
    """Gives every row its heading and every heading its path.

    A heading printed again goes on with the first one; the same title under another label is a
    heading of its own. Both are reported.
    """
    open_headings: list[tuple[int, int]] = []  # level, index into headings
    headings: list[_Heading] = []
    index_of: dict[tuple[int | None, str, str], int] = {}
    placed: list[tuple[FoundRow, int | None]] = []
    issues: list[Issue] = []
    for item in items:
        if isinstance(item, FoundRow):
            placed.append((item, open_headings[-1][1] if open_headings else None))
            continue
        while open_headings and open_headings[-1][0] >= item.level:
            open_headings.pop()
        parent = open_headings[-1][1] if open_headings else None
        key = (parent, *item.key)
        if key in index_of:
            last = placed[-1][1] if placed else None
            if not item.again and (not item.merged or last != index_of[key]):
                issues.append(_printed_again(item, headings[index_of[key]].found))
        else:
            issues.extend(_same_title(item, headings))
            index_of[key] = len(headings)
            headings.append(_Heading(item, parent))
        open_headings.append((item.level, index_of[key]))
    rows = _with_paths(headings)
    issues.extend(_without_tasks(rows, {index for _, index in placed}, items))
    return Headed(
        tuple(rows),
        tuple(Placed(row, rows[index].path if index is not None else None) for row, index in placed),
        tuple(issues),
    )


def _name(heading: FoundHeading | CategoryRow) -> str:
    mark = "、" if heading.label and heading.label[-1] not in ")）〕】]" else ""
    return f"{heading.label}{mark}{heading.title}"


def _printed_again(heading: FoundHeading, first: FoundHeading) -> Issue:
    """A heading on a line of its own, or one that other headings have interrupted, is repeated; beside
    its rows it is only the merged cell printed again on the next page."""
    where = f"（第 {first.ref.line} 行已有）" if first.ref.line else ""
    message = f"类别“{_name(heading)}”重复出现{where}，其任务并入同一类别。"
    return Issue("warning", "category_repeated", message, _name(heading), heading.ref)


def _same_title(heading: FoundHeading, headings: Sequence[_Heading]) -> list[Issue]:
    same = [
        other.found
        for other in headings
        if plain(other.found.title) == plain(heading.title) and other.found.label != heading.label
    ]
    if not same or not heading.title:
        return []
    message = f"类别“{_name(heading)}”与“{_name(same[0])}”名称相同而编号不同，按两个类别保留，请核对。"
    return [Issue("warning", "category_repeated", message, _name(heading), heading.ref)]


def _with_paths(headings: Sequence[_Heading]) -> list[CategoryRow]:
    """Paths by label; "parent/label" where one label occurs under several parents."""
    names = [heading.found.label or heading.found.title for heading in headings]
    times = Counter(names)
    rows: list[CategoryRow] = []
    for heading, name in zip(headings, names, strict=True):
        parent = rows[heading.parent].path if heading.parent is not None else None
        path = f"{parent}/{name}" if parent and times[name] > 1 else name
        if any(row.path == path for row in rows):
            path = f"{path}/{heading.found.title}"
        found = heading.found
        rows.append(CategoryRow(found.label, found.title, parent, path, found.ref))
    return rows


def _without_tasks(
    categories: Sequence[CategoryRow], used: Collection[int | None], items: Sequence[FoundItem]
) -> list[Issue]:
    """Headings below which no task stands: printed after their own tasks, or left empty."""
    parents = {category.parent for category in categories}
    issues = []
    for index, category in enumerate(categories):
        if index in used or category.path in parents:
            continue
        before = _task_before(category, items)
        where = f"，可能印在了自己的任务之后（前面是第 {before} 项）" if before else ""
        message = f"类别“{_name(category)}”下面没有任务{where}；任务仍按原位置归类，请核对。"
        issues.append(Issue("warning", "category_after_tasks", message, _name(category), category.ref))
    return issues


def _task_before(category: CategoryRow, items: Sequence[FoundItem]) -> str:
    number = ""
    for item in items:
        if isinstance(item, FoundRow):
            number = item.text("number")
        elif item.ref == category.ref:
            return number
    return ""
