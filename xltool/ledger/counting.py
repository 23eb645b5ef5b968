"""Which submission counts: the last that came among those that are accepted.

A later faulty one does not push an accepted one out; an accepted one replaces the accepted one before it.
What counts follows from what was received, judged and waived, and never from the order of the work, so a
run that was killed and repeated comes to the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.checks.verdict import ACCEPTED, verdict_of
from xltool.ledger.rows import finding_of
from xltool.ledger.store import entry
from xltool.model.submission import VERDICT_LABELS, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from xltool.ledger.database import Connection

_SUBMITTED = """
SELECT submission.id, submission.unit, submission.verdict, submission.counts, original.name
FROM submission JOIN original ON submission.original = original.id
WHERE submission.period = ? AND submission.unit <> ''"""
_WAIVED = "SELECT unit, code FROM waiver WHERE period = ?"
_BY_ARRIVAL = " ORDER BY original.id"


def recount(
    connection: Connection, period: str, units: Collection[str] | None = None, *, at: dt.datetime
) -> dict[str, list[dict[str, str]]]:
    """Apply the waivers to what units submitted for a period, and mark of each the submission that counts.

    All units are counted where none are given. Gives for each the entries that the history lacks now.
    """
    theirs, of = ("", [period]) if units is None else (" AND {}unit IN ?", [period, units])
    submitted: dict[str, list[Any]] = {}
    for row in connection.rows(_SUBMITTED + theirs.format("submission.") + _BY_ARRIVAL, *of):
        submitted.setdefault(row.unit, []).append(row)
    waived: dict[str, set[str]] = {}
    for row in connection.rows(_WAIVED + theirs.format(""), *of):
        waived.setdefault(row.unit, set()).add(row.code)
    changes: list[tuple[str, bool, int]] = []
    entries: dict[str, list[dict[str, str]]] = {}
    for unit, rows in submitted.items():
        told = entries.setdefault(unit, [])
        verdicts = {row.id: _verdict(connection, row, waived.get(unit, set())) for row in rows}
        accepted = [row for row in rows if verdicts[row.id] in ACCEPTED]
        counting = accepted[-1].id if accepted else None
        for row in rows:
            verdict, counts = verdicts[row.id], row.id == counting
            if verdict != row.verdict:
                label = f"{row.name}：{VERDICT_LABELS[verdict]}"
                told.append(entry("改判", at=at, period_name=period, unit=unit, detail=label))
            if counts != row.counts:
                action = "计入" if counts else "被替代"
                told.append(entry(action, at=at, period_name=period, unit=unit, detail=row.name))
            if verdict != row.verdict or counts != row.counts:
                changes.append((verdict.value, counts, row.id))
    connection.execute_all("UPDATE submission SET verdict = ?, counts = ? WHERE id = ?", changes)
    return entries


def _verdict(connection: Connection, row: Any, waived: set[str]) -> Verdict:
    """Give a submission's verdict with the waivers applied; waivers are never taken back."""
    verdict = Verdict(row.verdict)
    if not waived or verdict not in {*ACCEPTED, Verdict.RETURNED}:
        return verdict
    findings = connection.rows("SELECT * FROM finding WHERE submission = ?", row.id)
    return verdict_of(map(finding_of, findings), waived)
