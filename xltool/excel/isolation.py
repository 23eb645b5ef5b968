"""Work on files that may kill, hang or swell the process that opens them, done in processes that may die.

A worker is used again for the next item; one that dies, hangs or takes too much memory costs its own item
only. Nothing a worker prints reaches the user: libraries written in other languages print as they fall.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 32
"""Items per worker that may be finished before their turn: what waits is kept in memory."""
_GRACE = 2.0
"""Seconds that a worker without work has to end, after which it is killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Died:
    """An item that gave no result. `detail` is for the maintainer: an exit status or a traceback."""

    reason: Literal["timeout", "memory", "crash"]
    detail: str = ""


def run_isolated(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    timeout: float,
    memory_mib: int,
    workers: int | None = None,
) -> Generator[tuple[Item, Result | Died]]:
    """Give (item, result) for every item in order, worked on in processes that may be killed.

    `function` is a top-level function; items and results are pickled. `timeout` is in seconds for one item;
    `memory_mib` limits a worker's memory where the system can (Linux; others rely on the prechecks). An
    exception of `function` is a `Died` of reason crash too: one file never stops the batch.
    """
    count = workers or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        crew = _Crew(function, iter(items), Path(folder), timeout, memory_mib, count)
        try:
            yield from crew.results()
        finally:
            crew.dismiss()


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any  # a SpawnProcess; typeshed has no public name for it
    connection: Connection
    errors: Path
    index: int = -1
    deadline: float = 0.0
    served: int = 0

    def stop(self, *, grace: float = 0.0) -> None:
        """End the process; with `grace` an idle one has that many seconds to end by itself, in good order."""
        self.connection.close()
        self.process.join(grace)
        self.process.kill()
        self.process.join()
        self.process.close()


class _Crew(Generic[Item, Result]):
    """The workers of one run, what each is doing, and the results that wait for their turn."""

    def __init__(  # noqa: PLR0913, PLR0917 - one private caller
        self,
        function: Callable[[Item], Result],
        items: Iterator[Item],
        folder: Path,
        timeout: float,
        memory_mib: int,
        count: int,
    ) -> None:
        self.function = function
        self.items = items
        self.folder = folder
        self.timeout = timeout
        self.memory_mib = memory_mib
        self.count = count
        self.idle: list[_Worker] = []
        self.busy: list[_Worker] = []
        self.waiting: deque[Item] = deque()
        self.finished: dict[int, Result | Died] = {}
        self.started = self.first = self.taken = 0

    def results(self) -> Iterator[tuple[Item, Result | Died]]:
        while True:
            self.hand_out()
            while self.waiting and self.first in self.finished:
                yield self.waiting.popleft(), self.finished.pop(self.first)
                self.first += 1
                self.hand_out()
            if not self.waiting:
                return
            self.gather()

    def hand_out(self) -> None:
        while len(self.busy) < self.count and len(self.waiting) < self.count * _AHEAD:
            try:
                item = next(self.items)
            except StopIteration:
                return
            self.waiting.append(item)
            self.give(self.idle.pop() if self.idle else self.hire(), self.taken)
            self.taken += 1

    def hire(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.started += 1
        errors = self.folder / f"{self.started}.txt"
        process = context.Process(
            target=_serve, args=(theirs, self.function, str(errors), self.memory_mib), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, errors)

    def give(self, worker: _Worker, index: int) -> None:
        worker.index = index
        worker.deadline = time.monotonic() + self.timeout
        self.busy.append(worker)
        with contextlib.suppress(BrokenPipeError, ConnectionError):  # a dead worker shows itself when gathered
            worker.connection.send(self.waiting[index - self.first])

    def gather(self) -> None:
        nearest = min(worker.deadline for worker in self.busy)
        ready = wait([worker.connection for worker in self.busy], max(0.0, nearest - time.monotonic()))
        for worker in [worker for worker in self.busy if worker.connection in ready]:
            self.receive(worker)
        if not ready:
            for worker in [worker for worker in self.busy if worker.deadline <= time.monotonic()]:
                self.bury(worker, Died(reason="timeout"))

    def receive(self, worker: _Worker) -> None:
        try:
            outcome = worker.connection.recv()
        except (EOFError, OSError):
            self.bury(worker, _cause_of_death(worker))
            return
        if isinstance(outcome, Died) and outcome.reason == "memory":
            self.bury(worker, outcome)
            return
        self.finished[worker.index] = outcome
        worker.served += 1
        self.busy.remove(worker)
        self.idle.append(worker)

    def bury(self, worker: _Worker, died: Died) -> None:
        self.busy.remove(worker)
        worker.stop()
        if died.reason == "memory" and worker.served:  # what earlier files left behind may have been too much
            self.give(self.hire(), worker.index)
        else:
            self.finished[worker.index] = died

    def dismiss(self) -> None:
        for worker in self.idle:
            worker.stop(grace=_GRACE)
        for worker in self.busy:
            worker.stop()


def _cause_of_death(worker: _Worker) -> Died:
    worker.process.join()
    text = worker.errors.read_text(encoding="utf-8", errors="replace")[:2000] if worker.errors.exists() else ""
    memory = "memory allocation of" in text or "MemoryError" in text
    return Died(reason="memory" if memory else "crash", detail=f"exit status {worker.process.exitcode}\n{text}")


def _serve(connection: Connection, function: Callable[[Any], Any], errors: str, memory_mib: int) -> None:
    """Work on what comes through `connection` until it is closed: the life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _silence(errors)
    _limit_memory(memory_mib)
    with contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(_outcome(function, connection.recv()))


def _outcome(function: Callable[[Any], Any], item: object) -> object:
    try:
        return function(item)
    except MemoryError:
        return Died(reason="memory")
    except BaseException:  # noqa: BLE001 - panics of Rust libraries are no Exception
        return Died(reason="crash", detail=traceback.format_exc(limit=20))


def _silence(errors: str) -> None:
    """Send what C and Rust code prints to a file, of which the parent reads why a worker died."""
    descriptor = os.open(errors, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, 2)
    os.dup2(nothing, 1)
    os.close(descriptor)
    os.close(nothing)


def _limit_memory(mebibytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(kind, (mebibytes << 20, mebibytes << 20))
