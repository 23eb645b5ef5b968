"""Two submissions of a unit compared, and originals given out under unit and form
names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import VERDICT_LABELS
from xltool.text import file_name
from xltool.workflows.period import find_unit
from xltool.workflows.period_form import issued_forms
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Submission
    from xltool.model.period import Period
    from xltool.model.value import Values
    from xltool.workspace import Workspace

_NOBODY = "未识别"
_EVIDENCE = "佐证"
_LONGEST_SUFFIX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """A cell that the later submission fills in differently.

    Texts as they were read.
    """

    sheet: str
    row: str
    field: str
    before: str
    after: str

    def as_json(self) -> dict[str, object]:
        """Give one of the `changes` of `compare --json`."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "field": self.field,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The last two submissions of a unit, and every value in which they differ."""

    unit: str
    name: str
    before: Submission
    after: Submission
    changes: tuple[ChangedValue, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `compare --json`."""
        return {
            "unit": self.unit,
            "name": self.name,
            "before": _submission_json(self.before),
            "after": _submission_json(self.after),
            "changes": [change.as_json() for change in self.changes],
        }


def _submission_json(submission: Submission) -> dict[str, object]:
    """Give a submission as `diff --json` has it."""
    return {
        "file": submission.original.name,
        "sha256": submission.original.sha256,
        "received_at": submission.original.received_at.isoformat(),
        "verdict": submission.verdict.value,
    }


def compare(
    workspace: Workspace, period: Period, unit: str, *, form: str = ""
) -> Comparison:
    """Compare a unit's last two submissions of a form.

    PeriodError where there are not two.
    """
    found = find_unit(workspace, unit)
    with open_ledger(workspace.database_url) as ledger:
        key = issued_forms(ledger, period, form)[0]
        read = [
            one
            for one in ledger.submissions(str(period), found.code, form=key)
            if one.form
        ]
        if len(read) < 2:
            raise PeriodError(f"{found.name} 在 {period} 只有 {len(read)} 份能读的报送")
        before, after = read[-2:]
        was = ledger.submitted_values(before.id)
        now = ledger.submitted_values(after.id)
    return Comparison(
        unit=found.code,
        name=found.name,
        before=before,
        after=after,
        changes=tuple(_changes(was, now)),
    )


def _changes(before: Values, after: Values) -> Iterator[ChangedValue]:
    """Give the cells whose text is another one than before."""
    was = _texts(before)
    now = _texts(after)
    for cell in dict.fromkeys((*now, *was)):
        text_before, text_now = was.get(cell, ""), now.get(cell, "")
        if text_before == text_now:
            continue
        sheet, row, field = cell
        yield ChangedValue(
            sheet=sheet, row=row, field=field, before=text_before, after=text_now
        )


def _texts(values: Values) -> dict[tuple[str, str, str], str]:
    """Give the text of each value by its sheet, row and field."""
    found = {}
    for sheet, rows in values.items():
        for row, fields in rows.items():
            for field, value in fields.items():
                found[sheet, row, field] = value.text
    return found


def export_originals(
    workspace: Workspace, period: Period, folder: Path, *, form: str = ""
) -> tuple[Path, ...]:
    """Copy the originals of a period under their units' and forms' names, and give
    where they are.

    What a unit sent beside its workbook goes with it. A file that is there already is
    left alone where it is the same, and numbered around where it is not. What another
    computer keeps is left out.
    """
    name = str(period)
    written: list[Path] = []
    with open_ledger(workspace.database_url) as ledger:
        keys = issued_forms(ledger, period, form)
        for stored, wanted in _exported(ledger, name, keys):
            source = workspace.received(name) / stored
            if source.is_file():
                written.append(_copy(source.read_bytes(), folder / wanted))
    return tuple(written)


def _exported(
    ledger: Ledger, period: str, forms: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Give each original's name under received/, and the one that it is given out
    under.
    """
    names = {}
    for issue in ledger.issued(period):
        stem, _, _ = issue.file.rpartition(".")
        names[issue.unit], _, _ = stem.partition("_")
    for submission in ledger.submissions(period):
        if not submission.form or submission.form in forms:
            unit = names.get(submission.unit, submission.unit) or _NOBODY
            form = submission.form or forms[0]
            parts = (unit, form, period, *_state(submission))
            original = submission.original
            yield original.stored, _named(parts, original.name)
    for code, originals in ledger.evidence(period).items():
        unit = names.get(code, code)
        for original in originals:
            stem, _, _ = original.name.rpartition(".")
            parts = (unit, forms[0], period, _EVIDENCE, stem or original.name)
            yield original.stored, _named(parts, original.name)


def _state(submission: Submission) -> tuple[str, str]:
    """Say when a submission was received, and what became of it."""
    received = f"{submission.original.received_at:%m%d%H%M}"
    if submission.counts:
        return received, "计入"
    return received, VERDICT_LABELS[submission.verdict]


def _named(parts: tuple[str, ...], original: str) -> str:
    """Give a file name of some parts, with the suffix of the original."""
    stem = file_name("_".join(parts))
    _, dot, suffix = original.rpartition(".")
    is_suffix = dot and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"{stem}.{suffix.lower()}" if is_suffix else stem


def _copy(content: bytes, target: Path) -> Path:
    """Write a file; beside another one of the same name it gets a number."""
    number, path = 1, target
    while path.exists() and path.read_bytes() != content:
        number += 1
        path = target.with_stem(f"{target.stem}({number})")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    return path
