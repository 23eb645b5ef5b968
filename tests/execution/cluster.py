"""A real Dask scheduler and its workers, as separate processes of this computer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from distributed import Client

from tests.conftest import ROOT
from tests.unmeasured import unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """The processes; `address` is the scheduler's."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


PATIENCE = 300
"""Seconds: what has not started by then will not, however busy the machine is."""


@contextmanager
def cluster(folder: Path, *kinds: Sequence[str]) -> Iterator[Cluster]:
    """Run a scheduler, and a worker for each list of options in `kinds`; all are stopped in any case."""
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        quiet = ("--no-dashboard", "--host", "127.0.0.1")
        started = [
            stack.enter_context(
                _running(
                    folder,
                    "scheduler",
                    *quiet,
                    "--port",
                    "0",
                    "--scheduler-file",
                    str(file),
                )
            )
        ]
        for number, options in enumerate(kinds):
            place = (
                "--local-directory",
                str(folder),
                "--name",
                str(number),
                "--scheduler-file",
                str(file),
            )
            started.append(
                stack.enter_context(
                    _running(
                        folder, "worker", *quiet, *place, "--nthreads", "1", *options
                    )
                )
            )
        until = time.monotonic() + PATIENCE
        while not file.exists() or not file.read_text(encoding="utf-8"):
            assert time.monotonic() < until
            time.sleep(0.05)
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(len(kinds), timeout=PATIENCE)
        yield Cluster(address=address, scheduler=started[0], workers=tuple(started[1:]))


@contextmanager
def _running(folder: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = unmeasured(PYTHONPATH=str(ROOT), PYTHONWARNINGS="ignore")
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
