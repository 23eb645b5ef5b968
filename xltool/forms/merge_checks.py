"""What a design's fields lose in the roll-up: no merging, no weight, nothing to tell
rows apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.findings import (
    DESIGN_KEYLESS,
    DESIGN_MERGE_IMPOSSIBLE,
    DESIGN_NOT_MERGED,
    DESIGN_WEIGHT_MISSING,
    DESIGN_WEIGHT_UNKNOWN,
    Finding,
)
from xltool.forms.design import NUMERIC, Merge, RowsFrom
from xltool.forms.design_checks import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import Field, SheetDesign
    from xltool.forms.design_checks import DesignRecords
    from xltool.forms.design_table import Record

_OF_NUMBERS = frozenset({Merge.SUM, Merge.WEIGHTED, Merge.MAXIMUM, Merge.MINIMUM})


def check_merging(parsed: DesignRecords) -> Iterator[Finding]:
    """Yield what is wrong with 汇总 and 权重, and what would be lost."""
    sheets = {sheet.key: sheet for _, sheet in parsed.sheets}
    for record, key, field in parsed.fields:
        if key not in sheets:
            continue
        if field.merge in _OF_NUMBERS and not _is_number(field):
            yield DESIGN_MERGE_IMPOSSIBLE.at(
                record.place("汇总"), found=field.key, expected=field.merge.value
            )
        if field.merge is Merge.WEIGHTED:
            yield from _weight(record, field, parsed.fields_of(key))
        if _is_lost(field, sheets[key]):
            yield DESIGN_NOT_MERGED.at(
                record.place("汇总"), found=field.key, sheet=sheets[key].title
            )
    for record, sheet in parsed.sheets:
        fields = parsed.fields_of(sheet.key)
        if sheet.rows_from is RowsFrom.FREE and not any(map(_names_a_row, fields)):
            yield DESIGN_KEYLESS.at(record.place("表标识"), found=sheet.title)


def _is_number(field: Field) -> bool:
    return field.type in NUMERIC


def _is_lost(field: Field, sheet: SheetDesign) -> bool:
    """Say whether a number of a fixed table goes into no total."""
    fixed = sheet.rows_from is RowsFrom.FIXED
    unsaid = field.merge is Merge.UNSAID and field.is_input
    return fixed and unsaid and _is_number(field)


def _weight(
    record: Record, field: Field, fields: tuple[Field, ...]
) -> Iterator[Finding]:
    if not field.weight:
        yield DESIGN_WEIGHT_MISSING.at(record.place("汇总"), found=field.key)
        return
    numbers = [one.key for one in fields if _is_number(one) and one.key != field.key]
    if field.weight not in numbers:
        yield DESIGN_WEIGHT_UNKNOWN.at(
            record.place("权重"),
            found=field.key,
            expected=f"{field.weight}{near(field.weight, numbers)}",
        )


def _names_a_row(field: Field) -> bool:
    """Say whether a field tells a row of a list from others."""
    return field.required and field.is_input and not _is_number(field)
