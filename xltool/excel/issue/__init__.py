"""下发表: writes the workbook that one unit is issued for one period.

The same layout, stamp, office and values always give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.issue.frame import frame_of
from xltool.excel.issue.workbook import pages
from xltool.forms.evaluation import Evaluation
from xltool.opc.package import rebuilt
from xltool.settings import Office

if TYPE_CHECKING:
    from xltool.forms.layout import Layout
    from xltool.model.value import Values


def write_issued(
    layout: Layout,
    stamp_text: str,
    *,
    values: Values | None = None,
    office: Office | None = None,
) -> bytes:
    """Write the issued workbook of a layout, with `values` (if any) in its input cells.

    `stamp_text` is stored in a very hidden sheet; `office` is who sends it out.
    """
    office = office or Office()
    frame = frame_of(layout, office)
    described = pages(
        frame.sheets_of(layout), Evaluation(layout, values or {}), stamp_text, office
    )
    return rebuilt(frame.package, frame.parts(layout.unit, described))
