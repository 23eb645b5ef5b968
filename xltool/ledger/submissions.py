"""What came back: originals and their judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.ledger.counting import recount
from xltool.ledger.rows import finding_of, finding_rows, original_of, submission_of, value_of, value_rows
from xltool.ledger.store import entry, lock_period, note, storable, to_text
from xltool.model.submission import VERDICT_LABELS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from xltool.findings import Finding
    from xltool.ledger.database import Connection, Database
    from xltool.ledger.records import Arrival, Judged, Original, Submission
    from xltool.model.value import Values


_MOST_NAMED = 500
"""So many may be named in one statement; databases have a limit."""

_SUBMISSIONS = """
SELECT submission.*, counting.original AS counting
FROM submission LEFT JOIN submission AS counting
    ON counting.period = submission.period AND counting.counts
    AND counting.unit = nullif(submission.unit, '')  -- what is nobody's is not searched for among what is nobody's
WHERE {} ORDER BY submission.original"""
_ORIGINALS = "SELECT original.* FROM original JOIN submission ON submission.original = original.id WHERE {}"
_FINDINGS = """
SELECT finding.* FROM finding JOIN submission ON finding.submission = submission.id
WHERE {} ORDER BY finding.submission, finding.number"""


class Submissions:
    """The part of the ledger that knows what was received and how it was judged."""

    database: Database

    def record_originals(self, period: str, arrivals: Iterable[Arrival], *, received_at: dt.datetime) -> None:
        """Record files that came, in this order; bytes that came before in the period are not recorded again."""
        with self.database.writing() as connection:
            lock_period(connection, period)
            known = set(connection.contents("SELECT sha256 FROM original WHERE period = ?", period))
            new: dict[str, Arrival] = {}
            for one in arrivals:
                if one.sha256 not in known:
                    new.setdefault(one.sha256, one)
            connection.insert("original", [_original_row(period, one, received_at) for one in new.values()])

    def originals(self, period: str) -> tuple[Original, ...]:
        """Give every original of a period in the order of arrival."""
        query = "SELECT * FROM original WHERE period = ? ORDER BY id"
        with self.database.reading() as connection:
            return tuple(map(original_of, connection.rows(query, period)))

    def unjudged(self, period: str) -> tuple[Original, ...]:
        """Give the originals that still have to be judged, in the order of arrival."""
        query = """
            SELECT original.* FROM original LEFT JOIN submission ON submission.original = original.id
            WHERE original.period = ? AND NOT original.container AND submission.id IS NULL
            ORDER BY original.id"""
        with self.database.reading() as connection:
            return tuple(map(original_of, connection.rows(query, period)))

    def unjudged_among(self, numbers: Collection[int]) -> set[int]:
        """Say which of these originals still have to be judged."""
        with self.database.reading() as connection:
            return set(numbers) - _judged(connection, numbers)

    def record_submissions(self, period: str, judged: Sequence[Judged], *, judged_at: dt.datetime) -> tuple[int, ...]:
        """Record judgements of a period's originals, no two of one unit, in one transaction, all of them or none.

        For their units it is decided anew what counts. An original is judged once: what another run has recorded
        stays as it is. Gives the originals that were recorded.
        """
        ids = [one.original.id for one in judged]
        with self.database.writing() as connection:
            closed = lock_period(connection, period)
            known = _judged(connection, ids)
            new = [one for one in judged if one.original.id not in known]
            if new:
                _insert(connection, new, judged_at)
                units = [] if closed else [one.judgement.unit for one in new if one.judgement.unit]
                counted = recount(connection, period, units, at=judged_at) if units else {}
                note(connection, *(told for one in new for told in _told(one, judged_at, counted)))
        return tuple(one.original.id for one in new)

    def record_feedback(self, submission_id: int, file: str) -> None:
        """Record that a submission's feedback is written (its name under returned/), or that none is due ("")."""
        with self.database.writing() as connection:
            connection.execute("UPDATE submission SET feedback = ? WHERE id = ?", file, submission_id)

    def feedback_due(self, period: str) -> tuple[Submission, ...]:
        """Give the submissions whose feedback is still to be written."""
        return self._select("submission.period = ? AND submission.feedback IS NULL", period)

    def feedback_due_among(self, numbers: Collection[int]) -> set[int]:
        """Say for which of these originals feedback is still to be written."""
        query = "SELECT original FROM submission WHERE original IN ? AND feedback IS NULL"
        with self.database.reading() as connection:
            return set(connection.contents(query, numbers))

    def submissions(self, period: str, unit: str | None = None) -> tuple[Submission, ...]:
        """Give the judged originals of a period (of one unit), in the order of arrival."""
        if unit is None:
            return self._select("submission.period = ?", period)
        return self._select("submission.period = ? AND submission.unit = ?", period, unit)

    def counting_submission(self, period: str, unit: str) -> Submission | None:
        """Give the submission that the roll-up takes for a unit; None if none is accepted."""
        condition = "submission.period = ? AND submission.unit = ? AND submission.counts"
        return next(iter(self._select(condition, period, unit)), None)

    def submitted_values(self, submission_id: int) -> Values:
        """Give the values that were read from one submission, whatever its verdict."""
        query = "SELECT * FROM value WHERE submission = ? ORDER BY number"
        values: Values = {}
        with self.database.reading() as connection:
            for row in connection.rows(query, submission_id):
                values.setdefault(row.sheet, {}).setdefault(row.row, {})[row.field] = value_of(row)
        return values

    def units_submitted(self, period: str, units: Collection[str]) -> set[str]:
        """Say which of these units have submitted something in a period."""
        query = "SELECT DISTINCT unit FROM submission WHERE period = ?"
        of, these = ([period, units], " AND unit IN ?") if len(units) <= _MOST_NAMED else ([period], "")
        with self.database.reading() as connection:
            return set(units).intersection(connection.contents(query + these, *of))

    def values_before(self, source: Original, unit: str) -> tuple[str, Values]:
        """Give file name and values of what a unit last submitted before `source`; nothing if it is its first."""
        query = """
            SELECT submission.id, original.name FROM submission JOIN original ON submission.original = original.id
            WHERE submission.period = ? AND submission.unit = ? AND original.id < ?
            ORDER BY original.id DESC LIMIT 1"""
        with self.database.reading() as connection:
            row = connection.first(query, source.period, unit, source.id)
        return ("", {}) if row is None else (row.name, self.submitted_values(row.id))

    def values(self, period: str, unit: str) -> Values:
        """Give the accepted values of a unit in a period; empty if none are."""
        counting = self.counting_submission(period, unit)
        return {} if counting is None else self.submitted_values(counting.id)

    def _select(self, condition: str, *parameters: object) -> tuple[Submission, ...]:
        with self.database.reading() as connection:
            rows = connection.rows(_SUBMISSIONS.format(condition), *parameters)
            originals = {row.id: original_of(row) for row in connection.rows(_ORIGINALS.format(condition), *parameters)}
            findings: dict[int, list[Finding]] = {}
            for row in connection.rows(_FINDINGS.format(condition), *parameters):
                findings.setdefault(row.submission, []).append(finding_of(row))
        return tuple(submission_of(row, originals[row.original], tuple(findings.get(row.id, ()))) for row in rows)


def _original_row(period: str, arrival: Arrival, received_at: dt.datetime) -> dict[str, object]:
    return {
        "period": period,
        "sha256": arrival.sha256,
        "name": storable(arrival.name),
        "size": arrival.size,
        "stored": arrival.stored,
        "source": storable(arrival.source),
        "sender": storable(arrival.sender),
        "received_at": to_text(received_at),
        "container": arrival.container,
    }


def _insert(connection: Connection, judged: Sequence[Judged], at: dt.datetime) -> None:
    connection.insert("submission", [_submission_row(one, at) for one in judged])
    query = "SELECT original, id FROM submission WHERE original IN ?"
    ids = dict(connection.rows(query, [one.original.id for one in judged]))
    judgements = [(ids[one.original.id], one.judgement) for one in judged]
    values = [row for new_id, judgement in judgements for row in value_rows(new_id, judgement)]
    findings = [row for new_id, judgement in judgements for row in finding_rows(new_id, judgement.findings)]
    connection.insert_all("value", values)
    connection.insert_all("finding", findings)


def _submission_row(one: Judged, at: dt.datetime) -> dict[str, object]:
    return {
        "original": one.original.id,
        "period": one.original.period,
        "unit": one.judgement.unit,
        "stated_period": storable(one.judgement.period),
        "form": storable(one.judgement.form),
        "form_version": storable(one.judgement.form_version),
        "verdict": one.judgement.verdict.value,
        "counts": False,
        "judged_at": to_text(at),
        "feedback": None if one.wants_feedback else "",
    }


def _told(one: Judged, at: dt.datetime, counted: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """Give what the history tells of a judgement."""
    source, unit = one.original, one.judgement.unit
    label = f"{source.name}：{VERDICT_LABELS[one.judgement.verdict]}"
    return [
        entry("收到", at=source.received_at, period_name=source.period, unit=unit, detail=source.name),
        entry("判定", at=at, period_name=source.period, unit=unit, detail=label),
        *counted.get(unit, ()),
    ]


def _judged(connection: Connection, originals: Collection[int]) -> set[int]:
    """Say which of these originals are judged."""
    return set(connection.contents("SELECT original FROM submission WHERE original IN ?", originals))
