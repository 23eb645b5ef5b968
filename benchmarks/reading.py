"""Reading a returned workbook, beside libraries that give its cells and nothing else.

    python -m benchmarks.reading [ROUNDS] [FILE ...]

Five kinds of workbooks: the forms of a province as its units fill them in, the same
saved by openpyxl and by LibreOffice (where it is installed), and two workbooks of plain
lists.
"""

from __future__ import annotations

import io
import sys
import tempfile
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import OURS, alternate, table
from benchmarks.province import ISSUED_AT, PERIOD, open_province, returned
from tests.soffice import convert, find_soffice
from xltool.excel.reading import read_bytes
from xltool.workflows.generating import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measuring import Timing

FORMS = 5
"""Forms of each kind; they are read one after the other."""


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:  # noqa: ARG001 - a file has one size
    """Time each kind of workbook."""
    for kind, files in kinds():
        yield from compared(f"read: {kind}", files, rounds)


def kinds() -> Iterator[tuple[str, list[bytes]]]:
    """Give the workbooks by kind."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_province(Path(folder), FORMS)
        generate(workspace, PERIOD, now=ISSUED_AT)
        forms = returned(workspace, Path(folder) / "in")
        yield "forms filled in", [file.read_bytes() for file in forms]
        yield "forms saved by openpyxl", [_saved_by_openpyxl(file) for file in forms]
        if find_soffice():
            saved = [convert(file, "xlsx", Path(folder)) for file in forms]
            yield "forms saved by LibreOffice", [file.read_bytes() for file in saved]
    yield "5 sheets, 1,280 cells", [workbook()] * FORMS
    yield "5 sheets, 48,000 cells", [workbook(rows=1200)]


def _saved_by_openpyxl(file: Path) -> bytes:
    import openpyxl

    out = io.BytesIO()
    openpyxl.load_workbook(file).save(out)
    return out.getvalue()


def workbook(*, sheets: int = 5, rows: int = 32, columns: int = 8) -> bytes:
    """Make a workbook of lists: texts, numbers, blanks, and check formulas with their results."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        plain, decimals = (
            book.add_format({"border": 1}),
            book.add_format({"num_format": "0.00", "border": 1}),
        )
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
                        sheet.write_string(
                            row,
                            column,
                            f"某项任务的进展说明{index}-{row}-{column}",
                            plain,
                        )
                sheet.write_formula(
                    row,
                    columns - 1,
                    f'=IF(D{row + 1}>E{row + 1},"请核对","通过")',
                    plain,
                    "通过",
                )
    return out.getvalue()


def compared(stage: str, files: Sequence[bytes], rounds: int) -> list[Timing]:
    """Time the ways of reading these files."""
    ways = {
        OURS: read_bytes,
        "python-calamine": _calamine,
        "fastexcel, all as texts": _fastexcel,
        "openpyxl": _openpyxl,
        "pandas (openpyxl)": _pandas,
    }
    with warnings.catch_warnings(
        action="ignore"
    ):  # openpyxl says what it does not know
        return alternate(
            stage,
            len(files),
            {name: partial(_each, way, files) for name, way in ways.items()},
            rounds=rounds,
        )


def _each(way: Callable[[bytes], object], files: Sequence[bytes]) -> list[object]:
    return [way(data) for data in files]


def _calamine(data: bytes) -> object:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    ]


def _fastexcel(data: bytes) -> object:
    """Read every cell as a text: fastexcel has one type for a column, and drops what is
    of another.
    """
    import fastexcel

    book = fastexcel.read_excel(data)
    return [
        book.load_sheet(name, header_row=None, dtypes="string")
        for name in book.sheet_names
    ]


def _openpyxl(data: bytes) -> object:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def _pandas(data: bytes) -> object:
    import pandas as pd

    return pd.read_excel(io.BytesIO(data), engine="openpyxl", sheet_name=None)


def main() -> None:
    """Print the table of the kinds, or of the files that are named."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    named = [
        compared(f"read: {Path(file).name}", [Path(file).read_bytes()], rounds)
        for file in sys.argv[2:]
    ]
    print(table([timing for found in named for timing in found] or timings((), rounds)))


if __name__ == "__main__":
    main()
