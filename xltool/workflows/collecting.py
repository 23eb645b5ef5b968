"""`collect`: what came is stored, judged, recorded and answered, in this order, and never twice.

Every stage starts from what the stage before it has left in the workspace, so a run
that was killed at any moment is completed by the next one: stored files without a
record are recorded, recorded originals without a judgement are judged, judgements
without feedback are answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.execution.executors import open_executor
from xltool.findings import (
    DUPLICATE_FILE,
    ORIGINALS_ELSEWHERE,
    PERIOD_CLOSED,
    Finding,
    Severity,
    worst,
)
from xltool.ledger.claims import open_claims
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import VERDICT_LABELS, Verdict
from xltool.workflows.dispatching import findings_of
from xltool.workflows.feedback import write_feedback
from xltool.workflows.judging import FileResult
from xltool.workflows.letters import opening_rules, record_letters
from xltool.workflows.receiving import files_at, read_files, take_in
from xltool.workflows.recording import judge_together
from xltool.workflows.sharing import kept_here, taking_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original, Submission
    from xltool.model.period import Period
    from xltool.workflows.answering import AnswerResult
    from xltool.workflows.dispatching import Delivery
    from xltool.workflows.receiving import Incoming, Received
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectResult:
    """What became of everything that came in one run.

    `notes` are about what is no file of its own; `deliveries` are the answers to
    letters, None where none were asked for.
    """

    period: str
    files: tuple[FileResult, ...]
    notes: tuple[Finding, ...] = ()
    deliveries: tuple[Delivery, ...] | None = None

    def joined(self, other: CollectResult) -> CollectResult:
        """Give both runs as one: what came in files, and what came by mail."""
        return replace(
            self,
            files=(*self.files, *other.files),
            notes=(*self.notes, *other.notes),
        )

    def answered(self, answers: AnswerResult) -> CollectResult:
        """Give the run together with the answers that were sent after it."""
        return replace(
            self,
            notes=(*self.notes, *answers.findings),
            deliveries=answers.deliveries,
        )

    @property
    def needs_a_person(self) -> bool:
        """Whether something was not accepted, or has an error all the same."""
        if any(file.needs_a_person for file in self.files):
            return True
        told = (*self.notes, *findings_of(self.deliveries or ()))
        return worst(told) is Severity.ERROR

    def as_json(self) -> dict[str, object]:
        """Give the document of `collect --json`."""
        document: dict[str, object] = {
            "files": [file.as_json() for file in self.files],
            "notes": [note.as_json() for note in self.notes],
        }
        if self.deliveries is not None:
            document["mails"] = [mail.as_json() for mail in self.deliveries]
        return document


def collect(
    workspace: Workspace,
    period: Period,
    paths: Iterable[Path],
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Collect the files at `paths` (files, folders, archives, mails) for a period.

    `now` is when they count as received; `progress` is told how many of how many files
    are judged. PeriodError if nothing was issued for the period.
    """
    files, notes = files_at(paths)
    result = collect_incoming(
        workspace, period, read_files(files), now=now, progress=progress
    )
    return replace(result, notes=(*notes, *result.notes))


def collect_incoming(
    workspace: Workspace,
    period: Period,
    incoming: Iterable[Incoming],
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Collect files wherever they come from, in the order in which they came."""
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.issued_units(name):
            raise PeriodError(
                f"{name} 还没有下发过报表，收到的无从核对：请先运行 xltool generate {name}"
            )
        folder = workspace.received(name)
        with (
            open_claims(ledger.engine) as claims,
            open_executor(workspace.settings) as executor,
        ):
            with taking_in(claims):
                received = take_in(
                    executor,
                    ledger,
                    folder,
                    name,
                    incoming,
                    now=now,
                    rules=opening_rules(workspace),
                )
            last = max((one.id for one in ledger.originals(name)), default=0)
            unjudged = ledger.unjudged(name)
            waiting = kept_here(folder, unjudged)
            mine = judge_together(
                executor, claims, workspace, ledger, waiting, now=now, progress=progress
            )
            write_feedback(executor, claims, workspace, ledger, name)
            notes = record_letters(
                executor, workspace, ledger, name, until=last, now=now
            )
        files = _results(workspace, ledger, name, received, waiting, mine)
    if elsewhere := len(unjudged) - len(waiting):
        notes = (*notes, ORIGINALS_ELSEWHERE.at(found=elsewhere))
    return CollectResult(period=name, files=files, notes=notes)


def _results(  # noqa: PLR0913, PLR0917 - one private caller
    workspace: Workspace,
    ledger: Ledger,
    period: str,
    received: list[Received],
    waiting: list[Original],
    mine: set[int],
) -> tuple[FileResult, ...]:
    """Say what became of each file that came, and of each that an interrupted run had left and this one judged."""
    new = {one.sha256 for one in waiting}
    submissions = {one.original.sha256: one for one in ledger.submissions(period)}
    closed = (PERIOD_CLOSED.at(found=period),) if ledger.is_closed(period) else ()
    results: list[FileResult] = []
    told: set[str] = set()
    for one in received:
        if one.sha256 not in submissions:
            continue
        submission = submissions[one.sha256]
        if one.sha256 in new and one.sha256 not in told:
            results.append(_result(workspace, one.path, submission, closed))
        else:
            results.append(_duplicate(one.path, submission))
        told.add(one.sha256)
    left = (one for one in waiting if one.id in mine and one.sha256 not in told)
    results += [
        _result(
            workspace,
            original.source or original.name,
            submissions[original.sha256],
            closed,
        )
        for original in left
    ]
    return tuple(results)


def _result(
    workspace: Workspace, path: str, submission: Submission, closed: tuple[Finding, ...]
) -> FileResult:
    return FileResult(
        path=path,
        sha256=submission.original.sha256,
        verdict=submission.verdict,
        unit=submission.unit,
        period=submission.stated_period or submission.period,
        findings=(*submission.findings, *closed),
        returned=workspace.returned(submission.period) / submission.feedback
        if submission.feedback
        else None,
    )


def _duplicate(path: str, submission: Submission) -> FileResult:
    received = submission.original.received_at.astimezone()
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
    )
