"""A frame of a table: each column in the pandas type of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from xltool.model.clock import OFFICE_ZONE
from xltool.workflows.tables.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.workflows.tables.columns import Cell, Column, TableDesign

_DTYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "Float64",
    Kind.TRUTH: "boolean",
}


def frame_of(design: TableDesign, rows: Iterable[Sequence[Cell]]) -> pd.DataFrame:
    """Make the frame of a table's rows; of none it has the same columns and types."""
    cells = list(zip(*rows, strict=True)) or [()] * len(design.columns)
    series = {}
    for column, values in zip(design.columns, cells, strict=True):
        series[column.name] = _array(column, values)
    return pd.DataFrame(series)


def _array(column: Column, cells: Sequence[Cell]) -> object:
    match column.kind:
        case Kind.CATEGORY:
            kind = pd.CategoricalDtype(list(column.values), ordered=False)
            return pd.Categorical(list(cells), dtype=kind)
        case Kind.EXACT:
            return pd.Series(list(cells), dtype="object")
        case Kind.DATE:
            return pd.Series(pd.array(_days(cells), dtype="datetime64[s]"))
        case Kind.TIME:
            return pd.Series(_moments(cells))
        case _:
            return pd.array(list(cells), dtype=_DTYPES[column.kind])


def _days(cells: Sequence[Cell]) -> list[object]:
    return [pd.NaT if cell is None else cell for cell in cells]


def _moments(cells: Sequence[Cell]) -> pd.DatetimeIndex:
    """Give moments as the office's clock shows them."""
    found = [pd.NaT if cell is None else cell for cell in cells]
    utc = pd.to_datetime(found, utc=True).as_unit("us")
    return utc.tz_convert(OFFICE_ZONE)
