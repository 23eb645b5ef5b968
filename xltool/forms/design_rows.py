"""The rows of a design's fixed tables and matrices, and what follows from them.

`read_rows` reads the sheet 行, `expanded` puts rows and columns into the parts of a
design: fields that print a row's name, a matrix's fields for each of its columns, rules
for each of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.findings import (
    DESIGN_BLOCKED_UNKNOWN,
    DESIGN_CIRCLE,
    DESIGN_FORMULA_WRONG,
    DESIGN_MEMBERS_MISSING,
    DESIGN_NO_ROWS,
    DESIGN_ROW_UNKNOWN,
    DESIGN_ROWS_UNWANTED,
    DESIGN_SHEET_UNKNOWN,
    Finding,
)
from xltool.forms.codes import known_code
from xltool.forms.design import FixedRow, RowsFrom
from xltool.forms.design_checks import DesignRecords, near
from xltool.forms.design_table import number, required
from xltool.forms.fixed_tables import (
    BELOW,
    Matrix,
    blocked_keys,
    in_order,
    is_repeated,
    multiplied,
    multiplied_rule,
    named_codes,
    parts_of,
    printed_fields,
    subtotal_expression,
    with_row_units,
    with_rows_below,
)
from xltool.formula import FormulaError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.forms.design import Field, Rule, SheetDesign
    from xltool.forms.design_table import Record

MATRIX = "矩阵"
"""A 行来源: rows of the sheet 行 by columns of the list that 列成员 names."""
ROW_SOURCES = {one.value: one for one in RowsFrom} | {MATRIX: RowsFrom.FIXED}
_WORDS = re.compile(r"[、，,;；\s]+")
_CHOICES_FROM = "行成员"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRecord:
    """A row of the sheet 行, and what it says beside its own values."""

    record: Record
    sheet: str
    row: FixedRow

    @property
    def blocked(self) -> list[str]:
        """The fields that are not filled in, as the design names them."""
        return [one for one in _WORDS.split(self.record.text("不填")) if one]


def read_rows(
    records: Sequence[Record], findings: list[Finding]
) -> tuple[RowRecord, ...]:
    """Read the sheet 行."""
    found = []
    for record in records:
        row = FixedRow(
            code=required(record, "行号", findings),
            name=required(record, "名称", findings),
            level=int(number(record, "层级", 0, findings)),
            measurement_unit=record.text("计量单位"),
            subtotal=record.text("小计").removeprefix("="),
        )
        sheet = required(record, "所属表", findings)
        found.append(RowRecord(record=record, sheet=sheet, row=row))
    return tuple(found)


def expanded(
    parsed: DesignRecords, rows: Sequence[RowRecord], findings: list[Finding]
) -> DesignRecords:
    """Give the parts of a design with the rows and columns of its fixed tables."""
    known = {sheet.key: sheet for _, sheet in parsed.sheets}
    findings += _strays(rows, known)
    sheets = []
    fields: list[tuple[Record, str, Field]] = []
    matrices: dict[str, Matrix] = {}
    for record, sheet in parsed.sheets:
        own = [one for one in parsed.fields if one[1] == sheet.key]
        if sheet.rows_from is not RowsFrom.FIXED:
            sheets.append((record, sheet))
            fields += own
            continue
        mine = [one for one in rows if one.sheet == sheet.key]
        mine += _rows_of_members(record, sheet, parsed)
        if not mine:
            source = record.text("行来源")
            missing = DESIGN_NO_ROWS.at(
                record.place("行来源"), found=sheet.key, expected=source
            )
            findings.append(missing)
        matrix = _matrix(record, sheet, parsed, findings)
        if matrix is not None:
            matrices[sheet.key] = matrix
        printed = _with_columns(record, own, mine, matrix)
        fields += printed
        fixed = _fixed_rows(mine, [one for _, _, one in printed], matrix, findings)
        sheets.append((record, replace(sheet, fixed_rows=fixed)))
    strangers = [one for one in parsed.fields if one[1] not in known]
    return replace(
        parsed,
        sheets=tuple(sheets),
        fields=(*fields, *strangers),
        rules=tuple(_rules(parsed.rules, matrices)),
    )


def _strays(
    rows: Sequence[RowRecord], sheets: Mapping[str, SheetDesign]
) -> Iterator[Finding]:
    """Name rows of sheets that there are not, or whose rows come from elsewhere."""
    for row in rows:
        place = row.record.place("所属表")
        if row.sheet and row.sheet not in sheets:
            hint = near(row.sheet, sheets)
            yield DESIGN_SHEET_UNKNOWN.at(place, found=row.sheet, hint=hint)
        elif row.sheet and sheets[row.sheet].rows_from is not RowsFrom.FIXED:
            source = sheets[row.sheet].rows_from.value
            yield DESIGN_ROWS_UNWANTED.at(place, found=row.sheet, expected=source)


def _rows_of_members(
    record: Record, sheet: SheetDesign, parsed: DesignRecords
) -> list[RowRecord]:
    """Give a row for each member of the list that 行成员 names."""
    members = parsed.choices.get(record.text(_CHOICES_FROM), [])
    return [
        RowRecord(
            record=said,
            sheet=sheet.key,
            row=FixedRow(code=f"{place:02d}", name=text),
        )
        for place, (said, text) in enumerate(members, start=1)
    ]


def _matrix(
    record: Record, sheet: SheetDesign, parsed: DesignRecords, findings: list[Finding]
) -> Matrix | None:
    """Give the columns of a matrix; None for a fixed table."""
    if record.text("行来源") != MATRIX:
        return None
    name = record.text("列成员")
    members = tuple(text for _, text in parsed.choices.get(name, []))
    if not members:
        missing = DESIGN_MEMBERS_MISSING.at(
            record.place("列成员"),
            found=sheet.key,
            expected=name,
            hint=near(name, parsed.choices),
        )
        findings.append(missing)
        return None
    own = [(said, one) for said, key, one in parsed.fields if key == sheet.key]
    repeated = [one.key for said, one in own if is_repeated(one, said.text("逐列"))]
    return Matrix(members=members, repeated=tuple(repeated))


def _with_columns(
    record: Record,
    own: Sequence[tuple[Record, str, Field]],
    rows: Sequence[RowRecord],
    matrix: Matrix | None,
) -> list[tuple[Record, str, Field]]:
    """Give a fixed table's fields: those that print its rows, then its own."""
    said = {one.key: record for record, _, one in own}
    if matrix is None:
        columns = [(one.key, one) for _, _, one in own]
    else:
        columns = multiplied([one for _, _, one in own], matrix)
    fields = [one for _, one in columns]
    names = printed_fields(fields, [one.row for one in rows])
    sources = {one.key: said[key] for key, one in columns}
    sheet = record.text("表标识")
    return [
        (sources.get(one.key, record), sheet, one)
        for one in with_row_units((*names, *fields))
    ]


def _fixed_rows(
    rows: Sequence[RowRecord],
    fields: Sequence[Field],
    matrix: Matrix | None,
    findings: list[Finding],
) -> tuple[FixedRow, ...]:
    """Complete the rows of one table, and find what is wrong with their 小计."""
    plain = [one.row for one in rows]
    found = []
    for place, one in enumerate(rows):
        row = one.row
        if BELOW in row.subtotal:
            row = with_rows_below(plain, place)
        blocked, unknown = blocked_keys(one.blocked, fields, matrix)
        for name in unknown:
            inputs = [field.label for field in fields if field.is_input]
            wrong = DESIGN_BLOCKED_UNKNOWN.at(
                one.record.place("不填"), found=name, hint=near(name, inputs)
            )
            findings.append(wrong)
        found.append(replace(row, blocked=blocked))
    findings += _wrong_subtotals(rows, found)
    return tuple(found)


def _wrong_subtotals(
    rows: Sequence[RowRecord], fixed: Sequence[FixedRow]
) -> Iterator[Finding]:
    codes = [row.code for row in fixed]
    for one, row in zip(rows, fixed, strict=True):
        if not row.subtotal:
            continue
        place = one.record.place("小计")
        named = named_codes(row.subtotal)
        if not named:
            said = "行号要写在方括号里，如 SUM([01:10])、[01]-[03]"
            yield DESIGN_FORMULA_WRONG.at(place, found=said, column="小计")
        for code in [one for one in named if not known_code(one, codes)]:
            hint = near(code, codes)
            yield DESIGN_ROW_UNKNOWN.at(place, found=code, column="小计", hint=hint)
        try:
            parse(subtotal_expression(row.subtotal, "金额"))
        except FormulaError as error:
            said = f"{error}；只能写行号，如 SUM([01:10])、[01]-[03]"
            yield DESIGN_FORMULA_WRONG.at(place, found=said, column="小计")
    parts = {row.code: parts_of(row.subtotal, codes) for row in fixed if row.subtotal}
    circle = in_order(parts)[1]
    for one, row in zip(rows, fixed, strict=True):
        if row.code in circle:
            place = one.record.place("小计")
            yield DESIGN_CIRCLE.at(place, found=f"行 {row.code} 的小计包括它自己")


def _rules(
    rules: Sequence[tuple[Record, Rule]], matrices: Mapping[str, Matrix]
) -> Iterator[tuple[Record, Rule]]:
    for record, rule in rules:
        matrix = matrices.get(rule.sheet)
        if matrix is None:
            yield record, rule
        else:
            for one in multiplied_rule(rule, matrix):
                yield record, one
