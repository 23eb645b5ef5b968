"""Long work of the desk: one job at a time, in the order asked, whoever watches.

A job calls a workflow in a worker thread. The page that asked may be closed: the job
goes on and its result is kept until the desk ends. Asking again for what waits or runs
already joins that job, so a double click starts one.
"""

from __future__ import annotations

import itertools
import queue
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from xltool.errors import XltoolError
from xltool.web.wording import at_the_desk

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]
    Work = Callable[[Progress], Any]

_KEPT = 200
"""Finished jobs that are remembered; the oldest are forgotten first."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "排队"
    RUNNING = "进行中"
    DONE = "完成"
    FAILED = "没有完成"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in {JobState.DONE, JobState.FAILED}


@dataclass(slots=True, kw_only=True)
class Job:
    """One piece of long work.

    `key` tells it from other work: two jobs of one key never wait at once; `operator`
    is who asked for it first. `done` of
    `total` are finished; `total` is 0 while nobody knows. `error` is one line for the
    person who asked.
    """

    number: int
    title: str
    key: str
    operator: str = ""
    state: JobState = JobState.WAITING
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        if self.state is JobState.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0


class JobQueue:
    """Runs jobs one after the other; any thread may ask."""

    def __init__(self) -> None:
        """Start no thread yet: it starts with the first job."""
        self._jobs: dict[int, Job] = {}
        self._waiting: queue.SimpleQueue[tuple[Job, Work] | None] = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None

    def submit(self, title: str, key: str, work: Work, *, operator: str = "") -> Job:
        """Give the job that waits or runs under `key`, or a new one that does `work`.

        `work` is called with a function that tells how many of how many are done.
        """
        with self._lock:
            known = self._under(key)
            if known is not None:
                return known
            number = next(self._numbers)
            job = Job(number=number, title=title, key=key, operator=operator)
            self._jobs[job.number] = job
            self._forget_old()
            if self._worker is None:
                self._worker = threading.Thread(
                    target=self._run, name="desk-jobs", daemon=True
                )
                self._worker.start()
        self._waiting.put((job, work))
        return job

    def waiting(self, key: str) -> Job | None:
        """Give the job that waits or runs under a key."""
        with self._lock:
            return self._under(key)

    def find(self, number: int) -> Job | None:
        """Give the job of this number, if it is still known."""
        return self._jobs.get(number)

    def recent(self) -> tuple[Job, ...]:
        """Give the jobs that are known, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    @property
    def is_busy(self) -> bool:
        """Whether a job waits or runs."""
        return any(not job.state.is_over for job in self.recent())

    def close(self) -> None:
        """Take no more work, and wait for what runs."""
        self._waiting.put(None)
        if self._worker is not None:
            self._worker.join()

    def _run(self) -> None:
        """Do the jobs one after the other, until the queue is closed."""
        while (item := self._waiting.get()) is not None:
            job, work = item
            _do(job, work)

    def _under(self, key: str) -> Job | None:
        """Give the job of a key that is not over."""
        for job in self._jobs.values():
            if job.key == key and not job.state.is_over:
                return job
        return None

    def _forget_old(self) -> None:
        """Forget the oldest jobs that are over."""
        over = [job.number for job in self._jobs.values() if job.state.is_over]
        for number in over[: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[number]


def _do(job: Job, work: Work) -> None:
    """Do a job, and note its result or why there is none."""

    def progress(done: int, total: int) -> None:
        job.done, job.total = done, total

    job.state = JobState.RUNNING
    try:
        job.result = work(progress)
    except XltoolError as error:
        job.error = at_the_desk(str(error))
    except Exception as error:  # noqa: BLE001 - a job's failure is its own, not the desk's
        job.error = (
            f"程序内部出错（{type(error).__name__}: {error}），请把这一行发给维护者"
        )
    job.state = JobState.FAILED if job.error else JobState.DONE
    job.over.set()
