"""An empty list to fill in and import: headings that the importer knows, explanations, drop-down
values and one example."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from districts.models import Department, District, Town
from tasklists.exporting.xlsx import GRID, write_text

ROWS = 300  # prepared for entry
# Heading, width, explanation, example.
COLUMNS: tuple[tuple[str, int, str, str], ...] = (
    ("类别", 22, "清单的类别标题，如“（一）完善基础设施”。同一类别的任务连续填写。", "（一）完善基础设施"),
    ("序号", 8, "任务序号，不要重复。", "1"),
    ("任务名称", 26, "一句话写明任务。", "改造农村道路"),
    ("任务要求及举措", 44, "要求和举措；写明的数量会识别为指标。", "完成农村道路改造5.5公里。"),
    ("牵头部门", 18, "可从下拉列表选择；几个部门用顿号隔开。", ""),
    ("配合单位", 18, "没有就留空。", ""),
    ("街镇任务量", 36, "如“道路（公里）：甲镇2、乙镇3.5”。没有就留空。", ""),
    ("完成时限", 14, "如“10月底”“2026年12月31日”“长期坚持”。", "10月底"),
    ("上半年目标", 18, "如“完成20%”。没有就留空。", "完成20%"),
    ("第三季度目标", 18, "如“完成50%”。没有就留空。", "完成50%"),
    ("第四季度目标", 18, "如“完成100%”。没有就留空。", "完成100%"),
    ("总投资（万元）", 14, "数字，单位万元；没有就填“/”。", "/"),
    ("备注", 20, "其他需要说明的内容。", ""),
)


def template_file(district: District, year: int) -> bytes:
    """The file for a district: its departments and towns stand in the lists to choose from."""
    book = Workbook()
    page = book.active
    page.title = "任务清单"
    departments = list(
        Department.objects.filter(district=district, is_active=True).values_list("name", flat=True)
    )
    towns = list(Town.objects.filter(district=district, is_active=True).values_list("name", flat=True))
    _headings(page, f"{year}年{district.name}重点任务清单")
    _example(page, departments, towns)
    _choices(book.create_sheet("可选名称"), page, departments, towns)
    _explanations(book.create_sheet("填写说明"))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _headings(page: Worksheet, title: str) -> None:
    write_text(page.cell(1, 1), title)
    page.cell(1, 1).font = Font(bold=True, size=16)
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(COLUMNS))
    page.cell(1, 1).alignment = Alignment(horizontal="center")
    for index, (heading, width, explanation, _example_text) in enumerate(COLUMNS, start=1):
        cell = page.cell(2, index)
        write_text(cell, heading)
        cell.font, cell.border = Font(bold=True), GRID
        cell.fill = PatternFill("solid", fgColor="EEF2F7")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.comment = Comment(explanation, "")
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = "A3"


def _example(page: Worksheet, departments: list[str], towns: list[str]) -> None:
    """One filled row, to be written over; names are the district's own."""
    shares = "、".join(f"{town}{share}" for town, share in zip(towns, ("2", "3.5"), strict=False))
    own = {
        "牵头部门": departments[0] if departments else "区农业农村委",
        "配合单位": departments[1] if len(departments) > 1 else "",
        "街镇任务量": f"道路（公里）：{shares}" if len(towns) > 1 else "",
    }
    for index, (heading, _width, _explanation, example) in enumerate(COLUMNS, start=1):
        cell = page.cell(3, index)
        write_text(cell, own.get(heading, example))
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = GRID


def _choices(names: Worksheet, page: Worksheet, departments: list[str], towns: list[str]) -> None:
    """Drop-down lists that suggest and do not forbid: several departments stand in one cell."""
    for column, (heading, listed) in enumerate((("部门", departments), ("街镇", towns)), start=1):
        write_text(names.cell(1, column), heading)
        names.column_dimensions[get_column_letter(column)].width = 30
        for row, name in enumerate(listed, start=2):
            write_text(names.cell(row, column), name)
    if not departments:
        return
    rule = DataValidation(
        type="list",
        formula1=f"'可选名称'!$A$2:$A${len(departments) + 1}",
        allow_blank=True,
        showErrorMessage=False,
    )
    page.add_data_validation(rule)
    for index, (heading, *_rest) in enumerate(COLUMNS, start=1):
        if heading in ("牵头部门", "配合单位"):
            letter = get_column_letter(index)
            rule.add(f"{letter}3:{letter}{ROWS}")


def _explanations(page: Worksheet) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 20, 80
    lines = [(heading, explanation) for heading, _width, explanation, _example_text in COLUMNS]
    lines.append(("整张表", "第 3 行是示例，请直接改写；不要改动第 2 行的表头；可以删去用不到的列。"))
    lines.append(("保密", "请勿填写涉密信息。"))
    for row, (heading, explanation) in enumerate(lines, start=1):
        write_text(page.cell(row, 1), heading)
        write_text(page.cell(row, 2), explanation)
        page.cell(row, 2).alignment = Alignment(wrap_text=True)
