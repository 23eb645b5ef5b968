"""报送情况: who reported, when and how completely, in this period and over the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import Cell, share_cell
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.forms.personal import REPORTER, TELEPHONE
from xltool.model.submission import VERDICT_LABELS
from xltool.rollup.answers import value_of
from xltool.rollup.discipline import Rate
from xltool.rollup.wording import period_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from xltool.excel.rollup.book import Book
    from xltool.rollup.discipline import UnitDiscipline

MOST_PERIODS = 12
"""Periods of the year that are shown one by one; rates always count all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One unit; `name` is how it is printed."""

    number: int
    unit: UnitDiscipline
    name: str


def _verdict(row: _Row) -> Cell:
    """Give the verdict on what counts."""
    verdict = row.unit.standing.verdict
    return VERDICT_LABELS[verdict] if verdict else None


def _due(row: _Row) -> Cell:
    """Give how many cells the unit should fill in."""
    return row.unit.filled.whole if row.unit.filled else None


def _filled(row: _Row) -> Cell:
    """Give how many of them it filled in."""
    return row.unit.filled.part if row.unit.filled else None


_UNIT: tuple[Column[_Row], ...] = (
    Column(title="序号", width=6, value=lambda row: row.number),
    Column(title="单位", width=18, value=lambda row: row.name),
    Column(title="本期\n情况", width=8, value=lambda row: row.unit.mark.value),
    Column(title="收到时间", width=14, value=lambda row: row.unit.standing.received_at),
    Column(title="校验结论", width=17, value=_verdict),
    Column(
        title="校验\n问题",
        width=7,
        value=lambda row: row.unit.standing.findings or None,
    ),
    Column(title="应填项", width=8, value=_due),
    Column(title="已填项", width=8, value=_filled),
    Column(
        title="完整率",
        width=9,
        value=lambda row: _rate_cell(row.unit.filled),
        align="right",
    ),
)
_YEAR: tuple[Column[_Row], ...] = (
    Column(
        title="本年\n报送率",
        width=9,
        value=lambda row: _rate_cell(row.unit.reported),
        align="right",
    ),
    Column(
        title="本年\n按时率",
        width=9,
        value=lambda row: _rate_cell(row.unit.on_time),
        align="right",
    ),
)


def _contact_column(title: str, names: tuple[str, ...], width: float) -> Column[_Row]:
    """Make a column of what the unit filled in about itself.

    Of the fields of these names the first that says something is shown.
    """

    def value(row: _Row) -> Cell:
        contact = row.unit.contact
        texts = (value_of(contact, name).text for name in names)
        return next((text for text in texts if text), None)

    return Column(title=title, width=width, value=value)


_CONTACT = (
    _contact_column("填报人", REPORTER, 10),
    _contact_column("联系电话", TELEPHONE, 15),
)


def _period_column(title: str, back: int) -> Column[_Row]:
    """Make a column of one period's mark.

    `back` counts from the present one, which is 1.
    """

    def value(row: _Row) -> Cell:
        mark = row.unit.marks[-back]
        return mark.value if mark else "—"

    return Column(title=title, width=7, value=value)


def write_discipline(book: Book) -> None:
    """Write who reported, when and how completely."""
    inputs = book.rollup.inputs
    records = (*inputs.earlier, inputs.current)[-MOST_PERIODS:]
    periods = [
        _period_column(period_words(record.period), len(records) - place)
        for place, record in enumerate(records)
    ]
    columns = Columns(*_UNIT, *periods, *_YEAR, *_CONTACT)
    page = RollupPage(book, "报送情况", "报送情况表", columns, freeze=2)
    for number, unit in enumerate(book.rollup.units, start=1):
        row = _Row(number=number, unit=unit, name=book.unit(unit.unit))
        page.plain_line(columns.cells(row))
    page.plain_line(_sums(book, columns, periods), bold=True)
    page.note(_note(inputs.deadline))
    page.color_statuses(columns.place("本期情况"))
    page.color_statuses(len(_UNIT), len(_UNIT) + len(periods) - 1)


def _note(deadline: dt.date | None) -> str:
    """Say how the rates are counted."""
    due = ""
    if deadline:
        due = f"本期报送截止{deadline.year}年{deadline.month}月{deadline.day}日。"
    return (
        f"{due}完整率＝已填项÷应填项（应填项：该单位的指标、任务和不得空白的表；"
        "本期没有合格报表的不计）。报送率＝合格报送期数÷应报期数，"
        "按时率＝按时合格报送期数÷应报期数；未下发报表的期不计入应报。"
    )


def _sums(
    book: Book, columns: Columns[_Row], periods: list[Column[_Row]]
) -> list[Cell]:
    """Give the row of totals, over all units."""
    units = book.rollup.units
    trend = book.rollup.overview.trend
    filled = _sum_of(unit.filled for unit in units if unit.filled)
    now = trend[-1].discipline
    cells = columns.cells_by_name(
        单位="合计",
        本期情况=f"{now.reported.part}/{now.due}",
        校验问题=sum(unit.standing.findings for unit in units),
        应填项=filled.whole,
        已填项=filled.part,
        完整率=_rate_cell(filled),
        本年报送率=_rate_cell(_sum_of(unit.reported for unit in units)),
        本年按时率=_rate_cell(_sum_of(unit.on_time for unit in units)),
    )
    shown = trend[-len(periods) :]
    for place, point in enumerate(shown, start=len(_UNIT)):
        cells[place] = f"{point.discipline.reported.part}/{point.discipline.due}"
    return cells


def _sum_of(rates: Iterable[Rate]) -> Rate:
    """Add rates up: what is counted, and what it is counted of."""
    part = whole = 0
    for rate in rates:
        part += rate.part
        whole += rate.whole
    return Rate(part=part, whole=whole)


def _rate_cell(rate: Rate | None) -> Cell:
    """Give a rate as a share of 1."""
    return None if rate is None else share_cell(rate.share)
