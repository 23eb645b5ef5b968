"""XML written the plain way, as Excel, WPS, LibreOffice, openpyxl and XlsxWriter write
it.

A sheet is cut at the ends of its rows and the beginnings of its cells, and each piece
has to match a pattern from its first byte to its last; so it is known to be XML and to
hold nothing else. Forms repeat themselves, so most pieces were met before. What does
not match is for the parser. A value is taken from the match where it can mean one thing
only; what depends on more (dates, rich texts, references) is left to calamine. A long
list, in which nothing comes again, is matched as a whole and left to calamine
altogether.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from xltool.excel.reading.cell_styles import NO_STYLES, CellStyles
from xltool.excel.reading.preparing import (
    MOST_CELLS,
    MOST_PLACES,
    Cells,
    Places,
    as_sheet,
    one_column,
)
from xltool.excel.reading.scanning import (
    MOST_COLUMNS,
    MOST_ROWS,
    Scan,
    column_of,
    range_of,
)
from xltool.model.grid import PICTURE, Appearance, CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xltool.model.grid import Position, Raw, Run

_NO_TEXT = r"\x00-\x08\x0b\x0c\x0e-\x1f"
_REFERENCE = r"&(?:amp|lt|gt|quot|apos|#(?:9|1[03]|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,4}));"
_TEXT = rf"[^<&\]{_NO_TEXT}]*+(?:(?:{_REFERENCE}|\](?!\]>))[^<&\]{_NO_TEXT}]*+)*+"
_CERTAIN = rf"(?=[^< \t\n])[^<&\r_\]{_NO_TEXT}]*+(?:(?:_(?!x)|\](?!\]>))[^<&\r_\]{_NO_TEXT}]*+)*+(?<![ \t\n])"
"""A text that is what it looks like: no reference, no `_x000D_`, no blanks at its ends.
"""
_ATTRIBUTE = rf'[A-Za-z][\w:.-]*+="[^"<&{_NO_TEXT}]*+"'
_ATTRIBUTES = rf"(?: {_ATTRIBUTE})*+"
_SPACE = r'(?: xml:space="preserve")?+'
_T = rf"<t(?:/>|{_SPACE}>{_TEXT}</t>)"

_RUN = rf"<r>(?:<rPr>(?:<[A-Za-z]++{_ATTRIBUTES}/>)*</rPr>)?{_T}</r>"
_STRING = rf"<si>(?:<t{_SPACE}>({_CERTAIN})</t>|(?:{_T}|(?:{_RUN})+)(?:<phoneticPr{_ATTRIBUTES}/>)?)</si>"

_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>)"
_NO_VALUE = r"(?:<v/>|<v></v>)"
_CELL = (
    r'([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?:(?: t="n")?(?:(?P<nothing>/>|></c>)'
    rf"|>(?:{_FORMULA})?<v>(?P<number>-?[0-9]{{1,40}}(?:\.[0-9]{{1,40}})?(?:[Ee][+-]?[0-9]{{1,3}})?)</v></c>"
    rf"|>(?P<formula>{_FORMULA}){_NO_VALUE}?</c>)"
    rf'| t="(?:s">(?:{_FORMULA})?<v>(?P<shared>[0-9]{{1,9}})</v>'
    rf'|inlineStr"><is>(?:<t{_SPACE}>(?P<text>{_CERTAIN})</t>|{_T})</is>'
    rf'|str">(?:{_FORMULA})?(?:(?P<empty>{_NO_VALUE})|<v{_SPACE}>(?:(?P<result>{_CERTAIN})</v>|{_TEXT}</v>))'
    rf'|b">(?:{_FORMULA})?<v>[01]</v>|e">(?:{_FORMULA})?<v>(?P<error>#[A-Z0-9/?!]+)</v>)</c>)'
)
_WORDS = rf'(?: (?:hidden="(?:0|false|1|true)"|(?!r=|hidden=){_ATTRIBUTE}))*+'
_EMPTY_ROWS = rf'(?:<row r="[0-9]{{1,7}}"{_WORDS}/>)*+'
_ROW = rf'{_EMPTY_ROWS}<row r="([0-9]{{1,7}})"{_WORDS}>'
_HIDDEN_ROW = r'<row r="([0-9]+)"[^>]*? hidden="(?:1|true)"'
_COLUMN = rb"<col [^>]*>"
_IS_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_BOUNDS = re.compile(rb' (min|max)="([0-9]+)"')
_BEGIN, _END, _ROW_ENDS, _CELL_BEGINS = (
    b"<sheetData>",
    b"</sheetData>",
    b"</row>",
    b'<c r="',
)
_LARGEST_FORM = 1 << 18
"""Bytes of the rows of a sheet that may be a form; in a list nothing comes again."""
_KNOWN_TO_CALAMINE = re.sub(r"\(\?P<(?:error|formula)>", "(?:(?!)", _CELL)
_LIST = re.sub(
    r"\((?:\?P<\w+>|(?!\?))",
    "(?:",
    rf'(?:{_ROW}(?:<c r="{_KNOWN_TO_CALAMINE})*+</row>)*+{_EMPTY_ROWS}',
)
"""Rows of cells that calamine says everything of.

Python 3.11 has no groups within what is repeated for good.
"""
_FAR = r'<c r="(?:[A-Z]{2}|[U-Z]|[A-Z][0-9]{6})'
"""A cell beyond column T or row 99,999; a list without one is within MOST_CELLS.

To look for one takes a quarter of the time of finding the last row and column.
"""

Result = TypeVar("Result")


class _Known(dict[bytes, Result], Generic[Result]):
    """What a function gives, remembered for the pieces that are short."""

    longest, most = 1 << 10, 1 << 13

    def __init__(self, function: Callable[[bytes], Result]) -> None:
        super().__init__()
        self.function = function

    def __missing__(self, piece: bytes) -> Result:
        """Work out a result, and keep it while there is room."""
        result = self.function(piece)
        if len(piece) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[piece] = result
        return result


class _Left(NamedTuple):
    """Of a cell that calamine reads."""


_Meaning = str | float | int | CellError | _Left | None
_KINDS: dict[str | None, Callable[[str], _Meaning]] = {
    "text": str,
    "result": str,
    "number": float,
    "shared": int,
    "nothing": lambda _: None,
    "empty": lambda _: None,
    "error": CellError,
    "formula": lambda _: CellError(),
    None: lambda _: _Left(),
}
"""What the last group of a match means; a whole number is the index of a shared text.
"""
_Cell = tuple[int, int, _Meaning, str, bytes]
"""Row, column, what it holds, style, and the piece that was matched."""


class _Row(NamedTuple):
    """A row with those of its cells that hold something.

    `hidden` are the hidden ones of it and the empty before it.
    """

    number: int
    hidden: frozenset[int]
    cells: list[_Cell]


class PlainSheet(NamedTuple):
    """A sheet as it was matched.

    `cells` are its rows without the values at `places`; those calamine reads from
    `left`, a sheet that has them one below the other. Where `places` is None, calamine
    reads them all, where they stand.
    """

    scan: Scan
    cells: Cells
    places: Places | None
    left: bytes


def plain_sheet(
    data: bytes,
    strings: Sequence[str] = (),
    styles: CellStyles = NO_STYLES,
    rich: Mapping[int, tuple[Run, ...]] = {},
) -> PlainSheet | None:
    """Read a sheet whose rows are written the plain way.

    None where it is written otherwise. `strings` are the shared texts; one that is
    empty or missing is left to calamine. `rich` are those of them that have a look of
    their own.
    """
    start = data.find(_BEGIN)
    end = data.rfind(_END)
    if (
        start < 0
        or end < start
        or b"\0" in data[:64]
        or b"<!" in data[:start]
        or "0" in styles.appearances
    ):
        return None
    rows = data[start + len(_BEGIN) : end]
    try:
        merged = _merged(data[end:])
        columns = _hidden_columns(data[:start])
        listed = _listed(rows, styles, rich) if len(rows) > _LARGEST_FORM else None
        if listed is not None:
            return PlainSheet(
                Scan(
                    hidden_rows=_hidden(listed),
                    hidden_columns=columns,
                    merged=merged,
                ),
                [],
                None,
                as_sheet(rows),
            )
        *pieces, rest = rows.split(_ROW_ENDS)
        reader = _Reader(strings, styles, rich, columns)
        reader.hidden |= _hidden(_matched(_EMPTY_ROWS, rest)[0])
        return reader.run(map(_ROWS.__getitem__, pieces), merged)
    except ValueError:  # a piece that does not match, cells in another order
        return None


def _listed(
    rows: bytes, styles: CellStyles, rich: Mapping[int, tuple[Run, ...]]
) -> str | None:
    """Give the rows of a long list as text.

    None where more has to be known of a cell than calamine says.
    """
    text = rows.decode()
    if rich or not re.fullmatch(_LIST, text):
        return None
    looks = styles.appearances.keys()
    if looks and not looks.isdisjoint(re.findall(r' s="([0-9]+)"', text)):
        return None
    return text if _box(text) <= MOST_CELLS else None


def _box(text: str) -> int:
    """Give how many cells the box of a list's cells has, or more."""
    if not re.search(_FAR, text):
        return MOST_CELLS
    columns = set(re.findall(r'<c r="([A-Z]+)', text))
    rows = set(re.findall(r'<c r="[A-Z]+([0-9]+)', text))
    height = max(map(int, rows), default=0)
    return height * max((column_of(one) + 1 for one in columns), default=0)


def plain_strings(data: bytes) -> list[str] | None:
    """Read the items of shared strings, written the plain way one after the other.

    None where they are not. An item that is more than a text, or may mean something
    else, is empty.
    """
    try:
        pieces = re.split(_STRING, data.decode())
    except ValueError:
        return None
    return None if any(pieces[::2]) else [text or "" for text in pieces[1::2]]


class _Reader:
    """The state of one pass over the rows of a sheet."""

    def __init__(
        self,
        strings: Sequence[str],
        styles: CellStyles,
        rich: Mapping[int, tuple[Run, ...]],
        hidden_columns: tuple[tuple[int, int], ...],
    ) -> None:
        self.strings = strings
        self.hidden_columns = hidden_columns
        self.styles = styles
        self.rich = rich
        self.cells: Cells = []
        self.places: list[tuple[int, int]] = []
        self.left: list[bytes] = []
        self.appearances: dict[Position, Appearance] = {}
        self.hidden: set[int] = set()
        self.taken = 0

    def run(
        self, rows: Iterable[_Row], merged: tuple[tuple[int, int, int, int], ...]
    ) -> PlainSheet:
        """Read all rows; ValueError where a cell stands beyond Excel's limits."""
        for row in rows:
            if row.hidden:
                self.hidden |= row.hidden
            if row.cells:
                self.taken += row.cells[-1][1] + 1
                if (
                    not len(self.cells) <= row.number < MOST_ROWS
                    or self.taken > MOST_PLACES
                ):
                    raise ValueError(row)
                self.cells += [[] for _ in range(len(self.cells), row.number)]
                self.cells.append(self.line(row))
        width = max(map(len, self.cells), default=0)
        if len(self.cells) * width <= MOST_CELLS:
            for line in self.cells:
                line.extend([None] * (width - len(line)))
        scan = Scan(
            hidden_rows=frozenset(self.hidden),
            hidden_columns=self.hidden_columns,
            merged=merged,
            appearances=self.appearances,
        )
        return PlainSheet(scan, self.cells, tuple(self.places), one_column(self.left))

    def line(self, row: _Row) -> list[Raw | CellError]:
        line: list[Raw | CellError] = []
        looks, rich = self.styles.appearances, self.rich
        for _, column, meaning, style, piece in row.cells:
            if column != len(line):
                line += [None] * (column - len(line))
            if style in looks or (rich and meaning in rich):
                self.note_appearance(row.number, column, meaning, style)
            if isinstance(meaning, str):
                line.append(meaning)
                continue
            value = self.value(meaning, style)
            line.append(value)
            if value is None:
                self.places.append((row.number, column))
                self.left.append(b"<c" + piece.partition(b'"')[2])
        return line

    def note_appearance(
        self, row: int, column: int, meaning: _Meaning, style: str
    ) -> None:
        """Keep what a cell shows beside its value.

        A number format concerns numbers alone.
        """
        look = self.styles.appearances.get(style)
        runs = self.rich.get(meaning, ()) if type(meaning) is int else ()
        if runs:
            self.appearances[row, column] = Appearance(runs=runs)
        elif look is not None and (look.struck or isinstance(meaning, float)):
            self.appearances[row, column] = look

    def value(self, meaning: _Meaning, style: str) -> Raw | CellError:
        """Give the value of a cell, None where it is left to calamine."""
        if isinstance(meaning, float):
            return meaning if style in self.styles.numbers else None
        if isinstance(meaning, int):
            if meaning < len(self.strings):
                return self.strings[meaning] or None
            return None
        return meaning if isinstance(meaning, CellError) else None


def _matched(pattern: str, piece: bytes) -> re.Match[str]:
    """Match a whole piece; ValueError where it is not written the plain way."""
    found = re.fullmatch(pattern, piece.decode())
    if found is None:
        raise ValueError(piece)
    return found


def _row(piece: bytes) -> _Row:
    """Read a row; its cells must come in the order of their columns."""
    tags, *found = piece.split(_CELL_BEGINS)
    number, hidden = _TAGS[tags]
    cells = []
    width = 0
    for cell in map(_CELLS.__getitem__, found):
        row, column, meaning, _, _ = cell
        if meaning is not None:
            if row != number or not width <= column < MOST_COLUMNS:
                raise ValueError(piece)
            width = column + 1
            cells.append(cell)
    return _Row(number, hidden, cells)


def _tags(tags: bytes) -> tuple[int, frozenset[int]]:
    """Read a row's tags: its number from 0, and the hidden rows that they close."""
    found = _matched(_ROW, tags)
    return int(found[1]) - 1, _hidden(found[0])


def _hidden(tags: str) -> frozenset[int]:
    """Give the rows that tags say are hidden."""
    if "hidden" in tags:
        return frozenset(int(row) - 1 for row in re.findall(_HIDDEN_ROW, tags))
    return frozenset()


def _hidden_columns(head: bytes) -> tuple[tuple[int, int], ...]:
    """Give the first and last columns that the part before the rows says are hidden."""
    found = []
    for column in re.findall(_COLUMN, head):
        if _IS_HIDDEN.search(column):
            bounds = dict(_BOUNDS.findall(column))
            found.append((int(bounds[b"min"]) - 1, int(bounds[b"max"]) - 1))
    return tuple(found)


def _cell(piece: bytes) -> _Cell:
    """Read a cell: row, column, meaning, style and the piece itself."""
    found = _matched(_CELL, piece)
    letters, number, style = found.group(1, 2, 3)
    meaning = _KINDS[found.lastgroup](found[found.lastindex or 0])
    if found.lastgroup == "result" and found["result"].startswith("="):
        meaning = PICTURE
    return int(number) - 1, column_of(letters), meaning, style or "", piece


def _merged(rest: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Read the merged ranges from what stands behind a sheet's rows."""
    start = rest.find(b"<mergeCells")
    if start < 0:
        return ()
    end = rest.index(b"</mergeCells>", start)
    return _RANGES[rest[start:end]]


def _ranges(merged: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Read the merged ranges."""
    pieces = merged.split(b"<mergeCell ")[1:]
    if not all(piece.startswith(b'ref="') for piece in pieces):
        raise ValueError(merged)
    return tuple(range_of(piece[5 : piece.index(b'"', 5)].decode()) for piece in pieces)


_ROWS, _TAGS, _CELLS, _RANGES = (
    _Known(_row),
    _Known(_tags),
    _Known(_cell),
    _Known(_ranges),
)
