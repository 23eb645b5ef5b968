"""A period as a whole: closing and reopening, waivers, who stands where, and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from xltool.checks.verdict import ACCEPTED
from xltool.ledger.counting import recount
from xltool.ledger.records import UnitFinding
from xltool.ledger.rows import event_of, waiver_of
from xltool.ledger.schema import event, finding, issued, original, submission, waiver
from xltool.ledger.schema import period as periods
from xltool.ledger.store import (
    entry,
    lock_period,
    note,
    reading,
    to_text,
    to_time,
    writing,
)
from xltool.ledger.submissions import Submissions
from xltool.model.submission import UnitStanding, UnitState, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from xltool.ledger.records import Event, Submission, Waiver
    from xltool.model.registry import Unit


class Periods(Submissions):
    """The part of the ledger that knows the state of a period."""

    engine: Engine

    def is_closed(self, period: str) -> bool:
        """Say whether a period's submissions are frozen."""
        with reading(self.engine) as connection:
            return bool(
                connection.execute(
                    select(periods.c.closed).where(periods.c.name == period)
                ).scalar()
            )

    def close(self, period: str, *, at: dt.datetime, who: str) -> None:
        """Freeze a period: what comes from now on is kept and judged, and does not count."""
        self._set_closed(period, closed=True, at=at, who=who, reason="")

    def reopen(self, period: str, *, at: dt.datetime, who: str, reason: str) -> None:
        """Open a period again; what came in the meantime now counts as if it had never been closed."""
        self._set_closed(period, closed=False, at=at, who=who, reason=reason)

    def _set_closed(
        self, period: str, *, closed: bool, at: dt.datetime, who: str, reason: str
    ) -> None:
        with writing(self.engine) as connection:
            if lock_period(connection, period) == closed:
                return
            connection.execute(
                update(periods).where(periods.c.name == period).values(closed=closed)
            )
            note(
                connection,
                entry(
                    "关闭" if closed else "重开",
                    at=at,
                    period_name=period,
                    who=who,
                    detail=reason,
                ),
            )
            if not closed:
                for _, entries in sorted(recount(connection, period, at=at).items()):
                    note(connection, *entries)

    def waive(  # noqa: PLR0913 - the columns of the table
        self,
        period: str,
        unit: str,
        code: str,
        *,
        reason: str,
        who: str,
        at: dt.datetime,
    ) -> None:
        """Let a finding of a unit pass for the whole period, and decide anew what counts.

        A code that is waived already keeps its first reason.
        """
        same = (waiver.c.period == period, waiver.c.unit == unit, waiver.c.code == code)
        with writing(self.engine) as connection:
            closed = lock_period(connection, period)
            if connection.execute(select(waiver.c.id).where(*same)).first():
                return
            connection.execute(
                insert(waiver).values(
                    period=period,
                    unit=unit,
                    code=code,
                    reason=reason,
                    who=who,
                    waived_at=to_text(at),
                )
            )
            note(
                connection,
                entry(
                    "放行",
                    at=at,
                    period_name=period,
                    unit=unit,
                    who=who,
                    detail=f"{code}：{reason}",
                ),
            )
            if not closed:
                for entries in recount(connection, period, [unit], at=at).values():
                    note(connection, *entries)

    def waivers(self, period: str) -> tuple[Waiver, ...]:
        """Give the waivers of a period in the order in which they were made."""
        query = select(waiver).where(waiver.c.period == period).order_by(waiver.c.id)
        with reading(self.engine) as connection:
            return tuple(waiver_of(row) for row in connection.execute(query))

    def history(self, unit: str) -> tuple[Event, ...]:
        """Give everything that happened to a unit, and to the periods it takes part in, oldest first."""
        mine = select(event.c.period).where(event.c.unit == unit)
        whole = (
            event.c.unit.in_(("",))
            & event.c.action.in_(("关闭", "重开"))
            & event.c.period.in_(mine)
        )
        query = (
            select(event)
            .where((event.c.unit == unit) | whole)
            .order_by(event.c.at, event.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(event_of(row) for row in connection.execute(query))

    def open_findings(self, period: str) -> tuple[UnitFinding, ...]:
        """Give the findings of what counts, and of what came later and was returned, by unit.

        Answered queries and waived findings are among them, marked as such: the roll-up
        shows them all.
        """
        waived = {(one.unit, one.code) for one in self.waivers(period)}
        return tuple(
            UnitFinding(
                unit=current.unit,
                counts=current.counts,
                waived=(current.unit, one.code) in waived,
                finding=one,
            )
            for current in _current(self.submissions(period))
            for one in current.findings
        )

    def standings(
        self,
        period: str,
        due: Iterable[Unit],
        deadline: dt.datetime | None,
        *,
        now: dt.datetime,
    ) -> tuple[UnitStanding, ...]:
        """Give each due unit's standing in the order of `due`; without a deadline nobody is late."""
        query = (
            select(issued.c.unit, issued.c.issued_at)
            .where(issued.c.period == period)
            .order_by(issued.c.id)
        )
        waived = (
            select(waiver.c.id)
            .where(
                waiver.c.period == submission.c.period,
                waiver.c.unit == submission.c.unit,
                waiver.c.code == finding.c.code,
            )
            .correlate(submission, finding)
        )
        found = select(func.count()).where(
            finding.c.submission == submission.c.id, ~waived.exists()
        )
        columns = (
            submission.c.unit,
            submission.c.verdict,
            submission.c.counts,
            original.c.received_at,
        )
        came = (
            select(*columns, found.scalar_subquery().label("findings"))
            .join(original, submission.c.original == original.c.id)
            .where(submission.c.period == period)
            .order_by(original.c.id)
        )
        submitted: dict[str, list[Any]] = {}
        with reading(self.engine) as connection:
            issued_at = {row.unit: row.issued_at for row in connection.execute(query)}
            for row in connection.execute(came):
                submitted.setdefault(row.unit, []).append(row)
        return tuple(
            _standing(
                unit,
                issued_at.get(unit.code),
                submitted.get(unit.code, []),
                deadline,
                now,
            )
            for unit in due
        )

    def unidentified(self, period: str) -> int:
        """Count the submissions of a period that no unit could be given."""
        query = select(func.count()).where(
            submission.c.period == period, submission.c.unit == ""
        )
        with reading(self.engine) as connection:
            return connection.execute(query).scalar_one()


def _current(submissions: tuple[Submission, ...]) -> list[Submission]:
    """Keep of each unit what counts and, if it came later, the last that was returned."""
    kept: dict[tuple[str, bool], Submission] = {}
    for one in submissions:
        if one.unit and one.counts:
            kept.pop((one.unit, False), None)
            kept[one.unit, True] = one
        elif one.unit and one.verdict is Verdict.RETURNED:
            kept[one.unit, False] = one
    return [kept[key] for key in sorted(kept)]


def _standing(
    unit: Unit,
    issued_at: str | None,
    submitted: list[Any],
    deadline: dt.datetime | None,
    now: dt.datetime,
) -> UnitStanding:
    """Put together what `submitted`, rows in the order of arrival, says of a unit."""
    shown = next(
        (row for row in submitted if row.counts), submitted[-1] if submitted else None
    )
    return UnitStanding(
        code=unit.code,
        name=unit.name,
        state=_state(
            shown,
            late=deadline is not None and now > deadline,
            was_issued=issued_at is not None,
        ),
        issued_at=to_time(issued_at) if issued_at else None,
        received_at=to_time(shown.received_at) if shown else None,
        verdict=Verdict(shown.verdict) if shown else None,
        findings=shown.findings if shown else 0,
        on_time=_on_time(submitted, deadline, now),
        returned_since=shown is not None
        and shown.counts
        and submitted[-1].verdict == Verdict.RETURNED,
    )


def _state(shown: Any, *, late: bool, was_issued: bool) -> UnitState:
    if shown is not None:
        if shown.counts:
            return UnitState.ACCEPTED
        return (
            UnitState.RETURNED
            if shown.verdict == Verdict.RETURNED
            else UnitState.RECEIVED
        )
    if not was_issued:
        return UnitState.NOT_ISSUED
    return UnitState.OVERDUE if late else UnitState.ISSUED


def _on_time(
    submitted: list[Any], deadline: dt.datetime | None, now: dt.datetime
) -> bool | None:
    """Whether something acceptable came in time; None while that is still open."""
    if deadline is None:
        return None
    accepted = [row for row in submitted if row.verdict in ACCEPTED]
    if any(to_time(row.received_at) <= deadline for row in accepted):
        return True
    return False if accepted or now > deadline else None
