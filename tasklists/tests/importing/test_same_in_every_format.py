"""A list says the same whatever file it is written as: what the text gives, Word, Excel, PDF and a web
page give as well (places aside, and spaces and line breaks, which no two formats keep alike)."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tasklists.importing.document_json import as_json
from tasklists.importing.pipeline import understand
from tasklists.importing.readers import read
from tasklists.tests.importing import office_files
from tasklists.tests.importing.office_pdf import needs_font, pdf_bytes

FORMATS = ["docx", "xlsx", "xls", "html", pytest.param("pdf", marks=needs_font)]
SAMPLES = sorted((Path(settings.BASE_DIR) / "fixtures" / "samples").glob("*.txt"))
REAL = [
    "000_5fbd7af174781bbb.txt",
    "001_6daa0d8ba64a921b.txt",
    "002_b41a3f10656a21be.txt",
    "003_23ddc4cb0853e4e8.txt",
    "004_1c85e6c0fb5b57b8.txt",
]
# Issues that speak of the document's values; what stands around the list is laid out differently.
VALUE_ISSUES = {
    "quota_sum_mismatch",
    "quota_sum_rounding",
    "deadline_outside_year",
    "number_gap",
    "number_duplicate",
    "category_repeated",
    "category_after_tasks",
    "department_variant",
    "unreadable_number",
    "unreadable_date",
}


def as_facts(found: Any) -> Any:
    """The JSON without places and without white space in texts."""
    if isinstance(found, dict):
        return {key: as_facts(value) for key, value in found.items() if key not in ("source", "issues")}
    if isinstance(found, list):
        return [as_facts(value) for value in found]
    return "".join(found.split()) if isinstance(found, str) else found


def facts(data: bytes) -> tuple[Any, list[tuple[str, str | None]]]:
    document = understand(read(data))
    doubts = sorted((issue.code, issue.task or "") for issue in document.issues if issue.code in VALUE_ISSUES)
    return as_facts(as_json(document)), doubts


def assert_same_as_text(data: bytes, kind: str, *, merge_down: int | None = None) -> None:
    content = office_files.drawn(read(data), merge_down=merge_down)
    make = pdf_bytes if kind == "pdf" else getattr(office_files, f"{kind}_bytes")
    made = make(content)
    (expected, doubts), (found, found_doubts) = facts(data), facts(made)
    assert found["tasks"] == expected["tasks"]
    assert found == expected
    assert found_doubts == doubts


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_gives_the_same_list_in_every_format(path: Path, kind: str) -> None:
    assert_same_as_text(path.read_bytes(), kind)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", REAL)
def test_a_real_document_gives_the_same_list_in_every_format(documents: Path, name: str, kind: str) -> None:
    assert_same_as_text((documents / name).read_bytes(), kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_category_cell_merged_downwards_is_read_as_one_printed_once(documents: Path, kind: str) -> None:
    assert_same_as_text((documents / REAL[0]).read_bytes(), kind, merge_down=0)


@needs_font
@pytest.mark.parametrize("name", REAL[:3])
@pytest.mark.parametrize(
    "layout",
    [{"repeat_header": False}, {"landscape": False}, {"break_rows": False}],
    ids=["header once", "upright pages", "rows kept whole"],
)
def test_a_pdf_gives_the_same_list_however_it_was_printed(
    documents: Path, name: str, layout: dict[str, bool]
) -> None:
    data = (documents / name).read_bytes()
    made = pdf_bytes(office_files.drawn(read(data)), **layout)
    assert facts(made) == facts(data)


def pasted_into_word(text: str) -> bytes:
    return office_files.docx_bytes(text.split("\n"))


def put_on_a_page(text: str) -> bytes:
    return f"<html><body><pre>{html.escape(text)}</pre></body></html>".encode()


@pytest.mark.parametrize("put", [pasted_into_word, put_on_a_page])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_text_itself_put_into_another_file_gives_the_same_list(
    path: Path, put: Callable[[str], bytes]
) -> None:
    data = path.read_bytes()
    assert facts(put(data.decode())) == facts(data)


@pytest.mark.parametrize("name", REAL)
def test_the_text_of_a_real_document_pasted_into_word_gives_the_same_list(documents: Path, name: str) -> None:
    data = (documents / name).read_bytes()
    assert facts(pasted_into_word(data.decode())) == facts(data)
