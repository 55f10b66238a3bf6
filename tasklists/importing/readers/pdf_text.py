"""Characters of a PDF page → lines → paragraphs. A PDF knows neither; both are told from places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

Character = dict[str, Any]  # as pdfplumber gives it
_SAME_LINE = 0.5  # of the character's height: centres nearer than that stand on one line
_WORD_GAP = 0.35  # of the character's height: wider gaps beside Latin letters and digits are spaces
_WIDE_GAP = 0.9  # between Chinese characters, which are also spread to fill a line
_ROOM = 0.6  # characters: by how much a line may miss the margin and still be full
_UNEVEN = 2.0  # characters: by how much the margins of a page may differ
_INDENT = 1.2  # characters
_LOOSE = 1.6  # of the usual distance of lines: wider ones part paragraphs
_BOLD_FONT = re.compile(r"bold|heavy|black", re.IGNORECASE)
_BEGINNING = re.compile(
    r"\s*(?:[一二三四五六七八九十百]+[、.．]|第[一二三四五六七八九十百]+[章节条部]"
    r"|[（(〔][一二三四五六七八九十\d]+[)）〕]|\d{1,3}(?:[、．]|\.(?!\d))|[①-⑳]|附件|[^，。；：\s]{2,10}：)"
)
_PAGE_NUMBER = re.compile(
    r"[\s\-—–―－·.~～|]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–―－·.~～|]*"
)
_BROWSER = re.compile(
    r"(?:ﬁ|fi)le:/|https?://|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}[ ,]+\d{1,2}:\d{2}"
)  # on printed pages
_EDGE_LINES = 3  # at the top and bottom of a page may be headers and footers
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z0-9.,%/+-]")
_NOT_LAST = re.compile(r"[（《〈“‘【〔［(]")
_NOT_FIRST = re.compile(r"[，。、；：！？）》〉”’】〕」％%),.;:!?]")


@dataclass(frozen=True, slots=True)
class TextLine:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    first: float  # width of what cannot be parted at its beginning: a character, a number, a word
    page: int = 0
    page_width: float = 0
    row: int = 0  # counts lines and table rows of the page from 1

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines_of(characters: Iterable[Character], page: int = 0, page_width: float = 0) -> list[TextLine]:
    """Lines from top to bottom, characters from left to right; wide gaps become a space."""
    lines: list[list[Character]] = []
    for character in sorted(characters, key=lambda found: (_middle(found), found["x0"])):
        last = lines[-1][-1] if lines else None
        if last is not None and _middle(character) - _middle(last) < _SAME_LINE * _height(character):
            lines[-1].append(character)
        else:
            lines.append([character])
    found = (_line(_trimmed(sorted(line, key=lambda found: found["x0"])), page) for line in lines)
    return [replace(line, page_width=page_width) for line in found if line is not None]


def _middle(character: Character) -> float:
    return (character["top"] + character["bottom"]) / 2


def _height(character: Character) -> float:
    return max(character["bottom"] - character["top"], 1.0)


def _trimmed(characters: Sequence[Character]) -> Sequence[Character]:
    """Without the spaces at both ends, which stand for nothing that is printed."""
    shown = [index for index, character in enumerate(characters) if character["text"].strip()]
    return characters[shown[0] : shown[-1] + 1] if shown else ()


def _line(characters: Sequence[Character], page: int) -> TextLine | None:
    if not characters:
        return None
    text = characters[0]["text"]
    spread = _spread(characters)
    for before, character in pairwise(characters):
        text += (" " if _is_apart(before, character, spread) else "") + character["text"]
    return TextLine(
        text=text,
        left=characters[0]["x0"],
        right=max(character["x1"] for character in characters),
        top=min(character["top"] for character in characters),
        bottom=max(character["bottom"] for character in characters),
        size=Counter(round(_height(character), 1) for character in characters).most_common(1)[0][0],
        bold=all(_BOLD_FONT.search(character["fontname"] or "") for character in characters),
        first=_first_width(characters),
        page=page,
    )


def _spread(characters: Sequence[Character]) -> float:
    """By how much the characters of the line are moved apart, as they are to fill a line."""
    gaps = sorted(character["x0"] - before["x1"] for before, character in pairwise(characters))
    return max(0.0, gaps[len(gaps) // 2]) if gaps else 0.0


def _is_apart(before: Character, character: Character, spread: float) -> bool:
    """Whether a gap that no space character fills is a space all the same."""
    if not before["text"].strip() or not character["text"].strip():
        return False
    latin = before["text"].isascii() or character["text"].isascii()
    gap = float(character["x0"] - before["x1"]) - spread
    return gap > (_WORD_GAP if latin else _WIDE_GAP) * _height(character)


def _first_width(characters: Sequence[Character]) -> float:
    """A line break stands before a whole number or Latin word, never before closing or after opening
    marks."""
    end = 1
    while end < len(characters) and (
        _NOT_FIRST.match(characters[end]["text"])
        or _NOT_LAST.match(characters[end - 1]["text"])
        or (_WORD.match(characters[end - 1]["text"]) and _WORD.match(characters[end]["text"]))
    ):
        end += 1
    return float(characters[end - 1]["x1"] - characters[0]["x0"])


def wrapped(lines: Sequence[TextLine], room: float) -> str:
    """The text of a cell whose lines may be `room` wide: a break is kept only where what follows would
    still have fitted, so that it was meant."""
    text = lines[0].text if lines else ""
    for before, line in pairwise(lines):
        text += joint(before, line, room) + line.text
    return text


def joint(before: TextLine, line: TextLine, room: float) -> str:
    """What stands between two lines of a cell: a line break that was meant, a space, or nothing."""
    if before.right - before.left + line.first + _ROOM * line.size <= room:
        return "\n"
    return _space(before.text, line.text)


# ---------------------------------------------------------------- headers and footers


def without_running_lines(pages: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """Pages without page numbers, headers and footers: what is printed at the same height of several
    pages. A header that is the same on all of them stays once, as it may be the title."""
    printed = Counter(mark for lines in pages for mark in {_mark(line) for line in _edges(lines)})
    kept: list[list[TextLine]] = []
    seen: set[tuple[str, int]] = set()
    for lines in pages:
        edges = {id(line) for line in _edges(lines)}
        at_foot = {id(line) for line in lines[-_EDGE_LINES:] if line.top > lines[0].top}
        outermost = {id(line) for line in (*lines[:1], *lines[-1:])}
        page: list[TextLine] = []
        for line in lines:
            mark = _mark(line)
            if id(line) in outermost and (_PAGE_NUMBER.fullmatch(line.text) or _BROWSER.match(line.text)):
                continue
            if id(line) in edges and printed[mark] > 1 and (mark in seen or id(line) in at_foot):
                continue
            seen.add(mark)
            page.append(line)
        kept.append(page)
    return kept


def _edges(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    return (*lines[:_EDGE_LINES], *lines[_EDGE_LINES:][-_EDGE_LINES:])


def _mark(line: TextLine) -> tuple[str, int]:
    """A header's text may hold the number of the page; its height is the same on each."""
    return re.sub(r"\d+", "#", line.text), round(line.top / 4)


# ---------------------------------------------------------------- paragraphs


def paragraphs_of(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Lines (of one page or several) joined into paragraphs; each has the place of its first line."""
    current: TextLine | None = None
    margins = {
        width: _margins([line for line in lines if line.page_width == width])
        for width in {line.page_width for line in lines}
    }
    pitch = _pitch(lines)
    for last, line in pairwise((None, *lines)):
        if line is None:
            continue
        if current is None or last is None:
            current = line
        elif _stands_apart(
            line, last, margins[line.page_width][0], margins[last.page_width][1], pitch
        ) or _reads_as_beginning(line.text, current.text):
            yield current
            current = line
        else:
            current = replace(
                current,
                text=current.text + _space(current.text, line.text) + line.text,
                bold=current.bold and line.bold,
            )
    if current is not None:
        yield current


def _margins(lines: Sequence[TextLine]) -> tuple[float, float]:
    """Where the text of pages of one width begins at the left and may end at the right. A single line
    further out (a note in the margin) does not count; pages of short lines have the margin of their left
    side."""
    lefts = sorted(line.left for line in lines)
    left = lefts[min(1, len(lefts) - 1)]
    right = max(line.right for line in lines)
    return left, max(right, lines[0].page_width - left - _UNEVEN * lines[0].size)


def _pitch(lines: Sequence[TextLine]) -> float:
    """The usual distance from line to line; 0 where there is none."""
    distances = [
        after.middle - before.middle
        for before, after in pairwise(lines)
        if before.page == after.page and after.middle > before.middle
    ]
    return sorted(distances)[len(distances) // 2] if distances else 0


def _reads_as_beginning(text: str, before: str) -> bool:
    """Whether a line behind a full one begins a paragraph by its words: a number or a label after the end
    of a sentence, but not within a bracket."""
    if before.count("（") + before.count("(") > before.count("）") + before.count(")"):
        return False
    return bool(_BEGINNING.match(text)) and before[-1] in "。：；！？:;"


def _stands_apart(line: TextLine, last: TextLine, left: float, right: float, pitch: float) -> bool:
    """Whether a paragraph begins with this line, by where and how it is printed."""
    if last.right + line.first + _ROOM * line.size <= right:
        return True
    if line.left > left + _INDENT * line.size:
        return True
    if abs(line.size - last.size) > 0.15 * last.size or line.bold != last.bold:
        return True
    return bool(line.page == last.page and pitch and line.middle - last.middle > _LOOSE * pitch)


def _space(before: str, after: str) -> str:
    return " " if _LATIN.match(before[-1:]) and _LATIN.match(after[:1]) else ""
