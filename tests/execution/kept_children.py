"""Children that are kept from one test for the next.

A child costs a third of a second to start, and most tests that judge need one or two.
What a pool does with its children is tested on pools of their own (`test_isolation.py`,
`test_deaths.py`): everywhere else it gets children that have served before.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from xltool.execution import executors, workers
from xltool.execution.workers import Child, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Iterator

_kept: defaultdict[tuple[int, float], list[Child]] = defaultdict(list)
"""Children that wait for work, by the limits of their pools."""


class KeepingPool(WorkerPool):
    """A pool that leaves its children to the next one instead of ending them."""

    def new_child(self, module: str) -> Child:
        """Give a child that another pool has left, or start one."""
        with contextlib.suppress(IndexError):
            while True:
                child = _kept[self.memory_mib, self.timeout].pop()
                if child.process.poll() is None:
                    return child
                child.end()
        return super().new_child(module)

    def stop(self) -> None:
        """Keep the children without work; those at work are ended."""
        with self._lock:
            self._stopped.set()
            idle = self._idle
            self._idle = []
            self._all.difference_update(idle)
            _kept[self.memory_mib, self.timeout] += idle
        super().stop()


@contextlib.contextmanager
def children_kept() -> Iterator[None]:
    """Let every pool keep its children, and end them when all is done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "WorkerPool", KeepingPool)
        patch.setattr(executors, "WorkerPool", KeepingPool)
        yield
    everybody = [child for waiting in _kept.values() for child in waiting]
    _kept.clear()
    for child in everybody:
        child.close()
    for child in everybody:
        child.end()
