"""Lines that another file holds as plain text, read as text is: tables told from tabs and bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tasklists.importing.readers.text import read_plain
from tasklists.importing.records import Block, Paragraph, RawTable

_BREAKS = re.compile("[\r\n\u2028\u2029\x85]")  # what the reader of text would count as lines


def retold(lines: Sequence[Paragraph]) -> tuple[Block, ...]:
    """Blocks with the places and the bold type of the lines that they were read from."""
    found = read_plain("\n".join(_BREAKS.sub(" ", line.text) for line in lines))
    return tuple(_placed(block, lines) for block in found.blocks)


def _placed(block: Block, lines: Sequence[Paragraph]) -> Block:
    origin = lines[(block.ref.line or 1) - 1]
    if isinstance(block, Paragraph):
        return replace(
            block, ref=origin.ref, bold=block.bold or origin.bold, level=block.level or origin.level
        )
    rows = tuple(
        tuple(
            replace(cell, ref=line.ref, bold=cell.bold or line.bold)
            for cell in row
            for line in (lines[(cell.ref.line or 1) - 1],)
        )
        for row in block.rows
    )
    return RawTable(rows, origin.ref, block.name)
