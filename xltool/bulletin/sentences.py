"""Sentences about indicators, the way bulletins put them: 累计完成固定资产投资949.22亿元，增速为6.3%，居全省第3位."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.indicator_kind import IndicatorKind
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xltool.rollup.indicators import IndicatorLine

_GROWTH_NAME = re.compile(r"(?:同比)?(?:增长|增速|增幅|增长率)$")
_RANK_NAME = re.compile(r"(?:在|居)?(?P<where>全[省市国])?(?:排名|位次|名次|排位)$")
_DONE = re.compile(r"投资(?:额)?$")
_EARNED = re.compile(r"(?:收入|产值|增加值|总额|利润)$")
_BEGINS_WITH_A_VERB = re.compile(
    r"新|引进|完成|实现|争取|发行|发放|推动|帮助|兑现|走访|接待|建设|改造|培育|累计"
)
_SHORTEST_STEM = 4


class Fact(NamedTuple):
    """A figure as the roll-up has it: what a reader must find in the sentence.

    Growth is in per cent.
    """

    value: Decimal
    measurement_unit: str
    growth: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An indicator with what is said in the same breath: its growth, its rank, the parts it is made of."""

    line: IndicatorLine
    growth: IndicatorLine | None = None
    rank: IndicatorLine | None = None
    parts: tuple[IndicatorLine, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it needs a sentence of its own: a bare rank would be taken for its neighbour's."""
        return self.line.indicator.kind is IndicatorKind.RANK


def grouped(lines: Sequence[IndicatorLine], *, where: str) -> tuple[Told, ...]:
    """Put growth rates, ranks and parts to the indicator that they are of; `where` is the rank's default field."""
    by_code = {line.indicator.code: Told(line=line) for line in lines}
    for line in lines:
        head = _head_of(line, [one.line for one in by_code.values()], where=where)
        if head is None or line.indicator.code not in by_code:
            continue
        told = by_code[head.indicator.code]
        kind = line.indicator.kind
        if kind is IndicatorKind.GROWTH and told.growth is None:
            by_code[head.indicator.code] = replace(told, growth=line)
        elif kind is IndicatorKind.RANK and told.rank is None:
            by_code[head.indicator.code] = replace(told, rank=line)
        elif kind not in {IndicatorKind.GROWTH, IndicatorKind.RANK}:
            by_code[head.indicator.code] = replace(told, parts=(*told.parts, line))
        else:
            continue
        del by_code[line.indicator.code]
    return tuple(by_code.values())


def _head_of(
    line: IndicatorLine, lines: Sequence[IndicatorLine], *, where: str
) -> IndicatorLine | None:
    """Give the level that a growth rate or rank is of, or the total that a part is of."""
    kind = line.indicator.kind
    if kind in {IndicatorKind.GROWTH, IndicatorKind.RANK}:
        stem = (
            _GROWTH_NAME.sub("", line.indicator.name)
            if kind is IndicatorKind.GROWTH
            else _ranked(line, where)[0]
        )
        heads = [
            one
            for one in lines
            if _is_level(one) and _same_thing(stem, one.indicator.name)
        ]
        return next(
            (one for one in heads if one.task.campaign == line.task.campaign), None
        )
    heads = [
        one
        for one in lines
        if one.indicator.code == line.indicator.parent and _is_level(one)
    ]
    same = [
        one
        for one in heads
        if one.indicator.measurement_unit == line.indicator.measurement_unit
    ]
    return next((one for one in same if not one.indicator.parent), None)


def _is_level(line: IndicatorLine) -> bool:
    return line.indicator.kind in {IndicatorKind.COUNT, IndicatorKind.AMOUNT}


def _same_thing(stem: str, name: str) -> bool:
    return len(stem) >= _SHORTEST_STEM and (
        stem.startswith(name) or name.startswith(stem)
    )


def _ranked(line: IndicatorLine, where: str) -> tuple[str, str]:
    """Split 外贸进出口总值在全省位次 into what is ranked and where."""
    match = _RANK_NAME.search(line.indicator.name)
    if match is None:
        return line.indicator.name, where
    return line.indicator.name[: match.start()], match["where"] or where


def sentence(told: Told, *, where: str) -> str:
    """Say one indicator, without period and full stop. It must have a number."""
    line, number = told.line, _number(told.line)
    indicator = line.indicator
    match indicator.kind:
        case IndicatorKind.GROWTH if indicator.measurement_unit == "%":
            text = (
                f"{_GROWTH_NAME.sub('', indicator.name)}{_rise(number, '增长', '下降')}"
            )
        case IndicatorKind.RANK:
            text = _rank(line, where, named=True)
        case IndicatorKind.SHARE:
            text = f"{indicator.name}为{number:f}{indicator.measurement_unit}{_points(line)}"
        case _:
            text = f"{_verb(indicator.name)}{indicator.name}{number:f}{indicator.measurement_unit}"
            rank = f"，{_rank(told.rank, where, named=False)}" if told.rank else ""
            text = f"{text}{_growth(told)}{rank}{_completion(line)}"
    parts = "，".join(_part(one) for one in told.parts)
    return f"{text}，其中{parts}" if parts else text


def _part(line: IndicatorLine) -> str:
    growth = _growth(Told(line=line)).replace("，", "、")
    return f"{line.indicator.name}{_number(line):f}{line.indicator.measurement_unit}{growth}"


def facts(told: Told) -> Iterator[Fact]:
    """Give the figures that the sentence must say, straight from the roll-up."""
    line, number = told.line, _number(told.line)
    unit = line.indicator.measurement_unit
    kind = line.indicator.kind
    if kind is IndicatorKind.GROWTH and unit == "%":
        yield Fact(number, unit, number)
    elif kind is IndicatorKind.RANK:
        yield Fact(number, "位", None, int(number))
    else:
        rank = None if told.rank is None else int(_number(told.rank))
        yield Fact(number, unit, _growth_rate(told) if _is_level(line) else None, rank)
    if kind is IndicatorKind.SHARE and line.change.growth:
        yield Fact(abs(line.change.growth), "个百分点")
    for part in told.parts:
        yield from facts(Told(line=part))


def _number(line: IndicatorLine) -> Decimal:
    number = line.total.value.number
    if number is None:
        raise ValueError(line.indicator.code)
    return number


def _verb(name: str) -> str:
    if _BEGINS_WITH_A_VERB.match(name):
        return ""
    return "累计完成" if _DONE.search(name) else "实现" if _EARNED.search(name) else ""


def _growth_rate(told: Told) -> Decimal | None:
    """Give growth in per cent: the official rate where it is an indicator of its own, else the roll-up's."""
    if told.growth is not None:
        return _number(told.growth)
    growth = told.line.change.growth
    return (
        None if growth is None or not _is_level(told.line) else rounded(growth * 100, 1)
    )


def _growth(told: Told) -> str:
    rate = _growth_rate(told)
    if rate is None:
        return ""
    if told.growth is not None and rate > 0:
        return f"，增速为{rate:f}%"
    return f"，{_rise(rate, '同比增长', '同比下降')}"


def _rise(rate: Decimal, up: str, down: str) -> str:
    return f"{down}{-rate:f}%" if rate < 0 else f"{up}{rate:f}%"


def _points(line: IndicatorLine) -> str:
    change = line.change.growth
    if not change:
        return ""
    return f"，同比{'提高' if change > 0 else '下降'}{abs(change):f}个百分点"


def _rank(line: IndicatorLine, where: str, *, named: bool) -> str:
    subject, field = _ranked(line, where)
    return f"{subject if named else ''}居{field}第{_number(line):f}位"


def _completion(line: IndicatorLine) -> str:
    progress = line.progress
    if progress.completion is None or progress.limit or not line.goal.accumulates:
        return ""
    return f"，完成年度目标的{rounded(progress.completion * 100, 1):f}%"
