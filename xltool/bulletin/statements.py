"""Statements about indicators: 完成固定资产投资949.22亿元，同比增长6.3%，居全省第4位.

A `Group` is an indicator with what is said in the same breath: its growth, its rank and
the parts that it is made of. `statement` words it by the rules of `bulletin.style`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.style import (
    FALLING,
    by_now,
    counted,
    direction_of,
    listed,
    moved,
    part_name,
    quantity,
    risen,
    without_region,
)
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.quantity import COUNTS
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.rollup.indicators import IndicatorLine

Numbers = list[tuple[Decimal, str]]
"""The roll-up's own numbers that a text prints, as printed: (number, 计量单位)."""

_GROWTH_NAME = re.compile(r"(?:同比)?(?:增长|增速|增幅|增长率)$")
_RANK_NAME = re.compile(r"(?:在|居)?(?P<where>全[省市国])?(?:排名|位次|名次|排位)$")
_SHARE_NAME = re.compile(r"(?P<of>.+占.+?)的?(?:比例|比重|比率|百分比)$")
"""甲占乙的比例 is said 甲占乙的1.8%."""
_INVESTED = re.compile(r"投资(?:额)?$")
_EARNED = re.compile(r"(?:收入|产值|增加值|总额|利润)$")
_HAPPENED = re.compile(r"(?:事故|火灾|案件)(?:起数)?$")
_DIED = re.compile(r"(?P<of>.*?(?:事故|火灾))?(?P<what>死亡|受伤)人数$")
_BEGINS_WITH_A_VERB = re.compile(
    r"新|引进|完成|实现|争取|发行|发放|推动|帮助|兑现|走访|接待|建设|改造|培育|累计|发生|启动|获批|认定|举办|开展"
)
_NOT_COMPARED = re.compile(r"规划|计划|储备|总投资|目标")
"""What was laid down once has no growth against a year ago."""
_SHORTEST_STEM = 4
_FEW = 300
"""Of so few whole things a growth rate must come from a whole number of last year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An indicator with what is said in the same breath."""

    line: IndicatorLine
    growth: IndicatorLine | None = None
    rank: IndicatorLine | None = None
    deaths: IndicatorLine | None = None
    parts: tuple[IndicatorLine, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it needs a sentence of its own.

        A bare rank would be taken for its neighbour's.
        """
        return self.line.indicator.kind.is_rank

    @property
    def lines(self) -> tuple[IndicatorLine, ...]:
        """Every indicator that is said in it."""
        others = (self.growth, self.rank, self.deaths)
        return (self.line, *(one for one in others if one), *self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said of a group, and the `Numbers` that a reader must find in it."""

    codes: tuple[str, ...]
    text: str
    numbers: tuple[tuple[Decimal, str], ...]


# ---- which indicators are said together --------------------------------------------


def grouped(lines: Sequence[IndicatorLine], *, where: str) -> tuple[Group, ...]:
    """Put growth rates, ranks, deaths and parts to the indicator that they are of.

    `where` is the field in which a rank is, where its name does not say.
    """
    by_code = {line.indicator.code: Group(line=line) for line in lines}
    for line in lines:
        code = line.indicator.code
        if code not in by_code:
            continue
        head = _head_of(line, [one.line for one in by_code.values()], where=where)
        joined = _joined(by_code[head.indicator.code], line) if head else None
        if head is not None and joined is not None:
            by_code[head.indicator.code] = joined
            del by_code[code]
    return tuple(by_code.values())


def _joined(group: Group, line: IndicatorLine) -> Group | None:
    """Add an indicator to a group; None where its place there is taken."""
    kind = line.indicator.kind
    if kind.is_growth:
        return replace(group, growth=line) if group.growth is None else None
    if kind.is_rank:
        return replace(group, rank=line) if group.rank is None else None
    if _DIED.search(line.indicator.name) and _HAPPENED.search(
        group.line.indicator.name
    ):
        return replace(group, deaths=line) if group.deaths is None else None
    return replace(group, parts=(*group.parts, line))


def _head_of(
    line: IndicatorLine, lines: Sequence[IndicatorLine], *, where: str
) -> IndicatorLine | None:
    """Give what a growth rate, a rank, deaths or a part are of."""
    kind = line.indicator.kind
    if kind.is_growth or kind.is_rank:
        return _level_of(line, lines, where)
    if _DIED.search(line.indicator.name):
        return _incidents_of(line, lines)
    return _whole_of(line, lines)


def _level_of(
    line: IndicatorLine, lines: Sequence[IndicatorLine], where: str
) -> IndicatorLine | None:
    """Give the level of the same campaign that a growth rate or a rank is of."""
    stem = _stem(line, where)
    for level in lines:
        if level.task.campaign != line.task.campaign or not is_quantity(level):
            continue
        if _same_thing(stem, level.indicator.name):
            return level
    return None


def _incidents_of(
    line: IndicatorLine, lines: Sequence[IndicatorLine]
) -> IndicatorLine | None:
    """Give the number of accidents of the same task that deaths are of."""
    for level in lines:
        if level.task.code != line.task.code or not is_quantity(level):
            continue
        if _HAPPENED.search(level.indicator.name):
            return level
    return None


def _stem(line: IndicatorLine, where: str) -> str:
    if line.indicator.kind.is_growth:
        return _GROWTH_NAME.sub("", line.indicator.name)
    return _ranked(line, where)[0]


def _whole_of(
    line: IndicatorLine, lines: Sequence[IndicatorLine]
) -> IndicatorLine | None:
    unit = line.indicator.measurement_unit
    parent = line.indicator.parent
    for other in lines:
        same_unit = other.indicator.measurement_unit == unit
        if other.indicator.code != parent or not is_quantity(other) or not same_unit:
            continue
        return None if other.indicator.parent else other
    return None


def is_quantity(line: IndicatorLine) -> bool:
    """Whether an indicator is so much of a thing: no rate, no rank, no duration."""
    kind = line.indicator.kind
    return not kind.changes_in_points and not kind.is_qualitative


def _same_thing(stem: str, name: str) -> bool:
    long = len(stem) >= _SHORTEST_STEM
    return long and (stem.startswith(name) or name.startswith(stem))


def _ranked(line: IndicatorLine, where: str) -> tuple[str, str]:
    """Split 外贸进出口总值在全省位次 into what is ranked and where."""
    match = _RANK_NAME.search(line.indicator.name)
    if match is None:
        return line.indicator.name, where
    return line.indicator.name[: match.start()], match["where"] or where


# ---- how they are said -------------------------------------------------------------


def statement(group: Group, *, where: str, zero: str) -> Statement:
    """Say a group without period and full stop; its indicator must have a number.

    `zero` are the office's words for what has not begun: 尚未实现突破.
    """
    number = number_of(group.line)
    numbers: Numbers = []
    if group.line.indicator.kind.accumulates and not number:
        text = _nothing(group.line, zero, numbers)
    else:
        text = _said(group, where, numbers)
    parts = [_part(one, group.line, zero, numbers) for one in group.parts]
    if parts:
        text = f"{text}，其中{listed(parts)}"
    codes = tuple(line.indicator.code for line in group.lines)
    return Statement(codes=codes, text=text, numbers=tuple(numbers))


def _said(group: Group, where: str, numbers: Numbers) -> str:
    line = group.line
    match line.indicator.kind:
        case IndicatorKind.GROWTH | IndicatorKind.SHARE | IndicatorKind.DURATION:
            return _rate(line, numbers)
        case IndicatorKind.RANK:
            return _rank(line, where, numbers, named=True)
        case IndicatorKind.COUNT | IndicatorKind.AMOUNT | IndicatorKind.QUALITATIVE:
            return _level(group, where, numbers)
        case IndicatorKind.STOCK | IndicatorKind.LEVEL:
            return _level(group, where, numbers)


def _level(group: Group, where: str, numbers: Numbers) -> str:
    line = group.line
    is_average = line.indicator.kind is IndicatorKind.LEVEL
    name = f"{without_region(line.indicator.name)}为"
    if not is_average:
        name = spoken_name(line)
    text = f"{name}{amount(line, number_of(line), numbers)}"
    growths = [_growth_rate(line, group.growth)]
    if group.deaths is not None:
        died = _DIED.search(group.deaths.indicator.name)
        word = died["what"] if died else "死亡"
        dead = amount(group.deaths, number_of(group.deaths), numbers)
        text = f"{text}、{word}{dead}"
        growths.append(_growth_rate(group.deaths, None))
    text = f"{text}{_growths(growths, numbers, rises=is_average)}"
    if group.rank is not None:
        text = f"{text}，{_rank(group.rank, where, numbers, named=False)}"
    return text


def amount(line: IndicatorLine, number: Decimal, numbers: Numbers) -> str:
    """Print so much of what an indicator counts; `numbers` take it up."""
    printed, unit = quantity(number, line.indicator.measurement_unit)
    numbers.append((Decimal(printed), unit))
    return f"{printed}{unit}"


def spoken_name(line: IndicatorLine) -> str:
    """Give an indicator's name as a sentence begins with it, with its verb.

    What the 计量单位 says again is left out (事故起数29起).
    """
    name = by_now(line.indicator.name)
    died = _DIED.search(name)
    if died is not None:
        return f"{died['of'] or ''}{died['what']}"
    bare = counted(name) if line.indicator.measurement_unit in COUNTS else name
    return f"{_verb(bare)}{bare}"


def says_what_is_done(name: str) -> bool:
    """Whether a name begins with its verb: 发放贷款, 走访企业."""
    return _BEGINS_WITH_A_VERB.match(name) is not None


def _verb(name: str) -> str:
    if says_what_is_done(name):
        return ""
    if _HAPPENED.search(name):
        return "发生"
    if _INVESTED.search(name):
        return "完成"
    return "实现" if _EARNED.search(name) else ""


def _growths(
    rates: Sequence[Decimal | None],
    numbers: Numbers,
    *,
    rises: bool = False,
) -> str:
    """Say the growth of one figure, or of two side by side.

    同比分别下降38.3%、39.2%. What `rises` does not grow: 浓度同比上升5.1%.
    """
    first, *others = rates
    if first is None:
        return ""
    if not others or others[0] is None:
        numbers += _printed_rates([first])
        return f"，{risen(first, '上升' if rises else '增长')}"
    second = others[0]
    numbers += _printed_rates([first, second])
    if first * second > 0:
        word = "增长" if first > 0 else "下降"
        return f"，同比分别{word}{abs(first):f}%、{abs(second):f}%"
    return f"，起数{risen(first)}、死亡人数{risen(second)}"


def _printed_rates(rates: Sequence[Decimal]) -> Numbers:
    """Give the numbers that rates are printed as: none where nothing changed."""
    return [(abs(rate), "%") for rate in rates if rate]


def _rate(line: IndicatorLine, numbers: Numbers) -> str:
    """Say a rate, a share or a duration; a name that has its direction needs no 为."""
    number = number_of(line)
    unit = line.indicator.measurement_unit
    name = line.indicator.name
    direction = direction_of(name)
    if direction is not None and unit == "%":
        if number:
            numbers.append((abs(number), unit))
        return f"{counted(direction.stem)}{moved(direction, number)}"
    if line.indicator.kind.is_growth and unit == "%":
        if number:
            numbers.append((abs(number), unit))
        return f"{name}{risen(number)}"
    numbers.append((number, unit))
    share = _SHARE_NAME.match(name)
    subject = f"{share['of']}的" if share else f"{name}为"
    return f"{subject}{number:f}{unit}{_points(line, numbers)}"


def _points(line: IndicatorLine, numbers: Numbers) -> str:
    change = line.change.growth
    shares = line.indicator.kind is IndicatorKind.SHARE
    if not change or not shares or line.indicator.measurement_unit != "%":
        return ""
    numbers.append((abs(change), "个百分点"))
    word = "提高" if change > 0 else "下降"
    return f"，同比{word}{abs(change):f}个百分点"


def _rank(
    line: IndicatorLine,
    where: str,
    numbers: Numbers,
    *,
    named: bool,
) -> str:
    subject, field = _ranked(line, where)
    number = number_of(line)
    numbers.append((number, "位"))
    return f"{subject if named else ''}居{field}第{number:f}位"


def _part(
    line: IndicatorLine,
    whole: IndicatorLine,
    zero: str,
    numbers: Numbers,
) -> str:
    name = part_name(line.indicator.name, whole.indicator.name)
    if not number_of(line):
        return f"{name}{zero}"
    text = f"{name}{amount(line, number_of(line), numbers)}"
    rate = _growth_rate(line, None)
    if rate is None:
        return text
    numbers += _printed_rates([rate])
    return f"{text}、{risen(rate)}"


def _nothing(line: IndicatorLine, zero: str, numbers: Numbers) -> str:
    """Say that there is none: good of accidents, not yet good of projects."""
    name, target = line.indicator.name, line.goal.target
    if line.goal.reverse:
        return f"未发生{counted(name)}"
    if target is None:
        return f"{name}{zero}"
    return f"{name}{zero}（年度目标{amount(line, target, numbers)}）"


def number_of(line: IndicatorLine) -> Decimal:
    """Give the roll-up's number of an indicator that has one."""
    number = line.total.value.number
    if number is None:
        raise ValueError(line.indicator.code)
    return number


def _growth_rate(line: IndicatorLine, official: IndicatorLine | None) -> Decimal | None:
    """Give growth in per cent.

    The official rate where it is an indicator of its own, else the roll-up's. None also
    where it cannot be: of nothing, of what is laid down once, and of so few whole
    things that no whole number of last year gives it.
    """
    if official is not None:
        return _rise_of(official)
    growth = line.change.growth
    if growth is None or not is_quantity(line):
        return None
    rate = rounded(growth * 100, 1)
    if _NOT_COMPARED.search(line.indicator.name) or impossible_growth(line):
        return None
    return rate


def _rise_of(official: IndicatorLine) -> Decimal:
    """Give an official rate as a rise: 事故起数下降14.4% is -14.4."""
    rate = number_of(official)
    direction = direction_of(official.indicator.name)
    falls = direction is not None and direction.word in FALLING
    return -rate if falls else rate


def impossible_growth(line: IndicatorLine) -> bool:
    """Whether the growth that was reported of whole things cannot be.

    3人, 同比增长3.0%.
    """
    growth = line.change.growth
    number = number_of(line)
    if growth is None or line.indicator.measurement_unit not in COUNTS:
        return False
    if not is_quantity(line) or number > _FEW or number != number.to_integral_value():
        return False
    if line.change.last_year is not None:
        return False
    return not comes_from_a_whole_number(number, rounded(growth * 100, 1))


def comes_from_a_whole_number(number: Decimal, rate: Decimal) -> bool:
    """Whether some whole number of last year gives this rate to one decimal.

    >>> comes_from_a_whole_number(Decimal(3), Decimal("3.0"))
    False
    """
    if not number:
        return rate == -100
    least = 100 + rate - Decimal("0.1")
    most = 100 + rate + Decimal("0.1")
    if least <= 0:
        return False
    lowest = number * 100 / most
    highest = number * 100 / least
    return highest.to_integral_value(rounding="ROUND_FLOOR") >= lowest
