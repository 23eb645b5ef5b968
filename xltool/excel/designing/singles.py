"""Single cells of a form: a label and what is filled in beside or behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.designing.words import FOOTER, is_label, unit_in

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    covered = [(range(one.header.start, one.body.stop), one.columns) for one in tables]
    for row in range(page.rows):
        for column, text in page.texts_in(row):
            if any(row in rows and column in columns for rows, columns in covered):
                continue
            if page.area(row, column)[:2] == (row, column):
                yield from _asked(page, row, column, text)


def _asked(page: Page, row: int, column: int, text: str) -> Iterator[Single]:
    if unit_in(text):
        return
    inside = list(_inside(text, (row, column)))
    beside = _beside(page, row, column, drawn_only=bool(inside))
    if is_label(text) and beside is not None and len(inside) < 2:
        label = _TITLE.sub("", " ".join(text.split()))
        yield Single(label=label[:40], at=beside, label_at=(row, column))
        return
    yield from inside


def _inside(text: str, at: Position) -> Iterator[Single]:
    """Give the labels of a cell that are answered in the cell itself."""
    found = list(_IN_CELL.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)][: len(found)]
    for one, end in zip(found, ends, strict=True):
        if _BLANK.match(text[one.end() : end]):
            yield Single(label=one["label"], at=at, label_at=at, inside=True)


def _beside(page: Page, row: int, column: int, *, drawn_only: bool) -> Position | None:
    """Give the empty cell right of a label that waits to be filled in.

    It is drawn as one, or may be any empty cell.
    """
    _, _, _, right = page.area(row, column)
    for place in range(right + 1, min(right + 3, page.columns + 1)):
        cell = page.cell(row, place)
        if cell.text or cell.formula:
            return None
        drawn = cell.framed or page.area(row, place)[3] > place
        open_ = page.protected and not cell.locked
        if drawn or open_ or page.validation(row, place) is not None:
            return (row, place)
    if drawn_only:
        return None
    follows = page.cell(row, right + 1)
    is_footer = FOOTER.search(page.text(row, column)) is not None
    if follows.is_empty and not is_footer and right + 1 < max(page.columns, 2):
        return (row, right + 1)
    return None


def corner_unit(page: Page, table: Table) -> str:
    """Give the unit of measurement that stands above a table: 单位：万元."""
    for row in range(max(0, table.header.start - 4), table.header.start):
        for _, text in page.texts_in(row):
            unit = unit_in(text)
            if unit:
                return unit
    return ""
