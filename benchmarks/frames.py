"""Twelve months of 73 units as a frame, beside pandas reading the same roll-ups.

    python -m benchmarks.frames

The ledger is filled from an invented city; the roll-ups of all months are written once.
Then, in one run and in turn: `frames.figures` and `frames.indicators` of the year, and
`pandas.read_excel` of every sheet of the twelve roll-ups.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tests.frames.year import record_city
from tests.rollup.city import a_large_city
from xltool import frames
from xltool.model.period import Period
from xltool.workflows.rollup import rollup
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)


def main() -> None:
    """Measure both ways in turn."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = set_up(Path(folder) / "workspace")
        inputs = a_large_city()
        record_city(workspace, inputs)
        office = frames.open_office(workspace.root)
        months = [f"2025-{month:02d}" for month in range(1, 13)]
        paths = []
        for month in months:
            paths.append(rollup(workspace, Period.parse(month), now=NOW).path)

        def as_frames() -> int:
            values = frames.figures(office, months)
            return len(values) + len(frames.indicators(office, months))

        def as_sheets() -> int:
            rows = 0
            for path in paths:
                rows += sum(map(len, pd.read_excel(path, sheet_name=None).values()))
            return rows

        for _ in range(2):
            ours = _seconds("frames", as_frames)
            theirs = _seconds("pandas.read_excel", as_sheets)
            print(f"{theirs / ours:.1f} times")


def _seconds(way: str, work: Callable[[], int]) -> float:
    began = time.perf_counter()
    rows = work()
    took = time.perf_counter() - began
    print(f"{way}: {rows} rows in {took:.2f} s")
    return took


if __name__ == "__main__":
    main()
