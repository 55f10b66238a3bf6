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

# Soft enough for black words; nothing is said by the colour alone.
FILLS = {"red": "FBE3E0", "yellow": "FCF0D2", "green": "E4F3EA", "done": "D3EBDD", "blue": "DCEAF8"}


@dataclass(frozen=True, slots=True)
class ShownLight:
    """A light as a cell: a page shows colour and shape, a file the words ● 红 逾期 on a soft ground of the
    colour, and after them the `figures` that the cell has."""

    light: str
    word: Any
    figures: str = ""

    def __str__(self) -> str:
        return f"{light_in_words(self.light, self.word)} {self.figures}".rstrip()

    @property
    def fill(self) -> str:
        return FILLS.get(self.light, "")


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
