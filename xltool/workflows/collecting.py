"""`collect`: what came is stored, judged, recorded and answered, never twice.

Every stage starts from what the stage before it has left in the workspace, so a run
that was killed at any moment is completed by the next one: stored files without a
record are recorded, recorded originals without a judgement are judged, judgements
without feedback are answered.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.checks.directory import Directory
from xltool.errors import PeriodError
from xltool.excel.registry import read_registry
from xltool.execution.executors import open_executor
from xltool.findings import ORIGINALS_ELSEWHERE, Finding, Severity, worst
from xltool.ledger.claims import open_claims
from xltool.ledger.ledger import open_ledger
from xltool.workflows.attachments import kept_beside
from xltool.workflows.collected import Collected
from xltool.workflows.dispatching import findings_of
from xltool.workflows.enclosures import record_enclosures
from xltool.workflows.feedback import write_feedback
from xltool.workflows.keys import signing_key
from xltool.workflows.letters import opening_rules, owners_of, record_letters
from xltool.workflows.period import close_what_is_over
from xltool.workflows.receiving import Intake, files_at, read_files
from xltool.workflows.recording import judge_together
from xltool.workflows.sharing import kept_here, taking_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.model.period import Period
    from xltool.workflows.answering import AnswerResult
    from xltool.workflows.dispatching import Delivery
    from xltool.workflows.judging import FileResult
    from xltool.workflows.receiving import Incoming
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
    are judged. PeriodError if nothing was issued for the period; KeyFileError where the
    key is not the one that signed what was issued.
    """
    given = tuple(paths)
    files, notes = files_at(given)
    by_hand = {path for path in given if path.is_file()}
    incoming = read_files(files, by_hand=by_hand)
    result = collect_incoming(workspace, period, incoming, now=now, progress=progress)
    return replace(result, notes=(*notes, *result.notes))


def rejudge(
    workspace: Workspace,
    period: Period,
    units: Collection[str] = (),
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Judge again what is stored of a period, of some units (codes, names) or of all.

    PeriodError if the period is closed, or nothing was issued for it.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        if ledger.is_closed(name):
            raise PeriodError(
                f"{name} 已经关账：先运行 xltool reopen {name} --reason 原因，"
                "再重新校验"
            )
        ledger.want_again(name, _codes(workspace, units) if units else None)
    return collect_incoming(workspace, period, (), now=now, progress=progress)


def _codes(workspace: Workspace, units: Collection[str]) -> set[str]:
    """Give the codes of units by any of their names.

    PeriodError for one that is unknown.
    """
    registry, _ = read_registry(workspace.registry)
    directory = Directory(registry.units)
    codes = set()
    for name in units:
        code = directory.named(name)
        if not code:
            raise PeriodError(f"任务台账里没有“{name}”这个单位：请核对单位名称")
        codes.add(code)
    return codes


def collect_incoming(  # noqa: PLR0913 - what, for what, when, where
    workspace: Workspace,
    period: Period,
    incoming: Iterable[Incoming],
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
    at_work: IsolatingExecutor | None = None,
) -> CollectResult:
    """Collect files wherever they come from, in the order in which they came.

    `at_work` is an executor that is open already, for who collects again and again.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.issued_units(name):
            raise PeriodError(
                f"{name} 还没有下发过报表，收到的无从核对："
                f"请先运行 xltool generate {name}"
            )
        close_what_is_over(workspace, ledger, period, now=now)
        signing_key(workspace, ledger, now=now)
        with (
            open_claims(ledger.engine) as claims,
            _executor(workspace, at_work) as executor,
        ):
            taken = Intake(
                executor=executor,
                ledger=ledger,
                folder=workspace.received(name),
                period=name,
                rules=opening_rules(workspace),
                now=now,
            )
            with taking_in(claims):
                received = taken.take_in(kept_beside(incoming, ledger, name))
                taken.open_again(passwords=bool(taken.rules.passwords))
            last = max((one.id for one in ledger.originals(name)), default=0)
            unjudged = ledger.unjudged(name)
            waiting = kept_here(taken.folder, unjudged)
            mine = judge_together(
                executor, claims, workspace, ledger, waiting, now=now, progress=progress
            )
            record_enclosures(ledger, name)
            write_feedback(executor, claims, workspace, ledger, name)
            notes = record_letters(
                executor, workspace, ledger, name, until=last, now=now
            )
        collected = Collected.of(workspace, ledger, name, owners_of(workspace))
        files = collected.results(received, waiting, mine)
    if elsewhere := len(unjudged) - len(waiting):
        notes = (*notes, ORIGINALS_ELSEWHERE.at(found=elsewhere))
    return CollectResult(period=name, files=files, notes=notes)


def _executor(
    workspace: Workspace, at_work: IsolatingExecutor | None
) -> AbstractContextManager[IsolatingExecutor]:
    """Give the executor that is at work, or one of our own that is closed after use."""
    if at_work is None:
        return open_executor(workspace.settings)
    return nullcontext(at_work)
