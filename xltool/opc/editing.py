"""Editing a package.

Parts are parsed when they are asked for, and only those that changed are written.
"""

from __future__ import annotations

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
        if part in self._changed:
            return self._changed[part] is not None
        return part in self.package.parts

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
            _declare_extension(types, "vml", content_type)
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
            _, _, found = element.get("Type", "").rpartition("/")
            if found == kind:
                return self._target(part, element)
        return None

    def target(self, part: str, identity: str) -> str | None:
        """Give the part that the relationship `identity` of `part` points at."""
        for element in self._relations(part):
            if element.get("Id") == identity:
                return self._target(part, element)
        return None

    def _target(self, part: str, relation: Element) -> str:
        """Give the part that a relationship points at, as the package spells it."""
        path = resolved(part, relation.get("Target", ""))
        return self.package.find(path) or path

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from `part` to the part `target`, and give its id."""
        name = relationships_of(part)
        if not self.exists(name):
            self._changed[name] = f'<Relationships xmlns="{RELATIONSHIPS}"/>'.encode()
        root = self.tree(name)
        taken = {element.get("Id") for element in root}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        identity = f"rId{number}"
        path = posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}")
        etree.SubElement(
            root, _RELATION, Id=identity, Type=f"{OFFICE}/{kind}", Target=path
        )
        self.touch(name)
        return identity

    def unrelate(self, part: str, target: str) -> None:
        """Remove the relationships from `part` to the part `target`."""
        name = relationships_of(part)
        root = self.tree(name)
        for element in list(root):
            if resolved(part, element.get("Target", "")).lower() == target.lower():
                root.remove(element)
        self.touch(name)

    def _relations(self, part: str) -> list[Element]:
        """Give the relationships of a part."""
        name = relationships_of(part)
        return list(self.tree(name)) if self.exists(name) else []

    def free(self, pattern: str) -> str:
        """Give a part name that is not taken: `pattern` has a place for a number."""
        number = 1
        while pattern.format(number).lower() in self._taken:
            number += 1
        return pattern.format(number)

    def result(self) -> bytes:
        """Give the package; what did not change is there byte for byte."""
        for part in sorted(self._touched):
            tree = self._trees[part]
            content = bytes(
                etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
            )
            if not part.endswith(".vml"):  # Excel writes its drawings without
                content = _DECLARATION + content
            if part in self._excerpts:
                content = self._excerpts[part].whole(content)
            self._changed[part] = content
        if self._changed:
            return rebuilt(self.package, self._changed)
        return self.package.data


def _declare_extension(types: Element, extension: str, content_type: str) -> None:
    """Declare what files of an extension are, if nobody has yet."""
    tag = f"{{{TYPES}}}Default"
    for element in types.iter(tag):
        if element.get("Extension", "").lower() == extension:
            return
    declared = types.makeelement(tag, Extension=extension, ContentType=content_type)
    types.insert(0, declared)
