"""What tests are made of: workbooks written as Markdown tables, and small registries.

A Markdown document is one workbook: `# 名称` opens a sheet, each `| … |` line is a row (a `|---|` line
is dropped). Cells: empty is blank, `12.5` a number, `2025-07-31` a date, `TRUE` a boolean, `'12` the
text "12", everything else text.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xltool.model.grid import Sheet, Workbook
from xltool.model.registry import Indicator, Registry, Task, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.grid import CellError, Raw

_RULE = re.compile(r"\|[\s:|-]+\|")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def grid(markdown: str) -> Workbook:
    """Give the workbook as a reader would give it: no file is involved."""
    sheets: list[tuple[str, list[list[Raw | CellError]]]] = []
    for line in (line.strip() for line in markdown.splitlines()):
        if line.startswith("#"):
            sheets.append((line.lstrip("#").strip(), []))
        elif line.startswith("|") and not _RULE.fullmatch(line):
            if not sheets:
                sheets.append(("Sheet1", []))
            sheets[-1][1].append(
                [_cell(text.strip()) for text in line.strip("|").split("|")]
            )
    return Workbook(sheets=tuple(Sheet(name=name, rows=rows) for name, rows in sheets))


def xlsx(markdown: str) -> bytes:
    """Give the workbook as the bytes of an .xlsx file; the same table gives the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": dt.datetime(2025, 1, 1)})  # noqa: DTZ001 - a workbook's property has no zone
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in grid(markdown).sheets:
        page = book.add_worksheet(sheet.name)
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    page.write_datetime(row, column, cell, day)
                elif cell is not None:
                    page.write(row, column, cell)
    book.close()
    return buffer.getvalue()


def write_xlsx(path: Path, markdown: str) -> Path:
    """Write the workbook to `path` and give the path."""
    path.write_bytes(xlsx(markdown))
    return path


def _cell(text: str) -> Raw:
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    if _NUMBER.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        return dt.date.fromisoformat(text)
    return {"TRUE": True, "FALSE": False}.get(text, text)


def a_unit(name: str = "市科技局", **words: Any) -> Unit:
    """Make a unit whose code is its name."""
    return Unit(**{"code": name, "name": name, "group": "部门", **words})


def a_task(code: str = "T01-01", **words: Any) -> Task:
    """Make a task that 市科技局 leads; `T05-02` is item 2 of measure 5."""
    seq, item = code.removeprefix("T").split("-")
    plain = {
        "code": code,
        "measure_seq": str(int(seq)),
        "measure_name": "支持技术创新",
        "item_no": int(item),
        "name": f"任务{code}",
        "text": "新增省级创新平台1个以上。",
        "campaign": "科技创新赋能攻坚",
        "lead_unit": "市科技局",
    }
    return Task(**{**plain, **words})


def an_indicator(code: str = "T01-01-1", **words: Any) -> Indicator:
    """Make a confirmed indicator of the task that its code names: at least 10 个."""
    plain = {
        "code": code,
        "task": code.rpartition("-")[0],
        "name": "新增省级创新平台",
        "value": Decimal(10),
        "measurement_unit": "个",
    }
    return Indicator(**{**plain, **words})


def a_registry(
    *parts: Task | Indicator | Unit,
    shares: dict[tuple[str, str], Decimal] | None = None,
) -> Registry:
    """Make a registry of these parts; units that tasks name and nobody gave are added.

    >>> [unit.code for unit in a_registry(a_task(support_units=("平江县",))).units]
    ['市科技局', '平江县']
    """
    tasks = tuple(part for part in parts if isinstance(part, Task)) or (a_task(),)
    units = {part.code: part for part in parts if isinstance(part, Unit)}
    for name in (name for task in tasks for name in task.units):
        units.setdefault(name, a_unit(name))
    return Registry(
        tasks=tasks,
        indicators=tuple(part for part in parts if isinstance(part, Indicator)),
        units=tuple(units.values()),
        shares=shares or {},
    )
