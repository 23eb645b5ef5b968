"""Sends from many copies of an office, each time in a process that is killed somewhere, and then once more.

Called as `python -m tests.workflows.killed_sending OFFICES`: for every office in that folder, named
`STEPS-before`, `STEPS-after` or `MILLISECONDS-later`, prints its name and where its mails then stand, as a
line of JSON. The processes are forked, so hundreds of them cost little.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from tests.checks.returned import PERIOD
from tests.workflows.killed import Countdown, watch
from xltool.workflows.sending import send
from xltool.workspace import Workspace, find_workspace


def main(offices: str) -> None:
    for root in sorted(Path(offices).iterdir()):
        office = find_workspace(root)
        point, _, when = root.name.partition("-")
        _run(office, int(point), when)
        done = {one.unit: [one.state.value, [f.code for f in one.findings]] for one in send(office, PERIOD).deliveries}
        sys.stdout.write(json.dumps({"office": root.name, "units": done}) + "\n")
        sys.stdout.flush()


def _run(office: Workspace, point: int, when: str) -> None:
    """Send in a process of its own that is killed at the given point, if it comes to it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        if when != "later":
            watch(Countdown(point, before=when == "before"))
        send(office, PERIOD)
        os._exit(0)
    if when == "later":
        time.sleep(point / 1000)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
