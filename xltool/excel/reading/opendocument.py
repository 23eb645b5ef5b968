"""An .ods made ready for calamine.

One pass over its content for what calamine does not say.
"""

from __future__ import annotations

from pyexpat import ExpatError, ParserCreate

from xltool import findings
from xltool.excel.reading.preparing import MOST_BOXED_CELLS, Prepared, PreparedSheet
from xltool.excel.reading.scanning import Scan
from xltool.excel.reading.structure import refuse_doctype
from xltool.model.grid import Appearance, Position
from xltool.opc.package import Package, PackageError, rebuilt, utf8

_PERCENT = Appearance(number_format="0%")
_CONTENT = "content.xml"
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})


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
        if (
            sheet.scan.height * sheet.scan.width > MOST_BOXED_CELLS
        ):  # calamine reads all sheets or none
            raise PackageError(findings.TOO_SCATTERED, sheet.name)
    return Prepared(
        data=_with_blanks_for_tabs(package, content), sheets=tuple(scanner.sheets)
    )


def _with_blanks_for_tabs(package: Package, content: bytes) -> bytes:
    """Give the package with blanks for tabs.

    Calamine drops a tab, and `1⇥2` would be read as 12.
    """
    if b"<text:tab" not in content:
        return package.data
    return rebuilt(package, {_CONTENT: content.replace(b"<text:tab/>", b"<text:s/>")})


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
        self.style = self.name = self.text = ""
        self.cell: dict[str, str] | None = None
        self.calculated = False
        self.row_repeated = 1
        self.visible = True
        self.annotations = self.depth = 0
        self.begin_table({})

    def begin_table(self, attributes: dict[str, str]) -> None:
        self.name = attributes.get("table:name", "")
        self.visible = attributes.get("table:style-name", "") not in self.hidden_styles
        self.row = self.column = self.height = self.width = 0
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.appearances: dict[Position, Appearance] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self.cell = attributes
            self.text = ""
            self.calculated = "office:value-type" in attributes
        elif name == "text:p":
            self.calculated = (
                True  # LibreOffice gives an empty text no type, but a paragraph
            )
        elif name == "office:annotation":
            self.annotations += 1
        elif name == "table:table-row":
            self.row_repeated = int(attributes.get("table:number-rows-repeated", "1"))
            self.column = 0
            if (
                attributes.get("table:visibility", "visible") != "visible"
                and self.row_repeated < 100_000
            ):
                self.hidden |= set(range(self.row, self.row + self.row_repeated))
        elif name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.begin_table(attributes)
        elif name == "style:style":
            self.style = attributes.get("style:name", "")
        elif (
            name == "style:table-properties"
            and attributes.get("table:display") == "false"
        ):
            self.hidden_styles.add(self.style)

    def characters(self, text: str) -> None:
        if self.cell is not None and not self.annotations:
            self.text += text

    def end(self, name: str) -> None:
        if name in _CELLS and self.cell is not None:
            self.close_cell(self.cell)
            self.cell = None
        elif name == "office:annotation":
            self.annotations -= 1
        elif name == "table:table-row":
            self.row += self.row_repeated
        elif name == "table:table":
            self.depth -= 1
            if self.depth == 0:
                self.close_table()

    def close_cell(self, cell: dict[str, str]) -> None:
        repeated = int(cell.get("table:number-columns-repeated", "1"))
        row, column = self.row, self.column
        self.column += repeated
        code = self.error(cell)
        if code is not None:
            self.errors += [
                (row, column + each, code) for each in range(min(repeated, 1000))
            ]
        elif cell.get("office:value-type") == "percentage":
            for each in range(min(repeated, 1000)):
                self.appearances[row, column + each] = _PERCENT
        if code is not None or "office:value-type" in cell or self.text:
            self.height = max(self.height, row + self.row_repeated)
            self.width = max(self.width, column + repeated)
        rows, columns = (
            int(cell.get(f"table:number-{way}-spanned", "1"))
            for way in ("rows", "columns")
        )
        if rows > 1 or columns > 1:
            self.merged.append((row, column, row + rows - 1, column + columns - 1))

    def error(self, cell: dict[str, str]) -> str | None:
        if cell.get("calcext:value-type") == "error":
            return self.text.strip() or "#VALUE!"
        uncalculated = "table:formula" in cell and not self.calculated
        return "" if uncalculated else None

    def close_table(self) -> None:
        seen = Scan(
            height=self.height,
            width=self.width,
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            merged=tuple(self.merged),
            appearances=self.appearances,
        )
        self.sheets.append(
            PreparedSheet(name=self.name, scan=seen, visible=self.visible)
        )
