"""`xltool forget`: what an office may not keep any longer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import as_period
from xltool.cli.output import echo, json_option, print_json, print_table

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.forgetting import ForgetResult


@click.command(
    help=(
        "清除某一期以前超过保管年限的原件和个人信息（填报人、电话、邮箱）；"
        "数、校验码和经过都留着。先列出要清除什么，加 --yes 才清除。"
    )
)
@click.option(
    "--before",
    metavar="报告期",
    required=True,
    callback=as_period,
    help="这一期以前的各期；这一期本身不动。",
)
@click.option("--yes", is_flag=True, help="真的清除，不能恢复。")
@json_option
@click.pass_obj
def forget(session: Session, *, before: Period, yes: bool, as_json: bool) -> None:
    """Say what goes, and remove it with `--yes`."""
    from xltool.workflows.forgetting import forget as forget_periods

    result = forget_periods(
        session.workspace(),
        before,
        confirmed=yes,
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    if as_json:
        print_json(result.as_json())
        return
    if not result.periods:
        echo(f"{before} 以前没有什么要清除的。")
        return
    _show(result)


def _show(result: ForgetResult) -> None:
    rows = []
    for period in result.periods:
        state = "未关闭，先关闭" if period.is_open else "已关闭"
        files = len(period.copies)
        rows.append((period.period, state, len(period.originals), files, period.values))
    print_table(
        "已清除" if result.removed else "将要清除",
        ("报告期", "状态", "原件", "下发、退回、邮件、旧汇总表", "个人信息"),
        rows,
    )
    if not result.removed:
        echo("什么也没有动。确定清除请加 --yes 再运行一次；清除后不能恢复，不能重开。")
