"""Reading a returned workbook, against bare calamine and openpyxl on the same file.

Run: python -m benchmarks.reading [rounds] [FILE...]
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.excel.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Alternate the ways and print medians, spread and ratios as a Markdown table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    sizes = {"5 张表、1,280 格": workbook(), "5 张表、48,000 格": workbook(rows=1200)}
    for name, data in sizes.items():
        print(f"\n{name}, {len(data):,} bytes\n\n{compared(data, rounds)}")
        rounds = max(rounds // 20, 3)
    for file in map(Path, sys.argv[2:]):
        print(f"\n{file.name}, {file.stat().st_size:,} bytes\n\n{compared(file.read_bytes(), rounds)}")


def workbook(*, sheets: int = 5, rows: int = 32, columns: int = 8) -> bytes:
    """Make a workbook as a unit returns it: texts, numbers, blanks, and check formulas with their results."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        plain, decimals = book.add_format({"border": 1}), book.add_format({"num_format": "0.00", "border": 1})
        for index in range(sheets):
            sheet = book.add_worksheet(f"表{index}")
            sheet.merge_range(0, 0, 0, columns - 1, "标题", plain)
            sheet.write_row(1, 0, [f"列{column}" for column in range(columns)], plain)
            for row in range(2, rows):
                for column in range(columns - 1):
                    if column in {3, 4}:
                        sheet.write_number(row, column, row * 1.37, decimals)
                    elif column == 5:
                        sheet.write_blank(row, column, None, plain)
                    else:
                        sheet.write_string(row, column, f"某项任务的进展说明{index}-{row}-{column}", plain)
                sheet.write_formula(row, columns - 1, f'=IF(D{row + 1}>E{row + 1},"请核对","通过")', plain, "通过")
    return out.getvalue()


def compared(data: bytes, rounds: int) -> str:
    """Time each way `rounds` times, alternating."""
    ways: dict[str, Callable[[bytes], object]] = {"calamine": _calamine, "xltool": read_bytes, "openpyxl": _openpyxl}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way(data)
            times[name].append((time.perf_counter() - start) * 1000)
    base = statistics.median(times["calamine"])
    lines = ["| way | median ms | quartiles | ratio |", "|---|---|---|---|"]
    for name, taken in times.items():
        low, middle, high = statistics.quantiles(taken, n=4)
        lines.append(f"| {name} | {middle:.2f} | {low:.2f}–{high:.2f} | {middle / base:.2f} |")
    return "\n".join(lines)


def _calamine(data: bytes) -> object:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def _openpyxl(data: bytes) -> object:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


if __name__ == "__main__":
    main()
