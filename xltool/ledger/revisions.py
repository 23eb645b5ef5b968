"""The ledger as it stood: what counted, and what was held of it, at a revision.

A revision is the number of an entry of the history. A closed period is read as it stood
when it was closed, whatever came afterwards, and an open one as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from xltool.ledger.rows import closing_of
from xltool.ledger.schema import closing, document, ruling, submission
from xltool.ledger.store import last_revision, reading

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select

    from xltool.ledger.records import Closing

_CLOSINGS = select(closing, document.c.content).join(
    document, closing.c.settings == document.c.sha256
)


def in_effect(table: Any, at: int | None, ended: str = "undone") -> ColumnElement[bool]:
    """Give the condition that a row of a table with `revision` and `ended` holds at a
    revision.
    """
    end = table.c[ended]
    if at is None:
        return end.is_(None)  # type: ignore[no-any-return]
    return and_(table.c.revision <= at, or_(end.is_(None), end > at))


def rulings_at(period: str, at: int | None) -> Select[Any]:
    """Select of every submission of a period.

    Its number, verdict, and whether it counts, at a revision.
    """
    if at is None:
        return select(
            submission.c.id.label("submission"),
            submission.c.verdict,
            submission.c.counts,
        ).where(submission.c.period == period)
    latest = (
        select(ruling.c.submission, func.max(ruling.c.revision).label("revision"))
        .join(submission, submission.c.id == ruling.c.submission)
        .where(submission.c.period == period, ruling.c.revision <= at)
        .group_by(ruling.c.submission)
        .subquery()
    )
    same = and_(
        ruling.c.submission == latest.c.submission,
        ruling.c.revision == latest.c.revision,
    )
    return select(ruling.c.submission, ruling.c.verdict, ruling.c.counts).join(
        latest, same
    )


def closed_forms(connection: Connection, period: str) -> set[str]:
    """Give the forms of a period that are closed."""
    query = select(closing.c.form).where(
        closing.c.period == period, closing.c.reopened.is_(None)
    )
    return set(connection.execute(query).scalars())


class Revisions:
    """The part of the ledger that knows which revision a period is read at."""

    engine: Engine

    def revision(self) -> int:
        """Give the number of the history's last entry."""
        with reading(self.engine) as connection:
            return last_revision(connection)

    def closing(
        self, period: str, form: str | None = None, *, at: int | None = None
    ) -> Closing | None:
        """Give the closing that holds for a form of a period (the last, of all forms),
        at a revision.
        """
        query = (
            _CLOSINGS.where(
                closing.c.period == period, in_effect(closing, at, "reopened")
            )
            .order_by(closing.c.revision.desc())
            .limit(1)
        )
        if form is not None:
            query = query.where(closing.c.form == form)
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else closing_of(row)

    def closing_count(self, period: str, form: str) -> int:
        """Count how often a form of a period was closed."""
        return sum(one.form == form for one in self.closings(period))

    def closings(self, period: str) -> tuple[Closing, ...]:
        """Give every closing of a period, also those that were taken back, in their
        order.
        """
        query = _CLOSINGS.where(closing.c.period == period).order_by(
            closing.c.revision, closing.c.id
        )
        with reading(self.engine) as connection:
            return tuple(closing_of(row) for row in connection.execute(query))

    def as_read(
        self, period: str, form: str | None = None, *, at: int | None = None
    ) -> int | None:
        """Give the revision at which a period is to be read, seen from a revision.

        None for now.
        """
        closed = self.closing(period, form, at=at)
        return at if closed is None else closed.revision
