"""Sharing the work on originals with whoever else is at the same ledger."""

from __future__ import annotations

import time
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from xltool.ledger.claims import Claims
    from xltool.ledger.records import Original

PAUSE = 0.2
"""Seconds between two looks at what the others have in hand."""
_AT_ONCE = 8
"""So many originals are claimed at once: few enough that two operators end together."""
_INTAKE = 0
"""What is claimed by who takes files in; originals are numbered from 1."""


@contextmanager
def taking_in(claims: Claims) -> Iterator[None]:
    """Wait until nobody else takes files in, and keep it so.

    What is stored and not recorded is of a dead run then.
    """
    while not claims.take([_INTAKE]):
        time.sleep(PAUSE)
    try:
        yield
    finally:
        claims.let_go([_INTAKE])


def kept_here(folder: Path, originals: Iterable[Original]) -> list[Original]:
    """Give the originals whose files are in this workspace.

    Others' are on another computer.
    """
    return [one for one in originals if (folder / one.stored).is_file()]


def shared(
    claims: Claims,
    numbers: Iterable[int],
    still_open: Callable[[Collection[int]], set[int]],
) -> Iterator[int]:
    """Claim those originals that are still open and that nobody has in hand."""
    source = iter(numbers)
    while batch := list(islice(source, _AT_ONCE)):
        taken = claims.take(batch)
        waiting = (
            still_open(taken) if taken else set()
        )  # once they are taken: another may just have done them
        claims.let_go([one for one in taken if one not in waiting])
        yield from (one for one in taken if one in waiting)
