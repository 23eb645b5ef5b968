"""`xltool desk`: the workspace in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xltool.workspace import Workspace


@click.command(
    help=(
        "打开工作台：在浏览器里用鼠标完成一个月的工作。按 Ctrl+C "
        "或在页面上点“结束”停止。"
    )
)
@click.option(
    "--host",
    metavar="地址",
    default="127.0.0.1",
    show_default=True,
    help="监听的地址；缺省只有本机能打开，写别的地址时各人用名字和口令登录。",
)
@click.option(
    "--port",
    metavar="端口",
    type=click.IntRange(0, 65535),
    default=0,
    help="监听的端口；缺省由系统选一个空闲的。",
)
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器，只打印网址。")
@click.pass_context
def desk(ctx: click.Context, *, host: str, port: int, no_browser: bool) -> None:
    """Start the desk and print its address as the first line."""
    from xltool.web.server import Start, is_shared, serve

    workspace: Workspace = ctx.obj.workspace()
    start = Start(
        operator=ctx.obj.operator(),
        host=host,
        port=port,
        open_browser=not no_browser,
        announce=_announce,
    )
    settings = workspace.settings
    is_plain = not settings.desk.certificate and not settings.desk.proxies
    if is_shared(settings, host) and is_plain:
        click.echo(_PLAIN, err=True)
    if settings.portal.address and not is_shared(settings, host):
        click.echo(_NO_PORTAL, err=True)
    serve(workspace, start)


_PLAIN = (
    "注意：没有设 TLS 证书，口令和报表在网上明文传送，只能用于可信的内网"
    "（xltool.toml 的 [desk] certificate）。"
)

_NO_PORTAL = (
    "注意：这样启动的工作台只给本机用，没有登录，单位的链接打不开：要开单位入口，请加 "
    "--host 0.0.0.0；前面有反向代理的，把它的地址写进 xltool.toml 的 [desk] proxies。"
)


def _announce(address: str) -> None:
    """Say where the desk is, the address alone on the standard output."""
    click.echo(address)
    click.echo("工作台已启动；按 Ctrl+C 停止。", err=True)
