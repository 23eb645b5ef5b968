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
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Submission
    from xltool.model.period import Period
    from xltool.model.value import Values
    from xltool.workspace import Workspace

_NOBODY = "未识别"
_EVIDENCE = "佐证"


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
        changes = _changes(
            ledger.submitted_values(before.id), ledger.submitted_values(after.id)
        )
    return Comparison(
        unit=found.code, name=found.name, before=before, after=after, changes=changes
    )


def _changes(before: Values, after: Values) -> tuple[ChangedValue, ...]:
    was = _texts(before)
    is_now = _texts(after)
    found = []
    for cell in dict.fromkeys((*is_now, *was)):
        texts = was.get(cell, ""), is_now.get(cell, "")
        if texts[0] != texts[1]:
            sheet, row, field = cell
            change = ChangedValue(
                sheet=sheet, row=row, field=field, before=texts[0], after=texts[1]
            )
            found.append(change)
    return tuple(found)


def _texts(values: Values) -> dict[tuple[str, str, str], str]:
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
) -> list[tuple[str, str]]:
    """Give each original's name under received/, and the one that it is given out
    under.
    """
    names = {
        one.unit: one.file.rpartition(".")[0].partition("_")[0]
        for one in ledger.issued(period)
    }
    found = []
    for submission in ledger.submissions(period):
        if submission.form and submission.form not in forms:
            continue
        unit = names.get(submission.unit, submission.unit) or _NOBODY
        state = "计入" if submission.counts else VERDICT_LABELS[submission.verdict]
        received = f"{submission.original.received_at:%m%d%H%M}"
        parts = (unit, submission.form or forms[0], period, received, state)
        found.append(
            (submission.original.stored, _named(parts, submission.original.name))
        )
    for code, originals in ledger.evidence(period).items():
        for original in originals:
            stem = original.name.rpartition(".")[0] or original.name
            parts = (names.get(code, code), forms[0], period, _EVIDENCE, stem)
            found.append((original.stored, _named(parts, original.name)))
    return found


def _named(parts: tuple[str, ...], original: str) -> str:
    suffix = original.rpartition(".")[2].lower() if "." in original else ""
    stem = file_name("_".join(parts))
    return f"{stem}.{suffix}" if suffix.isalnum() and len(suffix) < 9 else stem


def _copy(content: bytes, target: Path) -> Path:
    number, path = 1, target
    while path.exists() and path.read_bytes() != content:
        number += 1
        path = target.with_stem(f"{target.stem}({number})")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    return path
