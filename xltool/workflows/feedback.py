"""What goes back to a unit: its own file with the findings marked, or the form rebuilt with its values."""

from __future__ import annotations

import time
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One submission whose feedback is due; `layout` is the JSON of what the unit was issued, if anything."""

    original: bytes
    findings: tuple[Finding, ...]
    values: Values
    layout: str
    stamp: str

    def __len__(self) -> int:
        return len(self.original)


def write_feedback(
    executor: IsolatingExecutor,
    claims: Claims,
    workspace: Workspace,
    ledger: Ledger,
    period: str,
) -> None:
    """See to it that every feedback of a period that is due is written, also what an interrupted run left undone.

    What another run has in hand is waited for. ClusterError where the executor can do
    no more.
    """
    folder, due = (
        workspace.received(period),
        {one.original: one for one in ledger.feedback_due(period)},
    )
    left = {one.id: due[one] for one in kept_here(folder, due)}
    if not left:
        return
    names = _names(ledger.submissions(period))
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
            if isinstance(
                result, WorkerDied
            ):  # perhaps of the file: then the form goes back, with the unit's values
                rebuilt = replace(_job(workspace, ledger, submission), original=b"")
                (result,) = in_order(executor, work, [rebuilt], weigh=len)  # noqa: PLW2901
            name = ""
            if result is not None and not isinstance(result, WorkerDied):
                content, suffix = result
                name = (
                    str(Path(names[submission.id]).with_suffix(suffix))
                    if suffix
                    else names[submission.id]
                )
                path = workspace.returned(period) / name
                if (
                    not path.exists() or path.read_bytes() != content
                ):  # what a killed run wrote is there already
                    write_atomically(path, content)
            ledger.record_feedback(submission.id, name)
            claims.let_go([number])
        still_due = (
            {one.original.id for one in ledger.feedback_due(period)} if left else set()
        )
        left = {number: one for number, one in left.items() if number in still_due}
        if left:
            time.sleep(PAUSE)  # the others have the rest in hand


def _names(submissions: tuple[Submission, ...]) -> dict[int, str]:
    """Give each submission's file name under returned/: unit and original name, numbered where that repeats."""
    times: dict[str, int] = {}
    names: dict[int, str] = {}
    for one in submissions:
        original = Path(one.original.name)
        unit = one.unit or _NOBODY
        stem = file_name(
            original.stem
            if original.stem.startswith(unit)
            else f"{unit}_{original.stem}"
        )
        times[stem] = times.get(stem, 0) + 1
        number = f"（{times[stem]}）" if times[stem] > 1 else ""
        names[one.id] = f"{stem}{number}{original.suffix.lower()}"
    return names


def _job(workspace: Workspace, ledger: Ledger, submission: Submission) -> _Job:
    issue = (
        ledger.latest_issue(submission.period, submission.unit, submission.form or None)
        if submission.unit
        else None
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
    """Give one feedback and its suffix, "" for that of the original; None if there is nothing to send.

    In the place of a form that has been issued anew since, the present one goes back with
    everything that was entered.

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
    for sheet in layout.sheets:
        for row in sheet.rows:
            for field, column in sheet.columns.items():
                place = Place(
                    sheet=sheet.name,
                    cell=address(row.row, column),
                    row_key=row.key,
                    field=field,
                )
                places.setdefault((row.key, field), []).append(place)
    for one in findings:
        fitting = places.get((one.place.row_key, one.place.field), [])
        same = [place for place in fitting if place.sheet == one.place.sheet] or fitting
        yield one.moved(same[0] if len(same) == 1 else replace(one.place, cell=""))
