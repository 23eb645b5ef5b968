"""The 小计 of fixed tables: compared with the rows that they are made of.

The sheet computes them. Where somebody wrote a number over the formula it must be what
the formula gives, within the rounding of its own last decimal; where somebody deleted
it, what it gives is taken. A 小计 of which no row was filled in is not reported.
"""

from __future__ import annotations

from dataclasses import dataclass
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
"""What a sum in binary may be beside the exact one."""


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
        for row, field in evaluation.subtotals(sheet):
            computed = evaluation.content(sheet, row, field)
            if isinstance(computed, float) and row.key in rows:
                cell = _Subtotal(sheet, row, field, exact(computed), rows)
                yield from _settle(cell, content)


@dataclass(frozen=True, slots=True)
class _Subtotal:
    """The 小计 of a row in a field: what its formula gives, and what `rows` report."""

    sheet: LayoutSheet
    row: LayoutRow
    field: Field
    computed: Decimal
    rows: Rows

    @property
    def given(self) -> Value:
        """What came back in its own cell."""
        return self.rows[self.row.key].get(self.field.key, MISSING)

    @property
    def key(self) -> tuple[str, str, str]:
        """Its sheet, row and field."""
        return self.sheet.design.key, self.row.key, self.field.key


def _settle(subtotal: _Subtotal, content: Content) -> Iterator[Finding]:
    """Put the value of a 小计 into its row, unless a cell of it was not read."""
    leaves = _leaves(subtotal.sheet, subtotal.row)
    codes = [subtotal.row.key, *leaves]
    if not _is_readable(content, subtotal, codes):
        return
    settled = _settled(subtotal, told=_is_told(subtotal, leaves))
    subtotal.rows[subtotal.row.key][subtotal.field.key] = settled or subtotal.given
    if settled is None:
        yield _wrong(content, subtotal)


def _is_readable(content: Content, subtotal: _Subtotal, codes: list[str]) -> bool:
    """Say whether a 小计 and all that it is made of were found and read.

    Where a cell was not read, that is said; a wrong sum would say it again.
    """
    sheet, field = subtotal.sheet, subtotal.field
    for code in codes:
        if code not in subtotal.rows and sheet.row(code).takes(field):
            return False
        if (sheet.design.key, code, field.key) in content.faulty:
            return False
    return True


def _settled(subtotal: _Subtotal, *, told: bool) -> Value | None:
    """Give the value of a 小计; None where what is given does not agree.

    `told` says that something was reported in the rows that it is made of.

    A 小计 of nothing is no figure of the unit's: it may be the 0 of the sheet's
    formula.
    """
    given = subtotal.given
    number = given.number
    if not told and not number:
        return MISSING
    if number is None:
        return reported(subtotal.computed)
    difference = abs(number - subtotal.computed)
    return given if difference <= _tolerance(number) else None


def _wrong(content: Content, subtotal: _Subtotal) -> Finding:
    """Say what a 小计 holds, and what its formula gives."""
    sheet, row, field = subtotal.sheet, subtotal.row, subtotal.field
    page, cell = content.cells.get(subtotal.key, (sheet.name, ""))
    return SUBTOTAL_WRONG.at(
        Place(sheet=page, cell=cell, row_key=row.key, field=field.key),
        found=subtotal.given.raw or subtotal.given.text,
        expected=f"{subtotal.computed.normalize():f}",
        name=row_name(sheet, row.key),
        label=field.title,
        formula=row.subtotal,
    )


def _is_told(subtotal: _Subtotal, leaves: list[str]) -> bool:
    """Say whether anything was reported in the rows of which a 小计 is made."""
    for code in leaves:
        value = subtotal.rows.get(code, {}).get(subtotal.field.key, MISSING)
        if value.state is not State.MISSING:
            return True
    return False


def _leaves(sheet: LayoutSheet, row: LayoutRow) -> list[str]:
    """Give the rows of which a 小计 is made in the end, none of them one itself.

    合计 = [01]+[05], where 01 is itself SUM([02:04]), is made of 02 to 05.
    """
    printed = [issued.key for issued in sheet.rows]
    subtotals = {issued.key: issued.subtotal for issued in sheet.rows}
    waiting = [row.key]
    leaves: list[str] = []
    seen: set[str] = set()
    while waiting:
        code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        if subtotals[code]:
            waiting += parts_of(subtotals[code], printed)
        else:
            leaves.append(code)
    return leaves


def _tolerance(number: Decimal) -> Decimal:
    """Give half of the last decimal that was written.

    Whoever adds up figures that are rounded to 0.1 may be 0.05 beside their sum.

    >>> _tolerance(Decimal("12.3"))
    Decimal('0.050001')
    """
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return Decimal(5).scaleb(-places - 1) + _DUST
