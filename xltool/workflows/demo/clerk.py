"""The sample city's clerk.

Goes through `registry.xlsx` after the import, in a spreadsheet program, and confirms
it.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from xltool.workflows.demo.city import Record, table

if TYPE_CHECKING:
    from pathlib import Path


class _Table:
    """A sheet of the registry as the clerk works in it: rows by column name."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.columns = {cell.value: cell.column for cell in sheet[1] if cell.value}

    def rows(self) -> list[int]:
        """Give the numbers of the rows whose first column is filled."""
        first = next(iter(self.columns))
        numbers = range(2, self.sheet.max_row + 1)
        return [row for row in numbers if self.text(row, first)]

    def text(self, row: int, column: str) -> str:
        """Give the text of a cell."""
        value = self.sheet.cell(row, self.columns[column]).value
        return "" if value is None else str(value).strip()

    def put(self, row: int, record: Record) -> None:
        """Write what the record says of columns that the sheet has.

        A text that is a number is written as one; an empty text empties the cell.
        """
        for column, text in record.items():
            if column not in self.columns:
                continue
            cell = self.sheet.cell(row, self.columns[column])
            number = _number(text)
            cell.value = (text or None) if number is None else number

    def add(self, record: Record) -> None:
        """Add a row below the last one."""
        self.put(max(self.rows(), default=1) + 1, record)


def confirm(registry: Path) -> None:
    """Bring the registry to what the office has agreed on.

    Directory, indicators, divided targets.
    """
    import openpyxl

    book = openpyxl.load_workbook(registry)
    _confirm_units(_Table(book["单位"]))
    codes = _confirm_indicators(_Table(book["指标"]))
    shares = _Table(book["分解目标"])
    for share in table("shares"):
        code = codes[share["任务编号"], share["指标名称"]]
        shares.add({**share, "指标编号": code})
    book.save(registry)


def _confirm_units(page: _Table) -> None:
    """Correct the units that were found, and add the others."""
    known = {page.text(row, "代码"): row for row in page.rows()}
    for unit in table("units"):
        if unit["代码"] in known:
            page.put(known[unit["代码"]], unit)
        else:
            page.add(unit)


def _confirm_indicators(page: _Table) -> dict[tuple[str, str], str]:
    """Settle every indicator; gives the codes by (task, name).

    What the import found at the right task with the right figure is confirmed under its
    agreed name; what it missed is added; a mere size of the field of work becomes a
    范围, which is not reported on.
    """
    open_rows = page.rows()
    codes: dict[tuple[str, str], str] = {}
    for agreed in table("indicators"):
        task, name = agreed["任务编号"], agreed["指标名称"]
        found = (row for row in open_rows if _same_promise(page, row, agreed))
        row = next(found, None)
        settled = _settled(agreed, codes)
        if row is None:
            codes[task, name] = _next_code(page, task)
            page.add({"指标编号": codes[task, name], "层级": "本级", **settled})
        else:
            open_rows.remove(row)
            codes[task, name] = page.text(row, "指标编号")
            page.put(row, settled)
    for row in open_rows:
        if _is_local(page, row) and page.text(row, "用途") == "目标":
            page.put(row, {"用途": "范围"})
    return codes


def _is_local(page: _Table, row: int) -> bool:
    """Tell whether the row is the city's own promise, not the province's."""
    return page.text(row, "层级") == "本级"


def _same_promise(page: _Table, row: int, agreed: Record) -> bool:
    """Say whether a row is the indicator that was agreed on, under any name."""
    if page.text(row, "任务编号") != agreed["任务编号"]:
        return False
    if not _is_local(page, row):
        return False
    if agreed["性质"] == "定性":
        return page.text(row, "性质") == "定性"
    if page.text(row, "计量单位") != agreed["计量单位"]:
        return False
    return _number(page.text(row, "目标值")) == _number(agreed["目标值"])


def _settled(agreed: Record, codes: dict[tuple[str, str], str]) -> Record:
    """Give what the clerk writes into the row of an agreed indicator."""
    whole = codes.get((agreed["任务编号"], agreed["所属指标"]), "")
    return {**agreed, "所属指标": whole, "用途": "目标", "把握": "1"}


def _next_code(page: _Table, task: str) -> str:
    """Give the next free code of an indicator of a task."""
    taken = {page.text(row, "指标编号") for row in page.rows()}
    number = 1
    while f"{task}-{number}" in taken:
        number += 1
    return f"{task}-{number}"


def _number(text: str) -> float | None:
    """Give the number that a text writes; None for none."""
    try:
        return float(Decimal(text))
    except InvalidOperation:
        return None
