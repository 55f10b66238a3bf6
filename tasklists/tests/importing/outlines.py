"""What the importer found in a plain text, put short."""

from __future__ import annotations

from tasklists.importing.found import Found, FoundHeading
from tasklists.importing.readers.text import read_plain
from tasklists.importing.tables import find_tables


def found(text: str) -> Found:
    return find_tables(read_plain(text))


def fields(result: Found) -> dict[str, str]:
    return {column.heading: column.field for column in result.columns}


def outline(result: Found) -> list[str]:
    """Headings as 'level:label title', rows as 'number title'."""
    return [
        f"{item.level}:{item.label} {item.title}"
        if isinstance(item, FoundHeading)
        else f"{item.text('number')} {item.text('title')}"
        for item in result.items
    ]
