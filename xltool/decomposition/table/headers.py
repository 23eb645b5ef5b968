"""Finds a table's header: where it stands, how many rows it takes, and what it heads.

Whether a row is a header is told by its words, by the header above it and by the rows
below it.

    工作任务     | 牵头单位 | 配合单位 | 完成时限      a header
    产业项目建设 | 市教育局 | 市财政局 | 6月底         a row of it: names of bodies only
    指标         | 东山区   | 西山区   | 南湖区        a header: figures stand below
    新建停车场   | 3        | 4        | 2
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import (
    figure_in,
    without_measure,
)
from xltool.decomposition.table.columns import (
    CONTENTS,
    ColumnPart,
    begins_with_number,
    columns_of,
    columns_with,
    heading,
    holds_value,
    is_header,
    is_plain_heading,
)
from xltool.decomposition.table.kinds import TEXTS, Kind, kind_of, kinds_of
from xltool.decomposition.table.series import (
    heads_places,
    is_place,
    series_word,
    year_in,
)
from xltool.decomposition.table.telling import SAMPLE, told
from xltool.decomposition.vocabulary import HEADINGS, LABELS, meaning_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.table.printed import Grid

_FILLS = {
    ColumnPart.SHARE: (
        ColumnPart.UNIT,
        ColumnPart.LEAD,
        ColumnPart.SUPPORT,
        ColumnPart.UNIT_PERSON,
        ColumnPart.OFFICE,
    ),
    ColumnPart.STAGE: (ColumnPart.DEADLINE,),
}
"""What a word that heads a column of a series is below another heading: a body's name
below 牵头单位, a month below 完成时限.
"""
_ONLY_HEADINGS = ("SEQ", "NOTE", "MEASURE")
"""What the headings mean (序号, 备注, 计量单位) that no cell of a row holds."""
_SAID_OF_ALL = ("各", "按", "有关", "相关")
"""How a cell begins that repeats its heading's word (各责任单位, 按时限要求)."""
_SEARCHED = 3
"""So many rows below a header are searched for figures."""
_LONGEST_HEADING = 30
_LONGEST_CELL = 60
"""A row with a longer text is no header: headings of two rows may be joined already."""
_LONGEST_SUB_HEADING = 15
_LONGEST_WORD_BEFORE = 4
_FEWEST_PARTED = 2
"""A heading is parted into so many columns at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header that rules the rows below it.

    Attributes:
        columns: what each column holds, by place counted from 0; a column that means
            nothing to us is left out.
        headings: the text over each column, of both rows where there are two.
        rows: how many rows of the grid it takes, 1 or 2.
        measure: the 计量单位 that a line above it names for the whole table
            (单位：万元); blank if there is none.
    """

    columns: dict[int, ColumnPart]
    headings: tuple[str, ...]
    rows: int
    measure: str = ""

    def heading(self, column: int) -> str:
        """Give the heading over a column; blank where a row is wider than it."""
        if column >= len(self.headings):
            return ""
        return self.headings[column]


def header_at(
    cells: list[tuple[str, ...]], at: int, year: int | None, above: Header | None
) -> Header | None:
    """Read the header that begins in row `at`, below the one that rules until here.

    It takes two rows if the second one parts the first one's columns. None for a row
    that is no header. `year` is the document's.

        指标 | 2025年目标 | 2025年目标
        指标 | 全县       | 平川镇       the header's second row
        产量 | 12         | 3
    """
    top = cells[at]
    if max(map(len, top), default=0) > _LONGEST_CELL:
        return None
    headings = above.headings if above else ()
    below = cells[at + 1 :]
    both = _two_rows(top, below)
    if both is not None and is_header_there(both, below[1:], headings):
        return _header(both, below[1:], year, rows=2)
    if is_header_there(top, below, headings):
        return _header(top, below, year, rows=1)
    return None


def header_by_form(cells: Sequence[tuple[str, ...]], year: int | None) -> Header | None:
    """Read the header that a table begins with, whatever its words are.

    Its rows hold short words, and no cell of them is what the cells below are. None
    where what stands below is no table of tasks.

        怎么做     | 做几处 | 谁来做      short words over text, figures and bodies
        新建停车场 | 7      | 县住建局
        改造街巷   | 12     | 县城管局

    `cells` are the rows of the table.
    """
    rows = header_rows(cells)
    if not rows:
        return None
    headings = cells[0]
    for row in cells[1:rows]:
        pairs = zip(_spread(headings, row), row, strict=True)
        headings = tuple(_joined(upper, lower) for upper, lower in pairs)
    found = _header(headings, cells[rows:], year, rows=rows)
    return found if _is_of_tasks(found.columns) else None


def header_rows(cells: Sequence[tuple[str, ...]]) -> int:
    """Count the rows of the header that a table begins with, by their form."""
    rows = 0
    while rows < min(_MOST_ROWS, len(cells) - 1) and _heads(cells, rows + 1):
        rows += 1
    headed = [any(map(heading, column)) for column in zip(*cells[:rows], strict=False)]
    filled = [
        kind is not Kind.BLANK for kind in kinds_of(cells[rows:][:SAMPLE], len(headed))
    ]
    return rows if sum(headed) * 2 >= sum(filled) else 0


def end_of_table(grid: Grid, at: int) -> int:
    """Give the row behind the table that row `at` stands in."""
    below = range(at, len(grid.rows))
    return next((row for row in below if grid.rows[row].outside), len(grid.rows))


_MOST_ROWS = 5
_FEWEST_HEADINGS = 2
_TOLD = frozenset(Kind) - {Kind.BLANK, *TEXTS}
"""Kinds of a column that its heading is none of."""
_VALUES = (Kind.FIGURE, Kind.SIGN)


def _heads(cells: Sequence[tuple[str, ...]], rows: int) -> bool:
    """Whether the first rows are of another sort than the rows below them."""
    width = max(map(len, cells))
    kinds = kinds_of(cells[rows : rows + SAMPLE], width)
    return all(_can_head(row, kinds) for row in cells[:rows])


def _can_head(row: tuple[str, ...], kinds: list[Kind]) -> bool:
    """Whether a row has short words over columns of these kinds, and none of them."""
    words = list(filter(None, map(heading, row)))
    if len(set(words)) < _FEWEST_HEADINGS:
        return False
    if max(map(len, words)) > _LONGEST_HEADING:
        return False
    here = [_kind_of_heading(text) for text in row]
    pairs = list(zip(here, kinds, strict=False))
    if any(one in _VALUES or one is kind in _TOLD for one, kind in pairs):
        return False
    return any(one is not Kind.BLANK and kind in _TOLD for one, kind in pairs)


def _kind_of_heading(text: str) -> Kind:
    """Tell what a cell holds that may be a heading: 2025 and 乡镇 may."""
    word = heading(text)
    if heads_places(word) or year_in(word) is not None:
        return Kind.WORDS
    return kind_of(text)


_BESIDE_CONTENT = frozenset(ColumnPart) - {
    *CONTENTS,
    ColumnPart.SEQ,
    ColumnPart.NOTE,
    ColumnPart.CAMPAIGN,
    ColumnPart.HISTORY,
}


def _is_of_tasks(columns: dict[int, ColumnPart]) -> bool:
    """Whether columns hold what is to be done, and how much, by whom or when."""
    parts = list(columns.values())
    contents = [part for part in parts if part in CONTENTS]
    beside = _BESIDE_CONTENT.intersection(parts)
    return bool(contents) and (bool(beside) or len(contents) > 1)


def is_header_there(
    cells: tuple[str, ...],
    below: Sequence[tuple[str, ...]],
    above: tuple[str, ...] = (),
) -> bool:
    """Whether a row is a header, given the rows below it and the headings above it."""
    if divides(cells, below):
        return True
    if not is_header(cells) and not heads_figures(cells, below):
        return False
    return not _is_row_of(cells, above)


def divides(cells: tuple[str, ...], below: Sequence[tuple[str, ...]]) -> bool:
    """Whether a row heads a matrix: content and several sharers, figures below them.

    >>> divides(("指标", "东山区", "西山区"), [("新建停车场", "3", "4")])
    True
    >>> divides(("指标", "东山区", "西山区"), [("新建停车场", "上半年", "年底")])
    False

    A figure in most of the cells below the sharers is what tells them from bodies that
    answer for a task.
    """
    if begins_with_number(cells) or max(map(len, cells), default=0) > _LONGEST_HEADING:
        return False
    parts = columns_of(cells)
    if CONTENTS.isdisjoint(parts.values()):
        return False
    sharers = columns_with(parts, ColumnPart.SHARE)
    texts = _texts_below(sharers, below[:_SEARCHED])
    figures = [text for text in texts if figure_in(text)]
    return len(figures) * 2 > len(texts)


def heads_figures(cells: tuple[str, ...], below: Sequence[tuple[str, ...]]) -> bool:
    """Whether a row heads names with their targets beside them, figures below these.

    >>> heads_figures(("指标", "基期年", "目标年"), [("绿地（公顷）", "80", "85")])
    True
    >>> heads_figures(("产出指标", "成本指标"), [("绿地（公顷）", "85")])
    False

    It says nothing else than that: such a table has no column of bodies or dates.
    """
    words = set(filter(None, map(heading, cells)))
    if holds_value(cells) or max(map(len, words), default=0) > _LONGEST_HEADING:
        return False
    parts = columns_of(cells)
    contents = columns_with(parts, *CONTENTS)
    if len(contents) < _FEWEST_PARTED or len(parts) * 2 < len(words):
        return False
    if not all(is_plain_heading(cells[at]) or _in_series(cells[at]) for at in contents):
        return False
    return any(_are_figures(at, below[:SAMPLE]) for at in contents[1:])


def _in_series(text: str) -> bool:
    """Whether a heading is one of a row of them (2025年, 年均/累计)."""
    word = heading(text)
    return year_in(word) is not None or bool(series_word(word))


def _are_figures(column: int, below: Sequence[tuple[str, ...]]) -> bool:
    """Whether half of what stands in a column are figures and nothing else."""
    texts = _texts_below([column], below)
    figures = [text for text in texts if figure_in(text)]
    return bool(texts) and len(figures) * 2 >= len(texts)


def _texts_below(columns: list[int], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Give what stands in these columns of the rows, blank cells left out.

    A row may be shorter than its header.
    """
    texts: list[str] = []
    for row in rows:
        cells = [row[at].strip() for at in columns if at < len(row)]
        texts.extend(filter(None, cells))
    return texts


def fills(cells: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a cell holds a body or a month below the heading that asks for one.

    >>> fills(("停车场", "东山区", "西山区"), ("任务", "牵头单位", "配合单位"))
    True
    """
    over = columns_of(above)
    for at, part in columns_of(cells).items():
        if over.get(at) in _FILLS.get(part, ()):
            return True
    return False


def _is_row_of(cells: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a row that could be a header is data of the header above.

    A header repeated on a new page repeats a heading in its place.

    It holds what the headings ask for, says of all what a heading says, or is content
    itself in the columns of content.
    """
    words = [heading(text) for text in cells]
    if _repeats_heading(words, above) or any(map(_is_only_heading, words)):
        return False
    return (
        fills(cells, above)
        or _says_of_all(words, columns_of(above))
        or _holds_content(cells, columns_of(above))
    )


def _repeats_heading(words: list[str], above: tuple[str, ...]) -> bool:
    """Whether a word stands below the very same heading.

    A cell that repeats its heading's word stands below that heading on a new page.
    """
    pairs = zip(words, map(heading, above), strict=False)
    return any(word and word == upper for word, upper in pairs)


def _is_only_heading(word: str) -> bool:
    """Whether a word heads a column (承办单位) and stands in no cell (各责任单位)."""
    if meaning_of(LABELS, word):
        return True
    return meaning_of(HEADINGS, word) in _ONLY_HEADINGS


def _says_of_all(words: list[str], over: dict[int, ColumnPart]) -> bool:
    """Whether a cell beside the content says its heading's word of all.

    各责任单位 below 责任单位 is who answers; 各项任务 below 工作任务 proves nothing.
    """
    for at, word in enumerate(words):
        beside = at in over and over[at] not in CONTENTS
        if beside and word.startswith(_SAID_OF_ALL):
            return True
    return False


def _holds_content(cells: tuple[str, ...], over: dict[int, ColumnPart]) -> bool:
    """Whether what looks like headings of content is the content of a row.

    产业项目建设 below 工作任务 says more than a heading would (年度任务 does not).
    """
    contents = columns_with(columns_of(cells), *CONTENTS)
    if all(is_plain_heading(cells[at]) for at in contents):
        return False
    return all(over.get(at) in CONTENTS for at in contents)


def _two_rows(
    top: tuple[str, ...], below: list[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """Give the headings of a row and of the row below that parts them.

    None where the row below is no part of a header: it has nothing to part, or it
    holds what the row above asks for (东山区 below 责任单位) and no figures follow.

    Gives each column's heading with what parts it in front.
    """
    if not below:
        return None
    top = _spread(top, below[0])
    if not _is_sub_header(top, below[0]):
        return None
    pairs = zip(top, below[0], strict=True)
    both = tuple(_joined(upper, lower) for upper, lower in pairs)
    if fills(below[0], top) and not divides(both, below[1:]):
        return None
    return both


def _spread(top: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Give a header's first row with a heading over each column that it parts.

    In text it stands over the first of them only.

    >>> _spread(("指标", "2025年计划", ""), ("", "绝对值", "增长（%）"))
    ('指标', '2025年计划', '2025年计划')
    """
    spread: list[str] = []
    for at, (upper, under) in enumerate(zip(top, below, strict=False)):
        if not upper and under and at and below[at - 1]:
            spread.append(spread[-1])
        else:
            spread.append(upper)
    return (*spread, *top[len(spread) :])


def _is_sub_header(top: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether the row below a header's first parts one of its columns.

        工作任务 | 责任单位 | 责任单位
        工作任务 | 牵头单位 | 配合单位     parts 责任单位

    Another column goes on as it is: else the row below is a header by itself. Half of
    the new words must mean something to us.
    """
    uppers = [heading(text) for text in top]
    unders = [heading(text) for text in below]
    parted = _parted_columns(uppers, unders)
    if len(parted) < _FEWEST_PARTED:
        return False
    goes_on = any(word for at, word in enumerate(uppers) if at not in parted)
    words = tuple(unders[at] for at in parted)
    if not goes_on or not all(map(_can_be_sub_heading, words)):
        return False
    known = columns_of(words)
    measures = list(filter(_MEASURED.fullmatch, words))
    return (len(known) + len(measures)) * 2 >= len(words)


_MEASURED = re.compile(
    r"绝对[值数量额]|(?:同比)?增[长速幅]率?%?|总量|总额|占比%?|比重%?"
)
"""What parts the heading of a year (2024年计划 over 绝对值 and 增长)."""


def _parted_columns(uppers: list[str], unders: list[str]) -> list[int]:
    """Give the columns where the lower row says something else than the upper one.

    None where it parts no heading: one that is parted spans several columns, or was
    left blank by a merge.

    >>> _parted_columns(["任务", "责任单位", "责任单位"], ["", "牵头单位", "配合单位"])
    [1, 2]
    >>> _parted_columns(["任务", "牵头单位"], ["新建停车场", "住建局"])
    []
    """
    parted: list[int] = []
    parts_one = False
    for at, (upper, under) in enumerate(zip(uppers, unders, strict=True)):
        if under in ("", upper):
            continue
        parted.append(at)
        if not upper or uppers.count(upper) > 1:
            parts_one = True
    return parted if parts_one else []


def _can_be_sub_heading(word: str) -> bool:
    """Whether a word is short and begins with no figure (2025年, 3个 are cells)."""
    if len(word) > _LONGEST_SUB_HEADING:
        return False
    return not any(char.isdigit() for char in word[:2])


def _joined(upper: str, lower: str) -> str:
    """Word a two-row heading with what parts it first.

    >>> _joined("目标任务", "市里")
    '市里目标任务'
    >>> _joined("责任单位", "牵头单位")
    '牵头单位责任单位'
    >>> _joined("目标任务", "年度目标任务")
    '年度目标任务'
    >>> _joined("年度目标", "单位"), _joined("各县区目标", "东城区")
    ('单位', '东城区')
    >>> _joined("2025年计划", "增长（%）")
    '2025年计划增长（%）'
    """
    over = heading(upper)
    under = heading(lower)
    if under in ("", over):
        return upper
    if _says_all(under):
        return lower
    if year_in(over) is not None and _MEASURED.fullmatch(under):
        return upper + lower
    if without_measure(lower)[1] and not without_measure(upper)[1]:
        return upper + lower
    if len(under) <= _LONGEST_WORD_BEFORE and over not in under:
        return lower + upper
    return lower


def _says_all(word: str) -> bool:
    """Whether a word needs nothing from the heading above it (计量单位, 东城区)."""
    if word == "单位" or is_place(word):
        return True
    return meaning_of(HEADINGS, word) == "MEASURE"


def _header(
    headings: tuple[str, ...],
    below: Sequence[tuple[str, ...]],
    year: int | None,
    *,
    rows: int,
) -> Header:
    """Tell what the columns under these headings hold, by the rows below too.

    A bare 单位 and a doubtful name are told by the cells below them.
    """
    columns = told(headings, below, year)
    return Header(columns=columns, headings=headings, rows=rows)
