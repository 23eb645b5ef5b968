"""Which sentences tell what was reached before the document's year.

Their figures are facts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.clauses import sentences
from xltool.decomposition.indicators.stated_time import first_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.indicators.setting import Setting

_IN_YEAR = re.compile(
    r"""(?:截至|到|在|过去的)?
    (?:(?P<year>(?:19|20)\d{2})年(?![-—~至])
    |(?P<before>去年|上年|过去的?[一二两三四五]年|[一两三四五]年多?来|近年来))""",
    re.VERBOSE,
)
_AHEAD = re.compile(
    r"今年|本年|明年|下一步|下步|力争|确保|目标|计划|预期|将|到20\d\d年|未来"
)
_DONE = re.compile(r"(?:超额|较好|圆满)完成[^，。；\d]{0,10}(?:目标|任务|计划)+")
"""超额完成全年目标任务 looks ahead in none of its words."""
_NEXT = re.compile(
    r"""力争|确保|下一步|下步|下阶段|下半年|四季度|明年|今后|到20\d\d年(?!底?[止,，]|末)
    |(?:目标|主要)任务[为是：]|计划(?:完成|新建|建设)  # 2024年的主要任务是：…""",
    re.VERBOSE,
)
"""What is to come, or was to be done, below whatever heading."""


def past_sentences(flat: str, setting: Setting) -> frozenset[int]:
    """Give the numbers of the sentences that an earlier year opens, up to one that
    looks ahead.

    去年 holds for its own sentence only: a year is what a whole report tells of. Below
    a heading that looks back (上年完成情况) all sentences do, but for those that say
    what comes next.
    """
    told = [flat[start:end] for start, end in sentences(flat)]
    if setting.looks_back:
        reporting = first_report(flat)
        return frozenset(
            at
            for at, words in enumerate(told)
            if at >= reporting and not _NEXT.search(words)
        )
    return frozenset(_opened_by_year(told, setting.year))


def _opened_by_year(told: Sequence[str], year: int | None) -> Iterator[int]:
    """Give the numbers of the sentences that stand behind an earlier year."""
    goes_on = False
    for number, sentence in enumerate(told):
        opening = _IN_YEAR.match(sentence)
        names_last_year = opening is not None and opening["year"] is None
        if opening is not None and opening["year"] is not None:
            goes_on = _opens_past(sentence, int(opening["year"]), year)
        elif _AHEAD.search(_DONE.sub("", sentence)):
            goes_on = False
        if (goes_on or names_last_year) and "今年" not in sentence:
            yield number


def _opens_past(sentence: str, printed: int, year: int | None) -> bool:
    """Tell a sentence that an earlier year opens and that stays with it."""
    if year is None or printed >= year:
        return False
    return not names_later_year(sentence, year)


_ANY_YEAR = re.compile(r"20\d\d(?=年)")


def names_later_year(sentence: str, year: int | None) -> bool:
    """Tell words that go on to the document's year, or beyond it."""
    years = [int(one) for one in _ANY_YEAR.findall(sentence)]
    return year is not None and any(one >= year for one in years)
