"""Marking cells by their fill, and taking the marks off again.

A marked cell's format is its own with another fill. The colour that was there before is
kept in the mark: a solid fill does not use its background colour, so that is where the
old one waits. For a fill that is more than a colour a number waits there, and the list
of findings has, out of sight, a cell with the old format beside each number: that
outlives a program that counts the formats anew.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from lxml import etree

from xltool.excel.cells import Cells
from xltool.findings import Severity
from xltool.opc.editing import Editor, M
from xltool.opc.package import MAIN

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

COLOURS = {
    Severity.ERROR: "FFFFC7CF",
    Severity.QUERY: "FFFFEB9D",
    Severity.NOTE: "FFDDEBF6",
}
"""Red, amber, blue; each one step beside a colour of Excel's own, so that ours are
known again.
"""

_UNSEEN = re.compile(rb' (?:applyFill|xmlns(?::\w+)?)="[^"]*"')


class Styles:
    """The formats of a workbook, as far as marks need them."""

    def __init__(
        self,
        editor: Editor,
        part: str,
        samples: dict[int, int],
        *,
        keeps_background: bool,
    ) -> None:
        """Take the styles part, and the formats behind the numbers of the last round.

        `keeps_background` is False where LibreOffice saved the file last.
        """
        self.editor = editor
        self.part = part
        self.root = editor.tree(part)
        self.keeps_background = keeps_background
        self.fills = self.table("fills")
        self.formats = self.table("cellXfs")
        self.known: dict[str, dict[bytes, int]] = {}
        self.earlier = samples
        self.samples: dict[int, int] = {}
        self.numbers: dict[int, int] = {}
        self.marks: dict[tuple[int, Severity], int] = {}
        self.mark_fills: dict[tuple[int, Severity], int] = {}

    def table(self, name: str) -> Element:
        """Give a table of the styles part, made where there is none."""
        found = self.root.find(M + name)
        return found if found is not None else etree.SubElement(self.root, M + name)

    def marked(self, base: int, severity: Severity) -> int:
        """Give the format that is `base` with the fill of `severity`."""
        if (base, severity) not in self.marks:
            known = base if base < len(self.formats) else 0
            element = copy.deepcopy(self.formats[known])
            old = int(element.get("fillId", "0"))
            if not self.foreground(old) and self.is_seen(old):
                self.samples.setdefault(self.number(old), known)
            self.marks[base, severity] = self.with_fill(
                element, self.mark_fill(old, severity)
            )
        return self.marks[base, severity]

    def mark_fill(self, old: int, severity: Severity) -> int:
        """Give the index of the fill of `severity` that remembers the fill `old`."""
        if (old, severity) not in self.mark_fills:
            fill = etree.fromstring(
                f'<fill xmlns="{MAIN}"><patternFill patternType="solid"/></fill>'
            )
            etree.SubElement(fill[0], M + "fgColor", rgb=COLOURS[severity])
            etree.SubElement(fill[0], M + "bgColor", self.remembered(old))
            self.mark_fills[old, severity] = self.place(self.fills, fill)
        return self.mark_fills[old, severity]

    def remembered(self, fill: int) -> dict[str, str]:
        """Give the background colour by which a mark remembers a fill.

        A solid fill's own colour, the number of another one, or no colour for none.
        """
        colour = self.foreground(fill)
        if colour:
            return colour
        if self.is_seen(fill):
            return {"rgb": _colour(self.number(fill))}
        return {"indexed": "64"}

    def number(self, fill: int) -> int:
        """Give the number that stands for a fill.

        As a colour it is none of the workbook's.
        """
        if fill not in self.numbers:
            used = set(self.numbers.values())
            colours = set()
            for index in range(len(self.fills)):
                colours.add(self.foreground(index).get("rgb"))
            number = 1
            while number in used or _colour(number) in colours:
                number += 1
            self.numbers[fill] = number
        return self.numbers[fill]

    def is_seen(self, fill: int) -> bool:
        """Tell whether a fill shows anything."""
        if fill >= len(self.fills):
            return False
        pattern = self.fills[fill].find(M + "patternFill")
        if pattern is None:
            return len(self.fills[fill]) > 0
        return pattern.get("patternType", "none") != "none"

    def originals(self) -> dict[int, int]:
        """Give the marked formats.

        Index -> the index of what it was before the mark.
        """
        ours = set(COLOURS.values())
        marks = {
            index: fill
            for index, fill in enumerate(self.fills)
            if self.foreground(index).get("rgb") in ours
        }
        originals = {}
        for index, element in enumerate(list(self.formats)):
            number = int(element.get("fillId", "0"))
            if number in marks:
                old = self.old_fill(marks[number])
                originals[index] = self.with_fill(copy.deepcopy(element), old)
        return originals

    def old_fill(self, mark: Element) -> int:
        """Give the index of the fill that waits in the background colour of a mark."""
        background = mark.find(f"{M}patternFill/{M}bgColor")
        if background is None or not self.keeps_background:
            return 0
        if background.get("indexed") == "64":  # the mark stood on no fill
            return 0
        wanted = {str(key): str(value) for key, value in background.attrib.items()}
        for number, sample in self.earlier.items():
            if wanted == {"rgb": _colour(number)} and sample < len(self.formats):
                return int(self.formats[sample].get("fillId", "0"))
        for index in range(len(self.fills)):
            if self.foreground(index) == wanted:
                return index
        return 0

    def foreground(self, index: int) -> dict[str, str]:
        """Give the colour of a solid fill; nothing for any other."""
        if index >= len(self.fills):
            return {}
        pattern = self.fills[index].find(M + "patternFill")
        if pattern is None or pattern.get("patternType") != "solid":
            return {}
        colour = pattern.find(M + "fgColor")
        if colour is None:
            return {}
        return {str(key): str(value) for key, value in colour.attrib.items()}

    def with_fill(self, element: Element, fill: int) -> int:
        """Give the index of the format `element` with another fill."""
        element.set("fillId", str(fill))
        element.set("applyFill", "1")
        return self.place(self.formats, element)

    def place(self, table: Element, element: Element) -> int:
        """Give the index of an element of a table of the styles, added where it is
        new.
        """
        if table.tag not in self.known:
            indexes: dict[bytes, int] = {}
            for index, existing in enumerate(table):
                indexes.setdefault(_key(existing), index)
            self.known[table.tag] = indexes
        known = self.known[table.tag]
        key = _key(element)
        if key not in known:
            known[key] = len(table)
            table.append(element)
            table.set("count", str(len(table)))
            self.editor.touch(self.part)
        return known[key]


def _colour(number: int) -> str:
    """Write a colour without transparency, as styles do: FFRRGGBB."""
    return f"FF{number:06X}"


def _key(element: Element) -> bytes:
    """What makes two formats look the same: `applyFill` does not."""
    return _UNSEEN.sub(b"", bytes(etree.tostring(element, with_tail=False)))


def mark(
    sheet: Element, cells: dict[tuple[int, int], Severity], styles: Styles
) -> None:
    """Give cells of a sheet the fill of their severity.

    A cell that is not there yet is made.
    """
    page = Cells.of(sheet)
    if page is None or not cells:
        return
    for (row, column), severity in sorted(cells.items()):
        cell = page.at(row, column)
        cell.set("s", str(styles.marked(int(cell.get("s", "0")), severity)))


def unmark(sheet: Element, originals: dict[int, int]) -> None:
    """Give every marked cell, row and column the format it had before."""
    data = sheet.find(M + "sheetData")
    for element in () if data is None else data.iter(M + "c", M + "row"):
        style = element.get("s")
        if style is not None and int(style) in originals:
            element.set("s", str(originals[int(style)]))
