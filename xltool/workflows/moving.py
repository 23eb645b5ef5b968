"""`xltool move`.

What was collected for the wrong period goes to the one that it is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import DecisionKind
from xltool.workflows.collecting import CollectResult, collect_incoming
from xltool.workflows.receiving import Incoming

if TYPE_CHECKING:
    import datetime as dt

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original
    from xltool.model.period import Period
    from xltool.workspace import Workspace


def move(  # noqa: PLR0913 - what goes where, who moves it and when
    workspace: Workspace,
    period: Period,
    file: str,
    *,
    to: Period,
    now: dt.datetime,
    operator: str = "",
) -> CollectResult:
    """Collect an original of one period for another; where it was it is voided.

    `file` is the original's name, or the beginning of its hash. PeriodError where there
    is none, or several.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        original = _original(ledger, name, file)
        path = workspace.received(name) / original.stored
        if not path.is_file():
            raise PeriodError(f"{path} 不在这台电脑上：请在收下它的电脑上移")
        if not ledger.issued_units(str(to)):
            raise PeriodError(f"{to} 还没有下发过报表，移不过去")
        content = path.read_bytes()
    incoming = Incoming(
        name=original.name,
        content=content,
        source=f"{name}/{original.name}",
        sender=original.sender,
    )
    result = collect_incoming(workspace, to, [incoming], now=now)
    with open_ledger(workspace.database_url) as ledger:
        _void(ledger, name, original, to, now, operator)
    return result


def _original(ledger: Ledger, period: str, file: str) -> Original:
    """Give the original of a name, or of the beginning of a hash.

    PeriodError where there is none or several.
    """
    found = _originals(ledger, period, file)
    if len(found) == 1:
        return found[0]
    if not found:
        raise PeriodError(f"{period} 没有收到过“{file}”：文件名见 collect 的结果")
    hashes = "、".join(original.sha256[:8] for original in found)
    raise PeriodError(f"{period} 有 {len(found)} 个“{file}”：请改写它的编号 {hashes}")


def _originals(ledger: Ledger, period: str, file: str) -> list[Original]:
    """Give the originals of a name, else those whose hash begins so; mails and archives
    are none.
    """
    originals = [one for one in ledger.originals(period) if not one.container]
    named = [one for one in originals if file in {one.name, one.stored}]
    if named:
        return named
    return [one for one in originals if one.sha256.startswith(file)]


def _void(  # noqa: PLR0913, PLR0917 - one private caller
    ledger: Ledger,
    period: str,
    original: Original,
    to: Period,
    now: dt.datetime,
    operator: str,
) -> None:
    """Void what was recorded of an original in the period that it left."""
    for submission in ledger.submissions(period):
        if submission.original.id == original.id and submission.unit:
            ledger.decide(
                period,
                submission.unit,
                DecisionKind.VOID,
                form=submission.form,
                submission=submission.id,
                reason=f"移到{to.label}",
                who=operator,
                at=now,
            )
