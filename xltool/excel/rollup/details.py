"""指标明细: one row per indicator and unit, with every field of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import GAP, PER_CENT, Cell, Formula, number_format
from xltool.excel.rollup.formulas import (
    Refs,
    as_fraction,
    completion_formula,
    gap_formula,
    rounded_formula,
)
from xltool.excel.rollup.page import Page
from xltool.excel.rollup.positions import FIRST_ROW
from xltool.model.value import MISSING, State, Value
from xltool.rollup.answers import value_of
from xltool.rollup.progress import decimals_of, planned_bar

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Detail, Positions, Span
    from xltool.rollup.indicators import IndicatorLine, UnitLine

_TEXT_STATES = {State.MISSING: "未报", State.NOT_APPLICABLE: "不适用"}


def write_details(book: Book, positions: Positions) -> None:
    """Write the sheet, and further ones where it passes Excel's last row."""
    for span in positions.details:
        _write(book, positions, span)


def _write(book: Book, positions: Positions, span: Span[Detail]) -> None:
    columns = positions.columns.columns
    page = Page(book, span.sheet, "指标明细表", columns, freeze=4)
    page.sheet.set_tab_color("#8C8C8C")
    for line, unit in span.rows:
        page.plain_line(_cells(book, positions, line, unit, page.row))
    last = max(page.row - 1, FIRST_ROW)
    page.sheet.autofilter(FIRST_ROW - 1, 0, last, page.last_column)
    status = next(
        place for place, column in enumerate(columns) if column.title == "状态"
    )
    book.color_statuses(page.sheet, FIRST_ROW, status, last, status)


def _cells(
    book: Book, positions: Positions, line: IndicatorLine, unit: UnitLine, row: int
) -> list[Cell]:
    indicator, share = line.indicator, unit.share
    return [
        indicator.code,
        line.task.campaign,
        indicator.name,
        book.unit(unit.unit),
        indicator.measurement_unit,
        share.goal.target if share.goal.target is not None else indicator.text_target,
        answer_cell(share.value),
        *_progress(positions, line, unit, row),
        share.progress.status.value,
        optional_cell(unit.last_period),
        optional_cell(unit.last_year),
        unit.growth,
        *_weights(positions, unit, row),
        *(field_cell(value_of(unit.row, one.key)) for one in positions.columns.extras),
        positions.source(unit.row),
    ]


def _progress(
    positions: Positions, line: IndicatorLine, unit: UnitLine, row: int
) -> tuple[Cell, Cell]:
    """Give 完成率 and 差距."""
    progress, letters = unit.share.progress, positions.columns.letters
    goal, pace = unit.share.goal, line.measured.pace
    refs = Refs(f"{letters['累计完成']}{row + 1}", f"{letters['目标']}{row + 1}")
    completion: Cell = None
    if progress.completion is not None:
        text = completion_formula(refs, high=goal.high)
        completion = Formula(text, progress.completion, PER_CENT)
    if progress.gap is None:
        return completion, None
    expected = as_fraction(pace.expected) if goal.accumulates else "1"
    text = gap_formula(goal, refs, expected, bar=planned_bar(goal, pace))
    return completion, Formula(text, progress.gap, GAP)


def _weights(positions: Positions, unit: UnitLine, row: int) -> list[Cell]:
    """Give the weight and its product with the figure, if the sheet has these columns."""
    if not positions.columns.weighted:
        return []
    number, weight, letters = (
        unit.share.value.number,
        unit.share.weight,
        positions.columns.letters,
    )
    if number is None or weight is None:
        return [None, None]
    product = number * weight
    decimals = decimals_of(product)
    text = rounded_formula(
        f"{letters['权数']}{row + 1}*{letters['累计完成']}{row + 1}", decimals
    )
    return [weight, Formula(text, product, number_format(decimals))]


def answer_cell(value: Value) -> Cell:
    """Show an answer so that its four states stay apart: a number (0 is an answer), 零报告, 不适用 or 未报."""
    if value.number is not None:
        return value.number
    return _TEXT_STATES.get(value.state) or value.text


def optional_cell(value: Value) -> Cell:
    """Show an earlier answer; nothing where there is none."""
    return None if value is MISSING else answer_cell(value)


def field_cell(value: Value) -> Cell:
    """Show what a unit entered in any field."""
    if value.state is State.MISSING:
        return None
    content = value.content
    if content is None or isinstance(content, bool):
        return value.text
    return content
