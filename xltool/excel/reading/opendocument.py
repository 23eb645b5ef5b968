"""An .ods made ready for calamine.

One pass over its content for what calamine does not say.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pyexpat import ExpatError, ParserCreate
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.reading.normalising import without_space_between_cells
from xltool.excel.reading.preparing import MOST_BOXED_CELLS, Prepared, PreparedSheet
from xltool.excel.reading.scanning import Scan
from xltool.excel.reading.structure import refuse_doctype
from xltool.model.grid import Appearance, Position, Run
from xltool.model.number_format import ELAPSED, format_that_shows
from xltool.opc.package import Package, PackageError, rebuilt, utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CONTENT = "content.xml"
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_NUMBERS = frozenset({"float", "percentage", "currency"})
_MOST_REPEATED = 1000
"""Cells of one element whose looks are kept each; an empty row is repeated a million
times.
"""
_EMPTY_ROWS = 100_000
_NONE = frozenset({"", "none"})


def prepare(package: Package) -> Prepared:
    """Scan every sheet of an .ods.

    PackageError where it is encrypted, damaged or too scattered.
    """
    manifest = package.find("META-INF/manifest.xml")
    if manifest and b"encryption-data" in package.read(manifest):
        raise PackageError(findings.ENCRYPTED)
    content = utf8(package.read(_CONTENT), _CONTENT)
    scanner = _Scanner()
    try:
        scanner.parser.Parse(content, True)  # noqa: FBT003 - expat's signature
    except (ExpatError, ValueError) as error:
        raise PackageError(findings.DAMAGED, str(error)) from None
    for sheet in scanner.sheets:
        # calamine reads all sheets or none
        if sheet.scan.height * sheet.scan.width > MOST_BOXED_CELLS:
            raise PackageError(findings.TOO_SCATTERED, sheet.name)
    return Prepared(data=_mended(package, content), sheets=tuple(scanner.sheets))


def _mended(package: Package, content: bytes) -> bytes:
    """Give the package as calamine reads it whole; itself in most cases.

    Calamine drops a tab, so that `1⇥2` would be read as 12, and stops at white space
    between cells.
    """
    mended = content.replace(b"<text:tab/>", b"<text:s/>")
    mended = without_space_between_cells(mended)
    return package.data if mended == content else rebuilt(package, {_CONTENT: mended})


class _Look:
    """What a style does to the sense of a text."""

    struck = raised = False


class _Scanner:
    """The state of one pass.

    Which table, row and cell the parser stands in, and what was found.
    """

    def __init__(self) -> None:
        self.sheets: list[PreparedSheet] = []
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.hidden_styles: set[str] = set()
        self.looks: dict[str, _Look] = {}
        self.style = self.name = self.text = self.comment = ""
        self.cell: dict[str, str] | None = None
        self.runs: list[Run] = []
        self.spans: list[_Look] = []
        self.paragraphs = 0
        self.calculated = False
        self.row_repeated = 1
        self.visible = True
        self.annotations = self.depth = 0
        self.in_comment = False
        self.starts: Mapping[str, Callable[[dict[str, str]], None]] = {
            "text:p": self.begin_paragraph,
            "text:span": self.begin_span,
            "text:s": self.take_space,
            "text:tab": self.take_space,
            "text:line-break": self.take_space,
            "office:annotation": self.begin_annotation,
            "table:table-column": self.take_column,
            "table:table-row": self.begin_row,
            "table:table": self.enter_table,
            "style:style": self.begin_style,
            "style:table-properties": self.take_table_properties,
            "style:text-properties": self.take_text_properties,
        }
        self.ends: Mapping[str, Callable[[], None]] = {
            "text:p": self.end_paragraph,
            "text:span": self.end_span,
            "office:annotation": self.end_annotation,
            "table:table-row": self.end_row,
            "table:table": self.leave_table,
        }
        self.begin_table({})

    def begin_table(self, attributes: dict[str, str]) -> None:
        """Begin a sheet."""
        self.name = attributes.get("table:name", "")
        self.visible = attributes.get("table:style-name", "") not in self.hidden_styles
        self.row = self.column = self.height = self.width = 0
        self.columns = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.appearances: dict[Position, Appearance] = {}
        self.comments: dict[Position, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        if name in _CELLS:
            self.cell = attributes
            self.text = self.comment = ""
            self.runs = []
            self.paragraphs = 0
            self.calculated = "office:value-type" in attributes
        elif name in self.starts:
            self.starts[name](attributes)

    def begin_paragraph(self, _attributes: dict[str, str]) -> None:
        """Begin a line of a cell or a comment."""
        if self.annotations:
            self.in_comment = True
            return
        # LibreOffice gives an empty text no type, but a paragraph
        self.calculated = True
        if self.paragraphs:
            self.characters("\n")
        self.paragraphs += 1

    def begin_span(self, attributes: dict[str, str]) -> None:
        """Enter a piece with a look of its own."""
        name = attributes.get("text:style-name", "")
        self.spans.append(self.looks.get(name, _Look()))

    def take_space(self, attributes: dict[str, str]) -> None:
        """Take blanks, a tab or a line break, which are elements."""
        self.characters(" " * min(int(attributes.get("text:c", "1")), _MOST_REPEATED))

    def begin_annotation(self, _attributes: dict[str, str]) -> None:
        """Enter a comment."""
        self.annotations += 1

    def take_column(self, attributes: dict[str, str]) -> None:
        """Note whether a column, which may stand for many, is hidden."""
        first = self.columns
        self.columns += int(attributes.get("table:number-columns-repeated", "1"))
        if not _is_shown(attributes):
            self.hidden_columns.append((first, self.columns - 1))

    def begin_row(self, attributes: dict[str, str]) -> None:
        """Begin a row, which may stand for many; a hidden one is noted."""
        self.row_repeated = int(attributes.get("table:number-rows-repeated", "1"))
        self.column = 0
        if not _is_shown(attributes) and self.row_repeated < _EMPTY_ROWS:
            self.hidden |= set(range(self.row, self.row + self.row_repeated))

    def enter_table(self, attributes: dict[str, str]) -> None:
        """Enter a table; only outermost ones are sheets."""
        self.depth += 1
        if self.depth == 1:
            self.begin_table(attributes)

    def begin_style(self, attributes: dict[str, str]) -> None:
        """Note which style the properties that follow belong to."""
        self.style = attributes.get("style:name", "")

    def take_table_properties(self, attributes: dict[str, str]) -> None:
        """Note the style of hidden sheets."""
        if attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)

    def take_text_properties(self, attributes: dict[str, str]) -> None:
        """Note whether a style crosses out or raises its text."""
        look = self.looks.setdefault(self.style, _Look())
        lines = {
            attributes.get(f"style:text-line-through-{word}", "")
            for word in ("style", "type")
        }
        look.struck = bool(lines - _NONE) and "none" not in lines
        position = attributes.get("style:text-position", "0%").partition(" ")[0]
        look.raised = position not in {"", "0%"}

    def characters(self, text: str) -> None:
        """Take a text of a comment or of a cell."""
        if self.in_comment:
            self.comment += text
        elif self.cell is not None and not self.annotations:
            self.text += text
            look = self.spans[-1] if self.spans else _Look()
            self.runs.append(Run(text=text, struck=look.struck, raised=look.raised))

    def end(self, name: str) -> None:
        """Leave an element."""
        if name in _CELLS:
            if self.cell is not None:
                self.close_cell(self.cell)
                self.cell = None
        elif name in self.ends:
            self.ends[name]()

    def end_paragraph(self) -> None:
        """End a line of a comment."""
        if self.in_comment:
            self.in_comment = False
            self.comment += "\n"

    def end_span(self) -> None:
        """Leave a piece with a look of its own."""
        if self.spans:
            self.spans.pop()

    def end_annotation(self) -> None:
        """Leave a comment."""
        self.annotations -= 1

    def end_row(self) -> None:
        """Go on to the row after all that this one stands for."""
        self.row += self.row_repeated

    def leave_table(self) -> None:
        """Keep a sheet at its end; a table may stand in a cell of another."""
        self.depth -= 1
        if self.depth == 0:
            self.close_table()

    def close_cell(self, cell: dict[str, str]) -> None:
        """Note what a cell shows beside its value, in all places that it stands for."""
        repeated = int(cell.get("table:number-columns-repeated", "1"))
        row, column = self.row, self.column
        self.column += repeated
        noted = range(column, column + min(repeated, _MOST_REPEATED))
        code = self.error(cell)
        if code is not None:
            self.errors += [(row, at, code) for at in noted]
        else:
            look = self.appearance(cell)
            if look is not None:
                self.appearances |= {(row, at): look for at in noted}
        if self.comment.strip():
            self.comments[row, column] = self.comment.strip()
        if code is not None or "office:value-type" in cell or self.text:
            self.height = max(self.height, row + self.row_repeated)
            self.width = max(self.width, column + repeated)
        self.note_merged(cell, row, column)

    def note_merged(self, cell: dict[str, str], row: int, column: int) -> None:
        """Note how far a cell spans: its first and last row and column."""
        rows = int(cell.get("table:number-rows-spanned", "1"))
        columns = int(cell.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            self.merged.append((row, column, row + rows - 1, column + columns - 1))

    def appearance(self, cell: dict[str, str]) -> Appearance | None:
        """Give what a cell shows beside its value: its text says how a number looks."""
        if any(run.struck or run.raised for run in self.runs):
            return Appearance(runs=tuple(self.runs))
        kind = cell.get("office:value-type")
        if kind == "time":
            return Appearance(number_format=ELAPSED)
        code = ""
        if kind in _NUMBERS and self.paragraphs:
            code = _format(cell.get("office:value", ""), self.text)
        struck = bool(self.text) and self.is_struck(cell)
        return Appearance(number_format=code, struck=struck) if code or struck else None

    def is_struck(self, cell: dict[str, str]) -> bool:
        """Say whether a cell's style crosses it out as a whole."""
        look = self.looks.get(cell.get("table:style-name", ""))
        return look is not None and look.struck

    def error(self, cell: dict[str, str]) -> str | None:
        """Give the error that a cell shows; empty of a formula nobody has calculated."""
        if cell.get("calcext:value-type") == "error":
            return self.text.strip() or "#VALUE!"
        uncalculated = "table:formula" in cell and not self.calculated
        return "" if uncalculated else None

    def close_table(self) -> None:
        """Keep what was found in a sheet."""
        scan = Scan(
            height=self.height,
            width=self.width,
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
            appearances=self.appearances,
            comments=self.comments,
        )
        self.sheets.append(
            PreparedSheet(name=self.name, scan=scan, visible=self.visible)
        )


def _is_shown(attributes: Mapping[str, str]) -> bool:
    """Say whether a row or column is neither hidden nor filtered out."""
    return attributes.get("table:visibility", "visible") == "visible"


def _format(value: str, text: str) -> str:
    """Give the code of a format that shows a value so, if it is an odd one."""
    try:
        return format_that_shows(Decimal(value), text)
    except InvalidOperation:
        return ""
