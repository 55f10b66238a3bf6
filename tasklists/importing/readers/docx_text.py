"""What is visible in a Word paragraph: inserted text but not deleted, no hidden text, no field codes;
and what its styles say of it (bold, heading level, automatic number)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT_BOX = qn("w:txbxContent")
_DROPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    qn("w:rt"),
    qn("w:sdtPr"),
    qn("w:sdtEndPr"),
}
_DRAWN = {qn("w:drawing"), qn("w:pict"), qn("w:object")}
_MOST_STYLES = 20  # in a chain of styles based on one another
_OFF = {"0", "false", "off", "none"}
_SIGNS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(slots=True)
class Style:
    name: str = ""
    based_on: str | None = None
    bold: bool | None = None
    outline: int | None = None
    number: str | None = None
    level: int | None = None


class Styles:
    """The styles of a document as far as they change what is read."""

    def __init__(self, root: Any | None) -> None:
        self._by_id: dict[str, Style] = {}
        self._default = ""
        for element in () if root is None else root.iter(qn("w:style")):
            identity = element.get(qn("w:styleId")) or ""
            self._by_id[identity] = _style(element)
            if element.get(qn("w:type")) == "paragraph" and _is_on(element.get(qn("w:default"), "0")):
                self._default = identity

    def chain(self, identity: str | None) -> list[tuple[str, Style]]:
        """The style and those it is based on, nearest first."""
        found: list[tuple[str, Style]] = []
        current = identity or self._default
        while current in self._by_id and len(found) < _MOST_STYLES:
            found.append((current, self._by_id[current]))
            current = self._by_id[current].based_on or ""
        return found

    def bold(self, identity: str | None) -> bool:
        return next((style.bold for _, style in self.chain(identity) if style.bold is not None), False)

    def outline(self, identity: str | None) -> int | None:
        return next((style.outline for _, style in self.chain(identity) if style.outline is not None), None)

    def number(self, identity: str) -> str | None:
        return next((style.number for _, style in self.chain(identity) if style.number), None)

    def is_contents(self, identity: str | None) -> bool:
        """Whether it is a line of the table of contents."""
        return any(style.name.lower().startswith("toc ") for _, style in self.chain(identity)[:1])


def _style(element: Any) -> Style:
    properties, runs = element.find(qn("w:pPr")), element.find(qn("w:rPr"))
    style = Style(value(element, "w:name") or "", value(element, "w:basedOn"))
    style.bold = toggle(runs, "w:b")
    if properties is not None:
        style.outline = integer(value(properties, "w:outlineLvl"))
        numbered = properties.find(qn("w:numPr"))
        if numbered is not None:
            style.number, style.level = value(numbered, "w:numId"), integer(value(numbered, "w:ilvl"))
    return style


@dataclass(slots=True)
class Visible:
    """The visible text of a paragraph. `bold` where all of it is; `boxes` are text boxes anchored in
    it; `pictures` counts drawings without text."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: int = 0

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def bold(self) -> bool:
        shown = [bold for text, bold in self.pieces if text.strip()]
        return bool(shown) and all(shown)


class TextReader:
    """Reads paragraphs in their order; a field (a table of contents) may run over several of them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[str] = []  # "code" or "result", innermost last

    def read(self, paragraph: Any) -> Visible:
        found = Visible()
        properties = paragraph.find(qn("w:pPr"))
        style = None if properties is None else value(properties, "w:pStyle")
        self._walk(paragraph, self._styles.bold(style), found)
        # a field without its end must not swallow the rest of the document
        self._fields = ["result"] * len(self._fields)
        return found

    def _walk(self, element: Any, bold: bool, found: Visible) -> None:
        for child in element:
            if child.tag == qn("w:r"):
                self._run(child, bold, found)
            elif child.tag == _ALTERNATE + "AlternateContent":
                self._walk(_first(child), bold, found)
            elif isinstance(child.tag, str) and child.tag.startswith(_MATH):
                found.pieces.append(("".join(child.itertext(_MATH_TEXT)), bold))
            elif child.tag not in _DROPPED:
                self._walk(child, bold, found)

    def _run(self, run: Any, paragraph_bold: bool, found: Visible) -> None:
        properties = run.find(qn("w:rPr"))
        if toggle(properties, "w:vanish"):
            return
        bold = toggle(properties, "w:b")
        if bold is None and properties is not None and (style := value(properties, "w:rStyle")):
            bold = self._styles.bold(style) or paragraph_bold
        self._inside_run(run, paragraph_bold if bold is None else bold, found)

    def _inside_run(self, run: Any, bold: bool, found: Visible) -> None:
        for child in run:
            if child.tag == qn("w:fldChar"):
                self._field(child.get(qn("w:fldCharType")))
            elif "code" in self._fields:
                continue
            elif child.tag == qn("w:t"):
                found.pieces.append((child.text or "", bold))
            elif child.tag == qn("w:br"):
                found.pieces.append(("" if child.get(qn("w:type")) in ("page", "column") else "\n", bold))
            elif child.tag in _SIGNS:
                found.pieces.append((_SIGNS[child.tag], bold))
            elif child.tag == _ALTERNATE + "AlternateContent":
                self._inside_run(_first(child), bold, found)
            elif child.tag in _DRAWN:
                self._drawn(child, found)
            elif child.tag == qn("w:ruby"):
                for base in child.iter(qn("w:rubyBase")):
                    self._walk(base, bold, found)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append("code")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    @staticmethod
    def _drawn(element: Any, found: Visible) -> None:
        boxes = list(element.iter(_TEXT_BOX))
        found.boxes.extend(box for box in boxes if not any(above in boxes for above in box.iterancestors()))
        found.pictures += not boxes


def _first(alternate: Any) -> Any:
    """The same thing stands there twice, for new and for old programs: the first is enough."""
    return next(iter(alternate), ())


def toggle(properties: Any | None, tag: str) -> bool | None:
    """An on/off property; None where it is not stated."""
    element = None if properties is None else properties.find(qn(tag))
    return None if element is None else _is_on(element.get(qn("w:val"), "1"))


def _is_on(text: str) -> bool:
    return text.lower() not in _OFF


def value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def integer(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
