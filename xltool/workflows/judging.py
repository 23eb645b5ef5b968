"""Judging files through an executor, and `validate`: judging without recording anything.

Who judges a file is in another process, perhaps on another computer: it is sent the file's bytes and what the
ledger says of the unit that it seems to be from, and asks for what it lacks. It never opens the ledger.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from xltool import findings
from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, Sent, guess_unit, stated_period
from xltool.checks.judge import judge
from xltool.errors import InputFileError, PeriodError
from xltool.excel.reading import Reading, read_bytes
from xltool.excel.reading.sniffing import FileKind
from xltool.excel.registry import read_registry
from xltool.execution.child import Died
from xltool.execution.executors import open_executor
from xltool.execution.inorder import in_order
from xltool.findings import Finding
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Issue
    from xltool.model.registry import Unit
    from xltool.workspace import Workspace

_CAUSES = {"timeout": findings.TOOK_TOO_LONG, "memory": findings.TOOK_TOO_MUCH, "crash": findings.READER_DIED}
IssueKey = tuple[str, str, int | None]
"""Period, unit and serial; None for the issue that is valid now."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """What is needed to judge any file; it is sent once to everyone who judges.

    `forms` has, for each period that files may be of, the layout of one issue as JSON, the last period last;
    with one `period` every file is judged by that, else by the period that it names.
    """

    key: bytes
    units: tuple[Unit, ...]
    forms: dict[str, str]
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to be judged: where it is kept, and what came with it."""

    path: Path
    sent: Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parcel:
    """A job as it is sent: the file's bytes, or why it cannot be opened, and the issues it may be judged by."""

    content: bytes | Finding
    sent: Sent
    issues: dict[IssueKey, Issue | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return 0 if isinstance(self.content, Finding) else len(self.content)


class _Lacking(Exception):  # noqa: N818 - a question, no mistake
    """The parcel has not the issue of this key."""

    def __init__(self, key: IssueKey) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one file. `path` is where it was found, `returned` the copy that goes back, if any."""

    path: str
    sha256: str
    verdict: Verdict
    unit: str = ""
    period: str = ""
    findings: tuple[Finding, ...] = ()
    returned: Path | None = None


def desk_of(workspace: Workspace, ledger: Ledger, period: str = "") -> Desk:
    """Make what judging needs; a registry that cannot be read costs names and addresses, not the run.

    With `period`, for which something was issued, it is for that one. PeriodError if nothing ever was.
    """
    registry, _ = read_registry(workspace.registry)
    forms = ledger.issued_forms()
    if not forms:
        raise PeriodError("还没有下发过报表，无从校验：请先运行 xltool generate 报告期")
    if period:
        forms = {period: forms[period]}
    return Desk(key=workspace.key(), units=registry.units, forms=forms, period=period)


def judge_files(executor: IsolatingExecutor, ledger: Ledger, desk: Desk, jobs: Iterable[Job]) -> Iterator[Judgement]:
    """Judge files in the order of `jobs`; ClusterError where the executor can do no more."""

    def answered(parcel: _Parcel, result: Judgement | _Lacking) -> _Parcel | None:
        if isinstance(result, Judgement):
            return None
        period, unit, serial = result.key
        return replace(parcel, issues={**parcel.issues, **_issues(ledger, period, unit, serial)})

    parcels = _parcels(ledger, desk, jobs)
    for outcome in in_order(executor, partial(_judge_parcel, desk), parcels, weigh=len, again=answered):
        if isinstance(outcome, Judgement):
            yield outcome
        elif isinstance(outcome, Died):
            yield Judgement(verdict=Verdict.UNREADABLE, findings=(_CAUSES[outcome.reason].at(),))


def _parcels(ledger: Ledger, desk: Desk, jobs: Iterable[Job]) -> Iterator[_Parcel]:
    """Give each file with the issues of the unit that its name or its sender speaks of: it is mostly that one."""
    period = desk.period or next(reversed(desk.forms))
    office = _office(desk, period)
    for job in jobs:
        unit = guess_unit(job.sent, office)
        issues = _issues(ledger, period, unit, None) if unit else {}
        yield _Parcel(content=_content(job.path), sent=job.sent, issues=issues)


def _content(path: Path) -> bytes | Finding:
    try:
        return path.read_bytes()
    except OSError as error:
        return findings.CANNOT_OPEN.at(found=error.strerror or path.name)


def _issues(ledger: Ledger, period: str, unit: str, serial: int | None) -> dict[IssueKey, Issue | None]:
    """Give what is valid for a unit, and what it was issued under a serial."""
    valid = ledger.latest_issue(period, unit)
    issues: dict[IssueKey, Issue | None] = {(period, unit, None): valid}
    if valid is not None:
        issues[period, unit, valid.serial] = valid
    if serial is not None and (period, unit, serial) not in issues:
        issues[period, unit, serial] = ledger.issue(period, unit, serial)
    return issues


def _judge_parcel(desk: Desk, parcel: _Parcel) -> Judgement | _Lacking:
    """Read and judge one file, or say what is lacking for it; this runs in another process."""
    if isinstance(parcel.content, Finding):
        reading = Reading(kind=FileKind.UNKNOWN, findings=(parcel.content,))
    else:
        reading = read_bytes(parcel.content, parcel.sent.name)
    period = desk.period
    if reading.workbook is not None:
        period = period or stated_period(reading.workbook, desk.key)
    office = _office(desk, period if period in desk.forms else next(reversed(desk.forms)))

    def issued(unit: str, serial: int | None) -> Issued | None:
        key = (str(office.period), unit, serial)
        if key not in parcel.issues:
            raise _Lacking(key)
        issue = parcel.issues[key]
        return None if issue is None else Issued(layout=layout_from_json(issue.layout), serial=issue.serial)

    try:
        return judge(reading.workbook, parcel.sent, replace(office, issued=issued), reading.findings)
    except _Lacking as lacking:
        return lacking


@lru_cache(maxsize=8)
def _office(desk: Desk, period: str) -> Context:
    """Give what a period's files are judged by, without what was issued."""
    return Context(
        period=Period.parse(period),
        key=desk.key,
        units=Directory(desk.units),
        issued=lambda _unit, _serial: None,
        form=layout_from_json(desk.forms[period]),
    )


def validate(workspace: Workspace, files: Iterable[Path]) -> tuple[FileResult, ...]:
    """Judge files and record nothing; each by the period that it names itself, else by the last issued one.

    InputFileError for a file that is not there or cannot be opened.
    """
    paths = tuple(files)
    digests = [_digest(path) for path in paths]
    jobs = [Job(path=path, sent=Sent(name=path.name)) for path in paths]
    with open_ledger(workspace.database_url) as ledger, open_executor(workspace.settings) as executor:
        judgements = tuple(judge_files(executor, ledger, desk_of(workspace, ledger), jobs))
    return tuple(
        FileResult(
            path=str(path),
            sha256=digest,
            verdict=judgement.verdict,
            unit=judgement.unit,
            period=judgement.period,
            findings=judgement.findings,
        )
        for path, digest, judgement in zip(paths, digests, judgements, strict=True)
    )


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise InputFileError(f"找不到 {path}：请检查路径，含空格的路径要加引号") from None
    except OSError as error:
        raise InputFileError(f"{path} 读不出来（{error.strerror}）：请关闭打开它的程序，再运行一次") from None
