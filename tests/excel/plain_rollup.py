"""The roll-up's pages written by XlsxWriter alone, cell by cell: the oracle of the pages that we write ourselves."""

from __future__ import annotations

from io import BytesIO
from itertools import chain, pairwise
from typing import IO, TYPE_CHECKING, Any

from xltool.excel.rollup import (
    charts,
    comparison,
    details,
    discipline,
    doubts,
    outlooks,
    recent,
    scores,
    sections,
    sources,
    summary,
    supervision,
    tasks,
    write_rollup,
)
from xltool.excel.rollup.book import BAND_FILL, HEAD_FILL, HEAD_FONT, LINE, Book
from xltool.excel.rollup.cells import (
    MOST_LINES,
    THIS_ROW,
    Cell,
    FormulaCell,
    lines_of,
    pieces,
    printed_width,
)
from xltool.excel.rollup.overview import put
from xltool.excel.rollup.page import HEADER_ROW, LINE_HEIGHT, ROW_HEIGHT, RollupPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest

    from xltool.excel.rollup.columns import Column, Columns
    from xltool.rollup.rollup import Rollup

_SHEETS = (
    charts,
    comparison,
    details,
    discipline,
    doubts,
    outlooks,
    recent,
    scores,
    sections,
    sources,
    summary,
    supervision,
    tasks,
)


def written(rollup: Rollup, **options: int) -> bytes:
    """Write a roll-up as users get it."""
    file = BytesIO()
    write_rollup(rollup, file, **options)
    return file.getvalue()


def plainly_written(
    rollup: Rollup, monkeypatch: pytest.MonkeyPatch, **options: int
) -> bytes:
    """Write a roll-up by XlsxWriter alone."""
    finish = Book.finish

    def finished(book: Book, file: IO[bytes]) -> None:
        for page in _pages:
            page.set_print_area()
        _pages.clear()
        finish(book, file)

    with monkeypatch.context() as patch:
        patch.setattr(Book, "finish", finished)
        for module in _SHEETS:
            patch.setattr(module, "RollupPage", PlainPage)
        return written(rollup, **options)


_pages: list[PlainPage] = []
"""Pages whose book is not finished: what is printed of them is said at the end."""


class PlainPage(RollupPage):
    """A page as it would be without rows of our own."""

    def __init__(
        self,
        book: Book,
        name: str,
        title: str,
        columns: Iterable[Column[Any]],
        *,
        freeze: int = 0,
        printed: int = 0,
    ) -> None:
        self._printed = printed
        self.book, self.name, self.columns = book, name, tuple(columns)
        self.sheet = book.sheet(name)
        _pages.append(self)
        self._widths = [column.width for column in self.columns]
        for place, width in enumerate(self._widths):
            self.sheet.set_column(place, place, width)
        self._heights: dict[int, float] = {}
        self._points: dict[int, float] = {}
        self._titles(title)
        self.head_height = self.height
        self.row = self.first_row = HEADER_ROW + 1
        self.sheet.freeze_panes(self.row, freeze)
        self.sheet.repeat_rows(0, HEADER_ROW)

    def _tall(self, row: int, height: float, *rest: Any) -> None:
        self.sheet.set_row(row, height, *rest)
        self._points[row] = int(height * 4 / 3 + 0.5) * 0.75

    @property
    def height(self) -> float:  # type: ignore[override]
        return sum(self._points.values())

    def _titles(self, title: str) -> None:
        inputs, last = self.book.rollup.inputs, self.last_printed
        office, period = inputs.settings.office, inputs.period
        heading = self.book.format(font_name=HEAD_FONT, font_size=18, align="center")
        self._tall(0, 36)
        self._merged(0, 0, last, f"{office.region}{office.title}{title}", heading)
        self._tall(1, 20)
        middle = max(0, last // 2)
        self._merged(
            1, 0, middle, f"编制单位：{office.name}", self.book.format(align="left")
        )
        when = f"报告期：{period.label}（{period.cumulative_label}累计）"
        self._merged(1, middle + 1, last, when, self.book.format(align="right"))
        look = {
            "align": "center",
            "text_wrap": True,
            "border": 1,
            "border_color": LINE,
            "bg_color": HEAD_FILL,
        }
        lines = max(lines_of(column.title, column.width) for column in self.columns)
        self._tall(HEADER_ROW, max(26, 16 * lines + 6))
        for place, column in enumerate(self.columns):
            self.sheet.write_string(
                HEADER_ROW,
                place,
                column.title,
                self.book.format(font_name=HEAD_FONT, **look),
            )

    def _merged(self, row: int, first: int, last: int, text: str, look: Any) -> None:
        if first < last:
            self.sheet.merge_range(row, first, row, last, "", look)
        if first <= last:
            self.sheet.write_string(row, first, text, look)

    def band(self, text: str) -> None:
        look = {
            "align": "left",
            "border": 1,
            "border_color": LINE,
            "bg_color": BAND_FILL,
            "indent": 1,
        }
        self._tall(self.row, 22)
        self._merged(
            self.row,
            0,
            self.last_printed,
            text,
            self.book.format(font_name=HEAD_FONT, **look),
        )
        self.row += 1

    def note(self, text: str) -> None:
        width = sum(column.width for column in self.columns[: self.last_printed + 1])
        look = self.book.format(align="left", text_wrap=True, font_size=9, valign="top")
        for piece in pieces(text, width * 1.1):
            self._tall(self.row, max(16, 13 * lines_of(piece, width * 1.1) + 4))
            self._merged(self.row, 0, self.last_printed, piece, look)
            self.row += 1

    def block(self, head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        told, starts = list(rows), [self.row]
        needed = max(
            LINE_HEIGHT * lines_of(cell, column.width) + 5
            for cell, column in zip(head, self.columns, strict=False)
            if isinstance(cell, str)
        )
        for row in told:
            self.line([*[None] * len(head), *row])
            starts.append(self.row)
        for first, end in pairwise(starts):
            for number in range(first, end):
                height = max(self._heights[number], needed / len(told) / (end - first))
                self._tall(number, height)
                self._put(number, 0, None)
        for place, cell in enumerate(head):
            if self.row - 1 > starts[0]:
                blank = self.book.format(**self._look(place))
                self.sheet.merge_range(starts[0], place, self.row - 1, place, "", blank)
            self._put(starts[0], place, cell)

    def plain_line(
        self,
        cells: Iterable[Cell],
        *,
        bold: bool = False,
        least_height: float = 0,
        head: Sequence[Cell] = (),
        level: int = 0,
        collapsed: bool = False,
    ) -> None:
        height = max(ROW_HEIGHT, least_height)
        assert not head
        for place, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            self._put(self.row, place, cell, bold=bold)
            if isinstance(cell, str):
                height = max(
                    height,
                    LINE_HEIGHT * min(MOST_LINES + 1, lines_of(cell, column.width)) + 5,
                )
        options = (
            {"level": level, "hidden": True}
            if level
            else {"collapsed": True}
            if collapsed
            else {}
        )
        self._tall(self.row, height, None, options)
        self._heights[self.row] = height
        self.row += 1

    def filler(self, columns: Columns[Any]) -> Any:
        return columns.cells

    def joined_line(self, parts: Sequence[Any], *, level: int = 0) -> None:
        self.plain_line(chain.from_iterable(parts), level=level)

    def _look(self, column: int, *, bold: bool = False) -> dict[str, Any]:
        look: dict[str, Any] = {
            "align": self.columns[column].align,
            "border": 1,
            "border_color": LINE,
        }
        if bold:
            look["bold"] = True
        if look["align"] == "left":
            look["indent"] = 1
        return look

    def _put(self, row: int, column: int, cell: Cell, *, bold: bool = False) -> None:
        if isinstance(cell, FormulaCell):
            cell = cell._replace(text=cell.text.replace(THIS_ROW, str(row + 1)))
        put(self.book, self.sheet, (row, column), cell, self._look(column, bold=bold))
        if not isinstance(cell, str):
            self._widen(column, printed_width(cell) + 3)

    def _widen(self, column: int, width: float) -> None:
        if width > self._widths[column]:
            self._widths[column] = width
            self.sheet.set_column(column, column, width)
