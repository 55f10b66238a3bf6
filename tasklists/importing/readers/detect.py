"""What kind of file the bytes are, by content alone, or one sentence that says what to do instead."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from tasklists.importing.readers.compound import MAGIC as COMPOUND
from tasklists.importing.readers.compound import CompoundFile
from tasklists.importing.readers.safety import DAMAGED, ENCRYPTED, check_size, open_archive
from tasklists.importing.records import UnreadableDocument

Format: TypeAlias = Literal["docx", "xlsx", "xls", "pdf", "html", "mhtml", "text"]

_INSTEAD = "请提供 Word（.docx）、Excel（.xlsx）、文字版 PDF 或文本文件。"
_PICTURE = (
    f"文件是图片或扫描件，没有可读取的文字；请先做文字识别（OCR），或向发文单位索取 Word 版。{_INSTEAD}"
)
_ARCHIVE = "文件是压缩包，不是任务清单文档；请解压后上传其中的任务清单文件。"
_SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
_SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
_BOOK = f"文件是不支持的电子表格格式，未读取；{_SAVE_AS_XLSX}"
_WRITTEN = f"文件是不支持的文字文档格式，未读取；{_SAVE_AS_DOCX}"

_REFUSED_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"{\\rtf", f"文件是 RTF 文档，不能直接读取；{_SAVE_AS_DOCX}"),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"MZ", f"文件是程序，不是文档，未读取；{_INSTEAD}"),
    (b"\x7fELF", f"文件是程序，不是文档，未读取；{_INSTEAD}"),
    (b"SQLite format 3", f"文件是数据库，不是文档，未读取；{_INSTEAD}"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|style|center|section|article|p|span|h[1-6])\b",
    re.IGNORECASE,
)
_PAGE_INSIDE = re.compile(rb"<(?:html|body|table|t[dr])[\s>]", re.IGNORECASE)
_XML_SHEET = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_XML_WORD = re.compile(rb"<(?:\w+:)?(?:wordDocument|package)\b")
_MAIL_HEAD = re.compile(
    rb"\s*(?:From|MIME-Version|Date|Subject|Snapshot-Content-Location|Content-Type):", re.IGNORECASE
)
_HEAD_BYTES = 65_536


def format_of(data: bytes) -> Format:
    """Raises UnreadableDocument for what no reader can take."""
    check_size(data)
    if data.startswith(b"PK\x03\x04"):
        return _office_format(data)
    if data.startswith(COMPOUND):
        return _compound_format(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for beginning, sentence in _REFUSED_BEGINNINGS:
        if data.startswith(beginning) and _is_binary(data, beginning):
            raise UnreadableDocument(sentence)
    if data[4:12] in (b"ftypheic", b"ftypmif1") or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise UnreadableDocument(_PICTURE)
    return _text_format(data)


def _is_binary(data: bytes, beginning: bytes) -> bool:
    """Two letters may begin a text as well ('BM', 'MZ'): then no byte is a control character."""
    return len(beginning) > 2 or any(byte < 9 for byte in data[:64])


def _office_format(data: bytes) -> Format:
    archive = open_archive(data)
    names = {member.filename.lower() for member in archive.infolist()}
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise UnreadableDocument(_BOOK)
    if any(name.startswith("ppt/") for name in names):
        raise UnreadableDocument(f"文件是演示文稿，不是任务清单文档，未读取；{_INSTEAD}")
    if "ofd.xml" in names:
        raise UnreadableDocument(
            "文件是 OFD 版式文件，不能直接读取；请向发文单位索取 Word 版，或转换为文字版 PDF 后再上传。"
        )
    if "content.xml" in names and "mimetype" in names:
        kind = archive.read("mimetype") if archive.getinfo("mimetype").file_size < 200 else b""
        raise UnreadableDocument(_BOOK if b"spreadsheet" in kind else _WRITTEN)
    if "[content_types].xml" in names:
        raise UnreadableDocument(DAMAGED)
    raise UnreadableDocument(_ARCHIVE)


def _compound_format(data: bytes) -> Format:
    try:
        names = CompoundFile(data).names
    except ValueError as error:
        raise UnreadableDocument(DAMAGED) from error
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise UnreadableDocument(ENCRYPTED)
    if "WordDocument" in names:
        raise UnreadableDocument(f"文件是旧版 Word 文档（.doc 或 .wps），不能直接读取；{_SAVE_AS_DOCX}")
    if "Workbook" in names or "Book" in names:
        return "xls"
    if "PowerPoint Document" in names:
        raise UnreadableDocument(f"文件是演示文稿，不是任务清单文档，未读取；{_INSTEAD}")
    raise UnreadableDocument(f"文件是不支持的旧版办公文档，未读取；{_INSTEAD}")


def _text_format(data: bytes) -> Format:
    head = data[:_HEAD_BYTES]
    if b"\0" in head[:512]:
        head = head.replace(b"\0", b"")  # UTF-16: enough to see the markup
    head = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _XML_SHEET.search(head[:4096]):
        raise UnreadableDocument(_BOOK)
    if head.lstrip().startswith(b"<?xml") and _XML_WORD.search(head[:4096]):
        raise UnreadableDocument(_WRITTEN)
    if _MAIL_HEAD.match(head) and b"multipart/related" in head[:4096].lower():
        return "mhtml"
    if _MARKUP.match(_after_prolog(head)) and b"</" in data:
        return "html"
    return "html" if head.lstrip().startswith(b"<") and _PAGE_INSIDE.search(head) else "text"


def _after_prolog(head: bytes) -> bytes:
    """What follows the XML declaration and the comments with which a saved page may begin."""
    head = head.lstrip()
    for opening, closing in ((b"<?xml", b">"), *((b"<!--", b"-->"),) * 20):
        if head.startswith(opening):
            head = head.partition(closing)[2].lstrip()
    return head
