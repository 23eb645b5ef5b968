"""The sample city.

What its units know and report, read from the tables that ship in `xltool/sample/`.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.workspace import sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet

Record = dict[str, str]
"""One line of a table: column -> text."""
Typed = dict[tuple[str, str, str], str]
"""What a unit types: (sheet key, row key, field key) -> text."""

_GROWTH_PERIOD = "2025-07"
"""The growth rates of figures.csv are of this month."""
ZERO_REPORT = "零报告"
_FREE_TABLES = {
    "重点项目": "projects",
    "突出问题": "problems",
    "特色亮点": "highlights",
}
"""Sheets that a unit fills line by line -> the table that holds the lines."""


def table(name: str) -> list[Record]:
    """Give the lines of one table of the sample."""
    with (sample_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class SampleCity:
    """What the units know.

    `answers` says what one of them types into the workbook it was issued.
    """

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str], Record]:
        """The figures by task, indicator and unit."""
        return {
            (one["任务编号"], one["指标名称"], one["单位"]): one
            for one in table("figures")
        }

    @cached_property
    def _progress(self) -> dict[tuple[str, str], Record]:
        """What is told of the tasks, by task and role."""
        return {(one["任务编号"], one["承担角色"]): one for one in table("progress")}

    @cached_property
    def _units(self) -> dict[str, Record]:
        """The units by code."""
        return {one["代码"]: one for one in table("units")}

    def answers(self, layout: Layout) -> Typed:
        """Give everything that a unit types when it fills its workbook in correctly."""
        return {
            (sheet.design.key, row.key, field): text
            for sheet in layout.sheets
            for row, record in self._rows(layout, sheet)
            for field, text in record.items()
            if text and field in sheet.columns and sheet.design.field(field).is_input
        }

    def _rows(
        self, layout: Layout, sheet: LayoutSheet
    ) -> Iterator[tuple[LayoutRow, Record]]:
        """Give the rows that the unit fills and what it types there, by field."""
        if sheet.design.key in _FREE_TABLES:
            yield from zip(sheet.rows, self._entries(layout, sheet), strict=False)
            return

        for row in sheet.rows:
            if row.reports:
                yield row, self._row(layout, sheet, row)

    def _row(self, layout: Layout, sheet: LayoutSheet, row: LayoutRow) -> Record:
        """Give what a unit answers in a row."""
        match sheet.design.key:
            case "填报信息":
                return self._sender(layout)
            case "任务进展":
                return self._task(layout, row)
            case "指标数据":
                return self._indicator(layout, row)
            case _:
                return {}

    def _sender(self, layout: Layout) -> Record:
        """Give who fills the form in."""
        unit = self._units[layout.unit.code]
        return {
            "分管负责人": "分管副职",
            "责任股室": "综合科",
            "填报人": unit["联系人"],
            "联系电话": unit["电话"],
            "填报日期": (layout.period.end + dt.timedelta(days=4)).isoformat(),
        }

    def _task(self, layout: Layout, row: LayoutRow) -> Record:
        """Give how a task goes."""
        known = self._progress[row.key, row.role]
        return {
            "进展状态": known[f"{layout.period}状态"],
            "本期进展": known[str(layout.period)].format(unit=layout.unit.name),
            "下步措施": known["下步措施"].format(unit=layout.unit.name),
        }

    def _indicator(self, layout: Layout, row: LayoutRow) -> Record:
        """Give an indicator's figure of the period."""
        name = row.prefilled["指标名称"].text.rpartition("：")[2]
        known = self._figures[row.task, name, layout.unit.code]
        value = known[str(layout.period)]
        if not row.measurement_unit:
            return {"定性进展": value}
        growth = known["同比增长"] if str(layout.period) == _GROWTH_PERIOD else ""
        return {"累计完成": value, "同比增长": growth, "说明": known["说明"]}

    def _entries(self, layout: Layout, sheet: LayoutSheet) -> list[Record]:
        """Give the unit's entries of a free sheet.

        零报告 where one is wanted and there is none.
        """
        last_day = layout.period.end.isoformat()
        entries = []
        for entry in table(_FREE_TABLES[sheet.design.key]):
            is_known = entry.get("发现时间", "") <= last_day
            if entry["单位"] == layout.unit.code and is_known:
                invested = entry.get(str(layout.period), "")
                entries.append({**entry, "累计完成投资": invested})

        if not entries and sheet.design.required:
            return [{sheet.fields[0].key: ZERO_REPORT}]
        return entries
