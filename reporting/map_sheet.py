"""The war map as a sheet: what the page shows, a row a row."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reporting.exports import Band as SheetBand
from reporting.exports import Column, ShownLight, Table, light_in_words, light_of
from reporting.lines import Band
from reporting.war_map import NAMES, Cell, Foot, Row, WarMap


def as_table(title: str, page: dict[str, Any]) -> Table:
    """`page` is what the template gets: map, day, filters. A cell says its light in words, then its
    figure and share, so that it can be read without colours."""
    shown: WarMap = page["map"]
    notes = [
        _("数据截至 %(day)s；任务量格：亮灯、已报/任务量、完成比例，任务更差的另注；末行按任务亮灯计。")
        % {"day": page["day"]}
    ]
    if words := "；".join(word for word, _address in page["filters"].words()):
        notes.append(_("筛选条件：%(words)s") % {"words": words})
    columns = [
        Column(_("序号"), "number", width=6),
        Column(_("任务"), width=34),
        Column(_("指标"), width=20),
        Column(_("单位"), width=7),
        Column(_("牵头部门"), width=16),
        Column(_("任务亮灯"), width=12),
        Column(_("任务进度"), "percent", width=9),
        Column(_("街镇合计"), width=13),
        *(Column(town.name, width=12) for town in shown.towns),
    ]
    counted: list[tuple[str, list[int]]] = [
        (_("涉及任务"), [foot.concerned for foot in shown.feet]),
        *((str(word), [_number(foot, light) for foot in shown.feet]) for light, word in NAMES.items()),
    ]
    rows = [_row(line) for line in shown.lines]
    feet = [["", word, "", "", "", "", None, "", *numbers] for word, numbers in counted]
    return Table(title, columns, rows, notes=notes, feet=feet, paper="A3", freeze=2, sheet=_("作战图"))


def _number(foot: Foot, light: str) -> int:
    return sum(held.number for held in foot.lights if held.light == light)


def _row(line: Band | Row) -> Any:
    if isinstance(line, Band):
        return SheetBand(line.title)
    task = line.task
    indicators = "、".join(indicator.name for indicator in task.indicators)
    return [
        task.number,
        task.title,
        line.name or indicators,
        line.unit,
        task.owner,
        light_of(task),
        task.reported_bp,
        line.figure,
        *(_cell(cell, line.unit) for cell in line.cells),
    ]


def _cell(cell: Cell | None, unit_of_row: str) -> ShownLight | None:
    if cell is None:
        return None
    figure = cell.figure if unit_of_row or not cell.figure else f"{cell.figure}{cell.unit}"
    share = "" if cell.percent is None else f"{cell.percent}%"
    figures = f"{figure} {share}".strip()
    if cell.task_light:
        figures += _("；任务%(light)s") % {"light": light_in_words(cell.task_light, cell.task_word)}
    return ShownLight(cell.light, cell.word, figures)
