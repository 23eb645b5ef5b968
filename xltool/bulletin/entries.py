"""What units entered in the free sheets of their forms, as a bulletin takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.document import plain
from xltool.model.value import State
from xltool.rollup.answers import value_of

if TYPE_CHECKING:
    from xltool.rollup.entry import Entry
    from xltool.rollup.rollup import Rollup


def entries_of(rollup: Rollup, sheet: str) -> tuple[Entry, ...]:
    """Give what was entered in a sheet.

    Nothing where the form has none of that name.
    """
    for section in rollup.sections:
        if section.design.key == sheet:
            return section.entries
    return ()


def text_of(entry: Entry, field: str) -> str:
    """Give a field as one line; empty where nothing was reported."""
    value = value_of(entry.row, field)
    return plain(value.text) if value.state is State.REPORTED else ""


def lines_of(entry: Entry, field: str) -> list[str]:
    """Give a field line by line, as it was typed."""
    value = value_of(entry.row, field)
    if value.state is not State.REPORTED:
        return []
    return [line for line in value.text.splitlines() if line.strip()]
