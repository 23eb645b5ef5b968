"""Rolling up: the long sheets against pandas and XlsxWriter, the command against a pandas script, again against first.

Run: python -m benchmarks.rollup [rounds] [units...]
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import OURS, Timing, alternate, peak_mib, table
from benchmarks.province import (
    COLLECTED_AT,
    PERIOD,
    answers,
    issued,
    open_province,
    registry,
    returned,
)
from xltool.excel.designs import read_designs
from xltool.excel.issue import write_issued
from xltool.excel.rollup import write_rollup
from xltool.excel.rollup.book import Book
from xltool.excel.rollup.details import write_details
from xltool.excel.rollup.positions import plan
from xltool.excel.rollup.sources import write_sources
from xltool.forms.building import grown
from xltool.model.figures import figure_table
from xltool.model.submission import Figure, Source
from xltool.model.value import Value, reported
from xltool.rollup.inputs import PeriodRecord, RollupInputs
from xltool.rollup.rollup import Rollup, roll_up
from xltool.settings import Settings
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate
from xltool.workflows.rollup import rollup
from xltool.workspace import find_workspace, templates_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xltool.workspace import Workspace

ROWS = 200_000
"""Rows of 指标明细 and 数据来源 together."""
PANDAS, CONSTANT = "pandas to_excel(xlsxwriter)", "XlsxWriter constant_memory"
_DETAILS, _SOURCES = 24, 104
"""Rows that one unit has on each of the two sheets."""
Frames = dict[str, list[list[Any]]]


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:
    """Time the long sheets, then the command and its second run for so many units."""
    yield from written(ROWS, rounds)
    for size in sizes:
        yield from command(size, rounds)


def written(rows: int, rounds: int) -> list[Timing]:
    """Time 指标明细 and 数据来源, so many rows together, against other ways to write the same cells."""
    # The peaks come first: a new process begins with its parent's.
    peaks = {way: peak_mib(_written, rows, way) for way in (OURS, CONSTANT, PANDAS)}
    rolled = rolled_up(rows)
    frames = _frames(rolled)
    count = sum(len(sheet) for sheet in frames.values())
    ways = {
        OURS: lambda: _long_sheets(rolled),
        CONSTANT: lambda: _constant_memory(frames),
        PANDAS: lambda: _pandas(frames),
    }
    return alternate("roll-up, long sheets", count, ways, rounds=rounds, peaks=peaks)


def memory(sizes: Iterable[int]) -> str:
    """Give the peak of rolling up and writing the whole workbook, beside that of the figures alone, by rows."""
    lines = ["| rows | figures, rolled up MiB | and written MiB |", "|--:|--:|--:|"]
    lines += [
        f"| {rows:,} | {peak_mib(rolled_up, rows):.0f} | {peak_mib(_whole, rows):.0f} |"
        for rows in sizes
    ]
    return "\n".join(lines)


def _written(rows: int, way: str = OURS) -> None:
    rolled = rolled_up(rows)
    if way == OURS:
        _long_sheets(rolled)
    else:
        frames = _frames(rolled)
        (_constant_memory if way == CONSTANT else _pandas)(frames)


def _whole(rows: int) -> None:
    rolled = rolled_up(rows)
    with tempfile.TemporaryFile() as file:
        write_rollup(rolled, file)


def rolled_up(rows: int) -> Rollup:
    """Roll up a province of so many rows that exists in memory alone."""
    units = max(1, round(rows / (_DETAILS + _SOURCES)))
    inputs = RollupInputs(
        registry=registry(units),
        form=next(
            form
            for form in read_designs(templates_folder())[0]
            if form.cycle is PERIOD.cycle
        ),
        settings=Settings(),
        current=PeriodRecord(period=PERIOD, figures=figure_table(_figures(units))),
    )
    return roll_up(inputs)


def _figures(units: int) -> Iterator[Figure]:
    known = registry(units)
    for number, unit in enumerate(known.units):
        source = {
            "file": f"{unit.name}_回复.xlsx",
            "sha256": f"{number:064x}",
            "sender": f"u{number}@example.gov.cn",
        }
        places = itertools.count(5)
        for sheet, row, field, value in _reported(
            number, unit.name, known.tasks[number // 20 * 12 :][:12]
        ):
            cell = Source(
                **source, sheet=sheet, cell=f"H{next(places)}", received_at=COLLECTED_AT
            )
            yield Figure(
                unit=unit.code,
                sheet=sheet,
                row=row,
                field=field,
                value=value,
                source=cell,
            )


def _reported(
    number: int, unit: str, tasks: Iterable[Any]
) -> Iterator[tuple[str, str, str, Value]]:
    for place, task in enumerate(tasks):
        yield "任务进展", task.code, "进展状态", reported("推进中")
        yield (
            "任务进展",
            task.code,
            "本期进展",
            reported(f"{unit}完成第{place}批申报，新开工项目{place + 2}个。"),
        )
        yield "任务进展", task.code, "下步措施", reported("督促项目单位按月填报。")
        for indicator in (1, 2):
            yield (
                "指标数据",
                f"{task.code}-{indicator}",
                "累计完成",
                reported(_number(number, place, indicator)),
            )
            yield (
                "指标数据",
                f"{task.code}-{indicator}",
                "同比增长",
                reported(_number(place, number, 1)),
            )
    for place in (1, 2, 3):
        yield "重点项目", f"+{place}", "项目名称", reported(f"{unit}第{place}期工程")
        yield (
            "重点项目",
            f"+{place}",
            "总投资",
            reported(_number(38_000, number, place)),
        )
        yield "重点项目", f"+{place}", "项目状态", reported("在建")
    for field, text in (
        ("问题描述", "两家企业归集不规范"),
        ("整改措施", "上门辅导"),
        ("销号情况", "整改中"),
    ):
        yield "突出问题", "+1", field, reported(text)
    yield "突出问题", "+1", "整改时限", reported(dt.date(2025, 9, 30))


def _number(*parts: int) -> Any:
    from decimal import Decimal

    return Decimal(sum(part * 37 for part in parts) % 9_973) / 10


def _long_sheets(rolled: Rollup) -> None:
    book, positions = Book(rolled), plan(rolled)
    write_details(book, positions)
    write_sources(book, positions)
    with tempfile.TemporaryFile() as file:
        book.finish(file)


def _frames(rolled: Rollup) -> Frames:
    """Give the cells of the two sheets as our own workbook has them."""
    from python_calamine import CalamineWorkbook

    file = io.BytesIO()
    write_rollup(rolled, file)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    return {
        name: book.get_sheet_by_name(name).to_python()[2:]
        for name in ("指标明细", "数据来源")
    }


def _constant_memory(frames: Frames) -> None:
    import xlsxwriter

    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "default_date_format": "m月d日 hh:mm"}
        with xlsxwriter.Workbook(f"{folder}/rollup.xlsx", options) as book:
            look = book.add_format(
                {"font_name": "宋体", "font_size": 10, "border": 1, "valign": "vcenter"}
            )
            for name, rows in frames.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.set_row(number, 20)
                    sheet.write_row(number, 0, row, look)


def _pandas(frames: Frames) -> None:
    import pandas as pd

    with (
        tempfile.TemporaryDirectory() as folder,
        pd.ExcelWriter(f"{folder}/r.xlsx", engine="xlsxwriter") as writer,
    ):
        for name, rows in frames.items():
            pd.DataFrame(rows[1:], columns=rows[0]).to_excel(
                writer, sheet_name=name, index=False
            )


def command(units: int, rounds: int) -> Iterator[Timing]:
    """Time `rollup` alone, and a whole first run (every file collected) against one after one file changed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        workspace = open_province(root / "first", units)
        generate(workspace, PERIOD, now=COLLECTED_AT - dt.timedelta(days=7))
        returned(workspace, root / "in")
        fresh = [_copy(workspace, root / f"copy{number}") for number in range(rounds)]
        collect(workspace, PERIOD, [root / "in"], now=COLLECTED_AT)
        edition = itertools.count(1)
        _again(
            workspace, root / "changed", 0
        )  # so that the changed unit has as many files in every round
        alone: dict[str, Callable[[], object]] = {
            OURS: lambda: rollup(workspace, PERIOD, now=COLLECTED_AT),
            "pandas script": lambda: _script(workspace, root / "script.xlsx"),
        }
        yield from alternate("rollup", units, alone, rounds=rounds)
        copies = iter(fresh)
        whole: dict[str, Callable[[], object]] = {
            OURS: lambda: _again(workspace, root / "changed", next(edition)),
            "first: every file": lambda: _first(next(copies), root / "in"),
        }
        yield from alternate(
            "collect and rollup, one file changed", units, whole, rounds=rounds
        )


def _copy(workspace: Workspace, target: Path) -> Workspace:
    shutil.copytree(workspace.root, target)
    return find_workspace(target)


def _first(workspace: Workspace, folder: Path) -> None:
    collect(workspace, PERIOD, [folder], now=COLLECTED_AT)
    rollup(workspace, PERIOD, now=COLLECTED_AT)


def _again(workspace: Workspace, folder: Path, edition: int) -> None:
    layout, stamp = next(issued(workspace))
    folder.mkdir(exist_ok=True)
    filled = answers(layout, changed=edition)
    path = folder / f"{layout.unit.name}_{edition}.xlsx"
    path.write_bytes(write_issued(grown(layout, filled), stamp, values=filled))
    collect(workspace, PERIOD, [path], now=COLLECTED_AT)
    rollup(workspace, PERIOD, now=COLLECTED_AT)


def _script(workspace: Workspace, path: Path) -> None:
    """Do what a script of an evening does: sums, one line per unit, every figure with its file; no formats."""
    import pandas as pd

    query = """
        SELECT s.unit, v.sheet, v.row, v.field, v.content, v.sheet_name, v.cell, o.name, o.sender, o.received_at
        FROM value v JOIN submission s ON v.submission = s.id JOIN original o ON s.original = o.id
        WHERE s.period = ? AND s.counts
    """
    connection = sqlite3.connect(workspace.root / "xltool.db")
    values = pd.read_sql(query, connection, params=(str(PERIOD),))
    connection.close()
    targets = pd.read_excel(
        workspace.registry, sheet_name="指标", engine="calamine"
    ).rename(columns={"指标编号": "row"})
    told = values[(values.sheet == "指标数据") & (values.field == "累计完成")].copy()
    told["number"] = pd.to_numeric(told.content, errors="coerce")
    lines = told.merge(targets, on="row", how="left")
    sums = (
        lines.groupby("row", as_index=False)
        .number.sum()
        .merge(targets, on="row", how="left")
    )
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        for name, frame in (
            ("指标汇总", sums),
            ("指标明细", lines),
            ("数据来源", values),
        ):
            frame.to_excel(writer, sheet_name=name, index=False)


def main() -> None:
    """Print the tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(table(timings([int(one) for one in sys.argv[2:]] or [100], rounds)))
    print(memory((20_000, ROWS, 500_000)))


if __name__ == "__main__":
    main()
