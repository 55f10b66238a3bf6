"""The tables that the office hands out each month: dispatch, overdue, a department's, a town's sheet.

Each is made once, as `districts.workbooks.Table`s of plain states; the page, its print and the xlsx show
the same columns and rows.
"""
