"""How often a form is sent in, by its words and by the months that it asks for."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from xltool.excel.designing.found import DesignDoubt
from xltool.excel.designing.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel.designing.draft import Draft
    from xltool.excel.designing.page import Page

_CYCLES = (
    (re.compile(r"旬报|旬简报"), "旬"),
    (re.compile(r"半年"), "半年"),
    (re.compile(r"季报|季度|按季|季总结"), "季"),
    (re.compile(r"周报|每周"), "周"),
    (re.compile(r"月报|月度|按月|本月|当月"), "月"),
    (re.compile(r"(?:报告期|所属期)\s*[:：]\s*(?:20\d\d)?[\s_＿]*年[\s_＿]*月"), "月"),
    (re.compile(r"年报"), "年"),
)
"""Words that say a cycle, the more telling ones first."""
_YEARLY = re.compile(r"年度|全年|预算(?!内)|决算")
"""What most forms of a year say, and some others."""
_MONTH_HEAD = re.compile(r"(1[0-2]|[1-9])月份?")
_SPANS: dict[tuple[int, ...], str] = {
    (1, 2, 3): "季",
    (4, 5, 6): "季",
    (7, 8, 9): "季",
    (10, 11, 12): "季",
    (1, 2, 3, 4, 5, 6): "半年",
    (7, 8, 9, 10, 11, 12): "半年",
    (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12): "年",
}
"""How often a form is sent in that asks for these months."""
_ROWS_OF_TITLE = 6
"""Rows of a worksheet in which its title says the cycle."""


def cycle_of(pages: Sequence[Page], name: str, draft: Draft) -> str:
    """Give a form's cycle; asked about where nothing says it."""
    texts = list(_telling_texts(pages, name))
    for pattern, cycle in _CYCLES:
        if _any_matches(pattern, texts):
            return cycle
    is_yearly = _any_matches(_YEARLY, texts)
    months = _months(pages)
    cycle = _SPANS.get(months, "年" if is_yearly else "月")
    if is_yearly and cycle == "年":
        return cycle
    question = "表里没有写多久报一次"
    if months in _SPANS:
        question = f"{question}，要填的是 {months[0]}月到 {months[-1]}月"
    draft.ask(
        DesignDoubt(
            place="",
            question=question,
            taken=cycle,
            options="旬、月、季、半年、年、周、单次",
            sheet="设置",
            row_key="周期",
            column="内容",
        )
    )
    return cycle


def _telling_texts(pages: Sequence[Page], name: str) -> Iterator[str]:
    """Give the names of a form and its worksheets, and what stands at their top."""
    yield name
    for page in pages:
        yield page.name
        for row in range(min(page.rows, _ROWS_OF_TITLE)):
            for _, text in page.texts_in(row):
                yield text


def _any_matches(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    """Say whether a pattern is found in one of the texts."""
    return any(pattern.search(text) for text in texts)


def _months(pages: Sequence[Page]) -> tuple[int, ...]:
    """Give the months that stand in cells of their own, as heads or names of rows."""
    months = set()
    for page in pages:
        if not page.visible or page.is_lookup:
            continue
        rows = (page.texts_in(row) for row in range(page.rows))
        for _, text in chain.from_iterable(rows):
            month = _MONTH_HEAD.fullmatch(squeezed(text))
            if month is not None:
                months.add(int(month[1]))
    return tuple(sorted(months))
