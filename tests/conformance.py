"""Whether a workbook or document keeps to ECMA-376, and whether it has what makes Office ask for a repair.

The schemas and their rules are openxml-audit's. What it says beyond them, or wrongly, is
left out by name. The causes of repair dialogs that no schema forbids are listed here, as
people have met them.
"""

from __future__ import annotations

import io
import posixpath
import re
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from xltool.excel.reading.scanning import range_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALSE_ALARMS = re.compile(
    r"""
      inline-string\ cell                       # advice: texts in their cells are allowed
    | fonts\[1\]/font\[\d+\]                    # CT_Font is a choice: its children have no order
    | relationships/(?:fontTable|theme)'        # Word makes its own where there is none
    """,
    re.VERBOSE,
)
LONGEST_TEXT, LONGEST_FORMULA, LONGEST_LIST = 32_767, 8_192, 255
LONGEST_NAME = 31
_PART = re.compile(r"xl/worksheets/[^/]+\.xml")


def faults(data: bytes, suffix: str = ".xlsx") -> list[str]:
    """Give what is wrong with a file by the standard, and what Office would want to repair."""
    from openxml_audit import OpenXmlValidator

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(data)
        errors = OpenXmlValidator().validate(path).errors
    said = (f"{one.part_uri} {one.path}: {one.description}" for one in errors)
    found = [text for text in said if not FALSE_ALARMS.search(text)]
    return found + (list(repair_causes(data)) if suffix == ".xlsx" else [])


def repair_causes(data: bytes) -> Iterator[str]:
    """Give the known causes of Excel's repair dialog that a workbook has."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    for cause in _OF_PACKAGE:
        yield from (f"{cause.__name__}: {one}" for one in cause(names, parts))
    for name, content in parts.items():
        if _PART.fullmatch(name):
            root = etree.fromstring(content)
            for of_sheet in _OF_SHEET:
                said = of_sheet(root)
                yield from (f"{of_sheet.__name__}: {name} {one}" for one in said)


def part_twice(names: list[str], _parts: dict[str, bytes]) -> Iterator[str]:
    times = Counter(name.lower() for name in names)
    yield from (name for name, count in times.items() if count > 1)


def part_without_type(names: list[str], parts: dict[str, bytes]) -> Iterator[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    known = {
        str(one.get("PartName")).lstrip("/") for one in types if one.get("PartName")
    }
    endings = {one.get("Extension") for one in types if one.get("Extension")}
    for name in names:
        if name not in known and name.rpartition(".")[2] not in endings:
            yield name
    yield from (one for one in known if one not in parts)


def target_missing(names: list[str], parts: dict[str, bytes]) -> Iterator[str]:
    for name in names:
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for one in etree.fromstring(parts[name]):
            target = str(one.get("Target"))
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if one.get("TargetMode") != "External" and path not in parts:
                yield target


def odd_prefix(names: list[str], parts: dict[str, bytes]) -> Iterator[str]:
    yield from (name for name in names if re.search(rb"\bns\d+:", parts[name]))


def sheet_name(_names: list[str], parts: dict[str, bytes]) -> Iterator[str]:
    root = etree.fromstring(parts["xl/workbook.xml"])
    titles = [str(one.get("name")) for one in root.iter(f"{M}sheet")]
    for title in titles:
        if len(title) > LONGEST_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", title):
            yield title
    folded = Counter(title.casefold() for title in titles)
    yield from (title for title, count in folded.items() if count > 1)
    if not any(
        one.get("state", "visible") == "visible" for one in root.iter(f"{M}sheet")
    ):
        yield "no sheet is visible"


def defined_name(_names: list[str], parts: dict[str, bytes]) -> Iterator[str]:
    root = etree.fromstring(parts["xl/workbook.xml"])
    count = sum(1 for _ in root.iter(f"{M}sheet"))
    named = [
        (str(one.get("name")).casefold(), one.get("localSheetId"))
        for one in root.iter(f"{M}definedName")
    ]
    yield from (str(one) for one, times in Counter(named).items() if times > 1)
    for name, local in named:
        if local is not None and int(local) >= count:
            yield f"{name} of sheet {local}"


def text_count(_names: list[str], parts: dict[str, bytes]) -> Iterator[str]:
    content = parts.get("xl/sharedStrings.xml")
    if content is None:
        return
    root = etree.fromstring(content)
    items = len(root.findall(f"{M}si"))
    sheets = (content for name, content in parts.items() if _PART.fullmatch(name))
    used = sum(len(re.findall(rb'<c [^>]*t="s"', one)) for one in sheets)
    if root.get("uniqueCount") not in {None, str(items)}:
        yield f"uniqueCount {root.get('uniqueCount')}, {items} texts"
    if root.get("count") not in {None, str(used)}:
        yield f"count {root.get('count')}, {used} references"


def cell_order(root: Element) -> Iterator[str]:
    last = (0, 0)
    for cell in root.iter(f"{M}c"):
        top, left, _, _ = range_of(str(cell.get("r")))
        if (top, left) < last:
            yield str(cell.get("r"))
        last = top, left + 1


def overlapping_merges(root: Element) -> Iterator[str]:
    taken: set[tuple[int, int]] = set()
    for merge in root.iter(f"{M}mergeCell"):
        top, left, bottom, right = range_of(str(merge.get("ref")))
        cells = {
            (row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        if cells & taken or len(cells) < 2:
            yield str(merge.get("ref"))
        taken |= cells


def too_long(root: Element) -> Iterator[str]:
    for element in root.iter(f"{M}t", f"{M}f", f"{M}formula1"):
        limit = LONGEST_TEXT if element.tag == f"{M}t" else LONGEST_FORMULA
        text = element.text or ""
        if element.tag == f"{M}formula1" and text.startswith('"'):
            limit = LONGEST_LIST + 2
        if len(text) > limit:
            yield text[:20]


def formula_sign(root: Element) -> Iterator[str]:
    for element in root.iter(f"{M}f"):
        if (element.text or "").startswith("="):
            yield str(element.text)[:20]


def text_index(root: Element) -> Iterator[str]:
    """A cell that says it is a shared text and holds something else."""
    for cell in root.iter(f"{M}c"):
        value = cell.findtext(f"{M}v")
        if cell.get("t") == "s" and not (value or "").isdecimal():
            yield str(cell.get("r"))


def link_target(root: Element) -> Iterator[str]:
    for link in root.iter(f"{M}hyperlink"):
        location = link.get("location", "")
        if link.get(f"{R}id") is None and "!" not in location:
            yield location


_OF_PACKAGE: tuple[Callable[[list[str], dict[str, bytes]], Iterator[str]], ...] = (
    part_twice,
    part_without_type,
    target_missing,
    odd_prefix,
    sheet_name,
    defined_name,
    text_count,
)
_OF_SHEET: tuple[Callable[[Element], Iterator[str]], ...] = (
    cell_order,
    overlapping_merges,
    too_long,
    formula_sign,
    text_index,
    link_target,
)
