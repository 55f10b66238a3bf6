"""Bytes → paragraphs and tables with their places, whatever the file is.

`read` in this process, `read_bounded` in one of its own with limits: the web uses the second.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable

from tasklists.importing.readers.bounded import read_bounded
from tasklists.importing.readers.detect import Format, format_of
from tasklists.importing.readers.safety import DAMAGED, TOO_MUCH_MEMORY, check_document
from tasklists.importing.records import RawDocument, UnreadableDocument

__all__ = ["read", "read_bounded"]

logger = logging.getLogger(__name__)

# Loaded when first needed: the libraries behind them are large.
_MODULES: dict[Format, str] = {
    "docx": "docx",
    "xlsx": "xlsx",
    "xls": "xls",
    "pdf": "pdf",
    "html": "html",
    "mhtml": "html",
}
_NESTED = "文件内部嵌套过深，无法读取；请用 Office 或 WPS 打开并另存后再试。"
_EMPTY = "文件里没有可以读取的文字；如果是扫描件，请先做文字识别（OCR），或向发文单位索取 Word 版。"


def read(data: bytes, name: str = "") -> RawDocument:
    """What the document holds. The kind of file is told by its content; `name` only settles what text
    is. Raises UnreadableDocument, and nothing else, for whatever cannot be read."""
    reader = _reader_for(format_of(data), name)
    try:
        document = reader(data)
    except UnreadableDocument:
        raise
    except MemoryError as error:
        raise UnreadableDocument(TOO_MUCH_MEMORY) from error
    except RecursionError as error:
        raise UnreadableDocument(_NESTED) from error
    except Exception as error:
        # the parsers behind this raise whatever they like on damaged bytes
        logger.warning("Unreadable document of %d bytes", len(data), exc_info=True)
        raise UnreadableDocument(DAMAGED) from error
    if not document.blocks:
        raise UnreadableDocument(_EMPTY)
    return check_document(document)


def _reader_for(kind: Format, name: str) -> Callable[[bytes], RawDocument]:
    if kind == "text":
        from tasklists.importing.readers.text import read_text

        return lambda data: read_text(data, name)
    module = importlib.import_module(f"tasklists.importing.readers.{_MODULES[kind]}")
    found: Callable[[bytes], RawDocument] = module.read
    return found
