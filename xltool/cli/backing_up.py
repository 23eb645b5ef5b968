"""`xltool backup`, `restore` and `doctor`.

A workspace is moved and kept, and this computer is looked at.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import echo, json_option, print_json, print_table
from xltool.errors import WorkspaceNotFoundError

if TYPE_CHECKING:
    from xltool.cli.main import Session

_passphrase_option = click.option(
    "--passphrase-stdin",
    is_flag=True,
    help="从标准输入读一行口令：签名密钥只在有口令时随备份走。",
)


@click.command(
    help=(
        "把整个工作区（台账、原件、任务台账、报表设计、设置）备份成一个文件，"
        "别人可以照常工作。没有口令时不含签名密钥。"
    )
)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@_passphrase_option
@json_option
@click.pass_obj
def backup(
    session: Session, file: Path, *, passphrase_stdin: bool, as_json: bool
) -> None:
    """Write a backup."""
    from xltool.workflows.backing_up import backup as back_up

    passphrase = _passphrase() if passphrase_stdin else ""
    result = back_up(session.workspace(), file, passphrase=passphrase)
    if as_json:
        print_json(result.as_json())
        return
    echo(f"已备份 {result.files} 个文件：{result.path}")
    if not result.has_key:
        echo(
            "没有口令，签名密钥没有放进去：请另外保存 xltool.key，"
            "或加 --passphrase-stdin 再备份一次"
        )


@click.command(help="把备份恢复到一个空文件夹，逐个核对文件的校验码。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@click.argument(
    "directory", metavar="文件夹", type=click.Path(path_type=Path, file_okay=False)
)
@_passphrase_option
@json_option
def restore(
    file: Path, directory: Path, *, passphrase_stdin: bool, as_json: bool
) -> int:
    """Unpack a backup; without the key a person has to bring it."""
    from xltool.workflows.backing_up import restore as unpack

    passphrase = _passphrase() if passphrase_stdin else ""
    result = unpack(file, directory, passphrase=passphrase)
    if as_json:
        print_json(result.as_json())
    else:
        echo(f"已恢复 {result.files} 个文件，校验码都对：{result.path}")
        if not result.has_key:
            echo("没有签名密钥：请把保存的 xltool.key 放进去，再收报或下发")
    return 0 if result.has_key else NEEDS_A_PERSON


@click.command(
    help="检查这台电脑：版本、时钟、字体、写权限、台账、邮件设置，各有改法。"
)
@json_option
@click.pass_obj
def doctor(session: Session, *, as_json: bool) -> int:
    """Look at this computer."""
    from xltool.workflows.doctoring import doctor as examine

    try:
        workspace = session.workspace()
    except WorkspaceNotFoundError:
        workspace = None
    result = examine(workspace, now=dt.datetime.now(dt.UTC))
    if as_json:
        print_json(result.as_json())
    else:
        print_table(
            "",
            ("项目", "情况", "查到的", "怎么办"),
            (
                (one.subject, one.health.value, one.found, one.remedy)
                for one in result.checks
            ),
        )
    return 0 if result.is_well else NEEDS_A_PERSON


def _passphrase() -> str:
    text = sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise click.UsageError("标准输入里没有口令")
    return text
