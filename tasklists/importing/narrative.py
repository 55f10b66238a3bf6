"""Tasks in numbered prose: items that say in a bracket or on a line of their own who does them, and
the items of a section of tasks. Background, principles and requirements of work are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasklists.importing.found import Column, Found, FoundHeading, FoundItem, FoundRow
from tasklists.importing.prose import Node, flat, mended, outline, title_and_rest, with_cards
from tasklists.importing.records import PROSE_FIELDS, Cell, Paragraph, PlanItem, RawDocument
from tasklists.importing.words import close_up

# Headings of sections that hold tasks, and of those that never do.
_TASK_SECTION = re.compile(
    r"(?:重点|主要|工作|目标|具体|行动|年度|建设|改革|整治|核心|实施|任务|攻坚)(?:工作|目标|实施|建设)*(?:任务|措施|举措|内容|行动|项目|事项|清单)"
    r"|任务(?:分工|清单|分解|措施)|重点工作|实事项目"
)
_NO_TASKS = re.compile(
    r"工作背景|指导思想|基本原则|总体(?:要求|目标|思路|部署)|工作(?:要求|原则|机制|步骤|保障|目标)$|保障(?:措施|机制)|组织(?:领导|保障|实施|机构)|实施区域"
    r"|实施范围|实施步骤|时间安排|有关要求|相关要求|附则|监督考核|考核(?:办法|评估)|目标要求|进度安排|宣传引导|强化保障|^要求|推进机制"
)
_NAMES_LIST = re.compile(r"实事(?:项目)?(?:清单)?$|任务清单|重点任务|工作任务|任务分解")
_NAMED_ABOVE, _LONGEST_NAME = 3, 40  # paragraphs above a list in which its name stands, and its length
_LEAST_ITEMS = 3
_LEAST_WORDS = 15  # characters an item must say besides its name to be more than a heading

NUMBER, TITLE = Column("序号", "number"), Column("任务名称", "title")
REQUIREMENT = Column("任务要求", "requirement")


def find_narrative(document: RawDocument) -> Found:
    """The list that the prose of the document holds; no rows where there is none."""
    paragraphs = mended(with_cards(document.blocks))
    nodes = outline(paragraphs)
    items: list[FoundItem] = []
    for root in _sections(nodes) or _plain_list(nodes, paragraphs):
        items.extend(_section_items(root))
    rows = [item for item in items if isinstance(item, FoundRow)]
    assigned = any(node.assigned for node in flat(nodes))
    if not rows or (not assigned and len(rows) < _LEAST_ITEMS):
        return Found(left=tuple(paragraphs))
    used = _used_lines(nodes, items)
    left = tuple(paragraph for paragraph in paragraphs if paragraph.ref not in used)
    refs = [paragraph.ref for paragraph in paragraphs]
    begin = refs.index(items[0].ref)
    above = sum(refs.index(paragraph.ref) < begin for paragraph in left)
    return Found(_with_needed_headings(_settled(items)), (NUMBER, TITLE, REQUIREMENT), left, above)


def _settled(items: Sequence[FoundItem]) -> list[FoundItem]:
    """Where an item names no lead, those called 责任单位 lead; 责任主体 beside 指导部门 stay responsible."""
    settled: list[FoundItem] = []
    for item in items:
        if isinstance(item, FoundRow):
            fields = {column.field for column, _ in item.cells}
            if "responsible" in fields and not fields & {"lead", "guiding"}:
                item = replace(item, cells=tuple((_leading(column), cell) for column, cell in item.cells))
        settled.append(item)
    return settled


def _leading(column: Column) -> Column:
    return replace(column, field="lead") if column.field == "responsible" else column


def _used_lines(nodes: Sequence[Node], items: Sequence[FoundItem]) -> set[object]:
    refs = {item.ref for item in items}
    used: set[object] = set(refs)
    for node in flat(nodes):
        if node.ref in refs:
            used |= {cell.ref for cell in node.body} | {cell.ref for _, cell in node.marks}
            used |= {below.ref for below in node.walk()} if node.ref in _row_refs(items) else set()
    return used


def _row_refs(items: Sequence[FoundItem]) -> set[object]:
    return {item.ref for item in items if isinstance(item, FoundRow)}


# ---------------------------------------------------------------- which sections


def _sections(nodes: Sequence[Node]) -> list[Node]:
    """The outermost nodes that hold tasks: all that hold assigned items; without any such item in the
    document, those whose heading says tasks."""
    if any(node.assigned for node in flat(nodes)):
        chosen = [node for node in nodes if node.holds_assigned and not _only_guarantees(node)]
        return _with_siblings(nodes, chosen)
    return [node for node in nodes if _is_task_section(node)]


def _only_guarantees(node: Node) -> bool:
    """保障措施 and the like count as tasks only where each of their items is assigned."""
    leaves = [below for below in node.walk() if not below.children and below is not node]
    return bool(_NO_TASKS.search(title_and_rest(node.text)[0])) and not all(leaf.assigned for leaf in leaves)


def _plain_list(nodes: Sequence[Node], paragraphs: Sequence[Paragraph]) -> list[Node]:
    """Numbered sentences below a line that names them (2011年10件实事), without a word about who."""
    refs = [paragraph.ref for paragraph in paragraphs]
    items = [node for node in nodes if node.label is not None and not node.children]
    if (
        len(items) < _LEAST_ITEMS
        or len(items) < len(nodes)
        or any(len(n.text) > 120 or n.body for n in items)
    ):
        return []
    begin = refs.index(items[0].ref)
    above = [close_up(p.text) for p in paragraphs[max(0, begin - _NAMED_ABOVE) : begin]]
    named = any(len(text) <= _LONGEST_NAME and _NAMES_LIST.search(text) for text in above)
    return items if named and not any(_NO_TASKS.search(node.text) for node in items) else []


def _with_siblings(nodes: Sequence[Node], chosen: list[Node]) -> list[Node]:
    """Where most outermost nodes are tasks themselves, those between them are too, only without a
    department."""
    own = [node for node in chosen if node.assigned]
    if len(own) < 2 or len(own) < 0.5 * len(nodes):
        return chosen
    kinds = {node.label.kind for node in own if node.label}
    first, last = nodes.index(own[0]), nodes.index(own[-1])
    return [
        node
        for index, node in enumerate(nodes)
        if node in chosen
        or (
            first < index < last
            and node.label
            and node.label.kind in kinds
            and not _NO_TASKS.search(node.text)
        )
    ]


def _is_task_section(node: Node) -> bool:
    title = title_and_rest(node.text)[0]
    return bool(_TASK_SECTION.search(title)) and not _NO_TASKS.search(title) and bool(node.children)


# ---------------------------------------------------------------- which items


def _section_items(root: Node) -> list[FoundItem]:
    if not root.children and root.label is not None:
        return [_row(root)]
    items: list[FoundItem] = []
    _add(root, 0, None, items, in_tasks=_is_task_section(root))
    return items


def _add(node: Node, level: int, parent: Node | None, items: list[FoundItem], *, in_tasks: bool) -> None:
    """Adds a node as a task with its sub-items, or as a heading with the tasks below it."""
    if _is_task(node, parent, in_tasks=in_tasks):
        _go_on_below(parent, level - 1, items)
        items.append(_row(node))
        for child in node.children:
            if child.assigned and _own_item(child):
                items.append(_row(child, parent=node))
        return
    if not in_tasks and not node.holds_assigned:
        return
    items.append(_heading(node, level))
    if node.assigned and _heads_items(node, parent):
        for child in node.children:
            child.marks.extend((column, replace(cell, merged=True)) for column, cell in node.marks)
    inner = in_tasks or _is_task_section(node)
    for child in node.children:
        if inner or child.holds_assigned or _beside_assigned(child, node):
            _add(child, level + 1, node, items, in_tasks=inner)


def _go_on_below(parent: Node | None, level: int, items: list[FoundItem]) -> None:
    """A task behind a heading of its own level belongs to the heading above both."""
    last = next((item for item in reversed(items) if isinstance(item, FoundHeading)), None)
    if parent is not None and last is not None and last.ref != parent.ref and last.level > level:
        items.append(replace(_heading(parent, level), again=True))


def _is_task(node: Node, parent: Node | None, *, in_tasks: bool) -> bool:
    """A node is a task when it is assigned, or has no assigned items below it, or is itself a piece of
    work beside others of its kind that have none below them."""
    if node.assigned and not _heads_items(node, parent):
        return True
    if not node.children:
        return parent is not None
    if node.holds_assigned:
        return parent is not None and in_tasks and _says_more(node) and _has_plain_siblings(node, parent)
    return parent is not None and in_tasks and _says_more(node)


def _heads_items(node: Node, parent: Node | None) -> bool:
    """Whether it is only the name of several numbered items, who then share what it says of bodies. Not
    where one of its kind beside it is a task by itself."""
    items = [child for child in node.children if child.label is not None]
    if len(items) < 2 or node.own_words or any(child.assigned for child in items):
        return False
    beside = parent.children if parent is not None else []
    return not any(other.assigned and not other.children for other in beside if other is not node)


def _says_more(node: Node) -> bool:
    return len(node.own_words) >= _LEAST_WORDS


def _has_plain_siblings(node: Node, parent: Node) -> bool:
    return any(not child.children and _says_more(child) for child in parent.children if child is not node)


def _beside_assigned(node: Node, parent: Node) -> bool:
    """An item without a department among items of which most have one."""
    assigned = sum(child.assigned for child in parent.children)
    return assigned >= 0.5 * len(parent.children) and not _NO_TASKS.search(node.text[:20])


def _own_item(node: Node) -> bool:
    return bool(node.text)


def _heading(node: Node, level: int) -> FoundHeading:
    label = node.label.text if node.label else ""
    return FoundHeading(label, title_and_rest(node.text)[0], level, node.ref)


def _row(node: Node, parent: Node | None = None) -> FoundRow:
    title, rest = title_and_rest(node.text)
    words = [rest] if rest else []
    words += [cell.text for cell in node.body]
    if parent is not None or not any(child.assigned for child in node.children):
        words += [_whole(child) for child in node.children]
    else:
        words += [_whole(child) for child in node.children if not child.assigned]
    text = "\n".join(filter(None, words))
    if not text and not any(column.field in PROSE_FIELDS for column, _ in node.marks):
        text = node.text
    cells = [(TITLE, Cell(title, node.ref)), (REQUIREMENT, Cell(text, node.ref))]
    if node.label is not None:
        cells.insert(0, (NUMBER, Cell(node.label.text, node.ref)))
    marks = [*node.marks]
    if parent is not None or not any(child.assigned for child in node.children):
        marks += [mark for child in node.children for below in child.walk() for mark in below.marks]
    number = parent.label.text if parent is not None and parent.label else None
    return FoundRow((*cells, *marks), node.ref, parent=number)


def _whole(node: Node) -> str:
    label = node.label.text + ("." if node.label.kind == "digit" else "") if node.label else ""
    return "\n".join(
        [f"{label}{node.text}", *(c.text for c in node.body), *(_whole(c) for c in node.children)]
    )


def _with_needed_headings(items: Sequence[FoundItem]) -> tuple[FoundItem, ...]:
    """Without headings below which nothing follows."""
    kept: list[FoundItem] = []
    for item in reversed(items):
        if isinstance(item, FoundHeading):
            below = kept[-1] if kept else None
            if below is None or (isinstance(below, FoundHeading) and below.level <= item.level):
                continue
        kept.append(item)
    return tuple(reversed(kept))


# ---------------------------------------------------------------- a plan beside an annexed list


def plan_items(paragraphs: Iterable[Paragraph]) -> tuple[PlanItem, ...]:
    """The numbered items of the sections of tasks in the narrative above an annexed list."""
    nodes = outline(list(paragraphs))
    items: list[PlanItem] = []
    for root in nodes:
        if _is_task_section(root):
            items.extend(_plan_items(root, None))
    return tuple(items)


def _plan_items(node: Node, section: str | None) -> list[PlanItem]:
    items: list[PlanItem] = []
    for child in node.children:
        label = child.label.text if child.label else ""
        if child.children and not _says_more(child):
            items.extend(_plan_items(child, label or section))
        elif label:
            title, rest = title_and_rest(child.text)
            words = [rest, *(cell.text for cell in child.body), *(_whole(below) for below in child.children)]
            text = "\n".join(filter(None, words))
            items.append(PlanItem(label, close_up(title), section, None, text or close_up(title), child.ref))
    return items
