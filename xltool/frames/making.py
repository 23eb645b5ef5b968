"""A frame of a table: each column in the pandas type of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from xltool.model.clock import OFFICE_ZONE
from xltool.workflows.tables.columns import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.workflows.tables.columns import Cell, TableColumn, TableDesign

_DTYPES = {
    ColumnKind.TEXT: "string",
    ColumnKind.INTEGER: "Int64",
    ColumnKind.NUMBER: "Float64",
    ColumnKind.TRUTH: "boolean",
}


def frame_of(design: TableDesign, rows: Iterable[Sequence[Cell]]) -> pd.DataFrame:
    """Make the frame of a table's rows; of none it has the same columns and types."""
    cells = list(zip(*rows, strict=True)) or [()] * len(design.columns)
    series = {}
    for column, values in zip(design.columns, cells, strict=True):
        series[column.name] = _array(column, values)
    return pd.DataFrame(series)


def _array(column: TableColumn, cells: Sequence[Cell]) -> object:
    match column.kind:
        case ColumnKind.CATEGORY:
            kind = pd.CategoricalDtype(list(column.values), ordered=False)
            return pd.Categorical(list(cells), dtype=kind)
        case ColumnKind.EXACT:
            return pd.Series(list(cells), dtype="object")
        case ColumnKind.DATE:
            return pd.Series(pd.array(_days(cells), dtype="datetime64[s]"))
        case ColumnKind.TIME:
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
