"""Every number of a document is read, or stands in 未读出 with its place and reason."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.decomposition.grids import a_grid
from tests.decomposition.test_layouts import PLANS, TABLES, TEXTS
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.table.text_tables import text_grid
from xltool.decomposition.unread import numbers_in

if TYPE_CHECKING:
    from xltool.decomposition.table.printed import Grid


def text_of(layout: str) -> Grid:
    lines = [line.removeprefix("        ") for line in TEXTS[layout][0].splitlines()]
    return text_grid("\n".join(lines), "方案")


GRIDS = {
    **{layout: text_of(layout) for layout in TEXTS},
    **{layout: a_grid(*rows) for layout, (rows, _) in TABLES.items()},
    **{plan or row: a_grid(header, row) for header, row, plan in PLANS},
    "a policy": text_grid(
        """关于促进消费的措施（试行〔2025〕3号）
1.发放消费券。安排资金5000万元，分4期发放。（县商务局）
2.对购买20万元以上新车的，每辆补贴3000元；全年以旧换新1.2万辆以上。（县商务局）
3.办理时限由15个工作日压缩至5个工作日以内，力争进入全省前3位。（县行政审批局）""",
        "方案",
    ),
}


def plain(number: Decimal | str) -> str:
    return f"{Decimal(number).normalize():f}"


def accounted(found: Extract) -> Counter[str]:
    """Count every number that is an indicator, a share, a stage or left over."""
    counted = Counter(plain(one.number) for one in found.unread)
    for one in found.registry.indicators:
        values = (one.value, one.value_high, *(stage.value for stage in one.plan))
        counted.update(plain(value) for value in values if value is not None)
    counted.update(plain(value) for value in found.registry.shares.values())
    return counted


@pytest.mark.parametrize("name", GRIDS)
def test_no_number_is_lost(name: str) -> None:
    grid = GRIDS[name]
    printed = Counter(
        plain(number)
        for row in grid.rows
        for cell in row.cells
        for number in numbers_in(cell)
    )
    found = extract([grid], this_year=2025)
    assert not printed - accounted(found)


def test_each_stands_at_its_place_with_its_reason() -> None:
    grid = text_grid(
        """2025年方案
一、农业
1.建设园区3个。（县农业局）
2.引进2亿元以上项目5个，电话12345热线受理。（县农业局）""",
        "方案",
    )
    said = [(one.number, one.spot, one.reason) for one in extract([grid]).unread]
    assert said == [
        ("2", "方案 第4行·本级", "指标名称中的限定"),
        ("12345", "方案 第4行·本级", "名称、文号或代号"),
        ("2025", "方案 第1行", "标题、题头或表头"),
        ("1", "方案 第3行", "序号"),
        ("2", "方案 第4行", "序号"),
    ]


def test_columns_that_hold_no_targets_say_what_their_numbers_are() -> None:
    grid = a_grid(
        "序号 | 工作任务 | 责任单位 | 完成时限 | 联系电话 | 备注",
        "7 | 新建公园3个 | 县住建局 | 9月底 | 5551234 | 共2期",
    )
    said = {one.number: one.reason for one in extract([grid]).unread}
    assert said == {
        "7": "序号",
        "9": "时间",
        "5551234": "没有对应栏目的列",
        "2": "备注",
    }


def test_a_share_with_more_than_one_figure_is_told_as_not_read() -> None:
    grid = a_grid(
        "序号 | 指标 | 单位 | 合计 | 东城县 | 西山县",
        "1 | 改厕 | 户 | 1200 | 700 | 500（含新建200）",
    )
    said = [(one.number, one.reason) for one in extract([grid]).unread]
    assert said[1:] == [("500", "没有读成指标"), ("200", "没有读成指标")]


def test_by_how_much_a_target_rises_is_told_as_not_read() -> None:
    grid = a_grid(
        "序号 | 指标 | 单位 | 2025年目标 | 年均增长[累计] | 责任单位",
        "1 | 城镇化率 | % | 60 | [3.9] | 县住建局",
    )
    found = extract([grid], this_year=2025)
    assert [str(one.value) for one in found.registry.indicators] == ["60"]
    assert "3.9" in [one.number for one in found.unread]
