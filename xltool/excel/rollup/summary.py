"""指标汇总: every indicator of the whole, by 攻坚, with the units below it where several report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.excel.rollup.details import answer_cell
from xltool.excel.rollup.formulas import (
    completion_formula,
    exactly,
    gap_formula,
    most_decimals,
    rank_formula,
    share_of_year,
    status_formula,
    sum_ifs,
    total_formula,
)
from xltool.excel.rollup.page import Cell, Column, Formula, Number, Page, number_format
from xltool.model.grid import column_letters
from xltool.rollup.aggregate import Method
from xltool.rollup.changes import Basis
from xltool.rollup.overview import campaign_order
from xltool.rollup.progress import MEASURED, Status, decimals_of

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.changes import Change
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.progress import Goal, Progress

SUMMARY = "指标汇总"
COLUMNS = (
    Column(title="序号", width=5),
    Column(title="指标编号", width=10),
    Column(title="指标名称", width=30, align="left"),
    Column(title="计量\n单位", width=8),
    Column(title="年度目标", width=12, align="right"),
    Column(title="累计完成", width=13, align="right"),
    Column(title="完成率", width=9, align="right"),
    Column(title="序时\n进度", width=8, align="right"),
    Column(title="差距\n(百分点)", width=9, align="right"),
    Column(title="状态", width=10),
    Column(title="排名", width=6),
    Column(title="上期累计", width=12, align="right"),
    Column(title="当期新增", width=12, align="right"),
    Column(title="环比", width=9, align="right"),
    Column(title="上年同期", width=12, align="right"),
    Column(title="同比", width=9, align="right"),
    Column(title="牵头单位", width=15),
    Column(title="已报\n单位", width=7),
    Column(title="汇总说明", width=26, align="left"),
    Column(title="来源", width=6),
)
_AT = {column.title.replace("\n", ""): column_letters(place) for place, column in enumerate(COLUMNS)}
_GROWTH, _POINTS = "0.0%;-0.0%;0.0%", "+0.0##;-0.0##;0"
_NOTES = (
    "说明：完成率＝累计完成÷年度目标；差距为完成率与序时进度之差，“越少越好”的指标方向相反；增速、占比、位次、时长与目标本身"
    "比较，不与序时进度比较。",
    "环比为当期新增与上期新增之比，增速、占比、位次的环比、同比为与上期、上年同期之差（百分点、位）；只有两期填报单位一致时才比较。"
    "排名按差距由好到差，相同者并列。由多个单位填报的指标，可点左侧“＋”展开各单位情况。",
)


@dataclass(frozen=True, slots=True)
class _Context:
    book: Book
    positions: Positions
    page: Page
    numbers: str
    gaps: str

    @property
    def letters(self) -> dict[str, str]:
        return self.positions.columns.letters


def write_summary(book: Book, positions: Positions) -> dict[str, int]:
    """Write the sheet; gives each indicator's row, by code."""
    page = Page(book, SUMMARY, "指标汇总表", COLUMNS, freeze=3)
    page.sheet.outline_settings(visible=True, symbols_below=False)
    page.sheet.set_tab_color("#A61C1C")
    lines = book.rollup.indicators
    most_rows = len(lines) + sum(len(line.units) for line in lines if len(line.units) > 1) + 200
    numbers, gaps = (f"${_AT[title]}$4:${_AT[title]}${page.row + most_rows}" for title in ("序号", "差距(百分点)"))
    context = _Context(book, positions, page, numbers, gaps)
    rows: dict[str, int] = {}
    for place, campaign in enumerate(campaign_order(book.rollup.inputs), start=1):
        mine = [line for line in lines if line.task.campaign == campaign]
        if mine:
            page.band(f"{place}．{campaign or '未归入攻坚'}（{len(mine)}项指标）")
        for line in mine:
            rows[line.indicator.code] = page.row
            _write_line(context, line, len(rows))
    for text in _NOTES:
        page.note(text)
    status = [column.title for column in COLUMNS].index("状态")
    book.color_statuses(page.sheet, 3, status, page.row, status)
    return rows


def _write_line(context: _Context, line: IndicatorLine, number: int) -> None:
    several = len(line.units) > 1
    context.page.plain_line(_whole(context, line, number), bold=False, options={"collapsed": True} if several else None)
    if several:
        for unit in line.units:
            context.page.plain_line(_unit(context, line, unit), options={"level": 1, "hidden": True})


def _whole(context: _Context, line: IndicatorLine, number: int) -> list[Cell]:
    indicator, total, row = line.indicator, line.total, context.page.row + 1
    units = context.book.unit_list(line.total.reporters[:1]) if not line.lead else context.book.unit(line.lead)
    return [
        number,
        indicator.code,
        f"　{indicator.part}：{indicator.name}" if indicator.part else indicator.name,
        indicator.measurement_unit,
        _target(line.goal, indicator.text_target, high=indicator.value_high),
        _total(context, line, row),
        *_progress(context, line.progress, line.goal, row),
        Formula(rank_formula(context.numbers, context.gaps, f"{_AT['差距(百分点)']}{row}"), line.rank)
        if line.rank
        else None,
        *_changes(context, line, row),
        units,
        f"{total.answered}/{len(total.reporters)}" if total.reporters else "无",
        remark(context.book, line),
        context.positions.source(next((unit.row for unit in line.units if unit.row), {})),
    ]


def _target(goal: Goal, text: str, *, high: Decimal | None) -> Cell:
    """Show the target as a number with its sign (≤40, ＞2, 2—3), so that formulas can use it."""
    if goal.target is None:
        return text or None
    shape = number_format(decimals_of(goal.target))
    if high is not None and high != goal.target:
        return Number(goal.target, f'{shape}"—{high:f}"')
    sign = {(True, False): "≤", (True, True): "＜", (False, True): "＞"}.get((goal.reverse, goal.strict), "")
    return Number(goal.target, f'"{sign}"{shape}' if sign else shape)


def _total(context: _Context, line: IndicatorLine, row: int) -> Cell:
    number = line.total.value.number
    if line.progress.status is Status.NOT_ADDED:
        return "不汇总"
    if line.total.method is Method.TEXT and number is None:
        return "见明细" if line.progress.status is Status.QUALITATIVE else answer_cell(line.total.value)
    if number is None:
        return answer_cell(line.total.value)
    return _live(context, line, "累计完成", number, row)


def _live(context: _Context, line: IndicatorLine, column: str, number: Decimal, row: int) -> Cell:
    decimals = decimals_of(number)
    text = total_formula(
        line.total,
        context.positions.details,
        context.letters,
        column,
        code=f"${_AT['指标编号']}{row}",
        lead=context.book.unit(line.lead),
        decimals=decimals,
    )
    return Formula(text, number, number_format(decimals))


def _progress(context: _Context, progress: Progress, goal: Goal, row: int) -> list[Cell]:
    """Give 完成率, 序时进度, 差距 and 状态."""
    value, target, gap = (f"{_AT[title]}{row}" for title in ("累计完成", "年度目标", "差距(百分点)"))
    period = context.book.rollup.inputs.period
    cells: list[Cell] = [None, None, None, progress.status.value]
    if goal.accumulates and goal.target is not None:
        cells[1] = Formula(share_of_year(period.time_progress), period.time_progress, "0.0%")
    if progress.completion is not None and progress.gap is not None:
        expected = f"{_AT['序时进度']}{row}" if goal.accumulates else "1"
        cells[0] = Formula(completion_formula(value, target), progress.completion, "0.0%")
        cells[2] = Formula(gap_formula(value, target, expected, reverse=goal.reverse), progress.gap, "0.0")
    if progress.status in MEASURED:
        text = status_formula(
            goal,
            context.book.rollup.inputs.settings.standing,
            value=value,
            target=target,
            gap=gap if progress.gap is not None else None,
            year_over=period.time_progress == 1,
        )
        cells[3] = Formula(text, progress.status.value)
    return cells


def _changes(context: _Context, line: IndicatorLine, row: int) -> list[Cell]:
    """Give 上期累计, 当期新增, 环比, 上年同期 and 同比."""
    change = line.change
    value, last, increment, base = (f"{_AT[title]}{row}" for title in ("累计完成", "上期累计", "当期新增", "上年同期"))
    cells: list[Cell] = [_earlier(context, line, "上期累计", change.last_period, row), None, None]
    if change.in_points:
        cells[2] = _difference(value, last, change.chain)
    else:
        if change.increment is not None:
            decimals = decimals_of(change.increment)
            text = f"={value}" if change.last_period is None else f"=ROUND({value}-{last},{decimals})"
            cells[1] = Formula(text, change.increment, number_format(decimals))
        if change.chain is not None and change.earlier_increment is not None:
            text = f"=ROUND({increment}/{change.earlier_increment:f}-1,4)"
            cells[2] = Formula(text, change.chain, _GROWTH)
    cells.append(_earlier(context, line, "上年同期", change.last_year, row))
    cells.append(_growth(context, line, change, value=value, base=base, row=row))
    return cells


def _earlier(context: _Context, line: IndicatorLine, column: str, number: Decimal | None, row: int) -> Cell:
    if number is None:
        return None
    if line.total.method is Method.WEIGHTED:
        return number  # its weights were other ones then
    return _live(context, line, column, number, row)


def _difference(value: str, base: str, number: Decimal | None) -> Cell:
    if number is None:
        return None
    return Formula(f"=ROUND({value}-{base},{decimals_of(number)})", number, _POINTS)


def _growth(context: _Context, line: IndicatorLine, change: Change, *, value: str, base: str, row: int) -> Cell:
    if change.growth is None:
        return None
    if change.in_points:
        return _difference(value, base, change.growth)
    match change.basis:
        case Basis.LEVELS:
            return Formula(f"=ROUND({value}/{base}-1,4)", change.growth, _GROWTH)
        case Basis.REPORTED:
            letters = context.letters
            condition = {letters["指标编号"]: f"${_AT['指标编号']}{row}"}
            condition[letters["填报单位"]] = exactly(context.book.unit(next(iter(line.total.numbers))))
            told = sum_ifs(context.positions.details, letters["同比增长"], condition)
            decimals = most_decimals(change.growth)
            return Formula(f"=ROUND(({told})/100,{decimals})", change.growth, _GROWTH)
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
        reached = sum(unit.share.progress.status in {Status.DONE, Status.ON_TRACK} for unit in line.units)
        parts.append(f"达到目标{reached}个单位")
    if line.change.basis is Basis.IMPLIED:
        parts.append(f"同比{Basis.IMPLIED}")
    if not total.reporters:
        parts.append("台账未定填报单位")
    if line.progress.limit:
        parts.append("越少越好" if not line.goal.ordinal else "名次")
    return "；".join(parts)


def _some(book: Book, units: tuple[str, ...], most: int = 3) -> str:
    names = book.unit_list(units[:most])
    return names if len(units) <= most else f"{names}等{len(units)}个单位"


def _unit(context: _Context, line: IndicatorLine, unit: UnitLine) -> list[Cell]:
    """Give a unit's line below the whole's, live over 指标明细 as well."""
    row, number = context.page.row + 1, unit.share.value.number
    letters, value = context.letters, answer_cell(unit.share.value)
    if number is not None:
        condition = {
            letters["指标编号"]: exactly(line.indicator.code),
            letters["填报单位"]: exactly(context.book.unit(unit.unit)),
        }
        text = f"=ROUND({sum_ifs(context.positions.details, letters['累计完成'], condition)},{decimals_of(number)})"
        value = Formula(text, number, number_format(decimals_of(number)))
    return [
        None,
        None,
        f"　　{context.book.unit(unit.unit)}",
        line.indicator.measurement_unit,
        _target(unit.share.goal, "", high=None),
        value,
        *_progress(context, unit.share.progress, unit.share.goal, row),
        None,
        *(None for _ in range(4)),
        Number(unit.growth / 100, _GROWTH) if unit.growth is not None else None,
        None,
        None,
        None,
        context.positions.detail(line.indicator.code, unit.unit),
    ]
