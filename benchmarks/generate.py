"""Issuing workbooks beside what a competent person would write with the usual libraries.

One workbook, from its layout to its bytes, and the whole stage with registry, ledger
and files. Every unit has last month's figures of its own, so that no two rows of
figures hold the same.
"""

from __future__ import annotations

import io
import itertools
import shutil
import tempfile
import time
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import OURS, alternate, peak_mib
from benchmarks.province import ISSUED_AT, PERIOD, open_province, registry
from tests.excel.plain_issue import OPTIONS, write_all, write_plain
from xltool.excel.issue import write_issued
from xltool.excel.issue.frame import frame_of
from xltool.excel.issue.workbook import pages
from xltool.forms.building import build_layout
from xltool.forms.evaluation import Evaluation
from xltool.model.value import Values, reported
from xltool.opc.package import rebuilt
from xltool.settings import Office
from xltool.workflows.generating import generate
from xltool.workflows.period_form import form_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measuring import Timing
    from xltool.forms.layout import Layout
    from xltool.model.registry import Registry
    from xltool.workspace import Workspace

BATCH = 10
"""Workbooks that are timed at a time."""
MOST_FOR_OPENPYXL = 100
TEMPLATE, REPLAY = "openpyxl, template filled in", "XlsxWriter, cell by cell"
WOLFXL = "wolfxl, template filled in"
STAMP = "stamp"

Call = tuple[int, str, tuple[Any, ...], dict[str, Any]]
"""The object that is called (by its place in the order in which they are made), the method and its arguments."""
Change = tuple[str, int, int, object]
"""Sheet, row, column and content."""


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:
    """Time single workbooks, then the whole stage at each size."""
    of = layouts(4 * BATCH)  # more rows than are remembered
    names = (OURS, TEMPLATE, WOLFXL, REPLAY)
    ways = {name: _way(name, of) for name in names}
    peaks = {name: peak_mib(_write_a_batch, name) for name in names}
    yield from alternate("generate: workbooks", BATCH, ways, rounds=rounds, peaks=peaks)
    for size in sizes:
        yield from _stage(size, rounds if size <= MOST_FOR_OPENPYXL else 1)


def layouts(units: int) -> list[Layout]:
    """Lay out the workbooks of a province."""
    with tempfile.TemporaryDirectory() as folder:
        form = form_named(open_province(Path(folder), 1), PERIOD)
    all_units = registry(units)
    return [
        build_layout(
            form,
            unit,
            PERIOD,
            all_units,
            last_period=_last_period(all_units, number),
            last_year={},
        )
        for number, unit in enumerate(all_units.units)
    ]


def _last_period(all_units: Registry, number: int) -> Values:
    """Give what a unit reported last month."""
    return {
        "任务进展": {
            task.code: {"本期进展": reported(f"完成第{number}批申报，开工{place}个。")}
            for place, task in enumerate(all_units.tasks)
        },
        "指标数据": {
            one.code: {
                "累计完成": reported(Decimal(number * 37 % 101 + place) / 4),
                "同比增长": reported(Decimal(place)),
            }
            for place, one in enumerate(all_units.indicators)
        },
    }


def _way(name: str, of: Sequence[Layout]) -> Callable[[], object]:
    """Give a way of writing the next `BATCH` of these workbooks, again and again."""
    if name == OURS:
        return _batch(of, lambda layout: write_issued(layout, STAMP))
    if name == REPLAY:
        return _batch([_calls(layout) for layout in of], replay)
    template = write_plain(of[0], STAMP)
    changes = [_changes(template, write_issued(layout, STAMP)) for layout in of]
    filler = fill if name == TEMPLATE else fill_by_wolfxl
    return _batch(changes, lambda one: filler(template, one))


def _batch(work: Sequence[Any], way: Callable[[Any], object]) -> Callable[[], object]:
    endless = itertools.cycle(work)
    return lambda: [way(next(endless)) for _ in range(BATCH)]


def _write_a_batch(name: str) -> None:
    _way(name, layouts(BATCH))()


def fill(template: bytes, changes: Sequence[Change]) -> bytes:
    """Open the template, fill in what differs, save."""
    import openpyxl

    book: Any = openpyxl.load_workbook(io.BytesIO(template))
    for sheet, row, column, content in changes:
        book[sheet].cell(row, column).value = content
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill_by_wolfxl(template: bytes, changes: Sequence[Change]) -> bytes:
    """Do the same by wolfxl, which keeps every part that is not changed."""
    import wolfxl

    book: Any = wolfxl.load_workbook(template, modify=True)
    for sheet, row, column, content in changes:
        book[sheet].cell(row, column).value = content
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _changes(template: bytes, workbook: bytes) -> list[Change]:
    import openpyxl

    ours: Any
    theirs: Any
    ours, theirs = (
        openpyxl.load_workbook(io.BytesIO(one)) for one in (template, workbook)
    )
    return [
        (page.title, cell.row, cell.column, cell.value)
        for page in theirs
        for row in page.iter_rows()
        for cell in row
        if ours[page.title].cell(cell.row, cell.column).value != cell.value
    ]


class _Recorder:
    """Stands for a workbook of XlsxWriter, or for what its methods give, and notes every call."""

    def __init__(self, place: int, calls: list[Call]) -> None:
        self.place = place
        self._calls = calls

    def __getattr__(self, name: str) -> Callable[..., _Recorder]:
        def call(*arguments: Any, **named: Any) -> _Recorder:
            self._calls.append((self.place, name, arguments, named))
            return _Recorder(len(self._calls), self._calls)

        return call


def _calls(layout: Layout) -> list[Call]:
    """Give every call that writes a workbook with XlsxWriter."""
    calls: list[Call] = []
    write_all(_Recorder(0, calls), layout, STAMP)
    return calls


def replay(calls: Sequence[Call]) -> bytes:
    """Write a workbook by calls that were noted."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    made: list[Any] = [Workbook(buffer, OPTIONS)]
    for place, name, arguments, named in calls:
        real = [_real(one, made) for one in arguments]
        made.append(getattr(made[place], name)(*real, **named))
    made[0].close()
    return buffer.getvalue()


def _real(argument: Any, made: Sequence[Any]) -> Any:
    if isinstance(argument, _Recorder):
        return made[argument.place]
    if isinstance(argument, dict):
        return {name: _real(one, made) for name, one in argument.items()}
    return argument


def _stage(size: int, rounds: int) -> Iterator[Timing]:
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_province(Path(folder), size)
        ways: dict[str, Callable[[], object]] = {OURS: lambda: _generate(workspace)}
        if size <= MOST_FOR_OPENPYXL:
            template = write_plain(layouts(1)[0], STAMP)
            names = [unit.name for unit in registry(size).units]
            filled = Path(folder) / "filled"
            ways[TEMPLATE] = lambda: _fill_all(filled, template, names, fill)
            ways[WOLFXL] = lambda: _fill_all(filled, template, names, fill_by_wolfxl)
        peaks = {OURS: peak_mib(_generate, workspace)}
        yield from alternate("generate", size, ways, rounds=rounds, peaks=peaks)


def _generate(workspace: Workspace) -> None:
    """Issue to every unit for the first time."""
    shutil.rmtree(workspace.issued(str(PERIOD)), ignore_errors=True)
    for path in workspace.root.glob("xltool.db*"):
        path.unlink()
    generate(workspace, PERIOD, now=ISSUED_AT)


def _fill_all(
    folder: Path,
    template: bytes,
    names: Sequence[str],
    filler: Callable[[bytes, Sequence[Change]], bytes],
) -> None:
    """Fill a template in for every unit: its name, wherever it stands, as scripts do that keep no ledger."""
    folder.mkdir(exist_ok=True)
    pages = ("填报信息", "任务进展", "指标数据", "重点项目", "突出问题", "特色亮点")
    for name in names:
        changes = [
            ("填报说明", 3, 3, name),
            *((page, 2, 2, f"填报单位：{name}") for page in pages),
        ]
        (folder / f"{name}.xlsx").write_bytes(filler(template, changes))


def parts(units: int = 4 * BATCH) -> dict[str, float]:
    """Give the milliseconds of one workbook that each step takes."""
    all_units = layouts(units)
    office = Office()
    taken: dict[str, float] = dict.fromkeys(
        ("evaluating and describing", "XML", "deflate and zip"), 0.0
    )

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        taken[step] += (time.perf_counter() - start) * 1000 / len(all_units)

    frame_of(all_units[0], office)
    for layout in all_units:
        frame = frame_of(layout, office)
        with timed("evaluating and describing"):
            described = list(
                pages(frame.sheets_of(layout), Evaluation(layout, {}), STAMP, office)
            )
        with timed("XML"):
            written = frame.parts(layout.unit, described)
        with timed("deflate and zip"):
            rebuilt(frame.package, written)
    return taken


def main() -> None:
    """Print where the time of one workbook goes."""
    for step, milliseconds in parts().items():
        print(f"{step}: {milliseconds:.2f} ms")


if __name__ == "__main__":
    main()
