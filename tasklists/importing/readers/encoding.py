"""Bytes to text: which of the few encodings of Chinese offices it is, or a refusal."""

from __future__ import annotations

import codecs
import re

from tasklists.importing.records import UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# All Chinese code pages of the mainland are subsets of GB18030.
_GB_NAMES = {"gb2312", "gbk", "gb18030", "cp936", "gb_2312-80", "x-gbk", "hz-gb-2312"}
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL_SHARE = 0.01

NOT_TEXT = (
    "文件不是能识别的文字：既不是 UTF-8、UTF-16 也不是 GB18030 编码，请另存为 UTF-8 文本或 .docx 后重试。"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`: its byte order mark decides, then `declared` (a charset that the file
    names itself), then strict UTF-8, UTF-16 without a mark, strict GB18030.

    Raises UnreadableDocument where none fits or what comes out is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], (encoding,)))
    return _checked(_strictly(data, _candidates(data, declared)))


def _candidates(data: bytes, declared: str | None) -> tuple[str, ...]:
    if b"\0" in data[:4096]:
        return _utf16_order(data)
    usual = ("utf-8", "gb18030")
    name = (declared or "").strip().lower()
    if name in _GB_NAMES:
        return ("gb18030", "utf-8")
    if name in ("", "utf8", "utf-8"):
        return usual
    return (*usual, name)


def _utf16_order(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: the zero bytes of line breaks, digits and Latin letters tell the order."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or even == odd:
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _strictly(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableDocument(NOT_TEXT)


def _checked(text: str) -> str:
    controls = len(_CONTROL.findall(text[:20_000])) + text[:20_000].count("\0")
    if controls > max(2, len(text[:20_000]) * _MOST_CONTROL_SHARE):
        raise UnreadableDocument(NOT_TEXT)
    return text.replace("\0", "")
