"""`xltool send`, `remind` and `watch`.

What goes out by mail, and the mailbox that is answered by itself.
"""

from __future__ import annotations

import datetime as dt
import signal
import threading
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import form_option, period_argument
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import echo, json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst
from xltool.model.clock import office_time
from xltool.model.mail import MailState
from xltool.workflows.acting import utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.dispatching import Delivery
    from xltool.workflows.sending import SendResult

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="只列出谁会收到什么，不发、不登记。"
)
_resend = click.option(
    "--resend-unknown",
    is_flag=True,
    help="是否发出不明的（核对过、确实没有发出）也再发一次。",
)


@click.command(
    help=(
        "把报告期的下发表用邮件发给各单位；没有设发信服务器的，在 outbox "
        "里生成草稿。发过的不会再发。"
    )
)
@period_argument
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="单位",
    help="只发给这个单位；可以写多次。",
)
@form_option
@dry_run_option
@_resend
@json_option
@click.pass_obj
def send(  # noqa: PLR0913 - click passes each option by name
    session: Session,
    period: Period,
    units: tuple[str, ...],
    *,
    form: str,
    dry_run: bool,
    resend_unknown: bool,
    as_json: bool,
) -> int:
    """Mail the issued workbooks."""
    from xltool.workflows.sending import send as send_workbooks

    result = send_workbooks(
        session.workspace(),
        period,
        units,
        form=form,
        dry_run=dry_run,
        resend_unknown=resend_unknown,
    )
    return show_sent(result, f"{period.label}：下发", as_json=as_json, dry_run=dry_run)


@click.command(
    help=(
        "催报告期里还没有报来合格报表的单位，只催它们；一天最多一次，越近截止日话越重。"
    )
)
@period_argument
@form_option
@dry_run_option
@_resend
@json_option
@click.pass_obj
def remind(  # noqa: PLR0913 - click passes each option by name
    session: Session,
    period: Period,
    *,
    form: str,
    dry_run: bool,
    resend_unknown: bool,
    as_json: bool,
) -> int:
    """Remind those that owe something."""
    from xltool.workflows.reminding import remind as remind_units

    now = dt.datetime.now(dt.UTC)
    result = remind_units(
        session.workspace(),
        period,
        now=now,
        form=form,
        dry_run=dry_run,
        resend_unknown=resend_unknown,
    )
    return show_sent(result, f"{period.label}：催报", as_json=as_json, dry_run=dry_run)


@click.command(help="守着邮箱：报告期的报送一到就收、校验、答复，直到按 Ctrl+C。")
@period_argument
@click.pass_obj
def watch(session: Session, period: Period) -> None:
    """Collect, judge and answer until stopped."""
    from xltool.workflows.watching import watch as watch_mailbox

    stop = threading.Event()
    before = {
        one: signal.signal(one, lambda *_: stop.set())
        for one in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        watch_mailbox(session.workspace(), period, report=_log, stopped=stop.is_set)
    finally:
        for item, handler in before.items():
            signal.signal(item, handler)


def _log(line: str) -> None:
    echo(f"{office_time(utc_now()):%m-%d %H:%M:%S} {line}", err=True)


def print_deliveries(title: str, deliveries: Sequence[Delivery]) -> None:
    """Show mails as a table, with what a person must know."""
    print_table(
        title,
        ("单位", "收件人", "主题", "情况"),
        (
            (one.name, "、".join(one.recipients), one.subject, _state(one))
            for one in deliveries
        ),
    )
    findings = [finding for one in deliveries for finding in one.findings]
    if findings:
        print_findings(findings)


def _state(delivery: Delivery) -> str:
    return (
        delivery.state.value
        if delivery.now or delivery.state is not MailState.SENT
        else "先前已发"
    )


def show_sent(result: SendResult, title: str, *, as_json: bool, dry_run: bool) -> int:
    """Show what became of the mails of a run, and give the exit status."""
    if as_json:
        print_json(result.as_json())
    elif result.deliveries:
        trial = "（试运行，没有发）" if dry_run else ""
        print_deliveries(f"{title}{trial}", result.deliveries)
        _print_drafts(result.deliveries)
    else:
        echo("没有要发的邮件。")
    return NEEDS_A_PERSON if worst(result.mail_findings) is Severity.ERROR else 0


def _print_drafts(deliveries: Sequence[Delivery]) -> None:
    drafts = []
    for delivery in deliveries:
        if delivery.path and delivery.state is MailState.DRAFTED:
            drafts.append(delivery.path)
    if drafts:
        echo(
            f"没有设发信服务器，草稿 {len(drafts)} 份在 {drafts[0].parent}，"
            "用 Outlook 或 Foxmail 打开即可发送。"
        )
