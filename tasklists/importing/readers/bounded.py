"""Reading in a process of its own, with a limit on time and memory: one bad file cannot stop the
server, whatever a parser does with it.

The child is a fresh interpreter (no fork of a web worker, no shared state, no secrets in its
environment). It gets the file on standard input and answers with JSON, never with pickled objects.
"""

from __future__ import annotations

import dataclasses
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from tasklists.importing.readers.safety import MEGABYTE, TOO_MUCH_MEMORY, check_size
from tasklists.importing.records import (
    NOWHERE,
    Block,
    Cell,
    Issue,
    Paragraph,
    RawDocument,
    RawTable,
    SourceRef,
    UnreadableDocument,
)

SECONDS = 60.0  # a PDF of 60 pages takes some 15
MEMORY_BYTES = 1_500 * MEGABYTE
_ROOT = Path(__file__).resolve().parents[3]
_KEPT_ENVIRONMENT = (
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
)
_TOO_LONG = "文件内容过于复杂，在规定时间内没有读完，已停止；请只保留任务清单部分，另存后再试。"


def read_bounded(
    data: bytes, name: str = "", *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> RawDocument:
    """What `read` gives, or UnreadableDocument; takes at most `seconds` and `memory_bytes`.

    The memory is not limited on Windows, where only the time is.
    """
    check_size(data)
    header = json.dumps({"name": name, "seconds": seconds, "memory_bytes": memory_bytes}).encode()
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "tasklists.importing.readers"],
            input=struct.pack(">I", len(header)) + header + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=_ROOT,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(_TOO_LONG) from None
    return _answer(finished.stdout)


def _environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]), "PYTHONUTF8": "1"}


def _answer(output: bytes) -> RawDocument:
    try:
        answer = json.loads(output)
    except ValueError:  # nothing, or half of it: the child was stopped
        raise UnreadableDocument(TOO_MUCH_MEMORY) from None
    if "unreadable" in answer:
        raise UnreadableDocument(answer["unreadable"])
    return document_from(answer)


# ---------------------------------------------------------------- the document as JSON


def as_json(document: RawDocument) -> dict[str, Any]:
    return {
        "media_type": document.media_type,
        "blocks": [_block_as_json(block) for block in document.blocks],
        "issues": [dataclasses.asdict(issue) | {"ref": issue.ref.as_json()} for issue in document.issues],
    }


def _block_as_json(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"text": block.text, "ref": block.ref.as_json(), "bold": block.bold, "level": block.level}
    rows = [[[cell.text, cell.ref.as_json(), cell.bold, cell.merged] for cell in row] for row in block.rows]
    return {"rows": rows, "ref": block.ref.as_json(), "name": block.name}


def document_from(found: dict[str, Any]) -> RawDocument:
    return RawDocument(
        blocks=tuple(_block_from(block) for block in found["blocks"]),
        media_type=found["media_type"],
        issues=tuple(Issue(**(issue | {"ref": _ref(issue["ref"])})) for issue in found["issues"]),
    )


def _block_from(block: dict[str, Any]) -> Block:
    if "rows" not in block:
        return Paragraph(block["text"], _ref(block["ref"]), block["bold"], block["level"])
    rows = tuple(
        tuple(Cell(text, _ref(ref), bold=bold, merged=merged) for text, ref, bold, merged in row)
        for row in block["rows"]
    )
    return RawTable(rows, _ref(block["ref"]), block["name"])


def _ref(places: dict[str, Any]) -> SourceRef:
    return SourceRef(**places) if places else NOWHERE
