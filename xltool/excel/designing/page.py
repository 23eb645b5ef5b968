"""A worksheet of a blank form as its reader needs it: words, formulas, looks, merges.

Rows and columns are counted from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Position = tuple[int, int]
Area = tuple[int, int, int, int]
"""(First row, first column, last row, last column)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCell:
    """One cell of a blank form.

    `text` is what the office wrote, also a number as it is shown in general; `formula`
    is without its `=`. `framed` says that a border or a fill sets the cell off.
    """

    text: str = ""
    is_number: bool = False
    formula: str = ""
    number_format: str = "General"
    locked: bool = True
    framed: bool = False
    indent: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and not self.formula


EMPTY = FormCell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What the office lets into some cells.

    `kind` is Excel's (list, whole, decimal, date, textLength, custom …); `choices` are
    those of a list, wherever they stand; `condition` is the first formula as written.
    """

    kind: str
    areas: tuple[Area, ...]
    choices: tuple[str, ...] = ()
    condition: str = ""
    prompt: str = ""
    allows_blank: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One worksheet.

    `names` are the defined names whose cells stand in it.
    """

    name: str
    visible: bool = True
    protected: bool = False
    is_lookup: bool = False
    """Whether the lists of other worksheets stand in it."""
    cells: Mapping[Position, FormCell] = field(default_factory=dict)
    merges: Mapping[Position, Area] = field(default_factory=dict)
    """The merged area of every cell that is in one."""
    validations: tuple[Validation, ...] = ()
    rows: int = 0
    columns: int = 0
    names: Mapping[str, Area] = field(default_factory=dict)

    def area(self, row: int, column: int) -> Area:
        """Give the merged area of a cell, or the cell itself."""
        return self.merges.get((row, column), (row, column, row, column))

    def cell(self, row: int, column: int) -> FormCell:
        """Give the cell that is shown at a place: of a merged area, its first."""
        top, left, _, _ = self.area(row, column)
        return self.cells.get((top, left), EMPTY)

    def text(self, row: int, column: int) -> str:
        """Give the words that are shown at a place."""
        return self.cell(row, column).text

    def texts(self, row: int, columns: Iterable[int]) -> list[str]:
        """Give the words that some columns of a row show, one for each."""
        return [self.text(row, column) for column in columns]

    def shows(self, row: int, columns: Iterable[int]) -> bool:
        """Say whether a row shows any words in some columns."""
        return any(self.text(row, column) for column in columns)

    def column_texts(self, column: int, rows: Iterable[int]) -> list[str]:
        """Give the words that a column shows in some rows, the empty ones left out."""
        texts = [self.text(row, column).strip() for row in rows]
        return [text for text in texts if text]

    def validation(self, row: int, column: int) -> Validation | None:
        """Give what may be entered in a cell; None where anything may."""
        for validation in self.validations:
            if any(_covers(area, row, column) for area in validation.areas):
                return validation
        return None

    def texts_in(self, row: int, first: int = 0) -> Iterator[tuple[int, str]]:
        """Give the words of a row, each once, with the column where they begin.

        From the column `first` on; what is merged over it from the left counts there.
        """
        for column in range(first, self.columns):
            _, left, _, _ = self.area(row, column)
            if column not in {left, first}:
                continue
            text = self.text(row, column)
            if text:
                yield column, text


def _covers(area: Area, row: int, column: int) -> bool:
    """Say whether an area has a cell."""
    top, left, bottom, right = area
    return top <= row <= bottom and left <= column <= right
