"""Random and mutated bytes of each format: a document or a refusal, never anything else, never a hang."""

from __future__ import annotations

import functools
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklists.importing.readers import read
from tasklists.importing.readers.compound import MAGIC
from tasklists.importing.readers.detect import format_of
from tasklists.importing.records import RawDocument, RawTable, UnreadableDocument
from tasklists.tests.importing.office_files import (
    Drawn,
    docx_bytes,
    html_bytes,
    repacked,
    xls_bytes,
    xlsx_bytes,
)
from tasklists.tests.importing.office_pdf import FONT, pdf_bytes

TABLE = Drawn(
    [
        ["类别", "序号", "任务名称", "完成时限"],
        ["一、甲", "1", "修路12公里", "12月底"],
        ["", "2", "通水", "2026.10"],
    ],
    spans={(1, 0): (2, 1)},
)
CONTENT = ["2026年清河区任务清单", TABLE, "注：以市下达为准。"]


def must_not_crash(data: bytes) -> None:
    try:
        document = read(data)
    except UnreadableDocument as error:
        assert str(error).endswith("。")
    else:
        assert isinstance(document, RawDocument)
        tables = [block for block in document.blocks if isinstance(block, RawTable)]
        assert format_of(data) == "text" or all(
            len(row) == len(table.rows[0]) for table in tables for row in table.rows
        )


@functools.cache
def sample(kind: str) -> bytes:
    makers = {"docx": docx_bytes, "xlsx": xlsx_bytes, "xls": xls_bytes, "html": html_bytes, "pdf": pdf_bytes}
    return makers[kind](CONTENT)


KINDS = ["docx", "xlsx", "xls", "html", *(["pdf"] if FONT.exists() else [])]
# the same examples on every run: a new one found by chance must not stop somebody else's work
quietly = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@quietly
@given(st.binary(max_size=2000))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    must_not_crash(data)


@quietly
@given(
    st.sampled_from(
        [b"PK\x03\x04", MAGIC, b"%PDF-1.7\n", b"<html>", b"<table>", b"\xff\xfe", b"From: x\r\n"]
    ),
    st.binary(max_size=2000),
)
def test_random_bytes_behind_a_known_beginning_are_read_or_refused(beginning: bytes, data: bytes) -> None:
    must_not_crash(beginning + data)


@pytest.mark.parametrize("kind", KINDS)
@quietly
@given(st.data())
def test_files_with_changed_bytes_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    changed = bytearray(sample(kind))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(len(changed) // 2, len(changed)))
    must_not_crash(bytes(changed[:end]) if data.draw(st.booleans()) else bytes(changed))


@functools.cache
def members(kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(sample(kind))) as found:
        return {name: found.read(name) for name in found.namelist() if name.endswith((".xml", ".rels"))}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@quietly
@given(st.data())
def test_files_with_a_changed_part_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    """The archive stays sound, so that the change reaches the parser behind it."""
    name = data.draw(st.sampled_from(sorted(members(kind))))
    part = members(kind)[name]
    at = data.draw(st.integers(0, len(part)))
    length = data.draw(st.integers(0, 40))
    new = data.draw(
        st.sampled_from([b"", b"9" * 30, b"-1", b"<", b'"', b"\xff\xfe", b"&#0;", b"</w:tc>", b"A1:XFD9"])
    )
    must_not_crash(repacked(sample(kind), **{name.replace("/", "__"): part[:at] + new + part[at + length :]}))


@quietly
@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "<tr>",
                '<td rowspan="3" colspan="4">',
                "</td>",
                "</table>",
                "<p>",
                "<br>",
                "修路",
                "<ol>",
                "<li>",
                "&amp;",
                "<!--",
                "<th>",
            ]
        ),
        max_size=60,
    )
)
def test_any_order_of_tags_is_read_or_refused(tags: list[str]) -> None:
    must_not_crash(("<html><body>" + "".join(tags)).encode())
