"""Answers to doubts that wait until Excel lets go of the registry.

They are kept in a file of the workspace, so that an ended desk loses none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xltool.errors import FileInUseError, RegistryError
from xltool.workflows.doubts import answer_doubt
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.web.desk import Desk


def give(desk: Desk, code: str, answer: str) -> None:
    """Write an answer into the registry, now or as soon as it can be written."""
    with desk.answers:
        waiting = waiting_answers(desk)
        waiting[code] = answer
        _keep(desk, waiting)
        write_waiting(desk)


def write_waiting(desk: Desk) -> None:
    """Write the answers that wait, as far as the registry can be written."""
    with desk.answers:
        waiting = waiting_answers(desk)
        while waiting:
            code = next(iter(waiting))
            try:
                answer_doubt(desk.workspace, code=code, answer=waiting[code])
            except FileInUseError:
                return
            except RegistryError:
                pass  # the doubt is gone: a new import has settled it
            del waiting[code]
            _keep(desk, waiting)


def waiting_answers(desk: Desk) -> dict[str, str]:
    """Give the answers that wait, by the doubt's 编号."""
    try:
        known = json.loads(_file(desk).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(code): str(answer) for code, answer in known.items()}


def _keep(desk: Desk, waiting: dict[str, str]) -> None:
    """Write the answers that wait; no file where none does."""
    if waiting:
        text = json.dumps(waiting, ensure_ascii=False)
        write_atomically(_file(desk), text.encode())
    else:
        _file(desk).unlink(missing_ok=True)


def _file(desk: Desk) -> Path:
    """Give where they are kept."""
    return desk.root / "desk-answers.json"
