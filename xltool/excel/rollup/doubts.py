"""校验与核实: open queries, answers, waivers, and what the roll-up itself has to
say.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.rollup.cells import CHINA
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.findings import SEVERITY_LABELS, Severity

if TYPE_CHECKING:
    import datetime as dt

    from xltool.excel.rollup.book import Book
    from xltool.findings import Finding
    from xltool.rollup.inputs import SubmissionFinding, Waived


class _Row(NamedTuple):
    """One line of the sheet; `reply` is the unit's 说明 or the reason of a waiver."""

    group: str
    code: str
    message: str
    unit: str = ""
    severity: str = ""
    place: str = ""
    reply: str = ""


COLUMNS = Columns[tuple[int, _Row]](
    Column(title="序号", width=6, value=lambda row: row[0]),
    Column(title="类别", width=10, value=lambda row: row[1].group),
    Column(title="单位", width=17, value=lambda row: row[1].unit or None),
    Column(title="级别", width=9, value=lambda row: row[1].severity or None),
    Column(title="代码", width=8, value=lambda row: row[1].code),
    Column(title="位置", width=18, value=lambda row: row[1].place or None),
    Column(title="问题", width=56, value=lambda row: row[1].message, align="left"),
    Column(
        title="单位说明或放行理由",
        width=42,
        value=lambda row: row[1].reply or None,
        align="left",
    ),
)


def write_doubts(book: Book) -> None:
    """Write queries and answers first, then waivers, then the roll-up's own
    findings.
    """
    page = RollupPage(book, "校验与核实", "校验与核实情况表", COLUMNS, freeze=3)
    inputs = book.rollup.inputs
    waived = {(one.unit, one.code) for one in inputs.waived}
    rows = chain(
        (_doubt(book, doubt, waived) for doubt in inputs.doubts),
        (_waiver(book, waiver) for waiver in inputs.waived),
        map(_own, book.rollup.findings),
    )
    for number, row in enumerate(rows, start=1):
        page.line(COLUMNS.cells((number, row)))
    if page.row == page.first_row:
        page.line(COLUMNS.cells_by_name(类别="本期无"))


def _doubt(book: Book, doubt: SubmissionFinding, waived: set[tuple[str, str]]) -> _Row:
    """Give the row of a finding; what the unit has answered is only a query."""
    severity = Severity.QUERY if doubt.answer else doubt.severity
    return _Row(
        group=_state(doubt, waived),
        unit=book.unit(doubt.unit),
        severity=SEVERITY_LABELS[severity],
        code=doubt.code,
        place=f"{doubt.sheet} {doubt.cell}".strip(),
        message=doubt.message,
        reply=doubt.answer,
    )


def _state(doubt: SubmissionFinding, waived: set[tuple[str, str]]) -> str:
    """Say what became of a finding."""
    if (doubt.unit, doubt.code) in waived:
        return "已放行"
    if doubt.answer:
        return "已说明"
    return "待改正" if doubt.severity is Severity.ERROR else "待核实"


def _waiver(book: Book, waiver: Waived) -> _Row:
    """Give the row of a kind of finding that the office has let pass."""
    return _Row(
        group="放行记录",
        unit=book.unit(waiver.unit),
        code=waiver.code,
        message=f"{_day(waiver.at)}由{waiver.who or '本办'}放行",
        reply=waiver.reason,
    )


def _day(at: dt.datetime) -> str:
    """Give the day in the office's time."""
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def _own(finding: Finding) -> _Row:
    """Give the row of a finding of the roll-up itself."""
    place = finding.place
    return _Row(
        group="汇总提示",
        severity=SEVERITY_LABELS[finding.severity],
        code=finding.code,
        place=f"{place.sheet} {place.cell or place.row_key}".strip(),
        message=finding.message,
    )
