"""The visible text of a web page: what is dropped, what a block is, how white space collapses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tasklists.importing.readers.docx_numbering import formatted
from tasklists.importing.words import CJK

DROPPED = frozenset(
    {
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
    }
    | {"audio", "video", "select", "option", "textarea", "button", "input", "nav", "map", "link", "meta"}
    | {"title", "area", "frame", "frameset", "datalist", "dialog"}
)
BLOCKS = frozenset(
    {"html", "body", "div", "p", "section", "article", "main", "aside", "header", "footer", "address"}
    | {"blockquote", "center", "form", "fieldset", "legend", "figure", "figcaption", "ul", "ol", "li", "dl"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "pre", "hr", "table", "thead", "tbody", "tfoot", "tr"}
    | {"td", "th", "caption", "details", "summary"}
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD_TAGS = {"b", "strong", "th", *HEADINGS}
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_BROKEN_LINE = re.compile(rf"(?<={CJK})[ \t\r]*\n\s*(?={CJK})")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_MENU_LINKS = 3  # fewer links make no menu
_MENU_SHARE = 0.8  # of the text of a block that stands in links
_LIST_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    element: Any
    breaks: bool = False  # a <br>


def is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN_STYLE.search(element.get("style", "")))


def is_menu(element: Any) -> bool:
    """A block that is little but links: navigation, breadcrumbs, lists of other pages."""
    links = element.findall(".//a[@href]")
    if len(links) < _MENU_LINKS:
        return False
    linked = sum(len("".join(link.text_content().split())) for link in links)
    return linked >= _MENU_SHARE * max(1, len("".join(element.text_content().split())))


def is_bold(element: Any) -> bool:
    while element is not None and element.tag not in BLOCKS:
        if element.tag in _BOLD_TAGS or _BOLD_STYLE.search(element.get("style", "")):
            return True
        element = element.getparent()
    return element is not None and (
        element.tag in _BOLD_TAGS or bool(_BOLD_STYLE.search(element.get("style", "")))
    )


def lines_of(pieces: Sequence[Piece]) -> Iterator[tuple[str, bool, int | None]]:
    """The lines with something printed: text with white space collapsed, whether all of it is bold, and
    the line of the file."""
    current: list[Piece] = []
    for piece in (*pieces, Piece("", None, breaks=True)):
        if not piece.breaks:
            current.append(piece)
            continue
        text = _BROKEN_LINE.sub("", "".join(part.text for part in current))
        text = _SPACE.sub(" ", text).strip(" \u3000\u200b\ufeff")
        if text:
            shown = [part for part in current if part.text.strip()]
            bold = all(is_bold(part.element) for part in shown)
            yield text, bold, shown[0].element.sourceline
        current = []


def list_label(element: Any) -> str:
    """The number that a browser prints before an item of an ordered list."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    start = re.fullmatch("-?[0-9]{1,6}", parent.get("start", "1"))
    if "none" in parent.get("style", "") or start is None:
        return ""
    number = int(start[0]) - 1
    for item in parent.findall("li"):
        own = item.get("value", "")
        number = int(own[:6]) if own.isascii() and own.isdigit() else number + 1
        if item is element:
            break
    return f"{formatted(number, _LIST_TYPES.get(parent.get('type', '1'), 'decimal'))}. "
