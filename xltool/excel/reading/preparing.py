"""What every format's scan hands to the reader.

Bytes that are safe to read, and what to know of each sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.model.grid import CellError, Raw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.excel.reading.scanning import Scan
    from xltool.findings import Finding

MOST_CELLS = 2_000_000
"""Cells of a box that is read as it is; calamine keeps some 40 bytes for each, empty
ones too.
"""
MOST_BOXED_CELLS = 6_000_000
"""The same for a box that is well filled, or cannot be read in another way; beyond it a
sheet is refused.
"""
MOST_PLACES = 50_000_000
"""Places of the grid that values lying apart may need, at 8 bytes each."""
MOST_SCATTERED = 300_000
"""Values of a sheet that is worth compacting: a stray cell or two on a form, not a
database.
"""
Cells = list[list[Raw | CellError]]
Places = tuple[tuple[int, int], ...]
"""(Row, column) of cells, counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSheet:
    """A sheet that may be read under `name`.

    With `places`, its values stand one below the other in the first column, and these
    are the places where they belong; `cells` are the others. Without, the sheet is as
    it was.
    """

    name: str
    scan: Scan
    visible: bool = True
    places: Places | None = None
    cells: Cells = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Bytes that calamine may read, their sheets, and what was wrong with the file.

    `date1904` says that days are counted from 1904 on.
    """

    data: bytes
    sheets: tuple[PreparedSheet, ...]
    findings: tuple[Finding, ...] = ()
    date1904: bool = False


def one_column(cells: Iterable[bytes]) -> bytes:
    """Give a sheet with these cells, which are XML without an address, one below the
    other.
    """
    return as_sheet(b"<row>" + b"</row><row>".join(cells) + b"</row>")


def as_sheet(rows: bytes) -> bytes:
    """Give a sheet of rows alone.

    Calamine looks for its merged ranges, too, and ends where it began.
    """
    return b"<worksheet><mergeCells/><sheetData>" + rows + b"</sheetData></worksheet>"
