"""One printed table.

Title, line of particulars, header, rows, in the style of an official document. Excel's
limits show here, in the open: a text longer than a cell or a printed page's row can
hold goes on in rows marked 续. Rows are written from the top down and are compressed at
once, so that a sheet of any length takes the same memory.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from xltool.excel.rollup.book import BAND_FILL, HEAD_FILL, HEAD_FONT, LINE, Book
from xltool.excel.rollup.cells import MOST_LINES, Cell, lines_of, pieces
from xltool.excel.rollup.column_writer import ColumnWriter, Written, inline
from xltool.excel.rollup.header import header_of
from xltool.model.grid import address, column_letters
from xltool.opc.package import Deflated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.rollup.columns import Column, Columns

_Item = TypeVar("_Item")
LAST_ROW = 1_048_576
"""Rows that a sheet can hold."""
LINE_HEIGHT, ROW_HEIGHT = 15.0, 20.0
HEADER_ROW = 2
_TOGETHER = 1 << 17
"""Characters of XML that are compressed at once."""
_SHEET = re.compile(
    rb'(.*<dimension ref=")[^"]*(".*)<sheetData(?:/>|>.*</sheetData>)(.*)', re.DOTALL
)


@lru_cache
def _height_of(lines: int) -> float:
    """Give the height of a row whose longest text takes so many lines, in points."""
    return max(ROW_HEIGHT, LINE_HEIGHT * min(MOST_LINES + 1, lines) + 5)


@lru_cache
def _in_pixels(height: float) -> float:
    """Give a height as Excel keeps it: whole pixels, of which four are three points."""
    return int(height * 4 / 3 + 0.5) * 0.75


class RollupPage:
    """A sheet being filled from the top down.

    `row` is the next free row, counted from 0, `height` that of all rows above it, in
    points; `head_height` is that of the rows that repeat on every page, `first_row` the
    first below them.
    """

    def __init__(  # noqa: PLR0913 - what a sheet is made of
        self,
        book: Book,
        name: str,
        title: str,
        columns: Iterable[Column[Any]],
        *,
        freeze: int = 0,
        printed: int = 0,
    ) -> None:
        """Begin a sheet with its title, its line of particulars and its header.

        `freeze` columns stay in view; the first `printed` ones are printed, all where
        it is 0.
        """
        self.book, self.name, self.columns = book, name, tuple(columns)
        self._printed = printed
        self.sheet: Worksheet = book.sheet(name, self)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, column.width * book.scale)
        self._beyond = [
            *(
                f'<c r="{column_letters(place)}'
                for place in range(1, len(self.columns))
            ),
            "",
        ]
        self._writers: dict[bool, list[ColumnWriter]] = {}
        self._rows, self._waiting, self._characters = Deflated(), list[str](), 0
        self.row = self._deepest = 0
        self.height = 0.0
        self._head(title)
        self.head_height = self.height
        self.first_row = self.row
        self.sheet.freeze_panes(self.row, freeze)
        self.sheet.repeat_rows(0, self.row - 1)

    def _writers_for(self, *, bold: bool) -> list[ColumnWriter]:
        """Give a writer for each column, made when it is first needed.

        Each takes styles.
        """
        if bold not in self._writers:
            look: dict[str, Any] = {"border": 1, "border_color": LINE} | (
                {"bold": True} if bold else {}
            )
            looks = {"left": {**look, "align": "left", "indent": 1}}
            self._writers[bold] = [
                ColumnWriter(
                    self.book,
                    one.width,
                    looks.get(one.align, {**look, "align": one.align}),
                    beyond,
                )
                for one, beyond in zip(self.columns, self._beyond, strict=True)
            ]
        return self._writers[bold]

    @property
    def last_column(self) -> int:
        """The last column, counted from 0."""
        return len(self.columns) - 1

    @property
    def last_printed(self) -> int:
        """The last column that is printed, counted from 0."""
        return (self._printed or len(self.columns)) - 1

    def _head(self, title: str) -> None:
        inputs = self.book.rollup.inputs
        last = self.last_printed
        office = inputs.settings.office
        period = inputs.period
        of_whom = office.title if self.book.rollup.measures else f"{inputs.form.name}　"
        heading = self.book.style(
            {"font_name": HEAD_FONT, "font_size": 18, "align": "center"}
        )
        self._add(self._span(0, last, f"{office.region}{of_whom}{title}", heading), 36)
        middle = max(0, last // 2)
        when = f"报告期：{period.label}"
        if self.book.rollup.measures:
            when += f"（{period.cumulative_label}累计）"
        left, right = (self.book.style({"align": align}) for align in ("left", "right"))
        particulars = self._span(0, middle, f"编制单位：{office.name}", left)
        self._add(particulars + self._span(middle + 1, last, when, right), 20)
        look = {
            "font_name": HEAD_FONT, "align": "center", "text_wrap": True,
            "border": 1, "border_color": LINE, "bg_color": HEAD_FILL,
        }  # fmt: skip
        header = header_of([(*one.heads, one.title) for one in self.columns])
        for level, texts in enumerate(header.rows):
            self._header_row(texts, look, is_last=level == len(header.rows) - 1)
        for span in header.merged:
            first, left, last, right = span
            self._merge(HEADER_ROW + first, left, HEADER_ROW + last, right)

    def _header_row(
        self, texts: Sequence[str | None], look: dict[str, Any], *, is_last: bool
    ) -> None:
        ends = zip(texts, self.columns, self._beyond, strict=True)
        titles = [
            ColumnWriter(self.book, column.width, look, beyond).write(text)
            for text, column, beyond in ends
        ]
        lines = 1
        if is_last:
            lines = max(lines_of(one.title, one.width) for one in self.columns)
        height = max(26, 16 * lines + 6) if is_last else 22
        self._add(self._joined(xml for xml, _ in titles), height)

    def forget(self) -> None:
        """Forget the cells that were kept ready: the next page has begun."""
        for writers in self._writers.values():
            for writer in writers:
                writer.forget()

    def color_statuses(self, first: int, last: int | None = None) -> None:
        """Color the words of status in these columns (from 0), in all rows so far."""
        end = first if last is None else last
        self.book.color_statuses(self.sheet, self.first_row, first, self.row, end)

    def band(self, text: str) -> None:
        """Write a row that heads a group."""
        look = {
            "align": "left",
            "border": 1,
            "border_color": LINE,
            "bg_color": BAND_FILL,
            "indent": 1,
        }
        style = self.book.style({"font_name": HEAD_FONT, **look})
        self._add(self._span(0, self.last_printed, text, style), 22)

    def note(self, text: str) -> None:
        """Write a remark over the whole width, without borders."""
        width = sum(column.width for column in self.columns[: self.last_printed + 1])
        look = self.book.style(
            {"align": "left", "text_wrap": True, "font_size": 9, "valign": "top"}
        )
        for piece in pieces(text, width * 1.1):
            height = max(16, 13 * lines_of(piece, width * 1.1) + 4)
            self._add(self._span(0, self.last_printed, piece, look), height)

    def line(self, cells: Sequence[Cell], *, bold: bool = False) -> int:
        """Write one row, and further rows marked 续 where a text needs them.

        Gives the first row's number.
        """
        first = self.row
        for texts in self._cut(cells):
            if self.row > first and texts[0] is None:
                texts[0] = "续"
            self.plain_line(texts, bold=bold)
        return first

    def block(self, head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows beside a head that is merged down over them.

        They are together as high as it needs.
        """
        first = self.row
        blank = [None] * len(head)
        needed = max(
            LINE_HEIGHT * lines_of(cell, column.width) + 5
            for cell, column in zip(head, self.columns, strict=False)
            if isinstance(cell, str)
        )
        cut = [list(self._cut([*blank, *row])) for row in rows]
        for texts, share in (
            (one, needed / len(cut) / len(parts)) for parts in cut for one in parts
        ):
            self.plain_line(
                texts, least_height=share, head=head if self.row == first else ()
            )
        if self.row - 1 > first:
            for place in range(len(head)):
                self._merge(first, place, self.row - 1, place)

    def _cut(self, cells: Sequence[Cell]) -> Iterator[list[Cell]]:
        """Give the rows that a row's texts need."""
        cut = [
            pieces(cell, column.width) if isinstance(cell, str) else [cell]
            for cell, column in zip(cells, self.columns, strict=True)
        ]
        for number in range(max(map(len, cut))):
            yield [parts[number] if number < len(parts) else None for parts in cut]

    def plain_line(  # noqa: PLR0913 - what a row can be, none of it together
        self,
        cells: Iterable[Cell],
        *,
        bold: bool = False,
        least_height: float = 0,
        head: Sequence[Cell] = (),
        level: int = 0,
        collapsed: bool = False,
    ) -> None:
        """Write exactly one row; a text from a unit is always written as text.

        `head` replaces the first cells and makes the row no higher. A row of `level` is
        hidden below one that is `collapsed`.
        """
        writers = self._writers_for(bold=bold)
        written = [
            writer[type(cell)](cell)
            for writer, cell in zip(writers, cells, strict=True)
        ]
        xml, lines = zip(*written, strict=True)
        height = max(least_height, _height_of(max(lines)))
        if head:
            replaced = [
                writer.write(cell)[0]
                for writer, cell in zip(writers, head, strict=False)
            ]
            xml = (*replaced, *xml[len(head) :])
        options = self._outlined(level) if level else ' collapsed="1"' * collapsed
        self._add(self._joined(xml), height, options)

    def filler(self, columns: Columns[_Item]) -> Callable[[_Item], Written]:
        """Give what writes a group of the page's columns, a part of `joined_line`.

        What many rows have in common is written once.
        """
        first = self.columns.index(next(iter(columns)))
        writers = self._writers_for(bold=False)[first : first + len(columns)]
        values = [column.value for column in columns]
        group = tuple(zip(values, writers, strict=True))

        def fill(item: _Item) -> Written:
            written: list[str] = []
            most = 0
            for value, writer in group:
                cell = value(item)
                xml, lines = writer[type(cell)](cell)
                written += xml
                most = max(most, lines)
            return tuple(written), most

        return fill

    def joined_line(self, parts: Sequence[Written], *, level: int = 0) -> None:
        """Write exactly one row, of parts from its first column to its last.

        `level` is as in `plain_line`.
        """
        xml, lines = zip(*parts, strict=True)
        options = self._outlined(level) if level else ""
        self._add(self._joined(xml), _height_of(max(lines)), options)

    def _outlined(self, level: int) -> str:
        """Give what a row of this level says; the sheet says how deep its outline
        is.
        """
        if level > self._deepest:
            self._deepest = level
            self.sheet.set_row(self.row, None, None, {"level": level})
        return f' hidden="1" outlineLevel="{level}"'

    def _joined(self, cells: Iterable[Sequence[str]]) -> str:
        """Put what writers wrote into the present row."""
        return str(self.row + 1).join(chain(('<c r="A',), *cells))

    def _span(self, first: int, last: int, text: str, style: int) -> str:
        """Give a text over several cells of the present row, all of one style."""
        if first > last:
            return ""
        if first < last:
            self._merge(self.row, first, self.row, last)
        places = (
            f'<c r="{address(self.row, place)}" s="{style}"'
            for place in range(first, last + 1)
        )
        return (
            f"{next(places)}{inline(text)}{''.join(f'{place}/>' for place in places)}"
        )

    def _merge(self, first: int, left: int, last: int, right: int) -> None:
        """Merge cells that are written here.

        `merge_range` would keep every one of them, as blank, until the book is done.
        """
        self.sheet.merge.append([first, left, last, right])

    def _add(self, cells: str, height: float, options: str = "") -> None:
        """Add a row of this height before it is scaled, in points."""
        self.row += 1
        points = _in_pixels(height * self.book.scale)
        self.height += points
        row = (
            f'<row r="{self.row}" ht="{points}" customHeight="1"{options}>{cells}</row>'
        )
        self._waiting.append(row)
        self._characters += len(row)
        if self._characters > _TOGETHER:
            self._compress()

    def _compress(self) -> None:
        self._rows.write("".join(self._waiting).encode("utf-8", "replace"))
        self._waiting = []
        self._characters = 0

    def widen(self) -> None:
        """Widen columns for numbers that would print as ####."""
        for place, column in enumerate(self.columns):
            width = (
                max(
                    (writers[place].widest for writers in self._writers.values()),
                    default=0,
                )
                + 3
            )
            if width > column.width:
                self.sheet.set_column(place, place, width * self.book.scale)

    def set_print_area(self) -> None:
        """Leave out what helps at the screen: sources, and what they rest on."""
        if self._printed:
            self.sheet.print_area(0, 0, self.row - 1, self.last_printed)

    def finished(self, skeleton: bytes) -> tuple[bytes, Deflated]:
        """Put the rows into the sheet as XlsxWriter made it.

        What stands before them, and they with what follows.
        """
        found = _SHEET.fullmatch(skeleton)
        assert found is not None  # noqa: S101 - every sheet has its data
        reach = f"A1:{column_letters(self.last_column)}{self.row}".encode()
        self._compress()
        self._rows.write(b"</sheetData>" + found[3])
        return found[1] + reach + found[2] + b"<sheetData>", self._rows
