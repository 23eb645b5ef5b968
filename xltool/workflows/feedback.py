"""What goes back to a unit.

Its own file with the findings marked, or the form rebuilt with its values.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.excel.annotate import annotate
from xltool.excel.issue import write_issued
from xltool.execution.child import WorkerDied
from xltool.execution.inorder import in_order
from xltool.findings import OLD_ISSUE, Place
from xltool.forms.building import grown
from xltool.forms.layout_json import layout_from_json
from xltool.model.grid import address
from xltool.model.submission import Verdict
from xltool.text import file_name
from xltool.workflows.sharing import PAUSE, kept_here, shared
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.execution.executors import IsolatingExecutor
    from xltool.findings import Finding
    from xltool.forms.layout import Layout
    from xltool.ledger.claims import Claims
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Submission
    from xltool.model.value import Values
    from xltool.settings import Office
    from xltool.workspace import Workspace

GOES_BACK = {
    Verdict.RETURNED,
    Verdict.ACCEPTED_WITH_QUERIES,
    Verdict.UNREADABLE,
    Verdict.UNIDENTIFIED,
}
_NOBODY = "未识别"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One submission whose feedback is due.

    `layout` is the JSON of what the unit was issued, if anything.
    """

    original: bytes
    findings: tuple[Finding, ...]
    values: Values
    layout: str
    stamp: str

    def __len__(self) -> int:
        """Give how heavy a job is: the bytes of the file."""
        return len(self.original)


def write_feedback(
    executor: IsolatingExecutor,
    claims: Claims,
    workspace: Workspace,
    ledger: Ledger,
    period: str,
) -> None:
    """See to it that every feedback of a period that is due is written.

    Also what an interrupted run left undone; what another run has in hand is waited
    for. ClusterError where the executor can do no more.
    """
    folder = workspace.received(period)
    due = {one.original: one for one in ledger.feedback_due(period)}
    left = {one.id: due[one] for one in kept_here(folder, due)}
    if not left:
        return
    names = names_of(ledger.submissions(period))
    in_hand: deque[int] = deque()

    def jobs() -> Iterator[_Job]:
        for number in shared(claims, tuple(left), ledger.feedback_due_among):
            in_hand.append(number)
            yield _job(workspace, ledger, left[number])

    work = partial(_feedback, workspace.settings.office)
    while left:
        for result in in_order(executor, work, jobs(), weigh=len):
            number = in_hand.popleft()
            submission = left.pop(number)
            feedback = result
            if isinstance(feedback, WorkerDied):
                # perhaps of the file: the form goes back without it
                rebuilt = replace(_job(workspace, ledger, submission), original=b"")
                (feedback,) = in_order(executor, work, [rebuilt], weigh=len)
            name = ""
            if feedback is not None and not isinstance(feedback, WorkerDied):
                name = _write(workspace, period, names[submission.id], *feedback)
            ledger.record_feedback(submission.id, name)
            claims.let_go([number])
        left = _still_due(ledger, period, left)
        if left:
            time.sleep(PAUSE)  # the others have the rest in hand


def _still_due(
    ledger: Ledger, period: str, left: dict[int, Submission]
) -> dict[int, Submission]:
    """Give those of some submissions, by their originals, whose feedback nobody has
    written meanwhile.
    """
    if not left:
        return {}
    due = {one.original.id for one in ledger.feedback_due(period)}
    return {number: one for number, one in left.items() if number in due}


def _write(
    workspace: Workspace, period: str, name: str, content: bytes, suffix: str
) -> str:
    """Write a feedback and give its name; what a killed run wrote is there already."""
    if suffix:
        name = str(Path(name).with_suffix(suffix))
    path = workspace.returned(period) / name
    if not path.exists() or path.read_bytes() != content:
        write_atomically(path, content)
    return name


def names_of(submissions: tuple[Submission, ...]) -> dict[int, str]:
    """Give each submission's file name under returned/: unit and original name.

    No two are the same, even where a file system takes a for A or the suffix changes:
    what repeats is numbered. A name that is recorded stays.
    """
    names = {one.id: one.feedback for one in submissions if one.feedback}
    taken = {_folded(Path(name).stem) for name in names.values()}
    for submission in submissions:
        if submission.id in names:
            continue
        wanted = _stem_of(submission)
        free, number = wanted, 1
        while _folded(free) in taken:
            number += 1
            free = f"{wanted}（{number}）"
        taken.add(_folded(free))
        suffix = Path(submission.original.name).suffix.lower()
        if not _SUFFIX.fullmatch(suffix):
            suffix = ""
        names[submission.id] = f"{free}{suffix}"
    return names


def _stem_of(submission: Submission) -> str:
    """Give the name that a feedback would have if no other had it."""
    stem = Path(submission.original.name).stem
    unit = submission.unit or _NOBODY
    return file_name(stem if stem.startswith(unit) else f"{unit}_{stem}")


def _folded(stem: str) -> str:
    """Give a name as the file systems compare it that care least for its letters."""
    return unicodedata.normalize("NFC", stem).casefold()


def _job(workspace: Workspace, ledger: Ledger, submission: Submission) -> _Job:
    """Gather what a feedback is made of."""
    issue = None
    if submission.unit:
        issue = ledger.latest_issue(
            submission.period, submission.unit, submission.form or None
        )
    path = workspace.received(submission.period) / submission.original.stored
    return _Job(
        original=path.read_bytes() if path.is_file() else b"",
        findings=submission.findings,
        values=ledger.submitted_values(submission.id),
        layout=issue.layout if issue else "",
        stamp=issue.stamp if issue else "",
    )


def _feedback(office: Office, job: _Job) -> tuple[bytes, str] | None:
    """Give one feedback and its suffix, "" for that of the original.

    None if there is nothing to send. In the place of a form that has been issued anew
    since, the present one goes back with everything that was entered.

    This runs in another process.
    """
    outdated = any(one.code == OLD_ISSUE.code for one in job.findings)
    content = None if outdated else annotate(job.original, job.findings)
    if content is not None:
        return content, ""
    if not job.layout:
        return None
    layout = grown(layout_from_json(job.layout), job.values)
    plain = write_issued(layout, job.stamp, values=job.values, office=office)
    return annotate(plain, tuple(_moved(job.findings, layout))) or plain, ".xlsx"


def _moved(findings: tuple[Finding, ...], layout: Layout) -> Iterator[Finding]:
    """Give each finding the place that its cell has in the rebuilt form."""
    places: dict[tuple[str, str], list[Place]] = {}
    for place in _places(layout):
        places.setdefault((place.row_key, place.field), []).append(place)
    for finding in findings:
        told = finding.place
        fitting = places.get((told.row_key, told.field), [])
        same = [place for place in fitting if place.sheet == told.sheet] or fitting
        if len(same) == 1:
            yield finding.moved(same[0])
        else:
            yield finding.moved(replace(told, cell=""))


def _places(layout: Layout) -> Iterator[Place]:
    """Give the place of every cell of a layout."""
    for sheet in layout.sheets:
        for row in sheet.rows:
            for field, column in sheet.columns.items():
                yield Place(
                    sheet=sheet.name,
                    cell=address(row.row, column),
                    row_key=row.key,
                    field=field,
                )
