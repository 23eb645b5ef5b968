"""`xltool init` and `xltool check`.

A new workspace, and everything that is wrong with one.
"""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.main import NEEDS_A_PERSON, Session
from xltool.cli.output import echo, json_option, print_findings, print_json
from xltool.findings import Severity, worst
from xltool.workspace import SETTINGS


@click.command(
    short_help="新建工作区。",
    help=(
        "在文件夹（缺省为当前文件夹）里新建工作区：设置、报表设计、空的任务台账。"
        "已有的文件一律保留。"
    ),
)
@click.argument(
    "directory",
    metavar="[文件夹]",
    required=False,
    type=click.Path(path_type=Path, file_okay=False),
)
@click.option(
    "--new-key",
    is_flag=True,
    help="签名密钥丢了又没有备份时，换一把；以前下发的表不再认得，要重新下发。",
)
@click.pass_obj
def init(session: Session, directory: Path | None, *, new_key: bool) -> None:
    """Make a workspace; what exists is kept."""
    from xltool.workflows.setup import set_up, sign_anew

    root = directory or session.directory or Path.cwd()
    if new_key:
        kept = sign_anew(root)
        echo("已换签名密钥；请用 xltool generate 重新下发各报告期的报表。")
        if kept is not None:
            echo(f"原来的密钥留在 {kept}")
        return
    existed = (root / SETTINGS).exists()
    workspace = set_up(root)
    echo(
        f"{'工作区已存在，缺的文件已补齐' if existed else '已新建工作区'}："
        f"{workspace.root}"
    )
    echo(
        f"下一步：填好 {workspace.root / SETTINGS} 里的办公室名称，再运行 xltool "
        "import 分解表文件"
    )


@click.command(help="检查任务台账、报表设计和设置，列出每一处问题和改法。")
@json_option
@click.pass_obj
def check(session: Session, *, as_json: bool) -> int:
    """List every finding of the registry, the form designs and the settings."""
    from xltool.workflows.checking import check as check_workspace

    result = check_workspace(session.workspace())
    if as_json:
        print_json(result.as_json())
    elif result.findings:
        print_findings(result.findings)
    else:
        echo("任务台账、报表设计和设置都没有问题。")
    return NEEDS_A_PERSON if worst(result.findings) is Severity.ERROR else 0
