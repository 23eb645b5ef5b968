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
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
    columns = {title: titles.index(title) for title in _KEYS}
    found: dict[tuple[str, str], CascadeLink] = {}
    for row in rows[1:]:
        said = {
            title: raw_text(row[column]).strip() if column < len(row) else ""
            for title, column in columns.items()
        }
        key = (said["上级编号"], said["上级指标"])
        likeness = said["相似度"].partition(".")[0]
        found[key] = CascadeLink(
            asked=key,
            own=said["本级编号"],
            confirmed=said["采用"],
            note=said["备注"],
            likeness=int(likeness) if likeness.isdecimal() else 0,
        )
    return found


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

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": dt.datetime(2025, 1, 1)})  # noqa: DTZ001 - a property has no zone
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
        rows = [(asked.measurement_unit, link) for asked, link in links.items()] + [
            ("", link) for link in others
        ]
        for row, (unit, link) in enumerate(rows, 1):
            for column, text in enumerate(_cells(unit, link, lines)):
                page.write_string(
                    row,
                    column,
                    text,
                    asked_for if _HEADERS[column] in {"本级编号", "采用"} else plain,
                )
        page.data_validation(
            1, 7, max(len(rows), 1), 7, {"validate": "list", "source": [YES, NO]}
        )
        page.freeze_panes(1, 0)
        own = book.add_worksheet("本级指标")
        for row, line in enumerate(lines.values()):
            for column, text in enumerate(
                (
                    line.indicator.code,
                    line.indicator.name,
                    line.indicator.measurement_unit,
                )
            ):
                own.write_string(row, column, text)
        own.set_column(1, 1, 40)
    return buffer.getvalue()


def _cells(
    measurement_unit: str, link: CascadeLink, lines: Mapping[str, IndicatorLine]
) -> tuple[str, ...]:
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
