"""The measurable part of a row: indicators from prose, quota cells, target columns and columns of
towns, and the milestones of its period columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tasklists.importing.cells import is_measure
from tasklists.importing.fields.comparators import binding
from tasklists.importing.fields.dates import parse_steps
from tasklists.importing.fields.figures import parse_figures, parse_nodes
from tasklists.importing.fields.indicators import parse_indicators
from tasklists.importing.fields.milestones import parse_milestones
from tasklists.importing.fields.numbers import find_quantities, parse_number
from tasklists.importing.fields.quotas import parse_quotas
from tasklists.importing.fields.totals import match_targets
from tasklists.importing.fields.towns import Towns
from tasklists.importing.found import Column, FoundRow
from tasklists.importing.records import Cell, IndicatorRow, Issue, MilestoneRow, QuotaRow
from tasklists.importing.words import close_up, is_nothing

# Prose that states targets, in the order in which indicators are listed; 建设规模 may share out too.
_PROSE = ("requirement", "objective", "content", "scale", "indicator")
_UNIT_IN_HEADING = re.compile(r"[（(]\s*([^（）()\d]{1,8})\s*[）)]\s*$")
_LEAST_TOWNS = 2

Measures = tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]


def read_indicators(row: FoundRow, title: str, prose: str, towns: Towns) -> Measures:
    """`prose`: the title's own cell where it is a sentence that states targets, else "". A cell in the
    form of our own (`fields.figures`) stands for all others."""
    if own := next((cell for _, cell in row.texts("figures") if cell.text.strip()), None):
        return parse_figures(own.text, ref=own.ref)
    stated: list[IndicatorRow] = []
    shared: list[IndicatorRow] = []
    issues: list[Issue] = []
    sources = [(prose, row.ref)] if prose else []
    for _, cell in row.texts(*_PROSE):
        found, doubts = parse_quotas(cell.text, towns, column_is_quota=False, title=title, ref=cell.ref)
        # one name with a figure is as often a verb or a site as a town
        if any(len(indicator.quotas) >= _LEAST_TOWNS for indicator in found):
            shared.extend(found)
            issues.extend(doubts)
        else:
            sources.append((cell.text, cell.ref))
    for text, ref in sources:
        found, doubts = parse_indicators(text, title=title, ref=ref)
        stated.extend(found)
        issues.extend(doubts)
    for _, cell in row.texts("quota"):
        found, doubts = parse_quotas(cell.text, towns, title=title, ref=cell.ref)
        shared.extend(found)
        issues.extend(doubts)
    by_column, doubts = _of_columns(row, title)
    indicators, compared = match_targets([*by_column, *stated], shared, towns, title=title)
    return indicators, (*issues, *doubts, *compared)


# ---------------------------------------------------------------- a column for the figure


def _of_columns(row: FoundRow, title: str) -> tuple[list[IndicatorRow], tuple[Issue, ...]]:
    """The indicator of a row whose columns name a target, a unit of measurement, or towns."""
    measure = row.text("measure")
    unit = "" if is_nothing(measure) else close_up(measure)
    name = close_up(row.text("indicator")) or title
    quotas, doubts = _town_quotas(row)
    total = next(row.texts("target"), None) or next(row.texts("total"), None)
    if total is None and not quotas:
        return [], doubts
    if total is None:
        return [_shared(IndicatorRow(name, unit, ref=row.ref), quotas)], doubts
    column, cell = total
    if not unit and (in_name := _UNIT_IN_HEADING.search(name)) and is_measure(in_name[1]):
        name, unit = name[: in_name.start()].strip(), in_name[1]
    indicator = _target(name, unit or _unit_of(column), cell)
    if indicator is None:
        return [], doubts
    return [_shared(indicator, quotas)], doubts


def _unit_of(column: Column) -> str:
    match = _UNIT_IN_HEADING.search(close_up(column.heading))
    return match[1] if match else ""


def _target(name: str, unit: str, cell: Cell) -> IndicatorRow | None:
    """A cell such as '≥45', '12.5万亩', '7左右', '良好以上'; None where it says nothing."""
    text = close_up(cell.text)
    if is_nothing(text):
        return None
    figures = find_quantities(text)
    if len(figures) != 1:
        found, _ = parse_indicators(cell.text, title=name, ref=cell.ref)
        return (
            replace(found[0], name=name)
            if len(found) == 1
            else IndicatorRow(name, unit, text=text, ref=cell.ref)
        )
    figure = figures[0]
    bound = binding(text[: figure.start], text[figure.end :], figure.unit or unit)
    comparator = "~" if figure.about and bound.comparator == "=" else bound.comparator
    indicator = IndicatorRow(name, figure.unit or unit, comparator, figure.value, text=text, ref=cell.ref)
    if figure.upper is not None:
        indicator = replace(
            indicator, comparator="range", target=None, minimum=figure.value, maximum=figure.upper
        )
    return indicator


def _town_quotas(row: FoundRow) -> tuple[tuple[QuotaRow, ...], tuple[Issue, ...]]:
    """Shares from columns that are headed by towns. A cell that is no number is reported."""
    quotas: list[QuotaRow] = []
    issues: list[Issue] = []
    for column, cell in row.cells:
        kind, _, town = column.field.partition(":")
        if kind != "town" or is_nothing(cell.text):
            continue
        value = parse_number(close_up(cell.text))
        if value is None:
            message = f"{town}的任务量“{close_up(cell.text)}”读不出数字。"
            issues.append(Issue("warning", "unreadable_number", message, cell.text, cell.ref))
        else:
            quotas.append(QuotaRow((town,), value, text=close_up(cell.text), ref=cell.ref))
    return (tuple(quotas) if len(quotas) >= _LEAST_TOWNS else ()), tuple(issues)


def _shared(indicator: IndicatorRow, quotas: Sequence[QuotaRow]) -> IndicatorRow:
    return replace(indicator, quotas=tuple(quotas)) if quotas else indicator


# ---------------------------------------------------------------- milestones


def read_milestones(
    row: FoundRow, year: int | None
) -> tuple[tuple[tuple[str, Cell, MilestoneRow], ...], tuple[Issue, ...]]:
    """The milestones of the period columns with the field and cell of each; a cell in the form of our
    own stands for all of them."""
    if own := next((cell for _, cell in row.texts("nodes") if cell.text.strip()), None):
        listed, doubts = parse_nodes(own.text, year, ref=own.ref)
        return tuple((f"milestone:{milestone.period}", own, milestone) for milestone in listed), doubts
    found: list[tuple[str, Cell, MilestoneRow]] = []
    issues: list[Issue] = []
    for column, cell in row.cells:
        kind, _, period = column.field.partition(":")
        if kind == "plan":  # its dated steps are milestones, its other words stay prose
            found.extend((column.field, cell, step) for step in parse_steps(cell.text, year, ref=cell.ref))
        if kind != "milestone":
            continue
        milestones, doubts = parse_milestones(cell.text, period, year, ref=cell.ref)
        found.extend((column.field, cell, milestone) for milestone in milestones)
        issues.extend(replace(doubt, column=column.heading) for doubt in doubts)
    return tuple(found), tuple(issues)
