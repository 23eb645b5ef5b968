"""The cells of a sheet's XML, found or made where they belong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.reading.scanning import position
from xltool.model.grid import address
from xltool.opc.editing import M

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True, slots=True)
class Cells:
    """A sheet's `sheetData`, its rows by number and the formats that its columns give
    to new cells.
    """

    data: Element
    rows: dict[int, Element]
    columns: dict[int, str]

    @classmethod
    def of(cls, sheet: Element) -> Cells | None:
        """Give the cells of a sheet's root; None where it has no place for any."""
        data = sheet.find(M + "sheetData")
        if data is None:
            return None
        return cls(
            data,
            {int(row.attrib["r"]) - 1: row for row in data},
            _column_formats(sheet),
        )

    def at(self, row: int, column: int) -> Element:
        """Give a cell; one that is not there yet is made, with the format of its row or
        column.
        """
        if row not in self.rows:
            self.rows[row] = _insert(
                self.data, self.data.makeelement(M + "row", r=str(row + 1)), row
            )
        line = self.rows[row]
        reference = address(row, column)
        for cell in line:
            if cell.get("r") == reference:
                return cell
        if line.get("customFormat") in {"1", "true"}:
            inherited = line.get("s", "0")
        else:
            inherited = self.columns.get(column, "0")
        line.attrib.pop("spans", "")
        return _insert(
            line, line.makeelement(M + "c", r=reference, s=inherited), column
        )


def _insert(parent: Element, new: Element, place: int) -> Element:
    """Put a new row or cell before the first that stands after `place`."""
    for index, sibling in enumerate(parent):
        if _place(sibling) > place:
            parent.insert(index, new)
            return new
    parent.append(new)
    return new


def _place(element: Element) -> int:
    reference = str(element.attrib["r"])
    return int(reference) - 1 if element.tag == M + "row" else position(reference)[1]


def _column_formats(sheet: Element) -> dict[int, str]:
    return {
        column: element.get("style", "0")
        for element in sheet.iterfind(f"{M}cols/{M}col")
        if element.get("style")
        for column in range(
            int(element.get("min", "1")) - 1, int(element.get("max", "1"))
        )
    }
