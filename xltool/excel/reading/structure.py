"""Which parts of a package are its sheets.

The workbook part and its relationships, read with a parser.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pyexpat import ExpatError, ParserCreate
from typing import TYPE_CHECKING

from xltool import findings
from xltool.opc.package import PackageError, relationships_of, resolved, utf8

if TYPE_CHECKING:
    from xltool.opc.package import Package

Elements = tuple[tuple[str, dict[str, str]], ...]
_LARGEST_KNOWN = 1 << 17
"""Bytes of a part that is worth remembering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A sheet as the workbook lists it.

    `kind` is its relationship's (worksheet, chartsheet…), empty where it has none;
    `state` is visible, hidden or veryHidden.
    """

    name: str
    part: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The parts of a workbook; a part that is missing is an empty name."""

    workbook: str
    sheets: tuple[SheetPart, ...]
    shared_strings: str
    styles: str
    date1904: bool


def elements(data: bytes, wanted: frozenset[str]) -> Elements:
    """Give the wanted elements of a small part in their order, as (local name,
    attributes by local name).

    What the files of a period have in common, byte for byte, is parsed once.
    PackageError where the part is not well-formed or declares entities.
    """
    return (_elements if len(data) <= _LARGEST_KNOWN else _elements.__wrapped__)(
        data, wanted
    )


@functools.lru_cache(maxsize=64)
def _elements(data: bytes, wanted: frozenset[str]) -> Elements:
    found = []
    parser = ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name[name.rfind(":") + 1 :]
        if local in wanted:
            plain = {}
            for key, value in attributes.items():
                plain[key[key.rfind(":") + 1 :]] = value
            found.append((local, plain))

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(utf8(data, "XML"), True)  # noqa: FBT003 - expat's signature
    except ExpatError as error:
        raise PackageError(findings.DAMAGED, str(error)) from None
    return tuple(found)


def refuse_doctype(*_declaration: object) -> None:
    """Stop at a DTD: workbooks have none, and its entities may grow without end."""
    raise PackageError(findings.UNSAFE_PACKAGE, "DTD/ENTITY")


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Give the relationships of a part.

    Id -> (last word of its type, part it points at).
    """
    stored = package.find(relationships_of(part))
    if stored is None:
        return {}
    related = {}
    wanted = frozenset({"Relationship"})
    for _, attributes in elements(package.read(stored), wanted):
        if attributes.get("TargetMode") == "External":
            continue
        _, _, kind = attributes.get("Type", "").rpartition("/")
        target = package.find(resolved(part, attributes.get("Target", "")))
        related[attributes.get("Id", "")] = (kind, target or "")
    return related


def structure_of(package: Package) -> Structure:
    """Find the workbook and its sheets.

    PackageError where there is no workbook part.
    """
    by_kind = dict(relations(package, "").values())
    workbook = by_kind.get("officeDocument") or package.find("xl/workbook.xml")
    if not workbook:
        raise PackageError(findings.DAMAGED, "没有工作簿部件")
    related = relations(package, workbook)
    # of several relations of a kind the first one counts
    parts = dict(reversed(list(related.values())))
    listed = elements(
        package.read(workbook), frozenset({"sheets", "sheet", "workbookPr"})
    )
    names = [name for name, _ in listed]
    if names.count("sheets") != 1 or "sheet" in names[: names.index("sheets")]:
        raise PackageError(findings.DAMAGED, workbook)
    sheets = []
    date1904 = False
    for name, attributes in listed:
        if name == "sheet":
            sheets.append(_sheet(attributes, related))
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            date1904 = True
    return Structure(
        workbook=workbook,
        sheets=tuple(sheets),
        shared_strings=parts.get("sharedStrings", ""),
        styles=parts.get("styles", ""),
        date1904=date1904,
    )


def _sheet(
    attributes: dict[str, str], related: dict[str, tuple[str, str]]
) -> SheetPart:
    """Read a sheet's entry; without a part where its relation leads nowhere."""
    kind, part = related.get(attributes.get("id", ""), ("", ""))
    return SheetPart(
        name=attributes.get("name", ""),
        part=part,
        kind=kind,
        state=attributes.get("state", "visible"),
    )
