"""Ways of doing the same work, timed one after the other in turn, and what each takes of memory."""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from multiprocessing.connection import Connection

OURS = "xltool"
CPU = "XLTOOL_BENCH_CPU"
"""The variable that, if set, has processor time measured in place of the clock's: of this
process, its threads and the children that it waited for. On a machine that is busy with
other work ratios of it hold, those of the clock do not; what runs at once on two cores
gains nothing by it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What one way of doing a stage took for `size` units (files, rows), in seconds (see `clock`).

    `low` and `high` are the quartiles. `ratio` is the median, over the rounds, of this
    way's time by ours; `peak_mib` is the largest process of the way, 0 where it was not
    measured.
    """

    stage: str
    size: int
    way: str
    median: float
    low: float
    high: float
    ratio: float
    peak_mib: float = 0.0


def clock() -> float:
    """Give the seconds on the clock, or those that were computed."""
    if not os.environ.get(CPU):
        return time.perf_counter()
    children = os.times()[2:4]
    return time.process_time() + sum(children)


def alternate(
    stage: str,
    size: int,
    ways: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    peaks: Mapping[str, float] | None = None,
) -> list[Timing]:
    """Time every way `rounds` times, in turn, so that a machine whose speed drifts is as fair as a steady one.

    One of the ways is `OURS`. What a way needs to begin is made by its caller, outside
    the time.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            start = clock()
            way()
            taken[name].append(clock() - start)
    return [
        _timing(stage, size, name, times, taken[OURS], peaks or {})
        for name, times in taken.items()
    ]


def _timing(  # noqa: PLR0913, PLR0917 - one private caller
    stage: str,
    size: int,
    way: str,
    times: list[float],
    ours: list[float],
    peaks: Mapping[str, float],
) -> Timing:
    low, median, high = (
        statistics.quantiles(times, n=4) if len(times) > 1 else (times[0],) * 3
    )
    ratio = statistics.median(one / own for one, own in zip(times, ours, strict=True))
    peak = peaks.get(way, 0.0)
    return Timing(
        stage=stage,
        size=size,
        way=way,
        median=median,
        low=low,
        high=high,
        ratio=ratio,
        peak_mib=peak,
    )


def peak_mib(function: Callable[..., object], *arguments: Any) -> float:
    """Run a top-level function in a new process and give the most memory that it, or a child of it, had at once.

    In MiB; 0 on Windows, where the system does not tell.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    peak: float = ours.recv()
    process.join()
    return peak


def _measured(
    connection: Connection, function: Callable[..., object], arguments: tuple[Any, ...]
) -> None:
    function(*arguments)
    connection.send(max(_own_peak(), _childrens_peak()))


def _own_peak() -> float:
    """Give this process's peak; on Linux `ru_maxrss` begins with that of the process which started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return (
            next(
                int(line.split()[1])
                for line in status.read_text().splitlines()
                if line.startswith("VmHWM")
            )
            / 1024
        )
    return _peak_of("RUSAGE_SELF")


def _childrens_peak() -> float:
    return _peak_of("RUSAGE_CHILDREN")


def _peak_of(who: str) -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(getattr(resource, who)).ru_maxrss / (
        1 << (20 if sys.platform == "darwin" else 10)
    )


def table(timings: Iterable[Timing]) -> str:
    """Give timings as a Markdown table."""
    lines = [
        "| stage | size | way | median | quartiles | times ours | peak MiB |",
        "|---|--:|---|--:|---|--:|--:|",
    ]
    for one in timings:
        unit, factor = ("ms", 1000) if one.median < 1 else ("s", 1)
        low, median, high = (
            f"{value * factor:.3g}" for value in (one.low, one.median, one.high)
        )
        peak = f"{one.peak_mib:.0f}" if one.peak_mib else ""
        lines.append(
            f"| {one.stage} | {one.size:,} | {one.way} | {median} {unit} | {low}–{high} | {one.ratio:.2f} | {peak} |"
        )
    return "\n".join(lines)
