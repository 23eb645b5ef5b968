"""`xltool import`: a decomposition table into the registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.main import NEEDS_A_PERSON, Session
from xltool.cli.output import echo, json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst

if TYPE_CHECKING:
    from xltool.workflows.importing import ImportResult


@click.command(
    "import",
    short_help="导入分解表。",
    help="把分解表（.xlsx .xls .ods .docx .pdf .txt .md .tsv .csv .html，"
    "装了文字识别组件后还有 .png .jpg .tif .bmp 和扫描成的 PDF）导入任务台账 "
    "registry.xlsx。"
    "在“待确认”表填好处理意见后，再运行一次即生效；已确认和手工修改的内容一律保留。",
)
@click.argument("table", metavar="分解表", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_(session: Session, table: Path, *, as_json: bool) -> int:
    """Import a table and say what to do next."""
    from xltool.workflows.importing import import_table

    result = import_table(session.workspace(), table)
    if as_json:
        print_json(result.as_json())
    else:
        _show(result)
    return NEEDS_A_PERSON if worst(result.findings) is Severity.ERROR else 0


def _show(result: ImportResult) -> None:
    counts = (
        result.measures,
        len(result.tasks),
        len(result.indicators),
        len(result.units),
        result.open_doubts,
    )
    print_table("", ("政策措施", "任务", "指标", "单位", "待确认"), [counts])
    if result.findings:
        print_findings(result.findings)
    echo(f"任务台账：{result.path}{'' if result.changed else '（没有变化）'}")
    if result.open_doubts:
        echo(
            f"下一步：打开任务台账，在“待确认”表填写 {result.open_doubts} "
            "条处理意见，再运行一次 xltool import。"
        )
    else:
        echo(
            "下一步：核对任务台账，在“单位”表补齐邮箱，再运行 xltool generate "
            "报告期（如 2025-07）。"
        )
