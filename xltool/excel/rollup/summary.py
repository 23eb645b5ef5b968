"""指标汇总: every indicator of the whole, by 攻坚, with the units below it where several report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import (
    GAP,
    PER_CENT,
    Cell,
    Formula,
    Number,
    number_format,
)
from xltool.excel.rollup.details import answer_cell
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
from xltool.excel.rollup.page import Column, Page
from xltool.model.grid import column_letters
from xltool.rollup.aggregate import Method
from xltool.rollup.changes import Basis
from xltool.rollup.overview import campaign_order
from xltool.rollup.progress import (
    MEASURED,
    Status,
    as_decimal,
    decimals_of,
    planned_bar,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.measuring import Measured, Share
    from xltool.rollup.progress import Goal, Progress

SUMMARY = "指标汇总"
COLUMNS = (
    Column(title="序号", width=5),
    Column(title="指标编号", width=9.5),
    Column(title="指标名称", width=25, align="left"),
    Column(title="计量\n单位", width=7),
    Column(title="年度目标", width=11, align="right"),
    Column(title="累计完成", width=11.5, align="right"),
    Column(title="完成率", width=8, align="right"),
    Column(title="序时\n进度", width=7.5, align="right"),
    Column(title="差距\n(百分点)", width=8.5, align="right"),
    Column(title="状态", width=9.5),
    Column(title="排名", width=5.5),
    Column(title="上期累计", width=11, align="right"),
    Column(title="当期新增", width=10.5, align="right"),
    Column(title="环比", width=8, align="right"),
    Column(title="上年同期", width=11, align="right"),
    Column(title="同比", width=8, align="right"),
    Column(title="牵头单位", width=14),
    Column(title="已报\n单位", width=6.5),
    Column(title="汇总说明", width=20, align="left"),
    Column(title="来源", width=5.5),
)
_AT = {
    column.title.replace("\n", ""): column_letters(place)
    for place, column in enumerate(COLUMNS)
}
_GROWTH, _POINTS = "0.0%;-0.0%;0.0%", "+0.0##;-0.0##;0"
_NOTE_ON_PROGRESS = (
    "说明：完成率＝累计完成÷年度目标；差距为完成率与序时进度之差，“越少越好”的指标方向相反；增速、占比与目标本身比较"
    "（差距为两者之差），位次、时长也与目标本身比较，都不与序时进度比较。"
)
_NOTE_ON_CHANGES = (
    "环比为当期新增与上期新增之比，增速、占比、位次的环比、同比为与上期、上年同期之差（百分点、位）；只有两期填报单位一致时才比较。"
    "排名按差距由好到差，相同者并列。由多个单位填报的指标，可点左侧“＋”展开各单位情况。"
)


@dataclass(frozen=True, slots=True)
class _Context:
    book: Book
    positions: Positions
    page: Page
    numbers: str
    gaps: str
    sums: DetailSums


def write_summary(book: Book, positions: Positions) -> dict[str, int]:
    """Write the sheet; gives each indicator's row, by code."""
    page = Page(book, SUMMARY, "指标汇总表", COLUMNS, freeze=3)
    page.sheet.outline_settings(visible=True, symbols_below=False)
    page.sheet.set_tab_color("#A61C1C")
    lines = book.rollup.indicators
    most_rows = (
        len(lines) + sum(len(line.units) for line in lines if len(line.units) > 1) + 200
    )
    numbers, gaps = (
        f"${_AT[title]}$4:${_AT[title]}${page.row + most_rows}"
        for title in ("序号", "差距(百分点)")
    )
    sums = DetailSums(positions.details, positions.columns.letters)
    context = _Context(book, positions, page, numbers, gaps, sums)
    rows: dict[str, int] = {}
    for place, campaign in enumerate(campaign_order(book.rollup.inputs), start=1):
        mine = [line for line in lines if line.task.campaign == campaign]
        if mine:
            page.band(f"{place}．{campaign or '未归入攻坚'}（{len(mine)}项指标）")
        for line in mine:
            rows[line.indicator.code] = page.row
            _write_line(context, line, len(rows))
    page.note(_NOTE_ON_PROGRESS)
    page.note(_NOTE_ON_CHANGES)
    status = [column.title for column in COLUMNS].index("状态")
    book.color_statuses(page.sheet, 3, status, page.row, status)
    return rows


def _write_line(context: _Context, line: IndicatorLine, number: int) -> None:
    several = len(line.units) > 1
    context.page.plain_line(_whole(context, line, number), collapsed=several)
    if several:
        for unit in line.units:
            context.page.plain_line(_unit(context, line, unit), level=1)


def _whole(context: _Context, line: IndicatorLine, number: int) -> list[Cell]:
    indicator, total, row = line.indicator, line.total, context.page.row + 1
    units = (
        context.book.unit_list(line.total.reporters[:1])
        if not line.lead
        else context.book.unit(line.lead)
    )
    return [
        number,
        indicator.code,
        f"　{indicator.label}" if indicator.part else indicator.label,
        indicator.measurement_unit,
        _target(line.goal, indicator.text_target, high=indicator.value_high),
        _total(context, line, row),
        *_progress(context, line.measured, None, line.goal, row),
        Formula(
            rank_formula(context.numbers, context.gaps, f"{_AT['差距(百分点)']}{row}"),
            line.rank,
        )
        if line.rank
        else None,
        *_changes(context, line, row),
        units,
        f"{total.answered}/{len(total.reporters)}" if total.reporters else "无",
        remark(context.book, line),
        context.positions.source(
            next((unit.row for unit in line.units if unit.row), {})
        ),
    ]


def _target(goal: Goal, text: str, *, high: Decimal | None) -> Cell:
    """Show the target as a number with its sign (≤40, ＞2, 2—3), so that formulas can use it."""
    if goal.target is None:
        return text or None
    shape = number_format(decimals_of(goal.target))
    if high is not None and high != goal.target:
        return Number(goal.target, f'{shape}"—{high:f}"')
    sign = {(True, False): "≤", (True, True): "＜", (False, True): "＞"}.get(
        (goal.reverse, goal.strict), ""
    )
    return Number(goal.target, f'"{sign}"{shape}' if sign else shape)


def _total(context: _Context, line: IndicatorLine, row: int) -> Cell:
    number = line.total.value.number
    if line.progress.status is Status.NOT_ADDED:
        return "不汇总"
    if line.total.method is Method.TEXT and number is None:
        return (
            "见明细"
            if line.progress.status is Status.QUALITATIVE
            else answer_cell(line.total.value)
        )
    if number is None:
        return answer_cell(line.total.value)
    return _live(context, line, "累计完成", number, row)


def _live(
    context: _Context, line: IndicatorLine, column: str, number: Decimal, row: int
) -> Cell:
    code, lead = f"${_AT['指标编号']}{row}", context.book.unit(line.lead)
    decimals = decimals_of(number)
    text = rounded_formula(
        context.sums.total(line.total, column, code=code, lead=lead), decimals
    )
    return Formula(text, number, number_format(decimals))


def _refs(row: int, progress: Progress) -> Refs:
    value, target, gap = (
        f"{_AT[title]}{row}" for title in ("累计完成", "年度目标", "差距(百分点)")
    )
    return Refs(value, target, None if progress.gap is None else gap)


def _progress(
    context: _Context, measured: Measured, share: Share | None, goal: Goal, row: int
) -> list[Cell]:
    """Give 完成率, 序时进度, 差距 and 状态 of the whole, or of a unit's share."""
    progress = measured.progress if share is None else share.progress
    refs, pace = _refs(row, progress), measured.pace
    cells: list[Cell] = [None, None, None, progress.status.value]
    if goal.accumulates and goal.target is not None:
        expected = as_decimal(pace.expected)
        cells[1] = Formula(share_of_year(pace.expected), expected, PER_CENT)
    if progress.completion is not None:
        text = completion_formula(refs, high=goal.high)
        cells[0] = Formula(text, progress.completion, PER_CENT)
    bar = planned_bar(goal, pace)
    if progress.gap is not None:
        expected_cell = f"{_AT['序时进度']}{row}" if goal.accumulates else "1"
        text = gap_formula(goal, refs, expected_cell, bar=bar)
        cells[2] = Formula(text, progress.gap, GAP)
    if progress.status in MEASURED:
        rules = context.book.rollup.inputs.settings.standing
        text = status_formula(goal, rules, refs, year_over=pace.over, bar=bar)
        cells[3] = Formula(text, progress.status.value)
    return cells


def _changes(context: _Context, line: IndicatorLine, row: int) -> list[Cell]:
    """Give 上期累计, 当期新增, 环比, 上年同期 and 同比."""
    change = line.change
    value, last, increment = (
        f"{_AT[title]}{row}" for title in ("累计完成", "上期累计", "当期新增")
    )
    cells: list[Cell] = [
        _earlier(context, line, "上期累计", change.last_period, row),
        None,
        None,
    ]
    if change.in_points:
        cells[2] = _difference(value, last, change.chain)
    else:
        if change.increment is not None:
            decimals = decimals_of(change.increment)
            text = (
                f"={value}"
                if change.last_period is None
                else rounded_formula(f"{value}-{last}", decimals)
            )
            cells[1] = Formula(text, change.increment, number_format(decimals))
        if change.chain is not None and change.earlier_increment is not None:
            text = rounded_formula(f"{increment}/{change.earlier_increment:f}-1", 3)
            cells[2] = Formula(text, change.chain, _GROWTH)
    cells.append(_earlier(context, line, "上年同期", change.last_year, row))
    cells.append(_growth(context, line, row))
    return cells


def _earlier(
    context: _Context,
    line: IndicatorLine,
    column: str,
    number: Decimal | None,
    row: int,
) -> Cell:
    if number is None:
        return None
    if line.total.method is Method.WEIGHTED:
        return number  # its weights were other ones then
    return _live(context, line, column, number, row)


def _difference(value: str, base: str, number: Decimal | None) -> Cell:
    if number is None:
        return None
    return Formula(
        rounded_formula(f"{value}-{base}", decimals_of(number)), number, _POINTS
    )


def _growth(context: _Context, line: IndicatorLine, row: int) -> Cell:
    change, value, base = (
        line.change,
        f"{_AT['累计完成']}{row}",
        f"{_AT['上年同期']}{row}",
    )
    if change.growth is None:
        return None
    if change.in_points:
        return _difference(value, base, change.growth)
    match change.basis:
        case Basis.LEVELS:
            return Formula(
                rounded_formula(f"{value}/{base}-1", 3), change.growth, _GROWTH
            )
        case Basis.REPORTED:
            unit = exactly(context.book.unit(next(iter(line.total.numbers))))
            told = context.sums.of(
                "同比增长", 指标编号=f"${_AT['指标编号']}{row}", 填报单位=unit
            )
            return Formula(
                rounded_formula(f"({told})/100", decimals_of(change.growth)),
                change.growth,
                _GROWTH,
            )
        case _:
            return Number(change.growth, _GROWTH)


def remark(book: Book, line: IndicatorLine) -> str:
    """Say how the figure was made and what is missing from it."""
    total, parts = line.total, []
    if len(total.reporters) > 1:
        parts.append(total.method.value)
    if total.partial:
        parts.append(f"部分汇总：缺{_some(book, total.missing)}")
    if line.progress.status is Status.NOT_ADDED:
        reached = sum(
            unit.share.progress.status in {Status.DONE, Status.ON_TRACK}
            for unit in line.units
        )
        parts.append(f"达到目标{reached}个单位")
    if line.change.basis is Basis.IMPLIED:
        parts.append(f"同比{Basis.IMPLIED}")
    if not total.reporters:
        parts.append("台账未定填报单位")
    if line.goal.reverse and not line.goal.ordinal and line.goal.target is not None:
        parts.append("越少越好")
    return "；".join(parts)


def _some(book: Book, units: tuple[str, ...], most: int = 3) -> str:
    names = book.unit_list(units[:most])
    return names if len(units) <= most else f"{names}等{len(units)}个单位"


def _unit(context: _Context, line: IndicatorLine, unit: UnitLine) -> list[Cell]:
    """Give a unit's line below the whole's, live over 指标明细 as well."""
    row, number = context.page.row + 1, unit.share.value.number
    value = answer_cell(unit.share.value)
    if number is not None:
        code, name = exactly(line.indicator.code), exactly(context.book.unit(unit.unit))
        text = rounded_formula(
            context.sums.of("累计完成", 指标编号=code, 填报单位=name),
            decimals_of(number),
        )
        value = Formula(text, number, number_format(decimals_of(number)))
    return [
        None,
        None,
        f"　　{context.book.unit(unit.unit)}",
        line.indicator.measurement_unit,
        _target(unit.share.goal, "", high=None),
        value,
        *_progress(context, line.measured, unit.share, unit.share.goal, row),
        None,
        *(None for _ in range(4)),
        Number(unit.growth / 100, _GROWTH) if unit.growth is not None else None,
        None,
        None,
        None,
        context.positions.detail(line.indicator.code, unit.unit),
    ]
