"""`watch`: collects from the mailbox, judges and answers, until it is told to stop.

Whatever goes wrong with the network is said and tried again, ever more rarely; what
goes wrong before the first success (a wrong password, a missing setting) stops it,
since only a person can mend that.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from xltool.errors import MailError
from xltool.findings import Severity
from xltool.mail.imap import imap_errors, open_inbox
from xltool.model.mail import MailState
from xltool.model.submission import VERDICT_LABELS
from xltool.workflows.acting import utc_now
from xltool.workflows.answering import answer
from xltool.workflows.mailbox import collect_inbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.mail.imap import Inbox
    from xltool.model.period import Period
    from xltool.workflows.acting import Clock
    from xltool.workflows.answering import AnswerResult
    from xltool.workspace import Workspace

_LONGEST_PAUSE = 300
"""Seconds between two attempts to connect."""


def watch(
    workspace: Workspace,
    period: Period,
    *,
    report: Callable[[str], None],
    stopped: Callable[[], bool],
    clock: Clock = utc_now,
) -> None:
    """Watch the mailbox for a period. `report` is told, a line at a time, what happens.

    MailError if the mailbox cannot be opened at the start; PeriodError if nothing was
    issued.
    """
    connected, pause = False, 1
    while not stopped():
        try:
            with open_inbox(workspace.settings.mail, workspace.root) as inbox:
                report(f"已连上邮箱 {inbox.name}")
                connected, pause = True, 1
                while not stopped():
                    _round(workspace, period, inbox, report, clock)
                    inbox.wait(workspace.settings.mail.poll_seconds, stopped)
        except MailError as error:
            if not connected:
                raise
            report(f"{error}；{pause} 秒后再试")
        except imap_errors() as error:
            report(f"与邮箱的连接中断（{type(error).__name__}），{pause} 秒后再试")
        _sleep(pause, stopped)
        pause = min(pause * 2, _LONGEST_PAUSE)
    report("已停止")


def _round(
    workspace: Workspace,
    period: Period,
    inbox: Inbox,
    report: Callable[[str], None],
    clock: Clock,
) -> None:
    """Collect and answer once.

    A mail server that does not send is no reason not to go on receiving.
    """
    result = collect_inbox(workspace, period, inbox, now=clock())
    for file in result.files:
        verdict = VERDICT_LABELS[file.verdict]
        report(f"收到 {file.path}：{file.unit or '未识别'}，{verdict}")
    for note in result.notes:
        report(f"{note.code} {note.message}")
    try:
        answers = answer(workspace, period, clock=clock)
    except MailError as error:
        report(f"答复没有发出：{error}")
        return
    _report_answers(answers, report)


def _report_answers(answers: AnswerResult, report: Callable[[str], None]) -> None:
    """Say what was answered now, and what a person should know of it."""
    for delivery in answers.deliveries:
        if delivery.now and delivery.state in {MailState.SENT, MailState.DRAFTED}:
            to = "、".join(delivery.recipients)
            report(f"答复 {delivery.name}（{to}）：{delivery.state.value}")
    findings = list(answers.findings)
    for delivery in answers.deliveries:
        findings += delivery.findings
    for finding in findings:
        if finding.severity is not Severity.NOTE:
            report(f"{finding.code} {finding.message}")


def _sleep(seconds: float, stopped: Callable[[], bool]) -> None:
    """Wait, but not longer than until it is told to stop."""
    until = time.monotonic() + seconds
    while not stopped() and time.monotonic() < until:
        time.sleep(0.2)
