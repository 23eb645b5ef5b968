"""A long sheet from rows that are ready, beside the fastest writers.

    python -m benchmarks.long_sheets [ROUNDS] [ROWS]

Each way gets the rows of 数据来源 as it wants them, made before the clock starts, and
gives every cell a border, every column its width and the header its look. What each
wrote is read back and compared.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import sys
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import OURS, alternate, table
from benchmarks.rollup import rolled_up
from xltool.excel.rollup.book import LINE, Book
from xltool.excel.rollup.cells import wall_clock
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.positions import plan
from xltool.excel.rollup.sources import SourceColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measuring import Timing
    from xltool.excel.rollup.cells import Cell
    from xltool.excel.rollup.columns import Column
    from xltool.rollup.rollup import Rollup

ROWS = 180_000
SHEET = "数据来源"
_HEADER = 3
"""Rows above the first one: our pages have a title and particulars."""
Way = tuple[str, "Callable[[], bytes]"]


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:  # noqa: ARG001 - one size
    """Time the sheet."""
    yield from written(ROWS, rounds)


def written(count: int, rounds: int) -> list[Timing]:
    """Time a sheet of so many rows, after all ways were seen to write the same cells."""
    rolled = rolled_up(count * 128 // 104)
    columns = tuple(SourceColumns(Book(rolled)))
    rows = list(islice(_rows(rolled), count))
    plain = [[_plain(cell) for cell in row] for row in rows]
    ways = dict(_ways(rolled, columns, rows, plain))
    expected = _cells(ways[OURS](), _HEADER)
    for name, way in ways.items():
        header = _HEADER if name == OURS else 1
        assert _cells(way(), header) == expected, name  # noqa: S101 - else nothing is compared
    return alternate("long sheet, ready rows", len(rows), ways, rounds=rounds)


def _rows(rolled: Rollup) -> Iterator[list[Cell]]:
    columns, positions = SourceColumns(Book(rolled)), plan(rolled)
    for span in positions.sources:
        for number in span.rows:
            yield columns.cells(positions.figures.row_of(number), number)


def _plain(cell: Any) -> Any:
    """Give a cell as a data frame holds it."""
    if isinstance(cell, Decimal):
        return float(cell)
    return wall_clock(cell) if isinstance(cell, dt.datetime) else cell


def _cells(content: bytes, header: int) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(SHEET).to_python()[header:]


def _ways(
    rolled: Rollup,
    columns: tuple[Column[Any], ...],
    rows: list[list[Cell]],
    plain: list[list[Any]],
) -> Iterator[Way]:
    titles = [column.title for column in columns]
    widths = {place: column.width for place, column in enumerate(columns)}
    yield OURS, lambda: _ours(rolled, columns, rows)
    yield "XlsxWriter constant_memory", lambda: _xlsxwriter(titles, widths, plain)
    if importlib.util.find_spec("xlsxturbo"):
        import pandas as pd

        frame = pd.DataFrame(plain, columns=titles, dtype=object)
        yield "xlsxturbo", lambda: _xlsxturbo(frame, widths)
    if importlib.util.find_spec("rustpy_xlsxwriter"):
        records = [dict(zip(titles, row, strict=True)) for row in plain]
        yield "rustpy-xlsxwriter", lambda: _rustpy(records, titles, widths)


def _ours(
    rolled: Rollup, columns: tuple[Column[Any], ...], rows: list[list[Cell]]
) -> bytes:
    book = Book(rolled)
    page = RollupPage(book, SHEET, "数据来源表", columns)
    for row in rows:
        page.plain_line(row)
    file = io.BytesIO()
    book.finish(file)
    return file.getvalue()


def _xlsxwriter(
    titles: list[str], widths: dict[int, float], rows: list[list[Any]]
) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "m月d日 hh:mm"}
    with xlsxwriter.Workbook(file, options) as book:
        look = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": LINE}
        cell = book.add_format(look)
        date = book.add_format({**look, "num_format": "m月d日 hh:mm"})
        sheet = book.add_worksheet(SHEET)
        for place, width in widths.items():
            sheet.set_column(place, place, width)
        sheet.write_row(0, 0, titles, book.add_format({**look, "bold": True}))
        for number, row in enumerate(rows, start=1):
            for place, one in enumerate(row):
                sheet.write(
                    number, place, one, date if isinstance(one, dt.datetime) else cell
                )
    return file.getvalue()


def _xlsxturbo(frame: Any, widths: dict[int, float]) -> bytes:
    import xlsxturbo

    file = io.BytesIO()
    formats: dict[str, dict[str, Any]] = {key: {"border": True} for key in frame}
    formats["收到时间"] = {"border": True, "num_format": "m月d日 hh:mm"}
    xlsxturbo.df_to_xlsx(
        frame,
        file,
        sheet_name=SHEET,
        column_formats=formats,
        column_widths=widths,
        header_format={"bold": True},
        constant_memory=False,
    )
    return file.getvalue()


def _rustpy(
    records: list[dict[str, Any]], titles: list[str], widths: dict[int, float]
) -> bytes:
    from rustpy_xlsxwriter import FastExcel, Format

    def look() -> Any:
        made = Format().set_font_name("宋体").set_font_size(10)
        return made.set_border("thin")

    file = io.BytesIO()
    formats = {title: look() for title in titles}
    formats["收到时间"] = look().set_num_format("m月d日 hh:mm")
    FastExcel(file).sheet(
        SHEET,
        records,
        column_formats=formats,
        column_widths=list(widths.values()),
        header_format=look().set_bold(),
    ).save()
    return file.getvalue()


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else ROWS
    print(table(written(rows, rounds)))


if __name__ == "__main__":
    main()
