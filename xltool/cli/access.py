"""`operator` and `link`: who may come in to a shared desk, and units to the portal."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from xltool.cli.help_pages import ChineseGroup
from xltool.cli.output import echo, json_option, print_json, print_table
from xltool.errors import InputFileError
from xltool.model.access import Role
from xltool.model.clock import office_time

if TYPE_CHECKING:
    from xltool.cli.main import Session


@click.group(
    cls=ChineseGroup,
    help="多人共用的工作台（desk --host）谁能登录：增加、移除、列出操作员。",
)
def operator() -> None:
    """Who may sign in."""


@operator.command(help="增加一个操作员；已有的，改角色和口令。口令会问两遍。")
@click.argument("name", metavar="名字")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.OPERATOR.value,
    show_default=True,
    help="操作员什么都能做；只读能看能打印，不能改。",
)
@click.option(
    "--password-stdin", is_flag=True, help="从标准输入读一行口令，不在屏幕上问。"
)
@click.pass_obj
def add(session: Session, name: str, *, role: str, password_stdin: bool) -> None:
    """Let somebody sign in."""
    from xltool.workflows.operators import add_operator

    workspace = session.workspace()
    is_new = add_operator(
        workspace,
        name,
        _password(from_stdin=password_stdin),
        role=Role(role),
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    done = "已增加" if is_new else "已更改"
    echo(f"{done}操作员：{name.strip()}（{role}）。")


@operator.command(help="移除一个操作员：不能再登录，已登录的马上退出。")
@click.argument("name", metavar="名字")
@click.pass_obj
def remove(session: Session, name: str) -> None:
    """Let somebody sign in no more."""
    from xltool.workflows.operators import remove_operator

    remove_operator(
        session.workspace(),
        name,
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    echo(f"已移除操作员：{name}。")


@operator.command("list", help="列出操作员和各人的角色。")
@json_option
@click.pass_obj
def list_(session: Session, *, as_json: bool) -> None:
    """List who may sign in."""
    from xltool.workflows.operators import operators

    found = operators(session.workspace())
    if as_json:
        known = [{"name": one.name, "role": one.role.value} for one in found]
        print_json({"operators": known})
        return
    rows = []
    for known_operator in found:
        changed = f"{office_time(known_operator.changed_at):%Y-%m-%d %H:%M}"
        rows.append((known_operator.name, known_operator.role.value, changed))
    print_table("操作员", ("名字", "角色", "设定时间"), rows)


def _password(*, from_stdin: bool) -> str:
    """Read a password without showing it; InputFileError where there is none."""
    if not from_stdin:
        if sys.stdin is None or not sys.stdin.isatty():
            raise InputFileError(
                "这里没有终端，不能问口令：请加 --password-stdin，"
                "把口令写成一行从标准输入送进来"
            )
        answer: str = click.prompt(
            "口令", hide_input=True, confirmation_prompt="再输一遍"
        )
        return answer
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise InputFileError(
            "标准输入里没有口令：把口令写成一行送进来，或不写 --password-stdin"
        )
    return line


@click.command(
    help="给一个单位一条单位入口的专用链接：签了名，有期限，可以收回；"
    "已有的还有效，就是那一条。"
)
@click.argument("unit", metavar="单位")
@click.option("--revoke", is_flag=True, help="收回这个单位的链接，打开的页面马上失效。")
@json_option
@click.pass_obj
def link(session: Session, unit: str, *, revoke: bool, as_json: bool) -> None:
    """Give a unit its link to the portal, or revoke it."""
    from xltool.workflows.links import give_link, revoke_link, speaks_as_promised

    act = revoke_link if revoke else give_link
    result = act(
        session.workspace(),
        unit,
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    if as_json:
        print_json(result.as_json())
    elif result.until is None:
        echo(f"{result.unit.name}：收回了 {result.revoked} 条链接。")
    else:
        echo(result.address)
        echo(f"{result.unit.name}的专用链接，{result.until} 止有效。", err=True)
        if not speaks_as_promised(session.workspace().settings):
            echo(_NOT_ENCRYPTED, err=True)


_NOT_ENCRYPTED = (
    "注意：网址是 https，工作台却没有证书，也没有设反向代理，单位打不开："
    "请在 xltool.toml 的 [desk] 里填 certificate 或 proxies（见 docs/sharing.md）。"
)
