"""What a file may at most be, checked before anything of it is unpacked or parsed.

The limits are far above any task list (the largest known has some 500 rows on 60 pages) and far
below what could stop a server.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tasklists.importing.records import Block, Paragraph, RawDocument, RawTable, UnreadableDocument

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE  # of an upload, a pasted text, a file given to a command
MAX_MEMBERS = 3_000  # files inside an office file
MAX_MEMBER_BYTES = 80 * MEGABYTE  # one of them, unpacked
MAX_UNPACKED_BYTES = 160 * MEGABYTE  # all of them, unpacked
MAX_XML_BYTES = 40 * MEGABYTE  # one XML part: lxml needs about ten times as much
MAX_RATIO = 250  # unpacked to packed, of members above a megabyte
MAX_PAGES = 300  # of a PDF
MAX_CELLS = 300_000  # of all tables together, merged cells unfolded
MAX_MERGED_AREA = 200_000  # cells that the merged ranges of one sheet cover
MAX_CHARACTERS = 10_000_000  # of the text that a reader hands on

DAMAGED = "文件已损坏或不完整，无法打开；请用 Office 或 WPS 打开检查并重新保存后再试。"
TOO_MUCH_INSIDE = "文件解压后过大或压缩比异常，为安全起见未读取；请只保留任务清单部分，另存后再试。"
TOO_MUCH_MEMORY = "文件内容过大或异常，读取时超出了允许的内存，已停止；请只保留任务清单部分，另存后再试。"
ENCRYPTED = "文件设有打开密码，无法读取；请取消密码保护并另存后再试。"
TOO_MANY_CELLS = "表格过大（超过 30 万个单元格），未读取；请只保留任务清单所在的行和列后再试。"
_UNSAFE_NAME = "文件内部含有不安全的路径，为安全起见未读取；请用 Office 或 WPS 打开并另存后再试。"
_ENTITIES = "文件内部含有外部实体或文档类型声明，为安全起见未读取；请用 Office 或 WPS 打开并另存后再试。"

_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16", b"utf-16le", b"utf-16be"}
_ENCRYPTED_FLAG = 0x1
_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f\\ud800-\\udfff\\ufffe\\uffff]")


def check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            f"文件有 {len(data) / MEGABYTE:.0f} MB，超过 {MAX_BYTES // MEGABYTE} MB 的上限，未读取；"
            "请只保留任务清单部分（去掉图片和附件）后再试。"
        )
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableDocument("文件是空的，没有可以读取的任务清单；请检查文件后重新选择。")


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The office file as an archive, after the names, number, sizes and ratios of its members were
    checked. Nothing is unpacked here; members are read in memory and never written to disk.

    Archives inside the archive are never opened by any reader, so they cannot unfold.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableDocument(DAMAGED) from error
    _check_names([member.filename for member in members])
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise UnreadableDocument(ENCRYPTED)
    _check_sizes(members, len(data))
    return archive


def _check_names(names: Iterable[str]) -> None:
    seen = set()
    for name in names:
        parts = name.replace("\\", "/").split("/")
        # a second member of one name lets two programs see two different files
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name or name in seen:
            raise UnreadableDocument(_UNSAFE_NAME)
        seen.add(name)


def _check_sizes(members: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    too_much = (
        len(members) > MAX_MEMBERS
        or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES
        # members that lie over one another add up to more than the file
        or sum(member.compress_size for member in members) > packed_bytes
    )
    for member in members:
        ratio = member.file_size / max(1, member.compress_size)
        too_much |= member.file_size > MAX_MEMBER_BYTES
        too_much |= member.file_size > MEGABYTE and ratio > MAX_RATIO
    if too_much:
        raise UnreadableDocument(TOO_MUCH_INSIDE)


def member_bytes(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """An unpacked member, or None where the archive has none of that name.

    zipfile stops at the size that the member declares, which `open_archive` has checked.
    """
    try:
        return archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UnreadableDocument(DAMAGED) from error
    except Exception as error:  # zlib.error, lzma.LZMAError: each compression has its own
        raise UnreadableDocument(DAMAGED) from error


def xml_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and content of every part that a parser may be led to, whatever its name ends with."""
    for member in archive.infolist():
        if _is_xml(archive, member):
            if member.file_size > MAX_XML_BYTES:
                raise UnreadableDocument(TOO_MUCH_INSIDE)
            yield member.filename, member_bytes(archive, member.filename) or b""


def _is_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if member.filename.lower().endswith((".xml", ".rels", ".vml")):
        return True
    try:
        with archive.open(member) as part:
            beginning = part.read(64)
    except Exception as error:  # as in member_bytes
        raise UnreadableDocument(DAMAGED) from error
    return beginning.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def check_archive_xml(archive: zipfile.ZipFile) -> None:
    """Refuses document types and entities in every XML part, before any library parses one."""
    for _, content in xml_parts(archive):
        check_xml(content)


def check_xml(data: bytes) -> None:
    flat = data.replace(b"\0", b"") if b"\0" in data[:200] else data  # UTF-16
    declared = _XML_ENCODING.match(flat[:400].removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in _PLAIN_ENCODINGS:
        raise UnreadableDocument(_ENTITIES)
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise UnreadableDocument(_ENTITIES)


def check_document(document: RawDocument) -> RawDocument:
    """The last gate of every reader: no more cells and characters than the next stages can bear, and
    no characters that a database refuses."""
    blocks = tuple(_clean(block) for block in document.blocks)
    tables = [block for block in blocks if isinstance(block, RawTable)]
    if sum(len(row) for table in tables for row in table.rows) > MAX_CELLS:
        raise UnreadableDocument(TOO_MANY_CELLS)
    characters = sum(len(cell.text) for table in tables for row in table.rows for cell in row)
    characters += sum(len(block.text) for block in blocks if isinstance(block, Paragraph))
    if characters > MAX_CHARACTERS:
        raise UnreadableDocument("文件的文字过多（超过 1000 万字），未读取；请只保留任务清单部分后再试。")
    return replace(document, blocks=blocks)


def _clean(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=clean(block.text)) if _UNPRINTABLE.search(block.text) else block
    if not any(_UNPRINTABLE.search(cell.text) for row in block.rows for cell in row):
        return block
    return replace(
        block, rows=tuple(tuple(replace(cell, text=clean(cell.text)) for cell in row) for row in block.rows)
    )


def clean(text: str) -> str:
    """Without control characters (but tabs and line breaks) and halves of characters."""
    return _UNPRINTABLE.sub("", text)
