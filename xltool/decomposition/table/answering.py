"""Rows with who answers for them in columns of their own, wherever the table says it.

A column of units and people is parted; a cell of text that says itself who answers
becomes one row an item, if its items say it each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import UNITS, ColumnPart
from xltool.decomposition.text.items import split_items
from xltool.decomposition.units.responsibility import (
    Responsibility,
    responsibility_in,
    units_and_people,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.decomposition.table.printed_rows import PrintedRow

_PARTS = {
    "lead": ColumnPart.LEAD,
    "units": ColumnPart.UNIT,
    "support": ColumnPart.SUPPORT,
    "leaders": ColumnPart.LEADER,
    "responsible": ColumnPart.RESPONSIBLE,
    "deadline": ColumnPart.DEADLINE,
}


def with_answers(rows: Iterable[PrintedRow]) -> Iterator[PrintedRow]:
    """Give the rows with units, leaders and people responsible in their own parts."""
    for row in rows:
        if row.text(ColumnPart.UNIT_PERSON):
            yield _parted(row)
        elif any(map(row.text, UNITS)) or not row.text(ColumnPart.OWN):
            yield row
        else:
            yield from _by_item(row)


def _parted(row: PrintedRow) -> PrintedRow:
    units, people = units_and_people(row.text(ColumnPart.UNIT_PERSON))
    parts = dict(row.parts)
    for part, names in ((ColumnPart.UNIT, units), (ColumnPart.RESPONSIBLE, people)):
        both = [text for text in (parts.get(part, ""), names) if text]
        if both:
            parts[part] = "、".join(both)
    return replace(row, parts=parts)


def _by_item(row: PrintedRow) -> Iterator[PrintedRow]:
    """Take who answers out of a cell's text.

    Items that say it each become rows of their own.
    """
    text = row.text(ColumnPart.OWN)
    items = split_items(text)
    said = [responsibility_in(item.text) for item in items]
    if not any(says for _, says in said):
        yield row
        return
    each = sum(1 for _, says in said if says.names_units)
    if each < 2:
        bare, says = responsibility_in(text)
        yield _answered(row, bare, says)
        return
    for place, (item, (bare, says)) in enumerate(zip(items, said, strict=True)):
        number = "" if item.number is None else str(item.number)
        answered = _answered(row, bare, says)
        yield replace(
            answered,
            parts={**answered.parts, ColumnPart.ITEM: number},
            continued=row.continued or place > 0,
        )


def _answered(row: PrintedRow, text: str, says: Responsibility) -> PrintedRow:
    parts = {**row.parts, ColumnPart.OWN: text}
    for name, part in _PARTS.items():
        printed = getattr(says, name)
        if printed and not parts.get(part):
            parts[part] = printed
    return replace(row, parts=parts)
