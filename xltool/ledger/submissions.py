"""What came back: originals and their judgements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from xltool.findings import (
    HALVES_CONTRADICT,
    HALVES_SETTLED,
    RETURNED_BY_OFFICE,
    VOIDED_BY_OFFICE,
)
from xltool.ledger.arrivals import record_arrivals
from xltool.ledger.counting import Recount, Ruling, record, recount, recount_all
from xltool.ledger.rejudging import judged_among, replace_judgement
from xltool.ledger.revisions import rulings_at
from xltool.ledger.rows import (
    finding_of,
    finding_rows,
    original_of,
    read_value,
    submission_of,
    value_rows,
)
from xltool.ledger.schema import (
    decision,
    evidence,
    finding,
    original,
    rejudge,
    submission,
    value,
)
from xltool.ledger.store import (
    entry,
    insert_rows,
    lock_period,
    reading,
    storable,
    to_text,
    writing,
)
from xltool.model.submission import VERDICT_LABELS, DecisionKind, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection, Engine

    from xltool.findings import Finding
    from xltool.ledger.records import Arrival, Judged, Original, Submission
    from xltool.ledger.rejudging import Earlier
    from xltool.model.value import Values


_DECIDED = {
    DecisionKind.RETURNED.value: RETURNED_BY_OFFICE,
    DecisionKind.VOID.value: VOIDED_BY_OFFICE,
}
_MOST_NAMED = 500
"""So many may be named in one statement; databases have a limit."""

_VALUES = (
    select(
        value.c.sheet,
        value.c.row,
        value.c.field,
        value.c.state,
        value.c.type,
        value.c.content,
        value.c.raw,
    )
    .where(value.c.submission == bindparam("one"))
    .order_by(value.c.number)
)


class Submissions:
    """The part of the ledger that knows what was received and how it was judged."""

    engine: Engine

    def record_originals(
        self, period: str, arrivals: Iterable[Arrival], *, received_at: dt.datetime
    ) -> None:
        """Record files that came, in this order.

        Of what came again, what counts anew.
        """
        with writing(self.engine) as connection:
            lock_period(connection, period)
            units = record_arrivals(connection, period, arrivals, received_at)
            if units:
                recount_all(connection, period, units, at=received_at)

    def originals(self, period: str) -> tuple[Original, ...]:
        """Give every original of a period in the order of arrival."""
        query = (
            select(original).where(original.c.period == period).order_by(original.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(original_of(row) for row in connection.execute(query))

    def unjudged(self, period: str) -> tuple[Original, ...]:
        """Give the originals that still have to be judged, in the order of arrival."""
        again = rejudge.c.original
        query = (
            select(original)
            .outerjoin(submission, submission.c.original == original.c.id)
            .outerjoin(rejudge, again == original.c.id)
            .where(
                original.c.period == period,
                original.c.container.is_(False),
                or_(submission.c.id.is_(None), again.is_not(None)),
                original.c.id.not_in(select(evidence.c.original)),
            )
            .order_by(original.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(original_of(row) for row in connection.execute(query))

    def unjudged_among(self, numbers: Collection[int]) -> set[int]:
        """Say which of these originals still have to be judged."""
        with reading(self.engine) as connection:
            return set(numbers) - judged_among(connection, numbers)

    def record_submissions(
        self, period: str, judged: Sequence[Judged], *, judged_at: dt.datetime
    ) -> tuple[int, ...]:
        """Record judgements of a period's originals, no two of one unit, in one
        transaction, all of them or none.

        For their units it is decided anew what counts. An original is judged once,
        unless it is to be judged again: what another run has recorded stays as it is.
        Gives the originals that were recorded.
        """
        ids = [one.original.id for one in judged]
        with writing(self.engine) as connection:
            lock_period(connection, period)
            known = judged_among(connection, ids)
            new = [one for one in judged if one.original.id not in known]
            if new:
                _record(connection, period, new, judged_at)
        return tuple(one.original.id for one in new)

    def record_feedback(self, submission_id: int, file: str) -> None:
        """Record that a submission's feedback is written (its name under returned/), or
        that none is due ("").
        """
        with writing(self.engine) as connection:
            connection.execute(
                update(submission)
                .where(submission.c.id == submission_id)
                .values(feedback=file)
            )

    def want_feedback(self, submission_id: int) -> None:
        """Record that a submission's feedback is to be written (again)."""
        with writing(self.engine) as connection:
            connection.execute(
                update(submission)
                .where(submission.c.id == submission_id)
                .values(feedback=None)
            )

    def feedback_due(self, period: str) -> tuple[Submission, ...]:
        """Give the submissions whose feedback is still to be written."""
        return self._select(
            submission.c.period == period, submission.c.feedback.is_(None)
        )

    def feedback_due_among(self, numbers: Collection[int]) -> set[int]:
        """Say for which of these originals feedback is still to be written."""
        due = select(submission.c.original).where(
            submission.c.original.in_(numbers), submission.c.feedback.is_(None)
        )
        with reading(self.engine) as connection:
            return set(connection.execute(due).scalars())

    def submissions(
        self,
        period: str,
        unit: str | None = None,
        *,
        form: str | None = None,
        at: int | None = None,
    ) -> tuple[Submission, ...]:
        """Give the judged originals of a period (of one unit, of one form), in the
        order of arrival.

        With `at` as they were held at that revision; what was judged later is left out.
        """
        conditions = [submission.c.period == period]
        if unit is not None:
            conditions.append(submission.c.unit == unit)
        if form is not None:
            conditions.append(submission.c.form.in_(("", form)))
        found = self._select(*conditions)
        return found if at is None else self._as_held(period, found, at)

    def _as_held(
        self, period: str, submissions: tuple[Submission, ...], at: int
    ) -> tuple[Submission, ...]:
        """Give submissions as they were held at a revision."""
        with reading(self.engine) as connection:
            rows = connection.execute(rulings_at(period, at))
            held = {row.submission: (row.verdict, row.counts) for row in rows}
        return tuple(
            replace(one, verdict=Verdict(held[one.id][0]), counts=held[one.id][1])
            for one in submissions
            if one.id in held
        )

    def counting_submission(
        self, period: str, unit: str, form: str | None = None
    ) -> Submission | None:
        """Give the submission that the roll-up takes for a unit.

        None if none is accepted.
        """
        conditions = [
            submission.c.period == period,
            submission.c.unit == unit,
            submission.c.counts,
        ]
        if form is not None:
            conditions.append(submission.c.form == form)
        return next(iter(self._select(*conditions)), None)

    def held(self, period: str) -> tuple[Submission, ...]:
        """Give the submissions that count only if a person says so, in the order of
        arrival.
        """
        return self._select(
            submission.c.period == period, submission.c.judged == Verdict.HELD.value
        )

    def differing_halves(self, period: str) -> tuple[Submission, ...]:
        """Give the submissions that contradict another file of their unit, each a half.

        Also those of which a person has said which is right.
        """
        codes = (HALVES_CONTRADICT.code, HALVES_SETTLED.code)
        differing = select(finding.c.submission).where(finding.c.code.in_(codes))
        return self._select(
            submission.c.period == period, submission.c.id.in_(differing)
        )

    def submitted_values(self, submission_id: int) -> Values:
        """Give the values that were read from one submission, whatever its verdict."""
        with reading(self.engine) as connection:
            rows = connection.execute(_VALUES, {"one": submission_id}).all()
        values: Values = {}
        for sheet, row, field, *columns in rows:
            values.setdefault(sheet, {}).setdefault(row, {})[field] = read_value(
                *columns
            )
        return values

    def units_submitted(self, period: str, units: Collection[str]) -> set[str]:
        """Say which of these units have submitted something in a period."""
        query = (
            select(submission.c.unit).where(submission.c.period == period).distinct()
        )
        if len(units) <= _MOST_NAMED:
            query = query.where(submission.c.unit.in_(units))
        with reading(self.engine) as connection:
            return set(units).intersection(connection.execute(query).scalars())

    def report_before(
        self, source: Original, unit: str, form: str
    ) -> tuple[str, Values, dict[tuple[str, str, str], tuple[str, str]]]:
        """Give file name, values and cells of what a unit last submitted before
        `source`.

        Of the same form, not voided and not held; nothing if it is its first.
        """
        void = select(decision.c.submission).where(
            decision.c.kind == DecisionKind.VOID.value,
            decision.c.undone.is_(None),
            decision.c.submission.is_not(None),
        )
        query = (
            select(submission.c.id, original.c.name)
            .join(original, submission.c.original == original.c.id)
            .where(
                submission.c.period == source.period,
                submission.c.unit == unit,
                submission.c.form == form,
                submission.c.id.not_in(void),
                submission.c.verdict != Verdict.HELD.value,
                original.c.id < source.id,
            )
            .order_by(original.c.id.desc())
            .limit(1)
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
            if row is None:
                return "", {}, {}
            columns = (value.c.sheet, value.c.row, value.c.field)
            places = connection.execute(
                select(*columns, value.c.sheet_name, value.c.cell).where(
                    value.c.submission == row.id
                )
            )
            cells = {
                (sheet, key, name): (at, cell) for sheet, key, name, at, cell in places
            }
        return row.name, self.submitted_values(row.id), cells

    def values(self, period: str, unit: str, form: str | None = None) -> Values:
        """Give the accepted values of a unit in a period; empty if none are."""
        query = select(submission.c.id).where(
            submission.c.period == period,
            submission.c.unit == unit,
            submission.c.counts,
        )
        if form is not None:
            query = query.where(submission.c.form == form)
        with reading(self.engine) as connection:
            counting = connection.execute(query.limit(1)).scalar()
        return {} if counting is None else self.submitted_values(counting)

    def last_reports(self, form: str, periods: Sequence[str]) -> dict[str, str]:
        """Give for each unit the last of these periods, which stand in order, of which
        something counts.
        """
        query = select(submission.c.unit, submission.c.period).where(
            submission.c.form == form, submission.c.counts
        )
        order = {name: place for place, name in enumerate(periods)}
        found: dict[str, str] = {}
        with reading(self.engine) as connection:
            for unit, name in connection.execute(query):
                known = found.get(unit)
                later = known is None or order[known] < order.get(name, -1)
                if name in order and later:
                    found[unit] = name
        return found

    def _select(self, *conditions: Any) -> tuple[Submission, ...]:
        counting = submission.alias("counting")
        unit = func.nullif(
            submission.c.unit, ""
        )  # what is nobody's is not searched for among what is nobody's
        same_unit = and_(
            counting.c.period == submission.c.period,
            counting.c.unit == unit,
            counting.c.form == submission.c.form,
            counting.c.counts,
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
            decided = _decided(connection, *conditions)
            found = _findings(connection, *conditions)
            rows = connection.execute(query).all()
        return tuple(
            submission_of(
                row,
                (
                    *decided.get(row.submission_id, ()),
                    *found.get(row.submission_id, ()),
                ),
            )
            for row in rows
        )


def _record(
    connection: Connection, period: str, new: Sequence[Judged], at: dt.datetime
) -> None:
    """Insert judgements, decide what counts, and tell the history, file by file."""
    earlier = {}
    for judged_file in new:
        before = replace_judgement(connection, judged_file.original.id)
        if before is not None:
            earlier[judged_file.original.id] = before
    numbers = _insert(connection, new, earlier, at)
    units = {one.judgement.unit for one in new}
    units |= {before.unit for before in earlier.values()}
    units.discard("")
    counted = recount(connection, period, units, at=at) if units else {}
    recounts: list[Recount] = []
    for number, judged_file in zip(numbers, new, strict=True):
        before = earlier.get(judged_file.original.id)
        counts = before is not None and before.counts
        judged = Ruling(number, judged_file.judgement.verdict, counts=counts)
        told = _told(judged_file, at, again=before is not None)
        recounts.append(Recount(entries=told, rulings=[judged]))
        recounts.append(counted.pop(judged_file.judgement.unit, Recount()))
    recounts += (counted[unit] for unit in sorted(counted))
    record(connection, recounts)


def _insert(
    connection: Connection,
    judged: Sequence[Judged],
    earlier: dict[int, Earlier],
    at: dt.datetime,
) -> Sequence[int]:
    """Insert submissions with their values and findings, and give their numbers.

    One that is judged again, and so is among `earlier`, keeps its number.
    """
    new = [one for one in judged if one.original.id not in earlier]
    inserted = iter(_insert_submissions(connection, new, at))
    numbers: list[int] = []
    for judged_file in judged:
        before = earlier.get(judged_file.original.id)
        if before is None:
            numbers.append(next(inserted))
            continue
        row = _submission_row(judged_file, at)
        del row["counts"]
        same = submission.c.id == before.submission
        connection.execute(update(submission).where(same).values(row))
        numbers.append(before.submission)
    values: list[tuple[int | str, ...]] = []
    findings: list[tuple[int | str, ...]] = []
    for number, judged_file in zip(numbers, judged, strict=True):
        values += value_rows(number, judged_file.judgement)
        findings += finding_rows(number, judged_file.judgement.findings)
    insert_rows(connection, value, values)
    insert_rows(connection, finding, findings)
    return numbers


def _insert_submissions(
    connection: Connection, new: Sequence[Judged], at: dt.datetime
) -> Sequence[int]:
    if not new:
        return ()
    statement = insert(submission).returning(
        submission.c.id, sort_by_parameter_order=True
    )
    rows = [_submission_row(one, at) for one in new]
    return connection.execute(statement, rows).scalars().all()


def _submission_row(judged: Judged, at: dt.datetime) -> dict[str, object]:
    return {
        "original": judged.original.id,
        "period": judged.original.period,
        "unit": judged.judgement.unit,
        "stated_period": storable(judged.judgement.period),
        "form": storable(judged.judgement.form),
        "form_version": storable(judged.judgement.form_version),
        "verdict": judged.judgement.verdict.value,
        "judged": judged.judgement.verdict.value,
        "counts": False,
        "judged_at": to_text(at),
        "feedback": None if judged.wants_feedback else "",
    }


def _told(judged: Judged, at: dt.datetime, *, again: bool) -> list[dict[str, str]]:
    """Give what the history tells of a judgement, the first or another one."""
    source, judgement = judged.original, judged.judgement
    label = f"{source.name}：{VERDICT_LABELS[judgement.verdict]}"
    words = {
        "period_name": source.period,
        "form": judgement.form,
        "unit": judgement.unit,
    }
    if again:
        return [entry("重新校验", at=at, detail=label, **words)]
    return [
        entry("收到", at=source.received_at, detail=source.name, **words),
        entry("判定", at=at, detail=label, **words),
    ]


def _decided(connection: Connection, *conditions: Any) -> dict[int, list[Finding]]:
    """Give by submission the words with which people have sent it back or voided it."""
    query = (
        select(decision.c.submission, decision.c.kind, decision.c.reason)
        .join(submission, decision.c.submission == submission.c.id)
        .join(original, submission.c.original == original.c.id)
        .where(decision.c.undone.is_(None), *conditions)
        .order_by(decision.c.id)
    )
    found: dict[int, list[Finding]] = {}
    for row in connection.execute(query):
        kind = _DECIDED.get(row.kind)
        if kind is not None:
            found.setdefault(row.submission, []).append(kind.at(found=row.reason))
    return found


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
