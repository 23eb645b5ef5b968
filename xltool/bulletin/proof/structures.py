"""Shares that are all there are: 三次产业结构为6.0:46.9:47.1, 占比 up to 其他."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.partitions import is_partition
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_RATIO = re.compile(
    r"""(?<![\d.:：])
    (\d{1,3}(?:\.\d{1,2})?             # 6.0
    (?:[:：∶]\d{1,3}(?:\.\d{1,2})?){1,3})   # :46.9:47.1
    (?![\d:：])""",
    re.VERBOSE,
)
_STRUCTURE = re.compile(r"结构|比重|比例为?$|占比")
_LISTED = re.compile(
    r"(?:占比|比重|比例|份额|构成|贡献率|产业结构|产业分布)[^，；。]*(?:分别[为是占]?|[由为])[^，；。]*$"
    r"|分别占(?:[^，；。\d]*的)?$"
)
_ALL_OF_THEM = re.compile(
    r"三次产业|产业结构|三大产业|一二三产|轻、?重|东、?中、?西|城[镇市]?、?[农乡]村?|男、?女"
    r"|同城、异地、国际|各[^，；。]{1,14}(?:占比|比重|比例|份额)"
)
_OTHERS = re.compile(r"其[他它余]")
_WHOLE = re.compile(r"占[^，；。]{3,12}的比重")
_NAMES_JOINED = re.compile(r"[、和与及]")
_NEARLY = 5
_TAIL = 5
"""Characters at the end of what shares of one list are called."""
_NAME_OF_RATE = re.compile(r"率.*$")
_MANY = 4
_FINE = 2
"""Decimals with which chance seldom makes shares come to a hundred to the last."""
_LONGEST = 12
_HUNDRED = Decimal(100)


def hundred(numbers: Numbers) -> Result:
    """Judge shares that are all there are."""
    tolerance = sum((half_unit(one.value) for one in numbers), Decimal(0))
    total = sum((one.value for one in numbers), Decimal(0))
    exact = _HUNDRED.quantize(total)
    return compare(exact, total, tolerance)


def find_structures(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims to be all the shares of a whole."""
    for index in range(len(text.bulletin.sentences)):
        yield from _ratios(text, index)
        yield from _up_to_others(text, index)
        yield from _listed(text, index)
        yield from _with_opposite(text, index)
        yield from _of_opinions(text, index)
    yield from _in_paragraphs(text)


# ---- 三次产业结构为6.0:46.9:47.1 -----------------------------------------------------


def _ratios(text: NumberedText, index: int) -> Iterator[Claim]:
    for terms in _ratio_terms(text, index):
        yield _structure(terms)


def _ratio_terms(text: NumberedText, index: int) -> Iterator[tuple[Mention, ...]]:
    """Give the terms of each ratio of a sentence that is said to be a structure."""
    sentence = text.bulletin.sentences[index].text
    for match in _RATIO.finditer(sentence):
        clause = re.split("[，；。]", sentence[: match.start()])[-1]
        if _STRUCTURE.search(clause) and match.group().count(".") > 1:
            yield _terms(text, index, match)


def structures_printed(text: NumberedText) -> Iterator[tuple[Mention, ...]]:
    """Give the terms of every structure of a text: as a ratio, or in per cent.

    Of a structure that changed (由6:46:48调整为5:46:49) both are given.
    """
    for index in range(len(text.bulletin.sentences)):
        yield from _ratio_terms(text, index)
        yield from _percent_terms(text, index)


def _percent_terms(text: NumberedText, index: int) -> Iterator[tuple[Mention, ...]]:
    """Give rates that stand side by side behind 产业结构由, 比重分别为."""
    numbers = text.by_sentence.get(index, ())
    for place, first in enumerate(numbers):
        listed = first.words and _LISTED.search(first.clause)
        if listed and first.measurement_unit == "%":
            yield first, *takewhile(_continues, numbers[place + 1 :])


def _terms(text: NumberedText, index: int, match: re.Match[str]) -> tuple[Mention, ...]:
    """Make mentions of the terms of a ratio."""
    return tuple(
        text.unmeasured(
            index, match.start() + term.start(), term.group(), NumberRole.SHARE
        )
        for term in re.finditer(r"[\d.]+", match.group())
    )


def _structure(numbers: tuple[Mention, ...]) -> Claim:
    total = sum((one.value for one in numbers), Decimal(0))
    terms = "+".join(one.number for one in numbers).replace("+-", "-")
    return Claim(
        kind=CheckKind.STRUCTURE,
        numbers=numbers,
        test=hundred,
        show=f"{terms} = 100",
        printed="100",
        computed=f"{total:f}",
        certain=True,
    )


# ---- 咨询类占71.4%，…，其他类占0.6% ------------------------------------------------


def _up_to_others(text: NumberedText, index: int) -> Iterator[Claim]:
    """Give the shares of a sentence that are listed up to 其他."""
    shares = [one for one in text.by_sentence.get(index, ()) if _is_share(one)]
    if len(shares) < 3:
        return
    claim = replace(_structure(tuple(shares)), certain=False)
    known = _are_closed(text, shares) or is_partition([one.words for one in shares])
    alike = _are_named_alike(shares) and _is_nearly_all(claim)
    if known or alike or _are_many_alone(text, shares, claim):
        yield claim


def _are_closed(text: NumberedText, shares: Sequence[Mention]) -> bool:
    """Whether shares go on to 其他 with no level beside them, or all are 占总数."""
    last = shares[-1]
    closed = _OTHERS.search(last.clause) is not None
    return closed and (not text.levels(last.sentence) or _of_total(shares))


def _is_share(mention: Mention) -> bool:
    if mention.measurement_unit != "%":
        return False
    others = _OTHERS.search(mention.words) is not None
    of_plan = mention.role is NumberRole.COMPLETION and mention.words.startswith("占")
    return mention.role is NumberRole.SHARE or others or of_plan


def _of_total(shares: Sequence[Mention]) -> bool:
    """Whether each is said to be of the total: 占总数的42.2%."""
    return all("占总" in one.words for one in shares)


# ---- 轻、重工业占比分别为30.6%和69.4% ------------------------------------------------


def _listed(text: NumberedText, index: int) -> Iterator[Claim]:
    """Give rates that stand side by side behind 占比分别为."""
    for run in _percent_terms(text, index):
        if len(run) < 2:
            continue
        claim = replace(_structure(run), certain=False)
        if claim.comes_out or _are_all(text, run[0]) or _are_nearly_all(run[0], claim):
            yield claim


def _continues(number: Mention) -> bool:
    """Whether a rate goes on with a list: 30.6%和69.4%."""
    return number.measurement_unit == "%" and not number.words.strip("、和及")


def _are_all(text: NumberedText, first: Mention) -> bool:
    """Whether a list's sentence names all there are: 东、中、西部…比重分别为."""
    return _ALL_OF_THEM.search(text.before(first)) is not None


def _are_nearly_all(first: Mention, claim: Claim) -> bool:
    """Whether as many names as shares stand before a list that misses 100 by a digit.

    优良、轻度和重度污染断面比例分别为61.0%、25.3%和18.7%: a list that leaves some out
    seldom comes so near.
    """
    names = len(_NAMES_JOINED.findall(first.clause)) + 1
    return names == len(claim.numbers) and _is_nearly_all(claim)


def _is_nearly_all(claim: Claim) -> bool:
    """Whether shares miss a hundred by little, and by one digit."""
    gap = sum((one.value for one in claim.numbers), Decimal(0)) - _HUNDRED
    return abs(gap) <= _NEARLY and explained(claim, same_length=True)


def _are_many_alone(
    text: NumberedText, shares: Sequence[Mention], claim: Claim
) -> bool:
    """Whether many shares stand with no level beside them, one digit from a hundred."""
    alone = not text.levels(shares[0].sentence)
    return alone and len(shares) >= _MANY and _is_fine_slip(claim)


def _is_fine_slip(claim: Claim) -> bool:
    """Whether fine shares are one digit from a hundred, to their last decimal."""
    fine = all(half_unit(one.value).scaleb(_FINE) < 1 for one in claim.numbers)
    return fine and explained(claim, same_length=True, exactly=True)


def _are_named_alike(shares: Sequence[Mention]) -> bool:
    """Whether shares are of one thing: 良好级的点位比例为9%，较差级的点位比例为42%."""
    tails = {one.words[-_TAIL:] for one in shares}
    return len(tails) == 1 and "比例" in shares[0].words


def _with_opposite(text: NumberedText, index: int) -> Iterator[Claim]:
    """Give a rate and its opposite of one sentence: 不合格率2.09%，合格率97.91%."""
    rates = text.levels(index, "%", NumberRole.RATE)
    for first, second in pairwise(rates):
        names = [_name_of_rate(one) for one in (first, second)]
        without = [name.replace("不", "") for name in names]
        if names != without and without[0][-2:] == without[1][-2:]:
            yield replace(_structure((first, second)), certain=False)


def _of_opinions(text: NumberedText, index: int) -> Iterator[Claim]:
    """Give rates of opinions that stand side by side: 满意率92.47%，基本满意率7.53%.

    Two of them leave room for 不满意率, so a slip must be seen to the last decimal.
    """
    rates = text.levels(index, "%", NumberRole.RATE)
    for place, first in enumerate(rates):
        others = takewhile(_is_lesser_opinion, rates[place + 1 :])
        numbers = (first, *others)
        content = _name_of_rate(first).endswith("满意")
        if content and not _is_lesser_opinion(first) and len(numbers) > 1:
            claim = replace(_structure(numbers), certain=False)
            all_of_them = _name_of_rate(numbers[-1]) == "不满意"
            yield replace(claim, slips=all_of_them or _is_fine_slip(claim))


def _is_lesser_opinion(rate: Mention) -> bool:
    return _name_of_rate(rate) in {"基本满意", "不满意"}


def _name_of_rate(rate: Mention) -> str:
    return _NAME_OF_RATE.sub("", rate.words)


def _of_one_whole(first: Mention, second: Mention) -> bool:
    """Whether two shares of paragraphs side by side name one whole: 占全社会用电量."""
    wholes = [_WHOLE.search(one.words) for one in (first, second)]
    named = [one.group() for one in wholes if one is not None]
    near = second.paragraph - first.paragraph <= 1
    return near and len(named) == 2 and named[0] == named[1]


# ---- shares of one paragraph that come to a hundred ----------------------------------


def _in_paragraphs(text: NumberedText) -> Iterator[Claim]:
    """Give the shares that follow each other and come to a hundred.

    Said only where they do: a list of shares may leave some out.
    """
    shares = [one for one in text.mentions if _is_share(one) and one.exact]
    for place, first in enumerate(shares):
        run = [
            one
            for one in shares[place : place + _LONGEST]
            if one.paragraph == first.paragraph or _of_one_whole(first, one)
        ]
        for count in range(len(run), 1, -1):
            if hundred(run[:count]) in RIGHT:
                yield _structure(tuple(run[:count]))
                break
