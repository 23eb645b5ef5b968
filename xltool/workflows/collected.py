"""What is told of each file that was collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.checks.verdict import ACCEPTED
from xltool.findings import (
    DUPLICATE_FILE,
    HELD_WITHOUT_STAMP,
    LINK_OF_ANOTHER,
    OLDER_THAN_COUNTED,
    PERIOD_CLOSED,
    Finding,
)
from xltool.mail.times import local_time
from xltool.model.access import unit_of_link
from xltool.model.clock import office_time
from xltool.model.submission import VERDICT_LABELS, Verdict
from xltool.workflows.judging import FileResult

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original, Submission
    from xltool.model.registry import Unit
    from xltool.workflows.receiving import Received
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What the ledger says of a period after a run.

    `owners` are the units that each mail address is registered for.
    """

    workspace: Workspace
    submissions: dict[str, Submission]
    sent_times: dict[str, dt.datetime]
    owners: dict[str, tuple[Unit, ...]]
    closed: tuple[Finding, ...] = ()
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        ledger: Ledger,
        period: str,
        owners: dict[str, tuple[Unit, ...]],
    ) -> Collected:
        """Read it from the ledger."""
        submissions = {one.original.sha256: one for one in ledger.submissions(period)}
        closed = (PERIOD_CLOSED.at(found=period),) if ledger.is_closed(period) else ()
        return cls(
            workspace=workspace,
            submissions=submissions,
            sent_times=ledger.sent_times(period),
            owners=owners,
            closed=closed,
        )

    def results(
        self,
        received: Sequence[Received],
        judged: Sequence[Original],
        mine: Collection[int],
    ) -> tuple[FileResult, ...]:
        """Give what became of each file that came, or was judged beside.

        `judged` are the originals that had to be judged, `mine` those of this run.
        """
        new = {one.sha256 for one in judged}
        results = []
        for file in received:
            submission = self.submissions.get(file.sha256)
            if submission is None:
                continue
            if file.sha256 in new and file.sha256 not in self.told:
                results.append(self._result(file.path, submission))
            else:
                results.append(_duplicate(file.path, submission))
            self.told.add(file.sha256)
        for original in judged:
            if original.id in mine and original.sha256 not in self.told:
                path = original.source or original.name
                results.append(self._result(path, self.submissions[original.sha256]))
        return tuple(results)

    def _result(self, path: str, submission: Submission) -> FileResult:
        """Give what became of a file, with what the ledger says of it now."""
        returned = None
        if submission.feedback:
            folder = self.workspace.returned(submission.period)
            returned = folder / submission.feedback
        return FileResult(
            path=path,
            sha256=submission.original.sha256,
            verdict=Verdict.SUPERSEDED
            if self._newer(submission)
            else submission.verdict,
            unit=submission.unit,
            period=submission.stated_period or submission.period,
            findings=(*submission.findings, *self._doubts(submission), *self.closed),
            returned=returned,
            receipt=submission.receipt,
        )

    def _doubts(self, submission: Submission) -> tuple[Finding, ...]:
        """Give what a person should know about whether this file counts."""
        if submission.verdict is Verdict.HELD:
            if any(one.code == LINK_OF_ANOTHER.code for one in submission.findings):
                return ()
            sender = self._sender(submission)
            return (HELD_WITHOUT_STAMP.at(found=submission.unit, sender=sender),)
        newer = self._newer(submission)
        if newer is None:
            return ()
        sent = self.sent_times[submission.original.sha256]
        counted = local_time(self.sent_times[newer.original.sha256])
        older = OLDER_THAN_COUNTED.at(
            found=local_time(sent), expected=f"{newer.original.name}（{counted}）"
        )
        return (older,)

    def _newer(self, submission: Submission) -> Submission | None:
        """Give what counts in the place of a file that was sent before it."""
        if submission.counts or submission.verdict not in ACCEPTED or self.closed:
            return None
        counting = self._counting(submission)
        if counting is None or counting.original.id > submission.original.id:
            return None
        sent = self.sent_times.get(submission.original.sha256)
        counted = self.sent_times.get(counting.original.sha256)
        if sent is None or counted is None or sent >= counted:
            return None
        return counting

    def _counting(self, submission: Submission) -> Submission | None:
        """Give the submission that counts for the same unit and form."""
        for other in self.submissions.values():
            same = (other.unit, other.form) == (submission.unit, submission.form)
            if other.counts and same:
                return other
        return None

    def _sender(self, submission: Submission) -> str:
        """Say of the sender's address what the registry says of it."""
        address = submission.original.sender
        if unit_of_link(address):
            return "是从本单位的入口上传的"
        if not address:
            return "不是邮件收到的，没有发件地址可比"
        units = {unit.code for unit in self.owners.get(address.strip().lower(), ())}
        if submission.unit in units:
            return f"发件地址 {address} 是本单位登记的"
        return f"发件地址 {address} 不是本单位登记的"


def _duplicate(path: str, submission: Submission) -> FileResult:
    """Give what is said of a file that came before."""
    received = office_time(submission.original.received_at)
    note = DUPLICATE_FILE.at(
        found=f"{received:%Y-%m-%d %H:%M}", result=VERDICT_LABELS[submission.verdict]
    )
    return FileResult(
        path=path,
        sha256=submission.original.sha256,
        verdict=Verdict.DUPLICATE,
        unit=submission.unit,
        period=submission.stated_period or submission.period,
        findings=(note,),
        receipt=submission.receipt,
    )
