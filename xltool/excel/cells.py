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
        rows = {int(row.attrib["r"]) - 1: row for row in data}
        return cls(data, rows, _column_formats(sheet))

    def at(self, row: int, column: int) -> Element:
        """Give a cell; one that is not there yet is made, with the format of its row or
        column.
        """
        if row not in self.rows:
            new = self.data.makeelement(M + "row", r=str(row + 1))
            self.rows[row] = _insert(self.data, new, row)
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
        cell = line.makeelement(M + "c", r=reference, s=inherited)
        return _insert(line, cell, column)


def _insert(parent: Element, new: Element, place: int) -> Element:
    """Put a new row or cell before the first that stands after `place`."""
    for index, sibling in enumerate(parent):
        if _place(sibling) > place:
            parent.insert(index, new)
            return new
    parent.append(new)
    return new


def _place(element: Element) -> int:
    """Give the row of a row, the column of a cell, from 0."""
    reference = str(element.attrib["r"])
    if element.tag == M + "row":
        return int(reference) - 1
    _, column = position(reference)
    return column


def _column_formats(sheet: Element) -> dict[int, str]:
    """Give the formats that columns give to new cells."""
    formats = {}
    for element in sheet.iterfind(f"{M}cols/{M}col"):
        style = element.get("style")
        if style:
            first = int(element.get("min", "1")) - 1
            last = int(element.get("max", "1")) - 1
            for column in range(first, last + 1):
                formats[column] = style
    return formats
