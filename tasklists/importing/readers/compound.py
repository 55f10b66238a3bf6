"""OLE compound files (.doc, .xls, encrypted .docx): which streams the root holds, and their bytes.

Sectors, chains and directory entries as in the published format [MS-CFB]; every chain is bounded.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY_BYTES = 128
_NO_ENTRY = 0xFFFFFFFF
_END_OF_CHAIN = 0xFFFFFFFA  # and above: free, last, or a sector of the tables themselves
_HEADER_FAT_SECTORS = 109
_SMALL_STREAM_BYTES = 4096  # smaller streams lie in a stream of their own


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    size: int


class CompoundFile:
    """Raises ValueError on bytes that do not hold together; the names tell what the file is.

    Only what lies directly under the root is listed: documents embedded in it lie deeper.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
            if self._sector_bytes not in (512, 4096):
                raise ValueError("sector size")
            self._following = self._allocation_table()
            self._entries = self._root_entries(self._chain(struct.unpack_from("<I", data, 48)[0]))
        except (struct.error, IndexError) as error:
            raise ValueError("damaged compound file") from error

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """Empty for a stream that is not there or is too small to lie in sectors of its own."""
        entry = self._entries.get(name)
        if entry is None or entry.size < _SMALL_STREAM_BYTES:
            return b""
        try:
            return self._chain(entry.start)[: entry.size]
        except IndexError as error:
            raise ValueError("damaged compound file") from error

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes
        if start >= len(self._data):
            raise IndexError(number)
        # some writers leave the last sector short
        return self._data[start : start + self._sector_bytes].ljust(self._sector_bytes, b"\0")

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._sector_bytes // 4}I", self._sector(sector))

    def _allocation_table(self) -> list[int]:
        """The next sector of each sector. The first 109 sectors of the table stand in the header, the
        others in a chain of lists."""
        listed = list(struct.unpack_from(f"<{_HEADER_FAT_SECTORS}I", self._data, 76))
        more = struct.unpack_from("<I", self._data, 68)[0]
        seen: set[int] = set()
        while more < _END_OF_CHAIN and more not in seen:
            seen.add(more)
            *numbers, next_list = self._numbers(more)
            listed.extend(numbers)
            more = next_list
        most = len(self._data) // self._sector_bytes + 1
        sectors = [sector for sector in listed if sector < _END_OF_CHAIN][:most]
        return [number for sector in sectors for number in self._numbers(sector)]

    def _chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        most = len(self._data) // self._sector_bytes + 1
        while sector < _END_OF_CHAIN:
            if len(pieces) > most:
                raise ValueError("endless chain")
            pieces.append(self._sector(sector))
            sector = self._following[sector]
        return b"".join(pieces)

    @staticmethod
    def _root_entries(directory: bytes) -> dict[str, _Entry]:
        entries: dict[str, _Entry] = {}
        seen: set[int] = set()
        waiting: list[int] = [struct.unpack_from("<I", directory, 76)[0]]
        while waiting:
            number = waiting.pop()
            if number == _NO_ENTRY or number in seen:
                continue
            seen.add(number)
            at = number * _ENTRY_BYTES
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind:
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                entries[name] = _Entry(*struct.unpack_from("<II", directory, at + 116))
            waiting.extend(struct.unpack_from("<II", directory, at + 68))
        return entries
