"""`collect`: what came is stored, judged, recorded and answered, in this order, and never twice.

Every stage starts from what the stage before it has left in the workspace, so a run that was killed at any
moment is completed by the next one: stored files without a record are recorded, recorded originals without
a judgement are judged, judgements without feedback are answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.checks.comparing import entries_elsewhere
from xltool.checks.identify import Sent
from xltool.errors import PeriodError
from xltool.execution.executors import open_executor
from xltool.findings import DUPLICATE_FILE, PERIOD_CLOSED, Finding
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import VERDICT_LABELS, Verdict
from xltool.workflows.feedback import GOES_BACK, write_feedback
from xltool.workflows.judging import FileResult, Job, desk_of, judge_files
from xltool.workflows.letters import record_letters
from xltool.workflows.receiving import files_at, read_files, take_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original, Submission
    from xltool.model.period import Period
    from xltool.model.submission import Judgement
    from xltool.workflows.receiving import Incoming, Received
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectResult:
    """What became of everything that came in one run; `notes` are about what is no file of its own."""

    period: str
    files: tuple[FileResult, ...]
    notes: tuple[Finding, ...] = ()


def collect(
    workspace: Workspace,
    period: Period,
    paths: Iterable[Path],
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Collect the files at `paths` (files, folders, archives, mails) for a period.

    `now` is when they count as received; `progress` is told how many of how many files are judged.
    PeriodError if nothing was issued for the period.
    """
    files, notes = files_at(paths)
    result = collect_incoming(workspace, period, read_files(files), now=now, progress=progress)
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
    with open_ledger(workspace.database_url) as ledger, open_executor(workspace.settings) as executor:
        if not ledger.issued_units(name):
            raise PeriodError(f"{name} 还没有下发过报表，收到的无从核对：请先运行 xltool generate {name}")
        own = workspace.settings.mail.address
        received = take_in(ledger, workspace.received(name), name, incoming, now=now, own_address=own)
        judged = _judge_all(executor, workspace, ledger, name, now, progress)
        write_feedback(executor, workspace, ledger, name)
        notes = record_letters(workspace, ledger, name)
        files = _results(workspace, ledger, name, received, judged)
    return CollectResult(period=name, files=files, notes=notes)


def _judge_all(  # noqa: PLR0913, PLR0917 - one private caller
    executor: IsolatingExecutor,
    workspace: Workspace,
    ledger: Ledger,
    period: str,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Original]:
    """Judge and record every original that is not judged yet; gives them by their hashes."""
    waiting = ledger.unjudged(period)
    if not waiting:
        return {}
    folder = workspace.received(period)
    jobs = (Job(path=folder / one.stored, sent=Sent(name=one.name, sender=one.sender)) for one in waiting)
    judgements = judge_files(executor, ledger, desk_of(workspace, ledger, period), jobs)
    for number, (original, judgement) in enumerate(zip(waiting, judgements, strict=True), 1):
        compared = _compared(ledger, original, judgement)
        ledger.record_submission(original, compared, judged_at=now, wants_feedback=compared.verdict in GOES_BACK)
        if progress:
            progress(number, len(waiting))
    return {one.sha256: one for one in waiting}


def _compared(ledger: Ledger, original: Original, judgement: Judgement) -> Judgement:
    """Point out what this file lacks and the unit's file before it has: two divisions, each its own half."""
    if not judgement.values:
        return judgement
    name, other = ledger.values_before(original, judgement.unit)
    return entries_elsewhere(judgement, other, name)


def _results(
    workspace: Workspace, ledger: Ledger, period: str, received: list[Received], judged: dict[str, Original]
) -> tuple[FileResult, ...]:
    """Say what became of each file that came, and of each that an interrupted run had left."""
    submissions = {one.original.sha256: one for one in ledger.submissions(period)}
    closed = (PERIOD_CLOSED.at(found=period),) if ledger.is_closed(period) else ()
    results: list[FileResult] = []
    told: set[str] = set()
    for one in received:
        if one.findings:
            results.append(
                FileResult(path=one.path, sha256=one.sha256, verdict=Verdict.UNREADABLE, findings=one.findings)
            )
            continue
        submission = submissions[one.sha256]
        if one.sha256 in judged and one.sha256 not in told:
            results.append(_result(workspace, one.path, submission, closed))
        else:
            results.append(_duplicate(one.path, submission))
        told.add(one.sha256)
    left = (original for sha256, original in judged.items() if sha256 not in told)
    results += [
        _result(workspace, original.source or original.name, submissions[original.sha256], closed) for original in left
    ]
    return tuple(results)


def _result(workspace: Workspace, path: str, submission: Submission, closed: tuple[Finding, ...]) -> FileResult:
    return FileResult(
        path=path,
        sha256=submission.original.sha256,
        verdict=submission.verdict,
        unit=submission.unit,
        period=submission.stated_period or submission.period,
        findings=(*submission.findings, *closed),
        returned=workspace.returned(submission.period) / submission.feedback if submission.feedback else None,
    )


def _duplicate(path: str, submission: Submission) -> FileResult:
    received = submission.original.received_at.astimezone()
    note = DUPLICATE_FILE.at(found=f"{received:%Y-%m-%d %H:%M}", result=VERDICT_LABELS[submission.verdict])
    return FileResult(
        path=path,
        sha256=submission.original.sha256,
        verdict=Verdict.DUPLICATE,
        unit=submission.unit,
        period=submission.stated_period or submission.period,
        findings=(note,),
    )
