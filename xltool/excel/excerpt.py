"""A sheet's XML cut down to some of its rows: all that has to be parsed where few cells change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
Rows = dict[int, bytes]
"""The XML of rows, without their first `<row `, by their number, counted from 1."""


class Excerpt(NamedTuple):
    """A sheet with the rows that are wanted, and those that were left out."""

    content: bytes
    left_out: Rows

    def whole(self, changed: bytes) -> bytes:
        """Give the sheet whose excerpt became `changed`."""
        divided = _divided(changed.replace(b"<sheetData/>", _BEGIN + _END, 1))
        if divided is None:
            raise ValueError(changed)
        head, rows, tail = divided
        return _joined(head, self.left_out | rows, tail)


def excerpt(sheet: bytes, is_wanted: Callable[[int, bytes], bool]) -> Excerpt | None:
    """Give an excerpt of a sheet (in UTF-8) whose rows are told apart by looking at the bytes; else None.

    `is_wanted` is given a row's number, counted from 1, and its XML.
    """
    divided = _divided(sheet)
    if divided is None:
        return None
    head, rows, tail = divided
    wanted = {number: row for number, row in rows.items() if is_wanted(number, row)}
    return Excerpt(_joined(head, wanted, tail), {number: row for number, row in rows.items() if number not in wanted})


def _joined(head: bytes, rows: Rows, tail: bytes) -> bytes:
    return b"<row ".join((head + _BEGIN, *(rows[number] for number in sorted(rows)))) + _END + tail


def _divided(sheet: bytes) -> tuple[bytes, Rows, bytes] | None:
    """Give what stands before the rows, the rows, and what stands after them.

    None where a row does not end before the next begins, or something else stands between two.
    """
    start, end = sheet.find(_BEGIN), sheet.rfind(_END)
    if start < 0 or end < start or b"<!" in sheet[:end] or b"<?" in sheet[start:end]:
        return None
    before, *pieces = sheet[start + len(_BEGIN) : end].split(b"<row ")
    rows: Rows = {}
    last = 0
    for piece in pieces:
        number = _number(piece)
        if number <= last or not (piece.endswith(b"</row>") or (piece.endswith(b"/>") and b"<" not in piece)):
            return None
        rows[number] = piece
        last = number
    return None if before else (sheet[:start], rows, sheet[end + len(_END) :])


def _number(piece: bytes) -> int:
    text = piece[3 : piece.find(b'"', 3)]
    return int(text) if piece.startswith(b'r="') and text.isdigit() else 0
