"""What all pages of one desk share: the workspace, its jobs, and what was read before.

A page asks for the same tables again and again while nothing has changed. What was
read is kept until a file that it came from changes; with the ledger on PostgreSQL,
where no file tells, it is read anew each time.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from xltool.web.jobs import JobQueue
from xltool.workspace import SETTINGS, Workspace, find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

_T = TypeVar("_T")
_FRESH_SECONDS = 30
"""States depend on the clock (逾期): nothing that was read is kept longer."""
_KEPT = 32

State = tuple[tuple[int, int], ...]
"""Time and size of each file that pages are made from."""


@dataclass(slots=True)
class Desk:
    """One running desk.

    With `shared` operators sign in, and nobody of them ends it. `stop` ends the server,
    `closing` what works beside it.
    """

    root: Path
    shared: bool = False
    stop: Callable[[], None] = lambda: None
    closing: Callable[[], None] = lambda: None
    jobs: JobQueue = field(default_factory=JobQueue)
    answers: threading.RLock = field(default_factory=threading.RLock)
    """Held by who reads and writes the answers that wait (`web/answers.py`)."""
    _kept: dict[Hashable, tuple[State, dt.datetime, object]] = field(
        default_factory=dict
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        """Take no more work, and wait for what runs."""
        self.closing()
        self.jobs.close()

    @property
    def workspace(self) -> Workspace:
        """The workspace, with the settings as they are now."""
        settings = self._state(self.root / SETTINGS)
        return self._remembered("settings", settings, lambda: find_workspace(self.root))

    @property
    def uploads(self) -> Path:
        """Where uploaded files wait until they are in the ledger."""
        return self.root / "submissions" / "uploads"

    @property
    def documents(self) -> Path:
        """Where tables and bulletins lie while a job reads them; no reports."""
        return self.root / "submissions" / "uploads-read"

    def remembered_of(
        self, file: Path, key: Hashable, make: Callable[[Workspace], _T]
    ) -> _T:
        """Give `make(workspace)`, made from one file, as it was made before if that
        has not changed since.
        """
        workspace = self.workspace
        state = self._state(self.root / SETTINGS, file)
        return self._remembered(key, state, lambda: make(workspace))

    def remembered(self, key: Hashable, make: Callable[[Workspace], _T]) -> _T:
        """Give `make(workspace)`, as it was made before if nothing has changed
        since.
        """
        workspace = self.workspace
        if workspace.settings.database.url:
            return make(workspace)
        database = self.root / "xltool.db"
        state = self._state(
            self.root / SETTINGS,
            workspace.registry,
            database,
            database.with_name("xltool.db-wal"),
            workspace.templates,
            *sorted(workspace.templates.glob("*.xlsx")),
        )
        return self._remembered(key, state, lambda: make(workspace))

    def _remembered(self, key: Hashable, state: State, make: Callable[[], _T]) -> _T:
        """Give what was made of a state; made anew when that changed or got old."""
        now = dt.datetime.now(dt.UTC)
        with self._lock:
            known = self._kept.get(key)
        if known is not None:
            then, made_at, made = known
            if then == state and (now - made_at).total_seconds() < _FRESH_SECONDS:
                return cast("_T", made)
        result = make()
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (state, now, result)
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return result

    def _state(self, *paths: Path) -> State:
        """Give what tells files from what they were: their time and size."""
        state = []
        for path in paths:
            try:
                known = path.stat()
            except OSError:
                state.append((0, 0))
            else:
                state.append((known.st_mtime_ns, known.st_size))
        return tuple(state)
