"""待确认 of a design: what `xltool design` was not sure of, and the clerk's answers.

An answer takes the place of the cell that it is about when the design is read; the
design's own sheets stay as they are written.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from xltool.findings import DESIGN_ANSWER_LOST, DESIGN_DOUBT_OPEN, Place
from xltool.forms.design_table import cell_text
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.findings import Finding
    from xltool.forms.design_table import Rows
    from xltool.model.grid import CellError, Raw

DOUBTS = "待确认"
DOUBT_COLUMNS = (
    *("编号", "位置", "问题", "现在按", "可填", "处理意见", "表", "标识", "栏"),
)
ACCEPTED = frozenset({"采纳", "采纳建议", "保持原样", "是", "对", "同意"})
"""Answers that leave everything as it is."""
EMPTIED = frozenset({"空", "（空）", "无", "没有"})
_IDENTITIES = {"设置": ("项目",), "表": ("表标识",), "行": ("所属表", "行号"),
               "字段": ("所属表", "字段标识")}  # fmt: skip
"""The columns by which a row of a design's sheet is named."""

_Tables = dict[str, list[list["Raw | CellError"]]]


def with_answers(
    sheets: Mapping[str, Rows],
) -> tuple[dict[str, Rows], tuple[Finding, ...]]:
    """Give the sheets of a design with the answers in them, without 待确认."""
    kept = dict(sheets)
    doubts = kept.pop(DOUBTS, None)
    if not doubts:
        return kept, ()
    tables: _Tables = {name: [list(row) for row in rows] for name, rows in kept.items()}
    header = [cell_text(cell) for cell in doubts[0]]
    answer_column = 0
    if "处理意见" in header:
        answer_column = header.index("处理意见")
    findings: list[Finding] = []
    for number, row in enumerate(doubts[1:], start=1):
        texts = map(cell_text, row)
        said = dict(zip_longest(header, texts, fillvalue=""))
        if said.get("编号", "").isdigit():
            place = Place(sheet=DOUBTS, cell=address(number, answer_column))
            findings += _answered(said, place, tables)
    return dict(tables), tuple(findings)


def _answered(said: dict[str, str], at: Place, tables: _Tables) -> list[Finding]:
    """Put an answer where it belongs; a question without one is named.

    `said` are the cells of the question's row by their columns.
    """
    answer = said.get("处理意见", "").strip()
    if not answer:
        still_open = DESIGN_DOUBT_OPEN.at(
            at,
            found=said.get("问题", ""),
            where=said.get("位置", "") or "整份表",
            expected=said.get("现在按", ""),
        )
        return [still_open]
    if answer in ACCEPTED or not said.get("栏"):
        return []
    content = "" if answer in EMPTIED else answer
    lost = []
    for identity in said.get("标识", "").split("、"):
        if not _put(tables, said, identity, content):
            lost.append(DESIGN_ANSWER_LOST.at(at, found=answer, expected=identity))
    return lost


def _put(tables: _Tables, said: dict[str, str], identity: str, content: str) -> bool:
    """Write a cell of a design's sheet; tell whether there is such a row.

    `identity` names the row by the columns of `_IDENTITIES`: `月报.累计完成`.
    """
    name, column = said.get("表", ""), said.get("栏", "")
    rows = tables.get(name)
    naming = _IDENTITIES.get(name)
    if not rows or naming is None:
        return False
    header = [cell_text(cell) for cell in rows[0]]
    if column not in header or not set(naming) <= set(header):
        return False
    wanted = identity.split(".", len(naming) - 1)
    columns = [header.index(title) for title in naming]
    for row in rows[1:]:
        missing = len(header) - len(row)
        row.extend([None] * missing)
        if [cell_text(row[place]) for place in columns] == wanted:
            row[header.index(column)] = content
            return True
    return False
