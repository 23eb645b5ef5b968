"""Reading and judging a returned file, beside libraries that only read it.

    python -m benchmarks.judging [ROUNDS]

Judging goes by what the unit was issued, which is read from the ledger's JSON each
time. The files of one turn are others than those of the turn before, so that no row is
remembered that would not be at work.
"""

from __future__ import annotations

import io
import sys
import tempfile
import warnings
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import OURS, alternate, table
from benchmarks.province import ISSUED_AT, PERIOD, open_province, registry, returned
from xltool.checks.identify import Sent
from xltool.excel.reading import read_bytes
from xltool.ledger.ledger import open_ledger
from xltool.workflows.generating import generate
from xltool.workflows.judging import judging_context, validate
from xltool.workflows.judging_jobs import (
    JudgingContext,
    JudgingJob,
    MissingIssue,
    judge_file,
)
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measuring import Timing
    from xltool.ledger.ledger import Ledger
    from xltool.workspace import Workspace

FILES, TURNS = 10, 5
"""Files that are timed at a time, and how many other files come before the same again."""
LARGEST = 1000
"""Files that pandas is waited for."""
DEMO = Path("demo")
READING, CALAMINE, PANDAS = (
    "xltool, of it reading",
    "python-calamine, reading only",
    "pandas (openpyxl), reading only",
)


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:
    """Time one file in offices of so many units, and one of the demo's where `make demo` left it."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            workspace = open_province(Path(folder), size)
            units = [unit.code for unit in registry(size).units[-FILES * TURNS :]]
            generate(workspace, PERIOD, units, now=ISSUED_AT)
            yield from _compared(
                "read and judge",
                size,
                workspace,
                returned(workspace, Path(folder) / "in"),
                rounds,
            )
    for size in sizes:
        if size <= LARGEST:
            yield from _whole(size, min(rounds, 3))
    if DEMO.is_dir():
        workspace = find_workspace(DEMO)
        files = sorted(
            (workspace.root / "submissions" / str(PERIOD) / "received").glob("*.xlsx")
        )
        yield from _compared(
            "read and judge (demo)", len(files), workspace, files, rounds
        )


def _whole(size: int, rounds: int) -> Iterator[Timing]:
    """Time `validate` of every unit's file, on all cores, against loops that only read them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(action="ignore"),
    ):
        workspace = open_province(Path(folder), size)
        generate(workspace, PERIOD, now=ISSUED_AT)
        files = returned(workspace, Path(folder) / "in")
        jobs = [
            JudgingJob(content=file.read_bytes(), sent=Sent(name=file.name))
            for file in files
        ]
        ways: dict[str, Callable[[], object]] = {
            OURS: lambda: validate(workspace, files)
        }
        for name, way in ((CALAMINE, _calamine), (PANDAS, _pandas)):
            ways[name] = partial(_each, way, jobs)
        yield from alternate("validate, all files", size, ways, rounds=rounds)


def _each(way: Callable[[JudgingJob], object], jobs: Sequence[JudgingJob]) -> None:
    for job in jobs:
        way(job)


def _compared(
    stage: str, size: int, workspace: Workspace, files: Sequence[Path], rounds: int
) -> Iterator[Timing]:
    with open_ledger(workspace.database_url) as ledger:
        context = judging_context(workspace, ledger, str(PERIOD))
        jobs = [_job(ledger, context, file) for file in files]
    with warnings.catch_warnings(action="ignore"):
        for one in alternate(stage, size, _ways(context, jobs), rounds=rounds):
            yield replace(
                one,
                median=one.median / FILES,
                low=one.low / FILES,
                high=one.high / FILES,
            )


def _job(ledger: Ledger, context: JudgingContext, file: Path) -> JudgingJob:
    """Pack a file with all that judging it asks for."""
    job = JudgingJob(content=file.read_bytes(), sent=Sent(name=file.name))
    while isinstance(answer := judge_file(context, job), MissingIssue):
        period, form, unit, serial = answer.key
        issue = (
            ledger.latest_issue(period, unit, form)
            if serial is None
            else ledger.issue(period, unit, serial, form)
        )
        job = replace(job, issues={**job.issues, answer.key: issue})
    return job


def _ways(
    context: JudgingContext, jobs: list[JudgingJob]
) -> dict[str, Callable[[], object]]:
    """Give each way as what does the next files in turn."""
    turns = [
        jobs[at : at + FILES] for at in range(0, len(jobs) - FILES + 1, FILES)
    ] or [jobs]

    def in_turn(work: Callable[[JudgingJob], object]) -> Callable[[], object]:
        waiting = cycle(turns)
        return lambda: [work(job) for job in next(waiting)]

    ours = partial(judge_file, context)
    return {
        OURS: in_turn(ours),
        READING: in_turn(_read),
        CALAMINE: in_turn(_calamine),
        PANDAS: in_turn(_pandas),
    }


def _read(job: JudgingJob) -> object:
    return read_bytes(_bytes(job), job.sent.name)


def _calamine(job: JudgingJob) -> object:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(_bytes(job)))
    return [
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    ]


def _pandas(job: JudgingJob) -> object:
    import pandas as pd

    return pd.read_excel(io.BytesIO(_bytes(job)), engine="openpyxl", sheet_name=None)


def _bytes(job: JudgingJob) -> bytes:
    return job.content if isinstance(job.content, bytes) else b""


def main() -> None:
    """Print the table for an office of 100 units."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(table(timings([100], rounds)))


if __name__ == "__main__":
    main()
