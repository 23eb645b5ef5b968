"""Chinese headings for a frame that people are to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.workflows.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame with Chinese headings.

    Columns that are no table's stay as they are. It may be a part of a table: the table
    is known by its columns.
    """
    names = set(frame.columns)
    titles: dict[str, str] = {}
    fit = -1
    for design in TABLES:
        shared = len(names & set(design.names))
        if shared > fit:
            fit = shared
            titles = {one.name: one.title for one in design.columns}
    return frame.rename(columns=titles)
