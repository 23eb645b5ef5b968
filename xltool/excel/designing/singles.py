"""Single cells of a form: a label and what is filled in beside or behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.designing.words import FOOTER, is_label, unit_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel.designing.page import Page, Position
    from xltool.excel.designing.tables import Table

_ASKED = (
    *("填报单位", "报送单位", "编制单位", "编制部门", "单位名称", "填报部门"),
    *("上报单位", "填报人", "填表人", "制表人", "统计负责人", "单位负责人", "负责人"),
    *("审核人", "复核人", "联系人", "联系电话", "电话", "填报日期", "填报时间"),
    *("填表日期", "报出日期", "制表日期", "报送日期", "日期", "统计月度", "报告期"),
    *("所属期", "统一社会信用代码", "组织机构代码", "签发人", "经办人", "主管领导"),
)
_LABELS = "|".join(sorted(_ASKED, key=len, reverse=True))
_IN_CELL = re.compile(rf"(?P<label>{_LABELS})(?:（[^（）]*）)?\s*[:：]")
"""`填报人：      负责人：` in one cell, each followed by what is filled in."""
_BLANK = re.compile(
    r"""
    ^[\s_＿\u3000\xa0]*                                        # blanks, a line
    (?:(?:20\d\d)?[\s_X\u3000]*年[\s_X\u3000]*月(?:[\s_X\u3000]*日)?)?  # 2025年  月  日
    [\s_\u3000（）()盖章签字公印]*$                             # （盖章）
    """,
    re.VERBOSE,
)
"""What stands behind a label that waits."""
_UNITS = frozenset(_ASKED[:7])
_PERIODS = frozenset({"统计月度", "报告期", "所属期"})
_TITLE = re.compile(r"[:：\s_＿]+$")
"""The end of a label that is no part of its name."""
_LONGEST_LABEL = 40
_ROWS_ABOVE = 4
"""Rows above a header in which its unit of measurement is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """One label with the cell in which its answer stands.

    `inside` says that both stand in one cell.
    """

    label: str
    at: Position
    label_at: Position
    inside: bool = False

    @property
    def prefill(self) -> str:
        """What the office knows already: whose report it is, and for when."""
        if self.label in _UNITS:
            return "单位"
        return "报告期" if self.label in _PERIODS else ""


def find_singles(page: Page, tables: tuple[Table, ...]) -> Iterator[Single]:
    """Find the labels outside of tables that wait for an answer."""
    for row in range(page.rows):
        for column, text in page.texts_in(row):
            if _in_table(tables, row, column):
                continue
            starts_here = page.area(row, column)[:2] == (row, column)
            if starts_here and not unit_in(text):
                yield from _asked(page, row, column, text)


def _in_table(tables: Sequence[Table], row: int, column: int) -> bool:
    """Say whether a cell belongs to the header or the body of a table."""
    for table in tables:
        rows = range(table.header.start, table.body.stop)
        if row in rows and column in table.columns:
            return True
    return False


def _asked(page: Page, row: int, column: int, text: str) -> Iterator[Single]:
    """Give what a cell asks for: one answer beside it, or several within it."""
    inside = list(_inside(text, (row, column)))
    beside = _beside(page, row, column, drawn_only=bool(inside))
    if is_label(text) and beside is not None and len(inside) < 2:
        label = _TITLE.sub("", " ".join(text.split()))
        yield Single(
            label=label[:_LONGEST_LABEL],
            at=beside,
            label_at=(row, column),
        )
        return
    yield from inside


def _inside(text: str, at: Position) -> Iterator[Single]:
    """Give the labels of a cell that are answered in the cell itself."""
    found = list(_IN_CELL.finditer(text))
    starts = [label.start() for label in found]
    ends = [*starts[1:], len(text)]
    for label, end in zip(found, ends, strict=False):
        if _BLANK.match(text[label.end() : end]):
            yield Single(label=label["label"], at=at, label_at=at, inside=True)


def _beside(page: Page, row: int, column: int, *, drawn_only: bool) -> Position | None:
    """Give the empty cell right of a label that waits to be filled in.

    It is drawn as one, or may be any empty cell, unless `drawn_only`.
    """
    _, _, _, right = page.area(row, column)
    after = right + 1
    for place in range(after, min(after + 2, page.columns + 1)):
        if not page.cell(row, place).is_empty:
            return None
        if _is_drawn(page, row, place):
            return (row, place)
    if drawn_only or after >= max(page.columns, 2):
        return None
    is_footer = FOOTER.search(page.text(row, column)) is not None
    is_free = page.cell(row, after).is_empty
    return (row, after) if is_free and not is_footer else None


def _is_drawn(page: Page, row: int, column: int) -> bool:
    """Say whether an empty cell is framed, merged, unlocked or checked."""
    cell = page.cell(row, column)
    _, _, _, right = page.area(row, column)
    if cell.framed or right > column:
        return True
    if page.protected and not cell.locked:
        return True
    return page.validation(row, column) is not None


def corner_unit(page: Page, table: Table) -> str:
    """Give the unit of measurement that stands above a table: 单位：万元."""
    first = max(0, table.header.start - _ROWS_ABOVE)
    for row in range(first, table.header.start):
        for _, text in page.texts_in(row):
            unit = unit_in(text)
            if unit:
                return unit
    return ""
