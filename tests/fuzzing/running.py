"""Runs the targets in processes that may die, until a count or a time is reached."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fuzzing.targets import failures
from xltool.execution.child import WorkerDied
from xltool.execution.executors import LocalExecutor
from xltool.execution.inorder import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BATCH = 100
_MEMORY_MIB = 900


@dataclass(slots=True, kw_only=True)
class Fuzzed:
    """How many inputs were read, and which readers failed."""

    inputs: int = 0
    failures: list[str] = field(default_factory=list)


def batch(number: int) -> list[str]:
    """Read a hundred inputs; this runs in another process."""
    return failures(number, _BATCH)


def one(number: int) -> list[str]:
    """Read one input, to find out which of a hundred killed its reader."""
    return failures(number, 1)


def fuzz(
    *,
    count: int = 0,
    seconds: float = 0,
    workers: int = 1,
    report: Callable[[str], None] = lambda _line: None,
) -> Fuzzed:
    """Read `count` inputs, or as many as can be read in some seconds."""
    until = time.monotonic() + seconds if seconds else None
    result = Fuzzed()
    numbers: list[int] = []

    def batches() -> Iterator[int]:
        number = 0
        while until is not None or number < count:
            if until is not None and time.monotonic() > until:
                return
            numbers.append(number)
            yield number
            number += _BATCH

    executor = LocalExecutor(timeout=300, memory_mib=_MEMORY_MIB, workers=workers)
    try:
        for found in in_order(executor, batch, batches(), weigh=lambda _: 4 << 20):
            number = numbers.pop(0)
            result.inputs += _BATCH
            if isinstance(found, WorkerDied):
                told = _culprits(executor, number)
            else:
                told = found
            for line in told:
                report(line)
            result.failures += told
            if result.inputs % 10_000 == 0:
                report(f"{result.inputs} inputs, {len(result.failures)} failures")
    finally:
        executor.shutdown(cancel_futures=True)
    return result


def _culprits(executor: LocalExecutor, number: int) -> list[str]:
    numbers = range(number, number + _BATCH)
    told: list[str] = []
    for each, found in zip(
        numbers, in_order(executor, one, numbers, weigh=lambda _: 4 << 20), strict=True
    ):
        if isinstance(found, WorkerDied):
            told.append(
                f"{each}: the reader died ({found.reason}) {found.detail[:300]}"
            )
        else:
            told += found
    return told
