"""The values of one located workbook, each with its place, and what is wrong with each cell alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.headers import inputs_of, is_blank, plain
from xltool.checks.rows import is_entered
from xltool.checks.rules import answered
from xltool.checks.values import raw_text, read_percent_cell, read_value
from xltool.findings import (
    LOCKED_CHANGED,
    LOCKED_TEXT_CHANGED,
    LOCKED_UNIT_CHANGED,
    NOTHING_READ,
    ROW_NOT_YOURS,
    Finding,
    Severity,
)
from xltool.forms.design import EXPLANATION, Field, Prefill, RowsFrom
from xltool.forms.row_checks import SHORTEST_ANSWER
from xltool.model.grid import address
from xltool.model.value import MISSING, State, Value, Values
from xltool.text import shorten

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from xltool.checks.locate import LocatedSheet
    from xltool.checks.rows import Found
    from xltool.checks.values import Reading
    from xltool.findings import Kind
    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import Layout, LayoutRow
    from xltool.model.grid import CellError, Raw
    from xltool.model.period import Period

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
        rows = {row.key: row for row in sheet.layout.rows}
        for found in sheet.rows:
            row = rows.get(found.key)
            if row is not None and not row.reports:
                content.findings += _not_yours(found)
                continue
            _read_row(layout, found, row, content)
    return content


def _read_row(layout: Layout, found: Found, row: LayoutRow | None, content: Content) -> None:
    block = found.block
    design = block.layout.design
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for one, raw in zip(inputs_of(design), block.entries(found.row), strict=True):
        if one.key not in block.columns:
            continue
        key = (design.key, found.key, one.key)
        content.cells[key] = (block.sheet.name, address(found.row, block.columns[one.key]))
        values[one.key] = MISSING
        if raw is not None:
            values[one.key], said = _read_cell(layout, found, one, raw, _measurement_unit(one, row))
            if said:
                findings += _placed(said, found, one)
                if any(finding.severity is Severity.ERROR for finding in said):
                    content.faulty.add(key)
    if design.rows_from is RowsFrom.FREE:
        values, findings = _nothing_to_report(found, values, findings)
    if row is not None:
        findings += _changed_locks(found, row)
    explanation = values.get(EXPLANATION, MISSING).text
    content.values.setdefault(design.key, {})[found.key] = values
    content.findings += [_with_answer(finding, explanation) for finding in findings]


def _placed(said: Iterable[Finding], found: Found, one: Field) -> list[Finding]:
    place = found.block.place(found.row, one.key, found.key)
    return [finding.moved(place) for finding in said]


def _read_cell(layout: Layout, found: Found, one: Field, raw: Raw | CellError, measurement_unit: str) -> Reading:
    if found.block.shows_percent(found.row, one.key):
        reading = read_percent_cell(raw, one, measurement_unit)
        if reading is not None:
            return reading
    choices = layout.form.choices.get(one.choices, ())
    return read_value(raw, one, measurement_unit, around=_end(layout.period), choices=choices)


@lru_cache(maxsize=16)
def _end(period: Period) -> dt.date:
    return period.end


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
    keys = [one.key for one in inputs_of(found.block.layout.design)]
    cells = zip(keys, found.block.entries(found.row), strict=True)
    if is_entered(cell for key, cell in cells if key != EXPLANATION):
        yield ROW_NOT_YOURS.at(found.place, found=found.key)


def _changed_locks(found: Found, row: LayoutRow) -> Iterator[Finding]:
    """Compare what the office had filled in with what came back; only input fields are ever taken from there."""
    locked = _locked(found.block.layout.design)
    for one, raw in zip(locked, found.block.cells(found.row, locked), strict=True):
        issued = row.prefilled.get(one.key)
        if raw is None or (issued is not None and raw == issued.content) or is_blank(raw) or _same(raw, issued, one):
            continue
        expected = shorten(issued.text) if issued is not None else "空"
        place = found.block.place(found.row, one.key, found.key)
        kind = _kind_of_change(one, found.block.layout.design)
        yield kind.at(place, label=one.label, found=shorten(raw_text(raw)), expected=expected)


@lru_cache(maxsize=64)
def _locked(design: SheetDesign) -> tuple[Field, ...]:
    """Give the fields that the office filled in."""
    return tuple(one for one in design.fields if not one.is_input and not one.formula)


def _kind_of_change(one: Field, design: SheetDesign) -> Kind:
    if one.key in {other.unit_from for other in design.fields}:
        return LOCKED_UNIT_CHANGED
    return LOCKED_TEXT_CHANGED if one.prefill is Prefill.REGISTRY else LOCKED_CHANGED


def _same(raw: Raw | CellError, issued: Value | None, one: Field) -> bool:
    if issued is None:
        return False
    number = issued.number
    if number is not None and isinstance(raw, (int, float)) and one.prefill is not Prefill.REGISTRY:
        return float(number) == float(raw) or plain(raw_text(raw)) == plain(issued.text)
    return plain(raw_text(raw)) == plain(issued.text)
