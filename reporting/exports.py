"""Tables of this room as xlsx: the writer of all rooms (districts.workbooks) and the cells that only
rows with lights have.

A page with a table: make `Table`s of the rows it shows, `if asks_for_xlsx(request): return
download(request, name, table, …)`, and put `{% include "_export.html" %}` among its actions.
"""

from __future__ import annotations

from districts.workbooks import (
    Band,
    Column,
    Table,
    as_download,
    as_workbook,
    asks_for_xlsx,
    download,
)
from progress.lit import light_in_words
from reporting.states import TaskState


def light_of(state: TaskState) -> str:
    """The light as a cell holds it: ● 红 逾期."""
    return light_in_words(state.light, state.word)


__all__ = [
    "Band",
    "Column",
    "Table",
    "as_download",
    "as_workbook",
    "asks_for_xlsx",
    "download",
    "light_in_words",
    "light_of",
]
