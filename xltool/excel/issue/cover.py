"""The first sheet of an issued workbook, 填报说明.

What the person who fills it in must know.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from xltool.excel.issue.cells import Cell, CellBlock, Row, across
from xltool.excel.issue.page_setup import set_up_on_one_page
from xltool.excel.issue.self_check import READY
from xltool.excel.issue.styles import line_count
from xltool.forms.deadlines import deadline
from xltool.forms.layout import SELF_CHECK_SHEET
from xltool.forms.type_conditions import NIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from xltool.forms.layout import Layout
    from xltool.settings import Office

_WIDTHS = (3, 26, 30, 60)
_SAMPLE_HEADERS = ("情形", "填写", "说明")
_SAMPLES = (
    ("有数据", "12.5", "只填数字，按表头或本行的计量单位"),
    ("没有发生", NIL[0], "数字格也可以填 0；整张表没有内容时填在第一行第一格"),
    ("与本单位无关", NIL[1], "不要留空，也不要填“无”“—”“/”"),
    ("增长 6.3%、下降 1.1%", "6.3、-1.1", "填百分数的数字部分，不带 % 号"),
    ("1.2 亿元（计量单位为万元）", "12000", "先换算成规定的计量单位再填"),
    ("日期", "2025-7-31", "年月日都写全"),
)
_COLOURS = (
    ("input_choice", "由本单位填写"),
    ("label_centre", "已经填好并锁定，有误请联系下发单位"),
    ("computed_text", "自动计算，不用填"),
    ("foreign", "由别的单位填报，供对照"),
    ("sample_waiting", "待填：必须填写，还空着"),
    ("sample_bad", "须改正：“校验”栏写明了哪里不对、怎么改"),
    ("sample_doubtful", "须核实：核对无误的，在“说明”栏写明原因"),
)


def period_line(layout: Layout, office: Office) -> str:
    """Give the line under a sheet's title.

    Who reports, for when, until when, to whom.
    """
    due = deadline(layout.period, layout.form.deadline_days)
    parts = (
        f"填报单位：{layout.unit.name}",
        f"报告期：{layout.period.label}",
        f"报送截止：{due.year}年{due.month}月{due.day}日",
        f"报送至：{office.name}",
    )
    return "　　".join(parts)


def cover_blocks(layout: Layout, office: Office) -> tuple[CellBlock, CellBlock]:
    """Describe the sheet: what differs between units, then what does not."""
    title = f"{layout.form.name}（{layout.period.label}）"
    rows = [Row(0, across(1, 3, "title", title), 44, (1, 3))]
    for number, (name, text) in enumerate(_facts(layout, office), start=2):
        lines = line_count(text, _WIDTHS[2] + _WIDTHS[3])
        cells = [Cell(1, "name", name), *across(2, 3, "cell", text)]
        rows.append(Row(number, cells, 8 + 14 * lines, (2, 3)))
    guide = _guide(layout.form.instructions, rows[-1].number + 1)
    return CellBlock(rows), guide


@lru_cache(maxsize=8)
def _guide(instructions: tuple[str, ...], first_row: int) -> CellBlock:
    """Give the rows that say how the form is filled in."""
    return CellBlock(list(_guide_rows(instructions, count(first_row))), kept=True)


def _guide_rows(instructions: tuple[str, ...], number: count[int]) -> Iterator[Row]:
    """Describe how the form is filled in, and what its colours mean.

    `number` counts the rows.
    """
    yield from _section(number, "填报要求")
    last = f"填完看最后一张“{SELF_CHECK_SHEET}”，显示“{READY}”后再发回。"
    for place, step in enumerate((*instructions, last), start=1):
        text = f"{place}. {step}"
        height = 8 + 14 * line_count(text, sum(_WIDTHS[1:]))
        yield Row(next(number), across(1, 3, "cell", text), height, (1, 3))
    yield from _section(number, "怎么填")
    yield Row(next(number), _sample_cells(_SAMPLE_HEADERS, "header", "header"))
    for sample in _SAMPLES:
        yield Row(next(number), _sample_cells(sample, "cell", "input_choice"), 21)
    yield from _section(number, "颜色")
    for style, text in _COLOURS:
        cells = [Cell(1, style, "　"), *across(2, 3, "cell", text)]
        yield Row(next(number), cells, 20, (2, 3))


def _sample_cells(texts: Sequence[str], style: str, entered: str) -> list[Cell]:
    """Give the cells of a sample; the second looks as what is entered."""
    first, second, third = texts
    return [Cell(1, style, first), Cell(2, entered, second), Cell(3, style, third)]


def set_up_cover(page: Worksheet, last_row: int) -> None:
    """Set up the sheet, whose last row is `last_row`."""
    set_up_on_one_page(page, _WIDTHS, last_row, "#1F3864")


def _facts(layout: Layout, office: Office) -> tuple[tuple[str, str], ...]:
    """Give what the cover says of the report: whose, of when, until when, to whom."""
    period = layout.period
    due = deadline(period, layout.form.deadline_days)
    known = [part for part in (office.name, office.contact, office.phone) if part]
    sheets = [f"{sheet.name}（{len(sheet.rows)} 行）" for sheet in layout.sheets]
    return (
        ("填报单位", layout.unit.name),
        ("报告期", f"{period.label}（累计数为{period.cumulative_label}）"),
        ("报送截止", f"{due.year}年{due.month}月{due.day}日（节假日和调休已算在内）"),
        ("报送至", "　".join(known)),
        ("填哪几张", "、".join(sheets)),
    )


def _section(number: count[int], title: str) -> Iterator[Row]:
    """Give the rows of a heading."""
    next(number)  # an empty row
    yield Row(next(number), across(1, 3, "section", title), 24)
