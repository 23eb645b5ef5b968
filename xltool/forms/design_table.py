"""The sheets of a design workbook as records.

One per row, its cells by their column's header. Each sheet's first row is its header. A
row whose first cell starts with 说明 explains the columns to the person who edits, and
is skipped, as empty rows are.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from xltool.findings import (
    DESIGN_CELL_EMPTY,
    DESIGN_COLUMN_MISSING,
    DESIGN_COLUMN_UNKNOWN,
    DESIGN_NOT_A_NUMBER,
    DESIGN_NOT_AN_OPTION,
    DESIGN_SHEET_MISSING,
    DESIGN_TEXT_TOO_LONG,
    Finding,
    Place,
)
from xltool.model.grid import CellError, Raw, address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from enum import StrEnum

    _E = TypeVar("_E", bound=StrEnum)

    Rows = Sequence[Sequence[Raw | CellError]]

NOTE = "说明"
REMARK = "备注"
"""A column that any design sheet may have for the editor's own notes."""
COLUMNS = {
    "设置": ("项目", "内容", "说明"),
    "表": (
        *("表标识", "表名", "行来源", "空行数", "必填", "提示"),
        *("列成员", "行成员", "工作表", "表头行", "起始行"),
    ),
    "行": ("所属表", "行号", "名称", "层级", "计量单位", "小计", "不填", "版式行"),
    "字段": (
        *("所属表", "字段标识", "显示名", "类型", "计量单位", "必填"),
        *("预填", "预填来源", "计算公式", "选项名", "列宽", "填写提示", "沿用"),
        *("表头", "汇总", "权重", "上级字段", "逐列", "单元格"),
    ),
    "选项": ("选项名", "选项", "同义", "上级"),
    "规则": ("规则编号", "所属表", "条件", "级别", "问题", "办法", "标记字段"),
}
"""The columns of each design sheet."""
OPTIONAL = {
    "设置": (NOTE,),
    "表": ("列成员", "行成员", "工作表", "表头行", "起始行"),
    "行": ("层级", "计量单位", "小计", "不填", "版式行"),
    "字段": ("沿用", "表头", "汇总", "权重", "上级字段", "逐列", "单元格"),
    "选项": ("同义", "上级"),
    "规则": (),
}
"""Columns that a design need not have."""
LONGEST = 255
"""What Excel takes as one text in a formula, and as one input message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a design sheet; `row` is counted from 0."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Give a cell's text; empty where there is none."""
        return self.cells.get(column, "")

    def place(self, column: str) -> Place:
        """Give a cell's place."""
        return Place(
            sheet=self.sheet, cell=address(self.row, self.columns.get(column, 0))
        )


def read_table(
    name: str, sheets: Mapping[str, Rows], findings: list[Finding]
) -> list[Record]:
    """Read one design sheet; what is wrong with its headers is added to `findings`."""
    rows = sheets.get(name)
    if not rows:
        findings.append(DESIGN_SHEET_MISSING.at(Place(sheet=name), found=name))
        return []
    columns = _header(name, rows[0], findings)
    records = []
    for number, row in enumerate(rows[1:], start=1):
        texts = [cell_text(cell) for cell in row]
        if any(texts) and not texts[0].startswith(NOTE):
            cells = {
                header: texts[place]
                for header, place in columns.items()
                if place < len(texts)
            }
            records.append(Record(sheet=name, row=number, columns=columns, cells=cells))
    return records


def _header(
    name: str, row: Sequence[Raw | CellError], findings: list[Finding]
) -> dict[str, int]:
    columns = {
        cell_text(cell): place for place, cell in enumerate(row) if cell_text(cell)
    }
    for header, place in columns.items():
        if header not in (*COLUMNS[name], REMARK):
            near = get_close_matches(header, COLUMNS[name], n=1, cutoff=0.5)
            hint = f"是不是“{near[0]}”？" if near else ""
            spot = Place(sheet=name, cell=address(0, place))
            findings.append(DESIGN_COLUMN_UNKNOWN.at(spot, found=header, hint=hint))
    for header in COLUMNS[name]:
        if header not in columns and header not in OPTIONAL[name]:
            spot = Place(sheet=name, cell=address(0, len(row)))
            findings.append(DESIGN_COLUMN_MISSING.at(spot, expected=header))
    return columns


def cell_text(cell: Raw | CellError) -> str:
    """Give a cell as text.

    A whole number without its `.0`, an error value as it shows.
    """
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        return cell.code
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def required(record: Record, column: str, findings: list[Finding]) -> str:
    """Give a cell that must not be empty.

    That its whole column is missing has been said already.
    """
    text = record.text(column)
    if not text and column in record.columns:
        findings.append(DESIGN_CELL_EMPTY.at(record.place(column), expected=column))
    return text


def short(record: Record, column: str, findings: list[Finding]) -> str:
    """Give a text that Excel will take into a formula or an input message."""
    text = record.text(column)
    if len(text) > LONGEST:
        findings.append(
            DESIGN_TEXT_TOO_LONG.at(
                record.place(column), found=len(text), expected=LONGEST, column=column
            )
        )
    return text


def option(
    record: Record,
    column: str,
    options: Mapping[str, _E],
    default: _E | None,
    findings: list[Finding],
) -> _E:
    """Give what a drop-down cell says.

    `default` stands for an empty cell, or for a wrong one that is reported.
    """
    text = record.text(column)
    fallback = default if default is not None else next(iter(options.values()))
    if text in options:
        return options[text]
    if text:
        findings.append(not_an_option(record, column, options))
    elif default is None:
        required(record, column, findings)
    return fallback


def not_an_option(record: Record, column: str, options: Iterable[str]) -> Finding:
    """Say that a cell names none of the options, and what was probably meant."""
    options = [one for one in options if one]
    text = record.text(column)
    near = get_close_matches(text, options, n=1, cutoff=0.4)
    hint = f"（是不是“{near[0]}”？）" if near else ""
    return DESIGN_NOT_AN_OPTION.at(
        record.place(column),
        found=text,
        expected="、".join(options),
        column=column,
        hint=hint,
    )


def number(
    record: Record, column: str, default: float, findings: list[Finding]
) -> float:
    """Give a number that is not negative; `default` for an empty cell."""
    text = record.text(column)
    try:
        value = float(text) if text else default
    except ValueError:
        value = -1.0
    if not 0 <= value < 1000:
        findings.append(
            DESIGN_NOT_A_NUMBER.at(record.place(column), found=text, column=column)
        )
        return default
    return value


def yes(record: Record, column: str, findings: list[Finding]) -> bool:
    """Give a 是/否 cell; empty is 否."""
    text = record.text(column)
    if text not in ("", "是", "否"):
        findings.append(not_an_option(record, column, ("是", "否")))
    return text == "是"
