"""The sheet of a list, checked by reading it back: where the words as printed no longer say what is
stored, they are worded anew, so that importing the exported file changes nothing."""

from __future__ import annotations

from tasklists.exporting.layout import FIGURES, NODES, issued_sheet
from tasklists.exporting.prose import Prose, is_prose, issued_prose
from tasklists.exporting.sheet import Sheet
from tasklists.importing.pipeline import understand
from tasklists.importing.plan import make_plan
from tasklists.importing.reconcile import Directory
from tasklists.importing.records import Cell, Paragraph, Plan, PlannedRow, RawDocument, RawTable, SourceRef
from tasklists.importing.states import Existing

Printed = Sheet | Prose


def as_raw(sheet: Printed) -> RawDocument:
    """The page as a reader would see it in a file."""
    if isinstance(sheet, Prose):
        texts = [text for text in (sheet.title, sheet.subtitle, *sheet.paragraphs) if text]
        return RawDocument(
            tuple(Paragraph(text, SourceRef(line=at)) for at, text in enumerate(texts, start=1))
        )
    width = len(sheet.columns)
    rows = [tuple(Cell(column.heading, SourceRef(row=1)) for column in sheet.columns)]
    for index, row in enumerate(sheet.rows, start=2):
        ref = SourceRef(row=index)
        if row.is_band:
            rows.append(tuple(Cell(row.cells[0], ref, bold=True, merged=at > 0) for at in range(width)))
        else:
            rows.append(tuple(Cell(text, ref) for text in row.cells))
    above = [
        Paragraph(text, SourceRef(line=at)) for at, text in enumerate((sheet.title, sheet.subtitle)) if text
    ]
    return RawDocument((*above, RawTable(tuple(rows))))


def read_back(sheet: Printed, existing: Existing, directory: Directory) -> Plan:
    """What importing the sheet into the list would change."""
    assert existing.head is not None
    document = understand(as_raw(sheet), year=existing.head.year)
    return make_plan(document, directory, existing)


def faithful(existing: Existing, directory: Directory) -> tuple[Printed, Plan]:
    """The page, and the plan of reading it back: empty unless the layout cannot say what is stored."""
    if is_prose(existing):
        prose = issued_prose(existing)
        return prose, read_back(prose, existing, directory)
    sheet = issued_sheet(existing)
    plan = read_back(sheet, existing, directory)
    reworded = {row.key: _to_reword(row) for row in plan.rows if row.outcome == "update"}
    if not reworded:
        return sheet, plan
    sheet = issued_sheet(existing, reworded)
    return sheet, read_back(sheet, existing, directory)


# Beginnings of the names of changes, and what is worded anew for them.
_ANEW = (
    ("deadline", "deadline"),
    ("recurring", "deadline"),
    ("investment", "investment"),
    ("towns", "scope"),
    ("indicator", FIGURES),
    ("quota", FIGURES),
    ("milestone", NODES),
)


def _to_reword(row: PlannedRow) -> frozenset[str]:
    changed = [change.field for change in row.changes]
    return frozenset(name for start, name in _ANEW if any(field.startswith(start) for field in changed))
