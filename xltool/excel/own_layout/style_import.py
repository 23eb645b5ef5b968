"""The styles of the model, taken over into the office's file as they are needed."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from xltool.excel.annotate.marking import Styles
from xltool.opc.editing import M

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from xltool.opc.editing import Editor

_STYLE = re.compile(rb'(<c [^>]*?\bs=")(\d+)(")')
_COLUMN_STYLE = re.compile(rb'(<col [^>]*?\bstyle=")(\d+)(")')
_DXF = re.compile(rb'(dxfId=")(\d+)(")')
_PIECES = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
"""The attributes by which a format names its pieces, and the tables of these."""
_FIRST_OWN_FORMAT = 164
"""Numbers below it are of built-in number formats: ECMA-376, 18.8.30."""
_LAST_RESERVED = 175
"""Some programs take the numbers up to it for formats of their own."""


class StyleImport:
    """Formats and marks of the model, by their numbers in the office's file.

    A format is copied with its font, fill, border and number format when it is first
    asked for.
    """

    def __init__(self, editor: Editor, part: str, model: Element) -> None:
        """Take the office's styles, in `part`, and the root of the model's."""
        self.styles = Styles(editor, part, {}, keeps_background=True)
        self.model = model
        self.formats: dict[int, int] = {}
        self.marks: dict[int, int] = {}

    def number(self, index: int) -> int:
        """Give the number that a format of the model has in the office's file."""
        if index not in self.formats:
            source = self.model.find(f"{M}cellXfs")
            if source is None:
                return 0
            element = copy.deepcopy(source[index])
            self._set_pieces(element)
            self._set_number_format(element)
            self.formats[index] = self.styles.place(self.styles.formats, element)
        return self.formats[index]

    def _set_pieces(self, element: Element) -> None:
        """Take over the font, the fill and the border of a format."""
        for attribute, table in _PIECES:
            source = self.model.find(f"{M}{table}")
            if source is None:
                continue
            piece = copy.deepcopy(source[int(element.get(attribute, "0"))])
            number = self.styles.place(self.styles.table(table), piece)
            element.set(attribute, str(number))
        element.set("xfId", "0")

    def derived(self, index: int, **changes: str) -> int:
        """Give a format of the office's with some attributes changed."""
        element = self._copied(index)
        for name, value in changes.items():
            element.set(name, value)
        return self.styles.place(self.styles.formats, element)

    def unlocked(self, index: int) -> int:
        """Give a format of the office's whose cells may be filled in."""
        element = self._copied(index)
        protection = element.find(f"{M}protection")
        if protection is None:
            protection = element.makeelement(f"{M}protection")
            extension = element.find(f"{M}extLst")
            if extension is not None:
                extension.addprevious(protection)
            else:
                element.append(protection)
        protection.set("locked", "0")
        element.set("applyProtection", "1")
        return self.styles.place(self.styles.formats, element)

    def _copied(self, index: int) -> Element:
        """Copy a format of the office's, the usual one where there is none."""
        known = index if index < len(self.styles.formats) else 0
        return copy.deepcopy(self.styles.formats[known])

    def mark(self, index: int) -> int:
        """Give the number that a format of a mark has in the office's file."""
        if index not in self.marks:
            source = self.model.find(f"{M}dxfs")
            table = self._marks_table()
            if source is None:
                return 0
            table.append(copy.deepcopy(source[index]))
            table.set("count", str(len(table)))
            self.styles.editor.touch(self.styles.part)
            self.marks[index] = len(table) - 1
        return self.marks[index]

    def _marks_table(self) -> Element:
        """Give the office's table of marks; it is made where there is none."""
        root = self.styles.root
        found = root.find(f"{M}dxfs")
        if found is not None:
            return found
        table = root.makeelement(f"{M}dxfs", count="0")
        for name in ("cellStyles", "cellXfs"):
            before = root.find(f"{M}{name}")
            if before is not None:
                before.addnext(table)
                return table
        root.append(table)
        return table

    def _set_number_format(self, element: Element) -> None:
        """Give a copied format the number that its number format has here."""
        number = element.get("numFmtId", "0")
        if int(number) < _FIRST_OWN_FORMAT:
            return
        code = self._code(number)
        table = self._number_formats()
        for known in table:
            if known.get("formatCode") == code:
                element.set("numFmtId", known.get("numFmtId", "0"))
                return
        taken = [int(known.get("numFmtId", "0")) for known in table]
        new = str(max([_LAST_RESERVED, *taken]) + 1)
        table.append(table.makeelement(f"{M}numFmt", numFmtId=new, formatCode=code))
        table.set("count", str(len(table)))
        element.set("numFmtId", new)

    def _code(self, number: str) -> str:
        """Give the code of one of the model's own number formats."""
        code = ""
        for listed in self.model.iterfind(f"{M}numFmts/{M}numFmt"):
            if listed.get("numFmtId") == number:
                code = listed.get("formatCode", "")
        return code

    def _number_formats(self) -> Element:
        """Give the office's table of number formats; it is made where there is none."""
        root = self.styles.root
        table = root.find(f"{M}numFmts")
        if table is None:
            table = root.makeelement(f"{M}numFmts", count="0")
            root.insert(0, table)
        return table

    def renumbered(self, content: bytes) -> bytes:
        """Give a part of the model with the numbers that its styles have here."""

        def style(match: re.Match[bytes]) -> bytes:
            number = self.number(int(match[2]))
            return match[1] + str(number).encode() + match[3]

        def mark(match: re.Match[bytes]) -> bytes:
            number = self.mark(int(match[2]))
            return match[1] + str(number).encode() + match[3]

        content = _STYLE.sub(style, content)
        content = _COLUMN_STYLE.sub(style, content)
        return _DXF.sub(mark, content)
