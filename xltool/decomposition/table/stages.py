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

    Its columns', else those dated in one cell.
    """
    in_columns = [
        _stage(month_end(*until), cell.text)
        for cell in row.cells
        if cell.part is ColumnPart.STAGE and (until := _column_end(cell.heading, year))
    ]
    found = in_columns or list(stages_in(row.text(ColumnPart.DEADLINE), year))
    return tuple(sorted(found, key=lambda stage: stage.until))


def stages_in(text: str, year: int) -> Iterator[PlanColumn]:
    """Give the dated parts of a text, if it has two or more and a figure in one."""
    flat = half_width(text)
    dates = list(_DATED.finditer(flat))
    if len(dates) < _FEWEST_DATES:
        return
    ends = [one.start() for one in dates[1:]] + [len(flat)]
    for found, end in zip(dates, ends, strict=True):
        month = dated_month(found)
        if month:
            yield _stage(month_end(year, month), flat[found.end() : end])


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
    """Give the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _column_end(text: str, year: int) -> tuple[int, int] | None:
    word = heading(text)
    later = year_in(word)
    if later is not None:
        return later, _DECEMBER
    month = series_word(word).rpartition(" ")[2]
    if month.isdigit() and 1 <= int(month) <= _DECEMBER:
        return (year, int(month))
    return None


def _stage(until: date, text: str) -> PlanColumn:
    whole = figure_in(text)
    figures = (whole,) if whole else tuple(find_quantities(fold(text).flat))
    return PlanColumn(until=until, text=text, figures=figures)


def plan_for(
    target: Indicator, stages: Sequence[PlanColumn], *, only_one: bool
) -> tuple[PlanStage, ...]:
    """Give the plan of a target.

    The stage figures in its 计量单位, counted from the year's start. `only_one` says
    that the row has no other target of this 计量单位. Stages that add up to the target
    by the last one and do not reach it by themselves are what each stage adds.
    """
    if target.value is None:
        return ()
    dated = [(stage, _value(target, stage, only_one=only_one)) for stage in stages]
    found = _rising([(stage, value) for stage, value in dated if value is not None])
    if all(stage.completes for stage, _ in found):
        return ()
    values = [value for _, value in found]
    if found[-1][0] is stages[-1] and _are_additions(values, target.value):
        values = list(accumulate(values))
    return tuple(
        PlanStage(until=stage.until, value=value)
        for (stage, _), value in zip(found, values, strict=True)
    )


_Dated = tuple[PlanColumn, "Decimal"]


def _rising(found: list[_Dated]) -> list[_Dated]:
    """Leave out what is only begun, where the figures do not rise without it."""
    if any(later < value for (_, value), (_, later) in pairwise(found)):
        return [pair for pair in found if not _BEGINS.search(pair[0].text)]
    return found


def _are_additions(values: list[Decimal], target: Decimal) -> bool:
    """Tell stages that say what each adds from stages that count on."""
    return len(values) > 1 and sum(values) == target and values[-1] != target


_BEGINS = re.compile(r"开工|动工|启动|开建|招标|立项|选址")
_PROGRESS = re.compile(r"(?:投资|工程量|工作量|进度|工程|任务|总量)(?:的|达到?|完成)*$")
"""完成投资|40%: how far the work is, not how high the target."""


def _value(target: Indicator, stage: PlanColumn, *, only_one: bool) -> Decimal | None:
    fitting = [
        figure
        for figure in stage.figures
        if figure.measurement_unit in (target.measurement_unit, "")
        and not _is_progress(target, stage, figure)
    ]
    if len(fitting) == 1 and (only_one or fitting[0].bare):
        return fitting[0].value
    if len(fitting) > 1:
        return None
    return target.value if stage.completes and not stage.figures else None


def _is_progress(target: Indicator, stage: PlanColumn, figure: Quantity) -> bool:
    if figure.measurement_unit != "%":
        return False
    words = _PROGRESS.search(fold(stage.text).flat, 0, figure.opens)
    return words is not None and words[0][:2] not in target.name
