"""Writes a design workbook of what was found in a blank form, with its doubts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from xltool.forms.design_answers import DOUBT_COLUMNS, DOUBTS
from xltool.forms.design_table import COLUMNS, NOTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from xltool.excel.designing.found import FoundForm, FoundSheet

_HINTS = {
    "设置": "说明：由 xltool design 从空白表读出；改了什么，把版本加 1",
    "表": "说明：一行一张要填的表。工作表、表头行、起始行是它在版式文件里的位置",
    "行": "说明：固定表的行，按印出来的次序。版式行是它在版式文件里的行号",
    "字段": "说明：一行一列。单元格是它在版式文件里的列或格",
    "选项": "说明：下拉列表里的选项，一行一个",
    "规则": "说明：条件写应当成立的话，例如 [本月金额@15]=SUM([本月金额@01:10])",
    DOUBTS: "说明：在“处理意见”里填正确的内容，写得对的填 采纳；填完运行 xltool check",
}
_WIDTHS = {
    **dict.fromkeys(("显示名", "字段标识", "处理意见", "小计", "表名", "工作表"), 24),
    **dict.fromkeys(("位置", "表头", "填写提示", "选项"), 28),
    **dict.fromkeys(("名称", "计算公式", "内容", "可填", "条件"), 36),
    "问题": 60,
}
_Rows = list[dict[str, object]]


def write_design(form: FoundForm, key: str, layout: str) -> bytes:
    """Give the design workbook; `layout` is the name of the file beside it."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False,
                             "strings_to_urls": False})  # fmt: skip
    styles = {
        "header": book.add_format(
            {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True}
        ),
        "note": book.add_format({"italic": True, "font_color": "#7F7F7F"}),
        "cell": book.add_format({"valign": "top", "text_wrap": True}),
        "answer": book.add_format({"bg_color": "#FFF2CC", "border": 1}),
    }
    tables = _tables(form, key, layout)
    for name, rows in tables.items():
        columns = DOUBT_COLUMNS if name == DOUBTS else COLUMNS[name]
        _write_sheet(book, name, columns, rows, styles)
    book.close()
    return buffer.getvalue()


def _tables(form: FoundForm, key: str, layout: str) -> dict[str, _Rows]:
    """Give the rows of every sheet of the design, without empty 行 and 待确认."""
    fixed = [sheet for sheet in form.sheets if sheet.rows]
    tables = {
        "设置": list(_settings(form, key, layout)),
        "表": [_sheet(sheet) for sheet in form.sheets],
        "行": [row for sheet in fixed for row in _rows(sheet)],
        "字段": [row for sheet in form.sheets for row in _fields(sheet)],
        "选项": list(_choices(form.choices)),
        "规则": [],
        DOUBTS: list(_doubts(form)),
    }
    if not fixed:
        del tables["行"]
    if not form.doubts:
        del tables[DOUBTS]
    return tables


def _settings(form: FoundForm, key: str, layout: str) -> Iterator[dict[str, object]]:
    """Give the rows of 设置."""
    for name, content in (
        ("表单标识", key),
        ("表单名称", form.name),
        ("周期", form.cycle),
        ("版本", "1"),
        ("报送时限", "5"),
        ("版式", layout),
        ("单位", "全部"),
    ):
        yield {"项目": name, "内容": content}


def _sheet(sheet: FoundSheet) -> dict[str, object]:
    """Give the row of 表 for a sheet."""
    return {
        "表标识": sheet.key,
        "表名": sheet.title,
        "行来源": sheet.rows_from,
        "空行数": sheet.entries if sheet.rows_from == "自由" else "",
        "工作表": sheet.worksheet,
        "表头行": sheet.header_row + 1 if sheet.header_row >= 0 else "",
        "起始行": sheet.first_row + 1 if sheet.first_row >= 0 else "",
    }


def _rows(sheet: FoundSheet) -> Iterator[dict[str, object]]:
    """Give the rows of 行 for a fixed table."""
    for row in sheet.rows:
        yield {
            "所属表": sheet.key,
            "行号": row.code,
            "名称": row.name,
            "层级": row.level,
            "计量单位": row.unit,
            "小计": row.subtotal,
            "不填": "、".join(row.blocked),
            "版式行": row.row + 1,
        }


def _fields(sheet: FoundSheet) -> Iterator[dict[str, object]]:
    """Give the rows of 字段 for a sheet."""
    for field in sheet.fields:
        yield {
            "所属表": sheet.key,
            "字段标识": field.key,
            "显示名": field.label,
            "表头": " / ".join(field.heads),
            "类型": field.type,
            "计量单位": field.unit,
            "必填": "是" if field.required else "",
            "预填": field.prefill,
            "计算公式": field.formula,
            "选项名": field.choices,
            "列宽": field.width,
            "填写提示": field.help,
            "汇总": field.merge,
            "单元格": field.place,
        }


def _choices(choices: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, object]]:
    """Give the rows of 选项."""
    for name, listed in choices.items():
        for choice in listed:
            yield {"选项名": name, "选项": choice}


def _doubts(form: FoundForm) -> Iterator[dict[str, object]]:
    """Give the rows of 待确认; the last three columns say where an answer goes."""
    for number, doubt in enumerate(form.doubts, start=1):
        yield {
            "编号": number,
            "位置": doubt.place,
            "问题": doubt.question,
            "现在按": doubt.taken,
            "可填": doubt.options,
            "处理意见": "",
            "表": doubt.sheet,
            "标识": doubt.row_key,
            "栏": doubt.column,
        }


def _write_sheet(
    book: Workbook,
    name: str,
    columns: Sequence[str],
    rows: Iterable[dict[str, object]],
    styles: Mapping[str, Format],
) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, header in enumerate(columns):
        page.write_string(0, column, header, styles["header"])
        page.set_column(column, column, _WIDTHS.get(header, 11))
    page.write_string(1, 0, _HINTS.get(name, NOTE), styles["note"])
    for number, row in enumerate(rows, start=2):
        for column, header in enumerate(columns):
            style = styles["answer" if header == "处理意见" else "cell"]
            content = row.get(header, "")
            if isinstance(content, int | float):
                page.write_number(number, column, content, style)
            else:
                page.write_string(number, column, str(content or ""), style)
    if name == DOUBTS:
        page.set_column(6, 8, None, None, {"hidden": True})
