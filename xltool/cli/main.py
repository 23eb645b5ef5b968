"""The group `xltool`, its global options, and what becomes of errors."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool import __version__
from xltool.cli.help_pages import ChineseGroup, HelpContext, usage_error
from xltool.cli.output import echo
from xltool.errors import DiskFullError, XltoolError
from xltool.workspace.writing import DISK_FULL_REMEDY, is_disk_full

if TYPE_CHECKING:
    from xltool.workspace import Workspace

NEEDS_A_PERSON = 3
"""Exit status: done, and something needs a person."""

COMMANDS = {
    "init": "xltool.cli.setup",
    "import": "xltool.cli.importing",
    "design": "xltool.cli.designing",
    "check": "xltool.cli.setup",
    "generate": "xltool.cli.issuing",
    "send": "xltool.cli.mailing",
    "collect": "xltool.cli.collecting",
    "validate": "xltool.cli.collecting",
    "rejudge": "xltool.cli.collecting",
    "status": "xltool.cli.period",
    "remind": "xltool.cli.mailing",
    "watch": "xltool.cli.mailing",
    "accept": "xltool.cli.period",
    "approve": "xltool.cli.deciding",
    "return": "xltool.cli.deciding",
    "void": "xltool.cli.deciding",
    "extend": "xltool.cli.deciding",
    "settle": "xltool.cli.deciding",
    "move": "xltool.cli.deciding",
    "compare": "xltool.cli.keeping",
    "export-originals": "xltool.cli.keeping",
    "editions": "xltool.cli.keeping",
    "close": "xltool.cli.period",
    "reopen": "xltool.cli.period",
    "history": "xltool.cli.period",
    "rollup": "xltool.cli.reporting",
    "export": "xltool.cli.exporting",
    "bulletin": "xltool.cli.bulletin",
    "cascade": "xltool.cli.bulletin",
    "proof": "xltool.cli.bulletin",
    "backup": "xltool.cli.backing_up",
    "restore": "xltool.cli.backing_up",
    "forget": "xltool.cli.forgetting",
    "doctor": "xltool.cli.backing_up",
    "demo": "xltool.cli.demo",
    "desk": "xltool.web.command",
    "operator": "xltool.cli.access",
    "link": "xltool.cli.access",
}
"""Each command's module, imported only when the command runs: start-up stays fast. The
function has the command's name (`import_` and `return_` for words that Python keeps).
"""


class _LazyGroup(ChineseGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        name = cmd_name.replace("-", "_")
        if iskeyword(name):
            name = f"{name}_"
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        command.context_class = HelpContext
        return command


@dataclass(slots=True)
class Session:
    """What the global options say; commands ask it for the workspace."""

    directory: Path | None

    def workspace(self) -> Workspace:
        """Find the workspace, upward from `-w` or the current directory."""
        from xltool.workspace import find_workspace

        return find_workspace(self.directory or Path.cwd())

    def operator(self) -> str:
        """Give who acts, for the history: the person at this computer."""
        from xltool.workflows.acting import logged_in_user

        return logged_in_user()


@click.command(
    cls=_LazyGroup,
    name="xltool",
    help="综合协调组的报表工具：分解任务、下发报表、收集校验、汇总成册。",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-w",
    "directory",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="工作区文件夹；缺省从当前文件夹向上找。",
)
@click.option(
    "--debug", is_flag=True, expose_value=False, help="出错时显示完整的调用过程。"
)
@click.version_option(__version__, prog_name="xltool")
@click.pass_context
def cli(ctx: click.Context, directory: Path | None) -> None:
    """Keep what the global options say for the command that follows."""
    ctx.obj = Session(directory)


def run(arguments: list[str]) -> int:
    """Run the command line and give its exit status.

    No traceback reaches a user unless `--debug` asks.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not speak UTF-8
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = cli.main(arguments, prog_name="xltool", standalone_mode=False)
    except click.UsageError as error:
        click.echo(usage_error(error), err=True)
        return error.exit_code
    except click.exceptions.Abort:
        echo("已中断；可随时重新运行同一命令。", err=True)
        return 1
    except click.ClickException as error:
        echo(f"错误：{error.format_message()}", err=True)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _stopped(_named(error), error, arguments)
    return status if isinstance(status, int) else 0


def _named(error: Exception) -> XltoolError | None:
    """Give what stops a run by its name; None where the fault is this program's own."""
    if isinstance(error, XltoolError):
        return error
    if isinstance(error, OSError) and is_disk_full(error):
        return DiskFullError(f"磁盘已满：{DISK_FULL_REMEDY}")
    return None


def _stopped(named: XltoolError | None, error: Exception, arguments: list[str]) -> int:
    if "--debug" in arguments:
        import traceback

        traceback.print_exception(error)
    if named is not None:
        echo(f"错误：{' '.join(str(named).split())}", err=True)
        return named.exit_status
    reason = " ".join(str(error).split())
    echo(
        f"错误：程序内部出错（{type(error).__name__}: {reason}）；加 --debug "
        "重新运行，把输出发给维护者",
        err=True,
    )
    return 1
