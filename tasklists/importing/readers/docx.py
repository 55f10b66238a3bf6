"""Word (.docx, .docm): paragraphs and tables of the body in their order.

The parts are taken from the checked archive one by one, instead of opening the package as a whole:
pictures, embedded files and macros are then never unpacked, and relations that point nowhere (as WPS
leaves them) do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from tasklists.importing.readers.docx_numbering import Numbering
from tasklists.importing.readers.docx_text import Styles, TextReader, Visible, integer, toggle, value
from tasklists.importing.readers.grid import Grid, raw_table
from tasklists.importing.readers.retold import retold
from tasklists.importing.readers.safety import DAMAGED, check_archive_xml, member_bytes, open_archive
from tasklists.importing.records import (
    Block,
    Issue,
    Paragraph,
    RawDocument,
    RawTable,
    SourceRef,
    UnreadableDocument,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_COLUMNS = 500
_HEADING_LEVELS = 9
_TABBED_LINES = 3  # fewer are indents and signatures
_ONLY_PICTURES = (
    "Word 文件里只有图片，没有可读取的文字；请先做文字识别（OCR），或向发文单位索取可编辑的 Word 版。"
)
_STRICT = "Word 文件是“Strict Open XML”格式，不能读取；请用 Word 另存为普通的 .docx 后再试。"
_WRAPPERS = {qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}


def read(data: bytes) -> RawDocument:
    """Raises UnreadableDocument where the file holds no readable text."""
    archive = open_archive(data)
    check_archive_xml(archive)
    names = {member.filename.lower(): member.filename for member in archive.infolist()}

    def part(path: str) -> Any | None:
        found = member_bytes(archive, names.get(path, path))
        return None if found is None else parse_xml(found)

    root = part("word/document.xml")
    if root is None:
        raise UnreadableDocument(DAMAGED)
    if "purl.oclc.org/ooxml" in root.tag:
        raise UnreadableDocument(_STRICT)
    body = root.find(qn("w:body"))
    if body is None:
        raise UnreadableDocument(DAMAGED)
    reader = _Body(part("word/styles.xml"), part("word/numbering.xml"))
    blocks = reader.written_out(tuple(reader.blocks(body)))
    if not blocks and reader.pictures:
        raise UnreadableDocument(_ONLY_PICTURES)
    if "word/vbaproject.bin" in names:
        reader.issues.append(Issue("info", "unplaced_text", "文件带有宏，宏未读取也未运行"))
    return RawDocument(blocks, MEDIA_TYPE, tuple(reader.issues))


class _Body:
    """Walks the body once: numbers, fields and places are counted on the way."""

    def __init__(self, styles: Any | None, numbering: Any | None) -> None:
        self._styles = Styles(styles)
        self._numbering = Numbering(numbering, self._styles.number)
        self._text = TextReader(self._styles)
        self._paragraphs = self._tables = 0
        self._carried = ""  # text of a paragraph whose end was deleted: it goes on in the next
        self._contents_dropped = False
        self._inner: list[Any] = []  # tables within cells that are to follow their table
        self._written: list[Paragraph] = []  # every line as it stands, with its tabs, blank ones too
        self.pictures = 0
        self.issues: list[Issue] = []

    # ------------------------------------------------------------ the flow of text

    def blocks(self, container: Any) -> Iterator[Block]:
        for element in container:
            if element.tag == qn("w:p"):
                yield from self._paragraph_blocks(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table_blocks(element)
            elif element.tag == qn("w:sdt"):
                yield from self._controlled(element)
            elif element.tag in _WRAPPERS:
                yield from self.blocks(element)
            elif element.tag == qn("w:altChunk"):
                self.issues.append(
                    Issue(
                        "warning", "unplaced_text", "文中嵌入了另一个文件，其内容未读取；请用 Word 打开并另存"
                    )
                )

    def _controlled(self, element: Any) -> Iterator[Block]:
        gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
        if gallery is not None and "Contents" in (gallery.get(qn("w:val")) or ""):
            self._drop_contents()
            return
        for content in element.findall(qn("w:sdtContent")):
            yield from self.blocks(content)

    def _drop_contents(self) -> None:
        if not self._contents_dropped:
            self._contents_dropped = True
            self.issues.append(Issue("info", "unplaced_text", "文前的目录未读入"))

    def _paragraph_blocks(self, element: Any) -> Iterator[Paragraph]:
        self._paragraphs += 1
        ref = SourceRef(line=self._paragraphs)
        properties = element.find(qn("w:pPr"))
        style = None if properties is None else value(properties, "w:pStyle")
        shown = self._text.read(element)
        if self._styles.is_contents(style):
            self._drop_contents()
            return
        text = self._joined(element, self._numbered(element, shown.text))
        if text is not None:
            level = self._heading_level(properties, style)
            for line in text.split("\n"):
                self._written.append(Paragraph(line, ref, shown.bold, level))
                if line.strip():
                    yield Paragraph(line.strip(), ref, shown.bold, level)
        self.pictures += shown.pictures
        for box in shown.boxes:
            for block in self.blocks(box):
                if isinstance(block, Paragraph):
                    yield block

    def _joined(self, element: Any, text: str) -> str | None:
        """The paragraph with what is carried into it; None where its own end was deleted."""
        text, self._carried = self._carried + text, ""
        if element.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is None:
            return text
        self._carried = text
        return None

    def _heading_level(self, properties: Any | None, style: str | None) -> int | None:
        own = None if properties is None else integer(value(properties, "w:outlineLvl"))
        level = self._styles.outline(style) if own is None else own
        return level + 1 if level is not None and level < _HEADING_LEVELS else None

    def _numbered(self, element: Any, text: str, *, in_cell: bool = False) -> str:
        """With the number that Word prints before it. An empty paragraph shows one only in a cell."""
        number, level = self._number_of(element)
        if number is None or not (text.strip() or in_cell):
            return text
        return self._numbering.label(number, level) + text

    def _number_of(self, element: Any) -> tuple[str | None, int]:
        properties = element.find(qn("w:pPr"))
        own = None if properties is None else properties.find(qn("w:numPr"))
        number = None if own is None else value(own, "w:numId")
        level = None if own is None else integer(value(own, "w:ilvl"))
        style = None if properties is None else value(properties, "w:pStyle")
        for identity, found in self._styles.chain(style):
            if number is not None or found.number is None:
                continue
            number = found.number
            level = found.level if level is None and found.level is not None else level
            level = self._numbering.level_of_style(number, identity) if level is None else level
        if number in (None, "0") or not self._numbering.knows(number or ""):
            return None, 0
        return number, level or 0

    def written_out(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks, or, where the file has no table but lines whose cells are parted by tabs (a text
        pasted into Word), what the reader of text makes of these lines."""
        tabbed = sum("\t" in line.text for line in self._written)
        if tabbed < _TABBED_LINES or any(isinstance(block, RawTable) for block in blocks):
            return blocks
        return retold(self._written)

    # ------------------------------------------------------------ tables

    def _table_blocks(self, element: Any) -> Iterator[Block]:
        """A table of one column is a frame around text (or around a table), not a table."""
        rows = [row for row in _children(element, qn("w:tr")) if not _is_deleted(row)]
        if all(len(list(_children(row, qn("w:tc")))) <= 1 for row in rows):
            for row in rows:
                for cell in _children(row, qn("w:tc")):
                    yield from self.blocks(cell)
            return
        self._tables += 1
        found = self._table(rows, self._tables)
        if found is not None:
            yield found
        inner, self._inner = self._inner, []
        for table in inner:
            yield from self._table_blocks(table)

    def _table(self, rows: list[Any], table: int) -> RawTable | None:
        grid = Grid()
        open_above: set[int] = set()  # columns whose cell may go on in the next row
        for index, row in enumerate(rows):
            column = _skipped(row)
            for element in _children(row, qn("w:tc")):
                properties = element.find(qn("w:tcPr"))
                width = _width(properties)
                if column + width > MAX_COLUMNS:
                    raise UnreadableDocument("Word 表格的列数过多，不像任务清单，未读取；请检查文件后再试。")
                origin = None
                if column in open_above and _merge(properties, "w:vMerge") == "continue":
                    origin = grid.cells.get((index - 1, column))
                elif _merge(properties, "w:hMerge") == "continue":
                    origin = grid.cells.get((index, column - 1))
                if origin is None:
                    text, bold = self._cell(element)
                    grid.put(index, column, text, bold=bold, width=width)
                    open_above -= set(range(column, column + width))
                    if _merge(properties, "w:vMerge"):
                        open_above.add(column)
                else:
                    grid.put(index, column, origin.text, bold=origin.bold, merged=True, width=width)
                column += width
        return raw_table(
            grid.rows(lambda row, column: SourceRef(table=table, row=row + 1, column=column + 1)),
            SourceRef(table=table),
        )

    def _cell(self, element: Any) -> tuple[str, bool]:
        """The text of a cell and whether all of it is bold."""
        shown: list[Visible] = []
        text = "\n".join(line for line in self._cell_lines(element, shown) if line.strip())
        bold = [visible.bold for visible in shown if visible.text.strip()]
        return text, bool(bold) and all(bold)

    def _cell_lines(self, container: Any, shown: list[Visible]) -> Iterator[str]:
        """The text of a cell; a small table within it as lines of its own, a large one kept for later."""
        for element in container:
            if element.tag == qn("w:p"):
                visible = self._text.read(element)
                shown.append(visible)
                yield self._numbered(element, visible.text, in_cell=True).strip().replace("\t", " ")
                for box in visible.boxes:
                    yield from self._cell_lines(box, shown)
            elif element.tag == qn("w:tbl") and _is_large(element):
                self._inner.append(element)
            elif element.tag == qn("w:tbl"):
                for row in _children(element, qn("w:tr")):
                    cells = ("".join(self._cell_lines(cell, shown)) for cell in _children(row, qn("w:tc")))
                    yield " ".join(text for text in cells if text)
            elif element.tag in _WRAPPERS or element.tag in (qn("w:sdt"), qn("w:sdtContent")):
                yield from self._cell_lines(element, shown)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Rows or cells, also those inside content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS or child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _children(child, tag)


def _is_deleted(row: Any) -> bool:
    """Deleted under tracked changes, or hidden."""
    properties = row.find(qn("w:trPr"))
    return properties is not None and (
        properties.find(qn("w:del")) is not None or bool(toggle(properties, "w:hidden"))
    )


def _skipped(row: Any) -> int:
    properties = row.find(qn("w:trPr"))
    return 0 if properties is None else min(integer(value(properties, "w:gridBefore")) or 0, MAX_COLUMNS)


def _width(properties: Any | None) -> int:
    span = None if properties is None else integer(value(properties, "w:gridSpan"))
    return min(max(span or 1, 1), MAX_COLUMNS)


def _merge(properties: Any | None, tag: str) -> str | None:
    """ "restart", "continue", or None where the cell is not merged in that direction."""
    element = None if properties is None else properties.find(qn(tag))
    return None if element is None else element.get(qn("w:val"), "continue")


def _is_large(table: Any) -> bool:
    """A table within a cell that is a table of its own, not the layout of a few words."""
    rows = list(_children(table, qn("w:tr")))
    return len(rows) > 2 and max(len(list(_children(row, qn("w:tc")))) for row in rows) > 2
