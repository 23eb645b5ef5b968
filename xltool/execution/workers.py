"""Child processes that may die, each doing one piece of work at a time.

A child is used again for the next piece; one that dies, hangs or takes too much memory
costs its own piece only. They are started as programs of their own and not by
`multiprocessing`, which allows the workers of a cluster, processes that are children
themselves, none.
"""

from __future__ import annotations

import contextlib
import math
import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from xltool.execution.child import (
    COUNTS_PROCESSOR_TIME,
    WorkerDied,
    is_out_of_time,
    receive,
    send,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_GRACE = 2.0
"""Seconds that a child without work has to end, after which it is killed."""
_LOOK_SECONDS = 0.1
"""How exact a time limit is."""
_PATIENCE = 5.0
"""How many times its limit of processor time a piece of work may take by the clock."""
_PROGRAM = """
import sys
sys.path[:] = sys.argv[3:]
from xltool.execution.child import main
main(int(sys.argv[1]), sys.argv[2])
"""


class WorkerPool:
    """Processes that work; any number of threads may call `run`, each gets a process.

    `timeout` is in seconds of processor time for one piece of work, so that a busy
    computer does not shorten it; by the clock a piece may take several times as long.
    `memory_mib` limits a process's memory where the system can (Linux; others rely on
    the prechecks of who reads).
    """

    def __init__(self, *, timeout: float, memory_mib: int) -> None:
        """Start no process yet: each is started when work comes."""
        self.timeout = timeout
        self.memory_mib = memory_mib
        self._idle: list[Child] = []
        self._all: set[Child] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._watch: threading.Thread | None = None

    def run(self, function: Callable[..., Any], *args: object) -> Any:
        """Call a top-level function (or a partial of one) in a process of its own.

        Arguments and result are pickled; a function is sent to a process once, as long
        as it is the same object. WorkerDied where it gave no result: an exception of
        `function` is a death of reason crash too.
        """
        child = self._take()
        try:
            outcome = child.do(function, args, self.timeout)
        except BaseException:  # what cannot be pickled
            self._discard(child)
            raise
        died = outcome if isinstance(outcome, WorkerDied) else None
        swollen = died is not None and died.reason == "memory"
        if not child.alive or swollen or not self._keep(child):
            self._discard(child)
        if swollen and child.served:  # what earlier work left may have been too much
            return self.run(function, *args)
        if died:
            raise died
        return outcome

    def start(self, count: int, module: str) -> None:
        """Start children before there is work for them.

        Each imports a module meanwhile.
        """
        with self._lock:
            while len(self._all) < count and not self._stopped.is_set():
                self._idle.append(self._started(module))

    def stop(self) -> None:
        """End every child, those at work too: what they do is a death then."""
        with self._lock:
            self._stopped.set()
            idle = set(self._idle)
            everybody = set(self._all)
        for child in everybody - idle:
            child.process.kill()
        for child in idle:
            child.close()
        for child in idle:
            child.end()

    def _take(self) -> Child:
        with self._lock:
            if self._stopped.is_set():
                raise WorkerDied("crash", "the pool is stopped")
            if self._idle:
                return self._idle.pop()
            return self._started("")

    def new_child(self, module: str) -> Child:
        """Start a child that imports a module before its first work; "" for none."""
        return Child(self.memory_mib, module)

    def _started(self, module: str) -> Child:
        child = self.new_child(module)
        self._all.add(child)
        if self._watch is None:
            self._watch = threading.Thread(target=self._look, daemon=True)
            self._watch.start()
        return child

    def _look(self) -> None:
        """Stop children that take too long.

        One thread for all: a timer for each piece would cost more than the piece.
        """
        while not self._stopped.wait(_LOOK_SECONDS):
            with self._lock:
                everybody = tuple(self._all)
            for child in everybody:
                child.expire(time.monotonic())

    def _keep(self, child: Child) -> bool:
        """Keep a child for more work; not where the pool was stopped meanwhile."""
        with self._lock:
            if not self._stopped.is_set():
                self._idle.append(child)
            return not self._stopped.is_set()

    def _discard(self, child: Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.process.kill()
        child.end()


class Child:
    """One process.

    `alive` says whether it can be given more work, `served` how often it gave a result.
    """

    def __init__(self, memory_mib: int, module: str) -> None:
        """Start it; `module` is imported before the first work, "" for none."""
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self.process = subprocess.Popen(  # noqa: S603 - this program
            [sys.executable, "-c", _PROGRAM, str(memory_mib), module, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
        )
        self.requests = cast("BinaryIO", self.process.stdin)
        self.answers = cast("BinaryIO", self.process.stdout)
        self.function: object = None
        self.deadline = math.inf
        self.lock = threading.Lock()
        self.alive = True
        self.overdue = False
        self.served = 0

    def do(
        self, function: Callable[..., Any], args: tuple[object, ...], timeout: float
    ) -> object:
        """Give the result, or WorkerDied."""
        self.deadline = time.monotonic() + timeout * _PATIENCE
        new = None if function is self.function else function
        try:
            send(self.requests, (new, args, timeout))
            self.function = function
            outcome = receive(self.answers)
        except (EOFError, OSError):
            self.alive = False
            return self._cause_of_death()
        finally:
            with self.lock:
                self.deadline = math.inf
        self.alive = not self.overdue
        self.served += not isinstance(outcome, WorkerDied)
        return outcome

    def close(self) -> None:
        """Tell the process that there is no more work."""
        with contextlib.suppress(OSError):  # what could not be sent to a dead process
            self.requests.close()

    def end(self) -> None:
        """Let the process end by itself, in good order, or by force."""
        self.close()
        try:
            self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.answers.close()
        self.errors.close()

    def expire(self, now: float) -> None:
        """Kill the process if its time for a piece of work is over."""
        with self.lock:
            if self.deadline < now:
                self.overdue = True
                self.process.kill()

    def _cause_of_death(self) -> WorkerDied:
        if self.overdue:  # it may wait for something that never comes
            return WorkerDied("timeout", wants_more=not COUNTS_PROCESSOR_TIME)
        returncode = self.process.wait()
        if is_out_of_time(returncode):
            return WorkerDied("timeout", wants_more=True)
        self.errors.seek(0)
        text = self.errors.read(2000).decode(errors="replace")
        detail = f"exit status {returncode}\n{text}"
        if "memory allocation of" in text or "MemoryError" in text:
            return WorkerDied("memory", detail, wants_more=True)
        return WorkerDied("crash", detail)
