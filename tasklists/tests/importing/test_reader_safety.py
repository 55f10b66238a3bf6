"""No file, however made, does more than be refused: sizes, bombs, entities, paths, time, memory, and
the sentence that each kind of unreadable file gets."""

from __future__ import annotations

import io
import os
import struct
import sys
import time
import zipfile

import pytest

from tasklists.importing.readers import bounded, read, read_bounded, safety
from tasklists.importing.readers.compound import MAGIC, CompoundFile
from tasklists.importing.readers.detect import format_of
from tasklists.importing.readers.encoding import decode
from tasklists.importing.records import UnreadableDocument
from tasklists.tests.importing.office_files import (
    Drawn,
    docx_bytes,
    html_bytes,
    repacked,
    xlsx_bytes,
)
from tasklists.tests.importing.shown import lines, rows

TABLE = Drawn(
    [
        ["类别", "序号", "任务名称", "完成时限"],
        ["一、甲", "1", "修路12公里", "12月底"],
        ["", "2", "通水", "2026.10"],
    ],
    spans={(1, 0): (2, 1)},
)
CONTENT = ["2026年清河区任务清单", TABLE, "注：以市下达为准。"]


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name)
    return str(caught.value)


# ---------------------------------------------------------------- each kind and its sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b" \r\n\t \n", "空的"),
        (b"\xef\xbb\xbf", "空的"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "OCR"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "OCR"),
        (b"GIF89a" + b"\0" * 50, "OCR"),
        (b"BM\x00\x01" + b"\0" * 60, "OCR"),
        (b"II*\0" + b"\0" * 50, "OCR"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "OCR"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "OCR"),
        (b"{\\rtf1\\ansi \\'d0\\'de}", "另存为 .docx"),
        (b"Rar!\x1a\x07" + b"\0" * 50, "压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "压缩包"),
        (b"PK\x05\x06" + b"\0" * 18, "压缩包"),
        (b"MZ\x90\0\3" + b"\0" * 60, "程序"),
        (b"\x7fELF" + b"\0" * 60, "程序"),
        (b"\x00\x01\x02\x03" * 200, "不是能识别的文字"),
        (bytes(range(128, 256)) * 20, "不是能识别的文字"),
        (archive(a__txt=b"x"), "压缩包"),
        (archive(ppt__presentation__xml=b"x", **{"[Content_Types].xml": b""}), "演示文稿"),
        (archive(**{"OFD.xml": b"<x/>"}), "OFD"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b""}), ".docx"),
        (
            archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b""}),
            ".xlsx",
        ),
        (archive(**{"xl/workbook.bin": b"x"}), ".xlsx"),
        (archive(**{"[Content_Types].xml": b"<x/>"}), "损坏"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            ".xlsx",
        ),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"></w:wordDocument>', ".docx"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do_instead(data: bytes, words: str) -> None:
    sentence = refusal(data)
    assert words in sentence
    assert sentence.endswith("。")
    assert "\n" not in sentence


def compound(*names: str) -> bytes:
    """An OLE file whose root holds empty streams of these names."""
    entries = [("Root Entry", 5, 1 if names else 0xFFFFFFFF, 0xFFFFFFFF)]
    for index, name in enumerate(names, start=1):
        entries.append((name, 2, 0xFFFFFFFF, index + 1 if index < len(names) else 0xFFFFFFFF))
    directory = b""
    for name, kind, child, right in entries:
        raw = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack(
            "<HBB3I", len(raw), kind, 1, 0xFFFFFFFF, right, child if kind == 5 else 0xFFFFFFFF
        )
        directory += (raw.ljust(64, b"\0") + links).ljust(116, b"\0") + struct.pack("<III", 0xFFFFFFFE, 0, 0)
    directory = directory.ljust(512 * ((len(directory) + 511) // 512), b"\0")
    sectors = len(directory) // 512
    header = MAGIC.ljust(24, b"\0") + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<II", 1, 1) + struct.pack("<I", 0)
    header = header.ljust(60, b"\0") + struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header = header.ljust(76, b"\0") + struct.pack("<I", 0) + b"\xff\xff\xff\xff" * 108
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = b"".join(struct.pack("<I", number) for number in chain).ljust(512, b"\xff")
    return header[:512] + table + directory


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["WordDocument", "1Table"], "另存为 .docx"),
        (["EncryptedPackage", "EncryptionInfo"], "密码"),
        (["PowerPoint Document"], "演示文稿"),
        (["Contents"], "旧版办公文档"),
    ],
)
def test_old_office_files_are_told_apart_by_what_they_hold(names: list[str], words: str) -> None:
    data = compound(*names)
    assert CompoundFile(data).names >= set(names)
    assert words in refusal(data)


def test_an_old_word_file_with_a_workbook_in_it_is_a_word_file() -> None:
    data = compound("WordDocument", "ObjectPool") + "Workbook".encode("utf-16-le")
    assert "旧版 Word" in refusal(data)


@pytest.mark.parametrize("name", ["清单.txt", "清单.docx", "清单.pdf", ""])
def test_the_kind_is_told_by_content_and_not_by_the_name(name: str) -> None:
    assert rows(read(xlsx_bytes(CONTENT), name))[1][1] == "1"
    assert format_of(docx_bytes(CONTENT)) == "docx"
    assert lines(read("修路".encode(), "清单.xlsx")) == ["修路"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"]
)
def test_text_in_each_encoding_is_decoded(encoding: str) -> None:
    text = "序号\t任务名称\n1\t修路12公里\n" * 20
    data = text.encode(encoding)
    if encoding == "utf-32":
        assert data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff"))
    assert decode(data) == text


# ---------------------------------------------------------------- sizes


def test_a_file_of_fifty_megabytes_is_refused() -> None:
    assert "50 MB" in refusal(b"x" * (50 * safety.MEGABYTE))


def test_a_bomb_of_one_large_member_is_refused_without_unpacking() -> None:
    data = repacked(docx_bytes(CONTENT), **{"word__media__a.bin": b"\0" * (60 * safety.MEGABYTE)})
    assert len(data) < safety.MEGABYTE
    started = time.monotonic()
    assert "压缩比" in refusal(data)
    assert time.monotonic() - started < 1


def test_a_bomb_of_many_members_is_refused() -> None:
    stream = io.BytesIO(docx_bytes(CONTENT))
    with zipfile.ZipFile(stream, "a") as out:
        for number in range(3_000):
            out.writestr(f"word/media/{number}", b"")
    assert "压缩比" in refusal(stream.getvalue())


def test_an_archive_within_the_archive_is_never_opened() -> None:
    inner = archive(a=b"\0" * (50 * safety.MEGABYTE))
    assert lines(read(repacked(docx_bytes(["修路"]), **{"word__embeddings__a.xlsx": inner}))) == ["修路"]


def test_members_that_lie_over_one_another_are_refused() -> None:
    data = bytearray(archive(**{"word/document.xml": b"<x/>" * 2000, "word/b.xml": b"y" * 1000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 20 : at + 24] = struct.pack("<I", len(data))
    assert "压缩比" in refusal(bytes(data))


def test_a_member_that_is_longer_than_it_says_is_refused() -> None:
    data = bytearray(
        repacked(docx_bytes(CONTENT), **{"word__document.xml": b"<a>" + b" " * 500_000 + b"</a>"})
    )
    at = data.rindex(b"word/document.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    refusal(bytes(data))


def test_a_workbook_of_too_many_cells_is_refused() -> None:
    row = b'<row r="%d">' + b"<c><v>1</v></c>" * 1000 + b"</row>"
    markup = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    markup += b"".join(row % number for number in range(1, 400)) + b"</sheetData></worksheet>"
    data = repacked(xlsx_bytes(CONTENT), **{"xl__worksheets__sheet1.xml": markup})
    # text of that kind packs well; the ratio must not be what refuses it
    assert "表格过大" in refusal(data) or "压缩比" in refusal(data)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "word\\..\\..\\a", "C:/a", "word/../../x"], ids=str
)
def test_members_with_tricky_paths_are_refused(name: str) -> None:
    stream = io.BytesIO(docx_bytes(CONTENT))
    with zipfile.ZipFile(stream, "a") as out:
        out.writestr(name, b"x")
    assert "路径" in refusal(stream.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    stream = io.BytesIO(docx_bytes(CONTENT))
    with zipfile.ZipFile(stream, "a") as out:
        out.writestr("word/document.xml", b"<x/>")
    assert "路径" in refusal(stream.getvalue())


# ---------------------------------------------------------------- XML

LAUGHS = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>'


@pytest.mark.parametrize(
    "part", ["word__document.xml", "word__styles.xml", "word__numbering.xml", "a__b.rels"]
)
def test_entities_in_a_part_of_a_word_file_are_refused(part: str) -> None:
    data = repacked(docx_bytes(CONTENT), **{part: b'<?xml version="1.0"?>' + LAUGHS + b"<a>&y;</a>"})
    assert "实体" in refusal(data)


@pytest.mark.parametrize("part", ["xl__worksheets__sheet1.xml", "xl__sharedStrings.xml", "xl__workbook.xml"])
def test_entities_in_a_part_of_a_workbook_are_refused(part: str) -> None:
    assert "实体" in refusal(repacked(xlsx_bytes(CONTENT), **{part: LAUGHS + b"<a>&y;</a>"}))


def test_entities_in_a_part_that_is_not_named_as_xml_are_refused() -> None:
    assert "实体" in refusal(
        repacked(xlsx_bytes(CONTENT), **{"xl__sheet.dat": b"\n" + LAUGHS + b"<a>&y;</a>"})
    )


def test_a_sheet_under_another_name_is_measured_as_well() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(CONTENT))) as found:
        sheet = found.read("xl/worksheets/sheet1.xml")
        links = found.read("xl/_rels/workbook.xml.rels")
    changes = {
        "xl__worksheets__sheet1.xml": None,
        "xl__other.dat": sheet.replace(b'ref="A1:D1"', b'ref="A1:XFD1048576"'),
        "xl___rels__workbook.xml.rels": links.replace(b"worksheets/sheet1.xml", b"other.dat"),
    }
    assert changes["xl__other.dat"] != sheet
    assert "表格过大" in refusal(repacked(xlsx_bytes(CONTENT), **changes))


@pytest.mark.parametrize(
    "markup",
    [
        LAUGHS.decode().encode("utf-16"),
        '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16-le") + LAUGHS.decode().encode("utf-16-le"),
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b'<?xml version="1.0" encoding="cp037"?><a/>',
    ],
    ids=["utf-16", "utf-16 without mark", "utf-7", "ebcdic"],
)
def test_entities_do_not_hide_in_another_encoding(markup: bytes) -> None:
    assert "实体" in refusal(repacked(docx_bytes(CONTENT), **{"word__document.xml": markup}))


def test_elements_nested_without_end_are_refused() -> None:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = b"<w:document " + space + b"><w:body>" + b"<w:sdt><w:sdtContent>" * 5000
    refusal(repacked(docx_bytes(CONTENT), **{"word__document.xml": deep}))
    refusal(b"<html><body>" + b"<div>" * 100_000)


# ---------------------------------------------------------------- in a process of its own


def test_the_other_process_gives_the_same_document() -> None:
    for data in (
        docx_bytes(CONTENT),
        xlsx_bytes(CONTENT),
        html_bytes(CONTENT),
        "一、修路\n二、通水".encode(),
    ):
        assert read_bounded(data, "清单") == read(data, "清单")


def test_the_other_process_hands_its_refusals_on() -> None:
    with pytest.raises(UnreadableDocument, match="OCR"):
        read_bounded(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)


def test_a_file_that_takes_too_long_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match="时间"):
        read_bounded(docx_bytes(CONTENT), seconds=0.01)
    assert time.monotonic() - started < 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory of a process")
def test_a_file_that_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(UnreadableDocument, match="内存"):
        read_bounded("修路\t通水\t种树\n".encode() * 80_000, memory_bytes=100 * safety.MEGABYTE)


def test_the_other_process_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setenv("DATABASE_URL", "postgres://x")
    assert "geheim" not in str(bounded._environment())
    assert "DATABASE_URL" not in bounded._environment()
    assert os.environ["SECRET_KEY"] == "geheim"
