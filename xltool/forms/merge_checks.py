"""What a design would lose: numbers that no total takes, rows without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.findings import DESIGN_KEYLESS, DESIGN_NOT_MERGED, Finding
from xltool.forms.design import NUMERIC, Merge, RowsFrom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import Field, SheetDesign
    from xltool.forms.design_checks import DesignRecords


def losses(parsed: DesignRecords) -> Iterator[Finding]:
    """Yield what a design without errors would lose in the roll-up.

    A matrix's field is named once, though it stands in every column.
    """
    named: set[str] = set()
    for record, key, field in parsed.fields:
        sheet = next(sheet for _, sheet in parsed.sheets if sheet.key == key)
        place = record.place("汇总")
        if _is_lost(field, sheet) and place.cell not in named:
            named.add(place.cell)
            yield DESIGN_NOT_MERGED.at(place, found=field.key, sheet=sheet.title)
    for record, sheet in parsed.sheets:
        fields = parsed.fields_of(sheet.key)
        if sheet.rows_from is RowsFrom.FREE and not any(map(_names_a_row, fields)):
            yield DESIGN_KEYLESS.at(record.place("表标识"), found=sheet.title)


def _is_lost(field: Field, sheet: SheetDesign) -> bool:
    """Say whether a number of a fixed table goes into no total."""
    fixed = sheet.rows_from is RowsFrom.FIXED
    unsaid = field.merge is Merge.UNSAID and field.is_input
    return fixed and unsaid and field.type in NUMERIC


def _names_a_row(field: Field) -> bool:
    """Say whether a field tells a row of a list from others."""
    return field.required and field.is_input and field.type not in NUMERIC
