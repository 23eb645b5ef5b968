"""督办清单: what is behind, overdue or not reported, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.rollup.supervision import SupervisionMeasure

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.rollup.supervision import SupervisionItem
    from xltool.settings import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One matter; `unit` is the printed name, empty where none is responsible."""

    number: int
    item: SupervisionItem
    unit: str


_BEHIND = frozenset({"编号", "依据"})
COLUMNS = Columns[_Row](
    Column(title="序号", width=6, value=lambda row: row.number),
    Column(title="建议\n措施", width=8, value=lambda row: row.item.measure.value),
    Column(title="事项", width=14, value=lambda row: row.item.matter.value),
    Column(title="责任单位", width=17, value=lambda row: row.unit or "未明确"),
    Column(title="编号", width=11, value=lambda row: row.item.code or None),
    Column(title="对象", width=30, value=lambda row: row.item.subject, align="left"),
    Column(
        title="目前情况", width=34, value=lambda row: row.item.present, align="left"
    ),
    Column(title="连续\n期数", width=7, value=lambda row: row.item.periods),
    Column(title="依据", width=52, value=lambda row: row.item.facts, align="left"),
)


_FOR_LEADERS = Columns[_Row](*(one for one in COLUMNS if one.name not in _BEHIND))
"""Without what only those need who look a matter up."""


def write_supervision(book: Book, *, for_leaders: bool = False) -> None:
    """Write the list, the gravest first."""
    columns = _FOR_LEADERS if for_leaders else COLUMNS
    printed = 0 if for_leaders else COLUMNS.place("依据")
    page = RollupPage(book, "督办清单", "督办清单", columns, freeze=4, printed=printed)
    page.sheet.set_tab_color("#A61C1C")
    items = book.rollup.supervision
    for number, item in enumerate(items, start=1):
        row = _Row(number=number, item=item, unit=book.unit(item.unit))
        page.line(columns.cells(row))
    if not items:
        page.line(columns.cells_by_name(事项="本期无"))
    counts = _counts(items)
    page.note(_note(counts, book.rollup.inputs.settings.standing))
    page.color_statuses(columns.place("建议措施"))


def _counts(items: tuple[SupervisionItem, ...]) -> str:
    """Say how many items of each measure there are."""
    counts = []
    for measure in SupervisionMeasure:
        count = sum(item.measure is measure for item in items)
        if count:
            counts.append(f"{measure}{count}项")
    return "，".join(counts) or "无"


def _note(counts: str, rules: Standing) -> str:
    """Say how many matters there are, and by which rules."""
    return (
        f"合计：{counts}。标准（xltool.toml 的 [standing]）："
        f"连续{rules.remind_after}期提醒，"
        f"连续{rules.circulate_after}期通报，连续{rules.summon_after}期约谈；"
        f"完成率低于序时进度{rules.on_track_gap:g}个百分点以上为滞后，"
        f"{rules.seriously_behind_gap:g}个百分点以上为严重滞后。"
        "某期未报的，不打断此前连续滞后的期数；责任追究由领导审定。"
    )
