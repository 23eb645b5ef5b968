"""Annotating a returned copy, against openpyxl's load, mark, save of the same cells.

Run: python -m benchmarks.annotate [rounds]
"""

from __future__ import annotations

import io
import statistics
import sys
import time

from benchmarks.reading import workbook
from xltool.excel.annotate import annotate
from xltool.findings import Finding, Place, Severity

MARKS = 29


def main() -> None:
    """Alternate the two ways and print medians, spread and ratio as a Markdown table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    original = workbook()
    findings = [
        Finding(
            severity=Severity.ERROR,
            code="V101",
            place=Place(sheet=f"表{n % 5}", cell=f"D{n + 3}"),
            message="不是数字。",
        )
        for n in range(MARKS)
    ]
    ways = {"annotate": lambda: annotate(original, findings), "openpyxl": lambda: _with_openpyxl(original, findings)}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append((time.perf_counter() - start) * 1000)
    base = statistics.median(times["annotate"])
    print("| way | median ms | quartiles | ratio |\n|---|---|---|---|")
    for name, taken in times.items():
        low, middle, high = statistics.quantiles(taken, n=4)
        print(f"| {name} | {middle:.2f} | {low:.2f}–{high:.2f} | {middle / base:.2f} |")


def _with_openpyxl(original: bytes, findings: list[Finding]) -> bytes:
    import openpyxl
    from openpyxl.cell.cell import Cell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    book = openpyxl.load_workbook(io.BytesIO(original))
    listing = book.create_sheet("校验结果", 0)
    red, side = PatternFill("solid", fgColor="FFC7CE"), Side("thin")
    border, wrapped = Border(left=side, right=side, top=side, bottom=side), Alignment(wrap_text=True)
    for number, finding in enumerate(findings, 3):
        cell = book[finding.place.sheet][finding.place.cell]
        cell.fill = red
        if isinstance(cell, Cell):
            cell.comment = Comment(finding.message, "xltool")
        where = f"{finding.place.sheet} {finding.place.cell}"
        texts = ("须改正", finding.code, where, finding.found, finding.expected, finding.message)
        for column, text in enumerate(texts, 1):
            listed = listing.cell(number, column, text)
            listed.border, listed.alignment = border, wrapped
        listing.cell(number, 3).hyperlink = f"#'{finding.place.sheet}'!{finding.place.cell}"
    listing.auto_filter.ref = f"A2:F{len(findings) + 2}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
