"""报送情况: completeness and timeliness per unit, in this period and over the year; and 校验与核实."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import CHINA, Cell, Number
from xltool.excel.rollup.page import Column, Page
from xltool.findings import SEVERITY_LABELS, Severity
from xltool.model.submission import VERDICT_LABELS
from xltool.rollup.answers import value_of
from xltool.rollup.discipline import Rate
from xltool.rollup.wording import period_words

if TYPE_CHECKING:
    import datetime as dt

    from xltool.excel.rollup.book import Book
    from xltool.rollup.discipline import UnitDiscipline
    from xltool.rollup.inputs import Doubt

MOST_PERIODS = 12
"""Periods of the year that are shown one by one; rates always count all of them."""
_UNIT = (
    Column(title="序号", width=6),
    Column(title="单位", width=18),
    Column(title="本期\n情况", width=8),
    Column(title="收到时间", width=14),
    Column(title="校验结论", width=17),
    Column(title="校验\n问题", width=7),
    Column(title="应填项", width=8),
    Column(title="已填项", width=8),
    Column(title="完整率", width=9, align="right"),
)
_YEAR = (
    Column(title="本年\n报送率", width=9, align="right"),
    Column(title="本年\n按时率", width=9, align="right"),
)
_CONTACT = (Column(title="填报人", width=10), Column(title="联系电话", width=15))
_DOUBTS = (
    Column(title="序号", width=6),
    Column(title="类别", width=10),
    Column(title="单位", width=17),
    Column(title="级别", width=9),
    Column(title="代码", width=8),
    Column(title="位置", width=18),
    Column(title="问题", width=56, align="left"),
    Column(title="单位说明或放行理由", width=42, align="left"),
)


def write_discipline(book: Book) -> None:
    """Write who reported, when and how completely."""
    records = (*book.rollup.inputs.earlier, book.rollup.inputs.current)[-MOST_PERIODS:]
    marks = tuple(
        Column(title=period_words(record.period), width=7) for record in records
    )
    page = Page(
        book, "报送情况", "报送情况表", (*_UNIT, *marks, *_YEAR, *_CONTACT), freeze=2
    )
    for number, one in enumerate(book.rollup.units, start=1):
        page.plain_line(_cells(book, one, number, len(records)))
    page.plain_line(_sums(book, len(records)), bold=True)
    deadline = book.rollup.inputs.deadline
    due = (
        f"本期报送截止{deadline.year}年{deadline.month}月{deadline.day}日。"
        if deadline
        else ""
    )
    page.note(
        f"{due}完整率＝已填项÷应填项（应填项：该单位的指标、任务和不得空白的表；本期没有合格报表的不计）。"
        "报送率＝合格报送期数÷应报期数，按时率＝按时合格报送期数÷应报期数；未下发报表的期不计入应报。"
    )
    book.color_statuses(page.sheet, 3, 2, page.row, 2)
    book.color_statuses(
        page.sheet, 3, len(_UNIT), page.row, len(_UNIT) + len(marks) - 1
    )


def _cells(book: Book, one: UnitDiscipline, number: int, periods: int) -> list[Cell]:
    standing = one.standing
    return [
        number,
        book.unit(one.unit),
        one.mark.value,
        standing.received_at,
        VERDICT_LABELS[standing.verdict] if standing.verdict else None,
        standing.findings or None,
        one.filled.whole if one.filled else None,
        one.filled.part if one.filled else None,
        _share(one.filled),
        *(mark.value if mark else "—" for mark in one.marks[-periods:]),
        _share(one.reported),
        _share(one.on_time),
        *(value_of(one.contact, name).text or None for name in ("填报人", "联系电话")),
    ]


def _sums(book: Book, periods: int) -> list[Cell]:
    units, points = book.rollup.units, book.rollup.overview.trend
    filled = [one.filled for one in units if one.filled]
    whole = Rate(
        part=sum(one.part for one in filled), whole=sum(one.whole for one in filled)
    )
    now = points[-1].discipline
    reported = Rate(
        part=sum(one.reported.part for one in units),
        whole=sum(one.reported.whole for one in units),
    )
    on_time = Rate(
        part=sum(one.on_time.part for one in units),
        whole=sum(one.on_time.whole for one in units),
    )
    return [
        None,
        "合计",
        f"{now.reported.part}/{now.due}",
        None,
        None,
        sum(one.standing.findings for one in units),
        whole.whole,
        whole.part,
        _share(whole),
        *(
            f"{point.discipline.reported.part}/{point.discipline.due}"
            for point in points[-periods:]
        ),
        _share(reported),
        _share(on_time),
        None,
        None,
    ]


def _share(rate: Rate | None) -> Cell:
    return None if rate is None or rate.share is None else Number(rate.share, "0.0%")


def write_doubts(book: Book) -> None:
    """Write every open query, every answer to one, every waiver, and what the roll-up itself has to say."""
    page = Page(book, "校验与核实", "校验与核实情况表", _DOUBTS, freeze=3)
    rows = [*_unit_doubts(book), *_waivers(book), *_own(book)]
    for number, row in enumerate(rows, start=1):
        page.line([number, *row])
    if not rows:
        page.line([None, "本期无", *(None for _ in range(6))])


def _unit_doubts(book: Book) -> list[list[Cell]]:
    waived = {(one.unit, one.code) for one in book.rollup.inputs.waived}
    return [
        [
            _state(one, waived),
            book.unit(one.unit),
            SEVERITY_LABELS[Severity.QUERY if one.answer else one.severity],
            one.code,
            f"{one.sheet} {one.cell}".strip() or None,
            one.message,
            one.answer or None,
        ]
        for one in book.rollup.inputs.doubts
    ]


def _state(one: Doubt, waived: set[tuple[str, str]]) -> str:
    if (one.unit, one.code) in waived:
        return "已放行"
    if one.answer:
        return "已说明"
    return "待改正" if one.severity is Severity.ERROR else "待核实"


def _waivers(book: Book) -> list[list[Cell]]:
    return [
        [
            "放行记录",
            book.unit(one.unit),
            None,
            one.code,
            None,
            f"{_when(one.at)}由{one.who or '本办'}放行",
            one.reason,
        ]
        for one in book.rollup.inputs.waived
    ]


def _when(at: dt.datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def _own(book: Book) -> list[list[Cell]]:
    return [
        [
            "汇总提示",
            None,
            SEVERITY_LABELS[one.severity],
            one.code,
            f"{one.place.sheet} {one.place.cell or one.place.row_key}".strip() or None,
            one.message,
            None,
        ]
        for one in book.rollup.findings
    ]
