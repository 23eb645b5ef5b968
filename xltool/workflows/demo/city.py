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
"""What a unit types: (sheet key, row key, field key) -> text, as it stands on its desk.
"""

_GROWTH_PERIOD = "2025-07"
"""The growth rates of figures.csv are of this month."""
ZERO_REPORT = "零报告"
_FREE_TABLES = {"重点项目": "projects", "突出问题": "problems", "特色亮点": (
    "highlights"
)}


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
        return {(one["任务编号"], one["指标名称"], one["单位"]): one for one in table((
            "figures"
        ))}

    @cached_property
    def _progress(self) -> dict[tuple[str, str], Record]:
        return {(one["任务编号"], one["承担角色"]): one for one in table("progress")}

    @cached_property
    def _units(self) -> dict[str, Record]:
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

    def _rows(self, layout: Layout, sheet: LayoutSheet) -> Iterator[tuple[LayoutRow, Record]]:
        key = sheet.design.key
        if key in _FREE_TABLES:
            yield from zip(sheet.rows, self._entries(layout, sheet), strict=False)
            return
        for row in sheet.rows:
            if not row.reports:
                continue
            if key == "填报信息":
                yield row, self._sender(layout)
            elif key == "任务进展":
                yield row, self._task(layout, row)
            elif key == "指标数据":
                yield row, self._indicator(layout, row)

    def _sender(self, layout: Layout) -> Record:
        unit = self._units[layout.unit.code]
        return {
            "分管负责人": "分管副职",
            "责任股室": "综合科",
            "填报人": unit["联系人"],
            "联系电话": unit["电话"],
            "填报日期": (layout.period.end + dt.timedelta(days=4)).isoformat(),
        }

    def _task(self, layout: Layout, row: LayoutRow) -> Record:
        known = self._progress[row.key, row.role]
        return {
            "进展状态": known[f"{layout.period}状态"],
            "本期进展": known[str(layout.period)].format(unit=layout.unit.name),
            "下步措施": known["下步措施"].format(unit=layout.unit.name),
        }

    def _indicator(self, layout: Layout, row: LayoutRow) -> Record:
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
        entries = [
            {**one, "累计完成投资": one.get(str(layout.period), "")}
            for one in table(_FREE_TABLES[sheet.design.key])
            if one["单位"] == layout.unit.code and one.get("发现时间", "") <= layout.period.end.isoformat()
        ]
        return entries or ([{sheet.fields[0].key: ZERO_REPORT}] if sheet.design.required else [])
