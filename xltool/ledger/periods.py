"""A period as a whole.

Closing and reopening, waivers, open findings and the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select, update

from xltool.ledger.counting import recount_all
from xltool.ledger.documents import keep_document
from xltool.ledger.records import UnitFinding
from xltool.ledger.revisions import closed_forms
from xltool.ledger.rows import event_of, waiver_of
from xltool.ledger.schema import closing, event, issued, submission, waiver
from xltool.ledger.standings import Standings
from xltool.ledger.store import (
    entry,
    lock_period,
    note,
    reading,
    storable,
    to_text,
    writing,
)
from xltool.ledger.submissions import Submissions
from xltool.model.submission import Verdict

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine

    from xltool.ledger.records import Event, Submission, Waiver


class Periods(Standings, Submissions):
    """The part of the ledger that knows the state of a period."""

    engine: Engine

    def is_closed(self, period: str, form: str | None = None) -> bool:
        """Say whether a form of a period (every form that was issued) is frozen."""
        with reading(self.engine) as connection:
            closed = closed_forms(connection, period)
            if form in closed or "" in closed:
                return True
            if form is not None:
                return False
            forms = select(issued.c.form).where(issued.c.period == period).distinct()
            open_forms = set(connection.execute(forms).scalars()) - closed
        return bool(closed) and not open_forms

    def close(
        self,
        period: str,
        form: str = "",
        *,
        at: dt.datetime,
        who: str,
        settings: str = "",
    ) -> None:
        """Freeze a form of a period.

        What comes from now on is kept and judged, and does not count. `settings` are
        those of today as JSON.
        """
        with writing(self.engine) as connection:
            lock_period(connection, period)
            if form in closed_forms(connection, period):
                return
            (revision,) = note(
                connection,
                entry("关闭", at=at, period_name=period, form=form, who=who),
            )
            connection.execute(
                insert(closing).values(
                    period=period,
                    form=form,
                    settings=keep_document(connection, settings),
                    closed_at=to_text(at),
                    revision=revision,
                )
            )

    def reopen(
        self, period: str, form: str = "", *, at: dt.datetime, who: str, reason: str
    ) -> None:
        """Open a form of a period (every form, where none is named) again.

        What came in the meantime now counts as if it had never been closed.
        """
        with writing(self.engine) as connection:
            lock_period(connection, period)
            closed = closed_forms(connection, period)
            reopened = closed & {form} if form else closed
            if not reopened:
                return
            (revision,) = note(
                connection,
                entry(
                    "重开",
                    at=at,
                    period_name=period,
                    form=form,
                    who=who,
                    detail=reason,
                ),
            )
            connection.execute(
                update(closing)
                .where(
                    closing.c.period == period,
                    closing.c.form.in_(reopened),
                    closing.c.reopened.is_(None),
                )
                .values(reopened=revision, reason=storable(reason))
            )
            recount_all(connection, period, at=at)

    def waive(  # noqa: PLR0913 - the columns of the table
        self,
        period: str,
        unit: str,
        code: str,
        *,
        reason: str,
        who: str,
        at: dt.datetime,
        form: str = "",
    ) -> None:
        """Let a finding of a unit pass for the whole period, and decide anew what
        counts.

        A code that is waived already keeps its first reason.
        """
        same = (
            waiver.c.period == period,
            waiver.c.form == form,
            waiver.c.unit == unit,
            waiver.c.code == code,
        )
        with writing(self.engine) as connection:
            lock_period(connection, period)
            if connection.execute(select(waiver.c.id).where(*same)).first():
                return
            (revision,) = note(
                connection,
                entry(
                    "放行",
                    at=at,
                    period_name=period,
                    form=form,
                    unit=unit,
                    who=who,
                    detail=f"{code}：{reason}",
                ),
            )
            connection.execute(
                insert(waiver).values(
                    period=period,
                    form=form,
                    unit=unit,
                    code=code,
                    reason=reason,
                    who=who,
                    waived_at=to_text(at),
                    revision=revision,
                )
            )
            recount_all(connection, period, [unit], at=at)

    def waivers(
        self, period: str, form: str | None = None, *, at: int | None = None
    ) -> tuple[Waiver, ...]:
        """Give the waivers of a period (of one form) in the order in which they were
        made.
        """
        query = select(waiver).where(waiver.c.period == period).order_by(waiver.c.id)
        if form is not None:
            query = query.where(waiver.c.form.in_(("", form)))
        if at is not None:
            query = query.where(
                or_(waiver.c.revision.is_(None), waiver.c.revision <= at)
            )
        with reading(self.engine) as connection:
            return tuple(waiver_of(row) for row in connection.execute(query))

    def history(self, unit: str) -> tuple[Event, ...]:
        """Give everything that happened to a unit, and to the periods it takes part in,
        oldest first.
        """
        mine = select(event.c.period).where(event.c.unit == unit)
        whole = (
            event.c.unit.in_(("",))
            & event.c.action.in_(("关闭", "重开", "清除"))
            & event.c.period.in_(mine)
        )
        query = (
            select(event)
            .where((event.c.unit == unit) | whole)
            .order_by(event.c.at, event.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(event_of(row) for row in connection.execute(query))

    def events(self, period: str) -> tuple[Event, ...]:
        """Give everything that happened in a period, oldest first."""
        query = (
            select(event)
            .where(event.c.period == period)
            .order_by(event.c.at, event.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(event_of(row) for row in connection.execute(query))

    def open_findings(
        self, period: str, form: str | None = None, *, at: int | None = None
    ) -> tuple[UnitFinding, ...]:
        """Give the findings of what counts, and of what came later and was returned, by
        unit.

        Answered queries and waived findings are among them, marked as such: the roll-up
        shows them all.
        """
        waived = {(one.unit, one.code) for one in self.waivers(period, form, at=at)}
        return tuple(
            UnitFinding(
                unit=current.unit,
                counts=current.counts,
                waived=(current.unit, one.code) in waived,
                finding=one,
            )
            for current in _current(self.submissions(period, form=form, at=at))
            for one in current.findings
        )

    def unidentified(self, period: str) -> int:
        """Count the submissions of a period that no unit could be given."""
        query = select(func.count()).where(
            submission.c.period == period, submission.c.unit == ""
        )
        with reading(self.engine) as connection:
            return connection.execute(query).scalar_one()


def _current(submissions: tuple[Submission, ...]) -> list[Submission]:
    """Keep of each unit what counts and, if it came later, the last that was
    returned.
    """
    kept: dict[tuple[str, bool], Submission] = {}
    for judged in submissions:
        if judged.unit and judged.counts:
            kept.pop((judged.unit, False), None)
            kept[judged.unit, True] = judged
        elif judged.unit and judged.verdict is Verdict.RETURNED:
            kept[judged.unit, False] = judged
    return [kept[key] for key in sorted(kept)]
