"""How long a person waits for `xltool --help` and `xltool status`, against the import of pandas alone.

Run: python -m benchmarks.startup [rounds]
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import xltool
from benchmarks.measuring import OURS, Timing, alternate, table
from benchmarks.province import COLLECTED_AT, ISSUED_AT, PERIOD, open_province, returned
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PANDAS = "python -c 'import pandas'"
UNITS = 100


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:  # noqa: ARG001 - a start has one size
    """Time whole processes, in turn."""
    compileall.compile_dir(
        Path(xltool.__file__).parent, quiet=1
    )  # as pip does, and as it did for pandas
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = open_province(root / "office", UNITS)
        generate(workspace, PERIOD, now=ISSUED_AT)
        returned(workspace, root / "in")
        collect(workspace, PERIOD, [root / "in"], now=COLLECTED_AT)
        pandas = partial(_run, root, "-c", "import pandas")
        for stage, arguments in (
            ("xltool --help", ["--help"]),
            ("xltool status", ["status", str(PERIOD)]),
        ):
            ours = partial(_run, workspace.root, "-m", "xltool", *arguments)
            ours(), pandas()  # the files come from memory from here on
            yield from alternate(
                stage, UNITS, {OURS: ours, PANDAS: pandas}, rounds=rounds
            )


def _run(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )


def main() -> None:
    """Print the table."""
    print(table(timings((), int(sys.argv[1]) if len(sys.argv) > 1 else 15)))


if __name__ == "__main__":
    main()
