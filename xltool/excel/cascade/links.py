"""`cascade.xlsx`.

Which indicator of ours answers which of the level above, confirmed by the clerk.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from xltool.checks.values import raw_text
from xltool.errors import InputFileError
from xltool.rollup.cascading import NO, YES, CascadeLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook

    from xltool.model.grid import CellError, Raw
    from xltool.rollup.cascading import Asked
    from xltool.rollup.indicators import IndicatorLine

_SHEET = "指标对应"
_HEADERS = (
    "上级编号",
    "上级指标",
    "上级计量单位",
    "本级编号",
    "本级指标",
    "本级计量单位",
    "相似度",
    "采用",
    "备注",
)
_WIDTHS = (14, 34, 12, 14, 34, 12, 8, 8, 30)
_KEYS = ("上级编号", "上级指标", "本级编号", "采用", "备注", "相似度")
"""The columns that are read again."""
_ANSWERS = frozenset({"本级编号", "采用"})
"""The columns that the clerk fills in."""
_CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001 - a property has no zone
"""Always the same, so that the same mapping gives the same bytes."""


def read_links(path: Path) -> dict[tuple[str, str], CascadeLink]:
    """Read the mapping; empty where there is none yet.

    InputFileError where it cannot be read.
    """
    from xltool.excel.reading import read_workbook

    if not path.exists():
        return {}
    workbook = read_workbook(path).workbook
    rows = workbook.sheets[0].rows if workbook else []
    titles = [raw_text(cell).strip() for cell in rows[0]] if rows else []
    if not set(_KEYS) <= set(titles):
        raise InputFileError(
            f"{path} 不是指标对应表：请恢复表头，或删去它再运行一次，重新生成"
        )
    links = [_link(titles, row) for row in rows[1:]]
    return {link.asked: link for link in links}


def _link(titles: Sequence[str], row: Sequence[Raw | CellError]) -> CascadeLink:
    """Read one row of the mapping; a row may end before its last columns."""
    texts = {}
    for title in _KEYS:
        column = titles.index(title)
        texts[title] = raw_text(row[column]).strip() if column < len(row) else ""
    likeness, _, _ = texts["相似度"].partition(".")
    return CascadeLink(
        asked=(texts["上级编号"], texts["上级指标"]),
        own=texts["本级编号"],
        confirmed=texts["采用"],
        note=texts["备注"],
        likeness=int(likeness) if likeness.isdecimal() else 0,
    )


def write_links(
    links: Mapping[Asked, CascadeLink],
    lines: Mapping[str, IndicatorLine],
    *,
    others: Sequence[CascadeLink],
) -> bytes:
    """Give the mapping as a workbook, with `others` that this workbook does not ask
    for, and a list of ours.
    """
    import xlsxwriter

    rows = []
    for asked, link in links.items():
        rows.append(_cells(asked.measurement_unit, link, lines))
    for link in others:
        rows.append(_cells("", link, lines))
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _CREATED})
        _write_mapping(book, rows)
        _write_own(book, lines.values())
    return buffer.getvalue()


def _write_mapping(book: Workbook, rows: Sequence[tuple[str, ...]]) -> None:
    """Write the sheet in which the clerk confirms what answers what."""
    page = book.add_worksheet(_SHEET)
    head = book.add_format(
        {"bold": True, "bg_color": "#D9E1F2", "border": 1, "align": "center"}
    )
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    asked_for = book.add_format(
        {"border": 1, "bg_color": "#FFF2CC", "valign": "vcenter"}
    )
    for column, (title, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, title, head)
    for number, texts in enumerate(rows, 1):
        for column, text in enumerate(texts):
            style = asked_for if _HEADERS[column] in _ANSWERS else plain
            page.write_string(number, column, text, style)
    confirmed = _HEADERS.index("采用")
    last = max(len(rows), 1)
    answers = {"validate": "list", "source": [YES, NO]}
    page.data_validation(1, confirmed, last, confirmed, answers)
    page.freeze_panes(1, 0)


def _write_own(book: Workbook, lines: Iterable[IndicatorLine]) -> None:
    """Write the list of our indicators, from which the clerk takes the codes."""
    page = book.add_worksheet("本级指标")
    for row, line in enumerate(lines):
        indicator = line.indicator
        texts = (indicator.code, indicator.name, indicator.measurement_unit)
        for column, text in enumerate(texts):
            page.write_string(row, column, text)
    page.set_column(1, 1, 40)


def _cells(
    measurement_unit: str, link: CascadeLink, lines: Mapping[str, IndicatorLine]
) -> tuple[str, ...]:
    """Give the texts of one row, in the order of the headers."""
    line = lines.get(link.own)
    return (
        *link.asked,
        measurement_unit,
        link.own,
        line.indicator.name if line else "",
        line.indicator.measurement_unit if line else "",
        str(link.likeness) if link.own else "",
        link.confirmed,
        link.note,
    )
