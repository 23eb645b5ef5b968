"""Work on a Dask cluster: each of its workers has a pool of children of its own.

The scheduler and the workers run the same xltool. Nothing is shared but the network:
what is worked on travels with the work, the function (and all that is bound to it) once
to every worker.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from concurrent.futures import Future
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xltool import __version__
from xltool.errors import ClusterError
from xltool.execution.child import WorkerDied
from xltool.execution.executors import (
    MORE_MEMORY,
    MORE_TIME,
    IsolatingExecutor,
)
from xltool.execution.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Client

_CONNECT_SECONDS = 10
_PATIENCE = 30.0
"""Seconds that a cluster may be without workers: they may be on their way back."""
_AGAIN = (
    "已登记的都在台账里，没有登记的没有丢失：请让它恢复后再运行一次，或把 xltool.toml "
    "的 work.executor 改回 local"
)


class ClusterExecutor(IsolatingExecutor):
    """The executor of a Dask client.

    Every future ends with a result, with WorkerDied, or with ClusterError.
    """

    def __init__(self, address: str, *, timeout: float, memory_mib: int) -> None:
        """Connect to the scheduler at `address`.

        ClusterError if there is none, or it has no workers.
        """
        self._address = address
        self._limits = (timeout, memory_mib)
        self._client = _connect(address)
        self._executor = self._client.get_executor(pure=False)
        self._function: object = None
        self._sent: Any = None
        self._seen = time.monotonic()
        self.workers = self._count()
        if not self.workers:
            self.shutdown()
            raise ClusterError(
                f"计算集群 {address} 里没有计算机在工作：请先在各台计算机上运行 dask "
                f"worker {address}，或把 "
                f"xltool.toml 的 work.executor 改回 local"
            )

    def submit(
        self, function: Callable[..., Any], /, *args: Any, **_kwargs: Any
    ) -> Future[Any]:
        """Have a function called in a child of some worker; see `WorkerPool.run`."""
        return self._submit(self._limits, function, args)

    def submit_alone(self, function: Callable[..., Any], *args: object) -> Future[Any]:
        """Have it called in a child with more time and memory."""
        timeout, memory_mib = self._limits
        limits = (timeout * MORE_TIME, memory_mib * MORE_MEMORY)
        return self._submit(limits, function, args)

    def _submit(
        self,
        limits: tuple[float, int],
        function: Callable[..., Any],
        args: tuple[object, ...],
    ) -> Future[Any]:
        outcome: Future[Any] = Future()
        outcome.set_running_or_notify_cancel()
        try:
            if function is not self._function:
                (self._sent,) = self._client.scatter(
                    [function], broadcast=True, hash=False, timeout=_CONNECT_SECONDS
                )
                self._function = function
            inner = self._executor.submit(_work, __version__, limits, self._sent, *args)
        except Exception as error:  # noqa: BLE001 - what a closed client raises is no narrower class
            raise self._lost(error) from None
        inner.add_done_callback(lambda done: self._pass_on(done, outcome))
        return outcome

    def check(self) -> None:
        """Raise ClusterError where the scheduler is gone, or the workers for long."""
        if self._count():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _PATIENCE:
            raise self._lost()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's
        """Leave the cluster.

        With `cancel_futures` what was submitted is not worked on.
        """
        with contextlib.suppress(
            Exception
        ):  # a cluster that is gone has nothing to cancel
            self._executor.shutdown(wait and not cancel_futures)
        self._client.close()

    def _count(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:  # noqa: BLE001 - what a closed client raises is no narrower class
            raise self._lost(error) from None

    def _pass_on(self, inner: Future[Any], outcome: Future[Any]) -> None:
        if inner.cancelled():
            outcome.set_exception(self._lost())
            return
        error = inner.exception()
        if error is None:
            outcome.set_result(inner.result())
        else:
            outcome.set_exception(
                error
                if isinstance(error, WorkerDied | ClusterError)
                else self._lost(error)
            )

    def _lost(self, error: BaseException | None = None) -> ClusterError:
        reason = f"（{type(error).__name__}）" if error else ""
        return ClusterError(
            f"计算集群 {self._address} 中断{reason}，或其中已没有计算机在工作。{_AGAIN}"
        )


def _connect(address: str) -> Client:
    try:
        import dask

        quiet = {"distributed": "critical", "distributed.client": "critical"}
        dask.config.set(
            {"logging": quiet, "distributed.admin.large-graph-warning-threshold": "1GB"}
        )
        from distributed import Client
    except ImportError:
        raise ClusterError(
            '没有安装 Dask：请运行 pip install "xltool[dask]"，'
            "或把 xltool.toml 的 work.executor 改回 local"
        ) from None
    try:
        # The scheduler's packages may be a little newer: no warning of that.
        with warnings.catch_warnings(action="ignore"):
            return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise ClusterError(
            f"连不上计算集群 {address}（{type(error).__name__}）：请检查 "
            "work.address，并确认那台计算机上运行着 "
            f"dask scheduler；也可以把 xltool.toml 的 work.executor 改回 local"
        ) from None


def _work(
    version: str, limits: tuple[float, int], function: Callable[..., Any], *args: object
) -> Any:
    """Work in this worker's pool."""
    if version != __version__:
        from socket import gethostname

        raise ClusterError(
            f"计算机 {gethostname()} 上的 xltool 是 {__version__} 版，本机是 "
            f"{version} 版：请装成一样的版本再运行一次"
        )
    return _pool(limits).run(function, *args)


@lru_cache(maxsize=4)
def _pool(limits: tuple[float, int]) -> WorkerPool:
    timeout, memory_mib = limits
    return WorkerPool(timeout=timeout, memory_mib=memory_mib)
