"""Against the year's targets.

What is on plan in one breath, what is behind by name and with its gap.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.statements import Statement, amount, is_quantity, number_of
from xltool.bulletin.style import by_now, named, without_part_mark
from xltool.rollup.progress import LAGGING, ProgressStatus, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.bulletin.statements import Numbers
    from xltool.rollup.indicators import IndicatorLine

_CAUSES = "帮助|推动|支持|指导|督促|促进|引导|鼓励"
_LEADING_VERB = re.compile(
    rf"^(?:累计|完成|实现|(?:{_CAUSES})[^，、完]{{1,5}}完成|(?:{_CAUSES}))(?=.{{4}})"
)
"""What would double the verb behind it: 帮助企业完成信用修复完成58.1%, or would have
others do it: 推动新三板挂牌企业完成50.0%."""
_HALF = Decimal("0.5")
_HALFWAY = "实现时间过半、任务过半"
"""What 达到序时进度 is called at the middle of the year."""


def against_plan(
    lines: Sequence[IndicatorLine],
    *,
    most: int,
    quarter: bool = False,
    lead_in: str = "对照年度目标，",
) -> Statement | None:
    """Say where indicators stand, without full stop; None where none has a target.

    `most` is how many that are on plan are named; of a `quarter` also what is left to
    do is told. `lead_in` are the office's words before what is on plan.
    """
    told = [line for line in lines if is_told(line)]
    behind = [line for line in told if line.progress.status in LAGGING]
    numbers: Numbers = []
    pieces = [
        *_done(told, most, numbers),
        *_on_track(told, most, numbers),
        *_behind(behind, numbers, quarter=quarter),
    ]
    if not pieces:
        return None
    codes = tuple(line.indicator.code for line in told)
    on_plan = len(told) > len(behind)
    says_so = pieces[0].endswith("已完成年度目标")
    opening = lead_in if on_plan and not says_so else ""
    text = f"{opening}{'；'.join(pieces)}"
    return Statement(codes=codes, text=text, numbers=tuple(numbers))


def where_it_stands(line: IndicatorLine, *, quarter: bool = False) -> Statement:
    """Say where one indicator stands, of which a sentence has just told.

    Without its name: (新增高新技术企业59家，)完成年度目标的45.4%.
    """
    numbers: Numbers = []
    if line.progress.status in LAGGING:
        text = _how_far_behind(line, numbers, first=True, quarter=quarter)
    else:
        (text,) = (*_done([line], 1, numbers), *_on_track([line], 1, numbers))
        text = text.removeprefix(short_name(line))
    return Statement(codes=(line.indicator.code,), text=text, numbers=tuple(numbers))


def is_told(line: IndicatorLine) -> bool:
    """Whether where it stands is worth a word.

    What has not begun says so itself, what is limited if it is passed.
    """
    number = line.total.value.number
    status = line.progress.status
    if number is None or line.goal.target is None:
        return False
    if line.indicator.kind.accumulates and not number:
        return False
    if line.goal.reverse or not is_quantity(line):
        return status in LAGGING
    return True


def _done(told: Sequence[IndicatorLine], most: int, numbers: Numbers) -> list[str]:
    """Name what has its year's target: what adds up over the year, then the rest."""
    made = [line for line in told if line.indicator.kind.accumulates]
    reached = [line for line in told if not line.indicator.kind.accumulates]
    return [
        *_on_plan(made, ProgressStatus.DONE, "已完成年度目标", most, numbers),
        *_on_plan(reached, ProgressStatus.DONE, "已达标", most, numbers),
    ]


def _on_track(told: Sequence[IndicatorLine], most: int, numbers: Numbers) -> list[str]:
    """Name what keeps pace: what should be half done, then the rest."""
    halfway = [line for line in told if line.progress.expected == _HALF]
    others = [line for line in told if line.progress.expected != _HALF]
    return [
        *_on_plan(halfway, ProgressStatus.ON_TRACK, _HALFWAY, most, numbers),
        *_on_plan(others, ProgressStatus.ON_TRACK, "达到序时进度", most, numbers),
    ]


def _on_plan(
    told: Sequence[IndicatorLine],
    status: ProgressStatus,
    words: str,
    most: int,
    numbers: Numbers,
) -> list[str]:
    names = [short_name(line) for line in told if line.progress.status is status]
    if not names:
        return []
    if len(names) > most:
        numbers.append((Decimal(len(names)), "项"))
    all_of_them = "均" if len(names) > 1 else ""
    return [f"{named(names, most)}{all_of_them}{words}"]


def _behind(
    lines: Sequence[IndicatorLine], numbers: Numbers, *, quarter: bool
) -> list[str]:
    """Name what is behind, the farthest first: what adds up, then the rest.

    Of what is due only what is left to do is told, of the rest how far behind it is.
    What it is behind is said once, so that nothing else may come between.
    """
    worst_first = sorted(lines, key=lambda line: line.progress.gap or Decimal(0))
    worst_first.sort(key=lambda line: not _adds_up(line))
    pieces: list[str] = []
    told: set[bool] = set()
    for line in worst_first:
        is_due = line.progress.expected == 1
        first = is_due not in told
        if _adds_up(line):
            told.add(is_due)
        how = _how_far_behind(line, numbers, first=first, quarter=quarter)
        pieces.append(f"{short_name(line)}{how}")
    return pieces


def _adds_up(line: IndicatorLine) -> bool:
    return line.indicator.kind.accumulates and not line.goal.reverse


def _how_far_behind(
    line: IndicatorLine, numbers: Numbers, *, first: bool, quarter: bool
) -> str:
    if _adds_up(line):
        return _short_of(line, numbers, first=first, quarter=quarter)
    return _missed(line, numbers)


def _short_of(
    line: IndicatorLine, numbers: Numbers, *, first: bool, quarter: bool
) -> str:
    progress = line.progress
    share = rounded((progress.completion or Decimal(0)) * 100, 1)
    numbers.append((share, "%"))
    of_the_year = "年度目标的" if first else ""
    if progress.expected == 1:
        text = f"完成{of_the_year}{share:f}%"
        return f"{text}{_left(line, numbers, '还差')}"
    is_serious = progress.status is ProgressStatus.SERIOUSLY_BEHIND
    only = "仅" if first and is_serious else ""
    text = f"{only}完成{of_the_year}{share:f}%"
    if progress.expected is not None:
        # what a reader gets who takes the printed figures from each other
        gap = rounded(progress.expected * 100, 1) - share
        numbers.append((gap, "个百分点"))
        pace = "计划进度" if progress.asked is not None else "序时进度"
        text = f"{text}，低{f'于{pace}' if first else ''}{gap:f}个百分点"
    return f"{text}{_left(line, numbers, '全年还差')}" if quarter else text


def _left(line: IndicatorLine, numbers: Numbers, words: str) -> str:
    target = line.goal.target
    number = number_of(line)
    if target is None or number >= target:
        return ""
    return f"，{words}{amount(line, target - number, numbers)}"


def _missed(line: IndicatorLine, numbers: Numbers) -> str:
    """Say that a rate, a level, a rank or a limit is not as it should be."""
    gap = line.progress.gap
    if line.indicator.kind.is_rate and gap is not None:
        short = rounded(abs(gap), 1)
        numbers.append((short, "个百分点"))
        way = "高于" if line.goal.reverse else "低于"
        return f"{way}年度目标{short:f}个百分点"
    if line.indicator.kind.accumulates:
        return f"超过{'序时' if line.progress.met else '年度'}控制数"
    return _off_target(line, numbers) or "未达到年度目标"


def _off_target(line: IndicatorLine, numbers: Numbers) -> str:
    """Say how far a stock or a level is from its target, in its own 计量单位.

    Empty of a rank and a duration, and where no figure would say it (突破3万头, at 3).
    """
    wanted = line.progress.asked or line.goal.target
    if wanted is None or not is_quantity(line):
        return ""
    number = number_of(line)
    if line.goal.high is not None and line.goal.overshot_by(number):
        wanted = line.goal.high
    if number == wanted:
        return ""
    off = amount(line, abs(number - wanted), numbers)
    way = "高于" if number > wanted else "低于"
    target = "年度目标" if line.progress.asked is None else "计划"
    return f"{way}{target}{off}"


def short_name(line: IndicatorLine) -> str:
    """Give an indicator's name as a list of names has it."""
    name = without_part_mark(by_now(line.indicator.name))
    name = _LEADING_VERB.sub("", name)
    if line.indicator.kind.is_growth and name.endswith("增长"):
        return f"{name.removesuffix('增长')}增速"
    return name
