"""What the columns of a table hold, told by what stands over them and below them.

1. A column's cells say of which kind it is (`kinds`): numbers that count on, figures,
   计量单位, signs, dates, bodies, people, text that has figures, other text.
2. Its heading says which of that kind it is, as far as it is known (`columns`): bodies
   lead, answer or help; figures are our own target, an earlier year's, a county's.
   A heading that its cells contradict (单位 over 万元) is taken for unknown.
3. Bodies under an unknown heading answer: the first such column leads, the next helps.
   People are responsible, dates the deadline.
4. Figures under an unknown heading are the target where no other column has one: each
   that names what it counts (产值（亿元）), else the last, unless they are scores.
5. Text is told by the figures: in front of a column of them it is the name, what
   promises figures itself is what is to be done, else the longest text is.
What stays is shown as not understood, and its numbers as not read.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import VERB_START
from xltool.decomposition.table.cells import (
    figure_in,
    has_measured_figure,
    without_measure,
)
from xltool.decomposition.table.columns import (
    UNITS,
    ColumnPart,
    beside_targets,
    columns_of,
    columns_with,
    heading,
)
from xltool.decomposition.table.kinds import TEXTS, Kind, kinds_of
from xltool.decomposition.text.normalizing import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SAMPLE = 30
"""So many rows below a header tell what a column holds."""
_PROMISED = (
    ColumnPart.OWN,
    ColumnPart.NAMED_FIGURE,
    ColumnPart.TOTAL,
    ColumnPart.SHARE,
)
"""Where a figure is a target."""
_ANSWERING = (*UNITS, ColumnPart.UNIT_PERSON)
_CANNOT_BE = {
    Kind.BLANK: frozenset({ColumnPart.NAME}),
    Kind.WORDS: frozenset({ColumnPart.HISTORY, ColumnPart.TOTAL}),
    Kind.MEASURE: frozenset(ColumnPart)
    - {ColumnPart.MEASURE, ColumnPart.NOTE, ColumnPart.NAME},
    Kind.SIGN: frozenset(ColumnPart) - {ColumnPart.COMPARISON},
    Kind.FIGURE: frozenset(
        {*_ANSWERING, ColumnPart.LEADER, ColumnPart.RESPONSIBLE, ColumnPart.MEASURE}
    ),
    Kind.DATE: frozenset(
        {*_ANSWERING, ColumnPart.LEADER, ColumnPart.NAME, ColumnPart.OWN}
    ),
    Kind.BODIES: frozenset(
        {ColumnPart.MEASURE, ColumnPart.DEADLINE, ColumnPart.OWN, ColumnPart.UPPER}
    ),
}
"""What the cells of a column contradict, whatever its heading says."""
_ONLY = {
    Kind.NUMBER: ColumnPart.SEQ,
    Kind.MEASURE: ColumnPart.MEASURE,
    Kind.SIGN: ColumnPart.COMPARISON,
    Kind.DATE: ColumnPart.DEADLINE,
    Kind.PEOPLE: ColumnPart.RESPONSIBLE,
    Kind.BODIES_AND_PEOPLE: ColumnPart.UNIT_PERSON,
}
"""What a column under an unknown heading is by its kind, where no other is it."""
_SIZE = re.compile(
    r"^(?:项目|计划)?总投资|占地|用地|建筑面积|现有|现状|总人口|常住人口|^可"
)
"""What a thing is, and no target of it."""
_NO_TARGET = re.compile(r"分值|权重|得分|计分|分数|扣分|电话|手机|编码|代码|邮编")
"""Scores, and numbers that are names."""
_ALL_SCORES = Decimal(100)
_NOT_APART = frozenset({ColumnPart.SHARE, ColumnPart.STAGE, ColumnPart.TOTAL})
_FEWEST_NAMED = 2
_MONEY = re.compile(r"投资|资金|经费|预算|概算")
_MEANS = re.compile(r"^(?:项目|计划|估算)?总投资|资金|经费|预算|概算")
"""Money that is set aside, and no target (资金安排, unlike 年度计划投资)."""
_DATES = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|份|底|末|中旬|上旬|下旬)?(?:之?前|以前)?|[一二三四]季度|[上下]半年|年底前?"
)
_SHORTEST_PROMISE = 8
_FEWEST_DATES = 2


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns that are told: their headings, kinds and cells, and what is known.

    `columns` is what each holds, by place counted from 0.
    """

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    kinds: list[Kind]
    columns: dict[int, ColumnPart]

    def of_kind(self, *kinds: Kind) -> list[int]:
        """Give the columns of these kinds that are not told yet."""
        return [
            at
            for at, kind in enumerate(self.kinds)
            if kind in kinds and at not in self.columns
        ]

    def holding(self, *parts: ColumnPart) -> list[int]:
        """Give the columns that are told to hold one of these parts."""
        return columns_with(self.columns, *parts)

    def texts(self, at: int) -> list[str]:
        """Give what stands in a column, blank cells left out."""
        cells = [row[at].strip() for row in self.rows if at < len(row)]
        return list(filter(None, cells))

    def mostly(self, at: int, holds: Callable[[str], bool]) -> bool:
        """Whether a column has texts, and half of them or more are such."""
        texts = self.texts(at)
        return bool(texts) and sum(map(holds, texts)) * 2 >= len(texts)


def told(
    headings: tuple[str, ...], below: Sequence[tuple[str, ...]], year: int | None
) -> dict[int, ColumnPart]:
    """Tell what the columns under these headings hold; others are left out.

    `below` are the rows under them, `year` is the document's.

    >>> rows = [("1", "新建停车场", "县住建局"), ("2", "改造街巷", "县城管局")]
    >>> [part.value for part in told(("", "做什么", "谁来做"), rows, None).values()]
    ['序号', '牵头单位', '本级']
    """
    rows = [_without_headings(row, headings) for row in below[:SAMPLE]]
    bare = tuple(without_measure(text)[0] for text in headings)
    table = _Table(headings, rows, kinds_of(rows, len(headings)), {})
    for at, part in columns_of(bare, year).items():
        if not rows or part not in _CANNOT_BE.get(table.kinds[at], ()):
            table.columns[at] = part
    for tell in (_by_kind, _bodies, _promises, _figures, _words):
        table.columns.update(tell(table))
    return table.columns


def _without_headings(
    row: tuple[str, ...], headings: tuple[str, ...]
) -> tuple[str, ...]:
    """Give a row without the headings that text repeats as if they were merged down."""
    cells = list(row)
    for at, (text, over) in enumerate(zip(row, headings, strict=False)):
        if text == over:
            cells[at] = ""
    return tuple(cells)


def _by_kind(table: _Table) -> dict[int, ColumnPart]:
    """Tell what the kind of a column alone says, of the first one that is not told."""
    found: dict[int, ColumnPart] = {}
    for kind, part in _ONLY.items():
        columns = table.of_kind(kind)
        if kind is Kind.PEOPLE:
            columns = [at for at in columns if len(set(table.texts(at))) > 1]
        if kind is Kind.SIGN or (columns and not table.holding(part)):
            found.update(dict.fromkeys(columns[:1], part))
    return found


def _bodies(table: _Table) -> dict[int, ColumnPart]:
    """Tell who answers: the first column of bodies leads, the next one helps."""
    columns = table.of_kind(Kind.BODIES)
    if table.holding(*_ANSWERING) or not columns:
        return {}
    roles = (ColumnPart.LEAD, ColumnPart.SUPPORT)
    return dict(zip(columns, roles, strict=False))


def _promises(table: _Table) -> dict[int, ColumnPart]:
    """Tell a name whose cells promise figures from the plan of it beside it.

        实事项目          | 实施计划
        新建停车场7处。   | 3月底前完成2处；9月底前完成7处。

    It is our own text, unless the text beside it promises figures too; text that lists
    dates is the plan of what is promised.
    """
    names = table.holding(ColumnPart.NAME)
    own = table.holding(ColumnPart.OWN)
    if len(names) != 1 or not own or not table.mostly(names[0], _promises_figures):
        return {}
    plans = [at for at in own if table.mostly(at, _lists_dates)]
    if any(table.mostly(at, _has_figure) for at in own if at not in plans):
        return {}
    return {names[0]: ColumnPart.OWN} | dict.fromkeys(plans, ColumnPart.DEADLINE)


def _promises_figures(text: str) -> bool:
    """Tell a sentence that does something and counts it.

    >>> _promises_figures("新建停车场7处。"), _promises_figures("停车场建设")
    (True, False)
    """
    flat = fold(text).flat
    if len(flat) < _SHORTEST_PROMISE or not VERB_START.search(flat):
        return False
    return has_measured_figure(flat)


def _has_figure(text: str) -> bool:
    """Whether a cell is a figure, or has one with its unit in its text."""
    return figure_in(text) is not None or has_measured_figure(text)


def _lists_dates(text: str) -> bool:
    """Whether a cell says what is due at several dates.

    >>> _lists_dates("3月底前完成2处；9月底前完成7处。")
    True
    """
    return len(_DATES.findall(text)) >= _FEWEST_DATES


def _figures(table: _Table) -> dict[int, ColumnPart]:
    """Tell the columns of figures that their headings do not tell.

        产业链 | 链主企业（家） | 产值目标（亿元） | 牵头单位
        新能源 | 3              | 260              | 市工信局     two targets of 新能源

    Beside a text that promises by itself money is what is to be spent on it, and other
    figures are none; the same holds of columns that scores fill.
    """
    for at in _funds(table):
        del table.columns[at]
        if not _MEANS.search(heading(table.headings[at])):
            table.columns[at] = ColumnPart.FUNDS
    shares = _shares(table)
    if shares:
        return dict.fromkeys(shares, ColumnPart.SHARE)
    named = _named_figures(table)
    if named:
        return dict.fromkeys(named, ColumnPart.NAMED_FIGURE)
    own = table.holding(*_PROMISED)
    if any(_holds_promise(table, at) for at in own):
        return {}
    loose = [at for at in table.of_kind(Kind.FIGURE) if not _is_aside(table, at)]
    return dict.fromkeys(loose, ColumnPart.OWN) if len(loose) == 1 else {}


def _shares(table: _Table) -> list[int]:
    """Give the columns that share like the places beside them (市直, 市本级).

    They are few beside many places, or the shares make the total with them.
    """
    known = table.holding(ColumnPart.SHARE)
    total = table.holding(ColumnPart.TOTAL)
    among = (None, ColumnPart.OWN)
    others = [at for at in _like_places(table) if table.columns.get(at) in among]
    untold = [at for at in others if at not in table.columns]
    if untold == others and len(others) * 2 <= len(known):
        return others
    if not total:
        return []
    makes = [_add_up(row, total[0], [*known, *others]) for row in table.rows]
    return others if sum(makes) * 2 >= len(makes) else []


def _like_places(table: _Table) -> list[int]:
    """Give the columns of figures under a bare word, as a place's name is one."""
    words = [heading(text) for text in table.headings]
    figures = [at for at, kind in enumerate(table.kinds) if kind is Kind.FIGURE]
    may_share = [at for at in figures if not _NO_TARGET.search(words[at])]
    return [at for at in may_share if _LIKE_A_PLACE.fullmatch(words[at])]


_LIKE_A_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}")


def _add_up(row: tuple[str, ...], total: int, shares: list[int]) -> bool:
    """Whether the figures of a row's shares make its total."""
    whole = figure_in(row[total])
    parts = list(filter(None, [figure_in(row[at]) for at in shares]))
    return whole is not None and sum(part.value for part in parts) == whole.value


def _holds_promise(table: _Table, at: int) -> bool:
    """Whether a column that is told as our own has figures."""
    return table.kinds[at] in (Kind.FIGURE, Kind.PROMISE)


def _is_aside(table: _Table, at: int) -> bool:
    """Whether figures are scores, or say how large a thing is."""
    word = heading(table.headings[at])
    if _NO_TARGET.search(word) or _SIZE.search(word):
        return True
    figures = list(filter(None, map(figure_in, table.texts(at))))
    is_bare = not any(figure.measurement_unit for figure in figures)
    return is_bare and sum(figure.value for figure in figures) == _ALL_SCORES


def _named_figures(table: _Table) -> list[int]:
    """Give the columns that name what they count, each with its 计量单位.

    None beside a text that promises by itself, or where places or stages share a row.
    What was done stands beside them (累计完成投资（万元）) and is none of them.
    """
    if not _NOT_APART.isdisjoint(table.columns.values()):
        return []
    here = _content(table)
    texts = [at for at in here if table.kinds[at] in TEXTS]
    named = [at for at in here if _names(table, at)]
    if len(named) < _FEWEST_NAMED or not texts:
        return []
    is_promised = any(table.columns.get(at) is ColumnPart.OWN for at in texts)
    return [] if is_promised else named


def _content(table: _Table) -> list[int]:
    """Give the columns of content and those not told, but for what was done."""
    content = (None, ColumnPart.OWN, ColumnPart.NAME)
    here = [at for at in range(len(table.kinds)) if table.columns.get(at) in content]
    names = {at: without_measure(text)[0] for at, text in enumerate(table.headings)}
    done = beside_targets(names)
    return [at for at in here if at not in done]


def _names(table: _Table, at: int) -> bool:
    """Whether figures stand below what is counted, with its 计量单位 (产值（亿元）)."""
    text = table.headings[at]
    if table.kinds[at] is not Kind.FIGURE or _SIZE.search(text):
        return False
    return bool(without_measure(text)[1])


def _funds(table: _Table) -> list[int]:
    """Give the columns of money to be spent beside a text that has figures of its own.

        建设内容          | 2025年计划投资
        改造道路4.2公里   | 9000            4.2公里 and 9000万元 are two targets

    Without such a text beside it the money is what the row is about.
    """
    own = table.holding(ColumnPart.OWN)
    money = [at for at in own if _is_money(table, at)]
    beside = [text for at in own if at not in money for text in table.texts(at)]
    promising = list(filter(has_measured_figure, beside))
    return money if len(promising) * 2 >= len(beside) > 0 else []


def _is_money(table: _Table, at: int) -> bool:
    """Whether a column is of figures that are money to be spent."""
    return table.kinds[at] is Kind.FIGURE and bool(_MONEY.search(table.headings[at]))


def _words(table: _Table) -> dict[int, ColumnPart]:
    """Tell the texts that their headings do not tell.

    领域 | 事项       | 目标值     in front of figures: 领域 groups, 事项 names
    事项 | 怎么做     | 谁来做     怎么做 promises, or is the longest
    """
    texts = table.of_kind(*TEXTS)
    figures = [at for at in table.holding(*_PROMISED) if table.kinds[at] is Kind.FIGURE]
    if figures:
        texts = [at for at in texts if at < min(figures)]
        return _names_before(table, texts)
    if table.holding(ColumnPart.OWN) or not texts:
        return {}
    return _done(table, texts)


def _done(table: _Table, texts: list[int]) -> dict[int, ColumnPart]:
    """Tell what is to be done from its name, where no figures have a column."""
    promising = [at for at in texts if table.kinds[at] is Kind.PROMISE]
    longest = max(texts, key=lambda at: sum(map(len, table.texts(at))))
    found = dict.fromkeys(promising or [longest], ColumnPart.OWN)
    first = min(found)
    return found | _names_before(table, [at for at in texts if at < first])


def _names_before(table: _Table, texts: list[int]) -> dict[int, ColumnPart]:
    """Give the names in front of what is to be done, the nearest one first.

    What stands before the name and comes again in other rows groups them.
    """
    found: dict[int, ColumnPart] = {}
    if texts and not table.holding(ColumnPart.NAME):
        found[texts[-1]] = ColumnPart.NAME
        texts = texts[:-1]
    if texts and not table.holding(ColumnPart.CAMPAIGN) and _groups(table, texts[0]):
        found[texts[0]] = ColumnPart.CAMPAIGN
    return found


def _groups(table: _Table, at: int) -> bool:
    """Whether a column says the same of several rows, or leaves them blank."""
    texts = Counter(table.texts(at))
    return len(texts) < len(table.rows)
