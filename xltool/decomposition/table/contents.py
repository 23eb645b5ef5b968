"""What doubtful columns mean, told from the cells below their headings.

    序号 | 实事项目          | 实施计划                          | 责任单位
    1    | 新建停车场7处。   | 3月底前完成2处；9月底前完成7处。  | 县住建局

实事项目 is headed as a name, but it is what is promised; 实施计划 says when.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import VERB_START
from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DATE = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|份|底|末|中旬|上旬|下旬)?(?:之?前|以前)?|[一二三四]季度|[上下]半年|年底前?"
)
_SHORTEST_PROMISE = 8
_FEWEST_DATES = 2


def by_contents(
    columns: dict[int, ColumnPart], below: Sequence[tuple[str, ...]]
) -> dict[int, ColumnPart]:
    """Give the columns with those corrected that the rows below show to be others.

    A name whose cells promise figures is our own text, unless the text beside it
    promises figures too; text that lists dates beside it is the plan of what is
    promised.
    """
    named = [at for at, part in columns.items() if part is ColumnPart.NAME]
    own = [at for at, part in columns.items() if part is ColumnPart.OWN]
    if len(named) != 1 or not own or not _mostly(named[0], below, _promises):
        return columns
    plans = [at for at in own if _mostly(at, below, _lists_dates)]
    others = [at for at in own if at not in plans]
    if any(_mostly(at, below, _has_figure) for at in others):
        return columns
    found = {**columns, named[0]: ColumnPart.OWN}
    found.update(dict.fromkeys(plans, ColumnPart.DEADLINE))
    return found


def _mostly(
    at: int, below: Sequence[tuple[str, ...]], holds: Callable[[str], bool]
) -> bool:
    texts = [row[at] for row in below if at < len(row) and row[at].strip()]
    fitting = [text for text in texts if holds(text)]
    return bool(texts) and len(fitting) * 2 >= len(texts)


def _promises(text: str) -> bool:
    """Tell a sentence that does something and counts it (新建停车场7处)."""
    flat = fold(text).flat
    if len(flat) < _SHORTEST_PROMISE or not VERB_START.search(flat):
        return False
    return any(not one.bare and not one.spelled for one in find_quantities(flat))


def _has_figure(text: str) -> bool:
    if figure_in(text):
        return True
    found = find_quantities(fold(text).flat)
    return any(not one.bare and not one.spelled for one in found)


def _lists_dates(text: str) -> bool:
    return len(_DATE.findall(text)) >= _FEWEST_DATES
