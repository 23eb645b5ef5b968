"""`xltool status`, `accept`, `close`, `reopen` and `history`.

A period and its units.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.output import echo, json_option, print_json, print_table
from xltool.model.submission import VERDICT_LABELS, UnitState

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.model.submission import UnitStanding
    from xltool.workflows.period import Status

_ON_TIME = {True: "按时", False: "逾期", None: ""}


@click.command(help="PERIOD 各单位到了哪一步：未发、已发、已收、退回、合格、逾期。")
@period_argument
@json_option
@click.pass_obj
def status(session: Session, period: Period, *, as_json: bool) -> None:
    """Say who has what."""
    from xltool.workflows.period import status as status_of

    result = status_of(session.workspace(), period, now=dt.datetime.now(dt.UTC))
    if as_json:
        print_json(result.as_json())
    else:
        _print_status(result)


def _print_status(result: Status) -> None:
    due = f"，截止 {result.deadline:%Y-%m-%d}" if result.deadline else ""
    print_table(
        f"{result.period.label}{due}{'，已关闭' if result.closed else ''}",
        ("单位", "状态", "下发", "收到", "结果", "问题", "时限"),
        (
            (
                one.name,
                one.state.value,
                _local(one.issued_at),
                _local(one.received_at),
                _result(one),
                one.findings or "",
                _ON_TIME[one.on_time],
            )
            for one in result.units
        ),
    )
    counts = {
        state: sum(one.state is state for one in result.units) for state in UnitState
    }
    echo(
        "，".join(f"{state.value} {count}" for state, count in counts.items() if count)
    )
    if result.unidentified:
        echo(
            f"另有 {result.unidentified} 个文件认不出是哪个单位的，见 received "
            "文件夹和 collect 的结果。"
        )


def _result(standing: UnitStanding) -> str:
    """Give the verdict on what counts, and that a later file went back."""
    label = VERDICT_LABELS[standing.verdict] if standing.verdict else ""
    return f"{label}，后到的退回" if standing.returned_since else label


def _local(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone():%m-%d %H:%M}" if moment else ""


@click.command(
    help="放行 UNIT 在 PERIOD 的一类问题：写明原因，记入历史，汇总表里注明。"
)
@period_argument
@click.argument("unit", metavar="UNIT")
@click.option(
    "--finding", "code", required=True, metavar="CODE", help="问题代码，如 R03。"
)
@click.option("--reason", required=True, metavar="TEXT", help="放行的原因。")
@click.pass_obj
def accept(session: Session, period: Period, unit: str, code: str, reason: str) -> None:
    """Waive a finding."""
    from xltool.workflows.period import accept as accept_finding

    now = dt.datetime.now(dt.UTC)
    verdict = accept_finding(
        session.workspace(),
        period,
        unit,
        code=code,
        reason=_reason(reason),
        now=now,
        operator=session.operator(),
    )
    echo(f"已放行 {unit} 的 {code}；最近一次报送现在是“{VERDICT_LABELS[verdict]}”。")


@click.command(help="关闭 PERIOD：之后收到的照样存档、校验，但不计入汇总。")
@period_argument
@click.pass_obj
def close(session: Session, period: Period) -> None:
    """Freeze a period."""
    from xltool.workflows.period import close as close_period

    now = dt.datetime.now(dt.UTC)
    close_period(session.workspace(), period, now=now, operator=session.operator())
    echo(f"{period.label} 已关闭。")


@click.command(help="重开 PERIOD：关闭期间收到的按规则计入。")
@period_argument
@click.option("--reason", required=True, metavar="TEXT", help="重开的原因，记入历史。")
@click.pass_obj
def reopen(session: Session, period: Period, reason: str) -> None:
    """Open a closed period again."""
    from xltool.workflows.period import reopen as reopen_period

    reopen_period(
        session.workspace(),
        period,
        reason=_reason(reason),
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    echo(f"{period.label} 已重开。")


def _reason(text: str) -> str:
    if not text.strip():
        raise click.BadParameter("请写明原因，不能是空的", param_hint="--reason")
    return text.strip()


@click.command(help="UNIT 的经过：何时下发、收到、怎样判定、谁放行了什么。")
@click.argument("unit", metavar="UNIT")
@json_option
@click.pass_obj
def history(session: Session, unit: str, *, as_json: bool) -> None:
    """Tell a unit's story."""
    from xltool.workflows.period import history as history_of

    result = history_of(session.workspace(), unit)
    if as_json:
        print_json(result.as_json())
        return
    rows = []
    for event in result.events:
        at = f"{event.at.astimezone():%Y-%m-%d %H:%M}"
        rows.append((at, event.period, event.action, event.detail, event.who))
    print_table(result.unit.name, ("时间", "报告期", "经过", "内容", "经办"), rows)
