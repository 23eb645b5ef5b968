"""The 小计 of fixed tables: compared with the rows that they are made of.

The sheet computes them. Where somebody wrote a number over the formula it must be what
the formula gives, within the rounding of its own last decimal; where somebody deleted
it, what it gives is taken. A 小计 of which no row was filled in is not reported.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.checks.numbers import exact
from xltool.checks.rows import row_name
from xltool.findings import SUBTOTAL_WRONG, Finding, Place
from xltool.forms.evaluation import Evaluation
from xltool.forms.fixed_tables import parts_of
from xltool.model.value import MISSING, State, reported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.checks.reading import Content
    from xltool.forms.design import Field
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.model.value import Rows, Value, Values

_DUST = Decimal("0.000001")


def settle_subtotals(
    layout: Layout, values: Values, content: Content
) -> Iterator[Finding]:
    """Complete the 小计 in `values`; give a finding for each that does not agree."""
    fixed = [sheet for sheet in layout.sheets if sheet.design.fixed_rows]
    if not fixed:
        return
    evaluation = Evaluation(layout, values)
    for sheet in fixed:
        rows = values.get(sheet.design.key)
        if not rows:
            continue
        for row, subtotal in evaluation.subtotals(sheet):
            computed = evaluation.content(sheet, row, subtotal)
            if not isinstance(computed, float) or row.key not in rows:
                continue
            leaves = _leaves(sheet, row)
            if _is_readable(content, sheet, [row.key, *leaves], subtotal, rows):
                told = _is_told(rows, leaves, subtotal)
                given = rows[row.key].get(subtotal.key, MISSING)
                settled = _settled(given, exact(computed), told=told)
                rows[row.key][subtotal.key] = settled or given
                if settled is None:
                    yield _wrong(content, sheet, row, subtotal, given, exact(computed))


def _is_readable(
    content: Content, sheet: LayoutSheet, codes: list[str], field: Field, rows: Rows
) -> bool:
    """Say whether a 小计 and all that it is made of were found and read."""
    if any(code not in rows and sheet.row(code).takes(field) for code in codes):
        return False
    cells = [(sheet.design.key, code, field.key) for code in codes]
    return content.faulty.isdisjoint(cells)


def _settled(given: Value, computed: Decimal, *, told: bool) -> Value | None:
    """Give the value of a 小计; None where what is given does not agree.

    `told` says that something was reported in the rows that it is made of.
    """
    number = given.number
    if not told and not number:
        return MISSING
    if number is None:
        return reported(computed)
    return given if abs(number - computed) <= _tolerance(number) else None


def _wrong(  # noqa: PLR0913, PLR0917 - a cell, what it holds and what it should
    content: Content,
    sheet: LayoutSheet,
    row: LayoutRow,
    field: Field,
    given: Value,
    computed: Decimal,
) -> Finding:
    key = (sheet.design.key, row.key, field.key)
    page, cell = content.cells.get(key, (sheet.name, ""))
    return SUBTOTAL_WRONG.at(
        Place(sheet=page, cell=cell, row_key=row.key, field=field.key),
        found=given.raw or given.text,
        expected=f"{computed.normalize():f}",
        name=row_name(sheet, row.key),
        label=field.title,
        formula=row.subtotal,
    )


def _is_told(rows: Rows, leaves: list[str], field: Field) -> bool:
    """Say whether anything was reported in the rows of which a 小计 is made."""
    values: list[Value] = [
        rows.get(code, {}).get(field.key, MISSING) for code in leaves
    ]
    return any(value.state is not State.MISSING for value in values)


def _leaves(sheet: LayoutSheet, row: LayoutRow) -> list[str]:
    """Give the rows of which a 小计 is made in the end, none of them one itself."""
    printed = [one.key for one in sheet.rows]
    subtotals = {one.key: one.subtotal for one in sheet.rows}
    waiting = [row.key]
    leaves: dict[str, None] = {}
    seen: set[str] = set()
    while waiting:
        code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        if subtotals[code]:
            waiting += parts_of(subtotals[code], printed)
        else:
            leaves[code] = None
    return list(leaves)


def _tolerance(number: Decimal) -> Decimal:
    """Give half of the last decimal that was written."""
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return Decimal(5).scaleb(-places - 1) + _DUST
