"""The rows that we write ourselves against those that XlsxWriter writes of the same cells."""

from __future__ import annotations

import datetime as dt
import re
import tracemalloc
import zipfile
import zlib
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.excel.plain_rollup import PlainPage, plainly_written, written
from tests.rollup.city import a_city
from xltool.excel.rollup.book import Book
from xltool.excel.rollup.cells import Cell, FormulaCell, LinkCell, NumberCell
from xltool.excel.rollup.columns import Column
from xltool.excel.rollup.page import RollupPage
from xltool.opc.package import (
    Deflated,
    Headed,
    crc_of_both,
    ending,
    open_package,
    rebuilt,
    stored,
    write_spliced,
)
from xltool.rollup.rollup import roll_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.rollup.rollup import Rollup

_DATA = re.compile(rb'<dimension ref="[^"]*"/>|<sheetData.*</sheetData>', re.DOTALL)


@pytest.fixture(scope="module")
def july() -> Rollup:
    return roll_up(a_city(7))


@pytest.mark.parametrize("last_row", [1_048_576, 90])
@pytest.mark.no_cover
def test_the_workbook_is_what_xlsxwriter_makes_of_it(
    july: Rollup, last_row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, plain = (
        written(july, last_row=last_row),
        plainly_written(july, monkeypatch, last_row=last_row),
    )
    assert list(cells_of(ours)) == list(cells_of(plain))
    assert values_of(ours) == values_of(plain)
    with (
        zipfile.ZipFile(BytesIO(ours)) as mine,
        zipfile.ZipFile(BytesIO(plain)) as theirs,
    ):
        assert mine.testzip() is None
        assert mine.namelist() == theirs.namelist()
        for name in set(mine.namelist()) - {"xl/styles.xml", "xl/sharedStrings.xml"}:
            assert _DATA.sub(b"", mine.read(name)) == _DATA.sub(
                b"", theirs.read(name)
            ), name


_TEXTS = st.text(max_size=60) | st.sampled_from(
    (
        "=1+1",
        "<r>粗<",
        " 前后空格 ",
        "一\n二\n\n三",
        "_x0041_",
        "a\x00b\x0b\r",
        "\ufffe",
        "😀" * 900,
        "",
    )
)
_NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, places=3
) | st.sampled_from(
    [
        Decimal(one)
        for one in ("0", "-0.00", "1E+3", "1234567890123.4567", "0.1", "99.95")
    ]
)
_CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    _TEXTS,
    _NUMBERS,
    st.integers(-10_000_000, 10_000_000),
    st.dates(min_value=dt.date(1900, 1, 2)),
    st.datetimes(min_value=dt.datetime(1950, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - hypothesis adds it
    st.builds(
        NumberCell, _NUMBERS, st.sampled_from(("0.0%", "#,##0.00", "+0.0;-0.0;0.0"))
    ),
    st.builds(
        FormulaCell,
        st.just('=IF("a&b"<>"c",1,2)'),
        _NUMBERS | st.sampled_from(("达序时", "<滞后>")),
        st.just("0.0%"),
    ),
    st.builds(
        LinkCell,
        st.sampled_from(("指标明细", "a'b")),
        st.integers(0, 10**6),
        st.sampled_from(("来源", '"明细"')),
    ),
)
_COLUMNS: tuple[Column[Any], ...] = tuple(
    Column(title=f"列{align}", width=12, align=align)
    for align in ("left", "center", "right")
)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), max_size=8), bold=st.booleans())
@pytest.mark.no_cover
def test_any_cell_is_written_as_xlsxwriter_writes_it(
    rows: list[tuple[Cell, Cell, Cell]], *, bold: bool
) -> None:
    ours, plain = (page_of(kind, rows, bold=bold) for kind in (RollupPage, PlainPage))
    assert list(cells_of(ours)) == list(cells_of(plain))
    assert values_of(ours) == values_of(plain)


def test_a_text_that_looks_like_rich_text_stays_text() -> None:
    """XlsxWriter would take it for markup of its own."""
    text = "<r>粗</r>"
    assert (
        values_of(page_of(RollupPage, [(text, None, None)], bold=False))["表"][4][0]
        == text
    )


def test_a_text_that_no_cell_can_hold_is_cut_in_the_open() -> None:
    """Excel counts in units of UTF-16: a rare character is two."""
    fits, long = "😀" * 16_383, "😀" * 20_000
    rows = values_of(
        page_of(RollupPage, [(fits, None, None), (long, None, None)], bold=False)
    )["表"]
    shown = [row[0] for row in rows if row[0].startswith("😀")]
    assert fits in shown
    assert any(
        text.endswith("（超出单元格上限）") and long.startswith(text.partition("…")[0])
        for text in shown
    )
    assert max(len(text.encode("utf-16-le")) // 2 for text in shown) <= 32_767


def test_one_column_is_a_table_too() -> None:
    file, book = BytesIO(), Book(_JANUARY)
    RollupPage(book, "表", "试验表", _COLUMNS[:1]).line(["甲"])
    book.finish(file)
    assert values_of(file.getvalue())["表"][2:] == [["列left"], ["甲"]]


def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is about 300 bytes of XML: 3,000 more of them would be 900 KB."""
    monkeypatch.setattr("xltool.excel.rollup.column_writer._REMEMBERED", 100)
    peaks = []
    for rows in (1_000, 4_000):
        book = Book(_JANUARY)
        page = RollupPage(book, "表", "试验表", _COLUMNS)
        tracemalloc.start()
        for number in range(rows):
            page.plain_line([f"第{number}号单位", Decimal(number), f"第{number}项进展"])
        book.finish(BytesIO())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 400_000


def page_of(
    kind: type[RollupPage], rows: list[tuple[Cell, Cell, Cell]], *, bold: bool
) -> bytes:
    book = Book(_JANUARY)
    page = kind(book, "表", "试验表", _COLUMNS, freeze=1)
    page.band("第一组")
    for row in rows:
        page.plain_line(row, bold=bold)
        page.line(row)
    page.block(["头", None], [[row[2]] for row in rows] or [["无"]])
    page.note("说明")
    file = BytesIO()
    book.finish(file)
    return file.getvalue()


_JANUARY = roll_up(a_city(1))


def cells_of(content: bytes) -> Iterator[tuple[object, ...]]:
    """Every cell's look and formula, every row's height, every column's width, as openpyxl reads them."""
    styles: dict[int, str] = {}
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        yield (
            sheet.title,
            sheet.dimensions,
            str(sheet.merged_cells.ranges),
            sheet.freeze_panes,
            sheet.print_title_rows,
        )
        yield tuple(
            (letters, one.width, one.min, one.max)
            for letters, one in sorted(sheet.column_dimensions.items())
        )
        merged = {
            place
            for area in sheet.merged_cells.ranges
            for place in list(area.cells)[1:]
        }
        for number, row in enumerate(sheet.iter_rows(), start=1):
            look = sheet.row_dimensions[number]
            yield number, look.height, look.hidden, look.outlineLevel, look.collapsed
            for cell in row:
                if (cell.row, cell.column) not in merged:
                    if cell.style_id not in styles:
                        looks = (
                            cell.font,
                            cell.fill,
                            cell.border,
                            cell.alignment,
                            cell.number_format,
                        )
                        styles[cell.style_id] = repr(looks)
                    formula = cell.value if cell.data_type == "f" else None
                    yield (
                        cell.coordinate,
                        cell.data_type,
                        formula,
                        styles[cell.style_id],
                    )


def values_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


@given(st.binary(max_size=200), st.binary(max_size=400))
def test_two_checksums_make_that_of_both(first: bytes, second: bytes) -> None:
    assert crc_of_both(
        zlib.crc32(first), zlib.crc32(second), len(second)
    ) == zlib.crc32(first + second)


@given(st.binary(max_size=2000), st.binary(max_size=2000), st.binary(max_size=2000))
def test_what_parts_end_with_is_compressed_once(
    head: bytes, other: bytes, content: bytes
) -> None:
    end = ending(content)
    changed = rebuilt(
        open_package(stored({"a": b"", "b": b"kept"})),
        {"a": Headed(head, end), "c": Headed(other, end)},
    )
    with zipfile.ZipFile(BytesIO(changed)) as package:
        assert package.testzip() is None
        assert [package.read(name) for name in "abc"] == [
            head + content,
            b"kept",
            other + content,
        ]


def test_a_part_is_put_together_from_a_head_and_what_was_compressed_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xltool.opc.package._PIECE", 100)
    rest, rows = (
        Deflated(),
        [f"<row>{number}</row>".encode() * 7 for number in range(900)],
    )
    for row in rows:
        rest.write(row)
    file = BytesIO()
    write_spliced(
        file,
        open_package(stored({"a": b"first", "b": b"", "c": b"last"})),
        {"b": (b"<head>", rest)},
    )
    with zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        assert [package.read(name) for name in "abc"] == [
            b"first",
            b"<head>" + b"".join(rows),
            b"last",
        ]
