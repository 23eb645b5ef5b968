"""A sheet's XML cut down to some of its cells.

All that has to be parsed where few change. Rows, and the cells of a row, are told apart
by looking at the bytes. Where that is not certain, more is taken than was asked for:
the whole row, or the whole sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ROW, _CELL = b"<row ", b"<c "
_END_OF_ROW, _END_OF_CELL = b"</row>", b"</c>"
Pieces = dict[bytes, bytes]
"""Rows or cells by name (`7`, `C7`), each without its first `<row ` or `<c `."""


class _Divided(NamedTuple):
    """A sheet's rows (a row's cells), what stands before them, and after."""

    head: bytes
    pieces: Pieces
    tail: bytes

    def joined(self, separator: bytes) -> bytes:
        """Give the XML; `separator` stands before each piece."""
        return separator.join((self.head, *self.pieces.values())) + self.tail

    def over(self, original: Pieces) -> _Divided:
        """Give the original pieces with these in place, new ones where they belong."""
        pieces = original | self.pieces
        if len(pieces) > len(original):
            pieces = {name: pieces[name] for name in sorted(pieces, key=_place)}
        return self._replace(pieces=pieces)


class Excerpt(NamedTuple):
    """A sheet of the cells that are wanted.

    All rows as they were, and by row the cells of those that it has. `rules` are the
    merged ranges, formats and validations that stand between the rows and the margins
    of the page.
    """

    content: bytes
    rows: Pieces
    cells: dict[bytes, Pieces]
    rules: bytes

    def whole(self, changed: bytes) -> bytes:
        """Give the sheet whose excerpt became `changed`.

        ValueError where that cannot be told.
        """
        sheet = _rows(changed.replace(b"<sheetData/>", _BEGIN + _END, 1))
        if sheet is None:
            raise ValueError(changed)
        for name, cells in self.cells.items():
            row = _cells(sheet.pieces[name])
            if row is None:
                raise ValueError(name)
            sheet.pieces[name] = row.over(cells).joined(_CELL)
        tail = _END + self.rules + sheet.tail.removeprefix(_END)
        return sheet.over(self.rows)._replace(tail=tail).joined(_ROW)


def excerpt(sheet: bytes, is_wanted: Callable[[bytes, bytes], bool]) -> Excerpt | None:
    """Give an excerpt of a sheet in UTF-8; None where its rows cannot be told apart.

    `is_wanted` is asked about every row, and every cell of a row that is wanted, by its
    name and its XML.
    """
    divided = _rows(sheet)
    if divided is None:
        return None
    taken: Pieces = {}
    cells: dict[bytes, Pieces] = {}
    for name, xml in divided.pieces.items():
        if not is_wanted(name, xml):
            continue
        taken[name] = xml
        row = _cells(xml)
        if row is None:
            continue
        cells[name] = row.pieces
        wanted = {at: cell for at, cell in row.pieces.items() if is_wanted(at, cell)}
        taken[name] = row._replace(pieces=wanted).joined(_CELL)
    rules = _rules(divided.tail)
    tail = _END + divided.tail.removeprefix(_END + rules)
    short = divided._replace(pieces=taken, tail=tail)
    return Excerpt(short.joined(_ROW), divided.pieces, cells, rules)


def _rules(tail: bytes) -> bytes:
    """Give what stands between the rows of a sheet and the margins of the page.

    Nothing where a view of somebody's has margins of its own.
    """
    if b"<customSheetView" in tail:
        return b""
    margins = tail.rfind(b"<pageMargins ")
    return tail[len(_END) : margins] if margins > 0 else b""


def _rows(sheet: bytes) -> _Divided | None:
    """Divide a sheet into its rows; None where a comment or CDATA may hold some."""
    start = sheet.find(_BEGIN)
    end = sheet.rfind(_END)
    if start < 0 or end < start or sheet.find(b"<!", 0, end) >= 0:
        return None
    start += len(_BEGIN)
    between, *rows = sheet[start:end].split(_ROW)
    named = None if between else _named(rows, _END_OF_ROW)
    return None if named is None else _Divided(sheet[:start], named, sheet[end:])


def _cells(row: bytes) -> _Divided | None:
    """Divide a row into its cells; None where something else stands among them."""
    head, *cells = row.removesuffix(_END_OF_ROW).split(_CELL)
    if not row.endswith(_END_OF_ROW) or b"<" in head:
        return None
    named = _named(cells, _END_OF_CELL)
    return None if named is None else _Divided(head, named, _END_OF_ROW)


def _named(pieces: list[bytes], end: bytes) -> Pieces | None:
    """Give rows or cells by name.

    None where one does not end before the next begins, or two have one name.
    """
    named: Pieces = {}
    for piece in pieces:
        is_empty = piece.endswith(b"/>") and b"<" not in piece
        if not piece.startswith(b'r="') or not (piece.endswith(end) or is_empty):
            return None
        name = piece[3 : piece.find(b'"', 3)]
        named[name] = piece
    return named if len(named) == len(pieces) else None


def _place(name: bytes) -> tuple[int, bytes]:
    """Give what sorts rows among rows, and cells among the cells of a row."""
    column = name.rstrip(b"0123456789") or name
    return len(column), column
