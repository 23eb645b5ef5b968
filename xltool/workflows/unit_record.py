"""One unit in one period: what it sent, how each file was judged, and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.forms.layout import header_of
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.value import MISSING
from xltool.workflows.period import find_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.findings import Place
    from xltool.forms.layout import Layout, LayoutSheet
    from xltool.ledger.records import Event, Issue, Submission, Waiver
    from xltool.model.period import Period
    from xltool.model.registry import Unit
    from xltool.model.value import Value, Values
    from xltool.workspace import Workspace

_NEIGHBOURS = 2
"""Rows shown before and after the one that is spoken of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """What is known of a unit in a period; submissions and events the newest first.

    `waivers` are the findings that were let pass, by their code.
    """

    unit: Unit
    issue: Issue | None
    waivers: dict[str, Waiver]
    submissions: tuple[Submission, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A small piece of a sheet as the unit filled it in.

    `columns` are the headings; each row has its key and one text a column. `row` and
    `column` say which cell is spoken of; `column` is -1 where it is the whole row.
    """

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    row: str
    column: int


def unit_record(workspace: Workspace, period: Period, unit: str) -> UnitRecord:
    """Give everything that the ledger knows of a unit in a period.

    RegistryError if there is no such unit.
    """
    found = find_unit(workspace, unit)
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        events = ledger.history(found.code)
        return UnitRecord(
            unit=found,
            issue=ledger.latest_issue(name, found.code),
            waivers={
                one.code: one for one in ledger.waivers(name) if one.unit == found.code
            },
            submissions=tuple(reversed(ledger.submissions(name, found.code))),
            events=tuple(reversed([one for one in events if one.period == name])),
        )


def excerpts(
    workspace: Workspace,
    period: Period,
    unit: str,
    submission: int,
    places: list[tuple[Place, str]],
) -> list[Excerpt | None]:
    """Give a piece of the sheet around each place, made from what the ledger has.

    With each place goes what stood there, for a cell that could not be read; the file
    itself is not opened. None where the place is no row of the issued workbook.
    """
    with open_ledger(workspace.database_url) as ledger:
        issue = ledger.latest_issue(str(period), unit)
        if issue is None:
            return [None for _ in places]
        values = ledger.submitted_values(submission)
    layout = layout_from_json(issue.layout)
    return [_excerpt(layout, values, place, found) for place, found in places]


def _excerpt(
    layout: Layout, values: Values, place: Place, found: str
) -> Excerpt | None:
    """Give the rows around a place; None where it is no row of the layout."""
    sheet = _sheet_named(layout, place.sheet)
    if sheet is None:
        return None
    keys = _keys(sheet, values)
    if place.row_key not in keys:
        return None
    at = keys.index(place.row_key)
    near = keys[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
    fields = [field.key for field in sheet.fields]
    column = fields.index(place.field) if place.field in fields else -1
    texts = {key: _texts(sheet, values, key) for key in near}
    own = texts[place.row_key]
    if column >= 0 and not own[column]:
        own[column] = found
    return Excerpt(
        sheet=sheet.name,
        columns=tuple(header_of(field) for field in sheet.fields),
        rows=tuple((key, tuple(row)) for key, row in texts.items()),
        row=place.row_key,
        column=column,
    )


def _sheet_named(layout: Layout, name: str) -> LayoutSheet | None:
    """Give the sheet of this name or key; None where there is none."""
    for sheet in layout.sheets:
        if name in {sheet.name, sheet.design.key}:
            return sheet
    return None


def _keys(sheet: LayoutSheet, values: Values) -> list[str]:
    """Give the sheet's rows in order: those that were issued, then the unit's own."""
    issued = [row.key for row in sheet.rows]
    added = [key for key in values.get(sheet.design.key, {}) if key not in issued]
    return [*issued, *added]


def _texts(sheet: LayoutSheet, values: Values, key: str) -> list[str]:
    """Give what a row shows, as it was written where that is known."""
    reported = values.get(sheet.design.key, {}).get(key, {})
    prefilled: Mapping[str, Value] = {}
    for row in sheet.rows:
        if row.key == key:
            prefilled = row.prefilled
    texts = []
    for field in sheet.fields:
        value = reported.get(field.key) or prefilled.get(field.key, MISSING)
        texts.append(value.raw or value.text)
    return texts
