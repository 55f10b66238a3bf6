"""The printed table as comma-separated text that Excel opens correctly."""

from __future__ import annotations

import csv
from io import StringIO

from tasklists.exporting.prose import Prose
from tasklists.exporting.sheet import FORMULA_STARTS, Sheet

MEDIA_TYPE = "text/csv; charset=utf-8"


def to_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark; a cell that a spreadsheet would run gets a leading apostrophe,
    which the reader takes off again."""
    content = StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([_safe(sheet.title)])
    if sheet.subtitle:
        writer.writerow([_safe(sheet.subtitle)])
    writer.writerow([_safe(column.heading) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_safe(cell) for cell in row.cells])
    for note in sheet.footnotes:
        writer.writerow([_safe(note)])
    return content.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def prose_to_csv(prose: Prose) -> bytes:
    """One column, a paragraph a row."""
    content = StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    for text in filter(None, (prose.title, prose.subtitle, *prose.paragraphs)):
        writer.writerow([_safe(text)])
    return content.getvalue().encode("utf-8-sig")
