"""Runs `collect` in a process that kills itself after a given number of lasting steps.

A step is a file that took its place, or a transaction that changed something: what remains of a killed run.
Called as `python -m tests.workflows.killed ROOT INBOX STEPS BEFORE`; with BEFORE the process dies just before
the step that follows, in the middle of whatever it was doing.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from tests.workflows.office import collected
from xltool.workspace import find_workspace


class Countdown:
    """Counts steps, and kills this process when it comes to the end."""

    def __init__(self, steps: int, *, before: bool) -> None:
        self.left = steps
        self.before = before

    def began(self) -> None:
        if self.before and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def done(self) -> None:
        self.left -= 1
        if not self.before and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(countdown: Countdown) -> None:
    """Count every replaced file and every commit that changed something."""
    replace = Path.replace

    def counted(path: Path, target: Any) -> Path:
        countdown.began()
        result = replace(path, target)
        countdown.done()
        return result

    seen: dict[int, int] = {}
    Path.replace = counted  # type: ignore[method-assign,assignment] # the fault to be injected

    @event.listens_for(Engine, "commit")
    def _committing(connection: Connection) -> None:
        database = connection.connection.dbapi_connection
        changes = getattr(database, "total_changes", None)
        if (
            changes is None
        ):  # PostgreSQL does not say; every transaction that may change something is a step there
            changes = seen.get(id(database), 0) + bool(
                connection.get_execution_options().get("writes")
            )
        if database is not None and changes != seen.get(id(database), 0):
            seen[id(database)] = changes
            countdown.began()
            database.commit()
            countdown.done()


def main(root: str, inbox: str, steps: str, before: str) -> None:
    watch(Countdown(int(steps), before=before == "before"))
    collected(find_workspace(Path(root)), Path(inbox))


if __name__ == "__main__":
    main(*sys.argv[1:])
