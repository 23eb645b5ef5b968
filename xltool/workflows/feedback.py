"""What goes back to a unit: its own file with the findings marked, or the form rebuilt with its values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.excel.annotate import annotate
from xltool.excel.isolation import Died, run_isolated
from xltool.excel.issue import write_issued
from xltool.findings import Place
from xltool.forms.building import grown
from xltool.forms.layout_json import layout_from_json
from xltool.model.grid import address
from xltool.model.submission import Verdict
from xltool.text import file_name
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.findings import Finding
    from xltool.forms.layout import Layout
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Submission
    from xltool.model.value import Values
    from xltool.settings import Office
    from xltool.workspace import Workspace

GOES_BACK = {Verdict.RETURNED, Verdict.ACCEPTED_WITH_QUERIES, Verdict.UNREADABLE, Verdict.UNIDENTIFIED}
_NOBODY = "未识别"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One submission whose feedback is due; `layout` is the JSON of what the unit was issued, if anything."""

    submission: int
    original: Path
    target: Path
    findings: tuple[Finding, ...]
    values: Values
    layout: str
    stamp: str


def write_feedback(workspace: Workspace, ledger: Ledger, period: str) -> None:
    """Write every feedback of a period that is due, also what an interrupted run left undone."""
    due = ledger.feedback_due(period)
    if not due:
        return
    names = _names(ledger.submissions(period))
    judging = workspace.settings.judging
    jobs = (_job(workspace, ledger, one, names[one.id]) for one in due)
    work = partial(_write, workspace.settings.office)
    for job, written in run_isolated(work, jobs, timeout=judging.timeout_seconds, memory_mib=judging.memory_mib):
        name = "" if isinstance(written, Died) else written
        ledger.record_feedback(job.submission, name)


def _names(submissions: tuple[Submission, ...]) -> dict[int, str]:
    """Give each submission's file name under returned/: unit and original name, numbered where that repeats."""
    times: dict[str, int] = {}
    names: dict[int, str] = {}
    for one in submissions:
        original = Path(one.original.name)
        unit = one.unit or _NOBODY
        stem = file_name(original.stem if original.stem.startswith(unit) else f"{unit}_{original.stem}")
        times[stem] = times.get(stem, 0) + 1
        number = f"（{times[stem]}）" if times[stem] > 1 else ""
        names[one.id] = f"{stem}{number}{original.suffix.lower()}"
    return names


def _job(workspace: Workspace, ledger: Ledger, submission: Submission, name: str) -> _Job:
    issue = ledger.latest_issue(submission.period, submission.unit) if submission.unit else None
    return _Job(
        submission=submission.id,
        original=workspace.received(submission.period) / submission.original.stored,
        target=workspace.returned(submission.period) / name,
        findings=submission.findings,
        values=ledger.submitted_values(submission.id),
        layout=issue.layout if issue else "",
        stamp=issue.stamp if issue else "",
    )


def _write(office: Office, job: _Job) -> str:
    """Write one feedback and give its file name, empty if there is nothing to send; this runs in a worker."""
    content = annotate(job.original.read_bytes(), job.findings)
    target = job.target
    if content is None:
        if not job.layout:
            return ""
        layout = grown(layout_from_json(job.layout), job.values)
        plain = write_issued(layout, job.stamp, values=job.values, office=office)
        content = annotate(plain, tuple(_moved(job.findings, layout))) or plain
        target = target.with_suffix(".xlsx")
    write_atomically(target, content)
    return target.name


def _moved(findings: tuple[Finding, ...], layout: Layout) -> Iterator[Finding]:
    """Give each finding the place that its cell has in the rebuilt form."""
    places: dict[tuple[str, str], list[Place]] = {}
    for sheet in layout.sheets:
        for row in sheet.rows:
            for field, column in sheet.columns.items():
                place = Place(sheet=sheet.name, cell=address(row.row, column), row_key=row.key, field=field)
                places.setdefault((row.key, field), []).append(place)
    for one in findings:
        fitting = places.get((one.place.row_key, one.place.field), [])
        same = [place for place in fitting if place.sheet == one.place.sheet] or fitting
        yield one.moved(same[0] if len(same) == 1 else replace(one.place, cell=""))
