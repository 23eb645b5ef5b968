"""The office's own workbook filled in with values, and nothing else: a form's total."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.excel.cascade import filled
from xltool.excel.own_layout.positions import position_of
from xltool.excel.own_layout.template import open_template
from xltool.forms.contents import serial_day
from xltool.forms.single_cells import answered_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.excel.cascade import Edits
    from xltool.excel.own_layout.template import Position, TemplateSheet
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.forms.own_places import OwnPlaces
    from xltool.model.value import Value, Values


def filled_form(layout: Layout, values: Values, file: bytes) -> bytes:
    """Give the office's own file with values in the cells of a layout.

    Cells that the office computes keep their formulas, with the results that these have
    now. PackageError where the file is no sound .xlsx.
    """
    template = open_template(file)
    edits: Edits = {}
    for sheet in layout.sheets:
        place = template.sheet(sheet.name)
        places = sheet.design.places
        if place is None or places is None:
            continue
        reported = values.get(sheet.design.key, {})
        for row in sheet.rows:
            given = row.prefilled | reported.get(row.key, {})
            for at, content in _contents(sheet, row, given, place, places):
                edits[place.name, *at] = content
            for at, text in _answers(sheet, row, given, place, places):
                edits[place.name, *at] = text
    return filled(file, edits)


def _contents(
    sheet: LayoutSheet,
    row: LayoutRow,
    given: Mapping[str, Value],
    place: TemplateSheet,
    places: OwnPlaces,
) -> Iterator[tuple[Position, Decimal | str]]:
    """Give what stands in the cells of a row that hold a value and nothing else."""
    for field in sheet.fields:
        value = given.get(field.key)
        if value is None or field.key in places.inside:
            continue
        at = place.anchor(*position_of(sheet, row, field))
        content = _content(value)
        if content is None or not _is_filled(place, places, at):
            continue
        if isinstance(content, Decimal) and field.key in places.percent:
            content = content / 100
        yield at, content


def _answers(
    sheet: LayoutSheet,
    row: LayoutRow,
    given: Mapping[str, Value],
    place: TemplateSheet,
    places: OwnPlaces,
) -> Iterator[tuple[Position, str]]:
    """Give the texts of cells in which answers stand behind their labels."""
    answers: dict[Position, dict[str, str]] = {}
    for field in sheet.fields:
        value = given.get(field.key)
        if value is None or field.key not in places.inside:
            continue
        at = place.anchor(*position_of(sheet, row, field))
        if _is_filled(place, places, at):
            label = places.labels[field.key]
            answers.setdefault(at, {})[label] = value.text
    for at, texts in answers.items():
        if any(texts.values()):
            yield at, answered_text(place.texts.get(at, ""), texts)


def _is_filled(place: TemplateSheet, places: OwnPlaces, at: Position) -> bool:
    """Say whether a cell is the unit's: no formula's, in no column of ours."""
    return at not in place.formulas and at[1] < places.added


def _content(value: Value) -> Decimal | str | None:
    """Give a value as a cell holds it: a day as its serial number."""
    content = value.content
    if isinstance(content, Decimal):
        return content
    if isinstance(content, dt.date):
        return Decimal(str(serial_day(content)))
    return value.text or None
