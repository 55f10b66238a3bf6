"""The rules drawn on a PDF page, and the ones that are not drawn: a row that the page breaks is left open
by many programs, and some tables have no rules at their sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tasklists.importing.readers.safety import TOO_MANY_CELLS
from tasklists.importing.records import UnreadableDocument

Box = tuple[float, float, float, float]  # left, top, right, bottom
SAME_RULE = 3.0  # points: rules nearer than that are one
_THICKEST = 4.0  # points: a wider bar is an area, not a rule
_SHORTEST = 6.0  # points, once the dashes are joined
_NEAR = 4.0  # points: an end that near to a rule touches it
_LEAST_ENDS = 3  # so many rules must end together before the rule across their ends is missing
MAX_RULES = 5_000  # of a page, joined: more make no table


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` is its height (its distance from the left for one that goes down)."""

    at: float
    start: float
    end: float

    def covers(self, at: float, start: float, end: float) -> bool:
        return abs(self.at - at) <= _NEAR and self.start <= start + _NEAR and self.end >= end - _NEAR


@dataclass(frozen=True, slots=True)
class PageRules:
    across: list[Rule]
    down: list[Rule]
    open_ends: list[Rule]  # rules across that were added where a table is open at its top or bottom

    def is_open_at(self, height: float) -> bool:
        return any(abs(rule.at - height) <= _NEAR for rule in self.open_ends)


def rules_of(page: Any) -> PageRules:
    across: list[Rule] = []
    down: list[Rule] = []
    for edge in page.edges:
        width, height = edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]
        if height <= _THICKEST and width > height:
            across.append(Rule((edge["top"] + edge["bottom"]) / 2, edge["x0"], edge["x1"]))
        elif width <= _THICKEST:
            down.append(Rule((edge["x0"] + edge["x1"]) / 2, edge["top"], edge["bottom"]))
    across, down = joined(across), joined(down)
    if len(across) + len(down) > MAX_RULES:
        return PageRules([], [], [])
    open_ends = missing(down, across)
    across = joined([*across, *open_ends])
    sides = [rule for rule in missing(across, down) if _is_beside_cells(rule, across, down)]
    return PageRules(across, joined([*down, *sides]), open_ends)


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces and dashes of one line put together; what stays too short is no rule of a table."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda found: found.at):
        if groups and rule.at - groups[-1][0].at <= SAME_RULE:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    found: list[Rule] = []
    for group in groups:
        group.sort(key=lambda rule: rule.start)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start > end + SAME_RULE:
                found.append(Rule(group[0].at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        found.append(Rule(group[0].at, start, end))
    return [rule for rule in found if rule.end - rule.start >= _SHORTEST]


def missing(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[Rule]:
    """Where at least three parallel rules end together and no rule joins their ends: that rule."""
    added: list[Rule] = []
    for at, ending in _common_ends(rules):
        for one, other in pairwise(ending):
            between = any(
                one.at + _NEAR < rule.at < other.at - _NEAR
                and rule.start < at - _NEAR
                and rule.end > at + _NEAR
                for rule in rules
            )
            if not between and not any(rule.covers(at, one.at, other.at) for rule in crossing):
                added.append(Rule(at, one.at, other.at))
    return added


def _is_beside_cells(side: Rule, across: Sequence[Rule], down: Sequence[Rule]) -> bool:
    """Whether cells lie beside it: between two tables one above the other there are none."""
    reach = [rule for rule in across if abs(rule.at - side.start) <= _NEAR]
    return any(
        rule.covers(rule.at, side.start, side.end) and any(one.start <= rule.at <= one.end for one in reach)
        for rule in down
    )


def _common_ends(rules: Sequence[Rule]) -> list[tuple[float, list[Rule]]]:
    """Places at which several rules end or begin, with these rules from first to last."""
    ends = sorted((end, index) for index, rule in enumerate(rules) for end in (rule.start, rule.end))
    groups: list[list[tuple[float, int]]] = []
    for end in ends:
        if groups and end[0] - groups[-1][0][0] <= SAME_RULE:
            groups[-1].append(end)
        else:
            groups.append([end])
    return [
        (group[0][0], sorted((rules[index] for _, index in group), key=lambda rule: rule.at))
        for group in groups
        if len(group) >= _LEAST_ENDS
    ]


def table_cells(page: Any, rules: PageRules) -> list[list[Box]]:
    """The rectangles of the cells of each ruled table of the page."""
    if len(rules.across) < 2 or len(rules.down) < 2:
        return []
    tables = page.find_tables(
        {
            "vertical_strategy": "explicit",
            "horizontal_strategy": "explicit",
            "explicit_vertical_lines": [
                _edge((rule.at, rule.start, rule.at, rule.end), "v") for rule in rules.down
            ],
            "explicit_horizontal_lines": [
                _edge((rule.start, rule.at, rule.end, rule.at), "h") for rule in rules.across
            ],
        }
    )
    if sum(len(table.cells) for table in tables) > MAX_RULES * 4:
        raise UnreadableDocument(TOO_MANY_CELLS)
    return [list(table.cells) for table in tables]


def _edge(box: Box, orientation: str) -> dict[str, Any]:
    left, top, right, bottom = box
    return {
        "object_type": "line_edge",
        "orientation": orientation,
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
    }
