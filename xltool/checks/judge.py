"""Judging one returned workbook.

Whose it is, what it says, and what is wrong with it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.checks.beside import beside_the_form
from xltool.checks.identify import guess_unit, identify, is_anothers_link
from xltool.checks.locate import locate
from xltool.checks.reading import Content, read_content
from xltool.checks.rows import row_name
from xltool.checks.rules import rule_findings
from xltool.checks.subtotals import settle_subtotals
from xltool.checks.verdict import verdict_of
from xltool.findings import (
    CARRIED_ROW_GONE,
    FOREIGN_WORKBOOK,
    MORE_OF_THE_SAME,
    UNIT_UNKNOWN,
    VALUES_NOT_CARRIED,
    Finding,
    Place,
)
from xltool.forms.building import grown
from xltool.forms.design import RowsFrom
from xltool.model.submission import Judgement, Verdict
from xltool.model.value import State, Value, Values
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.checks.identify import Context, Sent
    from xltool.checks.locate import LocatedSheet
    from xltool.forms.layout import Layout, LayoutSheet
    from xltool.model.grid import Workbook

    _Lacking = Callable[[LayoutSheet, Place], bool]

_NOBODY = {FOREIGN_WORKBOOK.code, UNIT_UNKNOWN.code}
_MOST_OF_A_KIND = 200
"""Findings of one code in one sheet; there are hardly so many rows that a person typed.
"""
_ADDRESS = re.compile(r"([A-Z]*)(\d*)")


def judge(
    workbook: Workbook | None,
    sent: Sent,
    context: Context,
    file_findings: tuple[Finding, ...] = (),
) -> Judgement:
    """Judge a workbook (None: it could not be read).

    `file_findings` are what reading it said.

    A workbook of a period that has closed, or of an older issue, is judged like any
    other; what it says is carried over to the form that is valid now.
    """
    if workbook is None:
        return Judgement(
            verdict=Verdict.UNREADABLE,
            unit=guess_unit(sent, context),
            findings=file_findings,
        )
    identity = identify(workbook, sent, context)
    if identity.filled is None or identity.valid is None:
        findings = (*identity.findings, *file_findings)
        nobody = any(one.code in _NOBODY for one in identity.findings)
        if is_anothers_link(sent, identity.unit) and identity.unit:
            verdict = Verdict.HELD
        elif nobody or not identity.unit:
            verdict = Verdict.UNIDENTIFIED
        else:
            verdict = Verdict.RETURNED
        return Judgement(
            verdict=verdict,
            unit=identity.unit,
            period=identity.period,
            findings=findings,
        )
    filled, valid = identity.filled, identity.valid
    located = locate(workbook, filled.layout)
    content = read_content(filled.layout, located)
    layout, values = valid.layout, content.values
    left: list[Finding] = []
    if filled.serial != valid.serial:
        values, left = carried_over(values, layout)
    found = [
        *content.findings,
        *beside_the_form(workbook, located),
        *left,
        *_gone_rows(layout, values),
        *settle_subtotals(layout, values, content),
        *_broken_rules(grown(layout, values), values, located, content),
    ]
    findings = (
        *identity.findings,
        *file_findings,
        *_abridged(_in_reading_order(found, workbook)),
    )
    return Judgement(
        verdict=verdict_of(findings),
        unit=identity.unit,
        period=identity.period,
        form=layout.form.key,
        form_version=layout.form.version,
        values=values,
        cells=content.cells,
        findings=findings,
    )


def _gone_rows(layout: Layout, values: Values) -> Iterator[Finding]:
    """Ask about every row that came back to the unit without a report.

    An open problem does not vanish because nobody typed it again.
    """
    for sheet in layout.sheets:
        if sheet.design.rows_from is not RowsFrom.FREE:
            continue
        rows = values.get(sheet.design.key, {})
        for row in sheet.rows:
            told = rows.get(row.key, {}).values()
            if row.carried and all(one.state is State.MISSING for one in told):
                first = next(iter(row.carried.values())).text
                place = Place(sheet=sheet.name, row_key=row.key)
                yield CARRIED_ROW_GONE.at(place, found=shorten(first, 40), key=row.key)


def carried_over(values: Values, layout: Layout) -> tuple[Values, list[Finding]]:
    """Take what has a place in the layout.

    Report what was filled in and has none (an older form).
    """
    kept: Values = {}
    left: list[Finding] = []
    sheets = {sheet.design.key: sheet for sheet in layout.sheets}
    for key, rows in values.items():
        sheet = sheets.get(key)
        for row, fields in rows.items():
            inputs = _inputs_of(sheet, row)
            if inputs is not None:
                taken = {
                    name: value for name, value in fields.items() if name in inputs
                }
                kept.setdefault(key, {})[row] = taken
            left += _without_place(key, row, fields, inputs or set())
    return kept, left


def _inputs_of(sheet: LayoutSheet | None, row: str) -> set[str] | None:
    """Give the fields that a unit fills in; None where there is no such row."""
    if sheet is None:
        return None
    grows = sheet.design.rows_from is RowsFrom.FREE
    if not grows and row not in {one.key for one in sheet.rows}:
        return None
    return {one.key for one in sheet.fields if one.is_input}


def _without_place(
    sheet: str, row: str, fields: Mapping[str, Value], inputs: set[str]
) -> Iterator[Finding]:
    """Name what was filled in where the layout has no cell."""
    for field, value in fields.items():
        if value.state is not State.MISSING and field not in inputs:
            place = Place(sheet=sheet, row_key=row, field=field)
            yield VALUES_NOT_CARRIED.at(place, found=f"{sheet} {row} {field}")


def _broken_rules(
    layout: Layout, values: Values, located: tuple[LocatedSheet, ...], content: Content
) -> Iterator[Finding]:
    """Judge by the form's rules.

    A row or column that the file does not have is named.
    """
    lacking = _lacking(located)
    place_of = _whereabouts(layout, located, content, lacking)
    for finding in rule_findings(layout, values, place_of):
        place = finding.place
        sheet = _sheet_at(layout, place)
        if sheet is None or place.cell or not lacking(sheet, place):
            yield finding
            continue
        name = _called(sheet, place.row_key, values)
        yield replace(
            finding,
            message=f"{name}：{finding.message}（{_NOT_IN_FILE}）",
        )


def _sheet_at(layout: Layout, place: Place) -> LayoutSheet | None:
    """Give the sheet at a place: of several in one worksheet, that of the field."""
    named = [sheet for sheet in layout.sheets if sheet.name == place.sheet]
    having = [one for one in named if not place.field or place.field in one.columns]
    return next(iter((*having, *named)), None)


_NOT_IN_FILE = "报来的文件里没有这一项，是后来新增的，请在退回的新表里填"


def _called(sheet: LayoutSheet, row: str, values: Values) -> str:
    """Give what a person calls a row.

    Its printed name, or in a free sheet what was entered first.
    """
    if sheet.design.rows_from is not RowsFrom.FREE:
        return row_name(sheet, row)
    entered = values.get(sheet.design.key, {}).get(row, {})
    texts = (value.text for value in entered.values() if value.text)
    return shorten(next(texts, sheet.name), 40)


def _lacking(located: tuple[LocatedSheet, ...]) -> _Lacking:
    """Say whether the form that was filled in lacks a place's row or column."""
    filled = {one.layout.design.key: one.layout for one in located}
    known = {key: {row.key for row in sheet.rows} for key, sheet in filled.items()}

    def lacks(sheet: LayoutSheet, place: Place) -> bool:
        key = sheet.design.key
        if key not in filled:
            return True
        if place.field and place.field not in filled[key].columns:
            return True
        keyed = sheet.design.rows_from is not RowsFrom.FREE
        return keyed and place.row_key not in known[key]

    return lacks


def _whereabouts(
    layout: Layout,
    located: tuple[LocatedSheet, ...],
    content: Content,
    lacking: _Lacking,
) -> Callable[[str, str, str], Place | None]:
    """Give the place of a cell of the layout.

    None where it could not be found or read: that is said already. A row or column that
    the form did not have that was filled in has no cell.

    A row that a form has gained since it was issued stands in no file.
    """
    sheets = {one.layout.design.key: one for one in located}
    rows = {
        (sheet, one.key): one for sheet, found in sheets.items() for one in found.rows
    }
    by_key = {sheet.design.key: sheet for sheet in layout.sheets}

    def place_of(sheet: str, row: str, field: str) -> Place | None:
        found = sheets.get(sheet)
        if (sheet, row, field) in content.faulty or (
            found is not None and found.is_unread(row, field)
        ):
            return None
        nowhere = Place(sheet=by_key[sheet].name, row_key=row, field=field)
        if found is None or lacking(by_key[sheet], nowhere):
            return nowhere
        there = rows.get((sheet, row))
        if there is None:
            return found.place(row, field)
        return there.block.place(there.row, field, row)

    return place_of


def _abridged(findings: list[Finding]) -> Iterator[Finding]:
    """Leave out what a sheet has too often of.

    Nobody reads the same sentence a thousand times.

    A sheet in which a whole column was pasted wrongly has thousands of the same.
    """
    times = Counter((one.place.sheet, one.code) for one in findings)
    said: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        kind = (finding.place.sheet, finding.code)
        said[kind] += 1
        if said[kind] <= _MOST_OF_A_KIND:
            yield finding
    for (sheet, code), number in times.items():
        if number > _MOST_OF_A_KIND:
            yield MORE_OF_THE_SAME.at(
                Place(sheet=sheet),
                found=number - _MOST_OF_A_KIND,
                sheet=sheet,
                code=code,
            )


def _in_reading_order(findings: list[Finding], workbook: Workbook) -> list[Finding]:
    """Sort findings as a person reads: sheet by sheet, row by row, column by column."""
    order = {sheet.name: number for number, sheet in enumerate(workbook.sheets)}

    def position(finding: Finding) -> tuple[int, int, int, str]:
        match = _ADDRESS.match(finding.place.cell)
        letters, digits = match.groups() if match else ("", "")
        sheet = order.get(finding.place.sheet, len(order))
        return sheet, int(digits or 0), len(letters), letters

    return sorted(findings, key=position)
