"""The columns of 指标汇总.

What each shows of a whole indicator, and of a unit's line below it. All figures are
live: sums over 指标明细, or formulas over cells of the same row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.rollup.answer_cells import answer_cell
from xltool.excel.rollup.cells import (
    GAP,
    PER_CENT,
    Cell,
    FormulaCell,
    NumberCell,
    number_format,
)
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.formulas import (
    DetailSums,
    Refs,
    completion_formula,
    exactly,
    gap_formula,
    rank_formula,
    rounded_formula,
    share_of_year,
    status_formula,
)
from xltool.excel.rollup.recent import recent_link
from xltool.rollup.aggregate import Method
from xltool.rollup.changes import GrowthBasis
from xltool.rollup.progress import (
    MEASURED,
    ProgressStatus,
    as_decimal,
    decimals_of,
    planned_bar,
)

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.progress import Goal, Progress

_GROWTH_FORMAT = "0.0%;-0.0%;0.0%"
_POINTS_FORMAT = "+0.0##;-0.0##;0"
_MOST_NAMED = 3
"""Units that a remark names; of more it says how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySheet:
    """What all rows need.

    `numbers` and `gaps` are the ranges that ranks are taken in; `places` gives each
    indicator's place among the rows of 近十二期.
    """

    book: Book
    positions: Positions
    sums: DetailSums
    numbers: str
    gaps: str
    places: dict[str, int]


class SummaryRow(NamedTuple):
    """A whole indicator, or the line of one `unit` below it.

    `number` is what stands in 序号, None for a unit's line, which has the unit's place
    among those of the indicator.
    """

    sheet: SummarySheet
    line: IndicatorLine
    number: int | None = None
    unit: UnitLine | None = None
    place: int = 0

    def at(self, column: str) -> str:
        """Give the address of a cell of this row."""
        return COLUMNS.here[column]

    @property
    def goal(self) -> Goal:
        """What is measured against: the indicator's goal, or the unit's share of it."""
        return self.unit.share.goal if self.unit else self.line.goal

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return self.unit.share.progress if self.unit else self.line.progress

    @property
    def refs(self) -> Refs:
        """The cells of this row that formulas name."""
        return _WITHOUT_GAP if self.progress.gap is None else _WITH_GAP


def _code(row: SummaryRow) -> Cell:
    """Give the code, in the indicator's own row."""
    return None if row.unit else row.line.indicator.code


def _name(row: SummaryRow) -> Cell:
    """Give the name of the indicator, or of the unit below it."""
    if row.unit:
        return f"　　{row.sheet.book.unit(row.unit.unit)}"
    indicator = row.line.indicator
    return f"　{indicator.label}" if indicator.part else indicator.label


def _target(row: SummaryRow) -> Cell:
    """Show the target as a number with its sign (≤40, ＞2, 2—3), so that formulas can
    use it.
    """
    indicator, target = row.line.indicator, row.goal.target
    if target is None:
        return None if row.unit else indicator.text_target or None
    shape = number_format(decimals_of(target))
    high = None if row.unit else indicator.value_high
    if high is not None and high != target:
        return NumberCell(target, f'{shape}"—{high:f}"')
    sign = _sign(row.goal)
    return NumberCell(target, f'"{sign}"{shape}' if sign else shape)


def _sign(goal: Goal) -> str:
    """Give the sign that is shown before a target; none for the usual ≥."""
    if goal.reverse:
        return "＜" if goal.strict else "≤"
    return "＞" if goal.strict else ""


def _value(row: SummaryRow) -> Cell:
    """Give the figure of the indicator or the unit."""
    return _value_of_unit(row, row.unit) if row.unit else _value_of_whole(row)


def _value_of_whole(row: SummaryRow) -> Cell:
    """Give the total with its live formula, or say why there is none."""
    total = row.line.total
    status = row.line.progress.status
    number = total.value.number
    if status is ProgressStatus.NOT_ADDED:
        return "不汇总"
    if number is not None:
        return _summed(row, "累计完成", number)
    if total.method is Method.TEXT and status is ProgressStatus.QUALITATIVE:
        return "见明细"
    return answer_cell(total.value)


def _value_of_unit(row: SummaryRow, unit: UnitLine) -> Cell:
    """Give a unit's figure, summed from its own row of 指标明细."""
    number = unit.share.value.number
    if number is None:
        return answer_cell(unit.share.value)
    code = exactly(row.line.indicator.code)
    name = exactly(row.sheet.book.unit(unit.unit))
    total = row.sheet.sums.of("累计完成", 指标编号=code, 填报单位=name)
    return _rounded(total, number)


def _summed(row: SummaryRow, column: str, number: Decimal) -> Cell:
    """Give the indicator's figure of a column of 指标明细.

    Summed, weighted or the lead's own.
    """
    code = f"${row.at('指标编号')}"
    lead = row.sheet.book.unit(row.line.lead)
    total = row.sheet.sums.total(row.line.total, column, code=code, lead=lead)
    return _rounded(total, number)


def _rounded(expression: str, number: Decimal, shape: str = "") -> FormulaCell:
    """Give a formula that is rounded as its value is."""
    decimals = decimals_of(number)
    text = rounded_formula(expression, decimals)
    return FormulaCell(text, number, shape or number_format(decimals))


def _completion(row: SummaryRow) -> Cell:
    """Give the completion with its live formula."""
    completion = row.progress.completion
    if completion is None:
        return None
    text = completion_formula(row.refs, high=row.goal.high)
    return FormulaCell(text, completion, PER_CENT)


def _expected(row: SummaryRow) -> Cell:
    """Give 序时进度: what should have been reached by now, of what grows over the
    year.
    """
    if not row.goal.accumulates or row.goal.target is None:
        return None
    return _share_of_year(row.line.measured.pace.expected)


@lru_cache  # the same for all units of an indicator, and for most indicators
def _share_of_year(expected: Fraction) -> FormulaCell:
    """Give 序时进度 as the share of the year that it is."""
    return FormulaCell(share_of_year(expected), as_decimal(expected), PER_CENT)


def _gap(row: SummaryRow) -> Cell:
    """Give the distance from what is expected, with its live formula."""
    goal, gap = row.goal, row.progress.gap
    if gap is None:
        return None
    expected = row.at("序时进度") if goal.accumulates else "1"
    bar = planned_bar(goal, row.line.measured.pace)
    return FormulaCell(gap_formula(goal, row.refs, expected, bar=bar), gap, GAP)


def _status(row: SummaryRow) -> Cell:
    """Give the status; of what is measured, with its live formula."""
    status = row.progress.status
    pace = row.line.measured.pace
    if status not in MEASURED:
        return status.value
    rules = row.sheet.book.rollup.inputs.settings.standing
    bar = planned_bar(row.goal, pace)
    text = status_formula(row.goal, rules, row.refs, year_over=pace.over, bar=bar)
    return FormulaCell(text, status.value)


def _rank(row: SummaryRow) -> Cell:
    """Give the place among all indicators, with its live formula."""
    if row.unit or not row.line.rank:
        return None
    text = rank_formula(row.sheet.numbers, row.sheet.gaps, row.at("差距(百分点)"))
    return FormulaCell(text, row.line.rank)


def _last_period(row: SummaryRow) -> Cell:
    """Give the total of the period before."""
    return _earlier(row, "上期累计", row.line.change.last_period)


def _last_year(row: SummaryRow) -> Cell:
    """Give the total of a year ago."""
    return _earlier(row, "上年同期", row.line.change.last_year)


def _earlier(row: SummaryRow, column: str, number: Decimal | None) -> Cell:
    """Give an earlier total, with its live formula where its parts add up."""
    if row.unit or number is None:
        return None
    if row.line.total.method is Method.WEIGHTED:
        return number  # its weights were other ones then
    return _summed(row, column, number)


def _increment(row: SummaryRow) -> Cell:
    """Give 当期新增; the year's first period has added all that there is."""
    change = row.line.change
    if row.unit or change.in_points or change.increment is None:
        return None
    value = row.at("累计完成")
    if change.last_period is None:
        shape = number_format(decimals_of(change.increment))
        return FormulaCell(f"={value}", change.increment, shape)
    return _rounded(f"{value}-{row.at('上期累计')}", change.increment)


def _chain(row: SummaryRow) -> Cell:
    """Give 环比.

    The increment against the last one, a level against the last one, or the difference
    of two rates.
    """
    change = row.line.change
    if row.unit or change.chain is None:
        return None
    if change.in_points:
        return _difference(row, "上期累计", change.chain)
    if not row.line.goal.accumulates:
        ratio = f"{row.at('累计完成')}/{row.at('上期累计')}-1"
        return FormulaCell(rounded_formula(ratio, 3), change.chain, _GROWTH_FORMAT)
    if change.earlier_increment is None:
        return None
    ratio = f"{row.at('当期新增')}/{change.earlier_increment:f}-1"
    return FormulaCell(rounded_formula(ratio, 3), change.chain, _GROWTH_FORMAT)


def _difference(row: SummaryRow, base: str, number: Decimal) -> Cell:
    """Give how far the total is from an earlier one."""
    return _rounded(f"{row.at('累计完成')}-{row.at(base)}", number, _POINTS_FORMAT)


def _growth(row: SummaryRow) -> Cell:
    """Give 同比."""
    if row.unit:
        reported = row.unit.growth
        return None if reported is None else NumberCell(reported / 100, _GROWTH_FORMAT)
    change = row.line.change
    if change.growth is None:
        return None
    if change.in_points:
        return _difference(row, "上年同期", change.growth)
    match change.basis:
        case GrowthBasis.LEVELS:
            ratio = f"{row.at('累计完成')}/{row.at('上年同期')}-1"
            return FormulaCell(rounded_formula(ratio, 3), change.growth, _GROWTH_FORMAT)
        case GrowthBasis.REPORTED:
            reporter = next(iter(row.line.total.numbers))
            reported_rate = row.sheet.sums.of(
                "同比增长",
                指标编号=f"${row.at('指标编号')}",
                填报单位=exactly(row.sheet.book.unit(reporter)),
            )
            return _rounded(f"({reported_rate})/100", change.growth, _GROWTH_FORMAT)
        case _:
            return NumberCell(change.growth, _GROWTH_FORMAT)


def _recent(row: SummaryRow) -> Cell:
    """Give the way to the last twelve figures."""
    return None if row.unit else recent_link(row.sheet.places[row.line.indicator.code])


def _lead(row: SummaryRow) -> Cell:
    """Give the unit that answers for the indicator."""
    if row.unit:
        return None
    if row.line.lead:
        return row.sheet.book.unit(row.line.lead)
    return row.sheet.book.unit_list(row.line.total.reporters[:1])


def _answered(row: SummaryRow) -> Cell:
    """Say how many of the units that should report did."""
    total = row.line.total
    if row.unit:
        return None
    return f"{total.answered}/{len(total.reporters)}" if total.reporters else "无"


def _remark(row: SummaryRow) -> Cell:
    """Give what is to be said of the indicator."""
    return None if row.unit else remark(row.sheet.book, row.line)


def remark(book: Book, line: IndicatorLine) -> str:
    """Say how the figure was made and what is missing from it."""
    total, goal = line.total, line.goal
    parts = []
    if len(total.reporters) > 1:
        parts.append(total.method.value)
    if total.partial:
        parts.append(f"部分汇总：缺{_some(book, total.missing)}")
    if line.progress.status is ProgressStatus.NOT_ADDED:
        parts.append(f"达到目标{_on_track(line)}个单位")
    if line.change.basis is GrowthBasis.IMPLIED:
        parts.append(f"同比{GrowthBasis.IMPLIED}")
    if not total.reporters:
        parts.append("台账未定填报单位")
    if goal.reverse and not goal.ordinal and goal.target is not None:
        parts.append("越少越好")
    return "；".join(parts)


def _on_track(line: IndicatorLine) -> int:
    """Count the units that reach their target, or are on the way to it."""
    good = {ProgressStatus.DONE, ProgressStatus.ON_TRACK}
    return sum(unit.share.progress.status in good for unit in line.units)


def _some(book: Book, units: tuple[str, ...]) -> str:
    """Name a few units, and say how many there are."""
    names = book.unit_list(units[:_MOST_NAMED])
    if len(units) <= _MOST_NAMED:
        return names
    return f"{names}等{len(units)}个单位"


def _link(row: SummaryRow) -> Cell:
    """Link a unit's line to 指标明细, and the whole to where its first figure came
    from.
    """
    positions = row.sheet.positions
    if row.unit:
        return positions.detail(row.line, row.place)
    for unit in row.line.units:
        if unit.row:
            return positions.source(unit.row)
    return None


COLUMNS = Columns[SummaryRow](
    Column(title="序号", width=5, value=lambda row: row.number),
    Column(title="指标编号", width=9.5, value=_code),
    Column(title="指标名称", width=25, value=_name, align="left"),
    Column(
        title="计量\n单位",
        width=7,
        value=lambda row: row.line.indicator.measurement_unit,
    ),
    Column(title="年度目标", width=11, value=_target, align="right"),
    Column(title="累计完成", width=11.5, value=_value, align="right"),
    Column(title="完成率", width=8, value=_completion, align="right"),
    Column(title="序时\n进度", width=7.5, value=_expected, align="right"),
    Column(title="差距\n(百分点)", width=8.5, value=_gap, align="right"),
    Column(title="状态", width=9.5, value=_status),
    Column(title="排名", width=5.5, value=_rank),
    Column(title="当期新增", width=10.5, value=_increment, align="right"),
    Column(title="同比", width=8, value=_growth, align="right"),
    Column(title="牵头单位", width=14, value=_lead),
    Column(title="上期累计", width=11, value=_last_period, align="right"),
    Column(title="环比", width=8, value=_chain, align="right"),
    Column(title="上年同期", width=11, value=_last_year, align="right"),
    Column(title="已报\n单位", width=6.5, value=_answered),
    Column(title="汇总说明", width=20, value=_remark, align="left"),
    Column(title="历期", width=5.5, value=_recent),
    Column(title="来源", width=5.5, value=_link),
)
_WITHOUT_GAP = Refs(COLUMNS.here["累计完成"], COLUMNS.here["年度目标"])
_WITH_GAP = _WITHOUT_GAP._replace(gap=COLUMNS.here["差距(百分点)"])
PRINTED = COLUMNS.place("牵头单位") + 1
"""The columns that are printed, readable on A4: what a leader asks first."""
