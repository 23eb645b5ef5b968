"""A text against the roll-up.

Each printed figure of an indicator with the sum that stands in 汇总表.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, CheckKind, Result
from xltool.bulletin.proof.repeats import is_slip
from xltool.bulletin.style import by_now
from xltool.model.quantity import convert, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.bulletin.printed import PrintedFigure

_VERBS = re.compile(r"^(?:累计|共|新增|实现|完成|全[市县区]|其中[:：]?)+|数$|额$|量$")
_SHORTEST_NAME = 3
_OF_ONE_MONTH = re.compile(r"^\d{1,2}月|当月|本月")


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """One line of 指标汇总: what the indicator is called and what it comes to."""

    name: str
    measurement_unit: str
    value: Decimal
    growth: Decimal | None = None
    """Against the year before, in per cent; None where it is not compared."""
    missing: tuple[str, ...] = ()
    """The units that have not reported it yet: the value is of the others."""


def check_against_rollup(
    figures: Sequence[PrintedFigure],
    lines: Iterable[RolledUp],
    source: str = "汇总表“指标汇总”",
) -> Iterator[Check]:
    """Compare every printed figure that is an indicator's with the roll-up.

    `source` says where the lines stand.

    A figure is an indicator's if their names are the same but for verbs and the
    计量单位 of one can be turned into that of the other.
    """
    by_name = {bare_name(line.name): line for line in lines}
    for figure in figures:
        line = by_name.get(bare_name(figure.name))
        if line is None or not figure.exact or figure.change:
            continue
        if _OF_ONE_MONTH.search(figure.period):
            continue
        value = convert(line.value, line.measurement_unit, figure.measurement_unit)
        if value is not None:
            yield _compared(figure, line, value, source)
        if figure.growth is not None and line.growth is not None:
            yield _growth_compared(figure, line, line.growth, source)


def bare_name(name: str) -> str:
    """Give a name by which a printed figure and a line of the roll-up are compared.

    >>> bare_name("完成市重大项目投资"), bare_name("市重大项目年度投资额")
    ('市重大项目投资', '市重大项目投资')
    """
    bare = _VERBS.sub("", by_now(name))
    return bare if len(bare) >= _SHORTEST_NAME else name


def _growth_compared(
    figure: PrintedFigure, line: RolledUp, growth: Decimal, source: str
) -> Check:
    """Compare a printed growth rate; a unit may know another basis (可比价)."""
    printed = figure.growth or Decimal(0)
    near = abs(printed - growth) <= half_unit(printed)
    return Check(
        kind=CheckKind.ROLLUP,
        expression=f"{line.name}增速：印 {printed:f}% = 汇总 {growth:.2f}%",
        printed=f"{printed:f}%",
        computed=f"{growth:.2f}%",
        result=Result.AGREES if near else Result.QUERY,
        source_text=figure.source_text,
        places=(
            f"专报【{figure.section}】{figure.source_text}",
            f"{source}{line.name}：比上年同期 {growth:.2f}%",
        ),
    )


def _compared(
    figure: PrintedFigure, line: RolledUp, value: Decimal, source: str
) -> Check:
    result, suggested = _result(figure, value)
    return Check(
        kind=CheckKind.ROLLUP,
        expression=f"{line.name}：印 {figure.value:f} = 汇总 {value:f}",
        printed=f"{figure.value:f}{figure.measurement_unit}",
        computed=f"{line.value:f}{line.measurement_unit}",
        result=result,
        source_text=figure.source_text,
        places=(
            f"专报【{figure.section}】{figure.source_text}",
            f"{source}{line.name}：{line.value:f}{line.measurement_unit}",
        ),
        suggested=suggested,
    )


def _result(figure: PrintedFigure, value: Decimal) -> tuple[Result, str]:
    if figure.value == value:
        return Result.AGREES, ""
    if abs(figure.value - value) <= figure.slack:
        return Result.WITHIN_ROUNDING, ""
    if is_slip(figure.value, value):
        unit = figure.measurement_unit
        return Result.DISAGREES, f"{figure.value:f}{unit}→{value:f}{unit}"
    return Result.QUERY, ""
