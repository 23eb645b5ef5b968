"""Where the fields and rows of a sheet stand in the office's own workbook (版式).

The places are found when a design is read and stand in the layout from then on: the
writer fills in by them, the reader of a returned workbook looks there first.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlaces:
    """The places of one sheet of a design; rows and columns are counted from 0.

    `columns` has the column of every field of a table, also those out of sight that we
    add right of the office's own; `rows` the row of every code of a fixed table. Of
    single cells, `cells` has the place of each (row, column), and `inside` the fields
    whose label stands in the same cell.
    """

    worksheet: str
    header_row: int = -1
    first_row: int = -1
    columns: dict[str, int] = field(default_factory=dict, hash=False)
    rows: dict[str, int] = field(default_factory=dict, hash=False)
    cells: dict[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    inside: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict, hash=False)
    """What the office prints above a table's field, or before a single cell."""
    label_cells: dict[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    """Where the label of a single cell stands."""
    printed: dict[str, str] = field(default_factory=dict, hash=False)
    """The words that stand in the office's row of each code, joined."""
    below: tuple[str, ...] = ()
    """How the office's rows under the table begin."""
    percent: tuple[str, ...] = ()
    """The fields whose cells hold a share and show it as per cent."""
    shares: tuple[str, ...] = ()
    """The rows that hold shares among rows of figures, by their codes."""
    formats: dict[str, str] = field(
        default_factory=dict, hash=False, metadata={"left out when empty": True}
    )
    """The number format that the office gave a field's cells, if it changes what they
    show: `"$"#,##0`.
    """
    added: int = 0
    """The first column of ours, out of sight: the keys of the rows."""
    check_column: int | None = None
    """The column of 校验; None where another table of the worksheet has it."""
    office_words: tuple[str, ...] = ()
    """The names of the worksheets of the office's file that hold no answers."""

    @property
    def is_scattered(self) -> bool:
        """Whether it is a set of single cells."""
        return bool(self.cells)
