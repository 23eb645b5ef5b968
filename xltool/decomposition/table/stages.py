"""Stages of a year's target: quarters in columns of their own, or dates in a cell.

一季度目标 | 二季度目标 | 三季度目标 | 四季度目标
3月底前完成选址；6月底前动工3个；12月底前建成8个
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.table.columns import ColumnPart, heading
from xltool.decomposition.table.series import series_word, year_in
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.model.registry import PlanStage
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.decomposition.text.numbers import Quantity
    from xltool.model.registry import Indicator

_DATED = re.compile(
    r"""(?:到|至)?(?:20\d\d年)?
    (?:(?P<month>\d{1,2})月(?:\d{1,2}日|份|底|末|中旬|上旬|下旬)?(?:之?前|以前|底前)?
    |第?(?P<quarter>[一二三四1-4])季度(?:末|底)?(?:之?前)?
    |(?P<half>上半年|前三季度|下半年|年底|年末|全年)(?:之?前)?)
    [，,:：]?""",
    re.VERBOSE,
)
_MONTHS = {"上半年": 6, "前三季度": 9, "下半年": 12, "年底": 12, "年末": 12, "全年": 12}
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_ALL = re.compile(
    r"^(?:全部|全面)|(?:全部|全面)(?:完成|完工|更换|建成|竣工|到位)|完成全部"
)
_FEWEST_DATES = 2
_DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """What is to be done by a day, in words, with the figures in it."""

    until: date
    text: str
    figures: tuple[Quantity, ...]

    @property
    def completes(self) -> bool:
        """Whether it says that all is done by then (全部更换)."""
        return bool(_ALL.search(squeeze(self.text)))


def stages_of(row: PrintedRow, year: int) -> tuple[PlanColumn, ...]:
    """Give the stages that a row prints, by date.

    Its columns', else those dated in one cell. `year` is the year of the plan.
    """
    found: list[PlanColumn] = []
    for cell in row.cells:
        if cell.part is not ColumnPart.STAGE:
            continue
        until = _column_end(cell.heading, year)
        if until is not None:
            found.append(_stage(until, cell.text))
    if not found:
        found.extend(stages_in(row.text(ColumnPart.DEADLINE), year))
    return tuple(sorted(found, key=attrgetter("until")))


def stages_in(text: str, year: int) -> Iterator[PlanColumn]:
    """Give the dated parts of a text, if it has two or more.

    >>> [str(stage.until) for stage in stages_in("6月底前完成2处；年底完成5处", 2025)]
    ['2025-06-30', '2025-12-31']

    What stands before the first date belongs to no stage.
    """
    flat = half_width(text)
    dates = list(_DATED.finditer(flat))
    if len(dates) < _FEWEST_DATES:
        return
    ends = [date.start() for date in dates[1:]]
    ends.append(len(flat))
    for found, end in zip(dates, ends, strict=True):
        month = dated_month(found)
        if month:
            words = flat[found.end() : end]
            yield _stage(month_end(year, month), words)


def dated_month(found: re.Match[str]) -> int:
    """Give the month by whose end a dated part is due; 0 where the date is none."""
    if found["half"]:
        return _MONTHS[found["half"]]
    if found["quarter"]:
        return _QUARTERS[found["quarter"]]
    month = int(found["month"])
    return month if 1 <= month <= _DECEMBER else 0


def date_before(words: str) -> re.Match[str] | None:
    """Give the date with which the words of a clause begin (第三季度完成4家)."""
    return _DATED.match(words)


def month_end(year: int, month: int) -> date:
    """Give the last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    _, days = calendar.monthrange(year, month)
    return date(year, month, days)


def _column_end(text: str, year: int) -> date | None:
    """Give the day by which a column's stage is due; None for another heading.

    二季度目标 is due at the end of June, 2027年目标 at the end of that year.
    """
    word = heading(text)
    later = year_in(word)
    if later is not None:
        return month_end(later, _DECEMBER)
    _, _, month = series_word(word).rpartition(" ")
    if month.isdigit() and 1 <= int(month) <= _DECEMBER:
        return month_end(year, int(month))
    return None


def _stage(until: date, text: str) -> PlanColumn:
    """Give a stage with the figures in its words, or the one that it is."""
    whole = figure_in(text)
    if whole is not None:
        return PlanColumn(until=until, text=text, figures=(whole,))
    figures = tuple(find_quantities(fold(text).flat))
    return PlanColumn(until=until, text=text, figures=figures)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A stage with the target's figure in it."""

    stage: PlanColumn
    value: Decimal


def plan_for(
    target: Indicator, stages: Sequence[PlanColumn], *, only_one: bool
) -> tuple[PlanStage, ...]:
    """Give the plan of a target.

    The stage figures in its 计量单位, counted from the year's start. `only_one` says
    that the row has no other target of this 计量单位. Stages that add up to the target
    by the last one and do not reach it by themselves are what each stage adds.

        6月底前完成2处；年底完成5处     of 5: 2 by June, 5 by December
        上半年2处，下半年3处           of 5: what each adds, so 2 and then 5
    """
    if target.value is None:
        return ()
    dated = _dated(target, stages, only_one=only_one)
    if all(one.stage.completes for one in dated):
        return ()
    values = [one.value for one in dated]
    if dated[-1].stage is stages[-1] and _are_additions(values, target.value):
        values = list(accumulate(values))
    return tuple(
        PlanStage(until=one.stage.until, value=value)
        for one, value in zip(dated, values, strict=True)
    )


def _dated(
    target: Indicator, stages: Sequence[PlanColumn], *, only_one: bool
) -> list[_Dated]:
    """Give the stages that have a figure of the target, in their order.

    What is only begun (6月底前动工5个) is left out where the figures do not rise.
    """
    dated: list[_Dated] = []
    for stage in stages:
        value = _value(target, stage, only_one=only_one)
        if value is not None:
            dated.append(_Dated(stage, value))
    if all(later.value >= earlier.value for earlier, later in pairwise(dated)):
        return dated
    return [one for one in dated if not _BEGINS.search(one.stage.text)]


def _are_additions(values: list[Decimal], target: Decimal) -> bool:
    """Tell stages that say what each adds from stages that count on.

    2, 3 and 5 add up to 10; 2, 5 and 10 reach it by themselves.
    """
    return len(values) > 1 and sum(values) == target and values[-1] != target


_BEGINS = re.compile(r"开工|动工|启动|开建|招标|立项|选址")
_PROGRESS = re.compile(r"(?:投资|工程量|工作量|进度|工程|任务|总量)(?:的|达到?|完成)*$")
"""完成投资|40%: how far the work is, not how high the target."""


def _value(target: Indicator, stage: PlanColumn, *, only_one: bool) -> Decimal | None:
    """Give the target's figure in a stage; None where none or several can be it.

    A stage that completes all and names no figure reaches the target.

    A percentage of the work done (完成投资40%) is no target's figure.
    """
    fitting = [figure for figure in stage.figures if _fits(target, stage, figure)]
    if len(fitting) > 1:
        return None
    if fitting and (only_one or fitting[0].bare):
        return fitting[0].value
    if stage.completes and not stage.figures:
        return target.value
    return None


def _fits(target: Indicator, stage: PlanColumn, figure: Quantity) -> bool:
    """Whether a stage's figure can be the target's: in its unit, or without one."""
    if figure.measurement_unit not in (target.measurement_unit, ""):
        return False
    return not _is_progress(target, stage, figure)


def _is_progress(target: Indicator, stage: PlanColumn, figure: Quantity) -> bool:
    """Whether a percentage says how far the work is (完成工程量60%).

    It does not where the target itself is named so (投资完成率).
    """
    if figure.measurement_unit != "%":
        return False
    words = _PROGRESS.search(fold(stage.text).flat, 0, figure.opens)
    return words is not None and words[0][:2] not in target.name
