"""The comments (批注) on the cells of a sheet of an .xlsx."""

from __future__ import annotations

from pyexpat import ExpatError, ParserCreate
from typing import TYPE_CHECKING

from xltool.excel.reading.scanning import position
from xltool.excel.reading.structure import refuse_doctype, relations
from xltool.opc.package import PackageError, utf8

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.grid import Position
    from xltool.opc.package import Package

_BETWEEN_REPLIES = "；"


def comments_of(package: Package, sheet: str) -> dict[Position, str]:
    """Give the texts of a sheet's comments, by the cells they are on.

    A conversation (threaded comment) gives what each of its people wrote. Nothing is
    given where the comments cannot be read: the values of the cells can.
    """
    written: dict[Position, str] = {}
    conversations: dict[Position, str] = {}
    try:
        for kind, part in relations(package, sheet).values():
            if kind == "comments" and part:
                written |= _read(package, part, "comment")
            elif kind == "threadedComment" and part:
                conversations |= _read(package, part, "threadedComment")
    except (ExpatError, ValueError, PackageError):
        return {}
    return written | conversations


def _read(package: Package, part: str, element: str) -> dict[Position, str]:
    """Read the comments of a part; `element` is what holds one."""
    reader = _Reader(element)
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.Parse(utf8(package.read(part), part), True)  # noqa: FBT003 - expat's signature
    return reader.found


class _Reader:
    """The state of one pass: the comment that the parser stands in."""

    def __init__(self, element: str) -> None:
        self.element = element
        self.found: dict[Position, str] = {}
        self.authors: list[str] = []
        self.reference = self.author = self.text = ""
        self.collecting = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Enter an element; phonetic guides are passed over."""
        match name[name.rfind(":") + 1 :]:
            case "author":
                self.text = ""
                self.collecting = True
            case "t" | "text":
                self.collecting = True
            case "rPh":
                self.collecting = False
            case local if local == self.element:
                self.reference = attributes.get("ref", "")
                self.author = self._author(attributes.get("authorId", ""))
                self.text = ""

    def _author(self, index: str) -> str:
        """Give the author of an index; empty where it is unknown."""
        known = index.isdecimal() and int(index) < len(self.authors)
        return self.authors[int(index)] if known else ""

    def characters(self, text: str) -> None:
        """Take the text that is being collected."""
        if self.collecting:
            self.text += text

    def end(self, name: str) -> None:
        """Leave an element."""
        match name[name.rfind(":") + 1 :]:
            case "author":
                self.authors.append(self.text)
                self.collecting = False
            case "t" | "text":
                self.collecting = False
            case local if local == self.element:
                self.close()

    def close(self) -> None:
        """Keep a comment without the name of its author that Excel puts before it."""
        text = self.text.strip()
        if self.author:
            text = text.removeprefix(f"{self.author}:").strip()
        if not text or not self.reference:
            return
        place = position(self.reference)
        earlier = self.found.get(place)
        self.found[place] = f"{earlier}{_BETWEEN_REPLIES}{text}" if earlier else text
