"""What came back: originals and their judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, and_, insert, select, update

from xltool.ledger.counting import recount
from xltool.ledger.rows import finding_of, finding_rows, original_of, submission_of, value_of, value_rows
from xltool.ledger.schema import finding, original, submission, value
from xltool.ledger.store import lock_period, note, reading, to_text, writing
from xltool.model.submission import VERDICT_LABELS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine

    from xltool.findings import Finding
    from xltool.ledger.records import Arrival, Original, Submission
    from xltool.model.submission import Judgement
    from xltool.model.value import Values


class Submissions:
    """The part of the ledger that knows what was received and how it was judged."""

    engine: Engine

    def record_originals(self, period: str, arrivals: Iterable[Arrival], *, received_at: dt.datetime) -> None:
        """Record files that came, in this order; bytes that came before in the period are not recorded again."""
        with writing(self.engine) as connection:
            lock_period(connection, period)
            known = set(connection.execute(select(original.c.sha256).where(original.c.period == period)).scalars())
            for one in arrivals:
                if one.sha256 not in known:
                    known.add(one.sha256)
                    connection.execute(insert(original).values(_original_row(period, one, received_at)))

    def originals(self, period: str) -> tuple[Original, ...]:
        """Give every original of a period in the order of arrival."""
        query = select(original).where(original.c.period == period).order_by(original.c.id)
        with reading(self.engine) as connection:
            return tuple(original_of(row) for row in connection.execute(query))

    def unjudged(self, period: str) -> tuple[Original, ...]:
        """Give the originals that still have to be judged, in the order of arrival."""
        query = (
            select(original)
            .outerjoin(submission, submission.c.original == original.c.id)
            .where(original.c.period == period, original.c.container.is_(False), submission.c.id.is_(None))
            .order_by(original.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(original_of(row) for row in connection.execute(query))

    def record_submission(
        self, source: Original, judgement: Judgement, *, judged_at: dt.datetime, wants_feedback: bool = True
    ) -> bool:
        """Record a judgement, all of it in one transaction, and decide anew what counts for its unit.

        With `wants_feedback` something is still to be sent back. An original is judged once: False where another
        run was faster and nothing was recorded.
        """
        with writing(self.engine) as connection:
            closed = lock_period(connection, source.period)
            if connection.execute(select(submission.c.id).where(submission.c.original == source.id)).first():
                return False
            _insert(connection, source, judgement, judged_at, feedback=None if wants_feedback else "")
            if judgement.unit and not closed:
                recount(connection, source.period, judgement.unit, at=judged_at)
        return True

    def record_feedback(self, submission_id: int, file: str) -> None:
        """Record that a submission's feedback is written (its name under returned/), or that none is due ("")."""
        with writing(self.engine) as connection:
            connection.execute(update(submission).where(submission.c.id == submission_id).values(feedback=file))

    def feedback_due(self, period: str) -> tuple[Submission, ...]:
        """Give the submissions whose feedback is still to be written."""
        return self._select(submission.c.period == period, submission.c.feedback.is_(None))

    def submissions(self, period: str, unit: str | None = None) -> tuple[Submission, ...]:
        """Give the judged originals of a period (of one unit), in the order of arrival."""
        if unit is None:
            return self._select(submission.c.period == period)
        return self._select(submission.c.period == period, submission.c.unit == unit)

    def submission_of(self, period: str, sha256: str) -> Submission | None:
        """Give the submission that these bytes became in a period; None if they are not judged."""
        return next(iter(self._select(original.c.period == period, original.c.sha256 == sha256)), None)

    def counting_submission(self, period: str, unit: str) -> Submission | None:
        """Give the submission that the roll-up takes for a unit; None if none is accepted."""
        conditions = (submission.c.period == period, submission.c.unit == unit, submission.c.counts)
        return next(iter(self._select(*conditions)), None)

    def submitted_values(self, submission_id: int) -> Values:
        """Give the values that were read from one submission, whatever its verdict."""
        query = select(value).where(value.c.submission == submission_id).order_by(value.c.number)
        values: Values = {}
        with reading(self.engine) as connection:
            for row in connection.execute(query):
                values.setdefault(row.sheet, {}).setdefault(row.row, {})[row.field] = value_of(row)
        return values

    def values_before(self, source: Original, unit: str) -> tuple[str, Values]:
        """Give file name and values of what a unit last submitted before `source`; nothing if it is its first."""
        query = (
            select(submission.c.id, original.c.name)
            .join(original, submission.c.original == original.c.id)
            .where(submission.c.period == source.period, submission.c.unit == unit, original.c.id < source.id)
            .order_by(original.c.id.desc())
            .limit(1)
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        return ("", {}) if row is None else (row.name, self.submitted_values(row.id))

    def values(self, period: str, unit: str) -> Values:
        """Give the accepted values of a unit in a period; empty if none are."""
        counting = self.counting_submission(period, unit)
        return {} if counting is None else self.submitted_values(counting.id)

    def _select(self, *conditions: Any) -> tuple[Submission, ...]:
        counting = submission.alias("counting")
        same_unit = and_(
            counting.c.period == submission.c.period, counting.c.unit == submission.c.unit, counting.c.counts
        )
        query = (
            select(submission, original, counting.c.original)
            .join(original, submission.c.original == original.c.id)
            .outerjoin(counting, same_unit)
            .where(*conditions)
            .order_by(original.c.id)
            .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
        )
        with reading(self.engine) as connection:
            found = _findings(connection, *conditions)
            rows = connection.execute(query).all()
        return tuple(submission_of(row, tuple(found.get(row.submission_id, ()))) for row in rows)


def _original_row(period: str, arrival: Arrival, received_at: dt.datetime) -> dict[str, object]:
    return {
        "period": period,
        "sha256": arrival.sha256,
        "name": arrival.name,
        "size": arrival.size,
        "stored": arrival.stored,
        "source": arrival.source,
        "sender": arrival.sender,
        "received_at": to_text(received_at),
        "container": arrival.container,
    }


def _insert(
    connection: Connection, source: Original, judgement: Judgement, at: dt.datetime, *, feedback: str | None
) -> None:
    statement = insert(submission).values(
        original=source.id,
        period=source.period,
        unit=judgement.unit,
        stated_period=judgement.period,
        form=judgement.form,
        form_version=judgement.form_version,
        verdict=judgement.verdict.value,
        counts=False,
        judged_at=to_text(at),
        feedback=feedback,
    )
    new_id: int = connection.execute(statement.returning(submission.c.id)).scalar_one()
    for table, rows in ((value, value_rows(new_id, judgement)), (finding, finding_rows(new_id, judgement.findings))):
        if rows:
            connection.execute(insert(table), rows)
    unit = judgement.unit
    note(connection, "收到", at=source.received_at, period_name=source.period, unit=unit, detail=source.name)
    label = f"{source.name}：{VERDICT_LABELS[judgement.verdict]}"
    note(connection, "判定", at=at, period_name=source.period, unit=unit, detail=label)


def _findings(connection: Connection, *conditions: Any) -> dict[int, list[Finding]]:
    query = (
        select(finding)
        .join(submission, finding.c.submission == submission.c.id)
        .join(original, submission.c.original == original.c.id)
        .where(*conditions)
        .order_by(finding.c.submission, finding.c.number)
    )
    found: dict[int, list[Finding]] = {}
    for row in connection.execute(query):
        found.setdefault(row.submission, []).append(finding_of(row))
    return found
