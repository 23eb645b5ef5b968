"""The table `indicators`: each indicator of the whole in each period, as rolled up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.ledger.ledger import open_ledger
from xltool.model.indicator_kind import IndicatorKind
from xltool.rollup.aggregate import Method
from xltool.rollup.indicators import past_totals
from xltool.rollup.outlook import OutlookBasis, Prospect, outlook_of
from xltool.rollup.progress import ProgressStatus
from xltool.rollup.ranking import competition_ranks
from xltool.workflows.tables.columns import (
    PERIOD_COLUMNS,
    TableDesign,
    as_float,
    category,
    exact,
    integer,
    number,
    or_none,
    period_cells,
    text,
)
from xltool.workflows.tables.measured import in_order, open_history, year_before
from xltool.workflows.tables.measured import year_until as year_up_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.period import Period
    from xltool.model.registry import Registry
    from xltool.rollup.measuring import Duty, Measured
    from xltool.rollup.outlook import Outlook
    from xltool.workflows.tables.columns import Cell
    from xltool.workflows.tables.measured import MeasuredPeriods, TableSource

INDICATORS = TableDesign(
    name="indicators",
    title="指标",
    row="one indicator of the whole in one period, as the roll-up has it",
    key=("period", "indicator"),
    columns=(
        *PERIOD_COLUMNS,
        text("indicator", "指标编号", "code of the indicator"),
        text("name", "指标名称", "its name"),
        text("task", "任务编号", "code of its task"),
        text("campaign", "攻坚", "the campaign that the task belongs to"),
        text("lead_unit", "牵头单位", "code of the unit that leads the task"),
        category("kind", "指标类型", "what sort of quantity it is", IndicatorKind),
        text("comparison", "目标方向", ">= > <= < = ~ range, or text"),
        text("measurement_unit", "计量单位", "of value, target and outlook"),
        number("target", "年度目标", "what the value is measured against"),
        number("value", "累计完成", "the figure of the whole"),
        exact("value_exact", "精确数值", "the same exactly"),
        category("method", "汇总方式", "how the units' figures make it", Method),
        category("status", "状态", "已完成, 达序时, 滞后 …", ProgressStatus),
        number("completion", "完成率", "value / target, as a share of 1"),
        number("expected", "应达进度", "what share was expected by then, of 1"),
        number("gap", "差距", (
            "distance from that in percentage points; better is greater"
        )),
        integer("rank", "排名", (
            "by gap among the period's indicators; ties share a place"
        )),
        number("plan", "计划应达", "what its plan asks by then, in measurement_unit"),
        integer("answered", "已报单位", "units that answered"),
        integer("reporters", "应报单位", "units that report it"),
        text("parent", "上级指标", "code of the indicator that it is a part of"),
        text("part", "分项", "how it is a part: 分项 or 其中"),
        number("outlook", "预计全年", "value expected at the year's end"),
        number("outlook_low", "预计下限", (
            "lower end of its interval: 4 times of 5 within"
        )),
        number("outlook_high", "预计上限", "upper end of its interval"),
        category("outlook_basis", "预计依据", "what the forecast goes by", OutlookBasis),
        category("prospect", "预警", "whether the target will be reached", Prospect),
    ),
)  # fmt: skip


def indicator_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `INDICATORS`, by period and in the registry's order."""
    workspace = source.workspace
    with open_ledger(workspace.database_url) as ledger:
        history = open_history(workspace, ledger)
        known = in_order((*ledger.issued_forms(), *source.periods))
        measured: dict[Period, list[tuple[Duty, Measured]]] = {}
        for period in source.periods:
            year = year_up_to(period, known)
            for known_period in year:
                if known_period not in measured:
                    measured[known_period] = list(
                        history.measured(workspace, known_period)
                    )
            past = year_before(period, known)
            yield from _of_period(history, [measured[one] for one in year], past)


def _of_period(
    history: MeasuredPeriods,
    year: Sequence[Sequence[tuple[Duty, Measured]]],
    past: Sequence[Period],
) -> Iterator[tuple[Cell, ...]]:
    """Yield a period's rows; `year` are the periods up to it, itself the last."""
    trails: dict[str, list[Measured]] = {}
    for measured_period in year:
        for duty, measured in measured_period:
            trails.setdefault(duty.indicator.code, []).append(measured)
    gaps = {duty.indicator.code: one.progress.gap for duty, one in year[-1]}
    ranks = competition_ranks(gaps)
    answers = {period: history.answers(period) for period in past}
    then = {period: history.duties(period) for period in past}
    for duty, measured in year[-1]:
        code = duty.indicator.code
        outlook = outlook_of(duty, trails[code], past_totals(duty, answers, then))
        registry = history.registry_of(measured.period)
        yield _row(registry, duty, measured, ranks.get(code), outlook)


def _row(
    registry: Registry,
    duty: Duty,
    measured: Measured,
    rank: int | None,
    outlook: Outlook | None,
) -> tuple[Cell, ...]:
    """Give the row of an indicator."""
    indicator = duty.indicator
    progress = measured.progress
    total = measured.total
    task = registry.task(indicator.task)
    return (
        *period_cells(measured.period),
        indicator.code,
        indicator.name,
        indicator.task,
        or_none(task.campaign),
        or_none(duty.lead or task.lead_unit),
        indicator.kind.value,
        indicator.comparison,
        or_none(indicator.measurement_unit),
        as_float(duty.goal.target),
        as_float(total.value.number),
        total.value.number,
        total.method.value,
        progress.status.value,
        as_float(progress.completion),
        as_float(progress.expected),
        as_float(progress.gap),
        rank,
        as_float(progress.asked),
        total.answered,
        len(total.reporters),
        or_none(indicator.parent),
        or_none(indicator.part),
        *_outlook_cells(outlook),
    )


def _outlook_cells(outlook: Outlook | None) -> tuple[Cell, ...]:
    """Give what the year may end with; empty cells where nobody can say."""
    if outlook is None:
        return None, None, None, None, None
    return (
        float(outlook.expected),
        float(outlook.low),
        float(outlook.high),
        outlook.basis.value,
        outlook.prospect.value,
    )
