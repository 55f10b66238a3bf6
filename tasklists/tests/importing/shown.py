"""What a reader found, as plain lists that a test can compare."""

from __future__ import annotations

from tasklists.importing.records import Paragraph, RawDocument, RawTable


def tables(document: RawDocument) -> list[RawTable]:
    return [block for block in document.blocks if isinstance(block, RawTable)]


def rows(document: RawDocument, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in tables(document)[table].rows]


def merged(document: RawDocument, table: int = 0) -> list[list[bool]]:
    return [[cell.merged for cell in row] for row in tables(document)[table].rows]


def lines(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def codes(document: RawDocument) -> list[str]:
    return [issue.code for issue in document.issues]


def messages(document: RawDocument) -> str:
    return "\n".join(issue.message for issue in document.issues)
