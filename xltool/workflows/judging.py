"""Judging files in worker processes, and `validate`: judging without recording anything."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from xltool import findings
from xltool.checks.identify import Context, Issued, Sent, stated_period
from xltool.checks.judge import judge
from xltool.errors import InputFileError, PeriodError
from xltool.excel.isolation import Died, run_isolated
from xltool.excel.reading import read_workbook
from xltool.excel.registry import read_registry
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.model.registry import Unit
    from xltool.workspace import Workspace

_CAUSES = {"timeout": findings.TOOK_TOO_LONG, "memory": findings.TOOK_TOO_MUCH, "crash": findings.READER_DIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a worker needs to judge any file of a period; it is handed to every worker once."""

    database_url: str
    key: bytes
    units: tuple[Unit, ...]
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to be judged: where it is kept, and what came with it."""

    path: Path
    sent: Sent


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


def desk_of(workspace: Workspace, period: str) -> Desk:
    """Make what workers need; a registry that cannot be read costs names and addresses, not the run."""
    registry, _ = read_registry(workspace.registry)
    return Desk(database_url=workspace.database_url, key=workspace.key(), units=registry.units, period=period)


def judge_files(workspace: Workspace, desk: Desk, jobs: Iterable[Job]) -> Iterator[Judgement]:
    """Judge files in workers that may die, in the order of `jobs`."""
    judging = workspace.settings.judging
    outcomes = run_isolated(
        partial(judge_file, desk), jobs, timeout=judging.timeout_seconds, memory_mib=judging.memory_mib
    )
    for _, outcome in outcomes:
        if isinstance(outcome, Died):
            yield Judgement(verdict=Verdict.UNREADABLE, findings=(_CAUSES[outcome.reason].at(),))
        else:
            yield outcome


def judge_file(desk: Desk, job: Job) -> Judgement:
    """Read and judge one file; this runs in a worker."""
    reading = read_workbook(job.path)
    period = desk.period
    if reading.workbook is not None:
        period = period or stated_period(reading.workbook, desk.key)
    return judge(reading.workbook, job.sent, context_of(desk, period), reading.findings)


@lru_cache(maxsize=8)
def context_of(desk: Desk, period: str) -> Context:
    """Give what a period's files are judged by; for one of which nothing was issued, the last that was."""
    ledger = open_ledger(desk.database_url)
    name = period if ledger.issued_units(period) else ledger.last_issued_period()
    if not name:
        raise PeriodError("还没有下发过报表，无从校验：请先运行 xltool generate 报告期")
    issued_units = ledger.issued_units(name)

    @lru_cache(maxsize=64)
    def issued(unit: str, serial: int | None) -> Issued | None:
        issue = ledger.issue(name, unit, serial)
        return None if issue is None else Issued(layout=layout_from_json(issue.layout), serial=issue.serial)

    any_issue = issued(issued_units[0], None) if issued_units else None
    return Context(
        period=Period.parse(name),
        key=desk.key,
        units=desk.units,
        issued=issued,
        form=any_issue.layout if any_issue else None,
    )


def validate(workspace: Workspace, files: Iterable[Path]) -> tuple[FileResult, ...]:
    """Judge files and record nothing; each by the period that it names itself, else by the last issued one.

    InputFileError for a file that is not there or cannot be opened.
    """
    paths = tuple(files)
    digests = [_digest(path) for path in paths]
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.last_issued_period():
            raise PeriodError("还没有下发过报表，无从校验：请先运行 xltool generate 报告期")
    jobs = [Job(path=path, sent=Sent(name=path.name)) for path in paths]
    judgements = judge_files(workspace, desk_of(workspace, ""), jobs)
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
