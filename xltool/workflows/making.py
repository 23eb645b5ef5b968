"""Issued workbooks: made here, and by child processes too where there are many.

What a child makes follows from what it is sent: so it is what would be made here, byte
for byte, and is made here where a child dies.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from xltool.excel.issue import write_issued
from xltool.execution.child import WorkerDied
from xltool.execution.executors import LocalExecutor
from xltool.forms.layout_json import layout_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from xltool.execution.executors import IsolatingExecutor
    from xltool.forms.layout import Layout
    from xltool.settings import Office, Settings

MANY = 100
"""Workbooks from which children are started.

One needs the time of some sixty workbooks until it makes its first.
"""
_MOST_CHILDREN = 3
"""What this process can feed: sending a workbook takes a third of making it."""
_WAITING = 3
"""Workbooks that are sent to a child before it has made them: it never waits."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """What the workbooks of a form have in common: it is sent to a child once.

    `own_layout` is the office's own workbook, on which the form is issued; empty for
    none.
    """

    office: Office
    own_layout: bytes = b""


def make(look: Look, layout: Layout, stamp: str) -> bytes:
    """Make the workbook of a layout."""
    values = layout.carried()
    if look.own_layout:
        from xltool.excel.own_layout.writing import write_own_layout

        return write_own_layout(layout, stamp, look.own_layout, values=values)
    return write_issued(layout, stamp, values=values, office=look.office)


def make_of_json(look: Look, layout: str, stamp: str) -> bytes:
    """Make the workbook of a layout that was sent as JSON."""
    return make(look, layout_from_json(layout), stamp)


class Makers:
    """What makes the workbooks of a form, some at once where there are children."""

    def __init__(self, look: Look, children: IsolatingExecutor | None) -> None:
        """Take the children, or None for this process alone."""
        self._look = look
        self._children = children
        self._make = partial(make_of_json, look)
        self._begun: list[Future[bytes]] = []

    def begin(self, layout: Layout, text: str, stamp: str) -> Callable[[], bytes]:
        """Begin with a workbook; gives what waits for its bytes.

        `text` is the layout as JSON. It is made at once, here, when the children have
        enough to do.
        """
        if self._children is None or not self._has_room(self._children):
            content = make(self._look, layout, stamp)
            return lambda: content
        begun = self._children.submit(self._make, text, stamp)
        self._begun.append(begun)

        def finished() -> bytes:
            try:
                made: bytes = begun.result()
            except WorkerDied:
                return make(self._look, layout, stamp)
            return made

        return finished

    def _has_room(self, children: IsolatingExecutor) -> bool:
        self._begun = [one for one in self._begun if not one.done()]
        return len(self._begun) < children.workers * _WAITING


@contextmanager
def open_children(settings: Settings, count: int) -> Iterator[IsolatingExecutor | None]:
    """Give the children that make some of so many workbooks; None for so few.

    They get ready while this process reads what the workbooks are made from, and end
    with the block.
    """
    cores = os.cpu_count() or 1
    if count < MANY or cores == 1:
        yield None
        return
    children = LocalExecutor(
        timeout=settings.judging.timeout_seconds,
        memory_mib=settings.judging.memory_mib,
        workers=min(cores - 1, _MOST_CHILDREN),
    )
    try:
        children.expect(count, __name__)
        yield children
    finally:
        children.shutdown(cancel_futures=True)
