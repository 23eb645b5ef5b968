"""Gaps to 序时进度, in percentage points.

完成全年任务的60%，比序时进度58.3%高出1.7个百分点: the rate done, 序时进度 and how far
apart they are. 序时进度 is taken as printed; only where a text does not print it, it is
counted from the period.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.periods import year_gone
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_TIME = re.compile(r"序时|时序|(?:时间|均衡|目标)进度|[超欠]进度")
_OTHER_BASIS = re.compile(
    r"同比|环比|同期|上年|去年|上月|提[高升]|平均|全国|全省|[比较]\d{1,2}月"
)
_DIRECTION = re.compile(
    r"(?P<above>高|超|快|多|优|领先|提前)|(?P<below>低|慢|少|欠|落后|滞后)"
)
_PLAN_ITSELF = re.compile(r"(?:目标|任务|计划|预算)(?:为|值)?$")
_BARE = re.compile(r"(?:高|超|快|低|慢|领先|落后|滞后)[出过于]?")
_CLAUSE_ENDS = re.compile(r"[，；。！？\n]")
"""Brackets stand inside a clause: 高于序时进度（58.3%）1.7个百分点."""
_PROGRESS = frozenset({NumberRole.COMPLETION, NumberRole.RATE, NumberRole.OTHER})
"""Roles of a rate that may be compared with 序时进度."""
_NEAR = 3
"""Characters before 序时进度 that say how it is compared: 落后于, 超过."""
_SHORTLY = 600
"""Characters before a sentence in which its period may be named."""


def speaks_of_pace(text: NumberedText, points: Mention) -> bool:
    """Whether a gap is one to 序时进度.

    Its own clause says so, or 序时进度 is printed right before it
    (序时进度58.3%，高1.7个百分点), or it names no basis in a sentence that prints
    序时进度.
    """
    clause = _clause(text, points)
    if _TIME.search(clause):
        return True
    before = [
        one for one in text.by_sentence[points.sentence] if one.end <= points.start
    ]
    if not any(one.role is NumberRole.PACE for one in before):
        return False
    if _BARE.fullmatch(clause):
        return True
    after_pace = before[-1].role is NumberRole.PACE and not _OTHER_BASIS.search(clause)
    return after_pace and _DIRECTION.search(clause) is not None


def pace_gap(text: NumberedText, points: Mention) -> Iterator[Claim]:
    """Give what a gap to 序时进度 claims."""
    run = gaps_together(text, points)
    before = text.rates_before(run[0])
    done = [one for one in before if one.role in _PROGRESS]
    if len(run) > 1:
        nth = run.index(points)
        done = done[-len(run) :][nth : nth + 1]
    above = _direction(_clause(text, points))
    printed = [one for one in before if one.role is NumberRole.PACE]
    if printed:
        claims = [_to_printed(one, printed[-1], points, above) for one in done]
    else:
        claims = list(_to_period(text, done[-1:], points, above))
    yield from _meant(claims)


def _meant(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Give the claim that comes out, else that of the last rate before the gap."""
    settled = [one for one in claims if one.comes_out]
    yield from (settled or claims)[-1:]


def gaps_together(text: NumberedText, points: Mention) -> list[Mention]:
    """Give the gaps of one 分别: 分别超序时进度9.9个、4.5个百分点."""
    together = [one for one in text.run_of(points) if one.role is NumberRole.POINTS]
    return together if "分别" in points.clause else [points]


def _clause(text: NumberedText, points: Mention) -> str:
    return _CLAUSE_ENDS.split(text.before(points))[-1]


def _direction(clause: str) -> int:
    """Give 1 for above 序时进度, -1 for below, 0 where neither or both are said.

    Words further before it speak of other things: 高速公路…与序时进度.
    """
    time = _TIME.search(clause)
    near = clause[max(0, time.start() - _NEAR) :] if time else clause
    found = {match.lastgroup for match in _DIRECTION.finditer(near)}
    if len(found) != 1:
        return 0
    return 1 if found == {"above"} else -1


def _to_printed(done: Mention, pace: Mention, points: Mention, above: int) -> Claim:
    """Say how far a rate is from 序时进度 as printed: a failure is worth asking about.

    It is wrong (不符) only where a rate of a plan is all that can be meant.
    """

    def test(numbers: Numbers) -> Result:
        rate, expected, gap = numbers
        tolerance = sum((half_unit(one.value) for one in numbers), Decimal(0))
        return compare(gap.value, _gap(rate, expected.value, above), tolerance)

    return Claim(
        kind=CheckKind.POINTS,
        numbers=(done, pace, points),
        test=test,
        show=f"|{done.number}-{pace.number}| = {points.number}",
        printed=points.printed,
        computed=f"{abs(done.value - pace.value):f}个百分点",
        certain=True,
        slips=_is_of_plan(done),
    )


def _to_period(
    text: NumberedText, done: Sequence[Mention], points: Mention, above: int
) -> Iterator[Claim]:
    """Say how far a rate is from the share of the year that has gone.

    A period of another paragraph may not be meant, nor a rate that is not said to be
    of a plan: then a slip is only asked about.
    """
    before = text.bulletin.folded[: points.start]
    own = year_gone(before.rsplit("\n", 1)[-1])
    gone = own if own is not None else year_gone(before[-_SHORTLY:])
    if gone is None:
        return
    for rate in done:
        claim = _to_time(rate, points, gone, above)
        certain = own is not None and _is_of_plan(rate)
        if certain or claim.comes_out:
            yield claim
        elif explained(claim):
            yield replace(claim, slips=False, certain=True)


def _is_of_plan(rate: Mention) -> bool:
    """Whether a rate is surely one of a plan.

    完成年度目标85% may print the plan itself.
    """
    return rate.role is NumberRole.COMPLETION and not _PLAN_ITSELF.search(rate.words)


def _to_time(done: Mention, points: Mention, gone: Decimal, above: int) -> Claim:
    def test(numbers: Numbers) -> Result:
        rate, gap = numbers
        tolerance = half_unit(rate.value) + half_unit(gap.value) + Decimal("0.05")
        return compare(gap.value, _gap(rate, gone, above), tolerance)

    return Claim(
        kind=CheckKind.POINTS,
        numbers=(done, points),
        test=test,
        show=f"|{done.number}-{gone:f}| = {points.number}",
        printed=points.printed,
        computed=f"{abs(done.value - gone):f}个百分点",
    )


def _gap(rate: Mention, pace: Decimal, above: int) -> Decimal:
    """Give how far above (1) or below (-1) a rate is; 0: how far either way."""
    apart = rate.value - pace
    return apart * above if above else abs(apart)
