"""What a unit sees through its link, and what comes of what it uploads.

A unit sees what is its own: nothing here is asked for by another name than the one in
its link. What it uploads is collected by the workflow that collects mails, with the
link as the sender and the moment of the upload as the time that the office's own server
proves.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from xltool.errors import PeriodError, RegistryError
from xltool.ledger.ledger import open_ledger
from xltool.model.access import link_sender
from xltool.model.period import Period
from xltool.model.registry import Unit
from xltool.model.submission import Verdict
from xltool.workflows.answering import in_words
from xltool.workflows.collecting import collect_incoming
from xltool.workflows.in_force import Files, end_of, in_force
from xltool.workflows.opening import is_mail
from xltool.workflows.receiving import Incoming
from xltool.workflows.sending import units_by_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Issue, Original, Submission
    from xltool.model.submission import UnitStanding
    from xltool.workflows.collecting import CollectResult
    from xltool.workspace import Workspace

SERVER = "单位入口"
"""What proves when something was uploaded; the first part of where it was found."""
_HEAD = 65536
"""Bytes by which a mail is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalForm:
    """A unit's workbook of one form and period, and what became of it.

    `submissions` the newest first; `evidence` is what was added to them.
    """

    period: Period
    key: str
    name: str
    issue: Issue
    closed: bool
    deadline: dt.datetime
    standing: UnitStanding
    submissions: tuple[Submission, ...]
    evidence: tuple[Original, ...]

    @property
    def is_extended(self) -> bool:
        """Whether the unit has a later due date of its own."""
        due = self.standing.due
        return due is not None and due != self.deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalView:
    """What a unit sees: its workbooks of the periods that run, then of earlier ones."""

    unit: Unit
    running: tuple[PortalForm, ...]
    earlier: tuple[PortalForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What one unit sent in one go through its link, for a period.

    `number` tells it from every other and grows with the time; `evidence` says that the
    files are scans and attachments of what was reported in `form`.
    """

    number: str
    link: int
    unit: str
    period: str
    form: str
    evidence: bool
    at: dt.datetime
    files: tuple[Path, ...]

    @property
    def is_packed(self) -> bool:
        """Whether several files came together, as in one mail."""
        return len(self.files) > 1 and not self.evidence

    @property
    def source(self) -> str:
        """Where its files were found, as the ledger says it."""
        return f"{SERVER}/{self.number}{'.zip' if self.is_packed else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """What a unit is told of one file: the words that a mail would bring.

    `words` are those of `answering.in_words`, empty for what is kept and not judged;
    `note` says what else there is to know. `returned` is the submission whose annotated
    copy may be had.
    """

    name: str
    verdict: Verdict | None = None
    words: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    period: str = ""
    returned: int | None = None


def portal_view(
    workspace: Workspace, unit: str, units: Mapping[str, Unit], *, now: dt.datetime
) -> PortalView:
    """Give what a unit sees; `units` are those of the registry, by code."""
    known = units.get(unit, Unit(code=unit, name=unit))
    files = Files(workspace)
    running: list[PortalForm] = []
    earlier: list[PortalForm] = []
    with open_ledger(workspace.database_url) as ledger:
        for period, form in ledger.forms_of(unit):
            view = _form(workspace, ledger, files, known, period, form, now)
            if view is not None:
                (earlier if view.closed else running).append(view)
    return PortalView(unit=known, running=tuple(running), earlier=tuple(earlier))


def registered_units(workspace: Workspace) -> dict[str, Unit]:
    """Give the units of today's registry, by code; none where it cannot be read."""
    try:
        return units_by_code(workspace)
    except RegistryError:
        return {}


def _form(  # noqa: PLR0913, PLR0917 - one private caller
    workspace: Workspace,
    ledger: Ledger,
    files: Files,
    unit: Unit,
    name: str,
    form: str,
    now: dt.datetime,
) -> PortalForm | None:
    issue = ledger.latest_issue(name, unit.code, form)
    if issue is None:
        return None
    period = Period.parse(name)
    closing = ledger.closing(name, form)
    at = closing.revision if closing else None
    recorded = ledger.design_in_force(name, form, at=at)
    if recorded is None:
        given = in_force(workspace, ledger, period, form, at=at, files=files)
        recorded = given.design, given.due
    design, due = recorded
    deadline = end_of(due)
    (standing,) = ledger.standings(
        name,
        [unit],
        deadline,
        now=closing.closed_at if closing else now,
        form=form,
        at=at,
    )
    mine = ledger.submissions(name, unit.code, form=form)
    return PortalForm(
        period=period,
        key=form,
        name=design.name,
        issue=issue,
        closed=closing is not None,
        deadline=deadline,
        standing=standing,
        submissions=tuple(reversed(mine)),
        evidence=ledger.evidence(name, form).get(unit.code, ()),
    )


def unit_submission(
    workspace: Workspace, unit: str, number: int, period: str
) -> Submission | None:
    """Give a submission of a unit by its number; None for any other."""
    with open_ledger(workspace.database_url) as ledger:
        for submission in ledger.submissions(period, unit):
            if submission.id == number:
                return submission
    return None


def unit_issue(workspace: Workspace, unit: str, period: str, form: str) -> Issue | None:
    """Give the workbook of a form that is valid for a unit; None where there is
    none.
    """
    with open_ledger(workspace.database_url) as ledger:
        return ledger.latest_issue(period, unit, form)


def require_open(workspace: Workspace, unit: str, period: str, form: str) -> None:
    """Refuse what is uploaded for what a unit was not issued, or what is closed.

    PeriodError says so.
    """
    with open_ledger(workspace.database_url) as ledger:
        if ledger.latest_issue(period, unit, form) is None:
            raise PeriodError("没有给本单位下发过这张报表：请从首页选择")
        if ledger.is_closed(period, form):
            raise PeriodError(
                "这一期已经关闭，不能再上传：有变化请联系下发报表的办公室"
            )


def take_in(
    workspace: Workspace,
    period: Period,
    uploads: Sequence[Upload],
    *,
    now: dt.datetime,
    at_work: IsolatingExecutor | None = None,
) -> dict[str, tuple[FileAnswer, ...]]:
    """Collect what units uploaded for a period, in the order in which they did.

    Gives what each is told, by the number of the upload. Doing it again does nothing
    twice.
    """
    result = collect_incoming(
        workspace, period, _incoming(uploads), now=now, at_work=at_work
    )
    with open_ledger(workspace.database_url) as ledger:
        for upload in uploads:
            if upload.evidence:
                _record_evidence(ledger, upload, now)
        name = str(period)
        judged = {one.original.sha256: one for one in ledger.submissions(name)}
        forms = ledger.forms(name)
        closed = {form for form in forms if ledger.is_closed(name, form)}
    answers = {}
    for upload in uploads:
        answers[upload.number] = tuple(_answers(upload, result, judged, closed))
    return answers


def _incoming(uploads: Iterable[Upload]) -> Iterator[Incoming]:
    """Give what uploads consist of.

    Files that came together are one original, as a mail is: what stands beside a
    workbook is its enclosure. A mail among them is kept, and opened by nobody.
    """
    for upload in uploads:
        together = []
        for path in upload.files:
            content = path.read_bytes()
            is_letter = is_mail(path.name, content[:_HEAD])
            if upload.is_packed and not is_letter:
                together.append((path.name, content))
                continue
            name = f"{path.name}.txt" if is_letter else path.name
            arrived = _arrived(upload, name, content, f"{upload.source}/{path.name}")
            yield replace(arrived, container=upload.evidence or is_letter)
        if together:
            packed = _packed(upload, together)
            yield _arrived(upload, f"{upload.number}.zip", packed, upload.source)


def _arrived(upload: Upload, name: str, content: bytes, source: str) -> Incoming:
    return Incoming(
        name=name,
        content=content,
        source=source,
        sender=link_sender(upload.link, upload.unit),
        sent_at=upload.at,
        proven_at=upload.at,
        proof=SERVER,
        place=source,
    )


def _packed(upload: Upload, files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files that came together; the same upload always gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = upload.number.encode()
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _record_evidence(ledger: Ledger, upload: Upload, now: dt.datetime) -> None:
    hashes = {_digest(path) for path in upload.files}
    known = ledger.evidence(upload.period, upload.form).get(upload.unit, ())
    added = []
    for original in ledger.originals(upload.period):
        if original.sha256 in hashes and original not in known:
            added.append(original)
    if not added:
        return
    numbers = [one.id for one in added]
    ledger.record_evidence(upload.period, upload.unit, numbers, form=upload.form)
    ledger.note_access(
        "收到佐证",
        "、".join(one.name for one in added),
        at=now,
        unit=upload.unit,
        period=upload.period,
    )


def _answers(
    upload: Upload,
    result: CollectResult,
    judged: dict[str, Submission],
    closed: Collection[str],
) -> Iterator[FileAnswer]:
    """Give what is told of each file: those that were judged, and the others."""
    told = set()
    beside = upload.evidence or upload.is_packed
    for file in result.files:
        if file.path.startswith(f"{upload.source}/"):
            told.add(file.path.removeprefix(f"{upload.source}/").partition("/")[0])
            answer = _answer(upload, judged[file.sha256], file.verdict)
            if judged[file.sha256].form in closed:
                answer = replace(answer, note=_CLOSED, words={})
            yield answer
    for path in upload.files:
        if path.name not in told:
            is_letter = is_mail(path.name, _head(path))
            note = _EVIDENCE if beside and not is_letter else _KEPT
            yield FileAnswer(name=path.name, note=note)


_EVIDENCE = "已收到，作为佐证保存。"
_KEPT = "已收到并保存，里面没有填报表，没有校验：请上传填报表本身。"
_NOT_YOURS = (
    "这份文件里的填报表不是发给本单位的，已经保存，没有计入：请用本页下载的填报表填报；"
    "有疑问请联系下发报表的办公室。"
)
_CLOSED = "已收到并保存，但这一期已经关闭，没有计入：请联系下发报表的办公室。"
_AGAIN = "这份文件以前已经报过，没有重复登记；结果和那一次相同。"


def _answer(upload: Upload, submission: Submission, verdict: Verdict) -> FileAnswer:
    name = submission.original.name
    if submission.unit != upload.unit:
        return FileAnswer(name=name, note=_NOT_YOURS)
    return FileAnswer(
        name=name,
        verdict=submission.verdict,
        words=in_words(submission),
        period=upload.period,
        note=_AGAIN if verdict is Verdict.DUPLICATE else "",
        returned=submission.id if submission.feedback else None,
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
