"""What every format's scan hands to the reader: bytes that are safe to read, and what to know of each sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.excel.reading.scanning import Scan
    from xltool.findings import Finding

MOST_CELLS = 2_000_000
"""Cells of a box that is read as it is; calamine keeps some 40 bytes for each, empty ones too."""
MOST_COMPACTED_CELLS = 6_000_000
"""The same for a box without empty rows and columns; beyond it a sheet is refused."""
MOST_PLACES = 50_000_000
"""Places of the grid that a compacted sheet may need when it is spread again, at 8 bytes each."""
MOST_SCATTERED = 300_000
"""Values of a sheet that is worth compacting: a stray cell or two on a form, not a database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSheet:
    """A sheet that may be read under `name`.

    `rows` and `columns` say where the rows and columns of a compacted sheet stood; None where it is as it
    was.
    """

    name: str
    scan: Scan
    visible: bool = True
    rows: tuple[int, ...] | None = None
    columns: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Bytes that calamine may read, their sheets, and what was wrong with the file."""

    data: bytes
    sheets: tuple[PreparedSheet, ...]
    findings: tuple[Finding, ...] = ()
