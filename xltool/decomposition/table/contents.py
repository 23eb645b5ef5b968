"""What doubtful columns mean, told from the cells below their headings.

    序号 | 实事项目          | 实施计划                          | 责任单位
    1    | 新建停车场7处。   | 3月底前完成2处；9月底前完成7处。  | 县住建局

实事项目 is headed as a name, but it is what is promised; 实施计划 says when.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import VERB_START
from xltool.decomposition.table.cells import figure_in, has_measured_figure
from xltool.decomposition.table.columns import ColumnPart, columns_with
from xltool.decomposition.text.normalizing import fold

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

    `columns` are those told by the headings, `below` the rows that are looked at; cells
    are compared by what half of them hold.
    """
    names = columns_with(columns, ColumnPart.NAME)
    own = columns_with(columns, ColumnPart.OWN)
    if len(names) != 1 or not own or not _mostly(names[0], below, _promises):
        return columns
    plans: list[int] = []
    for at in own:
        if _mostly(at, below, _lists_dates):
            plans.append(at)
        elif _mostly(at, below, _has_figure):
            return columns
    corrected = {**columns, names[0]: ColumnPart.OWN}
    corrected.update(dict.fromkeys(plans, ColumnPart.DEADLINE))
    return corrected


def _mostly(
    at: int, below: Sequence[tuple[str, ...]], holds: Callable[[str], bool]
) -> bool:
    """Whether a column has texts, and half of them or more are of a kind.

    A column without any text is of no kind.
    """
    cells = [row[at] for row in below if at < len(row)]
    texts = [text for text in cells if text.strip()]
    fitting = [text for text in texts if holds(text)]
    return bool(texts) and len(fitting) * 2 >= len(texts)


def _promises(text: str) -> bool:
    """Tell a sentence that does something and counts it.

    >>> _promises("新建停车场7处。"), _promises("停车场建设")
    (True, False)
    """
    flat = fold(text).flat
    if len(flat) < _SHORTEST_PROMISE or not VERB_START.search(flat):
        return False
    return has_measured_figure(flat)


def _has_figure(text: str) -> bool:
    """Whether a cell is a figure, or has one with its unit in its text."""
    if figure_in(text):
        return True
    return has_measured_figure(text)


def _lists_dates(text: str) -> bool:
    """Whether a cell says what is due at several dates.

    >>> _lists_dates("3月底前完成2处；9月底前完成7处。")
    True
    """
    return len(_DATE.findall(text)) >= _FEWEST_DATES
