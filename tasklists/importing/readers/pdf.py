"""PDF with a text layer: ruled tables and the text around them, page by page in reading order."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from tasklists.importing.readers.pdf_rules import Box, rules_of, table_cells
from tasklists.importing.readers.pdf_tables import PageTable, goes_on, join, page_table
from tasklists.importing.readers.pdf_text import (
    Character,
    TextLine,
    lines_of,
    paragraphs_of,
    without_running_lines,
)
from tasklists.importing.readers.safety import DAMAGED, ENCRYPTED, MAX_PAGES
from tasklists.importing.records import Block, Issue, Paragraph, RawDocument, SourceRef, UnreadableDocument

# It tells of every oddity of a font that changes nothing here.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MEDIA_TYPE = "application/pdf"
MAX_CHARACTERS_OF_PAGE = 60_000
MAX_LINES_OF_PAGE = 30_000  # drawn ones: a map or a plan, not a table
_SCAN = "PDF 是扫描件（图片），没有文字层，无法读取；请先做文字识别（OCR），或向发文单位索取 Word 版。"
_NO_MAPPING = (
    "PDF 的字体没有文字编码，取不出可靠的文字；请向发文单位索取 Word 版，或先做文字识别（OCR）再上传。"
)
_FEW_CHARACTERS = 10  # a page with fewer and a picture is a scan
_MOST_UNMAPPED = 0.1  # of all characters
_MOST_ODD = 0.3
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
# What Chinese documents are written with; other scripts come from fonts with a wrong table.
_USUAL = re.compile(
    r"[\s\x21-\x7e\u00a0-\u00ff\u0370-\u03ff\u2000-\u22ff\u2460-\u27bf\u3000-\u303f\u3100-\u312f\u3200-\u33ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
_CONTINUED = re.compile(r"[（(]?(?:续表?|接上页|接上表)[\d一二三四五六七八九十]*[)）]?")


@dataclass(slots=True)
class _Page:
    number: int
    lines: list[TextLine]
    tables: list[PageTable]


def read(data: bytes) -> RawDocument:
    """Raises UnreadableDocument for scans, passwords and fonts without an encoding."""
    issues: list[Issue] = []
    pages = _pages(data, issues)
    for page, lines in zip(pages, without_running_lines([page.lines for page in pages]), strict=True):
        page.lines = lines
    blocks: list[Block] = []
    for part in _joined(_parts(pages)):
        if isinstance(part, PageTable):
            blocks.append(part.block())
            issues.extend(part.issues)
        else:
            blocks.extend(
                Paragraph(line.text, SourceRef(page=line.page, row=line.row), line.bold)
                for line in paragraphs_of(part)
            )
    return RawDocument(tuple(blocks), MEDIA_TYPE, tuple(issues))


# ---------------------------------------------------------------- pages


def _pages(data: bytes, issues: list[Issue]) -> list[_Page]:
    try:
        document = pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        encrypted = any(isinstance(argument, PDFPasswordIncorrect) for argument in error.args)
        raise UnreadableDocument(ENCRYPTED if encrypted else DAMAGED) from error
    with document:
        if len(document.pages) > MAX_PAGES:
            raise UnreadableDocument(
                f"PDF 有 {len(document.pages)} 页，超过 {MAX_PAGES} 页的上限，未读取；请只保留清单所在的页。"
            )
        found: list[_Page] = []
        texts: list[str] = []
        for page in document.pages:
            characters = _characters(page)
            texts.extend(character["text"] for character in characters)
            if len(characters) < _FEW_CHARACTERS and page.images:
                issues.append(_picture_page(page.page_number))
            found.append(_page(page, characters))
            page.close()
    _check_text(texts, bool(issues))
    return found


def _picture_page(number: int) -> Issue:
    message = f"第 {number} 页是图片，没有文字层，未读取；请对该页做文字识别（OCR）或索取 Word 版"
    return Issue("warning", "unplaced_text", message, ref=SourceRef(page=number))


def _characters(page: Any) -> list[Character]:
    """Without what is printed twice for boldness and without slanted watermarks."""
    if len(page.chars) > MAX_CHARACTERS_OF_PAGE:
        raise UnreadableDocument(
            f"PDF 第 {page.page_number} 页的文字过多，不像任务清单，未读取；请检查文件后再试。"
        )
    upright = [character for character in page.chars if not _is_slanted(character["matrix"])]
    seen: set[tuple[str, int, int]] = set()
    kept: list[Character] = []
    for character in upright:
        place = (character["text"], round(character["x0"] / 2), round(character["top"] / 2))
        if place not in seen:
            seen.add(place)
            kept.append(character)
    return kept


def _is_slanted(matrix: Sequence[float]) -> bool:
    return abs(matrix[0]) > 0.01 and abs(matrix[1]) > 0.01


def _check_text(texts: Sequence[str], has_pictures: bool) -> None:
    if not texts:
        raise UnreadableDocument(_SCAN)
    unmapped = sum(bool(_UNMAPPED.match(text)) for text in texts)
    odd = sum(not _USUAL.match(text) for text in texts)
    if unmapped > _MOST_UNMAPPED * len(texts) or odd > _MOST_ODD * len(texts):
        raise UnreadableDocument(_NO_MAPPING)
    if has_pictures and len(texts) < _FEW_CHARACTERS:
        raise UnreadableDocument(_SCAN)


def _page(page: Any, characters: Sequence[Character]) -> _Page:
    tables: list[PageTable] = []
    if len(page.lines) + len(page.rects) + len(page.curves) <= MAX_LINES_OF_PAGE:
        rules = rules_of(page)
        for boxes in table_cells(page, rules):
            table = page_table(boxes, characters, page.page_number)
            if table is not None:
                table.open_top = rules.is_open_at(table.box[1])
                table.open_bottom = rules.is_open_at(table.box[3])
                tables.append(table)
    outside = [
        character for character in characters if not any(_is_in(character, table.box) for table in tables)
    ]
    return _Page(page.page_number, lines_of(outside, page.page_number, float(page.width)), tables)


def _is_in(character: Character, box: Box) -> bool:
    across, down = (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


# ---------------------------------------------------------------- reading order


def _parts(pages: Sequence[_Page]) -> Iterator[list[TextLine] | PageTable]:
    """Runs of lines and tables, from top to bottom, page after page."""
    run: list[TextLine] = []
    for page in pages:
        row = 0
        things: list[TextLine | PageTable] = [*page.lines, *page.tables]
        things.sort(key=_top)
        for thing in things:
            if isinstance(thing, PageTable):
                if run:
                    yield run
                    run = []
                row += thing.moved_down(row)
                yield thing
            else:
                row += 1
                run.append(replace(thing, row=row))
    if run:
        yield run


def _top(thing: TextLine | PageTable) -> float:
    return thing.top if isinstance(thing, TextLine) else thing.box[1]


def _joined(parts: Iterator[list[TextLine] | PageTable]) -> Iterator[list[TextLine] | PageTable]:
    """Tables that go on at the top of the next page put together."""
    waiting: PageTable | None = None
    for part in parts:
        if isinstance(part, list) and waiting is not None and _only_says_continued(part):
            continue
        if waiting is not None:
            if isinstance(part, PageTable) and part.page == waiting.page + 1 and goes_on(part, waiting):
                waiting = join(waiting, part)
                continue
            yield waiting
            waiting = None
        if isinstance(part, PageTable):
            waiting = part
        else:
            yield part
    if waiting is not None:
        yield waiting


def _only_says_continued(lines: Sequence[TextLine]) -> bool:
    return all(_CONTINUED.fullmatch(line.text.replace(" ", "")) for line in lines)
