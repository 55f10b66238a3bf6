"""The other side of `read_bounded`: reads one file from standard input within its limits."""

from __future__ import annotations

import contextlib
import json
import struct
import sys
from typing import BinaryIO

from tasklists.importing.readers import read
from tasklists.importing.readers.bounded import as_json
from tasklists.importing.records import UnreadableDocument


def limit(seconds: float, memory_bytes: int) -> None:
    """Set before anything of the file is looked at; Windows has no such limits."""
    with contextlib.suppress(ImportError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_CPU, int(seconds) + 1),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),  # it writes no files
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def main(source: BinaryIO, target: BinaryIO) -> None:
    (length,) = struct.unpack(">I", source.read(4))
    header = json.loads(source.read(length))
    limit(header["seconds"], header["memory_bytes"])
    try:
        answer = as_json(read(source.read(), header["name"]))
    except UnreadableDocument as error:
        answer = {"unreadable": str(error)}
    target.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
