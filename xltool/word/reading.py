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
_COUNTING = ("ideographDigital", "japaneseCounting")
"""Styles of Word that count in the same numerals as the Chinese ones."""
_LAST_CIRCLED = 20
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml")
)
"""What stands around paragraphs, tables, rows and cells and is none of them itself:
content controls, inserted text, tags of another program.
"""


def parsed(content: bytes) -> _Element:
    """Parse a part; InputFileError where it is damaged or declares entities."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
    )
    head = content[:4096]
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise InputFileError(
            "这份 Word 文档带有实体定义，不安全：请用 Word 或 WPS 打开，另存为 "
            ".docx 后重试"
        )
    # ISO's strict form has other namespaces for the same elements.
    transitional = content.replace(_STRICT, W[1:-1].encode())
    try:
        return etree.fromstring(transitional, parser)
    except etree.XMLSyntaxError:
        raise InputFileError(
            "这份 Word 文档已损坏：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        ) from None


def blocks(parent: _Element) -> Iterator[_Element]:
    """Give paragraphs and tables in order, looking through what wraps them."""
    return children(parent, "p", "tbl")


def children(parent: _Element, *names: str) -> Iterator[_Element]:
    """Give the children of these names in order, looking through what wraps them."""
    tags = [f"{W}{name}" for name in names]
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, *names)


def value_of(parent: _Element | None, path: str) -> str | None:
    """Give the `w:val` of what stands at a path of names (`tcPr/vMerge`).

    None where nothing stands there; blank where it has no value.
    """
    if parent is None:
        return None
    steps = [f"{W}{name}" for name in path.split("/")]
    element = parent.find("/".join(steps))
    return None if element is None else element.get(f"{W}val", "")


def number_of(text: str | None, default: int) -> int:
    """Read a small number; `default` for anything else.

    >>> number_of("12", 0), number_of("-1", 0), number_of(None, 7)
    (12, 0, 7)
    """
    if text is None or not (text.isascii() and text.isdigit()):
        return default
    return int(text) if len(text) < 6 else default


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list numbers.

    Attributes:
        format: Word's name of the numerals (`decimal`, `chineseCounting`).
        text: the mark with a place for the number (`（%1）`).
        start: the first number.
    """

    format: str
    text: str
    start: int


@dataclass(slots=True, kw_only=True)
class Numbering:
    """Automatic numbers.

    They are not in the text, but people read them there (1. 2. （一）).

    Attributes:
        levels: how each level of each list numbers, by (list, level).
        counted: how many paragraphs each level has numbered so far.
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
        number = level.start + self.counted[key]
        self.counted[key] += 1
        place = number_of(key[1], 0) + 1
        mark = level.text.replace(f"%{place}", _numeral(number, level.format))
        return f"{mark} {text}"


_BLANKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n"}
_BOX = f"{W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What a drawing says again for older programs."""


def runs_of(paragraph: _Element) -> Iterator[str]:
    """Give the pieces of a paragraph's text; tabs are blanks, breaks are lines.

    Boxes that hang on the paragraph have paragraphs of their own.
    """
    for element in _inside(paragraph):
        if element.tag == f"{W}t":
            yield element.text or ""
        else:
            yield _BLANKS.get(str(element.tag), "")


def _inside(parent: _Element) -> Iterator[_Element]:
    """Give all that stands in an element, but for boxes and what is said again."""
    for child in parent:
        if child.tag not in (_BOX, _FALLBACK):
            yield child
            yield from _inside(child)


def paragraphs_of(parent: _Element) -> Iterator[_Element]:
    """Give all paragraphs in an element in their order, those of its boxes too."""
    for child in parent:
        if child.tag == f"{W}p":
            yield child
        if child.tag != _FALLBACK:
            yield from paragraphs_of(child)


def levels_of(numbering: _Element) -> dict[tuple[str, str], _Level]:
    """Give every level of every list: (list, level) -> how it numbers.

    A list takes its levels from an abstract one that several may share.
    """
    abstract: dict[str | None, _Element] = {}
    for shared in numbering.iter(f"{W}abstractNum"):
        abstract[shared.get(f"{W}abstractNumId")] = shared
    found: dict[tuple[str, str], _Level] = {}
    for numbered in numbering.iter(f"{W}num"):
        name = numbered.get(f"{W}numId", "")
        for level in abstract.get(value_of(numbered, "abstractNumId"), ()):
            if level.tag == f"{W}lvl":
                found[name, level.get(f"{W}ilvl", "0")] = _level(level)
    return found


def _level(level: _Element) -> _Level:
    """Read how a level numbers."""
    return _Level(
        format=value_of(level, "numFmt") or "decimal",
        text=value_of(level, "lvlText") or "",
        start=number_of(value_of(level, "start"), 1),
    )


def _numeral(number: int, style: str) -> str:
    """Write a number as a style of Word's does.

    >>> _numeral(12, "chineseCounting"), _numeral(3, "decimalEnclosedCircle")
    ('十二', '③')
    """
    if "chinese" in style.lower() or style in _COUNTING:
        return _in_chinese(number)
    if style == "decimalEnclosedCircle" and 1 <= number <= _LAST_CIRCLED:
        return chr(ord("①") + number - 1)
    return str(number)


def _in_chinese(number: int) -> str:
    """Write a number below 110 in Chinese.

    >>> _in_chinese(10), _in_chinese(21), _in_chinese(7)
    ('十', '二十一', '七')
    """
    tens, ones = divmod(number, 10)
    written = ""
    if tens > 1:
        written += _CHINESE[min(tens, 10)]
    if tens:
        written += "十"
    if ones:
        written += _CHINESE[ones]
    return written
