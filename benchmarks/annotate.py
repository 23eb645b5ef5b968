"""Annotating a returned copy, beside libraries that load, mark and save the same cells.

python -m benchmarks.annotate [ROUNDS]
"""

from __future__ import annotations

import contextlib
import io
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import OURS, alternate, table
from benchmarks.reading import kinds
from xltool.excel.annotate import annotate
from xltool.excel.reading import read_bytes
from xltool.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measuring import Timing

MARKS = 29
OPENPYXL, WOLFXL = "openpyxl: load, mark, save", "wolfxl: load, mark, save (no list)"


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:  # noqa: ARG001 - a file has one size
    """Time each kind of workbook, with so many marks in each."""
    for kind, files in kinds():
        found = [findings_in(data) for data in files]
        ways = {
            OURS: partial(_each, annotate, files, found),
            OPENPYXL: partial(_each, _with_openpyxl, files, found),
            WOLFXL: partial(_each, _with_wolfxl, files, found),
        }
        yield from alternate(f"annotate: {kind}", len(files), ways, rounds=rounds)


def _each(
    way: Callable[[bytes, list[Finding]], object],
    files: Sequence[bytes],
    found: Sequence[list[Finding]],
) -> list[object]:
    return [way(data, findings) for data, findings in zip(files, found, strict=True)]


def findings_in(data: bytes) -> list[Finding]:
    """Give findings on `MARKS` cells, spread over the sheets that can be seen."""
    book = read_bytes(data).workbook
    sheets = (
        [sheet for sheet in book.sheets if sheet.visible and len(sheet.rows) > 5]
        if book
        else []
    )
    places = [(sheets[one % len(sheets)], one // len(sheets)) for one in range(MARKS)]
    return [
        Finding(
            severity=Severity.ERROR,
            code="V101",
            place=Place(
                sheet=sheet.name, cell=f"D{5 + number % (len(sheet.rows) - 4)}"
            ),
            message="不是数字。",
        )
        for sheet, number in places
    ]


def _with_openpyxl(original: bytes, findings: list[Finding]) -> bytes:
    import openpyxl
    from openpyxl.cell.cell import Cell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    book = openpyxl.load_workbook(io.BytesIO(original))
    listing = book.create_sheet("校验结果", 0)
    red, side = PatternFill("solid", fgColor="FFC7CE"), Side("thin")
    border, wrapped = (
        Border(left=side, right=side, top=side, bottom=side),
        Alignment(wrap_text=True),
    )
    for number, finding in enumerate(findings, 3):
        cell = book[finding.place.sheet][finding.place.cell]
        cell.fill = red
        if isinstance(cell, Cell):
            cell.comment = Comment(finding.message, "xltool")
        where = f"{finding.place.sheet} {finding.place.cell}"
        texts = (
            "须改正",
            finding.code,
            where,
            finding.found,
            finding.expected,
            finding.message,
        )
        for column, text in enumerate(texts, 1):
            listed = listing.cell(number, column, text)
            listed.border, listed.alignment = border, wrapped
        listing.cell(
            number, 3
        ).hyperlink = f"#'{finding.place.sheet}'!{finding.place.cell}"
    listing.auto_filter.ref = f"A2:F{len(findings) + 2}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_wolfxl(original: bytes, findings: list[Finding]) -> bytes:
    """Mark the same cells by wolfxl, without the list of findings: it adds no sheet to
    a workbook that it changes, and marks no cell within a merged range.
    """
    import wolfxl
    from wolfxl import PatternFill
    from wolfxl.comments import Comment

    book: Any = wolfxl.load_workbook(original, modify=True)
    red = PatternFill("solid", fgColor="FFC7CE")
    for finding in findings:
        cell = book[finding.place.sheet][finding.place.cell]
        with contextlib.suppress(AttributeError):
            cell.fill = red
            cell.comment = Comment(finding.message, "xltool")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(table(timings((), rounds)))


if __name__ == "__main__":
    main()
