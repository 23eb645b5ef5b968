"""`xltool status`, `accept`, `close`, `reopen` and `history`.

A period and its units.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import form_option, given_reason, period_argument
from xltool.cli.output import (
    echo,
    json_option,
    print_forms_json,
    print_json,
    print_table,
)
from xltool.model.clock import office_time
from xltool.model.submission import VERDICT_LABELS, UnitState

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.model.submission import UnitStanding
    from xltool.workflows.period import PeriodStatus

_ON_TIME = {True: "按时", False: "逾期", None: ""}


@click.command(
    help="报告期里各单位到了哪一步：未发、已发、已收、退回、合格、待补报、逾期。"
)
@period_argument
@form_option
@json_option
@click.pass_obj
def status(session: Session, period: Period, *, form: str, as_json: bool) -> None:
    """Say who has what."""
    from xltool.workflows.period import statuses

    now = dt.datetime.now(dt.UTC)
    results = statuses(session.workspace(), period, form=form, now=now)
    if as_json:
        print_forms_json([result.as_json() for result in results])
        return
    for result in results:
        _print_status(result, several=len(results) > 1)


def _print_status(result: PeriodStatus, *, several: bool) -> None:
    """Print the units of one form; its name stands above where there are several."""
    form = f" {result.form_name}" if several else ""
    due = f"，截止 {result.deadline:%Y-%m-%d}" if result.deadline else ""
    closed = "，已关闭" if result.closed else ""
    print_table(
        f"{result.period.label}{form}{due}{closed}",
        ("单位", "状态", "下发", "收到", "结果", "问题", "时限", "人工决定"),
        (_status_row(standing, result) for standing in result.units),
    )
    counts = Counter(standing.state for standing in result.units)
    ordered = (state for state in UnitState if counts[state])
    echo("，".join(f"{state.value} {counts[state]}" for state in ordered))
    if result.unidentified:
        echo(
            f"另有 {result.unidentified} 个文件认不出是哪个单位的，见 received "
            "文件夹和 collect 的结果。"
        )


def _status_row(standing: UnitStanding, result: PeriodStatus) -> tuple[object, ...]:
    """Give the cells of one unit's line."""
    return (
        standing.name,
        standing.state.value,
        _local(standing.issued_at),
        _local(standing.received_at),
        _result(standing),
        standing.findings or "",
        _ON_TIME[standing.on_time],
        _decision(standing, result),
    )


def _decision(standing: UnitStanding, result: PeriodStatus) -> str:
    """Give a person's verdict, a later due date, and what is still owed."""
    words = [standing.decision.value] if standing.decision else []
    due = standing.due
    if due is not None and result.deadline is not None and due > result.deadline:
        words.append(f"延期至{due:%m-%d}")
    if result.lacks_seal(standing):
        words.append("缺盖章件")
    if standing.owed:
        words.append(f"还差：{standing.owed}")
    return "，".join(words)


def _result(standing: UnitStanding) -> str:
    """Give the verdict on what counts, and that a later file went back."""
    label = VERDICT_LABELS[standing.verdict] if standing.verdict else ""
    return f"{label}，后到的退回" if standing.returned_since else label


def _local(moment: dt.datetime | None) -> str:
    return f"{office_time(moment):%m-%d %H:%M}" if moment else ""


@click.command(help="放行单位在报告期的一类问题：写明原因，记入历史，汇总表里注明。")
@period_argument
@click.argument("unit", metavar="单位")
@click.option(
    "--finding", "code", required=True, metavar="代码", help="问题代码，如 R03。"
)
@click.option("--reason", required=True, metavar="原因", help="放行的原因。")
@form_option
@json_option
@click.pass_obj
def accept(  # noqa: PLR0913 - the options of the command
    session: Session,
    period: Period,
    unit: str,
    *,
    code: str,
    reason: str,
    form: str,
    as_json: bool,
) -> None:
    """Waive a finding."""
    from xltool.workflows.period import accept as accept_finding
    from xltool.workflows.period import find_unit

    workspace = session.workspace()
    now = dt.datetime.now(dt.UTC)
    verdict = accept_finding(
        workspace,
        period,
        unit,
        code=code,
        reason=given_reason(reason),
        form=form,
        now=now,
        operator=session.operator(),
    )
    if as_json:
        print_json(
            {
                "period": str(period),
                "unit": find_unit(workspace, unit).code,
                "finding": code,
                "verdict": verdict.value,
            }
        )
        return
    echo(f"已放行 {unit} 的 {code}；最近一次报送现在是“{VERDICT_LABELS[verdict]}”。")


@click.command(help="关闭报告期：之后收到的照样存档、校验，但不计入汇总。")
@period_argument
@form_option
@json_option
@click.pass_obj
def close(session: Session, period: Period, *, form: str, as_json: bool) -> None:
    """Freeze a period."""
    from xltool.workflows.period import close as close_period

    now = dt.datetime.now(dt.UTC)
    closed = close_period(
        session.workspace(), period, form=form, now=now, operator=session.operator()
    )
    if as_json:
        print_json({"period": str(period), "forms": list(closed), "closed": True})
        return
    echo(f"{period.label} 已关闭（{'、'.join(closed)}）。")


@click.command(help="重开报告期：关闭期间收到的按规则计入。")
@period_argument
@click.option("--reason", required=True, metavar="原因", help="重开的原因，记入历史。")
@form_option
@json_option
@click.pass_obj
def reopen(
    session: Session, period: Period, *, reason: str, form: str, as_json: bool
) -> None:
    """Open a closed period again."""
    from xltool.workflows.period import reopen as reopen_period

    opened = reopen_period(
        session.workspace(),
        period,
        form=form,
        reason=given_reason(reason),
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    if as_json:
        print_json({"period": str(period), "forms": list(opened), "closed": False})
        return
    echo(f"{period.label} 已重开。")


@click.command(help="一个单位的经过：何时下发、收到、怎样判定、谁放行了什么。")
@click.argument("unit", metavar="单位")
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
        at = f"{office_time(event.at):%Y-%m-%d %H:%M}"
        rows.append((at, event.period, event.action, event.detail, event.who))
    print_table(result.unit.name, ("时间", "报告期", "经过", "内容", "经办"), rows)
