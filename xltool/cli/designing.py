"""`xltool design`: a form design from a blank form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.output import echo, json_option, print_json, print_table

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.workflows.designing import DesignResult


@click.command(
    short_help="从空白表生成报表设计。",
    help="读一份空白表（.xlsx：表头、行名和代码、计量单位、数字格式、数据有效性、"
    "公式），写成报表设计 workbook_templates/名称.xlsx，原表放在旁边作版式。"
    "看不准的列在“待确认”表，填好处理意见后运行 xltool check。",
)
@click.argument("file", metavar="空白表", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="名称", help="设计的名称；缺省用文件名。")
@json_option
@click.pass_obj
def design(session: Session, file: Path, name: str, *, as_json: bool) -> None:
    """Read a blank form and say what to do next."""
    from xltool.workflows.designing import design as run

    result = run(session.workspace(), file, name)
    if as_json:
        print_json(result.as_json())
    else:
        _show(result)


def _show(result: DesignResult) -> None:
    rows = [
        (
            sheet.title,
            sheet.rows_from,
            len(sheet.fields),
            len(sheet.rows) or sheet.entries,
        )
        for sheet in result.sheets
    ]
    print_table("", ("表", "行来源", "字段", "行"), rows)
    echo(f"报表设计：{result.path}")
    echo(f"版式：{result.layout}")
    if result.doubts:
        echo(
            f"下一步：打开报表设计，在“待确认”表填写 {len(result.doubts)} "
            "条处理意见，再运行 xltool check。"
        )
    else:
        echo("下一步：运行 xltool check，再运行 xltool generate 报告期。")
