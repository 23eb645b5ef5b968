"""An .xlsx or .xlsm made ready for calamine.

Its sheets scanned, and what it would misread put right. Calamine looks for styles and
shared strings under their usual names, reads UTF-8 only, gives up the whole workbook
for one sheet without a part, and keeps every cell of a sheet's box. So it is given a
package made anew from the parts that were checked, and reads nothing else.
"""

from __future__ import annotations

import re
from functools import partial
from pyexpat import ExpatError
from typing import TYPE_CHECKING, NamedTuple

from xltool import findings
from xltool.excel.reading.cell_styles import NO_STYLES, CellStyles, cell_styles
from xltool.excel.reading.comments import comments_of
from xltool.excel.reading.compacting import compact
from xltool.excel.reading.normalising import (
    plain_empty_texts,
    without_redundant_values,
)
from xltool.excel.reading.plain import plain_sheet, plain_strings
from xltool.excel.reading.preparing import (
    MOST_BOXED_CELLS,
    MOST_CELLS,
    MOST_PLACES,
    MOST_SCATTERED,
    Prepared,
    PreparedSheet,
)
from xltool.excel.reading.rich_texts import inline_runs, shared_runs
from xltool.excel.reading.scanning import MOST_COLUMNS, MOST_ROWS, checked_xml, scan_xml
from xltool.excel.reading.structure import structure_of
from xltool.findings import Place
from xltool.model.grid import Appearance
from xltool.opc.package import (
    MAIN,
    OFFICE,
    RELATIONSHIPS,
    TYPES,
    Package,
    PackageError,
    stored,
    utf8,
)
from xltool.opc.xmltext import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.excel.reading.rich_texts import Runs
    from xltool.excel.reading.scanning import Scan
    from xltool.excel.reading.structure import SheetPart
    from xltool.findings import Finding

_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_ODD_TEXT = re.compile(rb"<t(?!/)\b[^<>]*>(?![^<]*</t>)")
"""A text with an element inside it."""
_ODD_ITEM = re.compile(rb"<si/>(?!\s*<(?:si|/sst|extLst))")
"""An empty text that stands where no text may stand."""
_WITHOUT_CELLS = frozenset({"chartsheet", "dialogsheet"})
_REFUSED = (findings.UNSAFE_PACKAGE, findings.TOO_LARGE)
"""What makes one sheet's part a reason to refuse the whole file."""


class _Texts(NamedTuple):
    """The shared texts: their part, those known without calamine, and the rich ones."""

    part: bytes = b""
    known: Sequence[str] = ()
    rich: Mapping[int, Runs] = {}


def prepare(package: Package) -> Prepared:
    """Scan every sheet of a package.

    PackageError where nothing of it may be read.
    """
    structure = structure_of(package)
    texts = _texts(package, structure.shared_strings)
    part, styles = _styles(package, structure.styles)
    sheets: list[tuple[PreparedSheet, bytes]] = []
    found: list[Finding] = []
    for listed in _distinct(structure.sheets, found):
        try:
            sheets.append(_sheet(package, listed, texts, styles))
        except (ExpatError, ValueError, PackageError) as error:
            found.append(_unreadable(listed, error))
    left = [(sheet.name, data) for sheet, data in sheets if sheet.places != ()]
    data = b""
    if left:
        data = _made_anew(left, texts.part, part, date1904=structure.date1904)
    return Prepared(
        data=data,
        sheets=tuple(sheet for sheet, _ in sheets),
        findings=tuple(found),
        date1904=structure.date1904,
    )


def _distinct(listed: Iterable[SheetPart], found: list[Finding]) -> list[SheetPart]:
    kept: dict[str, SheetPart] = {}
    for sheet in listed:
        if sheet.kind in _WITHOUT_CELLS:
            continue
        if not sheet.kind:  # nothing stands behind the name, and nothing is lost
            place = Place(sheet=sheet.name)
            found.append(findings.SHEET_WITHOUT_PART.at(place, found=sheet.name))
            continue
        if sheet.name in kept:
            found.append(
                findings.SAME_SHEET_NAME.at(Place(sheet=sheet.name), found=sheet.name)
            )
        else:
            kept[sheet.name] = sheet
    return list(kept.values())


def _sheet(
    package: Package, listed: SheetPart, texts: _Texts, styles: CellStyles
) -> tuple[PreparedSheet, bytes]:
    """Give a sheet, and the XML of what calamine has to read of it."""
    if not (listed.part and listed.name):
        raise PackageError(findings.DAMAGED, listed.name)
    content = _text(package, listed.part)
    visible = listed.state not in {"hidden", "veryHidden"}
    prepare = partial(PreparedSheet, name=listed.name, visible=visible)
    plain = plain_sheet(content, texts.known, styles, texts.rich)
    comments = comments_of(package, listed.part)
    if plain:
        scan = plain.scan._replace(comments=comments)
        sheet = prepare(scan=scan, places=plain.places, cells=plain.cells)
        return sheet, plain.left
    content = without_redundant_values(content)
    scan = _scanned(content, texts, styles)._replace(comments=comments)
    values = checked_xml(content)
    if scan.height > MOST_ROWS or scan.width > MOST_COLUMNS:
        raise ValueError(scan.height, scan.width)
    box = scan.height * scan.width
    if box <= MOST_CELLS or box <= min(scan.filled * 4, MOST_BOXED_CELLS):
        return prepare(scan=scan), values
    if scan.filled > MOST_SCATTERED:
        raise PackageError(findings.TOO_SCATTERED, listed.name)
    column, places, size = compact(values)
    if size > MOST_PLACES:
        raise PackageError(findings.TOO_SCATTERED, listed.name)
    return prepare(scan=scan, places=places), column


def _scanned(content: bytes, texts: _Texts, styles: CellStyles) -> Scan:
    """Scan a sheet that is not plainly written, with the rich texts in its cells."""
    scan = scan_xml(content, styles.appearances, texts.rich)
    rich = inline_runs(content)
    if not rich:
        return scan
    pieces = {place: Appearance(runs=runs) for place, runs in rich.items()}
    return scan._replace(appearances={**scan.appearances, **pieces})


def _unreadable(listed: SheetPart, error: Exception) -> Finding:
    """Name a sheet that could not be read; a file that is refused whole stops it."""
    if isinstance(error, PackageError):
        if error.kind in _REFUSED:
            raise error
        if error.kind is findings.TOO_SCATTERED:
            return error.kind.at(Place(sheet=listed.name), found=listed.name)
    return findings.SHEET_UNREADABLE.at(Place(sheet=listed.name), found=listed.name)


def _text(package: Package, part: str) -> bytes:
    """Give the XML of a part; empty where there is none."""
    return utf8(package.read(part), part) if part else b""


def _texts(package: Package, part: str) -> _Texts:
    """Give the shared texts."""
    content = _text(package, part)
    start = content.find(b"<si>")
    end = content.rfind(b"</sst>")
    if 0 <= start < end and (known := plain_strings(content[start:end])):
        _checked(content[:start] + content[end:], part)
        return _Texts(content, known, shared_runs(content))
    content = plain_empty_texts(_checked(content, part))
    if _ODD_TEXT.search(content) or _ODD_ITEM.search(content):
        raise PackageError(findings.DAMAGED, part)
    return _Texts(content, rich=shared_runs(content))


def _styles(package: Package, part: str) -> tuple[bytes, CellStyles]:
    """Give the styles part, and what its styles make of a value."""
    if not part:
        return b"", NO_STYLES
    content = _text(package, part)
    styles = cell_styles(content)
    if b"<!" in content or b"<?" in content[5:]:
        content = _checked(content, part)
    return content, styles


def _checked(content: bytes, part: str) -> bytes:
    """Give a part that the cells of every sheet depend on."""
    try:
        return checked_xml(content) if content else content
    except (ExpatError, ValueError) as error:
        raise PackageError(findings.DAMAGED, f"{part}: {error}") from None


def _made_anew(
    sheets: Sequence[tuple[str, bytes]],
    strings: bytes,
    styles: bytes,
    *,
    date1904: bool,
) -> bytes:
    """Make a package of the same cells in the way calamine expects.

    Inflated already, it is read faster.
    """
    count = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name={quoted(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, (name, _) in zip(count, sheets, strict=True)
    )
    since = ' date1904="1"' if date1904 else ""
    related = "".join(
        _relationship(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml")
        for number in count
    )
    related += (
        _relationship("rIdStrings", "sharedStrings", "sharedStrings.xml")
        if strings
        else ""
    )
    related += _relationship("rIdStyles", "styles", "styles.xml") if styles else ""
    office = _relationship("rId1", "officeDocument", "xl/workbook.xml")
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{office}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr{since}/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{related}</Relationships>',
    }
    parts = {name: text.encode() for name, text in texts.items()}
    parts |= {
        f"xl/worksheets/sheet{number}.xml": sheets[number - 1][1] for number in count
    }
    parts |= {
        name: content
        for name, content in ((_STRINGS, strings), (_STYLES, styles))
        if content
    }
    return stored(parts)


def _relationship(identity: str, kind: str, target: str) -> str:
    """Write a relation to a part."""
    return f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"/>'
