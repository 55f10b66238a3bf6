"""Which towns a task concerns: named ones, all of them, or whatever else the cell says."""

from __future__ import annotations

import re
from typing import Final

from tasklists.importing.records import NOWHERE, Scope, SourceRef
from tasklists.importing.words import fold, is_nothing, join_lines

from .towns import ALL_TOWNS, Towns

# Some of the towns, not said which.
_SOME: Final = re.compile(r"相关|有关|部分|涉农|试点|重点|具备条件|若干")
_WHOLE: Final = re.compile(
    r"(?:全[区县市镇域](?:范围)?内?|[全本]区范围|全部行政村|[全所][区县有部]*(?:各)?(?:街镇|乡镇|镇街|村居?|行政村)?)"
)


_FEW: Final = 5  # a count below it says some towns, where nothing tells how many there are


def _means_all(text: str, match: re.Match[str], towns: Towns) -> bool:
    """各街镇, or 11个街镇 where there are eleven; 3个乡镇 of more is some of them."""
    if _SOME.search(text[max(0, match.start() - 4) : match.start()]):
        return False
    count = re.match(r"\d+", match[0])
    if count is None:
        return True
    return int(count[0]) == towns.count if towns.count else int(count[0]) >= _FEW


def parse_scope(text: str, towns: Towns, *, ref: SourceRef = NOWHERE) -> Scope:
    """The scope that a cell states (涉及范围, 建设地点, 街镇任务量).

    `named`: towns in printed order; `all_towns`: 11个街镇, 各街镇, 全区; `text`: anything else said;
    `none`: nothing, '/'.
    """
    printed = join_lines(text)
    if is_nothing(printed):
        return Scope("none", ref=ref)
    plain = fold(printed)
    whole = any(_means_all(plain, match, towns) for match in ALL_TOWNS.finditer(plain))
    if whole or _WHOLE.fullmatch(plain):
        return Scope("all_towns", (), printed, ref)
    named = towns.mentioned(plain)
    if named:
        return Scope("named", named, printed, ref)
    return Scope("text", (), printed, ref)
