"""A DataFrame of indicators into the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.workflows.registering import import_indicators

if TYPE_CHECKING:
    import pandas as pd

    from xltool.frames.office import Office
    from xltool.workflows.importing import ImportResult


def indicators_to_registry(
    office: Office, frame: pd.DataFrame, *, source: str
) -> ImportResult:
    """Merge a frame of indicators into the registry, as `xltool import` does a table.

    Columns: `task`, `name` and, as far as they are known, `campaign`, `lead_unit`,
    `support_units` (joined by 、), `deadline`, `value`, `comparison`,
    `measurement_unit`, `kind`; or the registry's Chinese titles. A unit's share of a
    target stands in a column `share:` and its name. What a clerk has confirmed is kept;
    `source` names the frame, the same name again updates it. InputFileError for a row
    that cannot be read.
    """
    rows = frame.astype("object").where(frame.notna(), None).to_dict("records")
    return import_indicators(office.workspace, rows, source=source)
