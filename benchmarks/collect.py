"""Collecting what came back, cold and all of it, beside the scripts that offices run today.

Ours stores, judges and records every file and answers those that go back; the scripts
read three sheets of each and write them one below the other. They do not look at what
they read.
"""

from __future__ import annotations

import io
import multiprocessing
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import OURS, alternate, peak_mib
from benchmarks.province import COLLECTED_AT, ISSUED_AT, PERIOD, open_province, returned
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measuring import Timing

SHEETS = ["任务进展", "指标数据", "重点项目"]
MOST_FOR_PANDAS = 1000
"""Files; more would take many minutes."""


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:
    """Time collecting the files of so many units; once where there are very many."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            yield from _stage(
                Path(folder), size, rounds if size <= MOST_FOR_PANDAS else 1
            )


def _stage(root: Path, size: int, rounds: int) -> list[Timing]:
    issued, inbox, out = root / "issued", root / "inbox", root / "汇总.xlsx"
    preparing = multiprocessing.get_context("spawn").Process(
        target=_prepare, args=(issued, inbox, size)
    )
    preparing.start()  # elsewhere: a process inherits the peak of the one that starts it
    preparing.join()
    fresh = iter([_copied(issued, root / str(number)) for number in range(rounds + 1)])
    scripts: dict[str, Callable[[Path, Path], None]] = {
        "calamine to XlsxWriter": with_calamine
    }
    if size <= MOST_FOR_PANDAS:
        scripts |= {
            "pandas.read_excel, three times a file": with_pandas,
            "pandas, each file opened once": with_care,
        }
    ways: dict[str, Callable[[], object]] = {OURS: lambda: ours(next(fresh), inbox)}
    ways |= {name: _bound(script, inbox, out) for name, script in scripts.items()}
    peaks = {name: peak_mib(script, inbox, out) for name, script in scripts.items()}
    peaks[OURS] = peak_mib(ours, next(fresh), inbox)
    return alternate("collect", size, ways, rounds=rounds, peaks=peaks)


def _prepare(issued: Path, inbox: Path, size: int) -> None:
    workspace = open_province(issued, size)
    generate(workspace, PERIOD, now=ISSUED_AT)
    returned(workspace, inbox)


def _copied(issued: Path, target: Path) -> Path:
    """Copy what collecting needs of a workspace."""
    return Path(
        shutil.copytree(
            issued, target, ignore=shutil.ignore_patterns("*_月通报_*.xlsx")
        )
    )


def _bound(
    script: Callable[[Path, Path], None], inbox: Path, out: Path
) -> Callable[[], None]:
    return lambda: script(inbox, out)


def ours(root: Path, inbox: Path) -> None:
    """Collect into a workspace where nothing has come yet."""
    collect(find_workspace(root), PERIOD, [inbox], now=COLLECTED_AT)


def with_pandas(inbox: Path, out: Path) -> None:
    """Do it as most scripts do."""
    import pandas as pd

    with pd.ExcelWriter(out) as writer:
        for sheet in SHEETS:
            frames = [
                pd.read_excel(path, sheet_name=sheet, header=3, engine="openpyxl")
                for path in sorted(inbox.glob("*.xlsx"))
            ]
            pd.concat(frames).to_excel(writer, sheet_name=sheet, index=False)


def with_care(inbox: Path, out: Path) -> None:
    """Open each file once."""
    import pandas as pd

    tables: dict[str, list[Any]] = {sheet: [] for sheet in SHEETS}
    for path in sorted(inbox.glob("*.xlsx")):
        for sheet, frame in pd.read_excel(
            path, sheet_name=SHEETS, header=3, engine="openpyxl"
        ).items():
            tables[sheet].append(frame.assign(文件=path.name))
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for sheet, frames in tables.items():
            pd.concat(frames).to_excel(writer, sheet_name=sheet, index=False)


def with_calamine(inbox: Path, out: Path) -> None:
    """Use the fastest reader and the fastest writer."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    tables: dict[str, list[list[Any]]] = {sheet: [] for sheet in SHEETS}
    for path in sorted(inbox.glob("*.xlsx")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for sheet, table in tables.items():
            table.extend(
                [path.name, *row]
                for row in book.get_sheet_by_name(sheet).to_python()[4:]
            )
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as result:
        for sheet, table in tables.items():
            target = result.add_worksheet(sheet)
            for number, row in enumerate(table):
                target.write_row(number, 0, row)


def main() -> None:
    """Print the small sizes."""
    from benchmarks.measuring import table

    print(table(timings([100], 3)))


if __name__ == "__main__":
    main()
