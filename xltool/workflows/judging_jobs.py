"""The judging of one file, in another process, perhaps on another computer.

Sent there are the file's bytes and what the ledger says of the unit that it seems to be
from; an issue that is missing is asked for. The ledger is never opened there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, stated_period
from xltool.checks.judge import judge
from xltool.excel.reading import WorkbookReading, read_bytes
from xltool.excel.reading.decryption import decrypted
from xltool.excel.reading.sniffing import FileKind
from xltool.findings import PASSWORD_KNOWN, Finding
from xltool.forms.layout_json import layout_from_json
from xltool.model.period import Period

if TYPE_CHECKING:
    from xltool.checks.identify import Sent
    from xltool.forms.layout import Layout
    from xltool.ledger.records import Issue
    from xltool.model.registry import Unit
    from xltool.model.submission import Judgement

IssueKey = tuple[str, str, str, int | None]
"""Period, form, unit and serial; None for the issue that is valid now."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgingContext:
    """What is needed to judge any file; it is sent once to everyone who judges.

    `forms` has, for each period that files may be of, the layout of one issue of each
    of its forms as JSON, by the form's key, the last period last; with one `period`
    every file is judged by that, else by the period that it names. `passwords` are
    tried on what is encrypted.
    """

    key: bytes
    units: tuple[Unit, ...]
    forms: dict[str, dict[str, str]]
    period: str = ""
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingJob:
    """One file as it is sent to be judged, with the issues that it may be judged by.

    `content` is the file's bytes, or why it cannot be opened.
    """

    content: bytes | Finding
    sent: Sent
    issues: dict[IssueKey, Issue | None] = field(default_factory=dict)

    def __len__(self) -> int:
        """Give how heavy a job is: the bytes of the file."""
        return 0 if isinstance(self.content, Finding) else len(self.content)


class MissingIssue(Exception):  # noqa: N818 - a question, no mistake
    """A file is of an issue that its job has not."""

    def __init__(self, key: IssueKey) -> None:
        """Name the issue.

        The argument is the exception's, so that it can be pickled.
        """
        super().__init__(key)
        self.key = key


def judge_file(context: JudgingContext, job: JudgingJob) -> Judgement | MissingIssue:
    """Read and judge one file, or say which issue is missing for it."""
    reading = _read(job, context.passwords)
    period = context.period
    if reading.workbook is not None:
        period = period or stated_period(reading.workbook, context.key)
    if period not in context.forms:
        period = next(reversed(context.forms))

    def issued(form: str, unit: str, serial: int | None) -> Issued | None:
        key = (period, form, unit, serial)
        if key not in job.issues:
            raise MissingIssue(key)
        issue = job.issues[key]
        if issue is None:
            return None
        return Issued(layout=_layout(issue.layout), serial=issue.serial)

    of_form = {}
    for form in context.forms[period]:
        plain = period_context(context, period, form)
        of_form[form] = replace(plain, issued=partial(issued, form))
    office = replace(next(iter(of_form.values())), of_form=of_form)
    try:
        return judge(reading.workbook, job.sent, office, reading.findings)
    except MissingIssue as missing:
        return missing


def _read(job: JudgingJob, passwords: tuple[str, ...]) -> WorkbookReading:
    """Read a workbook, or what is none."""
    content, name = job.content, job.sent.name
    if isinstance(content, Finding):
        return WorkbookReading(kind=FileKind.UNKNOWN, findings=(content,))
    reading = read_bytes(content, name)
    if reading.kind is FileKind.ENCRYPTED and reading.workbook is None:
        return _read_encrypted(reading, content, passwords)
    if reading.workbook is None:
        return _read_container(reading, name, content, passwords)
    return reading


def _read_container(
    reading: WorkbookReading, name: str, content: bytes, passwords: tuple[str, ...]
) -> WorkbookReading:
    """Say of a mail or an archive why nothing could be taken out of it."""
    # few files need it, and it takes a quarter of a child's start
    from xltool.workflows.opening import (
        OpeningRules,
        Origin,
        may_be_container,
        open_original,
    )

    if not may_be_container(name, content):
        return reading
    rules = OpeningRules(passwords=passwords)
    opened = open_original(name, content, Origin(path=name), rules)
    if not opened.findings:
        return reading
    return replace(reading, findings=opened.findings)


def _read_encrypted(
    reading: WorkbookReading, content: bytes, passwords: tuple[str, ...]
) -> WorkbookReading:
    """Read a file with one of the office's passwords; as it is where none fits."""
    for password in passwords:
        plain = decrypted(content, password)
        if plain is None or plain == content:
            continue
        inside = read_bytes(plain)
        return replace(inside, findings=(PASSWORD_KNOWN.at(), *inside.findings))
    return reading


@lru_cache(maxsize=8)
def period_context(context: JudgingContext, period: str, form: str) -> Context:
    """Give what a period's files of one form are judged by, without what was issued."""
    return Context(
        period=Period.parse(period),
        key=context.key,
        units=Directory(context.units),
        issued=lambda _unit, _serial: None,
        form=layout_from_json(context.forms[period][form]),
    )


@lru_cache(maxsize=2)
def _layout(text: str) -> Layout:
    """Read a layout; the issue that was filled in is mostly the one that is valid."""
    return layout_from_json(text)
