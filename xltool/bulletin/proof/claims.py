"""What some printed numbers say together, and what comes of it.

A claim is tested on the numbers as printed. Where it fails, each of its numbers is
tried as one slip may have changed it: if that makes it true, the text is wrong there
(不符), else a person is asked (请核对), or nothing is said where the claim itself is
only a reader's guess.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, Check, CheckKind, Result
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.slips import likely_numbers
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from xltool.bulletin.printed import Bulletin

    Numbers = Sequence[Mention]

_MOST_SUGGESTIONS = 3
_WORDS_SHOWN = 16
_OF_A_SHARE = 3
"""A part, its whole and the share that it is."""
_HUNDRED = 100
_FEWEST_OF_PROOF = 3
"""A whole and two parts, which chance makes come out; more do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Numbers and what they say together.

    `test` judges the numbers, `show` writes the calculation and `computed` what should
    be printed; `certain` says that a failure without a slip is worth a person's time,
    `slips` that a failure with one is; `impossible` that a failure is wrong whatever
    explains it. `outcome` is what the last number should be, not rounded.
    """

    kind: CheckKind
    numbers: tuple[Mention, ...]
    test: Callable[[Numbers], Result]
    show: str
    printed: str
    computed: str
    certain: bool = False
    slips: bool = True
    impossible: bool = False
    outcome: Decimal | None = None

    @property
    def comes_out(self) -> bool:
        """Whether it is true of the numbers as printed."""
        return self.test(self.numbers) in RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimVerdict:
    """A claim with what came of it.

    `meant` are the single slips that explain a failure.
    """

    claim: Claim
    result: Result
    meant: tuple[tuple[Mention, Mention], ...] = ()
    """The number as printed, and as it was meant."""


def judge_all(claims: Iterable[Claim], bulletin: Bulletin) -> Iterator[Check]:
    """Judge claims; what one of them confirms is not called the slip of another."""
    verdicts = [verdict for verdict in map(judge, claims) if verdict is not None]
    confirmed = _numbers_of(filter(_confirms, verdicts))
    proven = _numbers_of(filter(_proves, verdicts))
    shares = _shares_of(verdicts)
    seen = set()
    for verdict in verdicts:
        claim = verdict.claim
        key = (claim.kind, claim.numbers)
        if key not in seen:
            seen.add(key)
            kept = _unless_shares_deny(_unless_proven(verdict, proven), shares)
            yield _check(kept, confirmed, bulletin)


def _numbers_of(verdicts: Iterable[ClaimVerdict]) -> set[Mention]:
    return {number for verdict in verdicts for number in verdict.claim.numbers}


def _proves(verdict: ClaimVerdict) -> bool:
    """Whether a sum of several parts comes out to the last digit, or their shares."""
    several = len(verdict.claim.numbers) > _FEWEST_OF_PROOF
    exact = verdict.result is Result.AGREES
    return several and exact and verdict.claim.kind in {CheckKind.SUM, CheckKind.SHARE}


def _unless_proven(verdict: ClaimVerdict, proven: Collection[Mention]) -> ClaimVerdict:
    """Ask about a slip that could only be in numbers of which a sum comes out."""
    slips = {printed for printed, _ in verdict.meant}
    if verdict.claim.impossible or not slips or not slips <= set(proven):
        return verdict
    return replace(verdict, result=Result.QUERY, meant=())


def _shares_of(
    verdicts: Iterable[ClaimVerdict],
) -> dict[tuple[Mention, Mention], ClaimVerdict]:
    """Give what came of the share that a part is of a whole, by both."""
    found = {}
    for verdict in verdicts:
        numbers = verdict.claim.numbers
        if verdict.claim.kind is CheckKind.SHARE and len(numbers) == _OF_A_SHARE:
            part, whole, _ = numbers
            found[part, whole] = verdict
    return found


def _unless_shares_deny(
    verdict: ClaimVerdict, shares: Mapping[tuple[Mention, Mention], ClaimVerdict]
) -> ClaimVerdict:
    """Ask about a sum whose parts' shares say that the list is not all there is.

    市容1443件，占80.7%；街面344件，占19.24%: these come out, and leave 0.06% to others.
    上报1831件，占92.76%；返工103件: what has no share is of another list.
    """
    if verdict.claim.kind is not CheckKind.SUM or not verdict.meant:
        return verdict
    total, *parts = verdict.claim.numbers
    told = _told_of(parts, total, shares)
    right = {part for part, share in told.items() if share.result in RIGHT}
    slips = {printed for printed, _ in verdict.meant}
    if not right or slips & (set(told) - right) or _are_all(parts, told.values()):
        return verdict
    return replace(verdict, result=Result.QUERY, meant=())


def _told_of(
    parts: Collection[Mention],
    total: Mention,
    shares: Mapping[tuple[Mention, Mention], ClaimVerdict],
) -> dict[Mention, ClaimVerdict]:
    """Give what is said of the parts' shares of this total, by part."""
    return {part: shares[part, total] for part in parts if (part, total) in shares}


def _are_all(parts: Collection[Mention], shares: Collection[ClaimVerdict]) -> bool:
    """Whether all parts have a share, and these come to a hundred."""
    rates = [verdict.claim.numbers[-1] for verdict in shares]
    total = sum((rate.value for rate in rates), Decimal(0))
    slack = sum((half_unit(rate.value) for rate in rates), Decimal(0))
    return len(rates) == len(parts) and abs(total - _HUNDRED) <= slack


def _confirms(verdict: ClaimVerdict) -> bool:
    """Whether a claim that comes out says that its numbers are right.

    Shares that come to a hundred within rounding, or a part that is below its whole,
    say little of each.
    """
    several = len(verdict.claim.numbers) > 1
    telling = verdict.claim.kind not in {CheckKind.STRUCTURE, CheckKind.SUBSET}
    return verdict.result in RIGHT and several and telling


def judge(claim: Claim) -> ClaimVerdict | None:
    """Give what comes of a claim; None where there is nothing to say."""
    result = claim.test(claim.numbers)
    if result in RIGHT:
        return ClaimVerdict(claim=claim, result=result)
    meant = tuple(_explanations(claim)) if claim.slips else ()
    if meant or claim.impossible:
        return ClaimVerdict(claim=claim, result=Result.DISAGREES, meant=meant)
    if claim.certain:
        return ClaimVerdict(claim=claim, result=Result.QUERY)
    return None


def explained(
    claim: Claim, *, same_length: bool = False, exactly: bool = False
) -> bool:
    """Whether one slip makes a claim true.

    `same_length` counts only slips that keep the number of digits, `exactly` only those
    that leave nothing to rounding: both chance seldom makes.
    """
    for printed, meant in _explanations(claim, exactly=exactly):
        lengths = {_shape(printed), _shape(meant)}
        if len(lengths) == 1 or not same_length:
            return True
    return False


def explained_by_result(claim: Claim) -> bool:
    """Whether one slip in the last number, which the others make, explains a claim."""
    return _meant(claim, len(claim.numbers) - 1) is not None


def _shape(number: Mention) -> tuple[int, object]:
    parts = number.value.as_tuple()
    return len(parts.digits), parts.exponent


def _explanations(
    claim: Claim, *, exactly: bool = False
) -> Iterator[tuple[Mention, Mention]]:
    """Give the slips of which each alone makes the claim true, or `exactly` true.

    The total of a sum comes first, else the result, which stands last.
    """
    places = list(enumerate(claim.numbers))
    if claim.kind is not CheckKind.SUM:
        places.reverse()
    for place, number in places:
        meant = _meant(claim, place, exactly=exactly)
        if meant is not None:
            yield number, meant


def _meant(claim: Claim, place: int, *, exactly: bool = False) -> Mention | None:
    numbers = list(claim.numbers)
    printed = numbers[place]
    nearly = None
    for value in _candidates(printed):
        numbers[place] = replace(printed, value=value)
        result = claim.test(numbers)
        if result is Result.AGREES:
            return numbers[place]
        if result in RIGHT and nearly is None and not exactly:
            nearly = numbers[place]
    last = place == len(claim.numbers) - 1
    return _rounded(nearly, claim.outcome) if last else nearly


def _rounded(nearly: Mention | None, outcome: Decimal | None) -> Mention | None:
    """Give a result as it should be printed: 28.0, where 27.9 would be cut off."""
    if nearly is None or outcome is None:
        return nearly
    rounded = abs(outcome).quantize(nearly.value, ROUND_HALF_UP)
    return replace(nearly, value=-rounded if nearly.value < 0 else rounded)


def _candidates(printed: Mention) -> Iterator[Decimal]:
    """Give what may have been meant; of a growth rate also the other direction."""
    yield from likely_numbers(printed.value)
    if printed.role is NumberRole.GROWTH:
        yield -printed.value


def _check(
    verdict: ClaimVerdict, confirmed: Collection[Mention], bulletin: Bulletin
) -> Check:
    claim = verdict.claim
    first = min(one.start for one in claim.numbers)
    last = max(one.end for one in claim.numbers)
    return Check(
        kind=claim.kind,
        expression=claim.show,
        printed=claim.printed,
        computed=claim.computed,
        result=verdict.result,
        source_text=bulletin.as_printed(first, last),
        places=tuple(place_of(one, bulletin) for one in claim.numbers),
        suggested=_suggested(verdict, confirmed),
    )


def _suggested(verdict: ClaimVerdict, confirmed: Collection[Mention]) -> str:
    """Name the likeliest slips: those in numbers that nothing else confirms."""
    doubtful = [pair for pair in verdict.meant if pair[0] not in confirmed]
    chosen = (doubtful or list(verdict.meant))[:_MOST_SUGGESTIONS]
    return " 或 ".join(_correction(printed, meant) for printed, meant in chosen)


def _correction(printed: Mention, meant: Mention) -> str:
    if printed.value == -meant.value:
        words = ("增长", "下降") if meant.value < 0 else ("下降", "增长")
        return f"{words[0]}{printed.printed}→{words[1]}{meant.printed}"
    return f"{printed.printed}→{meant.printed}"


def place_of(number: Mention, bulletin: Bulletin) -> str:
    """Say where a number stands: 【重要指标】第2段“完成投资60亿元”."""
    sentence = bulletin.sentences[number.sentence]
    section = f"【{sentence.section}】" if sentence.section else ""
    words = number.words[-_WORDS_SHOWN:]
    printed = bulletin.folded[number.start : number.end]
    return f"{section}第{number.paragraph + 1}段“{words}{printed}”"
