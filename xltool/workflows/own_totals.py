"""The total of a form in the office's own layout (版式), beside the roll-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.excel.own_layout.filling import filled_form
from xltool.forms.design import Prefill
from xltool.model.figures import figure_table
from xltool.model.value import reported
from xltool.rollup.table_answers import sheet_of
from xltool.rollup.table_totals import total_layout
from xltool.rollup.tables import total_values
from xltool.workflows.layout_files import own_layout
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.forms.layout import Layout
    from xltool.model.value import Value
    from xltool.rollup.entry import Entry
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.sections import Section
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTotal:
    """The office's own workbook filled with the totals.

    `path` is None where it was not written: the form has no layout of its own, or what
    `reason` says. `missing` names the units that owe the form and are not in it.
    """

    path: Path | None = None
    missing: tuple[str, ...] = ()
    reason: str = ""


def own_total_beside(path: Path) -> Path:
    """Give where the total in the office's own workbook stands beside a roll-up."""
    return path.with_name(f"{path.stem}（原表）.xlsx")


def write_own_total(workspace: Workspace, rolled: Rollup, beside: Path) -> OwnTotal:
    """Write the office's own workbook filled with totals and lists, if these fit.

    It has the roll-up's name with （原表）. Where it can not be written, that of an
    earlier run is removed. DesignError where the layout is gone.
    """
    inputs = rolled.inputs
    template = own_layout(workspace, inputs.form)
    if not template:
        return OwnTotal()
    office = inputs.settings.office
    layout = total_layout(inputs, office.region or office.name)
    path = own_total_beside(beside)
    missing, is_empty = _missing(rolled)
    reason = "还没有合格的报表" if is_empty else _without_room(layout, rolled)
    if reason:
        path.unlink(missing_ok=True)
        return OwnTotal(missing=missing, reason=reason)
    values = total_values(rolled.tables)
    for section in rolled.sections:
        layout = _with_rows(layout, section)
        values[section.design.key] = _listed(layout, section, rolled)
    write_atomically(path, filled_form(layout, values, template))
    return OwnTotal(path=path, missing=missing)


def _missing(rolled: Rollup) -> tuple[tuple[str, ...], bool]:
    """Name the units without an accepted report, and say whether there are no
    others.
    """
    told = {row.unit for row in figure_table(rolled.inputs.current.figures).rows}
    due = rolled.inputs.registry.reporting_units()
    missing = tuple(unit.name for unit in due if unit.code not in told)
    return missing, len(missing) == len(due)


def _without_room(layout: Layout, rolled: Rollup) -> str:
    """Say which list has more entries than the office's table has rows; empty for
    none.
    """
    for section in rolled.sections:
        sheet = sheet_of(layout, section.design.key)
        room = len(sheet.rows) if sheet else 0
        count = len(section.entries)
        if count > room:
            title = section.design.title
            return f"“{title}”各单位共{count}行，原表只有{room}行，全部见汇总表"
    return ""


def _with_rows(layout: Layout, section: Section) -> Layout:
    """Give the layout with as many rows of a list as it has entries: the others stay
    as the office has them.
    """
    sheets = []
    for sheet in layout.sheets:
        if sheet.design.key == section.design.key:
            rows = sheet.rows[: len(section.entries)]
            sheets.append(replace(sheet, rows=rows))
        else:
            sheets.append(sheet)
    return replace(layout, sheets=tuple(sheets))


def _listed(
    layout: Layout, section: Section, rolled: Rollup
) -> dict[str, dict[str, Value]]:
    """Give the entries of all units one under the other, by the layout's rows."""
    sheet = sheet_of(layout, section.design.key)
    if sheet is None:
        return {}
    names = {unit.code: unit.name for unit in rolled.inputs.registry.units}
    of_unit = [one.key for one in sheet.fields if one.prefill is Prefill.UNIT]
    found = {}
    for row, entry in zip(sheet.rows, section.entries, strict=True):
        who = dict.fromkeys(of_unit, reported(names.get(entry.unit, entry.unit)))
        found[row.key] = who | _values(section, entry)
    return found


def _values(section: Section, entry: Entry) -> dict[str, Value]:
    """Give the values of a row of a list."""
    return {
        field.key: entry.row[field.key].value
        for field in section.fields
        if field.key in entry.row
    }
