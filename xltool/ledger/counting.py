"""Which submission counts: the last that came among those that are accepted.

A later faulty one does not push an accepted one out; an accepted one replaces the
accepted one before it. What counts follows from what was received, judged and waived,
and never from the order of the work, so a run that was killed and repeated comes to the
same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from xltool.checks.verdict import ACCEPTED, verdict_of
from xltool.ledger.rows import finding_of
from xltool.ledger.schema import finding, original, submission, waiver
from xltool.ledger.store import entry
from xltool.model.submission import VERDICT_LABELS, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import Connection

_CHANGE = (
    update(submission)
    .where(submission.c.id == bindparam("one"))
    .values(verdict=bindparam("new_verdict"), counts=bindparam("new_counts"))
)


def recount(
    connection: Connection,
    period: str,
    units: Collection[str] | None = None,
    *,
    at: dt.datetime,
) -> dict[str, list[dict[str, str]]]:
    """Apply the waivers to what units submitted for a period, and mark of each the submission that counts.

    All units are counted where none are given. Gives for each the entries that the
    history lacks now.
    """
    query = (
        select(
            submission.c.id,
            submission.c.unit,
            submission.c.verdict,
            submission.c.counts,
            original.c.name,
        )
        .join(original, submission.c.original == original.c.id)
        .where(submission.c.period == period, submission.c.unit != "")
        .order_by(original.c.id)
    )
    waivers = select(waiver).where(waiver.c.period == period)
    if units is not None:
        query = query.where(submission.c.unit.in_(units))
        waivers = waivers.where(waiver.c.unit.in_(units))
    submitted: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        submitted.setdefault(row.unit, []).append(row)
    waived: dict[str, set[str]] = {}
    for row in connection.execute(waivers):
        waived.setdefault(row.unit, set()).add(row.code)
    changes: list[dict[str, object]] = []
    entries: dict[str, list[dict[str, str]]] = {}
    for unit, rows in submitted.items():
        told = entries.setdefault(unit, [])
        verdicts = {
            row.id: _verdict(connection, row, waived.get(unit, set())) for row in rows
        }
        accepted = [row for row in rows if verdicts[row.id] in ACCEPTED]
        counting = accepted[-1].id if accepted else None
        for row in rows:
            verdict, counts = verdicts[row.id], row.id == counting
            if verdict != row.verdict:
                label = f"{row.name}：{VERDICT_LABELS[verdict]}"
                told.append(
                    entry("改判", at=at, period_name=period, unit=unit, detail=label)
                )
            if counts != row.counts:
                action = "计入" if counts else "被替代"
                told.append(
                    entry(action, at=at, period_name=period, unit=unit, detail=row.name)
                )
            if verdict != row.verdict or counts != row.counts:
                changes.append(
                    {"one": row.id, "new_verdict": verdict.value, "new_counts": counts}
                )
    if changes:
        connection.execute(_CHANGE, changes)
    return entries


def _verdict(connection: Connection, row: Any, waived: set[str]) -> Verdict:
    """Give a submission's verdict with the waivers applied; waivers are never taken back."""
    verdict = Verdict(row.verdict)
    if not waived or verdict not in {*ACCEPTED, Verdict.RETURNED}:
        return verdict
    findings = select(finding).where(finding.c.submission == row.id)
    return verdict_of((finding_of(one) for one in connection.execute(findings)), waived)
