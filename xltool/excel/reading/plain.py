"""XML written the plain way, as Excel, WPS, LibreOffice, openpyxl and XlsxWriter write it.

A pattern matches it from the first byte to the last, so it is known to be XML and to hold nothing else; that
takes a third of the time of a parser. What does not match is for the parser.
"""

from __future__ import annotations

import re

from xltool.excel.reading.scanning import Errors, Scan, column_of, position, range_of

_ATTRIBUTE = rb'[A-Za-z][\w:.-]*+="[^"<]*+"'
_ATTRIBUTES = rb"(?: " + _ATTRIBUTE + rb")*+"
_TEXT = rb"[^<]*+"
_NO_TEXT = bytes({*range(32)} - {*b"\t\n\r"})
_ODD_REFERENCE = rb"&(?!(?:amp|lt|gt|quot|apos|#(?:9|1[03]|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,5}));)"
_T = rb'<t(?:/>|(?: xml:space="preserve")?+>' + _TEXT + rb"</t>)"

_RUN = rb"<r>(?:<rPr>(?:<[A-Za-z]++" + _ATTRIBUTES + rb"/>)*</rPr>)?" + _T + rb"</r>"
_STRINGS = rb"(?:<si>(?:" + _T + rb"|(?:" + _RUN + rb")+)(?:<phoneticPr" + _ATTRIBUTES + rb"/>)?+</si>)*+"

_FORMULA = rb"<f" + _ATTRIBUTES + rb"(?:/>|>[^<]*+</f>)"
_NO_VALUE = rb"(?:<v></v>|<v/>)"
_STYLE = rb'(?: s="[0-9]++")?+'
_NUMBER = rb'(?: t="n")?+'
_CELL_FOLLOWS = rb"(?=<c |</row>)"
"""Where this follows, what stood before was a cell of a row, or all of it does not match."""
_NOTHING = (
    rb'<(?:c r="[A-Z]{1,3}+[0-9]++"' + _STYLE
    + rb"(?:" + _NUMBER + rb'(?:/>|></c>)| t="str">' + _FORMULA + _NO_VALUE + rb"</c>)" + _CELL_FOLLOWS
    + rb"|" + _FORMULA[1:] + rb'(?=<v(?: xml:space="preserve")?+>[^<]))'
)  # fmt: skip
"""A cell without a value, and the formula beside a value: most of a form, and nobody needs it."""
_ERROR = (
    rb'<c r="([A-Z]{1,2}+[0-9]++)"' + _STYLE
    + rb'(?: t="e">(?:' + _FORMULA + rb")?+<v>(#[A-Z0-9/?!]++)</v>|" + _NUMBER + rb">" + _FORMULA + _NO_VALUE + rb"?+)"
    + rb"</c>" + _CELL_FOLLOWS
)  # fmt: skip
"""An error, or a formula that nobody calculated."""
_VALUE = (
    rb'<c r="[A-Z]{1,2}+\1"' + _STYLE
    + rb"(?:" + _NUMBER + rb'><v>[^<]++</v>| t="(?:s"><v>[0-9]++</v>|b"><v>[01]</v>'
    + rb'|str"><v(?: xml:space="preserve")?+>' + _TEXT + rb'</v>|inlineStr"><is>' + _T + rb"</is>))</c>"
)  # fmt: skip
_HIDDEN = rb'hidden="(?:0|false|(1|true))"'
_ROWS = (
    rb'(?:<row r="([0-9]{1,3}|1[0-9]{3}|([0-9]{4,7}))"(?: (?:' + _HIDDEN + rb"|(?!r=|hidden=)" + _ATTRIBUTE + rb"))*+"
    + rb"(?:/>|>(?:" + _VALUE + rb")*+</row>))*+"
)  # fmt: skip
"""Its second group has matched where a row has a number of 2000 or more, its third where one is hidden."""
_MOST_COLUMNS = 26 + 26 * 26
"""Of one or two letters: a value further right is for the parser."""
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_HEAD = b"<worksheet><mergeCells/>" + _BEGIN
"""Calamine searches every sheet for its merged ranges, too; here it ends where it began."""


def plain_sheet(data: bytes, percent_styles: frozenset[str] = frozenset()) -> tuple[Scan, bytes] | None:
    """Scan a sheet whose rows are written the plain way; gives its values, too, as XML without what nobody needs.

    None where it is written otherwise. Its height and width are those of a box that is large enough.
    """
    start, end = data.find(_BEGIN), data.rfind(_END)
    if start < 0 or end < start or b"\0" in data[:64] or b"<!" in data[:start] or "0" in percent_styles:
        return None
    rows = re.sub(_NOTHING, b"", data[start + len(_BEGIN) : end])
    errors: Errors = ()
    try:
        found = _plain(_ROWS, rows)
        if found is None:
            rows, errors = _without_errors(rows)
            found = _plain(_ROWS, rows) if errors else None
        if found is None:
            return None
        merged = _merged(data[end:])
    except ValueError:  # what is no range, what is no UTF-8
        return None
    height, width, filled = _box(rows, errors) if found[2] or errors else (1999, _MOST_COLUMNS, 0)
    hidden = _hidden(rows) if found[3] else frozenset()
    seen = Scan(height, width, errors, hidden, merged, filled, _percents(rows, percent_styles))
    return seen, b"".join((_HEAD, rows, _END, b"</worksheet>"))


def is_plain_strings(data: bytes) -> bool:
    """Tell whether these are the items of shared strings written the plain way, one after the other."""
    return _plain(_STRINGS, data) is not None


def _plain(pattern: bytes, data: bytes) -> re.Match[bytes] | None:
    """Match all of the data, whose text may be what XML allows; UnicodeDecodeError where it is no UTF-8."""
    found = re.fullmatch(pattern, data)
    if found is None or len(data.translate(None, _NO_TEXT)) < len(data):
        return None
    if (b"]" in data and b"]]>" in data) or (b"&" in data and re.search(_ODD_REFERENCE, data)):
        return None
    data.decode()
    return found


def _without_errors(rows: bytes) -> tuple[bytes, Errors]:
    pieces = re.split(_ERROR, rows)  # what stands between two, the address and the code of each
    errors = zip(pieces[1::3], pieces[2::3], strict=True)
    return b"".join(pieces[::3]), tuple((*position(cell.decode()), (code or b"").decode()) for cell, code in errors)


def _box(rows: bytes, errors: Errors) -> tuple[int, int, int]:
    """Give the height and width of the values, and how many there are."""
    heights = {int(row) for row in re.findall(rb'<row r="([0-9]+)"[^>]*><c ', rows)}
    widths = {column_of(letters.decode()) + 1 for letters in set(re.findall(rb'<c r="([A-Z]+)', rows))}
    heights |= {row + 1 for row, _, _ in errors}
    widths |= {column + 1 for _, column, _ in errors}
    return max(heights, default=0), max(widths, default=0), rows.count(b"<c ") + len(errors)


def _hidden(rows: bytes) -> frozenset[int]:
    return frozenset(int(row) - 1 for row in re.findall(rb'<row r="([0-9]+)"[^>]*? hidden="(?:1|true)"', rows))


def _merged(furniture: bytes) -> tuple[tuple[int, int, int, int], ...]:
    start = furniture.find(b"<mergeCells")
    if start < 0:
        return ()
    pieces = furniture[start : furniture.index(b"</mergeCells>", start)].split(b"<mergeCell ")[1:]
    if not all(piece.startswith(b'ref="') for piece in pieces):
        raise ValueError(furniture)
    return tuple(range_of(piece[5 : piece.index(b'"', 5)].decode()) for piece in pieces)


def _percents(rows: bytes, styles: frozenset[str]) -> frozenset[tuple[int, int]]:
    if not styles:
        return frozenset()
    shown = rb'<c r="([A-Z]+[0-9]+)" s="(?:' + "|".join(sorted(styles)).encode() + rb')"(?: t="n")?><v>'
    return frozenset(position(cell.decode()) for cell in re.findall(shown, rows))
