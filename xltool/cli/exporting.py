"""`xltool export`: tables for those who calculate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import periods_argument
from xltool.cli.output import json_option, print_json

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period


@click.command(
    help="把一个或几个报告期的填报数据、指标、任务、单位、报送、"
    "校验问题和经过导出成表，附数据字典。"
)
@periods_argument
@click.option(
    "--to",
    "folder",
    metavar="文件夹",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="写到哪个文件夹；没有就新建。",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["xlsx", "csv", "parquet"]),
    default="xlsx",
    show_default=True,
    help="文件格式；parquet 需另装 xltool[parquet]。",
)
@json_option
@click.pass_obj
def export(
    session: Session,
    periods: tuple[Period, ...],
    folder: Path,
    file_format: str,
    *,
    as_json: bool,
) -> int:
    """Write the tables of some periods."""
    from xltool.workflows.exporting import ExportFormat
    from xltool.workflows.exporting import export as export_tables

    result = export_tables(
        session.workspace(),
        periods,
        folder=folder,
        file_format=ExportFormat(file_format),
    )
    if as_json:
        print_json(result.as_json())
        return 0
    for path in result.files:
        click.echo(path)
    click.echo(f"共 {sum(result.rows.values())} 行，{len(result.rows)} 个表。")
    return 0
