"""Tables of this room as xlsx: the writer of all rooms (districts.workbooks) and the cells that only
rows with lights have.

A page with a table: make `Table`s of the rows it shows, `if asks_for_xlsx(request): return
download(request, name, table, …)`, and put `{% include "_export.html" %}` among its actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from districts.workbooks import (
    Band,
    Column,
    Row,
    Table,
    as_download,
    as_workbook,
    asks_for_xlsx,
    download,
)
from progress.lit import light_in_words
from reporting.states import TaskState


@dataclass(frozen=True, slots=True)
class ShownLight:
    """A light as a cell: a page shows colour and shape, a file the words ● 红 逾期."""

    light: str
    word: Any

    def __str__(self) -> str:
        return light_in_words(self.light, self.word)


def light_of(state: TaskState) -> ShownLight:
    return ShownLight(state.shown_light, state.word)


__all__ = [
    "Band",
    "Column",
    "Row",
    "ShownLight",
    "Table",
    "as_download",
    "as_workbook",
    "asks_for_xlsx",
    "download",
    "light_in_words",
    "light_of",
]
