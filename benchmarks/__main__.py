"""Every stage beside its peers: a Markdown table, a plot, and the machine they were measured on.

    python -m benchmarks [--sizes 100,1000,10000] [--rounds 5] [--out FOLDER] [STAGE
    ...]

Ways of doing the same work are timed in turn in one run; peers that would take hours
are left out at the larger sizes. XLTOOL_BENCH_CPU=1 measures processor time, for a
machine that is busy with other work. `--out` gets speed.md and speed.svg.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import table
from benchmarks.plotting import plot

if TYPE_CHECKING:
    from benchmarks.measuring import Timing

STAGES = (
    "startup",
    "generate",
    "reading",
    "judging",
    "collect",
    "annotate",
    "rollup",
    "long_sheets",
    "desk",
)


def main() -> None:
    """Measure the stages that are asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="、".join(STAGES))
    parser.add_argument("--sizes", default="100,1000,10000", help="units, files")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("bench"))
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    chosen.out.mkdir(parents=True, exist_ok=True)
    found: list[Timing] = []
    for stage in chosen.stages or STAGES:
        module = importlib.import_module(f"benchmarks.{stage}")
        for timing in module.timings(sizes, chosen.rounds):
            found.append(timing)
            print(table([timing]).splitlines()[-1], flush=True)
        (chosen.out / "speed.md").write_text(
            f"{_machine()}\n\n{table(found)}\n", encoding="utf-8"
        )
        plot(found, chosen.out / "speed.svg")
    print(f"\n{_machine()}\n\n{table(found)}")


def _machine() -> str:
    return f"Python {platform.python_version()} on {platform.system()} ({platform.machine()}), {os.cpu_count()} cores."


if __name__ == "__main__":
    main()
