"""The XML of a Word document.

Parsed with distrust, its blocks in order, its automatic numbers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_CHINESE = "〇一二三四五六七八九十"


def parsed(content: bytes) -> _Element:
    """Parse a part; InputFileError where it is damaged or declares entities."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
    )
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise InputFileError(
            "这份 Word 文档带有实体定义，不安全：请用 Word 或 WPS 打开，另存为 "
            ".docx 后重试"
        )
    try:
        return etree.fromstring(content.replace(_STRICT, W[1:-1].encode()), parser)
    except etree.XMLSyntaxError:
        raise InputFileError(
            "这份 Word 文档已损坏：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        ) from None


def blocks(parent: _Element) -> Iterator[_Element]:
    """Give paragraphs and tables in order.

    What wraps them (content controls, revisions) is looked through.
    """
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from blocks(child)


def value_of(parent: _Element | None, path: str) -> str | None:
    """Give the `w:val` of what stands at a path of names; None where nothing does."""
    if parent is None:
        element = None
    else:
        element = parent.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if element is None else element.get(f"{W}val", "")


def number_of(text: str | None, default: int) -> int:
    """Read a small number; `default` for anything else."""
    if text is not None and text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    return default


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True, kw_only=True)
class Numbering:
    """Automatic numbers.

    They are not in the text, but people read them there (1. 2. （一）).
    """

    levels: dict[tuple[str, str], _Level]
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def paragraph(self, element: _Element) -> str:
        """Give a paragraph's text with its automatic number.

        Deleted text is left out.
        """
        text = "".join(runs_of(element))
        properties = element.find(f"{W}pPr/{W}numPr")
        if properties is None or not text.strip():
            return text
        key = (value_of(properties, "numId") or "", value_of(properties, "ilvl") or "0")
        level = self.levels.get(key)
        if level is None or level.format in ("bullet", "none"):
            return text
        self.counted[key] += 1
        mark = _numeral(level.start + self.counted[key] - 1, level.format)
        return level.text.replace(f"%{number_of(key[1], 0) + 1}", mark) + " " + text


def runs_of(paragraph: _Element) -> Iterator[str]:
    """Give the pieces of a paragraph's text."""
    for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr"):
        yield (
            (element.text or "")
            if element.tag == f"{W}t"
            else " "
            if element.tag == f"{W}tab"
            else "\n"
        )


def levels_of(numbering: _Element) -> dict[tuple[str, str], _Level]:
    """Give every level of every list: (list, level) -> how it numbers."""
    abstract = {
        one.get(f"{W}abstractNumId"): one for one in numbering.iter(f"{W}abstractNum")
    }
    found: dict[tuple[str, str], _Level] = {}
    for one in numbering.iter(f"{W}num"):
        for level in abstract.get(value_of(one, "abstractNumId"), ()):
            if level.tag == f"{W}lvl":
                found[one.get(f"{W}numId", ""), level.get(f"{W}ilvl", "0")] = _Level(
                    format=value_of(level, "numFmt") or "decimal",
                    text=value_of(level, "lvlText") or "",
                    start=number_of(value_of(level, "start"), 1),
                )
    return found


def _numeral(number: int, style: str) -> str:
    if "chinese" in style.lower() or style in ("ideographDigital", "japaneseCounting"):
        tens, ones = divmod(number, 10)
        return (
            ("" if tens < 2 else _CHINESE[min(tens, 10)])
            + ("十" if tens else "")
            + (_CHINESE[ones] if ones else "")
        )
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)
