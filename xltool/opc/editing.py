"""Editing a package.

Parts are parsed when they are asked for, and only those that changed are written.
"""

from __future__ import annotations

import itertools
import posixpath
from typing import TYPE_CHECKING

from lxml import etree

from xltool import findings
from xltool.opc.excerpt import excerpt
from xltool.opc.package import (
    MAIN,
    OFFICE,
    RELATIONSHIPS,
    TYPES,
    PackageError,
    rebuilt,
    relationships_of,
    resolved,
    utf8,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    from xltool.opc.excerpt import Excerpt
    from xltool.opc.package import Package

M = f"{{{MAIN}}}"
R = f"{{{OFFICE}}}"
_RELATION = f"{{{RELATIONSHIPS}}}Relationship"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, collect_ids=False)
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
etree.register_namespace("r", OFFICE)
"""Some readers know `r:id` by its prefix; lxml would name it ns0 where none is bound.
"""
_CONTENT_TYPES = "[Content_Types].xml"


class Editor:
    """A package in the course of being edited."""

    def __init__(self, package: Package) -> None:
        """Begin with every part unchanged."""
        self.package = package
        self._trees: dict[str, Element] = {}
        self._excerpts: dict[str, Excerpt] = {}
        self._changed: dict[str, bytes | None] = {}
        self._touched: set[str] = set()
        self._taken = {name.lower() for name in package.parts}

    def exists(self, part: str) -> bool:
        """Tell whether the package has this part now."""
        return self._changed.get(part, b"") is not None and (
            part in self.package.parts or part in self._changed
        )

    def content(self, part: str) -> bytes:
        """Give a part's bytes as they were stored."""
        return self._changed.get(part) or self.package.read(part)

    def tree(self, part: str) -> Element:
        """Give a part's root; call `touch` when it was changed.

        PackageError where it is no sound XML.
        """
        if part not in self._trees:
            if part in self._excerpts:
                content = self._excerpts[part].content
            else:
                content = self.content(part)
            try:
                root = etree.fromstring(content, _PARSER)
            except etree.XMLSyntaxError as error:
                raise PackageError(findings.DAMAGED, f"{part}: {error}") from None
            if root.getroottree().docinfo.internalDTD is not None:
                raise PackageError(findings.UNSAFE_PACKAGE, "DTD/ENTITY")
            self._trees[part] = root
        return self._trees[part]

    def abridge(self, sheet: str, is_wanted: Callable[[bytes, bytes], bool]) -> None:
        """Let the tree of a sheet have only the cells that are wanted (see `excerpt`).

        The others stay as they are.
        """
        cut = excerpt(utf8(self.content(sheet), sheet), is_wanted)
        if cut is not None and sheet not in self._trees:
            self._excerpts[sheet] = cut

    def touch(self, part: str) -> None:
        """Say that the tree of a part was changed; it is written once, at the end."""
        self._touched.add(part)

    def add(self, part: str, content: bytes, content_type: str) -> None:
        """Add a part.

        Its type is declared for the part alone, or by extension for .vml, as Excel
        does.
        """
        self._changed[part] = content
        self._taken.add(part.lower())
        self._trees.pop(part, None)
        types = self.tree(_CONTENT_TYPES)
        if part.endswith(".vml"):
            known = {
                element.get("Extension", "").lower()
                for element in types.iter(f"{{{TYPES}}}Default")
            }
            if "vml" not in known:
                types.insert(
                    0,
                    types.makeelement(
                        f"{{{TYPES}}}Default", Extension="vml", ContentType=content_type
                    ),
                )
        else:
            etree.SubElement(
                types,
                f"{{{TYPES}}}Override",
                PartName=f"/{part}",
                ContentType=content_type,
            )
        self.touch(_CONTENT_TYPES)

    def remove(self, part: str) -> None:
        """Remove a part, its relationships and its declared type."""
        for name in (part, relationships_of(part)):
            if self.exists(name):
                self._changed[name] = None
                self._taken.discard(name.lower())
                self._touched.discard(name)
                self._trees.pop(name, None)
        types = self.tree(_CONTENT_TYPES)
        for element in types.findall(f"{{{TYPES}}}Override"):
            if element.get("PartName", "").lstrip("/").lower() == part.lower():
                types.remove(element)
        self.touch(_CONTENT_TYPES)

    def related(self, part: str, kind: str) -> str | None:
        """Give the first part of this kind that `part` points at."""
        for element in self._relations(part):
            if element.get("Type", "").rpartition("/")[2] == kind:
                return self.package.find(
                    resolved(part, element.get("Target", ""))
                ) or resolved(part, element.get("Target", ""))
        return None

    def target(self, part: str, identity: str) -> str | None:
        """Give the part that the relationship `identity` of `part` points at."""
        for element in self._relations(part):
            if element.get("Id") == identity:
                path = resolved(part, element.get("Target", ""))
                return self.package.find(path) or path
        return None

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from `part` to the part `target`, and give its id."""
        name = relationships_of(part)
        if not self.exists(name):
            self._changed[name] = f'<Relationships xmlns="{RELATIONSHIPS}"/>'.encode()
        root = self.tree(name)
        taken = {element.get("Id") for element in root}
        number = next(
            number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken
        )
        path = posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}")
        etree.SubElement(
            root, _RELATION, Id=f"rId{number}", Type=f"{OFFICE}/{kind}", Target=path
        )
        self.touch(name)
        return f"rId{number}"

    def unrelate(self, part: str, target: str) -> None:
        """Remove the relationships from `part` to the part `target`."""
        name = relationships_of(part)
        root = self.tree(name)
        for element in list(root):
            if resolved(part, element.get("Target", "")).lower() == target.lower():
                root.remove(element)
        self.touch(name)

    def _relations(self, part: str) -> list[Element]:
        name = relationships_of(part)
        return list(self.tree(name)) if self.exists(name) else []

    def free(self, pattern: str) -> str:
        """Give a part name that is not taken: `pattern` has a place for a number."""
        return next(
            name
            for number in itertools.count(1)
            if (name := pattern.format(number)).lower() not in self._taken
        )

    def result(self) -> bytes:
        """Give the package; what did not change is there byte for byte."""
        for part in sorted(self._touched):
            head = (
                b"" if part.endswith(".vml") else _DECLARATION
            )  # Excel writes its drawings without
            content = head + bytes(
                etree.tostring(
                    self._trees[part], encoding="UTF-8", xml_declaration=False
                )
            )
            if part in self._excerpts:
                self._changed[part] = self._excerpts[part].whole(content)
            else:
                self._changed[part] = content
        if self._changed:
            return rebuilt(self.package, self._changed)
        return self.package.data
