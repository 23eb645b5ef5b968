"""What stands above a column: its heads, its label, its unit of measurement, help.

The levels of a header are told by merged cells. Where no cell is merged, one of its
rows has the names and the others explain them: which are required, what to enter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.designing.words import split_unit, squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel.designing.page import Page
    from xltool.excel.designing.tables import Table

_LONGEST_NAME = 50
"""Characters of a label; a longer text is an explanation."""
_REQUIRED = {"required": True, "必填": True, "optional": False, "选填": False,
             "conditional": False, "可选": False, "条件必填": False}  # fmt: skip


_ROW_NAME = re.compile(r"required(?:or|/)optional|是否必填|helptext|填写说明")


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
    return {
        column: _heading(page, table, column, naming)
        for column in (*table.names, *table.values)
    }


def _naming_row(page: Page, table: Table) -> int | None:
    """Give the row that has the names, where the header's rows explain each other.

    None where merged cells part the header into levels.
    """
    rows = list(table.header)
    spans = [page.area(row, column) for row in rows for column in table.columns]
    merged = any(right > left for _, left, _, right in spans)
    if len(rows) < 2:
        return None
    if merged and not _has_explanations(page, table):
        return None
    return min(rows, key=lambda row: _awkwardness(page, row, table.columns))


def _has_explanations(page: Page, table: Table) -> bool:
    """Say whether a row of the header is made of long texts."""
    lengths = []
    for row in table.header[:-1]:
        texts = [page.text(row, column) for column in table.columns]
        told = [text for text in texts if text]
        lengths.append(max(map(len, told), default=0))
    return max(lengths, default=0) > _LONGEST_NAME


def _awkwardness(page: Page, row: int, columns: Sequence[int]) -> tuple[int, int]:
    """Say how badly a row's texts serve as names: long, the same, no words."""
    texts = [page.text(row, column).strip() for column in columns]
    told = [text for text in texts if text]
    long = sum(len(text) > _LONGEST_NAME for text in told)
    same = len(told) - len(set(told))
    technical = sum("_" in text for text in told)
    empty = len(texts) - len(told)
    return long * 2 + same * 2 + technical * 2 + empty, -row


def _heading(page: Page, table: Table, column: int, naming: int | None) -> Heading:
    if naming is not None:
        return _explained(page, table, column, naming)
    levels: list[str] = []
    seen = set()
    for row in table.header:
        area = page.area(row, column)
        text = _flat(page.text(row, column))
        if area not in seen and text:
            levels.append(text)
        seen.add(area)
    if not levels:
        return Heading(label="")
    name, unit = split_unit(levels[-1])
    heads = [split_unit(text) for text in levels[:-1]]
    named = [one for _, one in heads if one and one != "%"]
    return Heading(
        label=_without_percent(name),
        heads=tuple(_head(text) for text, _ in heads),
        unit=unit or (named[-1] if named else ""),
    )


def _explained(page: Page, table: Table, column: int, naming: int) -> Heading:
    name, unit = split_unit(_flat(page.text(naming, column)))
    others = [page.text(row, column).strip() for row in table.header if row != naming]
    required = [_REQUIRED.get(text.lower()) for text in others]
    helps = [text for text in others if len(text) > 12 and "_" not in text]
    return Heading(
        label=name,
        unit=unit,
        help=" ".join(helps),
        required=True in required,
    )


def _flat(text: str) -> str:
    """Give a text in one line."""
    lines = [line.strip() for line in text.splitlines()]
    told = [line for line in lines if line]
    if all(line.isascii() for line in told):
        return " ".join(told)
    return "".join(told)


def _head(text: str) -> str:
    return text.replace("/", "／").strip()


def _without_percent(name: str) -> str:
    """Give a label without the sign of its unit: 同比±% is 同比±."""
    for sign in ("（%）", "(%)", "（％）", "%", "％"):
        if name.endswith(sign) and len(name) > len(sign):
            return name.removesuffix(sign).strip()
    return name


def explains_rows(page: Page, table: Table, column: int) -> bool:
    """Say whether a column only names the rows of the header: 是否必填, Help Text."""
    texts = [squeezed(page.text(row, column)).lower() for row in table.header]
    return len(texts) > 2 and any(_ROW_NAME.fullmatch(text) for text in texts)


def key_of(heading: Heading, taken: set[str], fallback: str) -> str:
    """Give a name by which rules know a column, and note it as taken.

    Its label, with as many of its heads as tell it from the others.
    """
    label = _usable(heading.label) or fallback
    candidates = [label]
    for head in reversed(heading.heads):
        candidates.append(f"{_usable(head)}{candidates[-1]}")
    candidates += [f"{candidates[-1]}{number}" for number in range(2, 1000)]
    key = next(one for one in candidates if one[:40] not in taken)[:40]
    taken.add(key)
    return key


def _usable(text: str) -> str:
    """Drop what a name of a field may not contain."""
    if text.isascii():
        text = "_".join(text.split())
    kept = [char for char in squeezed(text) if char not in "[].@:'\"{}#!?*"]
    return "".join(kept).strip("_")[:34]
