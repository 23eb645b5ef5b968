"""The total of a form in the office's own layout (版式), beside the roll-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.own_layout.filling import filled_form
from xltool.rollup.table_totals import total_layout
from xltool.rollup.tables import total_values
from xltool.workflows.layout_files import own_layout
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.rollup.rollup import Rollup
    from xltool.workspace import Workspace


def write_own_total(workspace: Workspace, rolled: Rollup, beside: Path) -> Path | None:
    """Write the office's own workbook filled with the totals; None where the form has
    no layout of its own.

    It has the roll-up's name with （原表）. DesignError where the layout is gone.
    """
    inputs = rolled.inputs
    template = own_layout(workspace, inputs.form)
    if not template:
        return None
    office = inputs.settings.office
    layout = total_layout(inputs, office.region or office.name)
    content = filled_form(layout, total_values(rolled.tables), template)
    path = beside.with_name(f"{beside.stem}（原表）.xlsx")
    write_atomically(path, content)
    return path
