"""Which number a share is of: 咨询类290件，占58%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.proof.mentions import NumberRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_FAR = 12
"""How many sentences before its share a part that is named may stand."""
_COUNTED = re.compile(r"(?:数|数量|总量|金额|总额)$")
_COUNTED_THINGS = re.compile(r"[\u4e00-\u9fff]{0,4}(?P<unit>[起人件户个家])数占")
"""火灾12.5万起，亡1071人，起数占总数的44.3%: of what is counted in 起."""
_SUBJECT = re.compile(r"(?P<subject>[^，；。：]{2,16}?)(?:收入|总量|数)?占")
_OTHER_NUMBERS = frozenset({NumberRole.PLAN, NumberRole.BASE})


def part_of_share(text: NumberedText, share: Mention) -> Mention | None:
    """Give the number that is a share.

    The one before it, or the one that the words before 占 name.
    """
    if "分别" in share.clause or len(text.run_of(share)) > 1:
        return _nth_part(text, share)
    before = _parts_before(text, share)
    counted = _COUNTED_THINGS.match(share.words)
    if counted is not None:
        before = [one for one in before if one.measurement_unit[-1:] == counted["unit"]]
        return _part_beside(text, before, share)
    subject = _subject_of(share)
    if subject:
        return next((one for one in before if subject in one.words), None)
    return _part_beside(text, before, share)


def _parts_before(text: NumberedText, share: Mention) -> list[Mention]:
    """Give the numbers before a share that it may be, nearest first.

    Of a whole printed beside the share only what counts the same.
    """
    before = text.levels_before(share, "", sentences=_FAR)
    if not whole_beside(text, before, share):
        return before
    whole, *others = before
    return [one for one in others if one.base == whole.base]


def _part_beside(
    text: NumberedText, before: Sequence[Mention], share: Mention
) -> Mention | None:
    """Give the nearest number of a share's sentence, if no plan stands between.

    The share may be of that plan.
    """
    if not before or before[0].sentence != share.sentence:
        return None
    part = before[0]
    for number in text.by_sentence[share.sentence]:
        between = part.end <= number.start < share.start
        if between and number.role in _OTHER_NUMBERS:
            return None
    return part


def _subject_of(share: Mention) -> str:
    """Give what the words before 占 name; empty where they name nothing else."""
    match = _SUBJECT.match(share.words)
    if share.words.startswith("占") or match is None:
        return ""
    return "" if _COUNTED.search(match["subject"]) else match["subject"]


def _nth_part(text: NumberedText, share: Mention) -> Mention | None:
    """亡120人，伤84人，分别占总数的60%、42%: the n-th share is of the n-th."""
    run = text.run_of(share)
    before = text.levels_before(run[0], "")
    parts = list(reversed(before[: len(run)]))
    return parts[run.index(share)] if len(parts) == len(run) else None


def whole_beside(text: NumberedText, before: Sequence[Mention], share: Mention) -> bool:
    """Whether the whole is printed right before its share.

    占一般公共预算收入50亿元的70%.
    """
    if not before or share.words != "的":
        return False
    return text.between(before[0], share) == "的" and "占" in before[0].words
