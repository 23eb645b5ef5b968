"""`xltool import`: a decomposition table into the registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltool.cli.main import NEEDS_A_PERSON, Session
from xltool.cli.output import json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst

if TYPE_CHECKING:
    from xltool.model.registry import Indicator, Registry, Task
    from xltool.workflows.importing import ImportResult


@click.command(
    "import",
    short_help="导入分解表。",
    help="把分解表 TABLE（.xlsx .xls .ods .docx .txt .md .tsv .csv .html）导入任务台账 registry.xlsx。"
    "在“待确认”表填好处理意见后，再运行一次即生效；已确认和手工修改的内容一律保留。",
)
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_(session: Session, table: Path, *, as_json: bool) -> int:
    """Import a table and say what to do next."""
    from xltool.workflows.importing import import_table

    result = import_table(session.workspace(), table)
    if as_json:
        print_json(as_document(result))
    else:
        _show(result)
    return NEEDS_A_PERSON if worst(result.findings) is Severity.ERROR else 0


def as_document(result: ImportResult) -> dict[str, Any]:
    """Give the JSON document of an import: this table's tasks, indicators and units as the registry has them."""
    codes = set(result.codes)
    tasks = [task for task in result.registry.tasks if task.code in codes]
    used = {code for task in tasks for code in task.units}
    indicators = [one for one in result.registry.indicators if one.task in codes]
    return {
        "measures": result.measures,
        "tasks": [_task(task) for task in tasks],
        "indicators": [_indicator(one) for one in indicators],
        "shares": _shares(result.registry, {one.code for one in indicators}),
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "aliases": _aliases(
                    unit.name, unit.aliases, result.spellings.get(unit.code, ())
                ),
            }
            for unit in result.registry.units
            if unit.code in used
        ],
        "findings": [finding.as_json() for finding in result.findings],
    }


def _aliases(
    name: str, aliases: tuple[str, ...], spellings: tuple[str, ...]
) -> list[str]:
    """Give the other names of a unit, and those of them that are printed with a blank inside as they are printed."""
    broken = [
        text
        for text in spellings
        if text not in aliases and "".join(text.split()) in aliases
    ]
    return [one for one in (*aliases, *broken) if one != name]


def _task(task: Task) -> dict[str, Any]:
    return {
        "code": task.code,
        "measure_seq": int(task.measure_seq)
        if task.measure_seq.isdecimal()
        else task.measure_seq,
        "item_no": task.item_no,
        "name": task.name,
        "text": task.text,
        "leaders": list(task.leaders),
        "lead_unit": task.lead_unit,
        "support_units": list(task.support_units),
        "deadline": task.deadline,
        "responsible": list(task.responsible),
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "task": indicator.task,
        "column": indicator.level.value,
        "name": indicator.name,
        "comparison": "=" if indicator.comparison == "text" else indicator.comparison,
        "value": _number(indicator.value),
        "value_high": _number(indicator.value_high),
        "measurement_unit": indicator.measurement_unit,
        "role": indicator.role.value,
        "source_text": indicator.source_text,
        "confidence": indicator.confidence,
        "plan": [
            {"until": stage.until.isoformat(), "value": _number(stage.value)}
            for stage in indicator.plan
        ],
    }


def _shares(registry: Registry, indicators: set[str]) -> list[dict[str, Any]]:
    """Give the divided targets of these indicators."""
    return [
        {
            "indicator": code,
            "unit": unit,
            "value": _number(value),
            "comparison": registry.share_comparisons.get((code, unit), ""),
        }
        for (code, unit), value in registry.shares.items()
        if code in indicators
    ]


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _show(result: ImportResult) -> None:
    codes = set(result.codes)
    print_table(
        "",
        ("政策措施", "任务", "指标", "单位", "待确认"),
        [
            (
                result.measures,
                len(codes),
                sum(1 for one in result.registry.indicators if one.task in codes),
                len(
                    {
                        code
                        for task in result.registry.tasks
                        if task.code in codes
                        for code in task.units
                    }
                ),
                result.open_doubts,
            )
        ],
    )
    if result.findings:
        print_findings(result.findings)
    click.echo(f"任务台账：{result.path}{'' if result.changed else '（没有变化）'}")
    if result.open_doubts:
        click.echo(
            f"下一步：打开任务台账，在“待确认”表填写 {result.open_doubts} 条处理意见，再运行一次 xltool import。"
        )
    else:
        click.echo(
            "下一步：核对任务台账，在“单位”表补齐邮箱，再运行 xltool generate 报告期（如 2025-07）。"
        )
