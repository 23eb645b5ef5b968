"""Whether a row is a table's header where it stands, told by the header above it and by
the rows below it.

    工作任务     | 牵头单位 | 配合单位 | 完成时限      a header
    产业项目建设 | 市教育局 | 市财政局 | 6月底         a row of it: names of bodies only
    指标         | 东城区   | 西城区   | 南湖区        a header: figures stand below
    新建停车场   | 3        | 4        | 2
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.table.columns import (
    CONTENTS,
    ColumnPart,
    begins_with_number,
    columns_of,
    heading,
    is_header,
    is_plain_heading,
)
from xltool.decomposition.vocabulary import HEADINGS, LABELS, meaning_of

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_LONGEST_HEADING = 30


def is_header_there(
    cells: tuple[str, ...],
    below: Sequence[tuple[str, ...]],
    above: tuple[str, ...] = (),
) -> bool:
    """Whether a row is a header, given the rows below it and the headings above it."""
    if divides(cells, below):
        return True
    return is_header(cells) and not _is_row_of(cells, above)


def divides(cells: tuple[str, ...], below: Sequence[tuple[str, ...]]) -> bool:
    """Whether a row heads a matrix: content and several sharers, figures below them."""
    if begins_with_number(cells) or max(map(len, cells), default=0) > _LONGEST_HEADING:
        return False
    parts = columns_of(cells)
    sharers = [at for at, part in parts.items() if part is ColumnPart.SHARE]
    if not sharers or not CONTENTS & set(parts.values()):
        return False
    rows = below[:_SEARCHED]
    shares = [row[at].strip() for row in rows for at in sharers if at < len(row)]
    told = [text for text in shares if text]
    figures = [text for text in told if figure_in(text)]
    return bool(told) and len(figures) * 2 > len(told)


def fills(cells: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a cell holds a body or a month below the heading that asks for one."""
    over = columns_of(above)
    return any(
        over.get(at) in _FILLS.get(part, ()) for at, part in columns_of(cells).items()
    )


def _is_row_of(cells: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a row that could be a header is data of the header above.

    A header repeated on a new page repeats a heading in its place.
    """
    words = [heading(text) for text in cells]
    pairs = zip(words, map(heading, above), strict=False)
    if any(word and word == upper for word, upper in pairs):
        return False
    if any(map(_is_only_heading, words)):
        return False
    if fills(cells, above):
        return True
    parts = columns_of(cells)
    over = columns_of(above)
    repeating = [at for at, word in enumerate(words) if word.startswith(_SAID_OF_ALL)]
    if any(at in over and over[at] not in CONTENTS for at in repeating):
        return True
    contents = [at for at, part in parts.items() if part in CONTENTS]
    plain = all(is_plain_heading(cells[at]) for at in contents)
    return not plain and all(over.get(at) in CONTENTS for at in contents)


def _is_only_heading(word: str) -> bool:
    """Whether a word heads a column (承办单位) and stands in no cell (各责任单位)."""
    if meaning_of(LABELS, word):
        return True
    return meaning_of(HEADINGS, word) in _ONLY_HEADINGS
