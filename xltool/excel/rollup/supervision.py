"""督办清单: what is behind, overdue or not reported, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.page import Column, Page
from xltool.rollup.supervision import Measure

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book

_COLUMNS = (
    Column(title="序号", width=6),
    Column(title="建议\n措施", width=8),
    Column(title="事项", width=14),
    Column(title="责任单位", width=17),
    Column(title="编号", width=11),
    Column(title="对象", width=30, align="left"),
    Column(title="目前情况", width=34, align="left"),
    Column(title="连续\n期数", width=7),
    Column(title="依据", width=52, align="left"),
)


def write_supervision(book: Book) -> None:
    """Write the list, the gravest first."""
    page = Page(book, "督办清单", "督办清单", _COLUMNS, freeze=4)
    page.sheet.set_tab_color("#A61C1C")
    items = book.rollup.supervision
    for number, one in enumerate(items, start=1):
        cells = (
            one.measure.value,
            one.matter.value,
            book.unit(one.unit) or "未明确",
            one.code or None,
        )
        page.line([number, *cells, one.subject, one.present, one.periods, one.facts])
    if not items:
        page.line([None, None, "本期无", *(None for _ in range(6))])
    counts = "，".join(
        f"{measure}{count}项"
        for measure in Measure
        if (count := sum(one.measure is measure for one in items))
    )
    rules = book.rollup.inputs.settings.standing
    page.note(
        f"合计：{counts or '无'}。标准（xltool.toml 的 [standing]）：连续{rules.remind_after}期提醒，"
        f"连续{rules.circulate_after}期通报，连续{rules.summon_after}期约谈；完成率低于序时进度"
        f"{rules.on_track_gap:g}个百分点以上为滞后，{rules.seriously_behind_gap:g}个百分点以上为严重滞后。"
        "某期未报的，不打断此前连续滞后的期数；责任追究由领导审定。"
    )
    book.color_statuses(page.sheet, 3, 1, page.row, 1)
