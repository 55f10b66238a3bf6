"""Spreadsheet files out and in: xlsx and csv.

A text that a spreadsheet would run as a formula leaves with an apostrophe before it and comes back
without: what goes out and in again is the same text.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import tablib
from django.utils.translation import gettext as _
from import_export.formats import base_formats

MAX_BYTES = 10 * 2**20
MAX_UNPACKED = 100 * 2**20
MAX_ROWS = 20_000

_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class UnreadableSheet(ValueError):
    """The message is shown to the person."""


def escape(value: Any) -> Any:
    """Texts only; a plain negative number is not a formula."""
    if isinstance(value, str) and _RISKY.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value


def unescape(value: Any) -> Any:
    return value[1:] if isinstance(value, str) and _ESCAPED.match(value) else value


class SafeCSV(base_formats.CSV):
    """Written with a byte order mark, so that Excel reads it as UTF-8; read as UTF-8 or GB18030."""

    def get_title(self) -> str:
        return "csv"

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return _mapped(dataset, escape).export("csv").encode("utf-8-sig")

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        _check_size(in_stream)
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = in_stream.decode("gb18030")
        return _mapped(_headed(tablib.import_set(text, format="csv")), unescape)


class SafeXLSX(base_formats.XLSX):
    def get_title(self) -> str:
        return "xlsx"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(list(dataset.headers or []))
        for row in dataset:
            sheet.append([_storable(escape(value)) for value in row])
        for cell in sheet[1]:
            cell.font = openpyxl.styles.Font(bold=True)
        sheet.freeze_panes = "A2"
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        _check_size(in_stream)
        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as archive:
                if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                    raise UnreadableSheet(_("文件解压后过大，未读取。"))
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise UnreadableSheet(
                _("不是有效的 xlsx 文件，请用 Excel 或 WPS 另存为 xlsx 后再试。")
            ) from error
        dataset = tablib.Dataset()
        for number, row in enumerate(book.active.iter_rows(values_only=True)):
            if number > MAX_ROWS:
                raise UnreadableSheet(_("超过 2 万行，请分成几个文件导入。"))
            if number == 0:
                dataset.headers = [str(value or "").strip() for value in row]
            elif any(value not in (None, "") for value in row):
                dataset.append(row)
        return _mapped(dataset, unescape)


FORMATS = [SafeXLSX, SafeCSV]


def _storable(value: Any) -> Any:
    """Control characters cannot stand in a workbook."""
    if isinstance(value, str):
        return openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def _mapped(dataset: tablib.Dataset, change: Any) -> tablib.Dataset:
    changed = tablib.Dataset(headers=dataset.headers)
    for row in dataset:
        changed.append([change(value) for value in row])
    return changed


def _headed(dataset: tablib.Dataset) -> tablib.Dataset:
    dataset.headers = [(header or "").strip() for header in dataset.headers or []]
    return dataset


def _check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise UnreadableSheet(_("文件超过 10 MB，未读取，请分成几个文件导入。"))
