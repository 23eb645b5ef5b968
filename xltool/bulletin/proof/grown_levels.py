"""Which growth rate is of which level: 投诉920件，同比增长12.5%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.proof.growth import goes_on, level_of
from xltool.bulletin.proof.mentions import ComparisonBasis, Mention, NumberRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.numbered_text import NumberedText

_SUBJECTS = re.compile(r"(?:[\u4e00-\u9fff]{1,3}数|率|总[量值额])(?:和|及|、)")


def levels_with_growth(
    text: NumberedText, *bases: ComparisonBasis
) -> Iterator[tuple[Mention, Mention]]:
    """Give each level with the growth rate that is printed of it.

    The next, or the n-th of 分别.
    """
    wanted = bases or (ComparisonBasis.YEAR_AGO,)
    for mentions in text.by_sentence.values():
        for level, growth in _in_sentence(text, mentions, wanted):
            if growth.exact and level.exact:
                yield level, growth


def _in_sentence(
    text: NumberedText,
    mentions: Sequence[Mention],
    wanted: Sequence[ComparisonBasis],
) -> Iterator[tuple[Mention, Mention]]:
    """Give the levels of a sentence with their growth rates on a basis."""
    waiting: list[Mention] = []
    changed: Mention | None = None
    for mention in mentions:
        if mention.role is NumberRole.LEVEL:
            waiting.append(mention)
            changed = None
        elif mention.role is NumberRole.CHANGE:
            changed = mention
        elif mention.role is NumberRole.GROWTH and mention.basis in wanted:
            level = _grown(text, waiting, changed, mention)
            if level is not None:
                yield level, mention


def _grown(
    text: NumberedText,
    waiting: list[Mention],
    changed: Mention | None,
    growth: Mention,
) -> Mention | None:
    """Give the level that a growth rate is of.

    Behind a change (减少8起，下降17.8%) what changed.
    """
    several = "分别" in growth.clause
    if changed is not None and not several:
        return level_of(text, changed)
    return _taken(waiting, growth, text.by_sentence[growth.sentence])


def _taken(
    waiting: list[Mention], growth: Mention, mentions: Sequence[Mention]
) -> Mention | None:
    """Take the level that a growth rate is of from those that wait for one."""
    if "分别" in growth.clause and growth.words:
        return _first_of_several(waiting, growth, mentions)
    if not growth.words:
        return waiting.pop(0) if waiting else None
    level = waiting[-1] if waiting else None
    waiting.clear()
    return level if _says_no_other_subject(growth) else None


def _first_of_several(
    waiting: list[Mention], growth: Mention, mentions: Sequence[Mention]
) -> Mention | None:
    """Lay 分别 rates to the levels of one list (29起、死亡31人), if as many.

    What names its subjects itself (起数和死亡人数分别下降) or leaves some out is
    not guessed at.
    """
    rates = 1
    for mention in mentions[mentions.index(growth) + 1 :]:
        if mention.role is not NumberRole.GROWTH or not goes_on(mention):
            break
        rates += 1
    listed = _last_list(waiting)
    waiting[:] = listed
    if len(listed) != rates or _SUBJECTS.search(growth.clause):
        waiting.clear()
        return None
    return waiting.pop(0)


def _last_list(levels: Sequence[Mention]) -> list[Mention]:
    """Give the last levels that follow each other without a comma or a semicolon."""
    listed = list(levels[-1:])
    for level in reversed(levels[:-1]):
        if not _in_one_clause(level, listed[0]):
            break
        listed.insert(0, level)
    return listed


def _in_one_clause(first: Mention, second: Mention) -> bool:
    """Whether no comma, semicolon or bracket stands between two numbers."""
    same_sentence = first.sentence == second.sentence
    return same_sentence and second.start - len(second.clause) <= first.start


def _says_no_other_subject(growth: Mention) -> bool:
    """Tell 同比增长5% from 规模以上工业增长5%, which is of something else."""
    bare = re.sub(
        r"(?:与|较|比)?(?:上年|去年)(?:同期)?(?:相比)?|同比|环比|分别|按可比价格?(?:计算)?|增长|增速|增幅|上升|下降|减少|提高|降低|率|为|达到?|[-]",
        "",
        growth.words,
    )
    return len(bare) < 2
