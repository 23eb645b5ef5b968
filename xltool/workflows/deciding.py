"""What people decide of a unit's report: 通过, 退回, 作废, a later due date.

Each undone by another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.execution.executors import open_executor
from xltool.ledger.claims import open_claims
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import VERDICT_LABELS, DecisionKind
from xltool.workflows.feedback import write_feedback
from xltool.workflows.in_force import deadline_of, in_force
from xltool.workflows.period import find_unit, hard_date
from xltool.workflows.period_form import issued_form

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Decision, Submission
    from xltool.model.period import Period
    from xltool.workspace import Workspace


_LONGEST_EXTENSION = dt.timedelta(days=365)
"""A day beyond is one of another year, mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """What was decided, and what counts of the unit since."""

    unit: str
    name: str
    kind: DecisionKind
    undone: bool
    file: str
    counts: str

    def as_json(self) -> dict[str, object]:
        """Give the document of `approve`, `return`, `void` and `extend` with
        `--json`.
        """
        return {
            "unit": self.unit,
            "name": self.name,
            "decision": self.kind.value,
            "undone": self.undone,
            "file": self.file,
            "counts": self.counts or None,
        }


def decide(  # noqa: PLR0913 - who decides what of whom, why and when
    workspace: Workspace,
    period: Period,
    unit: str,
    kind: DecisionKind,
    *,
    form: str = "",
    reason: str,
    now: dt.datetime,
    operator: str = "",
) -> DecisionResult:
    """Give a person's verdict on what counts of a unit, else on what came last.

    What is sent back gets its copy with the reason in it. PeriodError where the unit
    has nothing that could be decided on, or the period is closed.
    """
    found = find_unit(workspace, unit)
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        key = _open_form(ledger, period, form)
        submission = _decided_on(ledger, name, found.code, key, kind)
        ledger.decide(
            name,
            found.code,
            kind,
            form=key,
            submission=submission.id,
            reason=reason,
            who=operator,
            at=now,
        )
        if kind is DecisionKind.RETURNED:
            _write_copy(workspace, ledger, name, submission)
        return DecisionResult(
            unit=found.code,
            name=found.name,
            kind=kind,
            undone=False,
            file=submission.original.name,
            counts=_counting(ledger, name, found.code, key),
        )


def take_back(  # noqa: PLR0913 - who takes what of whom back, and when
    workspace: Workspace,
    period: Period,
    unit: str,
    kind: DecisionKind,
    *,
    form: str = "",
    reason: str = "",
    now: dt.datetime,
    operator: str = "",
) -> DecisionResult:
    """Take the last decision of a kind back; PeriodError where there is none."""
    found = find_unit(workspace, unit)
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        key = _open_form(ledger, period, form)
        given = _last(ledger.decisions(name, found.code), key, kind)
        if given is None:
            raise PeriodError(f"{found.name} 在 {period} 没有“{kind}”，不用撤销")
        ledger.undo(given, reason=reason, who=operator, at=now)
        files = {
            one.id: one.original.name for one in ledger.submissions(name, found.code)
        }
        return DecisionResult(
            unit=found.code,
            name=found.name,
            kind=kind,
            undone=True,
            file=files.get(given.submission or 0, ""),
            counts=_counting(ledger, name, found.code, key),
        )


def extend(  # noqa: PLR0913 - who gives whom how long, why and when
    workspace: Workspace,
    period: Period,
    unit: str,
    *,
    until: dt.date,
    form: str = "",
    reason: str,
    now: dt.datetime,
    operator: str = "",
) -> DecisionResult:
    """Give one unit a later due date.

    PeriodError for a day that is not later than the form's, or later by so much that
    the year must be wrong.
    """
    found = find_unit(workspace, unit)
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        key = _open_form(ledger, period, form)
        due = deadline_of(workspace, ledger, period, key)
        if due is not None and until <= due.date():
            raise PeriodError(f"截止日本来就是 {due.date()}：延期要填更晚的日子")
        if due is not None and until - due.date() > _LONGEST_EXTENSION:
            raise PeriodError(
                f"延到 {until}，比截止日 {due.date()} 晚一年以上：请核对年份"
            )
        last = hard_date(in_force(workspace, ledger, period, key))
        if last is not None and until > last:
            raise PeriodError(f"这张表 {last} 关账：延期不能晚于这一天")
        ledger.decide(
            name,
            found.code,
            DecisionKind.EXTENDED,
            form=key,
            until=until,
            reason=reason,
            who=operator,
            at=now,
        )
        return DecisionResult(
            unit=found.code,
            name=found.name,
            kind=DecisionKind.EXTENDED,
            undone=False,
            file="",
            counts=_counting(ledger, name, found.code, key),
        )


def _open_form(ledger: Ledger, period: Period, form: str) -> str:
    """Give the key of a form; PeriodError where it is closed."""
    key = issued_form(ledger, period, form)
    if ledger.is_closed(str(period), key):
        raise PeriodError(
            f"{period} 已关闭：请先运行 xltool reopen {period} --reason 原因"
        )
    return key


def _decided_on(
    ledger: Ledger, period: str, unit: str, form: str, kind: DecisionKind
) -> Submission:
    """Give the submission that a decision is about.

    What counts, else what came last.
    """
    counting = ledger.counting_submission(period, unit, form)
    if counting is not None:
        return counting
    submissions = ledger.submissions(period, unit, form=form)
    if not submissions:
        raise PeriodError(f"{unit} 在 {period} 还没有报送")
    last = submissions[-1]
    if kind is DecisionKind.APPROVED:
        raise PeriodError(
            f"{unit} 最近一次报送是“{VERDICT_LABELS[last.verdict]}”，不能通过："
            "问题可以放行的先运行 xltool accept"
        )
    return last


def _last(
    decisions: tuple[Decision, ...], form: str, kind: DecisionKind
) -> Decision | None:
    """Give the last decision of a kind about a form."""
    mine = [one for one in decisions if one.form == form and one.kind is kind]
    return mine[-1] if mine else None


def _counting(ledger: Ledger, period: str, unit: str, form: str) -> str:
    """Give the name of the file that counts of a unit; empty where none does."""
    counting = ledger.counting_submission(period, unit, form)
    return "" if counting is None else counting.original.name


def _write_copy(
    workspace: Workspace, ledger: Ledger, period: str, submission: Submission
) -> None:
    """Write the copy that goes back, now with the reason in it."""
    ledger.want_feedback(submission.id)
    with (
        open_claims(ledger.engine) as claims,
        open_executor(workspace.settings) as executor,
    ):
        write_feedback(executor, claims, workspace, ledger, period)
