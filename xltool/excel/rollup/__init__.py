"""汇总表: the city-level roll-up workbook, one file per sheet or pair of sheets."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from xltool.excel.rollup.book import Book
from xltool.excel.rollup.charts import write_chart_data
from xltool.excel.rollup.comparison import write_areas
from xltool.excel.rollup.correction import write_correction
from xltool.excel.rollup.details import write_details
from xltool.excel.rollup.discipline import write_discipline
from xltool.excel.rollup.doubts import write_doubts
from xltool.excel.rollup.outlooks import write_outlooks
from xltool.excel.rollup.overview import (
    CHARTS,
    OVERVIEW,
    write_overview,
    write_overview_charts,
)
from xltool.excel.rollup.page import LAST_ROW
from xltool.excel.rollup.positions import plan
from xltool.excel.rollup.recent import write_recent
from xltool.excel.rollup.scores import write_scores
from xltool.excel.rollup.sections import write_sections
from xltool.excel.rollup.sources import write_sources
from xltool.excel.rollup.summary import write_summary
from xltool.excel.rollup.supervision import write_supervision
from xltool.excel.rollup.tables import write_tables
from xltool.excel.rollup.tasks import write_tasks

if TYPE_CHECKING:
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.rollup import Rollup


def write_rollup(rollup: Rollup, file: IO[bytes], *, last_row: int = LAST_ROW) -> None:
    """Write the whole workbook; the same roll-up gives the same bytes.

    `last_row` is how many rows a sheet may have before 指标明细 and 数据来源 go on in
    further sheets.
    """
    book = Book(rollup)
    positions = plan(rollup, last_row=last_row)
    if not rollup.measures:
        _write_statistics(book, positions)
    elif rollup.indicators:
        _write_measured(book, positions)
    else:
        _write_tasks_alone(book, positions)
    book.finish(file)


def _write_measured(book: Book, positions: Positions) -> None:
    """Write what a form about tasks and indicators gives."""
    first = book.sheet(OVERVIEW)
    charts = book.sheet(CHARTS)
    summary_rows = write_summary(book, positions)
    write_outlooks(book)
    write_areas(book, positions)
    write_scores(book)
    _write_work_and_reports(book, positions)
    write_recent(book)
    write_details(book, positions)
    write_sources(book, positions)
    write_correction(book)
    data = write_chart_data(book)
    write_overview(book, first, summary_rows)
    write_overview_charts(book, charts, data)


def _write_tasks_alone(book: Book, positions: Positions) -> None:
    """Write what a form about tasks without indicators gives: no ranks, no charts."""
    first = book.sheet(OVERVIEW)
    _write_work_and_reports(book, positions)
    write_sources(book, positions)
    write_correction(book)
    write_overview(book, first, {})


def _write_work_and_reports(book: Book, positions: Positions) -> None:
    """Write tasks, lists and problems, and how the units have reported."""
    if book.rollup.tasks:
        write_tasks(book, positions)
    write_tables(book, positions)
    write_sections(book, positions)
    write_supervision(book)
    write_discipline(book)
    write_doubts(book)


def _write_statistics(book: Book, positions: Positions) -> None:
    """Write what a statistical form gives: no targets, no ranks, nothing of them
    empty.
    """
    write_tables(book, positions)
    write_sections(book, positions)
    write_discipline(book)
    write_doubts(book)
    write_sources(book, positions)
    write_correction(book)
