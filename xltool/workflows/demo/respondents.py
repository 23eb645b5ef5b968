"""Simulated respondents: they fill the issued workbooks in the ways in which people do.

They work on the issued files with openpyxl, a program that knows nothing of xltool.
What two of them would do in an office suite (save as .xls or .ods) was done beforehand
in LibreOffice, and the files ship with the sample; `make sample` makes them anew and a
test says when that is due.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xltool.forms.design import FieldType
from xltool.workspace import sample_folder

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.forms.layout import Layout
    from xltool.workflows.demo.city import Typed

_NUMBERS = {FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondingUnit:
    """What a respondent has before it.

    The issued workbook, what belongs in it, and last month's file.
    """

    issued: Path
    layout: Layout
    answers: Typed
    last_returned: Path
    outbox: Path

    def named(self, suffix: str) -> Path:
        """Give the name under which the file goes back."""
        return self.outbox / f"{self.issued.stem}{suffix}"


Habit = Callable[[RespondingUnit], None]
"""A way of answering: leaves files in the outbox."""


def fill_in(desk: RespondingUnit, answers: Typed | None = None) -> Any:
    """Type the answers into the issued workbook.

    Gives it as the program has it open.
    """
    import openpyxl

    book = openpyxl.load_workbook(desk.issued)
    typed = desk.answers if answers is None else answers
    for sheet in desk.layout.sheets:
        page = book[sheet.name]
        for row in sheet.rows:
            for field in sheet.fields:
                text = typed.get((sheet.design.key, row.key, field.key))
                if text is not None:
                    cell = page.cell(row.row + 1, sheet.columns[field.key] + 1)
                    cell.value = _as_typed(text, field.type)
    return book


def _as_typed(text: str, kind: FieldType) -> str | float | dt.date:
    """Give what a spreadsheet program makes of a typed text."""
    try:
        if kind in _NUMBERS:
            return float(text)
        if kind is FieldType.DATE:
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    return text


def _send_with(desk: RespondingUnit, other: Typed) -> None:
    """Fill everything in, with `other` in place of what belongs there."""
    fill_in(desk, {**desk.answers, **other}).save(desk.named(".xlsx"))


def correctly(desk: RespondingUnit) -> None:
    """Fill everything in, correctly."""
    _send_with(desk, {})


def with_words_for_a_number(desk: RespondingUnit) -> None:
    """Write that a figure is still being counted, where the figure belongs."""
    _send_with(desk, {_figure(desk, "新增城镇就业"): "正在统计"})


def with_a_unit_in_the_number(desk: RespondingUnit) -> None:
    """Write 1.2亿 in a column of 万元."""
    _send_with(desk, {_figure(desk, "兑现惠企奖补资金"): "1.2亿"})


def with_a_sum_that_is_wrong_and_then_right(desk: RespondingUnit) -> None:
    """Exchange two digits in a part of a sum; send the right workbook a day later."""
    _send_with(desk, {_figure(desk, "出口"): "74.5"})
    fill_in(desk).save(desk.named("（更正）.xlsx"))


def with_less_than_last_month_and_a_reason(desk: RespondingUnit) -> None:
    """Report less than a month ago, and say why."""
    visits = _figure(desk, "走访服务企业")
    reason = "剔除6月重复登记的走访记录9家次"
    _send_with(desk, {visits: "58", (*visits[:2], "说明"): reason})


def with_the_months_own_figure(desk: RespondingUnit) -> None:
    """Report what July alone brought, where the figure since January belongs."""
    _send_with(desk, {_figure(desk, "走访服务企业"): "44"})


def with_rows_inserted(desk: RespondingUnit) -> None:
    """Put a title above the table and a blank line into it."""
    book = fill_in(desk)
    sheet = desk.layout.sheet("指标数据")
    page = book[sheet.name]
    page.insert_rows(sheet.rows[1].row + 1)
    page.insert_rows(1, amount=2)
    page["B1"] = "云岭区7月指标完成情况"
    book.save(desk.named(".xlsx"))


def with_a_sheet_renamed(desk: RespondingUnit) -> None:
    """Give a sheet a name of its own."""
    book = fill_in(desk)
    book[desk.layout.sheet("指标数据").name].title = "7月指标（临泽）"
    book.save(desk.named(".xlsx"))


def twice(desk: RespondingUnit) -> None:
    """Send the same file a second time under another name."""
    correctly(desk)
    shutil.copy(desk.named(".xlsx"), desk.named("（最终版）.xlsx"))


def with_last_months_file(desk: RespondingUnit) -> None:
    """Send last month's workbook again."""
    shutil.copy(desk.last_returned, desk.named(".xlsx"))


def saved_as_xls(desk: RespondingUnit) -> None:
    """Fill everything in, correctly, and save in the format of Excel 97."""
    shutil.copy(sample_folder() / "returned.xls", desk.named(".xls"))


def saved_as_ods(desk: RespondingUnit) -> None:
    """Fill everything in, correctly, and save in LibreOffice's own format."""
    shutil.copy(sample_folder() / "returned.ods", desk.named(".ods"))


def not_at_all(_desk: RespondingUnit) -> None:
    """Send nothing."""


HABITS: dict[str, Habit] = {
    "市行政审批局": with_a_unit_in_the_number,
    "市商务局": with_a_sum_that_is_wrong_and_then_right,
    "华岳县": with_words_for_a_number,
    "金浦区": with_the_months_own_figure,
    "环湖新区": with_less_than_last_month_and_a_reason,
    "云岭区": with_rows_inserted,
    "临泽市": with_a_sheet_renamed,
    "青溪县": saved_as_xls,
    "永和县": saved_as_ods,
    "汉安市": twice,
    "长堤县": with_last_months_file,
    "东滩管理区": not_at_all,
}
"""How each unit answers; those that are not named answer correctly."""


def _figure(desk: RespondingUnit, name: str) -> tuple[str, str, str]:
    """Give the cell of an indicator's 累计完成."""
    sheet = desk.layout.sheet("指标数据")
    for row in sheet.rows:
        # A part of a whole stands as 外贸进出口总值：出口.
        if row.prefilled["指标名称"].text.rpartition("：")[2] == name:
            return "指标数据", row.key, "累计完成"
    raise KeyError(name)
