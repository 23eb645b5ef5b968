"""What a report that was accepted lacks since more is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.checks.judge import carried_over
from xltool.checks.rows import row_name
from xltool.checks.rules import rule_findings
from xltool.findings import Place, Severity
from xltool.forms.building import grown

if TYPE_CHECKING:
    from xltool.forms.layout import Layout
    from xltool.model.value import Values

Cell = tuple[str, str, str]
"""Sheet, row and field, by their keys."""


def owed(values: Values, before: Layout, after: Layout) -> tuple[str, ...]:
    """Name what `after` asks for and values accepted by `before` lack, row by row."""
    new = _wrong(values, after) - _wrong(values, before)
    names: dict[str, None] = {}
    for sheet in after.sheets:
        for row in sheet.rows:
            missing = [
                field.label
                for field in sheet.fields
                if (sheet.design.key, row.key, field.key) in new
            ]
            if missing:
                names[
                    f"{sheet.name} {row_name(sheet, row.key)} {'、'.join(missing)}"
                ] = None
    return tuple(names)


def _wrong(values: Values, layout: Layout) -> set[Cell]:
    """Give the cells in which a layout finds errors."""
    kept, _ = carried_over(values, layout)

    def place_of(sheet: str, row: str, field: str) -> Place:
        return Place(sheet=sheet, row_key=row, field=field)

    return {
        (one.place.sheet, one.place.row_key, one.place.field)
        for one in rule_findings(grown(layout, kept), kept, place_of)
        if one.severity is Severity.ERROR
    }
