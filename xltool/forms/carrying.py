"""What comes back in a unit's next workbook: what the design says is carried over.

A row of a free sheet comes back, under its key, until a field of it holds what ends it
(项目状态 竣工, 销号情况 已销号). One that was to be updated and is missing from the
report comes back all the same: a problem does not vanish because nobody typed it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.model.value import State, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.forms.design import FormDesign, SheetDesign
    from xltool.model.value import Rows, Values


def carried(form: FormDesign, reported: Values, issued: Values) -> Values:
    """Give what comes back of what a unit last reported, and of what came back then."""
    found: Values = {}
    for design in form.sheets:
        rows = reported.get(design.key, {})
        if design.rows_from is RowsFrom.FREE:
            if not design.carries_rows:
                continue
            before = issued.get(design.key, {})
            rows = {**rows, **_missing(rows, before)}
            rows = {key: row for key, row in rows.items() if is_open(design, row)}
        kept = {key: _kept(design, row) for key, row in rows.items()}
        found[design.key] = {key: row for key, row in kept.items() if row}
    return {sheet: rows for sheet, rows in found.items() if rows}


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
        if design.carries_rows:
            keys = [key for report in reports for key in report.get(design.key, {})]
            numbers = [int(key[1:]) for key in keys if key[1:].isdecimal()]
            found[design.key] = max(numbers, default=0)
    return found


def joined(
    form: FormDesign, mine: Values, others: Values, used: Mapping[str, int]
) -> Values:
    """Add the rows of another unit's free sheets, under keys that are not `used`."""
    found = {sheet: dict(rows) for sheet, rows in mine.items()}
    for design in form.sheets:
        rows = others.get(design.key, {}) if design.carries_rows else {}
        number = used.get(design.key, 0)
        for row in rows.values():
            number += 1
            found.setdefault(design.key, {})[f"+{number}"] = row
    return found


def is_open(design: SheetDesign, row: dict[str, Value]) -> bool:
    """Say whether a row of a free sheet has something in it and has not ended."""
    told = [value for value in row.values() if value.state is not State.MISSING]
    entered = any(value.state is State.REPORTED for value in told)
    ended = any(
        one.key in row and row[one.key].text in one.ends
        for one in design.fields
        if one.ends
    )
    return entered and not ended


def _missing(rows: Rows, before: Rows) -> Rows:
    """Give the rows that had come back and of which nothing was reported."""
    found = {}
    for key, row in before.items():
        told = rows.get(key, {}).values()
        if all(value.state is State.MISSING for value in told):
            found[key] = row
    return found


def _kept(design: SheetDesign, row: dict[str, Value]) -> dict[str, Value]:
    """Give the values of a row that are carried, without the cells they came from."""
    found = {}
    for field in design.fields:
        value = row.get(field.key)
        told = value is not None and value.state is not State.MISSING
        if field.carries and field.is_input and value is not None and told:
            found[field.key] = Value(state=value.state, content=value.content)
    return found
