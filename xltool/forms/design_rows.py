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

    from xltool.findings import Place
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
        if sheet.rows_from is RowsFrom.FIXED:
            table = _fixed_table(record, sheet, parsed, rows, findings)
            sheets.append((record, table.sheet))
            fields += table.fields
            if table.matrix is not None:
                matrices[sheet.key] = table.matrix
        else:
            sheets.append((record, sheet))
            fields += _own_fields(parsed, sheet.key)
    fields += [one for one in parsed.fields if one[1] not in known]
    return replace(
        parsed,
        sheets=tuple(sheets),
        fields=tuple(fields),
        rules=tuple(_rules(parsed.rules, matrices)),
    )


def _own_fields(parsed: DesignRecords, sheet: str) -> list[tuple[Record, str, Field]]:
    """Give the fields of a sheet with their records."""
    return [one for one in parsed.fields if one[1] == sheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FixedTable:
    """A fixed table with its rows, its fields column by column, and the columns.

    `matrix` is None for a table whose fields stand once.
    """

    sheet: SheetDesign
    fields: list[tuple[Record, str, Field]]
    matrix: Matrix | None


def _fixed_table(
    record: Record,
    sheet: SheetDesign,
    parsed: DesignRecords,
    rows: Sequence[RowRecord],
    findings: list[Finding],
) -> _FixedTable:
    """Put the rows of the sheet 行 and the members of lists into a table's design."""
    mine = [row for row in rows if row.sheet == sheet.key]
    mine += _rows_of_members(record, sheet, parsed)
    if not mine:
        place = record.place("行来源")
        source = record.text("行来源")
        findings.append(DESIGN_NO_ROWS.at(place, found=sheet.key, expected=source))
    matrix = _matrix(record, sheet, parsed, findings)
    fields = _with_columns(record, _own_fields(parsed, sheet.key), mine, matrix)
    designs = [field for _, _, field in fields]
    fixed = _fixed_rows(mine, designs, matrix, findings)
    return _FixedTable(
        sheet=replace(sheet, fixed_rows=fixed), fields=fields, matrix=matrix
    )


def _strays(
    rows: Sequence[RowRecord], sheets: Mapping[str, SheetDesign]
) -> Iterator[Finding]:
    """Name rows of sheets that there are not, or whose rows come from elsewhere."""
    for row in rows:
        if not row.sheet:
            continue
        place = row.record.place("所属表")
        sheet = sheets.get(row.sheet)
        if sheet is None:
            hint = near(row.sheet, sheets)
            yield DESIGN_SHEET_UNKNOWN.at(place, found=row.sheet, hint=hint)
        elif sheet.rows_from is not RowsFrom.FIXED:
            source = sheet.rows_from.value
            yield DESIGN_ROWS_UNWANTED.at(place, found=row.sheet, expected=source)


def _rows_of_members(
    record: Record, sheet: SheetDesign, parsed: DesignRecords
) -> list[RowRecord]:
    """Give a row for each member of the list that 行成员 names.

    A table of all counties need not be typed row by row: its list says who they are.
    """
    members = parsed.choices.get(record.text(_CHOICES_FROM), [])
    rows = []
    for place, (said, name) in enumerate(members, start=1):
        row = FixedRow(code=f"{place:02d}", name=name)
        rows.append(RowRecord(record=said, sheet=sheet.key, row=row))
    return rows


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
    repeated = []
    for said, _, field in _own_fields(parsed, sheet.key):
        if is_repeated(field, said.text("逐列")):
            repeated.append(field.key)
    return Matrix(members=members, repeated=tuple(repeated))


def _with_columns(
    record: Record,
    own: Sequence[tuple[Record, str, Field]],
    rows: Sequence[RowRecord],
    matrix: Matrix | None,
) -> list[tuple[Record, str, Field]]:
    """Give a fixed table's fields: those that print its rows, then its own.

    A field that the table adds itself (行号, 名称) has the record of the table.

    In a matrix each repeated field stands once for each of its columns.
    """
    said = {field.key: record for record, _, field in own}
    designs = [field for _, _, field in own]
    if matrix is None:
        columns = [(field.key, field) for field in designs]
    else:
        columns = multiplied(designs, matrix)
    sources = {field.key: said[key] for key, field in columns}
    fields = [field for _, field in columns]
    names = printed_fields(fields, [one.row for one in rows])
    sheet = record.text("表标识")
    found = []
    for field in with_row_units((*names, *fields)):
        found.append((sources.get(field.key, record), sheet, field))
    return found


def _fixed_rows(
    rows: Sequence[RowRecord],
    fields: Sequence[Field],
    matrix: Matrix | None,
    findings: list[Finding],
) -> tuple[FixedRow, ...]:
    """Complete the rows of one table, and find what is wrong with their 小计."""
    plain = [one.row for one in rows]
    inputs = [field.label for field in fields if field.is_input]
    found = []
    for place, said in enumerate(rows):
        row = said.row
        if BELOW in row.subtotal:
            row = with_rows_below(plain, place)
        blocked, unknown = blocked_keys(said.blocked, fields, matrix)
        found.append(replace(row, blocked=blocked))
        for name in unknown:
            at = said.record.place("不填")
            hint = near(name, inputs)
            findings.append(DESIGN_BLOCKED_UNKNOWN.at(at, found=name, hint=hint))
    findings += _wrong_subtotals(rows, found)
    return tuple(found)


def _wrong_subtotals(
    rows: Sequence[RowRecord], fixed: Sequence[FixedRow]
) -> Iterator[Finding]:
    """Find 小计 that cannot be computed: their codes, their formulas, circles."""
    codes = [row.code for row in fixed]
    parts = {}
    for said, row in zip(rows, fixed, strict=True):
        if row.subtotal:
            parts[row.code] = parts_of(row.subtotal, codes)
            place = said.record.place("小计")
            yield from _wrong_subtotal(row.subtotal, codes, place)
    _, circle = in_order(parts)
    for said, row in zip(rows, fixed, strict=True):
        if row.code in circle:
            place = said.record.place("小计")
            yield DESIGN_CIRCLE.at(place, found=f"行 {row.code} 的小计包括它自己")


def _wrong_subtotal(
    subtotal: str, codes: Sequence[str], place: Place
) -> Iterator[Finding]:
    """Find what is wrong with one 小计 alone; `codes` are those of all rows."""
    named = named_codes(subtotal)
    if not named:
        said = "行号要写在方括号里，如 SUM([01:10])、[01]-[03]"
        yield DESIGN_FORMULA_WRONG.at(place, found=said, column="小计")
    for code in named:
        if not known_code(code, codes):
            hint = near(code, codes)
            yield DESIGN_ROW_UNKNOWN.at(place, found=code, column="小计", hint=hint)
    try:
        parse(subtotal_expression(subtotal, "金额"))
    except FormulaError as error:
        said = f"{error}；只能写行号，如 SUM([01:10])、[01]-[03]"
        yield DESIGN_FORMULA_WRONG.at(place, found=said, column="小计")


def _rules(
    rules: Sequence[tuple[Record, Rule]], matrices: Mapping[str, Matrix]
) -> Iterator[tuple[Record, Rule]]:
    """Give the rules, those of a matrix for each of its columns."""
    for record, rule in rules:
        matrix = matrices.get(rule.sheet)
        if matrix is None:
            yield record, rule
            continue
        for in_column in multiplied_rule(rule, matrix):
            yield record, in_column
