"""Web pages as saved from a portal (also Excel and Word "saved as web page", .mht): the text and the
data tables, without menus, scripts and what is hidden. Tables that only lay out the page are walked
through."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from tasklists.importing.readers.encoding import decode
from tasklists.importing.readers.grid import raw_table
from tasklists.importing.readers.html_tables import cells_of, is_data_table, table_rows
from tasklists.importing.readers.html_text import (
    BLOCKS,
    DROPPED,
    HEADINGS,
    Piece,
    is_hidden,
    is_menu,
    lines_of,
    list_label,
)
from tasklists.importing.readers.retold import retold
from tasklists.importing.records import Block, Issue, Paragraph, RawDocument, SourceRef, UnreadableDocument

MEDIA_TYPE = "text/html"
MAX_TABLES = 2_000
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)
_NO_TEXT = "网页里没有可以读取的文字（内容可能由脚本生成）；请在浏览器中打开后复制正文粘贴，或索取原文件。"


def read(data: bytes) -> RawDocument:
    """Raises UnreadableDocument where the page shows no text."""
    declared = None
    if re.match(rb"\s*[\w-]+:", data):
        data, declared = _page_of_mail(data)
    found = _META_CHARSET.search(data[:8192])
    text = decode(data, found[1].decode("ascii") if found else declared)
    root = _parsed(text)
    page = _Page()
    blocks = tuple(page.blocks(root)) if root is not None else ()
    if not blocks:
        raise UnreadableDocument(_NO_TEXT)
    return RawDocument(blocks, MEDIA_TYPE, page.issues())


def _page_of_mail(data: bytes) -> tuple[bytes, str | None]:
    """The page inside a saved .mht file, and its charset."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload, part.get_content_charset()
    raise UnreadableDocument(_NO_TEXT)


def _parsed(text: str) -> Any | None:
    # a declaration inside text that is already decoded would be refused
    text = re.sub(r"^\s*<\?xml[^>]{0,200}>", "", text)
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree


class _Page:
    def __init__(self) -> None:
        self._menus: list[str] = []
        self._tables = 0

    def issues(self) -> tuple[Issue, ...]:
        if not self._menus:
            return ()
        raw = "；".join(self._menus)[:200]
        return (Issue("info", "unplaced_text", f"网页导航、菜单 {len(self._menus)} 处未读入", raw),)

    def blocks(self, element: Any) -> Iterator[Block]:
        """Block by block; the inline content between two blocks is one paragraph (or several, at <br>)."""
        inline: list[Piece] = []
        yield from self._inside(element, inline)
        yield from _paragraphs(inline, element)

    def _inside(self, element: Any, inline: list[Piece]) -> Iterator[Block]:
        if element.text:
            inline.append(Piece(element.text, element))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in DROPPED and not is_hidden(child):
                if child.tag == "br":
                    inline.append(Piece("\n", element, breaks=True))
                elif child.tag == "table" or child.tag in BLOCKS:
                    yield from _paragraphs(inline, element)
                    yield from self._block(child)
                else:
                    yield from self._inside(child, inline)
            if child.tail:
                inline.append(Piece(child.tail, element))

    def _block(self, element: Any) -> Iterator[Block]:
        if is_menu(element):
            self._menus.append(" ".join(element.text_content().split())[:60])
        elif element.tag == "table":
            yield from self._table(element)
        elif element.tag == "pre":
            first = element.sourceline or 1
            lines = element.text_content().split("\n")
            yield from retold(
                [Paragraph(line, SourceRef(line=first + index)) for index, line in enumerate(lines)]
            )
        else:
            label = list_label(element)
            level = HEADINGS.get(element.tag)
            for block in self.blocks(element):
                if isinstance(block, Paragraph) and (label or level):
                    block = Paragraph(label + block.text, block.ref, block.bold or bool(level), level)
                    label = ""
                yield block

    def _table(self, element: Any) -> Iterator[Block]:
        self._tables += 1
        if self._tables > MAX_TABLES:
            raise UnreadableDocument("网页里的表格过多，不像任务清单，未读取；请只保存正文部分后再试。")
        if is_data_table(element):
            found = raw_table(table_rows(element), SourceRef(line=element.sourceline))
            if found is not None:
                for caption in element.findall("caption"):
                    yield from self.blocks(caption)
                yield found
            return
        for cell in cells_of(element):
            yield from self.blocks(cell)


def _paragraphs(inline: list[Piece], element: Any) -> Iterator[Paragraph]:
    for text, bold, line in lines_of(inline):
        yield Paragraph(text, SourceRef(line=line or element.sourceline), bold)
    inline.clear()
