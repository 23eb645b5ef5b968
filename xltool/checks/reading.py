"""The values of one located workbook, each with its place, and what is wrong with each cell alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.checks.headers import is_blank, plain
from xltool.checks.locate import LocatedSheet, locked_fields
from xltool.checks.rules import answered
from xltool.checks.values import raw_text, read_percent_cell, read_value
from xltool.findings import (
    LOCKED_CHANGED,
    LOCKED_TEXT_CHANGED,
    LOCKED_UNIT_CHANGED,
    NOTHING_READ,
    ROW_NOT_YOURS,
    Finding,
    Place,
    Severity,
)
from xltool.forms.design import EXPLANATION, Field, Prefill, RowsFrom
from xltool.forms.row_checks import SHORTEST_ANSWER
from xltool.model.grid import address
from xltool.model.value import MISSING, State, Value, Values
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.checks.rows import Found
    from xltool.checks.values import Reading
    from xltool.forms.layout import Layout, LayoutRow
    from xltool.model.grid import CellError, Raw

CellKey = tuple[str, str, str]
_NOTHING_TO_REPORT = {"无", "没有", "暂无", "本期无", "本月无", "无此项", "无内容"}


@dataclass(slots=True)
class Content:
    """What was read: values, where each stands, which cells could not be read, and findings."""

    values: Values = field(default_factory=dict)
    cells: dict[CellKey, tuple[str, str]] = field(default_factory=dict)
    faulty: set[CellKey] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read_content(layout: Layout, sheets: tuple[LocatedSheet, ...]) -> Content:
    """Read every input cell of the located sheets; every input of the layout has a value, if only MISSING."""
    content = Content()
    for sheet in sheets:
        content.findings += sheet.findings
        for found in sheet.rows:
            row = next((one for one in sheet.layout.rows if one.key == found.key), None)
            if row is not None and not row.reports:
                content.findings += _not_yours(found)
                continue
            _read_row(layout, found, row, content)
    return content


def _read_row(layout: Layout, found: Found, row: LayoutRow | None, content: Content) -> None:
    sheet = found.block.layout
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for one in sheet.fields:
        if not one.is_input or one.key not in found.block.columns:
            continue
        place = found.block.place(found.row, one.key, found.key)
        value, said = _read_cell(layout, found, one, _measurement_unit(one, row))
        key = (sheet.design.key, found.key, one.key)
        values[one.key] = value
        content.cells[key] = (place.sheet, place.cell)
        if any(finding.severity is Severity.ERROR for finding in said):
            content.faulty.add(key)
        findings += [finding.moved(place) for finding in said]
    if sheet.design.rows_from is RowsFrom.FREE:
        values, findings = _nothing_to_report(found, values, findings)
    if row is not None:
        findings += _changed_locks(found, row)
    explanation = values.get(EXPLANATION, MISSING).text
    content.values.setdefault(sheet.design.key, {})[found.key] = values
    content.findings += [_with_answer(finding, explanation) for finding in findings]


def _read_cell(layout: Layout, found: Found, one: Field, measurement_unit: str) -> Reading:
    raw = found.block.cell(found.row, one.key)
    if found.block.shows_percent(found.row, one.key):
        reading = read_percent_cell(raw, one, measurement_unit)
        if reading is not None:
            return reading
    choices = layout.form.choices.get(one.choices, ())
    return read_value(raw, one, measurement_unit, around=layout.period.end, choices=choices)


def _with_answer(finding: Finding, explanation: str) -> Finding:
    is_open = finding.severity is Severity.QUERY and finding.place.field != EXPLANATION
    return answered(finding, explanation) if is_open and len(explanation) >= SHORTEST_ANSWER else finding


def _measurement_unit(one: Field, row: LayoutRow | None) -> str:
    return row.measurement_unit if one.unit_from and row is not None else one.measurement_unit


def _nothing_to_report(
    found: Found, values: dict[str, Value], findings: list[Finding]
) -> tuple[dict[str, Value], list[Finding]]:
    """Read a free row that only says 无 as 零报告, and say so."""
    inputs = [found.block.cell(found.row, key) for key in values]
    words = [raw_text(cell).strip(" 。.") for cell in inputs if not is_blank(cell)]
    if not words or not all(word in _NOTHING_TO_REPORT for word in words):
        return values, findings
    first = next(iter(values))
    place = found.block.place(found.row, first, found.key)
    zero = Value(state=State.ZERO, raw=words[0])
    read = {key: zero if key == first else Value(state=State.MISSING) for key in values}
    return read, [NOTHING_READ.at(place, found=words[0], expected=State.ZERO.value)]


def _not_yours(found: Found) -> Iterator[Finding]:
    """Say so where the unit filled in a row that somebody else reports."""
    inputs = [one for one in found.block.layout.fields if one.is_input and one.key != EXPLANATION]
    if any(not is_blank(found.block.cell(found.row, one.key)) for one in inputs):
        yield ROW_NOT_YOURS.at(found.place, found=found.key)


def _changed_locks(found: Found, row: LayoutRow) -> Iterator[Finding]:
    """Compare what the office had filled in with what came back; only input fields are ever taken from there."""
    units = {one.unit_from for one in found.block.layout.fields}
    for one in locked_fields(found.block.layout):
        issued, raw = row.prefilled.get(one.key), found.block.cell(found.row, one.key)
        if is_blank(raw) or one.key not in found.block.columns or _same(raw, issued, one):
            continue
        column = found.block.columns[one.key]
        place = Place(sheet=found.block.sheet.name, cell=address(found.row, column), row_key=found.key, field=one.key)
        kind = LOCKED_TEXT_CHANGED if one.prefill is Prefill.REGISTRY else LOCKED_CHANGED
        if one.key in units:
            kind = LOCKED_UNIT_CHANGED
        expected = shorten(issued.text) if issued is not None else "空"
        yield kind.at(place, label=one.label, found=shorten(raw_text(raw)), expected=expected)


def _same(raw: Raw | CellError, issued: Value | None, one: Field) -> bool:
    if issued is None:
        return False
    if plain(raw_text(raw)) == plain(issued.text):
        return True
    number = issued.number
    if number is None or not isinstance(raw, (int, float)):
        return False
    return float(number) == float(raw) and one.prefill is not Prefill.REGISTRY
