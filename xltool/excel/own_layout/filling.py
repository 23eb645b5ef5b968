"""The office's own workbook filled in with values, and nothing else: a form's total."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.excel.cascade import filled
from xltool.excel.own_layout.furniture import position_of
from xltool.excel.own_layout.template import open_template
from xltool.forms.contents import serial_day
from xltool.forms.single_cells import answered_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel.cascade import Edits
    from xltool.excel.own_layout.template import TemplateSheet
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
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
        if place is None:
            continue
        for row in sheet.rows:
            given = row.prefilled | values.get(sheet.design.key, {}).get(row.key, {})
            for at, content in _contents(sheet, row, given, place):
                edits[place.name, *at] = content
    return filled(file, edits)


def _contents(
    sheet: LayoutSheet, row: LayoutRow, given: dict[str, Value], place: TemplateSheet
) -> Iterator[tuple[tuple[int, int], Decimal | str]]:
    places = sheet.design.places
    if places is None:
        return
    answers: dict[tuple[int, int], dict[str, str]] = {}
    for field in sheet.fields:
        value = given.get(field.key)
        at = place.anchor(*position_of(sheet, row, field))
        if value is None or at in place.formulas or at[1] >= places.added:
            continue
        if field.key in places.inside:
            answers.setdefault(at, {})[places.labels[field.key]] = value.text
            continue
        content = _content(value)
        if isinstance(content, Decimal) and field.key in places.percent:
            content = content / 100
        if content is not None:
            yield at, content
    for at, said in answers.items():
        if any(said.values()):
            yield at, answered_text(place.texts.get(at, ""), said)


def _content(value: Value) -> Decimal | str | None:
    content = value.content
    if isinstance(content, Decimal):
        return content
    if isinstance(content, dt.date):
        return Decimal(str(serial_day(content)))
    return value.text or None
