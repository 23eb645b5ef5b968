"""Which submission counts: the last that came among those that are accepted.

A later faulty one does not push an accepted one out; an accepted one replaces the accepted one before it.
What counts follows from what was received, judged and waived, and never from the order of the work, so a
run that was killed and repeated comes to the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from xltool.checks.verdict import ACCEPTED, verdict_of
from xltool.ledger.rows import finding_of
from xltool.ledger.schema import finding, original, submission, waiver
from xltool.ledger.store import note
from xltool.model.submission import VERDICT_LABELS, Verdict

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


def recount(connection: Connection, period: str, unit: str, *, at: dt.datetime) -> None:
    """Apply the waivers to what a unit submitted for a period, and mark the submission that counts."""
    query = (
        select(submission.c.id, submission.c.verdict, submission.c.counts, original.c.name)
        .join(original, submission.c.original == original.c.id)
        .where(submission.c.period == period, submission.c.unit == unit)
        .order_by(original.c.id)
    )
    rows = connection.execute(query).all()
    chosen = select(waiver.c.code).where(waiver.c.period == period, waiver.c.unit == unit)
    waived = set(connection.execute(chosen).scalars())
    verdicts = {row.id: _verdict(connection, row.id, Verdict(row.verdict), waived) for row in rows}
    accepted = [row for row in rows if verdicts[row.id] in ACCEPTED]
    counting = accepted[-1].id if accepted else None
    for row in rows:
        verdict, counts = verdicts[row.id], row.id == counting
        if verdict == row.verdict and counts == row.counts:
            continue
        connection.execute(
            update(submission).where(submission.c.id == row.id).values(verdict=verdict.value, counts=counts)
        )
        if verdict != row.verdict:
            label = f"{row.name}：{VERDICT_LABELS[verdict]}"
            note(connection, "改判", at=at, period_name=period, unit=unit, detail=label)
        if counts != row.counts:
            action = "计入" if counts else "被替代"
            note(connection, action, at=at, period_name=period, unit=unit, detail=row.name)


def _verdict(connection: Connection, submission_id: int, verdict: Verdict, waived: set[str]) -> Verdict:
    """Give a submission's verdict with the waivers applied; waivers are never taken back."""
    if not waived or verdict not in {*ACCEPTED, Verdict.RETURNED}:
        return verdict
    findings = select(finding).where(finding.c.submission == submission_id)
    return verdict_of((finding_of(row) for row in connection.execute(findings)), waived)
