"""What comes back in a unit's next workbook: what the design says is carried over.

A row of a free sheet comes back, under its key, until a field of it holds what ends it
(项目状态 竣工, 销号情况 已销号). One that was to be updated and is missing from the
report comes back all the same: a problem does not vanish because nobody typed it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.model.value import MISSING, State, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.forms.design import FormDesign, SheetDesign
    from xltool.model.value import Rows, Values


def carried(form: FormDesign, reported: Values, issued: Values) -> Values:
    """Give what comes back of what a unit last reported, and of what came back then.

    `reported` are the values last accepted, `issued` those that the workbook came with.
    """
    found: Values = {}
    for design in form.sheets:
        rows = reported.get(design.key, {})
        if design.rows_from is RowsFrom.FREE:
            rows = _open_rows(design, rows, issued.get(design.key, {}))
        kept = {}
        for key, row in rows.items():
            values = _kept(design, row)
            if values:
                kept[key] = values
        if kept:
            found[design.key] = kept
    return found


def _open_rows(design: SheetDesign, rows: Rows, before: Rows) -> Rows:
    """Give the rows of a free sheet that come back: none where it carries none."""
    if not design.carries_rows:
        return {}
    known = {**rows, **_missing(rows, before)}
    return {key: row for key, row in known.items() if is_open(design, row)}


def names_of_rows(form: FormDesign) -> tuple[str, ...]:
    """Give the fields that name a row of the free sheets whose rows come back."""
    found = []
    for design in form.sheets:
        if design.carries_rows:
            found += [field.key for field in design.fields if field.is_input][:1]
    return tuple(found)


def last_used(form: FormDesign, *reports: Values) -> dict[str, int]:
    """Give of each free sheet the highest number among the keys of its rows."""
    found: dict[str, int] = {}
    for design in form.sheets:
        if not design.carries_rows:
            continue
        highest = 0
        for report in reports:
            for key in report.get(design.key, {}):
                digits = key[1:]
                if digits.isdecimal():
                    highest = max(highest, int(digits))
        found[design.key] = highest
    return found


def joined(
    form: FormDesign, mine: Values, others: Values, used: Mapping[str, int]
) -> Values:
    """Add the rows of another unit's free sheets, under keys that are not `used`.

    `used` gives the highest number of a sheet's keys (see `last_used`).
    """
    found = {sheet: dict(rows) for sheet, rows in mine.items()}
    for design in form.sheets:
        if not design.carries_rows:
            continue
        rows = others.get(design.key, {}).values()
        first = used.get(design.key, 0) + 1
        for number, row in enumerate(rows, start=first):
            found.setdefault(design.key, {})[f"+{number}"] = row
    return found


def is_open(design: SheetDesign, row: dict[str, Value]) -> bool:
    """Say whether a row of a free sheet has something in it and has not ended.

    It ends where a field says what the design calls its end: 项目状态 竣工.
    """
    for field in design.fields:
        if field.ends and field.key in row and row[field.key].text in field.ends:
            return False
    return any(value.state is State.REPORTED for value in row.values())


def _missing(rows: Rows, before: Rows) -> Rows:
    """Give the rows that had come back and of which nothing was reported."""
    return {key: row for key, row in before.items() if not _is_told(rows.get(key, {}))}


def _is_told(row: Mapping[str, Value]) -> bool:
    """Say whether anything was reported in a row."""
    return any(value.state is not State.MISSING for value in row.values())


def _kept(design: SheetDesign, row: dict[str, Value]) -> dict[str, Value]:
    """Give the values of a row that are carried, without the cells they came from."""
    found = {}
    for field in design.fields:
        value = row.get(field.key, MISSING)
        if field.carries and field.is_input and value.state is not State.MISSING:
            found[field.key] = Value(state=value.state, content=value.content)
    return found
