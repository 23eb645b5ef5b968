"""Sends from many copies of an office, each time in a process that is killed somewhere, and then once more.

Called as `python -m tests.workflows.killed_sending OFFICES [mailbox]`: for every office in that folder, named
`STEPS-before`, `STEPS-after` or `MILLISECONDS-later`, prints its name and where its mails then stand, as a
line of JSON; with `mailbox` it collects from the mailbox instead, and prints how its process ended.
The processes are forked, so hundreds of them cost little.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.checks.returned import PERIOD
from tests.workflows.killed import Countdown, watch
from tests.workflows.office import NOW
from xltool.workflows.mailbox import collect_mailbox
from xltool.workflows.sending import send
from xltool.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable


def main(offices: str, what: str = "send") -> None:
    work = _send if what == "send" else _collect
    for root in sorted(Path(offices).iterdir()):
        office = find_workspace(root)
        point, _, when = root.name.partition("-")
        ended = _run(work, office, float(point), when)
        sys.stdout.write(
            json.dumps({"office": root.name, "ended": ended, "units": work(office)})
            + "\n"
        )
        sys.stdout.flush()


def _send(office: Workspace) -> dict[str, tuple[str, list[str]]]:
    return {
        one.unit: (one.state.value, [f.code for f in one.findings])
        for one in send(office, PERIOD).deliveries
    }


def _collect(office: Workspace) -> dict[str, tuple[str, list[str]]]:
    collect_mailbox(office, PERIOD, now=NOW)
    return {}


def _run(
    work: Callable[[Workspace], object], office: Workspace, point: float, when: str
) -> int:
    """Work in a process of its own that is killed at the given point, if it comes to it; gives its exit status."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        if when != "later":
            watch(Countdown(int(point), before=when == "before"))
        work(office)
        os._exit(0)
    if when == "later":
        time.sleep(point / 1000)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
