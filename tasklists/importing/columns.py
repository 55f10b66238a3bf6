"""Header rows and what each column means, decided from the whole header and from the cells below."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tasklists.importing.cells import is_bodies, is_measure, is_number, is_people, is_prose, is_when
from tasklists.importing.found import Column
from tasklists.importing.headers import (
    DEPARTMENT_FIELDS,
    WORK_FIELDS,
    heading_field,
    is_known_heading,
    meaning,
    normal,
)
from tasklists.importing.outline import label_of
from tasklists.importing.records import Cell
from tasklists.importing.words import close_up, is_nothing

_LONGEST_CELL, _LONGEST_SUB_HEADING = 30, 12
_DONE = re.compile(r"完成|进展|落实|实际")  # 形象进度 by half-year is a goal, 完成情况 by quarter is none
# A column whose cells stand for several rows each (merged downwards) groups the rows.
_GROUPS_BELOW = 0.8

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Header:
    headings: tuple[str, ...]  # as printed, a two-line heading joined
    fields: tuple[str, ...]  # by the headings alone; "" where unknown
    lines: int

    @property
    def width(self) -> int:
        return len(self.headings)

    def same_as(self, other: Header) -> bool:
        return tuple(map(normal, self.headings)) == tuple(map(normal, other.headings))


def header_at(rows: Rows, index: int) -> Header | None:
    """The header that begins at this row, over one line, two or three; None where none begins."""
    first = [cell.text for cell in rows[index]]
    if (spread := _spread_header(rows, index)) is not None:
        return spread
    best = _header(first, 1) if _could_be_heading(first) else None
    for lines in (2, 3):
        if index + lines > len(rows):
            break
        upper = first if lines == 2 else list(best.headings) if best else first
        lower = [cell.text for cell in rows[index + lines - 1]]
        if not _could_be_heading(upper) or not _could_be_heading(lower) or len(lower) != len(upper):
            break
        joined = _join_lines_of_header(upper, lower)
        if joined is None:
            break
        candidate = _header(joined, lines)
        if candidate is None:
            break
        if best is not None and _weight(candidate) < _weight(best) and not _repeats(upper, lower):
            break
        best = candidate
    return best


def _spread_header(rows: Rows, index: int) -> Header | None:
    """A header whose second line holds only the periods (一季度 …) of one heading of the first, written
    without the empty cells above them: told by the rows below, which are as much wider."""
    if index + 2 >= len(rows):
        return None
    upper, lower = (
        [close_up(cell.text) for cell in rows[at] if cell.text.strip()] for at in (index, index + 1)
    )
    below = [len(row) for row in rows[index + 2 : index + 22] if sum(bool(c.text.strip()) for c in row) > 2]
    width = len(upper) - 1 + len(lower)
    periods = len(lower) > 1 and all(heading_field(text).startswith("milestone") for text in lower)
    if not periods or not _could_be_heading(upper) or not below or max(below) != width:
        return None
    spans = next((i for i, text in enumerate(upper) if meaning(text) == "result"), len(upper) - 1)
    joined = [_joined_heading(upper[spans], text, True) for text in lower]
    if None in joined:
        return None
    return _header([*upper[:spans], *(text or "" for text in joined), *upper[spans + 1 :]], 2)


def _repeats(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the second row holds copies of the first, as merged cells of one header do."""
    return sum(bool(a.strip()) and a == b for a, b in zip(upper, lower, strict=True)) >= 2


def _weight(header: Header) -> int:
    return sum(bool(field) for field in header.fields)


def _could_be_heading(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    return (
        len(set(map(normal, filled))) >= 2
        and not any(is_number(text) and normal(text) != "序" for text in filled)
        and all(len(normal(text)) <= _LONGEST_CELL and "。" not in text for text in filled)
    )


def _header(texts: Sequence[str], lines: int) -> Header | None:
    headings = tuple(close_up(text) for text in texts)
    fields = tuple(heading_field(heading) for heading in headings)
    filled = [index for index, heading in enumerate(headings) if heading]
    known = sum(is_known_heading(headings[index]) for index in filled)
    read = sum(bool(fields[index]) for index in filled)
    if (known >= 2 or (known and read >= 3)) and read > 0.5 * len(filled) and _names_work(fields):
        return Header(headings, fields, lines)
    return None


def _names_work(fields: Sequence[str]) -> bool:
    """A list of tasks says what is to be done, and at least who does it, by when, or how much."""
    work = any(field in (*WORK_FIELDS, "category") for field in fields)
    rest = any(field and field not in (*WORK_FIELDS, "category", "ignored", "remark") for field in fields)
    return (work and rest) or sum(field in WORK_FIELDS for field in fields) >= 2


def _join_lines_of_header(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """Two lines as one: a heading broken over both, or sub-headings under a spanning one."""
    joined: list[str] = []
    changed = False
    parent = ""
    tops = [close_up(text) for text in upper]
    for index, (above, below) in enumerate(zip(tops, map(close_up, lower), strict=True)):
        behind = tops[index + 1] if index + 1 < len(tops) else above + "."
        spanned = above in ("", parent) or behind in ("", above)
        parent = above or parent
        if not below or below == above:
            joined.append(above)
            continue
        text = _joined_heading(parent, below, spanned)
        if text is None:
            return None
        changed = True
        joined.append(text)
    return joined if changed else None


def _joined_heading(parent: str, below: str, spanned: bool) -> str | None:
    """One heading of two lines: broken over both, or a sub-heading under a spanning one. None where the
    lower cell is no heading, so that its row is none."""
    if not parent:
        return below if is_known_heading(below) else None
    if not spanned:
        return parent + below if is_known_heading(parent + below) else None
    of_parent, of_child = meaning(parent), heading_field(below)
    if of_parent == "result" and of_child.startswith("milestone"):
        return f"{below}{parent}" if _DONE.search(parent) else below
    if of_parent in ("result", "person", "ignored"):
        return f"{parent}{below}" if len(normal(below)) <= _LONGEST_SUB_HEADING else None
    if of_child:
        return below
    return f"{parent}{below}" if len(normal(below)) <= _LONGEST_SUB_HEADING and not is_prose(below) else None


# ---------------------------------------------------------------- what the columns mean


def decide(header: Header, rows: Rows) -> tuple[Column, ...]:
    """What each column means here: the heading is a hint, the cells and the neighbours decide."""
    fields = [
        _by_cells(heading, field, _texts(rows, index))
        for index, (heading, field) in enumerate(zip(header.headings, header.fields, strict=True))
    ]
    share = [_own_share(rows, index) for index in range(header.width)]
    _decide_numbers(fields, share)
    _decide_work(header.headings, fields, share, rows)
    _decide_departments(header.headings, fields)
    _keep_one_each(fields)
    return tuple(Column(heading, field) for heading, field in zip(header.headings, fields, strict=True))


def _texts(rows: Rows, index: int) -> list[str]:
    return [
        row[index].text
        for row in rows
        if index < len(row) and not row[index].merged and not is_nothing(row[index].text)
    ]


def _mostly(texts: Sequence[str], test: Callable[[str], bool], share: float = 0.6) -> bool:
    return bool(texts) and sum(map(test, texts)) >= share * len(texts)


def _by_cells(heading: str, field: str, texts: list[str]) -> str:
    """Corrects what the heading suggests by what the cells hold."""
    if normal(heading) in ("单位", "单 位", "计量单位"):
        if _mostly(texts, is_measure):
            return "measure"
        return "responsible" if _mostly(texts, is_bodies, 0.5) else field
    if field in DEPARTMENT_FIELDS:
        if _mostly(texts, is_people):
            return "person"
        return "measure" if _mostly(texts, is_measure) else field
    if field == "person" and _mostly(texts, is_bodies, 0.8):
        return "responsible"
    if field in ("number", "upper_number") and texts and not _mostly(texts, _is_number_or_label, 0.5):
        return ""
    if field == "target" and _mostly(texts, is_prose):
        return "objective"
    if field == "deadline" and texts and not _mostly(texts, is_when, 0.3):
        return "" if _mostly(texts, is_prose, 0.5) else field
    if field == "investment" and _mostly(texts, is_prose):
        return "funding"
    if not field and _mostly(texts, is_bodies, 0.8) and len(texts) > 2:
        return "responsible" if re.search(r"单位|部门|局|委", heading) else ""
    return field


def _is_number_or_label(text: str) -> bool:
    return is_number(text) or label_of(text) is not None


def _own_share(rows: Rows, index: int) -> float:
    """The share of rows in which the column has a cell of its own, neither merged nor empty nor
    repeated from the row above."""
    own, before, counted = 0, "", 0
    for row in rows:
        if sum(bool(cell.text.strip()) for cell in row) < 2:
            continue
        counted += 1
        cell = row[index] if index < len(row) else None
        if cell is None or cell.merged or not cell.text.strip():
            continue
        own += close_up(cell.text) != before
        before = close_up(cell.text)
    return own / counted if counted else 0.0


def _is_slip(rows: Rows, index: int) -> bool:
    """Whether a single cell of the column is empty or repeated among four rows or more: a mistake in
    one row, no grouping of rows."""
    counted = [row for row in rows if sum(bool(cell.text.strip()) for cell in row) >= 2]
    cells = [row[index] if index < len(row) else None for row in counted]
    if len(counted) < 4 or any(cell is not None and cell.merged for cell in cells):
        return False
    texts = [close_up(cell.text) if cell is not None else "" for cell in cells]
    return len([at for at, text in enumerate(texts) if not text or (at and text == texts[at - 1])]) == 1


def _decide_numbers(fields: list[str], share: list[float]) -> None:
    """Of several number columns the one that changes most often numbers the tasks."""
    numbers = [index for index, field in enumerate(fields) if field == "number"]
    for index in numbers:
        finest = max(numbers, key=lambda other: (share[other], other))
        if index != finest:
            fields[index] = "category_number"


def _decide_work(headings: Sequence[str], fields: list[str], share: list[float], rows: Rows) -> None:
    """Which column names the task, which group the tasks, which only describe them."""
    work = [index for index, field in enumerate(fields) if field in WORK_FIELDS]
    if not work:
        work = [index for index, field in enumerate(fields) if field == "category"][-1:]
        if not work:
            return
        fields[work[0]] = "title"
    finest = max(share[index] for index in work)
    unit = _unit_share(fields, share, finest)
    rows_of_own = [index for index in work if share[index] >= _GROUPS_BELOW * unit or _is_slip(rows, index)]
    for index in work:
        grouping = index not in rows_of_own and index < max(rows_of_own, default=index)
        if grouping and fields[index] in ("title", "indicator", "objective", "content"):
            fields[index] = "category"
    title = _title_column(fields, rows_of_own, rows)
    number = next((index for index, field in enumerate(fields) if field == "number"), None)
    grouped = number is not None and share[number] < _GROUPS_BELOW * unit and not _is_slip(rows, number)
    if number is not None and grouped and "category" in fields:
        fields[number] = "category_number"
    if title is None:
        return
    fields[title] = "title"
    for index in work:
        if index != title and fields[index] == "title":
            fields[index] = _second_name(heading=headings[index], taken=fields, grouping=index < title)


def _unit_share(fields: list[str], share: list[float], finest: float) -> float:
    """How often a new task begins: with each number, or each row that has a department or date of its
    own; where neither is printed row by row, with each cell of the finest column of work."""
    own = [share[i] for i, field in enumerate(fields) if field in ("number", *DEPARTMENT_FIELDS, "deadline")]
    number = [share[i] for i, field in enumerate(fields) if field == "number"]
    if not number:
        return finest
    return min(finest, max(own)) if own else finest


def _title_column(fields: list[str], candidates: list[int], rows: Rows) -> int | None:
    for kind in WORK_FIELDS:
        columns = [index for index in candidates if fields[index] == kind]
        if columns:
            return columns[0]
    return None


def _second_name(*, heading: str, taken: Sequence[str], grouping: bool) -> str:
    """A further column of names: before the title it groups, behind it it says more."""
    if grouping:
        return "category"
    names = ("objective", "requirement") if "目标" in heading else ("requirement", "content")
    return next((name for name in names if name not in taken), "")


def _decide_departments(headings: Sequence[str], fields: list[str]) -> None:
    """One column of departments, whatever it is called, holds those who lead. Beside a column of
    leads, responsible ones are responsible; of 建设单位 and 责任单位 the second leads."""
    present = {field for field in fields if field in DEPARTMENT_FIELDS}
    if "lead" in present or not present & {"responsible", "guiding"}:
        return
    name = "responsible" if "responsible" in present else "guiding"
    columns = [index for index, field in enumerate(fields) if field == name]
    if name == "responsible" or present == {"guiding"}:
        first = next((index for index in columns if "责任" in headings[index]), columns[0])
        fields[first] = "lead"


_SINGLE = (
    "number",
    "upper_number",
    "title",
    "requirement",
    "objective",
    "content",
    "scale",
    "standard",
    "funding",
    "investment",
    "indicator",
    "target",
    "measure",
    "total",
)


def _keep_one_each(fields: list[str]) -> None:
    """A second column of one meaning keeps its printed heading, so that neither text is lost."""
    seen: set[str] = set()
    for index, field in enumerate(fields):
        if (field in _SINGLE or field.startswith("milestone:")) and field in seen:
            fields[index] = ""
        seen.add(field)
