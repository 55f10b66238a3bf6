"""Prose cut into clauses with the quantities that may be targets.

Numbers that belong to dates, documents, quoted names or remarks in brackets are masked: the clause
keeps its printed words, the mask only hides digits from the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tasklists.importing.words import fold, split_outside

from .dates import find_dates
from .numbers import Quantity, find_quantities

HOLE: Final = "\ue000"  # a masked character that names leave out: dates, remarks
_SHOWN: Final = "\ue001"  # a masked character that names keep: PM2.5, 第3批, figures in quotes
_BINDS: Final = re.compile(r"不(?:得)?(?:少|低|高|多|超)|至少|以上|以内|左右|≥|≤|达到?\d|其中|每个?")
_QUOTED: Final = re.compile(
    r"“[^“”]{0,60}”|‘[^‘’]{0,60}’|\"[^\"]{0,60}\"|「[^「」]{0,60}」|《[^《》]{0,120}》"
)
_CODES: Final = re.compile(
    r"[〔\[【]\s*20\d\d\s*[〕\]】]\s*第?\s*\d{1,9}\s*号|第\s*\d{1,9}\s*[批届次期个条项号款章类轮]|[A-Z]{2,9}[/A-Z]{0,9}\s?T?\s*[\d.+]{1,20}(?:-\d{4})?"
    r"|\d{1,9}(?:\.\d{1,9})?万?元?/(?!年|月|季|次)[^，。；\s]{1,4}|(?<![\d.])\d{1,2}\s*[-—~]\s*\d{1,2}\s*岁|\d{1,9}(?:\+\w{1,20})+|\d{1,9}\s*[:：]\s*\d{1,9}(?:\.\d{1,9})?"
    r"|[前后近上]\s*\d{1,9}\s*(?:年|位|名)|\d{1,9}\s*个?(?:月|年)(?!度|底|末)|\d{1,9}\s*类(?=桥|危)|\d-\d类|[A-Z]级"
)
_LONGEST: Final = 1200  # characters; no clause of a sentence is so long
_NUMBERING: Final = re.compile(
    r"^\s*(?:[（(]?\d{1,2}[.．、)）](?!\d)|[（(][一二三四五六七八九十]+[)）]|[①-⑳])\s*"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its quantities; their offsets hold in `text` and in `printed` alike."""

    text: str  # with holes where dates, codes and remarks stood
    printed: str
    quantities: tuple[Quantity, ...]
    first: bool  # begins its sentence, or what follows a semicolon
    opens: bool = False  # begins a full sentence
    bracket: bool = False


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a prose field in order; remarks in brackets that bind come after theirs."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", fold(text))
    for opens, sentence in _sentences(plain):
        masked, brackets = _mask(sentence)
        first = True
        for offset, piece in split_outside(masked, "，,：:"):
            if len(piece) > _LONGEST:
                continue
            shown = sentence[offset : offset + len(piece)]
            hidden = "".join(HOLE if m == HOLE else s for m, s in zip(piece, shown, strict=True))
            found = _unmasked(find_quantities(piece, chinese=True))
            yield Clause(hidden, shown, found, first, first and opens)
            first = False
        for remark in brackets:
            for _, piece in split_outside(remark, "，,；;"):
                hidden, _ = _mask(piece)
                yield Clause(
                    hidden, piece, _unmasked(find_quantities(hidden, chinese=True)), False, bracket=True
                )


def _unmasked(quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    return tuple(quantity for quantity in quantities if HOLE not in quantity.text)


def _sentences(text: str) -> list[tuple[bool, str]]:
    """Sentences, cut at semicolons too, and whether each begins a full one; a line break ends one
    only after its end or before numbering."""
    lines = re.split(r"\s*[\r\n]+\s*", text.strip())
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        ends = re.search(r"[。；;！.]$", joined) or _NUMBERING.match(line)
        joined += ("\n" if ends else "") + line
    pieces: list[tuple[bool, str]] = []
    for _, sentence in split_outside(joined, "。！\n"):
        for index, (_, piece) in enumerate(split_outside(sentence, "；;")):
            pieces.append((index == 0, _NUMBERING.sub("", piece).strip()))
    return pieces


def _mask(sentence: str) -> tuple[str, list[str]]:
    """The sentence with its masked characters replaced, same length, and its binding remarks."""
    masked = list(sentence)
    brackets: list[str] = []
    for match in re.finditer(r"[（(]([^（()）]*)[）)]", sentence):
        if re.search(r"\d", match[1]):
            if _BINDS.search(match[1]) and not re.search(r"连片|含$|指", match[1]):
                brackets.append(match[1])
            masked[match.start() : match.end()] = HOLE * (match.end() - match.start())
    for match in _QUOTED.finditer(sentence):
        for position in range(match.start(), match.end()):
            if masked[position].isdigit() or masked[position] in "一二两三四五六七八九十百千%":
                masked[position] = _SHOWN
    codes = [match.span() for match in _CODES.finditer("".join(masked))]
    dates = [(mention.start, mention.end) for mention in find_dates("".join(masked), 2000)]
    for spans, mask in ((codes, _SHOWN), (dates, HOLE)):
        for start, end in spans:
            masked[start:end] = mask * (end - start)
    return "".join(masked), brackets
