"""One row of the registry while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from xltool import findings as f
from xltool.findings import Finding, Place
from xltool.model.grid import address
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.decomposition.registry.sheets import Cells, RegistrySheet

_T = TypeVar("_T")


@dataclass(slots=True, kw_only=True)
class RegistryRow:
    """One row while it is read.

    Gives cells converted and reports those that cannot be.
    """

    sheet: RegistrySheet
    columns: dict[str, int]
    number: int
    cells: Cells
    findings: list[Finding]

    def place(self, column: str) -> Place:
        """Give a cell's place."""
        return Place(
            sheet=self.sheet.name,
            cell=address(self.number, self.columns.get(column, 0)),
        )

    def report(self, kind: f.Kind, column: str, **words: object) -> None:
        """Report what is wrong with a cell."""
        self.findings.append(kind.at(self.place(column), column=column, **words))

    def text(self, column: str) -> str:
        """Give a cell's text; empty where there is none."""
        return self.cells.get(column, "").strip()

    def number_in(self, column: str) -> Decimal | None:
        """Give a cell's number.

        None for an empty cell, and for one that is reported.
        """
        text = half_width(self.text(column)).replace(",", "")
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.report(f.REGISTRY_NOT_A_NUMBER, column, found=self.text(column))
            return None
        return value

    def choice(self, column: str, labels: dict[_T, str], default: _T) -> _T:
        """Give the value whose label stands in the cell.

        Labels are compared in half width.
        """
        text = squeeze(half_width(self.text(column)))
        if not text:
            return default
        for value, label in labels.items():
            if text in (half_width(label), str(value)):
                return value
        self.report(
            f.REGISTRY_NOT_A_CHOICE,
            column,
            found=self.text(column),
            expected="、".join(labels.values()),
        )
        return default
