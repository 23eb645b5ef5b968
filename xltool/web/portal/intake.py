"""What units uploaded is judged at once, in the order of arrival, in a thread of its
own.

What waits is collected together: many that come in one minute cost little more than
one. Whoever uploaded may close the page; what a killed desk had not finished, the next
one does.
"""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from xltool.errors import XltoolError
from xltool.execution.executors import open_executor
from xltool.model.period import Period
from xltool.web.portal import storing
from xltool.workflows.portal import FileAnswer, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.web.desk import Desk
    from xltool.workflows.portal import Upload

_TOGETHER = 100
"""So many uploads at most are collected in one run."""
_TRIES = 3
_AGAIN_SECONDS = 2.0
_WARM_SECONDS = 120.0
"""So long the processes that judge are kept ready after an upload."""
_KEPT = 2000
"""Answers that are remembered; the ledger has them for ever."""
_LATER = "已收到并保存，现在还没有校验成：稍后会接着校验，不用再传。"

Answer = tuple[FileAnswer, ...]


class PortalIntake:
    """Collects uploads; any thread may add one."""

    def __init__(self, desk: Desk) -> None:
        """Wait for `start`."""
        self._desk = desk
        self._waiting: OrderedDict[str, Upload] = OrderedDict()
        self._answers: OrderedDict[str, tuple[str, Answer]] = OrderedDict()
        self._changed = threading.Condition()
        self._ends = False
        self._thread = threading.Thread(target=self._run, name="portal", daemon=True)

    @property
    def folder(self) -> Path:
        """Where uploads wait."""
        return self._desk.root / "submissions" / "portal"

    def start(self) -> None:
        """Begin to work, with what an earlier desk left."""
        for upload in storing.stored(self.folder):
            self.add(upload)
        self._thread.start()

    def add(self, upload: Upload) -> None:
        """Have an upload collected."""
        with self._changed:
            self._waiting[upload.number] = upload
            self._changed.notify_all()

    def waiting(self, unit: str) -> int:
        """Count the uploads of a unit that are not answered yet."""
        with self._changed:
            return sum(one.unit == unit for one in self._waiting.values())

    def is_waiting(self, number: str, unit: str) -> bool:
        """Say whether this is an upload of the unit that is not answered yet."""
        with self._changed:
            upload = self._waiting.get(number)
            return upload is not None and upload.unit == unit

    def answer(self, number: str, unit: str) -> Answer | None:
        """Give what an upload of a unit was told; None where none is known."""
        with self._changed:
            known = self._answers.get(number)
        return known[1] if known is not None and known[0] == unit else None

    def close(self) -> None:
        """Finish what is in hand and take no more; what waits is done by the next
        desk.
        """
        with self._changed:
            self._ends = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        """Take in what is sent, with an executor that stays warm for a while."""
        while self._comes(None):
            try:
                with open_executor(self._desk.workspace.settings) as executor:
                    works = True
                    while works and self._comes(_WARM_SECONDS):
                        works = self._collect(executor)
            except XltoolError:  # a cluster that is gone, settings that are wrong
                self._pause()

    def _comes(self, seconds: float | None) -> bool:
        """Wait until something is to be collected; False if nothing comes, or this
        ends.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ends, seconds)
            return bool(self._waiting) and not self._ends

    def _pause(self) -> None:
        """Wait before trying again; end at once when the desk does."""
        with self._changed:
            self._changed.wait_for(lambda: self._ends, _AGAIN_SECONDS)

    def _collect(self, executor: IsolatingExecutor) -> bool:
        """Collect what waits together; if that fails, one by one.

        False where one failed too: perhaps of the executor.
        """
        with self._changed:
            batch = _of_one_period(list(self._waiting.values()))
        if len(batch) > 1 and self._tried(batch, executor):
            return True
        worked = [self._tried([upload], executor) for upload in batch]
        return all(worked)

    def _tried(self, batch: list[Upload], executor: IsolatingExecutor) -> bool:
        """Collect uploads; a single one is tried again, and answered in any case."""
        tries = 1 if len(batch) > 1 else _TRIES
        for number in range(tries):
            if number:
                self._pause()
            if self._ends:
                return False
            try:
                self._take_in(batch, executor)
            except Exception as error:  # noqa: BLE001 - the thread outlives its work
                reason = error
            else:
                return True
        if len(batch) == 1:
            self._settle(batch[0], (_failed(reason),), keep=True)
        return False

    def _take_in(self, batch: Sequence[Upload], executor: IsolatingExecutor) -> None:
        """Collect what was sent, and keep what became of each file."""
        period = Period.parse(batch[0].period)
        now = dt.datetime.now(dt.UTC)
        workspace = self._desk.workspace
        answers = take_in(workspace, period, batch, now=now, at_work=executor)
        for upload in batch:
            self._settle(upload, answers[upload.number], keep=False)

    def _settle(self, upload: Upload, answer: Answer, *, keep: bool) -> None:
        """Tell an answer; what failed stays on the disk for the next desk."""
        if not keep:
            storing.forget(self.folder, upload)
        with self._changed:
            self._answers[upload.number] = (upload.unit, answer)
            self._waiting.pop(upload.number, None)
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)


def _of_one_period(waiting: list[Upload]) -> list[Upload]:
    """Give those that came first and are for one period."""
    first = waiting[0]
    same = itertools.takewhile(lambda upload: upload.period == first.period, waiting)
    return list(itertools.islice(same, _TOGETHER))


def _failed(error: Exception) -> FileAnswer:
    reason = str(error) if isinstance(error, XltoolError) else type(error).__name__
    return FileAnswer(name="", note=f"{_LATER}（{reason}）")
