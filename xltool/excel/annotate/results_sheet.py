"""校验结果: the sheet that lists the findings of a returned workbook, put before all
others.

Inserting and removing a first sheet shifts every index by which a workbook counts its
sheets: the names local to a sheet, the active tab, the titles in the document's
properties.
"""

from __future__ import annotations

import copy
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from xltool.findings import SEVERITY_LABELS, Severity
from xltool.forms.layout import RESULTS_SHEET
from xltool.opc.editing import M, R
from xltool.opc.package import MAIN
from xltool.opc.xmltext import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from xltool.excel.annotate.marking import Styles
    from xltool.findings import Finding, Place
    from xltool.opc.editing import Editor

_HEADERS = ("级别", "代码", "位置", "发现", "应为", "办法")
_WIDTHS = (9, 8, 24, 26, 26, 70)
_SAMPLES = "H"
"""The hidden column of the cells whose format is kept."""
_WORKSHEET_TYPE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
)
_FILTER = "_xlnm._FilterDatabase"
_TYPES = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_PROPERTIES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
)
_BEFORE_NAMES = frozenset(
    M + name for name in ("sheets", "functionGroups", "externalReferences")
)
"""What stands before the defined names in a workbook's part: ECMA-376, 18.2.27."""
_HEADER_ROWS = 2
"""The summary and the headers, above the findings."""
_WORKSHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<worksheet xmlns="{MAIN}">'
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews>"
    '<sheetFormatPr defaultRowHeight="15"/>'
    "<cols>{columns}</cols>"
    "<sheetData>{rows}</sheetData>"
    '<autoFilter ref="A2:F{last}"/>'
    '<mergeCells count="1"><mergeCell ref="A1:F1"/></mergeCells>'
    "{links}"
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6"'
    ' header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "</worksheet>"
)
_BORDER = (
    f'<border xmlns="{MAIN}">'
    '<left style="thin"><color rgb="FFBFBFBF"/></left>'
    '<right style="thin"><color rgb="FFBFBFBF"/></right>'
    '<top style="thin"><color rgb="FFBFBFBF"/></top>'
    '<bottom style="thin"><color rgb="FFBFBFBF"/></bottom>'
    "<diagonal/></border>"
)
_HEADER_FILL = (
    f'<fill xmlns="{MAIN}"><patternFill patternType="solid">'
    '<fgColor rgb="FFD9E1F2"/></patternFill></fill>'
)


def samples(editor: Editor, workbook: str) -> dict[int, int]:
    """Give the formats that the list of an earlier round keeps.

    Number -> index of the format.
    """
    part = _part(editor, workbook)
    if part is None or not editor.exists(part):
        return {}
    formats = {}
    for cell in editor.tree(part).iter(M + "c"):
        number = cell.findtext(M + "v", "")
        if cell.get("r", "").startswith(_SAMPLES) and number:
            formats[int(float(number))] = int(cell.get("s", "0"))
    return formats


def _part(editor: Editor, workbook: str) -> str | None:
    """Give the part of the list of an earlier round; None where there is none."""
    for sheet in _child(editor.tree(workbook), "sheets"):
        if sheet.get("name") == RESULTS_SHEET:
            identity = sheet.get(R + "id", "")
            return editor.target(workbook, identity) if identity else None
    return None


def remove(editor: Editor, workbook: str) -> bool:
    """Remove the list of an earlier round; tell whether there was one."""
    root = editor.tree(workbook)
    listed = _child(root, "sheets")
    names = [sheet.get("name") for sheet in listed]
    if RESULTS_SHEET not in names:
        return False
    index = names.index(RESULTS_SHEET)
    part = editor.target(workbook, listed[index].get(R + "id", ""))
    listed.remove(listed[index])
    if part is not None:
        editor.unrelate(workbook, part)
        editor.remove(part)
    _shift_names(root, removed=index)
    last = len(listed) - 1
    for view in root.iterfind(f"{M}bookViews/{M}workbookView"):
        active = int(view.get("activeTab", "0"))
        # the tab that was open stays open; of the list itself, what stands there now
        active = active - 1 if active > index else min(active, last)
        view.set("activeTab", str(active))
        view.attrib.pop("firstSheet", "")
    editor.touch(workbook)
    _retitle(editor, present=False)
    return True


def insert(
    editor: Editor, workbook: str, findings: Sequence[Finding], styles: Styles
) -> None:
    """Put the list of `findings` before all sheets and open the workbook there."""
    root = editor.tree(workbook)
    listed = _child(root, "sheets")
    known = frozenset(str(sheet.get("name")) for sheet in listed)
    part = editor.free("xl/worksheets/sheet{}.xml")
    content = _sheet(findings, _Formats(styles), known, styles.samples)
    editor.add(part, content.encode(), _WORKSHEET_TYPE)
    _shift_names(root, removed=None)
    numbers = [int(sheet.get("sheetId", "0")) for sheet in listed]
    attributes = {
        "name": RESULTS_SHEET,
        "sheetId": str(max(numbers, default=0) + 1),
        R + "id": editor.relate(workbook, "worksheet", part),
    }
    listed.insert(0, listed.makeelement(M + "sheet", attributes))
    for view in root.iterfind(f"{M}bookViews/{M}workbookView"):
        view.set("activeTab", "0")
        view.attrib.pop("firstSheet", "")
    _name_filter(root, len(findings))
    editor.touch(workbook)
    _retitle(editor, present=True)


def _child(root: Element, name: str) -> Element:
    """Give what every workbook has; ValueError where it is missing."""
    child = root.find(M + name)
    if child is None:
        raise ValueError(name)
    return child


def _shift_names(root: Element, *, removed: int | None) -> None:
    """Renumber the names local to a sheet after `removed` went, or (None) after a sheet
    came first.
    """
    for name in root.findall(f"{M}definedNames/{M}definedName"):
        local = name.get("localSheetId")
        if local is None:
            continue
        if removed is None:
            name.set("localSheetId", str(int(local) + 1))
        elif int(local) == removed:
            _child(root, "definedNames").remove(name)
        elif int(local) > removed:
            name.set("localSheetId", str(int(local) - 1))
    names = root.find(M + "definedNames")
    if names is not None and len(names) == 0:
        root.remove(names)


def _name_filter(root: Element, count: int) -> None:
    """Name the filtered area, as Excel does; without it the filter is repaired."""
    names = root.find(M + "definedNames")
    if names is None:
        names = root.makeelement(M + "definedNames")
        before = [child for child in root if child.tag in _BEFORE_NAMES]
        before[-1].addnext(names)
    name = names.makeelement(
        M + "definedName", name=_FILTER, localSheetId="0", hidden="1"
    )
    name.text = f"{RESULTS_SHEET}!$A$2:$F${count + _HEADER_ROWS}"
    names.insert(0, name)


def _retitle(editor: Editor, *, present: bool) -> None:
    """Keep the list of sheet titles in the document's properties.

    Where it is unusual, leave it.
    """
    part = "docProps/app.xml"
    if not editor.exists(part):
        return
    root = editor.tree(part)
    titles = root.find(f"{_PROPERTIES}TitlesOfParts/{_TYPES}vector")
    count = root.find(
        f"{_PROPERTIES}HeadingPairs/{_TYPES}vector/{_TYPES}variant/{_TYPES}i4"
    )
    if titles is None or count is None:
        return
    if present:
        title = titles.makeelement(_TYPES + "lpstr")
        title.text = RESULTS_SHEET
        titles.insert(0, title)
    else:
        old = next((title for title in titles if title.text == RESULTS_SHEET), None)
        if old is None:
            return
        titles.remove(old)
    titles.set("size", str(len(titles)))
    count.text = str(int(count.text or "0") + (1 if present else -1))
    editor.touch(part)


class _Formats:
    """The cell formats of the list."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        fonts = styles.table("fonts")
        bold = styles.place(fonts, _bold(fonts[0]))
        link = styles.place(fonts, _of_link(fonts[0]))
        border = styles.place(styles.table("borders"), etree.fromstring(_BORDER))
        fill = styles.place(styles.fills, etree.fromstring(_HEADER_FILL))
        self.summary = self.format(bold, 0, 0)
        self.header = self.format(bold, fill, border)
        self.body = self.format(0, 0, border)
        self.link = self.format(link, 0, border)
        self.severity = {}
        for severity in Severity:
            self.severity[severity] = styles.marked(self.body, severity)

    def format(self, font: int, fill: int, border: int) -> int:
        """Give the number of a format with a font, a fill and a border."""
        element = etree.fromstring(
            f'<xf xmlns="{MAIN}" numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}"'
            ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            '<alignment vertical="top" wrapText="1"/></xf>'
        )
        if self.styles.root.find(M + "cellStyleXfs") is not None:
            element.set("xfId", "0")
        return self.styles.place(self.styles.formats, element)


def _bold(font: Element) -> Element:
    """Give a font in bold."""
    bold = copy.deepcopy(font)
    for element in bold.findall(M + "b"):
        bold.remove(element)
    bold.insert(0, bold.makeelement(M + "b"))
    return bold


def _of_link(font: Element) -> Element:
    """Give a font in blue and underlined; its colour stands behind its size."""
    link = copy.deepcopy(font)
    for element in [*link.findall(M + "color"), *link.findall(M + "u")]:
        link.remove(element)
    link.insert(0, link.makeelement(M + "u"))
    size = link.find(M + "sz")
    at = 1 if size is None else link.index(size) + 1
    link.insert(at, link.makeelement(M + "color", rgb="FF0563C1"))
    return link


def _sheet(
    findings: Sequence[Finding],
    formats: _Formats,
    known: frozenset[str],
    samples: dict[int, int],
) -> str:
    """Write the sheet: a summary, the headers, a line for each finding.

    `known` are the names of the workbook's sheets, to which links lead; `samples` are
    the formats that are kept in hidden cells, by their numbers.
    """
    columns = []
    for number, width in enumerate(_WIDTHS, 1):
        columns.append(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        )
    if samples:
        columns.append('<col min="8" max="8" width="9" hidden="1" customWidth="1"/>')
    return _WORKSHEET.format(
        columns="".join(columns),
        rows="".join(_rows(findings, formats, samples)),
        last=len(findings) + _HEADER_ROWS,
        links=_links(findings, known),
    )


def _rows(
    findings: Sequence[Finding], formats: _Formats, samples: dict[int, int]
) -> Iterator[str]:
    """Write the rows; samples stand beside them, and may reach further down."""
    lines = [
        [(_summary(findings), formats.summary)],
        [(text, formats.header) for text in _HEADERS],
    ]
    lines += [_line(finding, formats) for finding in findings]
    kept = sorted(samples.items())
    for number, (line, sample) in enumerate(zip_longest(lines, kept), 1):
        cells = _cells(number, line or [])
        yield f'<row r="{number}">{cells}{_sample(number, sample)}</row>'


def _links(findings: Sequence[Finding], known: frozenset[str]) -> str:
    """Write the links from the places of findings to their cells."""
    links = []
    for number, finding in enumerate(findings, _HEADER_ROWS + 1):
        if finding.place.sheet in known:
            location = quoteattr(_location(finding.place))
            links.append(f'<hyperlink ref="C{number}" location={location}/>')
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _summary(findings: Sequence[Finding]) -> str:
    """Say how many findings there are of each severity, and what to do."""
    counts = Counter(finding.severity for finding in findings)
    parts = []
    for severity in Severity:
        parts.append(f"{SEVERITY_LABELS[severity]} {counts[severity]} 处")
    return (
        f"{'，'.join(parts)}。"
        "请按“办法”修改标色的单元格；本表无须填写，再次报送时不必删除。"
    )


def _line(finding: Finding, formats: _Formats) -> list[tuple[str, int]]:
    """Give the texts of a finding's line, each with its format."""
    place = finding.place
    return [
        (SEVERITY_LABELS[finding.severity], formats.severity[finding.severity]),
        (finding.code, formats.body),
        (_where(place), formats.link if place.sheet else formats.body),
        (finding.found, formats.body),
        (finding.expected, formats.body),
        (finding.message, formats.body),
    ]


def _cells(row: int, cells: list[tuple[str, int]]) -> str:
    """Write the cells of a line."""
    written = []
    for letter, (text, style) in zip("ABCDEF", cells, strict=False):
        content = f"<is>{_text(text)}</is>"
        written.append(f'<c r="{letter}{row}" s="{style}" t="inlineStr">{content}</c>')
    return "".join(written)


def _sample(row: int, sample: tuple[int, int] | None) -> str:
    """Write the hidden cell that keeps a format, behind a line."""
    if sample is None:
        return ""
    number, style = sample
    return f'<c r="{_SAMPLES}{row}" s="{style}"><v>{number}</v></c>'


def _text(text: str) -> str:
    """Write a text with its blanks."""
    return f'<t xml:space="preserve">{escape(cell_text(text))}</t>'


def _where(place: Place) -> str:
    """Say where a finding is, as it is shown."""
    return " ".join(text for text in (place.sheet, place.cell) if text)


def _location(place: Place) -> str:
    """Give the cell that a link leads to, of a mere sheet its first."""
    quoted = place.sheet.replace("'", "''")
    return cell_text(f"'{quoted}'!{place.cell or 'A1'}")
