"""What cells hold, and what whole columns hold, whatever is printed over them.

1 | 新建停车场 | 7  | 处 | ≥ | 县住建局 | 周明   | 6月底
↑   words       ↑    ↑    ↑   bodies     people   date
a figure        a figure, a 计量单位, a sign of comparison
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import (
    figure_in,
    has_measured_figure,
    measure_in,
    sign_in,
)
from xltool.decomposition.table.series import series_word
from xltool.decomposition.units.leaders import looks_like_name
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.names import has_level, is_collective, is_complete
from xltool.decomposition.units.responsibility import is_body, units_and_people
from xltool.decomposition.units.shares import is_place
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence


class Kind(StrEnum):
    """What a cell holds, or most cells of a column."""

    BLANK = "空白"
    NUMBER = "序号"
    FIGURE = "数"
    MEASURE = "计量单位"
    SIGN = "比较符号"
    DATE = "时间"
    BODIES = "单位"
    PEOPLE = "人员"
    BODIES_AND_PEOPLE = "单位及人员"
    PROMISE = "有数的文字"
    WORDS = "文字"


TEXTS = frozenset({Kind.PROMISE, Kind.WORDS})
"""Kinds of running text."""
_NOTHING = re.compile(r"[-—–－/／\s]*")
_DATE = re.compile(
    r"""(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四]季度|上半年|下半年|年[底末内中初])
    [^，。；]{0,12}|20\d\d年(?:以?前|度)?|(?:全年|长期|持续|常年)[^，。；]{0,6}
    |20\d\d[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?""",
    re.VERBOSE,
)
_PEOPLE_PARTED = re.compile(r"[、，,；;\n]|\s{1,}")
_SENTENCE_ENDS = ("。", "；", ";", ".")
_FEWEST_COUNTED = 2


def kind_of(text: str) -> Kind:
    """Tell what a cell holds.

    >>> kind_of("12.").value, kind_of("6月底前").value, kind_of("县住建局").value
    ('数', '时间', '单位')
    >>> kind_of("清淤渠道40公里").value, kind_of("水利建设").value, kind_of("—").value
    ('有数的文字', '文字', '空白')
    """
    bare = squeeze(text)
    if _NOTHING.fullmatch(bare):
        return Kind.BLANK
    if sign_in(bare):
        return Kind.SIGN
    if _DATE.fullmatch(half_width(bare)):
        return Kind.DATE
    if figure_in(bare.rstrip(".、．")) is not None:
        return Kind.FIGURE
    if measure_in(bare):
        return Kind.MEASURE
    return _kind_of_words(text, bare)


def _kind_of_words(text: str, bare: str) -> Kind:
    """Tell names of bodies and of people from running text."""
    if lists_bodies(text):
        return Kind.BODIES
    if _are_people(text) and series_word(bare) != "TOTAL":
        return Kind.PEOPLE
    units, people = units_and_people(text)
    if people and units and lists_bodies(units):
        return Kind.BODIES_AND_PEOPLE
    return Kind.PROMISE if has_measured_figure(bare) else Kind.WORDS


def _are_people(text: str) -> bool:
    """Whether a cell lists names of people and nothing else (周明、李 樱)."""
    bare = re.sub(r"(?<=^[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]$)", "", text.strip())
    names = list(filter(None, _PEOPLE_PARTED.split(bare)))
    return bool(names) and all(map(looks_like_name, names))


def lists_bodies(text: str) -> bool:
    """Whether a text lists names of bodies and says nothing else.

    >>> lists_bodies("县住建局、各镇街"), lists_bodies("城东小学")
    (True, False)
    """
    if text.endswith(_SENTENCE_ENDS):
        return False
    units = split_units(text)
    names = [unit.name for unit in units]
    return (
        bool(names)
        and all(map(_names_a_body, names))
        and not any(unit.share for unit in units)
    )


def _names_a_body(name: str) -> bool:
    """Whether a name is a body's and of nothing else that is built (城东小学)."""
    if is_collective(name) or is_body(name) or is_place(name):
        return True
    return is_complete(name) and has_level(name)


def kinds_of(rows: Sequence[tuple[str, ...]], width: int) -> list[Kind]:
    """Tell what each column of these rows holds: what half of its cells do, or more.

    >>> rows = [("1", "新建停车场", "7"), ("2", "改造街巷", "12")]
    >>> [kind.value for kind in kinds_of(rows, 3)]
    ['序号', '文字', '数']

    Text has figures where half of its cells do. A column without any text is blank.
    """
    return [_kind_of_column(rows, at) for at in range(width)]


def _kind_of_column(rows: Sequence[tuple[str, ...]], at: int) -> Kind:
    """Tell what a column holds."""
    texts = [row[at] for row in rows if at < len(row)]
    counted = Counter(map(kind_of, texts))
    del counted[Kind.BLANK]
    cells = counted.total()
    if not cells:
        return Kind.BLANK
    kind, times = counted.most_common(1)[0]
    if times * 2 >= cells and kind not in TEXTS:
        return Kind.NUMBER if kind is Kind.FIGURE and _count_on(texts) else kind
    has_figures = counted[Kind.PROMISE] + counted[Kind.FIGURE]
    return Kind.PROMISE if has_figures * 2 >= cells else Kind.WORDS


def _count_on(texts: Sequence[str]) -> bool:
    """Whether cells count rows (1, 2, 3), each as often as a merge repeats it.

    >>> _count_on(["1", "1", "2", "3"]), _count_on(["3", "5"])
    (True, False)
    """
    numbers = [half_width(squeeze(text)).rstrip(".、") for text in texts]
    counted = list(dict.fromkeys(filter(None, numbers)))
    if len(counted) < _FEWEST_COUNTED or not all(map(str.isdigit, counted)):
        return False
    first = int(counted[0])
    return [int(number) for number in counted] == [*range(first, first + len(counted))]
