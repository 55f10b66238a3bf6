"""A list as a file to hand out: in the layout in which it was issued, checked by reading it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tasklists.exporting import csv, docx, xlsx
from tasklists.exporting.faithful import Printed, faithful
from tasklists.exporting.prose import Prose
from tasklists.importing.records import PlannedRow
from tasklists.importing.snapshot import directory_of, existing_list
from tasklists.models import TaskList

# Name of the format → type of the file, and what writes a table and prose.
FORMATS: dict[str, tuple[str, Callable[[Any], bytes], Callable[[Any], bytes]]] = {
    "xlsx": (xlsx.MEDIA_TYPE, xlsx.to_xlsx, xlsx.prose_to_xlsx),
    "docx": (docx.MEDIA_TYPE, docx.to_docx, docx.prose_to_docx),
    "csv": (csv.MEDIA_TYPE, csv.to_csv, csv.prose_to_csv),
}


@dataclass(frozen=True, slots=True)
class ListFile:
    name: str
    media_type: str
    content: bytes


def list_file(task_list: TaskList, extension: str) -> ListFile:
    """Raises KeyError for an unknown format."""
    media_type, write_table, write_prose = FORMATS[extension]
    page, _unsaid = printed_list(task_list)
    write = write_prose if isinstance(page, Prose) else write_table
    return ListFile(f"{task_list.title}.{extension}", media_type, write(page))


def printed_list(task_list: TaskList) -> tuple[Printed, tuple[PlannedRow, ...]]:
    """The page, and the tasks of which it cannot say everything (usually none)."""
    page, plan = faithful(existing_list(task_list, with_reports=False), directory_of(task_list.district))
    return page, tuple(row for row in plan.rows if row.outcome != "unchanged")
