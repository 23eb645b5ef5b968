"""A province of any size for the benchmarks: units that report, and what they send back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.excel.issue import write_issued
from xltool.excel.registry import write_registry
from xltool.forms.building import grown
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.registry import Indicator, Registry, Reporting, Task, Unit
from xltool.model.value import MISSING, Value, Values, reported
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.forms.layout import Layout
    from xltool.workspace import Workspace

PERIOD = Period.parse("2025-07")
ISSUED_AT = dt.datetime(2025, 7, 28, 9, tzinfo=dt.UTC)
COLLECTED_AT = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)
BLOCK, TASKS, INDICATORS = 20, 12, 2
"""So many units share so many tasks of so many indicators each: a prefecture with its departments."""
FAULTY = 20
"""One file in so many has a figure that must go back."""


def registry(units: int) -> Registry:
    """Give a registry of so many units in blocks that share tasks."""
    all_units, tasks, indicators = [], [], []
    for block in range(0, units, BLOCK):
        names = [
            f"第{number:05d}号单位"
            for number in range(block, min(units, block + BLOCK))
        ]
        all_units += [Unit(code=name, name=name, group="县市区") for name in names]
        for one in range(TASKS):
            code = f"T{block // BLOCK + 1:03d}-{one + 1:02d}"
            task = Task(
                code=code,
                measure_seq=str(block // BLOCK + 1),
                measure_name=f"第{block // BLOCK + 1}项措施",
                item_no=one + 1,
                name=f"建设第{one + 1}类项目",
                text=f"建成第{one + 1}类项目，完成投资，按月报送进度，年底前全部达到目标要求。",
                campaign=f"第{one % 5 + 1}攻坚",
                lead_unit=names[0],
                support_units=tuple(names[1:]),
            )
            tasks.append(task)
            indicators += [_indicator(code, number) for number in range(INDICATORS)]
    return Registry(
        tasks=tuple(tasks), indicators=tuple(indicators), units=tuple(all_units)
    )


def _indicator(task: str, number: int) -> Indicator:
    return Indicator(
        code=f"{task}-{number + 1}",
        task=task,
        name=("完成投资", "建成项目")[number],
        value=Decimal((1200, 60)[number]),
        measurement_unit=("万元", "个")[number],
        reporting=Reporting.EACH,
    )


def open_province(root: Path, units: int) -> Workspace:
    """Make a workspace with the registry of so many units."""
    workspace = set_up(root)
    write_registry(workspace.registry, registry(units))
    return workspace


def returned(workspace: Workspace, folder: Path, *, changed: int = 0) -> list[Path]:
    """Fill in every issued workbook of `PERIOD` and put them into `folder`; gives their paths.

    `changed` numbers another edition of the figures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_fill(folder, *one, changed=changed) for one in issued(workspace)]


def issued(workspace: Workspace) -> Iterator[tuple[Layout, str]]:
    """Give the layout and the stamp of every issued workbook of `PERIOD`."""
    with open_ledger(workspace.database_url) as ledger:
        for unit in ledger.issued_units(str(PERIOD)):
            issue = ledger.latest_issue(str(PERIOD), unit)
            if issue is not None:
                yield layout_from_json(issue.layout), issue.stamp


def _fill(folder: Path, layout: Layout, stamp: str, *, changed: int) -> Path:
    filled = answers(layout, changed=changed)
    path = folder / f"{layout.unit.name}_回复.xlsx"
    path.write_bytes(write_issued(grown(layout, filled), stamp, values=filled))
    return path


def answers(layout: Layout, *, changed: int = 0) -> Values:
    """Give what a unit reports; every `FAULTY`th has words where a number is asked for."""
    number = int("".join(char for char in layout.unit.code if char.isdigit()) or 0)
    figures = {
        row.key: _figure(number + place + changed)
        for place, row in enumerate(layout.sheet("指标数据").rows)
        if row.reports
    }
    if number % FAULTY == 0 and figures:
        figures[next(iter(figures))]["累计完成"] = reported("按计划推进")
    return {
        "填报信息": {
            "1": {
                "分管负责人": reported("张三"),
                "责任股室": reported("综合科"),
                "填报人": reported("李四"),
                "联系电话": reported("0730-8123456"),
                "填报日期": reported(dt.date(2025, 8, 4)),
            }
        },
        "任务进展": {
            row.key: {
                "进展状态": reported("推进中"),
                "本期进展": reported(
                    f"第{number}号单位完成第{place}批申报，新开工项目{place + 2}个。"
                ),
                "下步措施": reported("督促项目单位按月填报。"),
            }
            for place, row in enumerate(layout.sheet("任务进展").rows)
            if row.reports
        },
        "指标数据": figures,
        "重点项目": {
            f"+{place}": {
                "项目名称": reported(f"{layout.unit.name}第{place}期工程"),
                "总投资": reported(Decimal(38000 + number)),
                "累计完成投资": reported(Decimal(9100 + place)),
                "项目状态": reported("在建"),
            }
            for place in (1, 2, 3)
        },
        "突出问题": {
            "+1": {
                "问题描述": reported("两家企业归集不规范"),
                "整改措施": reported("上门辅导"),
                "整改时限": reported(dt.date(2025, 9, 30)),
                "销号情况": reported("整改中"),
            }
        },
    }


def _figure(seed: int) -> dict[str, Value]:
    return {
        "累计完成": reported(Decimal(20 + seed % 37)),
        "同比增长": reported(Decimal("5.2")),
        "说明": MISSING,
    }
