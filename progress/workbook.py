"""The grid as an xlsx file: handed out to fill in, and read when it comes back.

Only the cells to fill in are unlocked; hidden columns say which row and field a cell belongs to, and
which version it was, so that a file that comes back late does not overwrite what was saved meanwhile.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from districts.workbooks import fit_for_print, write_text
from progress.entry import Line
from progress.refusals import Refused
from progress.sheets import QuotaRow
from tasklists.quantities import plain

LARGEST = 5 * 2**20  # bytes
UNPACKED = 50 * 2**20
MOST_ROWS = 5000
HIDDEN = 5  # key, value's field, word's field, version, seen
WIDTHS = (24, 34, 22, 14, 10, 14, 28, 60)
MET = {"达到": "yes", "已达到": "yes", "是": "yes", "未达到": "no", "没有达到": "no", "否": "no"}
OPEN_CELL = Protection(locked=False)
FILL = PatternFill("solid", start_color="FFF8E1")
EDGE = Border(*(Side(style="thin", color="C2C9D2"),) * 4)


def write_workbook(title: str, lines: Iterable[Line]) -> bytes:
    """One row an indicator or quota; the words of a task stand in its first row."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = _("填报表")
    sheet.append([title])
    note = _("只填黄色单元格：数据为自年初起的累计数；填好后在填报页上传。不要增删行列。不得填写涉密内容。")
    sheet.append([note])
    heads = [_("清单与填报期"), _("任务"), _("指标"), _("目标"), _("单位"), _("上期"), _("本期累计")]
    sheet.append([*[""] * HIDDEN, *heads, _("数据说明"), _("进展情况（街镇：备注）")])
    for line in lines:
        if not line.row.lock:
            _append(sheet, line)
    _dress(sheet)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _append(sheet: Worksheet, line: Line) -> None:
    row = line.row
    place = f"{row.period.task_list.title} {row.period.label}"
    form = line.form
    keys = [row.key, form["version"].value() or 0, form["seen"].value() or ""]
    if isinstance(row, QuotaRow):
        quota = row.quota
        field = "met" if quota.value is None else "value"
        task, unit = quota.indicator.task, quota.indicator.unit
        before = plain(row.last.value) if row.last else ""
        facts = [place, f"{task.number}. {task.title}", quota.indicator.name, quota.value, unit, before]
        _put(
            sheet,
            [keys[0], field, "", *keys[1:]],
            facts,
            _shown(form[field].value()),
            None,
            form["note"].value(),
        )
        return
    for position, cell in enumerate(line.cells()):
        name = cell.indicator.name if cell.indicator else _("完成比例")
        unit = cell.indicator.unit if cell.indicator else "%"
        facts = [place, f"{row.task.number}. {row.task.title}", name, cell.target, unit, plain(cell.last)]
        hidden = [keys[0], cell.field.name, cell.word.name, *keys[1:]]
        words = form["progress_text"].value() if position == 0 else None
        _put(sheet, hidden, facts, _shown(cell.field.value()), cell.word.value() or "", words)


def _shown(value: Any) -> Any:
    words = {"yes": _("达到"), "no": _("未达到")}
    if value in words:
        return words[value]
    try:
        return Decimal(value) if value not in (None, "") else None
    except ArithmeticError:
        return value


def _put(sheet: Worksheet, hidden: list[Any], facts: list[Any], value: Any, word: Any, words: Any) -> None:
    """None for `word` or `words`: no such cell in this row."""
    cells = [*hidden, *facts, value, word, words]
    line = sheet.max_row + 1
    for column, content in enumerate(cells, start=1):
        cell = sheet.cell(line, column)
        if isinstance(content, str):
            write_text(cell, content)
        else:
            cell.value = content
    first = HIDDEN + len(facts) + 1
    for column, is_open in ((first, True), (first + 1, word is not None), (first + 2, words is not None)):
        if is_open:
            cell = sheet.cell(line, column)
            cell.protection, cell.fill = OPEN_CELL, FILL
    if hidden[1].startswith("met"):
        answers = DataValidation("list", formula1='"达到,未达到"', allow_blank=True)
        sheet.add_data_validation(answers)
        answers.add(sheet.cell(line, first))


def _dress(sheet: Worksheet) -> None:
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=3):
        for cell in line:
            cell.border = EDGE
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    letters = [sheet.cell(3, column).column_letter for column in range(1, sheet.max_column + 1)]
    for letter in letters[:HIDDEN]:
        sheet.column_dimensions[letter].hidden = True
    for letter, width in zip(letters[HIDDEN:], (*WIDTHS, 60), strict=False):
        sheet.column_dimensions[letter].width = width
    for place in ("A1", "A2"):  # the hidden columns would hide them
        sheet.cell(sheet[place].row, HIDDEN + 1, sheet[place].value).font = Font(
            bold=place == "A1", size=14 if place == "A1" else 11
        )
        sheet[place].value = None
    sheet.freeze_panes = sheet.cell(4, HIDDEN + 3)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    fit_for_print(sheet, 3, paper="A4")


def read_workbook(content: bytes) -> dict[str, str]:
    """The filled-in cells as the form's data; Refused where it is not our file. An empty dictionary
    never comes back: a file without any of our rows is refused too."""
    _check(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(min_row=4, max_row=MOST_ROWS, values_only=True))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Refused(_("文件无法读取，请重新保存为 xlsx 后上传。")) from None
    found: dict[str, str] = {}
    for line in lines:
        key = line[0] if line else None
        if not isinstance(key, str) or len(line) < HIDDEN + 7:
            continue
        _read(found, key, [*line, None, None][: HIDDEN + 9])
    if not found:
        raise Refused(_("没有找到可识别的行：请上传从本页下载并填写的表，不要删除隐藏的列。"))
    return found


def _read(found: dict[str, str], key: str, line: list[Any]) -> None:
    value_field, word_field, version, seen = line[1:HIDDEN]
    value, word, words = line[HIDDEN + 6 : HIDDEN + 9]
    is_town = key.startswith("q")
    answer = _text(value)
    if str(value_field).startswith("met"):
        answer = MET.get(answer, answer)  # what is neither is refused in its cell
    found[f"{key}-version"] = _text(version)
    found[f"{key}-seen"] = _text(seen)
    found[f"{key}-{value_field}"] = answer
    if word_field:
        found[f"{key}-{word_field}"] = _text(word)
    if is_town:
        found[f"{key}-note"] = _text(words)
    elif words is not None or f"{key}-progress_text" not in found:
        found[f"{key}-progress_text"] = _text(words)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return plain(Decimal(repr(value)))
    return str(value).strip()


def _check(content: bytes) -> None:
    if len(content) > LARGEST:
        raise Refused(_("文件超过 5 MB，不是本页下载的填报表。"))
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(_("请上传 xlsx 文件。"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Refused(_("文件解开后过大，不是本页下载的填报表。"))
    except zipfile.BadZipFile:
        raise Refused(_("文件已损坏，无法读取。")) from None
