"""A sheet that was asked for, ready for the page, for paper and for xlsx."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.permissions import reach
from districts.templatetags.figures import quantity
from progress.explanations import percent
from reporting.exports import Band, Column, Row, ShownLight, Table
from reporting.sheets import tables
from reporting.sheets.basis import ALL, Asked, Basis
from reporting.sheets.cells import TaskName
from reporting.states import Body

Paper = Literal["A3", "A4"]
SIGNATURES = gettext_lazy(
    "填报人：　　　　　　　　　　审核人：　　　　　　　　　　负责人：　　　　　　　　　　日期："
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the four sheets; `bodies` says of whom it is one ("" for a sheet of everybody)."""

    name: str
    word: Any
    purpose: Any
    columns: Sequence[Column]
    paper: Paper
    bodies: Literal["", "departments", "towns"] = ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "dispatch",
            gettext_lazy("月度调度表"),
            gettext_lazy("全部任务逐项列出本期目标、序时应达、累计完成、进展、问题和下一步，供调度会使用。"),
            tables.DISPATCH,
            "A3",
        ),
        Kind(
            "overdue",
            gettext_lazy("逾期任务清单"),
            gettext_lazy("时限已过尚未办结的任务，逾期最久的在前，列明责任部门、最初时限和原因。"),
            tables.OVERDUE,
            "A3",
        ),
        Kind(
            "department",
            gettext_lazy("部门任务单"),
            gettext_lazy("一个部门牵头和参与的任务，列明角色、节点、数据和亮灯；可一次印出全部部门。"),
            tables.DEPARTMENT,
            "A3",
            "departments",
        ),
        Kind(
            "town",
            gettext_lazy("街镇任务单"),
            gettext_lazy("一个街镇在各份清单中的任务量、累计完成和亮灯；可一次印出全部街镇。"),
            tables.TOWN,
            "A4",
            "towns",
        ),
    )
}


def make_tables(kind: Kind, asked: Asked) -> list[Table]:
    """One table, or one a body where all were asked for; none where there is no body at all."""
    asked.default("paper", kind.paper)
    basis = asked.basis()
    if not kind.bodies:
        rows: Callable[..., list[Row]] = getattr(tables, kind.name)
        return [_table(kind, asked, basis, rows(basis.states, basis.day_of), "")]
    bodies = getattr(asked, kind.bodies)(basis.states)
    word = {"departments": _("全部部门"), "towns": _("全部街镇")}[kind.bodies]
    asked.offer_bodies(bodies, word, _own(kind, asked, bodies))
    wanted = asked.value("body")
    notes = _left_out(kind, asked, basis, bodies) if wanted == ALL else []
    return [_of_body(kind, asked, basis, body, notes) for body in bodies if wanted in (ALL, str(body.pk))]


def _left_out(kind: Kind, asked: Asked, basis: Basis, bodies: list[Body]) -> list[str]:
    """The towns that tasks concern and that have no share in any, on the sheets of all of them."""
    if kind.bodies != "towns":
        return []
    names = [body.name for body in bodies if not tables.town(basis.states, body)]
    return [_("以下街镇没有分解的任务量：%(towns)s") % {"towns": "、".join(names)}] if names else []


def _own(kind: Kind, asked: Asked, bodies: list[Body]) -> Body | None:
    """The body that the person acts for, else the first."""
    held = reach(asked.user)
    own = held.departments if kind.bodies == "departments" else held.towns
    return next((body for body in bodies if body.pk in own), bodies[0] if bodies else None)


def _of_body(kind: Kind, asked: Asked, basis: Basis, body: Body, left_out: Sequence[str] = ()) -> Table:
    rows: list[Row] = getattr(tables, kind.name)(basis.states, body)
    notes = [*left_out]
    if kind.bodies == "towns" and (others := tables.without_quota(basis.states, body)):
        notes.append(_("另有 %(number)s 项涉及本街镇而没有分配任务量的任务，见台账。") % {"number": others})
    return _table(kind, asked, basis, rows, body.name, notes)


def _table(
    kind: Kind, asked: Asked, basis: Basis, rows: list[Row], body: str, notes: Sequence[str] = ()
) -> Table:
    chosen = asked.chosen_lists
    about = chosen[0].title if len(chosen) == 1 else f"{asked.year}年{asked.district}"
    return Table(
        title="　".join(filter(None, (body, about, str(kind.word)))),
        columns=kind.columns,
        rows=rows,
        notes=[*basis.sources, *notes],
        closing=[str(SIGNATURES)],
        paper="A4" if asked.value("paper") == "A4" else "A3",
        freeze=2,
        sheet=body or str(kind.word),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the page: its words, and what the template marks it up by."""

    words: str
    head: str
    kind: str
    light: str = ""
    task: int | None = None

    @property
    def is_figure(self) -> bool:
        return self.kind in ("number", "percent")


def shown_rows(table: Table) -> list[list[Shown] | Band]:
    """The cells as a page prints them, by the same columns as the file."""
    return [
        row
        if isinstance(row, Band)
        else [_shown(column, value) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]


def _shown(column: Column, value: Any) -> Shown:
    head = str(column.head)
    if isinstance(value, ShownLight):
        return Shown(str(value.word), head, "light", light=value.light)
    if isinstance(value, TaskName):
        return Shown(value.title, head, "text", task=value.pk)
    if isinstance(value, Decimal) or (column.kind == "number" and isinstance(value, int)):
        return Shown(quantity(value), head, "number")
    if column.kind == "percent" and isinstance(value, int):
        return Shown(percent(value), head, "percent")
    if isinstance(value, datetime.date):
        return Shown(value.isoformat(), head, "date")
    return Shown("" if value is None else str(value), head, column.kind)
