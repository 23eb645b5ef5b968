"""Official style: how a figure, a rate, a list and a mark are printed.

Every rule of it stands here. The rules are those of an office's own practice and of
GB/T 15835-2011 (statistics in Arabic numerals, no more decimals than a reader can use).
Nothing here knows a roll-up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.number_format import plain
from xltool.model.quantity import COUNTS, MAGNITUDES, convert
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_HUNDRED_MILLION = 10_000
"""In 万: from here on money is told in 亿元."""
_DECIMALS_OF_MONEY = 2
"""Of what was given in 万元 and is told in 亿元; 40.4303亿元 stays as it was given."""
_MOST_OF_A_COUNT = 2
"""8.51万件 is read, 8.5125万件 is printed 85125件."""

FALLING = ("下降", "降低", "减少", "回落", "压减", "压降", "压缩", "缩短", "收窄")
RISING = ("增长", "提高", "提升", "增加", "上升")
_DIRECTION = re.compile(
    rf"(?:同比)?(?P<word>{'|'.join((*FALLING, *RISING))}|降幅|增幅|增速|增长率|涨幅)$"
)
_NOUNS = {
    "降幅": "下降",
    "增幅": "增长",
    "增速": "增长",
    "增长率": "增长",
    "涨幅": "增长",
}
"""What a noun of direction says as a verb."""
_OPPOSITE = dict(
    zip(
        FALLING,
        ("上升", "提高", "增加", "回升", "增加", "上升", "延长", "延长", "扩大"),
        strict=True,
    )
) | {
    "增长": "下降",
    "提高": "下降",
    "提升": "下降",
    "增加": "减少",
    "上升": "下降",
}
_AGAINST_A_YEAR_AGO = {"增长", "下降", "减少", "回落", "降低", "上升"}
"""Words that a year ago is meant with; 压缩 and 缩短 are against what was before."""

_COUNTED = re.compile(r"(?:起数|个数|户数|家数|人数|件数|项数|座数)$")
_REGION = re.compile(r"^(?:全[市县区]|[我本][市县区])(?=.{3})(?!排|位|前)")
_OF_THE_YEAR = re.compile(r"年度(?=投资|任务)")
_LEADING_MARKS = re.compile(r"^(?:其中)?[:：、，]?")
_DOUBLED = re.compile(r"([。；，、：])\1+")
_CLASHING = re.compile(r"[，、；：](?=[。；])|(?<=。)；")


class Direction(NamedTuple):
    """An indicator whose name says itself which way it goes.

    事故起数下降 is of 事故起数, and falls.
    """

    stem: str
    word: str


def direction_of(name: str) -> Direction | None:
    """Split a name that says its direction from it.

    >>> direction_of("生产安全事故起数下降")
    Direction(stem='生产安全事故起数', word='下降')
    """
    match = _DIRECTION.search(name)
    if match is None or not match.start():
        return None
    word = match["word"]
    return Direction(name[: match.start()], _NOUNS.get(word, word))


def moved(direction: Direction, rate: Decimal) -> str:
    """Say how far something went; a negative rate went the other way.

    >>> from decimal import Decimal
    >>> moved(Direction("平均办理时限", "压缩"), Decimal("28.8"))
    '压缩28.8%'
    """
    word = direction.word if rate >= 0 else _OPPOSITE[direction.word]
    if not rate:
        return "与去年同期持平"
    against = "同比" if word in _AGAINST_A_YEAR_AGO else ""
    return f"{against}{word}{abs(rate):f}%"


def risen(rate: Decimal, word: str = "增长") -> str:
    """Say a growth rate: 同比增长5.2%, 同比下降1.1%, 与去年同期持平.

    `word` is what it does when it grows: a density does 上升.
    """
    return moved(Direction("", word), rate)


def quantity(value: Decimal, measurement_unit: str) -> tuple[str, str]:
    """Give number and 计量单位 as they are printed.

    >>> from decimal import Decimal
    >>> quantity(Decimal("12000"), "万元")
    ('1.2', '亿元')
    >>> quantity(Decimal("8.5125"), "万件")
    ('85125', '件')
    >>> quantity(Decimal("3.0"), "万件")
    ('3', '万件')
    """
    larger = _in_hundred_millions(value, measurement_unit)
    if larger is not None:
        return larger
    counted_out = _without_magnitude(value, measurement_unit)
    return counted_out or (f"{plain(value):f}", measurement_unit)


def _in_hundred_millions(value: Decimal, unit: str) -> tuple[str, str] | None:
    """Money of a hundred million and more is printed in 亿元."""
    is_money = unit.startswith("万") and unit.endswith("元")
    if not is_money or abs(value) < _HUNDRED_MILLION:
        return None
    larger = f"亿{unit[1:]}"
    converted = convert(value, unit, larger)
    if converted is None:
        return None
    return f"{plain(rounded(converted, _DECIMALS_OF_MONEY)):f}", larger


def _without_magnitude(value: Decimal, unit: str) -> tuple[str, str] | None:
    """What is counted is printed to the last piece rather than with three decimals.

    So is what is less than one 万: 1400件, not 0.14万件.
    """
    magnitude = unit[:1]
    counted = unit[1:]
    if magnitude not in MAGNITUDES or counted not in COUNTS:
        return None
    is_short = _decimals(value) <= _MOST_OF_A_COUNT
    if is_short and (abs(value) >= 1 or not value):
        return None
    whole = value * MAGNITUDES[magnitude]
    if whole != whole.to_integral_value():
        return None
    return f"{whole.to_integral_value():f}", counted


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def counted(name: str) -> str:
    """Take off what the 计量单位 says again: 生产安全事故起数29起 is 生产安全事故29起.

    >>> counted("生产安全事故死亡人数")
    '生产安全事故死亡'
    """
    return _COUNTED.sub("", name) or name


def without_region(name: str) -> str:
    """Take off whose it is, which the sentence has said.

    >>> without_region("全县在园幼儿"), without_region("全省排名")
    ('在园幼儿', '全省排名')
    """
    return _REGION.sub("", name)


def by_now(name: str) -> str:
    """Name what is done by now: without whose it is, nor 年度, which is all the year's.

    >>> by_now("全县重点项目年度投资")
    '重点项目投资'
    """
    return without_region(_OF_THE_YEAR.sub("", name))


def without_part_mark(name: str) -> str:
    """Take off 其中, which says of a name that it is a part.

    >>> without_part_mark("其中：新引进投资2亿元以上项目")
    '新引进投资2亿元以上项目'
    """
    return _LEADING_MARKS.sub("", name)


def part_name(name: str, whole: str) -> str:
    """Name a part of a whole without what 其中 and the whole have said already.

    >>> part_name("其中：新引进投资2亿元以上项目", "新引进投资亿元以上项目")
    '投资2亿元以上项目'
    """
    bare = without_part_mark(name)
    for verb in ("新引进", "新签约", "新开工", "新增", "引进", "完成", "争取"):
        if bare.startswith(verb) and whole.startswith(verb):
            return bare.removeprefix(verb) or bare
    return bare


def listed(parts: Sequence[str]) -> str:
    """List parts side by side; those with marks of their own are set apart by ；.

    >>> listed(["进口24亿元", "出口5亿元"])
    '进口24亿元、出口5亿元'
    """
    marked = any(mark in part for part in parts for mark in "，、")
    return ("；" if marked else "、").join(parts)


def named(names: Sequence[str], most: int, what: str = "项指标") -> str:
    """List names: the first `most`, and how many there are where there are more.

    >>> named(["甲", "乙", "丙"], 2), named(["甲局", "乙局", "丙局"], 2, "个单位")
    ('甲、乙等3项指标', '甲局、乙局等3个单位')
    """
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等{len(names)}{what}"


def tidy(text: str) -> str:
    """Take out doubled and clashing marks: ；； and ，。."""
    return _CLASHING.sub("", _DOUBLED.sub(r"\1", text))


def enumerated(lines: Sequence[str], mark: str = "；") -> list[str]:
    """End each line of a distribution list with one mark, the last with none."""
    bare = [line.strip().rstrip("；;，,。") for line in lines]
    kept = [line for line in bare if line]
    return [f"{line}{mark}" for line in kept[:-1]] + kept[-1:]
