"""Where work per file is done.

In processes of this computer, or on a Dask cluster, as the settings say.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xltool.execution.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.settings import Settings


MORE_TIME, MORE_MEMORY = 4, 2
"""How many times its limits a piece of work gets that is tried once more, alone."""


class IsolatingExecutor(Executor):
    """An executor of which each piece of work may die without harm.

    Its future then raises `WorkerDied`. `workers` is how many pieces are worked on at
    once.
    """

    workers: int = 1

    def expect(self, pieces: int, module: str) -> None:
        """Get ready for so many pieces of work, which import `module`."""

    def submit_alone(self, function: Callable[..., Any], *args: object) -> Future[Any]:
        """Have work done once more that died at a limit, with more time and memory.

        Called when nothing else is at work.
        """
        return self.submit(function, *args)

    def check(self) -> None:
        """Raise ClusterError where nothing of what was submitted will ever be done."""


class LocalExecutor(IsolatingExecutor):
    """Work in child processes of this one; threads wait for them."""

    def __init__(
        self, *, timeout: float, memory_mib: int, workers: int | None = None
    ) -> None:
        """Start nothing yet; for the limits see `WorkerPool`."""
        self.workers = workers or os.cpu_count() or 1
        self._pool = WorkerPool(timeout=timeout, memory_mib=memory_mib)
        self._roomy = WorkerPool(
            timeout=timeout * MORE_TIME, memory_mib=memory_mib * MORE_MEMORY
        )
        self._threads = ThreadPoolExecutor(self.workers)

    def expect(self, pieces: int, module: str) -> None:
        """Start as many children as will be at work."""
        self._pool.start(min(pieces, self.workers), module)

    def submit(
        self, function: Callable[..., Any], /, *args: Any, **_kwargs: Any
    ) -> Future[Any]:
        """Have a top-level function called in a child; see `WorkerPool.run`."""
        return self._threads.submit(self._pool.run, function, *args)

    def submit_alone(self, function: Callable[..., Any], *args: object) -> Future[Any]:
        """Have it called in a child with more time and memory."""
        return self._threads.submit(self._roomy.run, function, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's
        """End the children; with `cancel_futures` what they are doing is cut short."""
        if wait and not cancel_futures:
            self._threads.shutdown()
        self._threads.shutdown(wait=False, cancel_futures=cancel_futures)
        if wait or cancel_futures:
            self._pool.stop()
            self._roomy.stop()
            self._threads.shutdown()


@contextmanager
def open_executor(settings: Settings) -> Iterator[IsolatingExecutor]:
    """Give the executor that the settings name.

    ClusterError if that is a cluster and it cannot be used.
    """
    judging, work = settings.judging, settings.work
    executor: IsolatingExecutor
    if work.executor == "dask":
        from xltool.execution.cluster import ClusterExecutor

        executor = ClusterExecutor(
            work.address, timeout=judging.timeout_seconds, memory_mib=judging.memory_mib
        )
    else:
        executor = LocalExecutor(
            timeout=judging.timeout_seconds, memory_mib=judging.memory_mib
        )
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)
