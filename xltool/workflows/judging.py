"""Judging files through an executor, and `validate`.

Judging without recording anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from xltool import findings
from xltool.checks.identify import Sent, guess_unit
from xltool.errors import InputFileError, PeriodError
from xltool.excel.registry import read_registry
from xltool.execution.child import WorkerDied
from xltool.execution.executors import open_executor
from xltool.execution.inorder import in_order
from xltool.findings import Severity, worst
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import Judgement, Verdict
from xltool.workflows.acting import utc_now
from xltool.workflows.judging_jobs import (
    IssueKey,
    JudgingContext,
    JudgingJob,
    MissingIssue,
    judge_file,
    period_context,
)
from xltool.workflows.keys import signing_key
from xltool.workflows.ledger_questions import LedgerQuestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.findings import Finding
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Issue
    from xltool.settings import Standing
    from xltool.workspace import Workspace

_CAUSES = {
    "timeout": findings.TOOK_TOO_LONG,
    "memory": findings.TOOK_TOO_MUCH,
    "crash": findings.READER_DIED,
}
_NEED_A_PERSON = {
    Verdict.UNIDENTIFIED,
    Verdict.UNREADABLE,
    Verdict.RETURNED,
    Verdict.HELD,
}
_AT_ONCE = 8
"""So many files are looked up in the ledger at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file to be judged: where it is kept, and what came with it."""

    path: Path
    sent: Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one file.

    `path` is where it was found, `returned` the copy that goes back, if any, `receipt`
    the number that the unit is given; empty where nothing was recorded.
    """

    path: str
    sha256: str
    verdict: Verdict
    unit: str = ""
    period: str = ""
    findings: tuple[Finding, ...] = ()
    returned: Path | None = None
    receipt: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether it was not accepted, or has an error all the same."""
        return self.verdict in _NEED_A_PERSON or worst(self.findings) is Severity.ERROR

    def as_json(self) -> dict[str, object]:
        """Give one of the `files` of `collect --json` and `validate --json`."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "verdict": self.verdict.value,
            "unit": self.unit,
            "period": self.period,
            "receipt": self.receipt or None,
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateResult:
    """What `validate` found in each file, in the order in which they were given."""

    files: tuple[FileResult, ...]

    @property
    def needs_a_person(self) -> bool:
        """Whether any of the files was not accepted, or has an error all the same."""
        return any(file.needs_a_person for file in self.files)

    def as_json(self) -> dict[str, object]:
        """Give the document of `validate --json`."""
        return {"files": [file.as_json() for file in self.files]}


def judging_context(
    workspace: Workspace, ledger: Ledger, period: str = ""
) -> JudgingContext:
    """Make what judging needs.

    A registry that cannot be read costs names and addresses, not the run. With
    `period`, for which something was issued, it is for that one. PeriodError if nothing
    ever was; KeyFileError where the key is not the one that signed what was issued.
    """
    registry, _ = read_registry(workspace.registry)
    forms = ledger.issued_layouts()
    if not forms:
        raise PeriodError("还没有下发过报表，无从校验：请先运行 xltool generate 报告期")
    if period:
        forms = {period: forms[period]}
    return JudgingContext(
        key=signing_key(workspace, ledger, now=utc_now()),
        units=registry.units,
        forms=forms,
        period=period,
        passwords=workspace.settings.judging.passwords,
    )


def judge_files(
    executor: IsolatingExecutor,
    ledger: Ledger,
    context: JudgingContext,
    files: Iterable[KeptFile],
) -> Iterator[Judgement]:
    """Judge files in their order; ClusterError where the executor can do no more."""

    def answered(
        job: JudgingJob, result: Judgement | MissingIssue
    ) -> JudgingJob | None:
        if isinstance(result, Judgement):
            return None
        period, form, unit, serial = result.key
        issues = _issues(period, form, unit, ledger.latest_issue(period, unit, form))
        if serial is not None:
            issues[result.key] = ledger.issue(period, unit, serial, form)
        return replace(job, issues={**job.issues, **issues})

    jobs = _jobs(ledger, context, files)
    work = partial(judge_file, context)
    for outcome in in_order(executor, work, jobs, weigh=len, again=answered):
        if isinstance(outcome, Judgement):
            yield outcome
        elif isinstance(outcome, WorkerDied):
            cause = _CAUSES[outcome.reason].at()
            yield Judgement(verdict=Verdict.UNREADABLE, findings=(cause,))


def _jobs(
    ledger: Ledger, context: JudgingContext, files: Iterable[KeptFile]
) -> Iterator[JudgingJob]:
    """Give each file with the issues of the unit that its name or its sender speaks of.

    It is mostly of that unit.
    """
    period = context.period or next(reversed(context.forms))
    form = next(iter(context.forms[period]))
    office = period_context(context, period, form)
    source = iter(files)
    while some := tuple(islice(source, _AT_ONCE)):
        units = [guess_unit(one.sent, office) for one in some]
        valid = ledger.latest_issues(period, {unit for unit in units if unit}, form)
        for file, unit in zip(some, units, strict=True):
            issues = _issues(period, form, unit, valid.get(unit)) if unit else {}
            yield JudgingJob(content=_content(file.path), sent=file.sent, issues=issues)


def _issues(
    period: str, form: str, unit: str, valid: Issue | None
) -> dict[IssueKey, Issue | None]:
    """Give the issue that is valid for a unit under its keys."""
    issues: dict[IssueKey, Issue | None] = {(period, form, unit, None): valid}
    if valid is not None:
        issues[period, form, unit, valid.serial] = valid
    return issues


def _content(path: Path) -> bytes | Finding:
    """Read a file; a finding where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        return findings.CANNOT_OPEN.at(found=error.strerror or path.name)


def validate(
    workspace: Workspace,
    files: Iterable[Path],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> ValidateResult:
    """Judge files and record nothing.

    Each by the period that it names itself, else by the last issued one. `progress` is
    told how many of how many are judged. InputFileError for a file that is not there or
    cannot be opened.
    """
    paths = tuple(files)
    kept = [KeptFile(path=path, sent=Sent(name=path.name)) for path in paths]
    with (
        open_executor(workspace.settings) as executor,
        open_ledger(workspace.database_url) as ledger,
    ):
        executor.expect(len(paths), judge_file.__module__)
        digests = [_digest(path) for path in paths]
        judgements = judge_files(
            executor,
            ledger,
            judging_context(workspace, ledger),
            kept,
        )
        questions = _QuestionsByPeriod(ledger, workspace.settings.standing)
        results: list[FileResult] = []
        for path, digest, judged in zip(paths, digests, judgements, strict=True):
            judgement = questions.asked_about(judged)
            result = FileResult(
                path=str(path),
                sha256=digest,
                verdict=judgement.verdict,
                unit=judgement.unit,
                period=judgement.period,
                findings=judgement.findings,
            )
            results.append(result)
            if progress is not None:
                progress(len(results), len(paths))
        return ValidateResult(files=tuple(results))


class _QuestionsByPeriod:
    """What is asked of reports of several periods; each is read when it is needed."""

    def __init__(self, ledger: Ledger, standing: Standing) -> None:
        self._ledger = ledger
        self._standing = standing
        self._known: dict[str, LedgerQuestions] = {}

    def asked_about(self, judgement: Judgement) -> Judgement:
        """Ask a report about its words and figures, as `collect` would."""
        if not judgement.values:
            return judgement
        period = judgement.period
        if period not in self._known:
            self._known[period] = LedgerQuestions(
                self._ledger, Period.parse(period), self._standing
            )
        return self._known[period].asked_about(judgement)


def _digest(path: Path) -> str:
    """Give the hash of a file; InputFileError where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise InputFileError(
            f"找不到 {path}：请检查路径，含空格的路径要加引号"
        ) from None
    except OSError as error:
        raise InputFileError(
            f"{path} 读不出来（{error.strerror}）：请关闭打开它的程序，再运行一次"
        ) from None
