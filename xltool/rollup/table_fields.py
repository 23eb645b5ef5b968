"""Which fields of a form's sheets are merged, and how (汇总)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.forms.design import NUMERIC, Merge, Prefill, RowsFrom
from xltool.rollup.answers import CUMULATIVE
from xltool.rollup.merging import FIGURES

if TYPE_CHECKING:
    from xltool.forms.design import Field, FormDesign, SheetDesign

EARLIER = frozenset({Prefill.LAST_PERIOD, Prefill.LAST_YEAR, Prefill.WITHIN})
"""Fields that show a value of another period."""


def table_keys(form: FormDesign) -> frozenset[str]:
    """Give the keys of the sheets whose rows are the design's own."""
    return frozenset(
        sheet.key for sheet in form.sheets if sheet.rows_from is RowsFrom.FIXED
    )


def has_tables(form: FormDesign) -> bool:
    """Say whether a form has a sheet that is merged field by field."""
    return any(shown_fields(one) or listed_fields(one) for one in form.sheets)


def merge_of(field: Field, sheet: SheetDesign) -> Merge:
    """Give how a field is merged.

    A value of an earlier period is merged as the field that it is the value of.
    """
    if field.merge is not Merge.UNSAID or field.prefill not in EARLIER:
        return field.merge
    sources = (one.merge for one in sheet.fields if one.key == field.source)
    return next(sources, Merge.UNSAID)


def shown_fields(sheet: SheetDesign) -> tuple[Field, ...]:
    """Give the fields that have a place in the total or beside those of other units."""
    if sheet.rows_from is RowsFrom.FREE:
        return ()
    return tuple(one for one in sheet.fields if _is_shown(one, sheet))


def _is_shown(field: Field, sheet: SheetDesign) -> bool:
    """Say whether a field has a place in the total.

    Figures of indicators are in 指标汇总 already; all else is shown if it can be
    merged.
    """
    merge = merge_of(field, sheet)
    if merge in {Merge.NONE, Merge.LIST}:
        return False
    if merge is Merge.SIDE_BY_SIDE:
        return True
    if field.prefill not in {Prefill.NONE, *EARLIER} or field.type not in NUMERIC:
        return False
    if sheet.rows_from is RowsFrom.FIXED:
        return True
    if sheet.rows_from is RowsFrom.INDICATORS and field.key == CUMULATIVE:
        return False
    return merge in FIGURES


def listed_fields(sheet: SheetDesign) -> tuple[Field, ...]:
    """Give the fields of a table whose answers are listed with their units."""
    if sheet.rows_from is RowsFrom.FREE:
        return ()
    return tuple(one for one in sheet.fields if one.merge is Merge.LIST)
