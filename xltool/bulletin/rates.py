"""Rates that follow from printed figures: completion of a plan, growth from a change."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, compare, slack
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.figures import PrintedFigure
    from xltool.bulletin.reading import Bulletin, Sentence

_RATE = re.compile(
    r"(?P<name>[^，；。、]*?(?:完成率|投资率|进度)|(?:完成|占|为)[^，；。、]{0,6}(?:计划|任务|目标|预算)[^，；。、]{0,12}的)"
    r"(?:已?达到?|为)?(?P<rate>\d{1,8}(?:\.\d{1,8})?)%(?!以上|左右|以下)"
)
_NAMED_RATE = re.compile(
    r"(?P<done>整改|化解|开工|到位|办结|投产|销号|兑现|清零|竣工|建成|交付|拨付|支出)率(?:已?达到?|为)?"
    r"(?P<rate>\d{1,8}(?:\.\d{1,8})?)%(?!以上|左右|以下)"
)
_PLAN = re.compile(r"计划|目标|任务")
_NOT_A_YEAR_AGO = re.compile(r"年初|上月|上旬|上期|上季|环比")


def check_rates(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Check completion rates against what was planned and what was done."""
    for index, sentence in enumerate(bulletin.sentences):
        ours = [
            one
            for one in figures
            if one.sentence == index and one.exact and is_level(one)
        ]
        for match in _RATE.finditer(sentence.text):
            earlier = [
                one for one in ours if one.end <= sentence.start + match.start("rate")
            ]
            done = next(
                (one for one in reversed(earlier) if not _PLAN.search(one.name)), None
            )
            plan = next(
                (one for one in reversed(earlier) if done and _is_plan(one, done)), None
            )
            if done is not None and plan is not None:
                yield from _rate(bulletin, sentence, match, done, plan)
        for match in _NAMED_RATE.finditer(sentence.text):
            earlier = [one for one in ours if one.end <= sentence.start + match.start()]
            for plan, done in reversed(list(pairwise(earlier))):
                if _is_done(done, match["done"]) and _can_be_of(done, plan):
                    yield from _rate(bulletin, sentence, match, done, plan)
                    break


def _rate(
    bulletin: Bulletin,
    sentence: Sentence,
    match: re.Match[str],
    done: PrintedFigure,
    plan: PrintedFigure,
) -> Iterator[Check]:
    if not plan.value or not done.value:
        return
    rate = Decimal(match["rate"])
    ratio = done.value / plan.value * 100
    spread = ratio * (slack(done) / done.value + slack(plan) / plan.value)
    yield Check(
        kind="rate",
        expression=f"{done.value:f}/{plan.value:f} = {rate:f}%",
        printed=f"{rate:f}%",
        computed=f"{ratio:.3f}%",
        result=compare(rate, ratio, half_unit(rate) + spread),
        source_text=bulletin.as_printed(
            min(plan.start, done.start), sentence.start + match.end()
        ),
    )


def _is_done(figure: PrintedFigure, word: str) -> bool:
    """Tell 已整改8942条 (the numerator of 整改率) from 新开工项目 and the like."""
    return bool(re.match(rf"(?:已|实际|累计)*{word}", figure.name))


def _can_be_of(done: PrintedFigure, plan: PrintedFigure) -> bool:
    return done.measurement_unit == plan.measurement_unit and done.value <= plan.value


def is_level(figure: PrintedFigure) -> bool:
    """Tell how much there is from how much it changed, and from rates and ranks."""
    return (
        figure.measurement_unit not in {"%", "‰", "位", "个百分点"}
        and not figure.change
    )


def _is_plan(figure: PrintedFigure, done: PrintedFigure) -> bool:
    return (
        figure.measurement_unit == done.measurement_unit
        and bool(_PLAN.search(figure.name))
        and figure is not done
    )


def check_growth(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Check growth against the level and by how much it changed (29起, 减少18起, 下降38.3%)."""
    for change in figures:
        if (
            not change.change
            or not change.value
            or change.measurement_unit in {"%", "‰", "个百分点"}
        ):
            continue
        level = _level_of(change, [one for one in figures if _is_level_of(one, change)])
        if level is None or level.growth is None or _NOT_A_YEAR_AGO.search(change.name):
            continue
        fell = level.growth < 0
        base = level.value + change.value if fell else level.value - change.value
        if base <= 0:
            continue
        computed = change.value / base * 100
        spread = computed * (slack(change) / change.value + slack(level) / base)
        yield Check(
            kind="growth",
            expression=f"{change.value:f}/({level.value:f}{'+' if fell else '-'}{change.value:f})",
            printed=f"{level.growth:f}%",
            computed=f"{-computed if fell else computed:.3f}%",
            result=compare(
                abs(level.growth), computed, half_unit(level.growth) + spread
            ),
            source_text=bulletin.as_printed(
                min(level.start, change.start), max(level.end, change.end)
            ),
        )


def _level_of(
    change: PrintedFigure, levels: Sequence[PrintedFigure]
) -> PrintedFigure | None:
    """Give what changed: the level of that name, else the one printed last before the change."""
    subject = change.name[:-2]
    named = [
        one
        for one in levels
        if len(subject) > 1 and (subject[:2] in one.name or one.name in subject)
    ]
    before = [one for one in levels if one.end <= change.start]
    return next(reversed(named or before or levels), None)


def _is_level_of(figure: PrintedFigure, change: PrintedFigure) -> bool:
    same = (
        figure.sentence == change.sentence
        and figure.measurement_unit == change.measurement_unit
    )
    return same and figure.growth is not None and not figure.change
