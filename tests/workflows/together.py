"""One of several operators who do the same thing at the same moment, each in a process of their own.

Called as `python -m tests.workflows.together WHAT ROOT INBOX STEPS WHEN`, where WHAT is collect, generate or
send; says `ready`, begins when it is given a line, and prints what it did, as a line of JSON. With STEPS it is
killed at a step, as `tests.workflows.killed` says. It takes no more in hand than it has workers, so that
operators share even a few files.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.checks.returned import PERIOD
from tests.workflows.killed import Countdown, watch
from tests.workflows.office import ISSUED_AT, collected
from xltool.execution import inorder
from xltool.model.period import Period
from xltool.workflows import recording
from xltool.workflows.generating import generate
from xltool.workflows.sending import send
from xltool.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

AUGUST = Period.parse("2025-08")


def main(what: str, root: str, inbox: str, steps: str, when: str) -> None:
    inorder._AHEAD = 1
    judged = _counted()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    watch(Countdown(int(steps), before=when == "before"))
    workspace = find_workspace(Path(root))
    done = judged if what == "collect" else []
    _do(what, workspace, Path(inbox))
    sys.stdout.write(json.dumps(done) + "\n")


def _do(what: str, workspace: Workspace, inbox: Path) -> None:
    match what:
        case "collect":
            collected(workspace, inbox)
        case "generate":
            generate(workspace, AUGUST, now=ISSUED_AT)
        case "send":
            send(workspace, PERIOD)


def _counted() -> list[str]:
    """Give the list to which the name of every file that is judged here will be added."""
    names: list[str] = []
    plain = vars(recording)["judge_files"]

    def judge_files(
        executor: Any, ledger: Any, context: Any, jobs: Any
    ) -> Iterator[Any]:
        def noted() -> Iterator[Any]:
            for job in jobs:
                names.append(job.sent.name)
                yield job

        yield from plain(executor, ledger, context, noted())

    vars(recording)["judge_files"] = judge_files
    return names


if __name__ == "__main__":
    main(*sys.argv[1:])
