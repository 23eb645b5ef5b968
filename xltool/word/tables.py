"""The tables of a Word document as printed grids, and the numbered headings between them.

Reads the document's XML itself: merged cells, automatic numbering and tables of thousands of rows need no
more than that. A table that Word breaks over pages is one table there; one that was cut by hand is joined
by the reader of rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.decomposition.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow
from xltool.decomposition.text_tables import clean
from xltool.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from xltool.decomposition.printed import Merge

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_CHINESE = "〇一二三四五六七八九十"


def grids_of(document: bytes, numbering: bytes = b"") -> tuple[Grid, ...]:
    """Give the tables of `word/document.xml` in their order; `numbering` is `word/numbering.xml`.

    Text outside of tables comes as rows outside of them. InputFileError where the XML cannot be read.
    """
    body = _parsed(document).find(f"{_W}body")
    if body is None:
        raise InputFileError("这份 Word 文档没有正文：请用 Word 或 WPS 打开，另存为 .docx 后重试")
    numbers = _Numbering(levels=_levels(_parsed(numbering)) if numbering else {})
    grids: list[Grid] = []
    outside: list[GridRow] = []
    tables = 0
    for element in _blocks(body):
        if element.tag == f"{_W}p":
            outside.extend(_outside(numbers.paragraph(element)))
            continue
        tables += 1
        table = _table(element, numbers)
        shifted = tuple(
            (top + len(outside), left, bottom + len(outside), right) for top, left, bottom, right in table.merged
        )
        grids.append(Grid(name=f"表{tables}", rows=(*outside, *table.rows), merged=shifted))
        outside = []
    return tuple(grids)


def _parsed(content: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise InputFileError("这份 Word 文档带有实体定义，不安全：请用 Word 或 WPS 打开，另存为 .docx 后重试")
    try:
        return etree.fromstring(content.replace(_STRICT, _W[1:-1].encode()), parser)
    except etree.XMLSyntaxError:
        raise InputFileError("这份 Word 文档已损坏：请用 Word 或 WPS 打开，另存为 .docx 后重试") from None


def _blocks(parent: _Element) -> Iterator[_Element]:
    """Give paragraphs and tables in order; what wraps them (content controls, revisions) is looked through."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


def _children(parent: _Element, name: str) -> Iterator[_Element]:
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(child, name)


def _outside(line: str) -> Iterator[GridRow]:
    if line.strip():
        yield GridRow(cells=(clean(line),), label="", outside=True)


@dataclass(slots=True)
class _Table:
    rows: list[GridRow]
    merged: list[Merge]


def _table(element: _Element, numbers: _Numbering) -> _Table:
    """Read a table; `gridSpan` merges across, `vMerge` down."""
    table = _Table([], [])
    open_merges: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(_children(element, "tr")):
        if number >= MAX_ROWS:
            break
        cells: list[str] = [""] * _before(row)
        going_on: dict[int, tuple[int, int]] = {}
        for cell in _children(row, "tc"):
            at, across, down = len(cells), _span(cell), _vertical(cell)
            text = "" if down == "continue" else _cell_text(cell, numbers)
            cells.extend([text, *([""] * (across - 1))])
            if down == "continue" and at in open_merges:
                going_on[at] = open_merges[at]
                continue
            if down == "restart":
                going_on[at] = (number, at + across - 1)
            elif across > 1:
                table.merged.append((number, at, number, at + across - 1))
        _end_merges(table, open_merges, going_on, number)
        open_merges = going_on
        table.rows.append(GridRow(cells=tuple(cells[:MAX_COLUMNS]), label=str(number + 1)))
    _end_merges(table, open_merges, {}, len(table.rows))
    return table


def _end_merges(
    table: _Table, open_merges: dict[int, tuple[int, int]], going_on: dict[int, tuple[int, int]], row: int
) -> None:
    for left, (top, right) in open_merges.items():
        if going_on.get(left) != (top, right):
            table.merged.append((top, left, row - 1, right))


def _value(parent: _Element | None, path: str) -> str | None:
    element = None if parent is None else parent.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return None if element is None else element.get(f"{_W}val", "")


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else default


def _span(cell: _Element) -> int:
    return min(max(_number(_value(cell, "tcPr/gridSpan"), 1), 1), MAX_COLUMNS)


def _before(row: _Element) -> int:
    return min(_number(_value(row, "trPr/gridBefore"), 0), MAX_COLUMNS)


def _vertical(cell: _Element) -> str:
    value = _value(cell, "tcPr/vMerge")
    return "" if value is None else value or "continue"


def _cell_text(cell: _Element, numbers: _Numbering) -> str:
    """Give a cell's paragraphs as lines; a table in the cell gives its cells' text in order."""
    lines = [numbers.paragraph(paragraph) for paragraph in cell.iter(f"{_W}p")]
    return clean("\n".join(line for line in lines if line.strip()))


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True, kw_only=True)
class _Numbering:
    """Automatic numbers: they are not in the text, but people read them there (1. 2. （一）)."""

    levels: dict[tuple[str, str], _Level]
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def paragraph(self, element: _Element) -> str:
        """Give a paragraph's text with its automatic number; deleted text is left out."""
        text = "".join(_runs(element))
        properties = element.find(f"{_W}pPr/{_W}numPr")
        if properties is None or not text.strip():
            return text
        key = (_value(properties, "numId") or "", _value(properties, "ilvl") or "0")
        level = self.levels.get(key)
        if level is None or level.format in ("bullet", "none"):
            return text
        self.counted[key] += 1
        mark = _numeral(level.start + self.counted[key] - 1, level.format)
        return level.text.replace(f"%{_number(key[1], 0) + 1}", mark) + " " + text


def _runs(paragraph: _Element) -> Iterator[str]:
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        yield (element.text or "") if element.tag == f"{_W}t" else " " if element.tag == f"{_W}tab" else "\n"


def _levels(numbering: _Element) -> dict[tuple[str, str], _Level]:
    """Give every level of every list: (list, level) -> how it numbers."""
    abstract = {one.get(f"{_W}abstractNumId"): one for one in numbering.iter(f"{_W}abstractNum")}
    found: dict[tuple[str, str], _Level] = {}
    for one in numbering.iter(f"{_W}num"):
        for level in abstract.get(_value(one, "abstractNumId"), ()):
            if level.tag == f"{_W}lvl":
                found[one.get(f"{_W}numId", ""), level.get(f"{_W}ilvl", "0")] = _Level(
                    format=_value(level, "numFmt") or "decimal",
                    text=_value(level, "lvlText") or "",
                    start=_number(_value(level, "start"), 1),
                )
    return found


def _numeral(number: int, style: str) -> str:
    if "chinese" in style.lower() or style in ("ideographDigital", "japaneseCounting"):
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _CHINESE[min(tens, 10)]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)
