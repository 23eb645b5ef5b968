from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from tests.builders import a_registry, a_task, an_indicator, grid, write_xlsx, xlsx

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """
# 任务进展
| 编号   | 完成 | 日期       | 文本 |
|--------|------|------------|------|
| T01-01 | 12.5 | 2025-07-31 | '007 |
|        | TRUE |            | =1+1 |
# 空表
"""
ROWS: list[list[object]] = [
    ["编号", "完成", "日期", "文本"],
    ["T01-01", 12.5, dt.date(2025, 7, 31), "007"],
    [None, True, None, "=1+1"],
]


def test_a_markdown_table_becomes_a_grid() -> None:
    book = grid(TABLE)
    assert [sheet.name for sheet in book.sheets] == ["任务进展", "空表"]
    assert book.sheets[0].rows == ROWS


def test_a_markdown_table_becomes_a_workbook_that_reads_the_same(
    tmp_path: Path,
) -> None:
    book = CalamineWorkbook.from_path(str(write_xlsx(tmp_path / "book.xlsx", TABLE)))
    expected = [["" if cell is None else cell for cell in row] for row in ROWS]
    assert book.get_sheet_by_name("任务进展").to_python() == expected
    assert xlsx(TABLE) == xlsx(TABLE)


def test_a_registry_knows_every_unit_that_its_tasks_name() -> None:
    registry = a_registry(a_task(support_units=("平江县",)), an_indicator())
    assert [unit.code for unit in registry.units] == ["市科技局", "平江县"]
    assert registry.reporters(registry.indicators[0]) == ("市科技局",)
