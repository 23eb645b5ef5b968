"""首报正确: how many of the required cells were right when a unit first sent them.

The share of cells that are filled in tells nobody apart: what is not filled in is not
accepted. What a unit's first workbook was like does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.model.indicator_kind import IndicatorKind
from xltool.rollup.answers import CUMULATIVE, QUALITATIVE
from xltool.rollup.inputs import FirstSent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.findings import Place
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet

PREFILLED = ("指标类型",)
"""What `first_sent_of` asks of the prefilled cells of a layout."""
_Cell = tuple[str, str, str]
"""Sheet as the unit sees it, row key, field key; the last two empty for a whole sheet.
"""


def first_sent_of(layout: Layout, errors: Iterable[Place]) -> FirstSent:
    """Count the cells that mattered in a workbook, and those of them without an error.

    They are the required cells, and every other cell that had an error. An error of a
    whole sheet or row is one of each of its required cells; an error of the whole file
    (another period's workbook, say) of all.

    What a unit was not asked for, and filled in wrongly, counts against it as well.
    """
    required = required_cells(layout)
    wrong: set[_Cell] = set()
    for place in errors:
        if place.sheet and place.row_key and place.field:
            wrong.add((place.sheet, place.row_key, place.field))
        else:
            wrong.update(cell for cell in required if _holds(place, cell))
    every = required | wrong
    return FirstSent(required=len(every), right=len(every) - len(wrong))


def required_cells(layout: Layout) -> set[_Cell]:
    """Give the cells that a unit has to fill in.

    Of an indicator that is its figure, or its text where it is qualitative. A free
    sheet that may not stay empty counts as one cell.
    """
    found: set[_Cell] = set()
    for sheet in layout.sheets:
        if sheet.design.rows_from is not RowsFrom.FREE:
            for row in sheet.rows:
                if row.reports:
                    found.update(_required_in(sheet, row))
        elif sheet.design.required:
            found.add((sheet.name, "", ""))
    return found


def _required_in(sheet: LayoutSheet, row: LayoutRow) -> Iterator[_Cell]:
    """Yield the cells of a row that a unit has to fill in."""
    for field in sheet.fields:
        if field.is_input and field.required:
            yield sheet.name, row.key, field.key
    if sheet.design.rows_from is RowsFrom.INDICATORS:
        yield sheet.name, row.key, _answer_of(row)


def _answer_of(row: LayoutRow) -> str:
    """Give the field that an indicator's row asks for: its figure or its text."""
    kind = row.prefilled.get(*PREFILLED)
    if kind is not None and kind.content == IndicatorKind.QUALITATIVE.value:
        return QUALITATIVE
    return CUMULATIVE


def _holds(place: Place, cell: _Cell) -> bool:
    """Whether an error of a sheet, or of a row, is one of this cell."""
    sheet, row, _ = cell
    if place.sheet and place.sheet != sheet:
        return False
    return not place.row_key or place.row_key == row
