"""What stands above a column: its heads, its label, its unit of measurement, help.

The levels of a header are told by merged cells. Where no cell is merged, one of its
rows has the names and the others explain them: which are required, what to enter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from xltool.excel.designing.words import split_unit, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel.designing.page import Page
    from xltool.excel.designing.tables import Table

_LONGEST_NAME = 50
"""Characters of a label; a longer text is an explanation."""
_LONGEST_KEY = 40
_SHORTEST_HELP = 12
"""Characters of a text under a name; a shorter one says too little to help."""
_REQUIRED = frozenset({"required", "必填"})
"""What a row of a header says of a column that must be filled in."""
_ROW_NAME = re.compile(r"required(?:or|/)optional|是否必填|helptext|填写说明")
"""How the first column names such a row of the header."""
_PERCENT_SIGNS = ("（%）", "(%)", "（％）", "%", "％")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above one column."""

    label: str
    heads: tuple[str, ...] = ()
    unit: str = ""
    help: str = ""
    required: bool = False


def headings(page: Page, table: Table) -> dict[int, Heading]:
    """Give the heading of every column of a table."""
    naming = _naming_row(page, table)
    found = {}
    for column in (*table.names, *table.values):
        if naming is None:
            found[column] = _levelled(page, table, column)
        else:
            found[column] = _explained(page, table, column, naming)
    return found


def _naming_row(page: Page, table: Table) -> int | None:
    """Give the row that has the names, where the header's rows explain each other.

    None where merged cells part the header into levels.
    """
    if len(table.header) < 2:
        return None
    if _is_merged(page, table) and not _has_explanations(page, table):
        return None
    return min(table.header, key=lambda row: _awkwardness(page, row, table.columns))


def _is_merged(page: Page, table: Table) -> bool:
    """Say whether a cell of the header spans several columns."""
    for row in table.header:
        for column in table.columns:
            _, left, _, right = page.area(row, column)
            if right > left:
                return True
    return False


def _has_explanations(page: Page, table: Table) -> bool:
    """Say whether a row above the last of a header has a long text."""
    for row in table.header[:-1]:
        texts = page.texts(row, table.columns)
        if any(len(text) > _LONGEST_NAME for text in texts):
            return True
    return False


def _awkwardness(page: Page, row: int, columns: Sequence[int]) -> tuple[int, int]:
    """Say how badly a row's texts serve as names: long, the same, no words.

    The higher, the worse; of two rows that serve as well, the lower one has the names.
    """
    texts = [page.text(row, column).strip() for column in columns]
    told = [text for text in texts if text]
    long = sum(len(text) > _LONGEST_NAME for text in told)
    same = len(told) - len(set(told))
    technical = sum("_" in text for text in told)
    empty = len(texts) - len(told)
    return long * 2 + same * 2 + technical * 2 + empty, -row


def _levelled(page: Page, table: Table, column: int) -> Heading:
    """Give a heading whose levels stand above each other, the label lowest.

    A unit that a head names counts where the label has none.
    """
    levels = [split_unit(text) for text in _texts_above(page, table, column)]
    if not levels:
        return Heading(label="")
    name, unit = levels.pop()
    for _, unit_above in reversed(levels):
        if not unit and unit_above != "%":
            unit = unit_above
    return Heading(
        label=_without_percent(name),
        heads=tuple(_head(text) for text, _ in levels),
        unit=unit,
    )


def _texts_above(page: Page, table: Table, column: int) -> Iterator[str]:
    """Give the texts of a header above a column, a merged one once."""
    seen = set()
    for row in table.header:
        area = page.area(row, column)
        text = _flat(page.text(row, column))
        if text and area not in seen:
            yield text
        seen.add(area)


def _explained(page: Page, table: Table, column: int, naming: int) -> Heading:
    """Give a heading whose name stands in one row, and is explained in the others."""
    name, unit = split_unit(_flat(page.text(naming, column)))
    others = [page.text(row, column).strip() for row in table.header if row != naming]
    helps = [text for text in others if _is_help(text)]
    return Heading(
        label=name,
        unit=unit,
        help=" ".join(helps),
        required=any(text.lower() in _REQUIRED for text in others),
    )


def _is_help(text: str) -> bool:
    """Say whether a text explains; one with `_` is a name for machines."""
    return len(text) > _SHORTEST_HELP and "_" not in text


def _flat(text: str) -> str:
    """Give a text in one line."""
    lines = [line.strip() for line in text.splitlines()]
    told = [line for line in lines if line]
    is_english = all(line.isascii() for line in told)
    return (" " if is_english else "").join(told)


def _head(text: str) -> str:
    """Give a head as a design writes it: there `/` parts heads from each other."""
    return text.replace("/", "／").strip()


def _without_percent(name: str) -> str:
    """Give a label without the sign of its unit: 同比±% is 同比±."""
    for sign in _PERCENT_SIGNS:
        if name.endswith(sign) and name != sign:
            return name.removesuffix(sign).strip()
    return name


def explains_rows(page: Page, table: Table, column: int) -> bool:
    """Say whether a column only names the rows of the header: 是否必填, Help Text."""
    texts = [squeezed(page.text(row, column)).lower() for row in table.header]
    return len(texts) > 2 and any(_ROW_NAME.fullmatch(text) for text in texts)


def key_of(heading: Heading, taken: set[str], fallback: str) -> str:
    """Give a name by which rules know a column, and note it as taken.

    Its label, with as many of its heads as tell it from the others, else with a number.
    """
    candidates = _candidates(heading, fallback)
    key = next(one for one in candidates if one not in taken)
    taken.add(key)
    return key


def _candidates(heading: Heading, fallback: str) -> Iterator[str]:
    """Give the names that a column could have, the best first, without an end."""
    name = _usable(heading.label) or fallback
    yield name[:_LONGEST_KEY]
    for head in reversed(heading.heads):
        name = f"{_usable(head)}{name}"
        yield name[:_LONGEST_KEY]
    for number in count(2):
        suffix = str(number)
        yield name[: _LONGEST_KEY - len(suffix)] + suffix


def _usable(text: str) -> str:
    """Drop what a name of a field may not contain."""
    if text.isascii():
        text = "_".join(text.split())
    kept = [char for char in squeezed(text) if char not in "[].@:'\"{}#!?*"]
    return "".join(kept).strip("_")[:34]
