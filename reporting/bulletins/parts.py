"""The parts of which the office makes up a bulletin: their codes, words and headings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """`heading` as printed without its number, "" for words that stand before the first heading.
    `is_usual` is chosen in a new bulletin."""

    code: str
    word: str
    heading: str
    is_usual: bool = True


# In the order of a new bulletin.
PARTS = {
    part.code: part
    for part in (
        Part("correction", "更正说明", "", is_usual=False),
        Part("opening", "开头", ""),
        Part("overview", "总体情况", "总体情况"),
        Part("category", "分类别情况", "分类别推进情况"),
        Part("department", "分部门情况", "牵头部门推进情况"),
        Part("town", "分街镇情况", "街镇推进情况"),
        Part("overdue", "逾期任务及原因", "逾期任务及原因"),
        Part("praise", "表扬和通报批评", "表扬和通报批评"),
        Part("next", "下一步工作要求", "下一步工作要求"),
    )
}


def part_choices() -> list[tuple[str, str]]:
    """A function, so that a new part needs no migration."""
    return [(part.code, part.word) for part in PARTS.values()]
