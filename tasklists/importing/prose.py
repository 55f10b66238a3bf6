"""Paragraphs → an outline of numbered nodes, with the labelled lines (责任单位：…) and the brackets
that say who does it taken as marks of their node."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tasklists.importing.cells import is_bodies, is_people, is_when
from tasklists.importing.found import Column
from tasklists.importing.headers import DEPARTMENT_FIELDS, MEANINGS, is_card_row, meaning, normal
from tasklists.importing.outline import Label, is_page_mark, label_of
from tasklists.importing.records import Block, Cell, Paragraph, SourceRef
from tasklists.importing.words import close_up, closing_bracket, join_lines, split_outside

# Marks that a label line or bracket may set on a node.
MARKS = (*DEPARTMENT_FIELDS, "deadline", "person", "investment", "funding", "scope", "result", "ignored")
# Parts of the task itself that a label line may hold; they say more about the item above.
_PARTS = {
    "content": "content",
    "objective": "objective",
    "requirement": "requirement",
    "scale": "scale",
    "standard": "standard",
    "target": "objective",
    "indicator": "objective",
    "title": "requirement",
    "remark": "remark",
}
_LABEL_LINE = re.compile(
    r"[【\[（(]?\s*([^\s：:【】\[\]（）()。，；、,;]{2,12}(?:[（(][^（）()]{1,16}[）)])?)\s*[】\]）)]?\s*[：:]\s*"
)
_BRACKET_LINE = re.compile(r"【\s*([^】：:]{2,10})\s*】\s*")
_INNER_LABEL = re.compile(
    r"(?:^|(?<=[\s；;。，,、）)　]))((?:[市区县镇省]级?)?"
    r"(?:总?牵头|责任|主办|主责|配合|协办|协同|协助|参与|参加"
    r"|落实|实施|承办|指导|监督|督导|主管|建设|分管|包联|挂点|联系|完成|时限|整改|办结|计划|进度)"
    r"[^：:；;。，,、\s]{0,10})\s*[：:]"
)
_ENDS_SENTENCE = re.compile(r"[。；：！？!?;:…]\s*[”’」』）)】》]*$|[）)】》”]$")
_SAYS_WHO = re.compile(r"牵头|负责|落实|配合|主办|承办|责任|协办|指导|主责")
_BULLET = re.compile(r"^\s*[-–•·●■◆▪➢✓]\s*(?=\S)")
# What follows the last item without being part of it.
_NO_PART = re.compile(
    r"(?:备?注|说明|附件|附表|抄送|抄报|联系人|公开属性|信息公开)\s*\d*\s*[:：]|[（(]?此[件页]|.{0,40}20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:印发)?$"
)
_VALUE_IN_BRACKETS = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,8})\s*[\[［【（(](?P<value>[^\[\]［］【】（）()]{2,120})[\]］】）)]"
)
_NUMBER_LINE = re.compile(r"(?:序号|编号|任务编号)\s*[：:]\s*(\d{1,3})")
_ENDS_TITLE = re.compile(r"(?:通知|方案|清单|意见|规划|办法|公告|函|报告|表|细则|要点|号)$")
_LONGEST_TITLE = 40
_MOST_BRACKETS = 200  # of one paragraph: more are no prose
_ITEM_LEVEL = 99  # of items without a number that begin with 项目名称：…


@dataclass(slots=True)
class Node:
    """A numbered paragraph or heading with what stands below it."""

    text: str  # behind the label, without its brackets of responsibility
    label: Label | None
    ref: SourceRef
    bold: bool = False
    level: int | None = None
    body: list[Cell] = field(default_factory=list)  # further paragraphs without a number
    marks: list[tuple[Column, Cell]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    printed: str = ""  # with the brackets

    @property
    def assigned(self) -> bool:
        """Whether it says itself who does it."""
        return any(column.field in DEPARTMENT_FIELDS for column, _ in self.marks)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def holds_assigned(self) -> bool:
        return any(node.assigned for node in self.walk())

    @property
    def own_words(self) -> str:
        """What it says besides its title."""
        rest = title_and_rest(self.text)[1]
        return "\n".join(filter(None, [rest, *(cell.text for cell in self.body)]))


def title_and_rest(text: str) -> tuple[str, str]:
    """The name of an item and what follows it: '筑牢屏障。全面落实…' → two parts. One sentence is a
    name by itself; of several, the first one is."""
    whole = join_lines(text)
    for marks in ("：:", "。"):
        pieces = split_outside(whole, marks)
        if len(pieces) > 1 and 2 <= len(pieces[0][1].strip()) <= _LONGEST_TITLE:
            end = pieces[0][0] + len(pieces[0][1])
            if marks == "。" or "。" not in pieces[0][1]:
                return close_up(pieces[0][1]), whole[end + 1 :].strip()
    first = split_outside(whole, "。")
    if len(first) > 1:
        return close_up(first[0][1]), whole[first[0][0] + len(first[0][1]) + 1 :].strip()
    return close_up(whole).rstrip("。；; "), ""


# ---------------------------------------------------------------- paragraphs


def mended(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Paragraphs with those joined again that a page end broke in the middle of a sentence."""
    result: list[Paragraph] = []
    for paragraph in paragraphs:
        if is_page_mark(paragraph.text):
            continue
        paragraph = replace(paragraph, text=_BULLET.sub("", paragraph.text))
        if not paragraph.text.strip():
            continue
        if result and _goes_on(result[-1], paragraph):
            result[-1] = replace(result[-1], text=result[-1].text + paragraph.text)
        else:
            result.append(paragraph)
    return result


def with_cards(blocks: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs, and the rows of cards (项目名称 | … | 责任单位 | …) as labelled lines. Other tables
    say nothing here."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            for row in block.rows:
                found.extend(_card_lines([c for c in row if c.text.strip() and not c.merged]))
    return found


def _card_lines(cells: Sequence[Cell]) -> list[Paragraph]:
    if not is_card_row([cell.text for cell in cells]):
        return []
    return [
        Paragraph(f"{normal(head.text)}：{join_lines(value.text)}", value.ref)
        for head, value in zip(cells[::2], cells[1::2], strict=True)
    ]


def _goes_on(above: Paragraph, below: Paragraph) -> bool:
    ended = _ENDS_SENTENCE.search(above.text) or _ENDS_TITLE.search(above.text)
    if len(above.text) < 30 or ended or below.bold or below.level:
        return False
    text = below.text.strip()
    return label_of(text) is None and not label_line(text) and (len(text) > 12 or text[-1:] in "。；")


def label_line(text: str) -> list[tuple[Column, str]]:
    """The labelled parts of a line that begins with a known label: '责任单位：A 配合单位：B'."""
    match = _LABEL_LINE.match(text) or _BRACKET_LINE.match(text)
    if match is None:
        return []
    if meaning(match[1]) in MARKS:
        return _labelled_parts(text)
    part = _PARTS.get(MEANINGS.get(normal(match[1]), ""))
    value = text[match.end() :].strip()
    return [(Column(match[1], part), value)] if part and value else []


def begins_item(text: str) -> str | None:
    """The name of the item that a line such as '项目名称：…' begins; None for any other line."""
    match = _LABEL_LINE.match(text)
    if match is None or not re.fullmatch(r".{0,4}(?:项目|任务|事项|实事|工作)名称", match[1]):
        return None
    return text[match.end() :].strip() or None


def _labelled_parts(text: str) -> list[tuple[Column, str]]:
    """'牵头单位：A；配合单位：B；完成时限：12月底' → a column and a value for each."""
    text = text.strip()
    starts = [(m.start(1), m.end(), m[1]) for m in _INNER_LABEL.finditer(text) if meaning(m[1]) in MARKS]
    head = _LABEL_LINE.match(text) or _BRACKET_LINE.match(text)
    if head is not None and meaning(head[1]) in MARKS and (not starts or starts[0][0] > head.start(1)):
        starts.insert(0, (head.start(1), head.end(), head[1]))
    parts: list[tuple[Column, str]] = []
    for index, (_, end, heading) in enumerate(starts):
        stop = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        field = meaning(heading) or ""
        parts.append((Column(heading, field), text[end:stop].strip(" 　；;。，,、\n")))
    return [(column, value) for column, value in parts if value]


def without_labels(text: str) -> tuple[str, list[tuple[Column, str]]]:
    """A sentence without the labels that follow it on the same line: '……。责任单位：A、B'."""
    for match in _INNER_LABEL.finditer(text):
        before = text[: match.start(1)].rstrip()
        if before[-1:] in "。；;）)" and meaning(match[1]) in (*DEPARTMENT_FIELDS, "deadline", "person"):
            return before, _labelled_parts(text[match.start(1) :])
    return text, []


# ---------------------------------------------------------------- brackets


def without_brackets(text: str) -> tuple[str, list[tuple[Column, str]]]:
    """The text without the brackets that say who does it or by when, and what they say."""
    marks: list[tuple[Column, str]] = []
    kept: list[str] = []
    position = 0
    if sum(map(text.count, "（(〔【[")) > _MOST_BRACKETS:
        return text, []
    for match in re.finditer(r"[（(〔【\[]", text):
        if match.start() < position:
            continue
        end = closing_bracket(text, match.start())
        if end is None:
            continue
        found = _bracket_marks(text[match.start() + 1 : end], text[end + 1 :])
        if found:
            marks.extend(found)
            kept.append(text[position : match.start()])
            position = end + 1
    kept.append(text[position:])
    return re.sub(r"([。；])[。；]+", r"\1", "".join(kept)).strip(), marks


def _bracket_marks(inner: str, behind: str) -> list[tuple[Column, str]]:
    inner = inner.strip()
    if len(inner) > 400 or not inner:
        return []
    if re.search(r"。.", inner):  # （某局牵头。以下均需各镇落实，不再列出）
        return _bracket_marks(inner.split("。")[0], behind)
    parts = _labelled_parts(inner)
    if parts and _INNER_LABEL.match(inner):
        return parts
    if _SAYS_WHO.search(inner) and is_bodies(
        re.sub(r"(?:共同|分别|按.{0,6}分工|组织)?(?:牵头|负责|落实|配合|实施)+", "", inner)
    ):
        return [(Column("", "lead"), inner)]
    at_end = not behind.strip(" 。.；;\n\r\t")
    if at_end and is_bodies(inner) and not is_people(inner):
        return [(Column("", "lead"), inner)]
    if at_end and is_when(inner) and re.search(r"前|底|完成|全年|长期", inner):
        return [(Column("", "deadline"), inner)]
    return []


# ---------------------------------------------------------------- the outline


def outline(paragraphs: Sequence[Paragraph]) -> list[Node]:
    """The nodes of the text, outermost first. Paragraphs above the first number have no place in it."""
    roots: list[Node] = []
    stack: list[Node] = []
    number: Label | None = None  # of a line of its own, for the item that the next line begins
    lines = mended(paragraphs)
    for index, paragraph in enumerate(lines):
        text = paragraph.text.strip()
        if _NO_PART.match(text):
            stack.clear()
            continue
        parts = label_line(text)
        label = label_of(text)
        if label is not None and not parts and (own := label_line(label.rest)) and stack:
            parts = own  # （2）责任单位：…
        if (numbered := _NUMBER_LINE.fullmatch(text)) is not None:
            number = Label("digit", numbered[1], int(numbered[1]), "")
            continue
        if (name := begins_item(label.rest if label else text)) is not None:
            _place(Node(name, label or number, paragraph.ref, level=_ITEM_LEVEL, printed=text), roots, stack)
            number = None
            continue
        if parts and stack:
            stack[-1].marks.extend((column, Cell(value, paragraph.ref)) for column, value in parts)
            continue
        if label is None and _names_item(text, lines[index + 1 : index + 2], stack):
            _place(Node(text, None, paragraph.ref, level=_ITEM_LEVEL, printed=text), roots, stack)
            continue
        if label is not None or (_is_plain_heading(paragraph) and (roots or not _TITLE.search(text))):
            _place(_node(paragraph, label), roots, stack)
        elif stack:
            rest, marks = _without_marks(text)
            stack[-1].marks.extend((column, Cell(value, paragraph.ref)) for column, value in marks)
            if rest:
                stack[-1].body.append(Cell(rest, paragraph.ref, paragraph.bold))
    return roots


def _labels_of_brackets(text: str) -> str:
    """'责任单位[A、B]，完成时限[10月]' as '责任单位：A、B；完成时限：10月'."""

    def spelled(match: re.Match[str]) -> str:
        field, value = meaning(match["label"]), match["value"]
        fits = is_bodies(value) if field in DEPARTMENT_FIELDS else field == "deadline" and is_when(value)
        return f"{match['label']}：{value}；" if fits else match[0]

    return _VALUE_IN_BRACKETS.sub(spelled, text)


def _without_marks(text: str) -> tuple[str, list[tuple[Column, str]]]:
    text = _labels_of_brackets(text)
    text, marks = without_brackets(text)
    rest, labelled = without_labels(text)
    return rest, [*marks, *labelled]


def _node(paragraph: Paragraph, label: Label | None) -> Node:
    text = label.rest if label else paragraph.text.strip()
    rest, marks = _without_marks(text)
    node = Node(rest, label, paragraph.ref, paragraph.bold, paragraph.level, printed=text)
    node.marks.extend((column, Cell(value, paragraph.ref)) for column, value in marks)
    return node


# The document's own title stands above all headings and is none of them.
def _names_item(text: str, below: Sequence[Paragraph], stack: Sequence[Node]) -> bool:
    """Whether a short line without a number is the name of an item whose labelled lines follow it."""
    if len(text) > _LONGEST_TITLE or re.search(r"[。；：:！？]", text) or not below:
        return False
    fresh = not stack or bool(stack[-1].marks) or bool(stack[-1].children)
    return fresh and bool(label_line(below[0].text.strip())) and not _TITLE.search(text)


_TITLE = re.compile(
    r"(?:方案|清单|通知|意见|计划|要点|分工|分解|一览表|任务书|办法|表)(?:[（(][^（()）]*[)）])?$|20\d\d\s*年"
)


def _is_plain_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return (
        bool(paragraph.level or paragraph.bold)
        and len(text) <= _LONGEST_TITLE
        and not re.search("[。；]", text)
    )


def _place(node: Node, roots: list[Node], stack: list[Node]) -> None:
    """Hangs the node below the last one of another numbering that is still open."""
    kind = _kind(node)
    for depth, above in enumerate(stack):
        if _kind(above) == kind:
            del stack[depth:]
            break
    else:
        if node.label is not None:
            _close_inner(node.label, stack)
        elif node.level != _ITEM_LEVEL:
            stack.clear()
    (stack[-1].children if stack else roots).append(node)
    stack.append(node)


def _kind(node: Node) -> str:
    return node.label.kind if node.label else f"heading {node.level or 0}"


def _close_inner(label: Label, stack: list[Node]) -> None:
    """A numbering that official documents nest outside another one closes it: (一) is not below 1.
    unless it begins anew there."""
    while stack and (top := stack[-1].label) is not None and top.depth > label.depth and label.is_heading:
        stack.pop()


def flat(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from node.walk()
