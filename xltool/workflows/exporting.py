"""`xltool export`: the tables of some periods as files, with a data dictionary."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from xltool.errors import InputFileError, PeriodError
from xltool.excel.rollup.cells import fitting
from xltool.model.clock import office_time
from xltool.workflows.acting import utc_now
from xltool.workflows.tables import TABLES
from xltool.workflows.tables.columns import ColumnKind
from xltool.workflows.tables.measured import TableSource, known_periods
from xltool.workspace import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.model.period import Period
    from xltool.workflows.acting import Clock
    from xltool.workflows.tables.columns import Cell, TableColumn, TableDesign
    from xltool.workspace import Workspace

DICTIONARY = "数据字典"
_HEADINGS = ("表", "表名", "列", "列名", "类型", "含义", "取值")
_LAST_ROW = 1_048_576
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program may take for a formula at the beginning of a CSV's cell.
"""
_TYPES = {
    ColumnKind.TEXT: "文字",
    ColumnKind.CATEGORY: "分类",
    ColumnKind.INTEGER: "整数",
    ColumnKind.NUMBER: "数字",
    ColumnKind.EXACT: "精确数字",
    ColumnKind.DATE: "日期",
    ColumnKind.TIME: "时间（北京时间）",
    ColumnKind.TRUTH: "是否",
}


class ExportFormat(StrEnum):
    """What the files are."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """The files that were written, and how many rows each table has, by its name."""

    folder: Path
    files: tuple[Path, ...]
    rows: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """Give the document of `export --json`."""
        return {
            "folder": str(self.folder),
            "files": [str(path) for path in self.files],
            "rows": self.rows,
        }


def export(
    workspace: Workspace,
    periods: Sequence[Period],
    *,
    folder: Path,
    file_format: ExportFormat = ExportFormat.XLSX,
    clock: Clock = utc_now,
) -> ExportResult:
    """Write every table of these periods into a folder, over what it held of them.

    One workbook, or one file a table; each with a data dictionary. PeriodError where
    nothing was issued for a period, InputFileError where the extra for Parquet is not
    installed.
    """
    known = known_periods(workspace)
    for period in periods:
        if period not in known:
            raise PeriodError(
                f"{period.label}还没有下发报表，没有可导出的数据：请核对报告期"
            )
    wanted = tuple(sorted(set(periods)))
    source = TableSource(workspace=workspace, periods=wanted, now=clock())
    write = {
        ExportFormat.XLSX: _write_workbook,
        ExportFormat.CSV: _write_csv,
        ExportFormat.PARQUET: _write_parquet,
    }[file_format]
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = {}
    files = tuple(write(folder, source, rows))
    return ExportResult(folder=folder, files=files, rows=rows)


def _tables(
    source: TableSource, counts: dict[str, int]
) -> Iterator[tuple[TableDesign, list[tuple[Cell, ...]]]]:
    """Give each table with its rows, and count them."""
    for design, rows_of in TABLES.items():
        rows = list(rows_of(source))
        counts[design.name] = len(rows)
        yield design, rows


def _dictionary() -> Iterator[tuple[str, ...]]:
    """Yield a row for every column of every table."""
    for design in TABLES:
        for column in design.columns:
            yield (
                design.name,
                design.title,
                column.name,
                column.title,
                _TYPES[column.kind],
                column.meaning,
                "、".join(column.values),
            )


# ---- CSV ----


def _write_csv(
    folder: Path, source: TableSource, counts: dict[str, int]
) -> Iterator[Path]:
    """Write each table as a CSV, and a dictionary of the columns."""
    for design, rows in _tables(source, counts):
        lines = (_csv_cells(design.columns, row) for row in rows)
        yield _csv_file(folder / f"{design.name}.csv", design.names, lines)
    yield _csv_file(folder / f"{DICTIONARY}.csv", _HEADINGS, _dictionary())


def _csv_file(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> Path:
    """Write a CSV that Excel opens: UTF-8 with a mark."""
    with (
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def _csv_cells(columns: Sequence[TableColumn], row: Sequence[Cell]) -> list[str]:
    """Write the cells of a row."""
    return [_csv_cell(column, cell) for column, cell in zip(columns, row, strict=True)]


def _csv_cell(column: TableColumn, cell: Cell) -> str:
    """Give a cell's text.

    A text that a program may take for a formula begins with '.
    """
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return office_time(cell).isoformat(timespec="seconds")
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    shown = str(cell)
    guarded = column.kind is ColumnKind.TEXT and shown.startswith(_STARTS_A_FORMULA)
    return f"'{shown}" if guarded else shown


# ---- a workbook ----


def _write_workbook(
    folder: Path, source: TableSource, counts: dict[str, int]
) -> Iterator[Path]:
    """Write all tables into one workbook; one of too many rows takes several sheets."""
    import xlsxwriter

    path = folder / "xltool.xlsx"
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), options)
        book.set_properties(
            {"created": dt.datetime.combine(_last_day(source), dt.time())}
        )
        looks = _looks(book)
        for design, rows in _tables(source, counts):
            for number, start in enumerate(range(0, max(1, len(rows)), _LAST_ROW - 1)):
                name = design.title if not number else f"{design.title}({number + 1})"
                part = rows[start : start + _LAST_ROW - 1]
                _sheet(book, name, design, part, looks)
        _dictionary_sheet(book, looks)
        book.close()
    yield path


def _last_day(source: TableSource) -> dt.date:
    """Give the day that the workbook's properties carry: same inputs, same bytes."""
    return max(period.end for period in source.periods)


def _looks(book: Any) -> dict[str, Any]:
    """Give the formats of the workbook's cells by name."""
    head = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True}
    return {
        "head": book.add_format(head),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _sheet(
    book: Any,
    name: str,
    design: TableDesign,
    rows: Sequence[Sequence[Cell]],
    looks: dict[str, Any],
) -> None:
    """Write a sheet with its headers and rows."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(design.columns):
        sheet.set_column(place, place, 18 if column.kind is ColumnKind.TIME else 13)
    for place, column in enumerate(design.columns):
        sheet.write_string(0, place, f"{column.title}\n{column.name}", looks["head"])
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, (number, place), cell, looks)
    sheet.autofilter(0, 0, max(1, len(rows)), len(design.columns) - 1)


def _write_cell(
    sheet: Any, place: tuple[int, int], cell: Cell, looks: dict[str, Any]
) -> None:
    """Write a cell: a text always as text, whatever it looks like."""
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(*place, cell)
        case str():
            sheet.write_string(*place, fitting(cell), looks["text"])
        case dt.datetime():
            shown = office_time(cell).replace(tzinfo=None)
            sheet.write_datetime(*place, shown, looks["moment"])
        case dt.date():
            sheet.write_datetime(*place, cell, looks["day"])
        case _:
            sheet.write_number(*place, float(cell))


def _dictionary_sheet(book: Any, looks: dict[str, Any]) -> None:
    """Write what each column means."""
    sheet = book.add_worksheet(DICTIONARY)
    for place, (heading, width) in enumerate(
        zip(_HEADINGS, (12, 12, 18, 14, 16, 70, 60), strict=True)
    ):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, looks["head"])
    for number, row in enumerate(_dictionary(), start=1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)


# ---- Parquet ----


def _write_parquet(
    folder: Path, source: TableSource, counts: dict[str, int]
) -> Iterator[Path]:
    """Write each table as a Parquet file."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise InputFileError(
            "导出 Parquet 需要另装组件：pip install xltool[parquet]，"
            "或改用 --format csv、--format xlsx"
        ) from None
    types = {
        ColumnKind.TEXT: pa.string(),
        ColumnKind.CATEGORY: pa.dictionary(pa.int32(), pa.string()),
        ColumnKind.INTEGER: pa.int64(),
        ColumnKind.NUMBER: pa.float64(),
        ColumnKind.EXACT: pa.string(),
        ColumnKind.DATE: pa.date32(),
        ColumnKind.TIME: pa.timestamp("us", tz="Asia/Shanghai"),
        ColumnKind.TRUTH: pa.bool_(),
    }
    for design, rows in _tables(source, counts):
        columns = list(zip(*rows, strict=True)) or [()] * len(design.columns)
        arrays = []
        fields = []
        for column, cells in zip(design.columns, columns, strict=True):
            kind = types[column.kind]
            plain = _parquet_cells(column, cells)
            arrays.append(pa.array(plain, type=kind))
            about = {"title": column.title, "meaning": column.meaning}
            fields.append(pa.field(column.name, kind, metadata=about))
        path = folder / f"{design.name}.parquet"
        table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
        with replacing(path) as temporary:
            parquet.write_table(table, temporary)
        yield path
    yield _csv_file(folder / f"{DICTIONARY}.csv", _HEADINGS, _dictionary())


def _parquet_cells(column: TableColumn, cells: Sequence[Cell]) -> list[Any]:
    """Give the cells as Parquet takes them.

    Exact numbers as the text that was typed.
    """
    if column.kind is ColumnKind.EXACT:
        return [f"{cell:f}" if isinstance(cell, Decimal) else None for cell in cells]
    return list(cells)
