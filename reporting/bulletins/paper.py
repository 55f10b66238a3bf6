"""A bulletin as it goes to paper: plain values between what people chose and wrote and what prints them
(the Word file, the page on the screen). What was published is kept in this form.

The paper is Chinese whatever the language of the screen, so its words are not translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

DIGITS = "〇一二三四五六七八九"
LEVEL_2 = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
LEVEL_3 = re.compile(r"^\d{1,3}[.．](?!\d)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`level` 2 or 3 where `head` is a heading, 0 for plain text; what follows the heading in its line
    is `text`."""

    level: int
    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """`width` against the other columns."""

    heading: str
    width: int
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[list[tuple[str, Column]]]:
        """Each cell with its column."""
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """`heading` without its number, "" for the words that open the bulletin."""

    heading: str
    text: str
    table: Table | None = None

    @property
    def paragraphs(self) -> list[Paragraph]:
        return list(paragraphs_of(self.text))


@dataclass(frozen=True, slots=True)
class Annex:
    """附件, on a landscape page of its own."""

    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class Paper:
    """`masthead` is the red line of the issuing body, "" where none is wanted; `number` 青乡振办〔2026〕3号
    or 第3期; `dated` 2026年11月3日."""

    masthead: str
    number: str
    title: str
    recipients: str
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    signed: str
    dated: str

    @property
    def numbered(self) -> list[tuple[str, Section]]:
        """Each section with its heading as printed: 一、总体情况."""
        found, number = [], 0
        for section in self.sections:
            number += bool(section.heading)
            found.append((f"{han(number)}、{section.heading}" if section.heading else "", section))
        return found

    @property
    def named_annexes(self) -> list[tuple[str, Annex]]:
        """附件, or 附件1, 附件2 where there are several."""
        several = len(self.annexes) > 1
        return [(f"附件{place if several else ''}", row) for place, row in enumerate(self.annexes, 1)]

    @property
    def annex_lines(self) -> list[str]:
        """What the letter says of its annexes: 附件：1.… below each other, without a full stop."""
        if len(self.annexes) == 1:
            return [f"附件：{self.annexes[0].title}"]
        lines = [f"{place}.{annex.title}" for place, annex in enumerate(self.annexes, 1)]
        return [f"附件：{lines[0]}", *lines[1:]] if lines else []


def han(number: int) -> str:
    """1 to 99 as a heading counts: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """A line is a paragraph. （一）… and 1.… begin a heading, which ends with the line or, where the text
    goes on behind it, with its first full stop."""
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        level = 2 if LEVEL_2.match(line) else 3 if LEVEL_3.match(line) else 0
        if not level:
            yield Paragraph(0, "", line)
            continue
        head, stop, rest = line.partition("。")
        yield Paragraph(level, head + stop, rest)


def as_json(paper: Paper) -> dict[str, Any]:
    return asdict(paper)


def from_json(kept: dict[str, Any]) -> Paper:
    """The paper that was published."""
    return Paper(
        **kept
        | {
            "sections": tuple(
                Section(**row | {"table": table_from(row["table"])}) for row in kept["sections"]
            ),
            "annexes": tuple(Annex(row["title"], Table(*_table(row["table"]))) for row in kept["annexes"]),
        }
    )


def table_from(kept: dict[str, Any] | None) -> Table | None:
    return Table(*_table(kept)) if kept else None


def _table(kept: dict[str, Any]) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    return tuple(Column(**column) for column in kept["columns"]), tuple(tuple(row) for row in kept["rows"])
