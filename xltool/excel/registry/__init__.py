"""Reads `registry.xlsx`, and writes it for the first time.

A registry that the clerk has worked in is never written anew: `registry_edit` changes
its cells.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import TYPE_CHECKING, Any

from xltool.decomposition.registry.rows import Book, SheetRows, registry_of
from xltool.decomposition.registry.sheets import (
    ANSWER,
    DOUBTS,
    GONE,
    MERGED,
    OPEN,
    OPTIONS,
    PICTURE,
    RETIRED,
    SHEETS,
    Cells,
    RegistryColumn,
    RegistrySheet,
    plain,
    registry_cells,
)
from xltool.errors import RegistryError
from xltool.model.grid import column_letters
from xltool.workspace import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.model.registry import Registry

MEMORY = "导入记录"
"""The sheet, hidden from Excel's own menu, that remembers what the last import wrote.
"""
MEMORY_COLUMNS = ("表", "编号", "来源", "值")

Link = tuple[str, str, str]
"""Sheet, row key and column of the cell that a doubt is about."""

_HEADER_SEARCH = 10
_A3, _A4, _WIDEST_A4 = 8, 9, 180
_LINE, _MOST_LINES = 13.5, 12
_BESIDE = ("上级内容", "来源")
"""Columns that are looked up, not read: a row is not made higher for them."""
_LAST_ROW = 20_000
"""Drop-downs, hints and formats reach this far, so that rows the clerk adds have them
too.
"""
_CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's property has no zone


def read_registry(path: Path) -> tuple[Registry, tuple[Finding, ...]]:
    """Read and check the registry.

    RegistryError if there is none or it cannot be opened.
    """
    if not path.is_file():
        raise RegistryError(f"还没有任务台账 {path}：请先运行 xltool import 导入分解表")
    book = read_book(path)
    book.pop(MEMORY, None)
    return registry_of(book)


def read_book(path: Path) -> Book:
    """Give the rows of every registry sheet by column name, and those of the import's
    memory.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except (CalamineError, OSError) as error:
        raise RegistryError(
            f"任务台账 {path} 打不开（{error}）：请从备份恢复，或移走它后重新导入分解表"
        ) from None
    wanted = {
        sheet.name: tuple(column.name for column in sheet.columns) for sheet in SHEETS
    } | {MEMORY: MEMORY_COLUMNS}
    return {
        name: _sheet_rows(cells, wanted[name])
        for name, cells in rows.items()
        if name in wanted
    }


_CHARACTER_WIDTH = 1.8
"""Units of a column's width that a Chinese character takes on average."""


def _sheet_rows(rows: Sequence[Sequence[Any]], names: tuple[str, ...]) -> SheetRows:
    """Read a sheet by its headers; rows in which nothing stands are left out.

    The header is the row, among the first, that has most of the names.
    """
    texts = [[_text(cell) for cell in row] for row in rows]
    if not texts:
        return SheetRows(columns={})
    header = max(
        range(min(len(texts), _HEADER_SEARCH)),
        key=lambda row: len(set(texts[row]) & set(names)),
    )
    headers = texts[header]
    columns = {name: headers.index(name) for name in names if name in headers}
    found = []
    for number, row in enumerate(texts[header + 1 :], header + 1):
        cells = {name: row[at] for name, at in columns.items() if at < len(row)}
        if any(cells.values()):
            found.append((number, cells))
    return SheetRows(columns=columns, header=header, rows=tuple(found))


def _text(cell: object) -> str:
    """Give a cell's text: whole numbers without decimals, days without times."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return plain(Decimal(repr(cell)))
    if isinstance(cell, dt.datetime):
        time = (cell.hour, cell.minute, cell.second)
        return str(cell) if any(time) else cell.date().isoformat()
    return str(cell).strip()


def write_registry(path: Path, registry: Registry) -> None:
    """Write a new registry workbook, replacing what stands at `path`.

    It opens on 待确认.
    """
    write_rows(path, registry_cells(registry))


def write_rows(
    path: Path,
    rows: Mapping[str, Sequence[Cells]],
    memory: Sequence[Cells] = (),
    links: Mapping[str, Link] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> None:
    """Write a new registry workbook from its rows by sheet name.

    The same rows give the same bytes. `links` say which cell each doubt, by its 编号,
    is about; `pictures` are PNGs shown beside doubts.
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with replacing(path) as temporary:
        with xlsxwriter.Workbook(str(temporary), options) as workbook:
            _write_sheets(workbook, rows, memory, links or {})
        if pictures:
            _show_pictures(temporary, rows.get(DOUBTS.name, ()), pictures)


def _write_sheets(
    workbook: Any,
    rows: Mapping[str, Sequence[Cells]],
    memory: Sequence[Cells],
    links: Mapping[str, Link],
) -> None:
    """Write every sheet, and the hidden one of what was imported before."""
    workbook.set_properties({"title": "任务台账", "created": _CREATED})
    formats = _formats(workbook)
    for sheet in SHEETS:
        page = workbook.add_worksheet(sheet.name)
        _set_up(page, sheet, formats)
        _fill(page, sheet, rows.get(sheet.name, ()), formats, links)
        if sheet is DOUBTS:
            page.activate()
    _remember(workbook.add_worksheet(MEMORY), memory)


def _show_pictures(
    workbook: Path, doubts: Sequence[Cells], pictures: Mapping[str, bytes]
) -> None:
    """Put the pictures of doubts into a workbook that has just been written."""
    from xltool.excel.registry.pictures import Picture, with_pictures

    names = [column.name for column in DOUBTS.columns]
    column = names.index(PICTURE)
    shown = []
    for row, cells in enumerate(doubts, 1):
        content = pictures.get(cells["编号"])
        if content is not None:
            shown.append(Picture(row=row, column=column, content=content))
    part = f"xl/worksheets/sheet{SHEETS.index(DOUBTS) + 1}.xml"
    workbook.write_bytes(with_pictures(workbook.read_bytes(), part, shown))


def _formats(workbook: Any) -> dict[str, Any]:
    """Give the looks of the registry's cells by name."""
    body = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
    lines = {"border": 1, "border_color": "#BFBFBF"}
    head = {
        **body,
        **lines,
        "bold": True,
        "font_color": "#FFFFFF",
        "align": "center",
        "valign": "vcenter",
    }
    looks = {
        "head": {**head, "bg_color": "#1F4E79"},
        "answer_head": {**head, "bg_color": "#C55A11"},
        "text": {**body, "num_format": "@"},
        "number": body,
        "framed": {**body, **lines, "num_format": "@"},
        "answer": {**body, **lines, "num_format": "@", "bg_color": "#FFF2CC"},
        "link": {**body, **lines, "font_color": "#0563C1", "underline": 1},
        "lines": lines,
        "gone": {**lines, "font_color": "#7F7F7F", "font_strikeout": True},
        "open": {**lines, "font_color": "#C00000", "bold": True},
        "doubtful": {**lines, "bg_color": "#FCE4D6"},
    }
    return {name: workbook.add_format(look) for name, look in looks.items()}


def _set_up(page: Any, sheet: RegistrySheet, formats: dict[str, Any]) -> None:
    """Set header, widths, drop-downs, hints, filter, frozen panes and print set-up of
    one sheet.
    """
    page.set_row(0, 24)
    for at, column in enumerate(sheet.columns):
        is_answer = column.name == ANSWER
        hidden = {"hidden": True} if column.hidden else {}
        page.set_column(at, at, column.width, formats[_style(column)], hidden)
        head = formats["answer_head" if is_answer else "head"]
        page.write_string(0, at, column.name, head)
        if column.choices or column.hint:
            rule = _validation(column)
            if is_answer:
                rule["source"] = _options(sheet)
            page.data_validation(1, at, _LAST_ROW, at, rule)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, _LAST_ROW, len(sheet.columns) - 1)
    _highlight(page, sheet, formats)
    _set_up_printing(page, sheet)


def _set_up_printing(page: Any, sheet: RegistrySheet) -> None:
    """Print a sheet as wide as a page, on A3 where it is too wide for A4."""
    width = sum(column.width for column in sheet.columns if not column.hidden)
    page.set_landscape()
    page.set_paper(_A3 if width > _WIDEST_A4 else _A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_header(f'&C&"宋体,Bold"&14任务台账 · {sheet.name}')
    page.set_footer("&C第 &P 页，共 &N 页")


def _style(column: RegistryColumn) -> str:
    """Give the look of a column's cells."""
    return "number" if column.number else "text"


def _options(sheet: RegistrySheet) -> str:
    """Give the formula of the drop-down that each row of 待确认 has of its own."""
    names = [column.name for column in sheet.columns]
    first = column_letters(names.index(OPTIONS[0]))
    last = column_letters(names.index(OPTIONS[-1]))
    cells = f"${first}2:${last}2"
    return f"=OFFSET(${first}2,0,0,1,MAX(1,COUNTA({cells})))"


def _validation(column: RegistryColumn) -> dict[str, Any]:
    """Give the drop-down and the hint of a column."""
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_message": "请从下拉列表选择。",
        }
        rule["show_error"] = not column.free
    if column.hint:
        rule |= {"input_message": column.hint}
    return rule


def _highlight(page: Any, sheet: RegistrySheet, formats: dict[str, Any]) -> None:
    """Rule the rows that have a key, and show what needs attention in them.

    As conditions, so that rows which the clerk adds or sorts look the same and blank
    cells need not be written. LibreOffice takes the first that holds, so the plain one
    comes last.
    """
    names = [column.name for column in sheet.columns]
    cells = {name: f"${column_letters(at)}2" for at, name in enumerate(names)}
    status = cells.get("状态", "")
    if sheet is DOUBTS:
        at = names.index("状态")
        rule = {
            "type": "formula",
            "criteria": f'={status}="{OPEN}"',
            "format": formats["open"],
        }
        page.conditional_format(1, at, _LAST_ROW, at, rule)
        return
    conditions = {}
    if status:
        conditions["gone"] = (
            f'=OR({status}="{RETIRED}",{status}="{GONE}",LEFT({status},2)="{MERGED}")'
        )
    if "把握" in cells:
        conditions["doubtful"] = f"=AND(ISNUMBER({cells['把握']}),{cells['把握']}<0.7)"
    conditions["lines"] = f'={cells[sheet.keys[0]]}<>""'
    for name, criteria in conditions.items():
        rule = {"type": "formula", "criteria": criteria, "format": formats[name]}
        page.conditional_format(1, 0, _LAST_ROW, len(names) - 1, rule)


def _fill(
    page: Any,
    sheet: RegistrySheet,
    rows: Sequence[Cells],
    formats: dict[str, Any],
    links: Mapping[str, Link],
) -> None:
    """Write the rows of a sheet; 位置 of a doubt leads to the cell it is about."""
    for number, cells in enumerate(rows, 1):
        page.set_row(number, _height(sheet, cells))
        for at, column in enumerate(sheet.columns):
            style = formats[_style(column)]
            if sheet is DOUBTS:
                style = formats["answer" if column.name == ANSWER else "framed"]
                page.write_blank(number, at, None, style)
            if column.name == "位置" and cells["编号"] in links:
                link = links[cells["编号"]]
                formula, shown = f"={link_formula(link)}", " ".join(link)
                page.write_formula(number, at, formula, formats["link"], shown)
                continue
            text = cells.get(column.name, "")
            value = exact(text) if column.number else None
            if value is not None:
                page.write_number(number, at, value, style)
            elif text:
                page.write_string(number, at, text, style)


def _height(sheet: RegistrySheet, cells: Cells) -> float:
    """Give a row the height that its longest cell needs, up to a limit.

    In points. Spreadsheets do not fit it on opening.
    """
    most = 1
    for column in sheet.columns:
        text = cells.get(column.name, "")
        if len(text) * 2 <= column.width or column.name in _BESIDE:
            continue
        lines = 0
        for line in text.split("\n"):
            lines += ceil(len(line) * _CHARACTER_WIDTH / column.width) or 1
        most = max(most, lines)
    return _LINE * min(most, _MOST_LINES) + 3


def link_formula(
    link: Link, columns: Mapping[str, Mapping[str, int]] | None = None
) -> str:
    """Give the formula (without =) of a link to a cell, found by its row's key.

    It stays right when rows are sorted. `columns` are those of the sheets as they
    stand; without them, as they are written here.
    """
    name, key, column = link
    sheet = next(one for one in SHEETS if one.name == name)
    standing = (columns or {}).get(name)
    if not standing:
        standing = {one.name: at for at, one in enumerate(sheet.columns)}
    target = column_letters(standing.get(column, 0))
    keys = column_letters(standing.get(sheet.keys[0], 0))
    wanted = key.replace('"', '""')
    shown = " ".join(link).replace('"', '""')
    row = f"MATCH(\"{wanted}\",'{name}'!{keys}:{keys},0)"
    return f'HYPERLINK("#\'{name}\'!{target}"&{row},"{shown}")'


def exact(text: str) -> float | None:
    """Give the number that a cell can hold without losing a digit.

    None for every other text.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if number.is_finite() and Decimal(repr(float(number))) == number:
        return float(number)
    return None


def _remember(page: Any, memory: Sequence[Cells]) -> None:
    """Write what was imported before, which nobody sees."""
    page.very_hidden()
    for at, name in enumerate(MEMORY_COLUMNS):
        page.write_string(0, at, name)
    for number, cells in enumerate(memory, 1):
        for at, name in enumerate(MEMORY_COLUMNS):
            page.write_string(number, at, cells.get(name, ""))
