"""The choices that stand in cells, in a hidden sheet, and where a drop-down finds them.

Long lists do, each in a column, and lists that depend on another field's choice: these
in two, the choices of one parent below each other. A drop-down of such a list shows the
part of it that belongs to what is chosen in the row. OFFSET, MATCH and COUNTIF do so in
Excel, WPS and LibreOffice alike, names of any kind included; INDIRECT would need each
parent to be a defined name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.issue.entering import needs_range
from xltool.excel.issue.locating import quoted
from xltool.forms.layout import CHOICE_SHEET
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import FormDesign

PARENT_CELL = "\0"
"""Stands in a source for the cell of the field on which a list depends."""
_SHEET = quoted(CHOICE_SHEET)


def listed_columns(form: FormDesign) -> list[tuple[str, ...]]:
    """Give the columns of the hidden sheet, each with its header."""
    return [column for _, columns in _lists(form) for column in columns]


def choice_sources(form: FormDesign) -> dict[str, str]:
    """Give what a drop-down of each such list takes its choices from."""
    sources = {}
    at = 0
    for name, columns in _lists(form):
        last = len(columns[0])
        letters = column_letters(at)
        if len(columns) == 1:
            sources[name] = f"{_SHEET}!${letters}$2:${letters}${last}"
        else:
            sources[name] = _of_parent(letters, column_letters(at + 1), last)
        at += len(columns)
    return sources


def _lists(form: FormDesign) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Give the name of each such list with its columns, each with its header."""
    for name, choices in form.choices.items():
        by_parent = form.dependents.get(name)
        if by_parent:
            parents = [f"{name}的上级"]
            dependents = [name]
            for parent, possible in by_parent.items():
                parents += [parent] * len(possible)
                dependents += possible
            yield name, [tuple(parents), tuple(dependents)]
        elif needs_range(choices):
            yield name, [(name, *choices)]


def _of_parent(parents: str, choices: str, last: int) -> str:
    """Write the cells beside those that hold the parent; they adjoin."""
    area = f"{_SHEET}!${parents}$2:${parents}${last}"
    first = f"{_SHEET}!${choices}$1"
    found = f"MATCH({PARENT_CELL},{area},0)"
    return f"OFFSET({first},{found},0,COUNTIF({area},{PARENT_CELL}),1)"
