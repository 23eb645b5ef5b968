"""Blank forms as offices have them, made here: header levels, codes, corners, signatures, drop-downs elsewhere.

Each has a difficulty that ministries' forms have; nothing of them is anybody's.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_THIN = Side(style="thin")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _book() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    return book, book.worksheets[0]


def _frame(sheet: Worksheet, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = GRID


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ROWS = (
    ("一、一般公共预算收入", "01", "SUM({c}8,{c}12)"),
    ("（一）税收收入", "02", "SUM({c}9:{c}11)"),
    ("1. 增值税", "03", ""),
    ("2. 企业所得税", "04", ""),
    ("3. 其他税收", "05", ""),
    ("（二）非税收入", "06", ""),
    ("二、政府性基金收入", "07", ""),
    ("收入合计", "08", "{c}7+{c}13"),
)


def fixed_form() -> bytes:
    """A fixed table: two header levels, 行次, a corner unit, 小计, a computed share, signatures in one cell."""
    book, sheet = _book()
    sheet.title = "收入月报"
    sheet["A1"] = "财政收入情况表"
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "填报单位："
    sheet["G2"] = "单位：万元"
    for text, area in (
        ("项目", "A4:A5"),
        ("行次", "B4:B5"),
        ("本月", "C4:D4"),
        ("累计", "E4:G4"),
    ):
        sheet[area.partition(":")[0]] = text
        sheet.merge_cells(area)
    for cell, text in zip(
        ("C5", "D5", "E5", "F5", "G5"),
        ("金额", "上年同月", "金额", "上年同期", "同比增长（%）"),
        strict=True,
    ):
        sheet[cell] = text
    for column, mark in enumerate(("甲", "乙", "1", "2", "3", "4", "5"), start=1):
        sheet.cell(6, column, mark)
    for row, (name, code, formula) in enumerate(ROWS, start=7):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, code)
        for letter in "CDEF":
            sheet[f"{letter}{row}"].number_format = "#,##0.00"
            if formula:
                sheet[f"{letter}{row}"] = "=" + formula.format(c=letter)
        sheet[f"G{row}"] = f"=IF(F{row}=0,0,E{row}/F{row}-1)"
        sheet[f"G{row}"].number_format = "0.0%"
    _frame(sheet, "A4:G14")
    sheet["A15"] = "单位负责人：　　　　　填报人：　　　　　填报日期：　　年　月　日"
    sheet["A16"] = "注：本表按月报送。"
    sheet.conditional_formatting.add(
        "C7:F14",
        CellIsRule(  # type: ignore[no-untyped-call]
            operator="lessThan", formula=["0"], font=Font(color="FFFF0000")
        ),
    )
    sheet.page_setup.orientation = "landscape"
    sheet.oddFooter.center.text = "第 &P 页"  # type: ignore[union-attr]
    sheet.column_dimensions["A"].width = 30
    notes = book.create_sheet("填表说明")
    notes["A1"] = "一、统计范围：全市各单位。"
    return _saved(book)


BANKS = ("甲银行", "乙银行", "合计")
MONTHS = ("1月", "2月", "3月")


def matrix_form() -> bytes:
    """A matrix without a column of codes: groups that are merged down, rows whose names come again."""
    book, sheet = _book()
    sheet.title = "业务统计"
    sheet["A1"] = "业务办理情况统计表"
    sheet.merge_cells("A1:F1")
    for text, area in (
        ("经办", "A3:A4"),
        ("指标", "B3:B4"),
        ("办理数（件）", "C3:E3"),
        ("累计", "F3:F4"),
    ):
        sheet[area.partition(":")[0]] = text
        sheet.merge_cells(area)
    for column, month in enumerate(MONTHS, start=3):
        sheet.cell(4, column, month)
    for place, bank in enumerate(BANKS):
        row = 5 + 2 * place
        sheet.cell(row, 1, bank)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
        sheet.cell(row, 2, "新办")
        sheet.cell(row + 1, 2, "变更")
        for letter in "CDE":
            if bank == "合计":
                sheet[f"{letter}{row}"] = f"={letter}5+{letter}7"
                sheet[f"{letter}{row + 1}"] = f"={letter}6+{letter}8"
        for at in (row, row + 1):
            sheet[f"F{at}"] = f"=SUM(C{at}:E{at})"
    _frame(sheet, "A3:F10")
    sheet["F11"] = "填报时间："
    return _saved(book)


def roads_form() -> bytes:
    """Three header levels, a unit in each row and two in the corner, 其中 beside indented names."""
    book, sheet = _book()
    sheet.title = "表三"
    sheet["A1"] = "附件3"
    sheet["A2"] = "道路建设养护情况统计表"
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A2:G2")
    sheet["A3"] = "填报单位（盖章）："
    sheet["G3"] = "单位：公里、万元"
    heads = (
        ("项目", "A4:A6"),
        ("代码", "B4:B6"),
        ("计量单位", "C4:C6"),
        ("新改建", "D4:E4"),
        ("养护工程", "F4:F5"),
        ("备注", "G4:G6"),
        ("年度计划", "D5:D6"),
    )
    for text, area in heads:
        sheet[area.partition(":")[0]] = text
        sheet.merge_cells(area)
    sheet["E5"], sheet["E6"], sheet["F6"] = "完成情况", "本月", "投资"
    rows = (
        ("一、合计", "01", "公里"),
        ("  其中：县道", "02", "公里"),
        ("        乡道", "03", "公里"),
        ("二、桥梁改造", "04", "座"),
    )
    for row, texts in enumerate(rows, start=7):
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column, text)
        for letter in "DEF":
            sheet[f"{letter}{row}"].number_format = "0.0"
    for letter in "DEF":
        sheet[f"{letter}7"] = f"=SUM({letter}8:{letter}9)"
    _frame(sheet, "A4:G10")
    sheet["A12"] = "填表人："
    return _saved(book)


KINDS = ("产业", "基础设施", "社会民生")


def list_form() -> bytes:
    """A list on a protected sheet: choices in another worksheet, a date, a telephone, a total under ten rows."""
    book, sheet = _book()
    sheet.title = "项目清单"
    sheet["A1"] = "重点项目清单"
    sheet.merge_cells("A1:F1")
    headers = ("序号", "项目名称", "项目类别", "总投资（万元）", "开工日期", "联系电话")
    for column, text in enumerate(headers, start=1):
        sheet.cell(3, column, text).fill = PatternFill("solid", fgColor="FFD9E1F2")
    for row in range(4, 14):
        sheet.cell(row, 1, row - 3)
        sheet.cell(row, 5).number_format = "yyyy-mm-dd"
        for column in range(2, 7):
            sheet.cell(row, column).protection = Protection(locked=False)
    sheet["B14"] = "合计"
    sheet["D14"] = "=SUM(D4:D13)"
    _frame(sheet, "A3:F14")
    sheet["A15"] = "填报人："
    sheet["B15"].border = GRID
    lists = book.create_sheet("字典")
    for row, text in enumerate(KINDS, start=1):
        lists.cell(row, 1, text)
    choice = DataValidation(
        type="list", formula1=f"=字典!$A$1:$A${len(KINDS)}", allow_blank=True
    )
    choice.add("C4:C13")
    sheet.add_data_validation(choice)
    sheet.protection.sheet = True
    return _saved(book)


FORMS = {"收入": fixed_form, "业务": matrix_form, "项目": list_form}


def progress_form(*, corner: str = "单位：万元") -> bytes:
    """Rows numbered by numbers, counts beside money, per cent by a formula and by a format, a period printed."""
    book, sheet = _book()
    sheet.title = "进度"
    sheet["A1"] = "资金使用情况表"
    sheet.merge_cells("A1:I1")
    sheet["A2"] = "填报单位："
    sheet["C2"] = "报告期：2025年  月"
    sheet["I2"] = corner
    heads = (
        *("项目", "行次", "下达资金", "支出金额", "支出进度（%）"),
        *("支出率", "支出占比（%）", "项目个数", "受益批次"),
    )
    for column, text in enumerate(heads, start=1):
        sheet.cell(3, column, text)
    for row, name in enumerate(("产业", "就业", "合计"), start=4):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, row - 3)
        sheet[f"E{row}"] = f"=IF(C{row}=0,0,D{row}/C{row}*100)"
        sheet[f"E{row}"].number_format = "0.00"
        sheet[f"F{row}"] = f"=IF(C{row}=0,0,D{row}/C{row})"
        sheet[f"F{row}"].number_format = "0.0%"
        sheet[f"G{row}"] = f"=IF(C{row}=0,0,D{row}/C{row})"
    for letter in "CDHI":
        sheet[f"{letter}6"] = f"={letter}4+{letter}5"
    whole = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    whole.add("I4:I5")
    sheet.add_data_validation(whole)
    _frame(sheet, "A3:I6")
    return _saved(book)
