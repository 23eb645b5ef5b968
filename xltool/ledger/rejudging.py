"""What is to be judged again.

For want of time, memory, a key or a password, or on demand. A submission that is judged
again keeps its place and its number. It counts, or not, as it did until the new
judgement is recorded, so that a run that is killed loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from xltool.findings import (
    ARCHIVE_MEMBER_SKIPPED,
    ENCRYPTED,
    LINK_OF_ANOTHER,
    STAMP_FORGED,
    TOOK_TOO_LONG,
    TOOK_TOO_MUCH,
)
from xltool.ledger.revisions import closed_forms
from xltool.ledger.schema import (
    finding,
    original,
    rejudge,
    ruling,
    signing_key,
    submission,
    value,
)
from xltool.ledger.store import (
    entry,
    lock_period,
    note,
    reading,
    storable,
    to_time,
    writing,
)
from xltool.model.access import unit_of_link

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection, Engine
    from sqlalchemy.sql.elements import ColumnElement

    from xltool.ledger.records import Arrival

_FOR_WANT_OF_TIME = (TOOK_TOO_LONG.code, TOOK_TOO_MUCH.code)
_FOR_WANT_OF_A_PASSWORD = (ENCRYPTED.code, ARCHIVE_MEMBER_SKIPPED.code)


class Rejudging:
    """The part of the ledger that knows what is to be judged again."""

    engine: Engine

    def want_again(self, period: str, units: Collection[str] | None = None) -> int:
        """Have everything that was judged in a period (for units) judged again.

        What belongs to a closed form stays as it is. Gives how many that are.
        """
        condition = submission.c.period == period
        if units is not None:
            condition &= submission.c.unit.in_(units)
        return self._want(period, condition)

    def want_unfinished(self, period: str, *, passwords: bool) -> int:
        """Have judged again what could not be read for want of time, memory or a key.

        With `passwords` also what had one. A workbook that was not signed by the key is
        judged again by a key that became known since.
        """
        codes = [*_FOR_WANT_OF_TIME, *(_FOR_WANT_OF_A_PASSWORD if passwords else ())]
        found = select(finding.c.submission).where(finding.c.code.in_(codes))
        forged = select(finding.c.submission).where(finding.c.code == STAMP_FORGED.code)
        key_since = select(func.max(signing_key.c.known_since)).scalar_subquery()
        by_another_key = submission.c.id.in_(forged) & (
            submission.c.judged_at < key_since
        )
        condition = (submission.c.period == period) & (
            submission.c.id.in_(found) | by_another_key
        )
        return self._want(period, condition)

    def opened(self, period: str, originals: Collection[int]) -> None:
        """Record that these originals, judged before, could be opened.

        They are containers.
        """
        with writing(self.engine) as connection:
            lock_period(connection, period)
            for number in originals:
                _forget_judgement(connection, number)
            connection.execute(
                update(original)
                .where(original.c.id.in_(originals))
                .values(container=True)
            )

    def wanted_again(self, period: str) -> set[int]:
        """Give the originals of a period that are to be judged again."""
        query = (
            select(rejudge.c.original)
            .join(original, original.c.id == rejudge.c.original)
            .where(original.c.period == period)
        )
        with reading(self.engine) as connection:
            return set(connection.execute(query).scalars())

    def _want(self, period: str, condition: ColumnElement[bool]) -> int:
        query = select(submission.c.original, submission.c.form).where(condition)
        with writing(self.engine) as connection:
            lock_period(connection, period)
            closed = closed_forms(connection, period)
            waiting = set(connection.execute(select(rejudge.c.original)).scalars())
            rows = []
            for row in connection.execute(query):
                frozen = "" in closed or row.form in closed
                if not frozen and row.original not in waiting:
                    rows.append({"original": row.original})
            if rows:
                connection.execute(insert(rejudge), rows)
        return len(rows)


def judged_among(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """Say which originals are judged, and not to be judged again."""
    query = select(submission.c.original).where(
        submission.c.original.in_(list(numbers)),
        submission.c.original.not_in(select(rejudge.c.original)),
    )
    return set(connection.execute(query).scalars())


class Earlier(NamedTuple):
    """What an original was judged before.

    Its submission, whose it was, whether it counts.
    """

    submission: int
    unit: str
    counts: bool


def replace_judgement(connection: Connection, number: int) -> Earlier | None:
    """Make room for another judgement of an original.

    Gives the one before, None if none.
    """
    query = select(submission.c.id, submission.c.unit, submission.c.counts)
    found = connection.execute(query.where(submission.c.original == number)).first()
    if found is None:
        return None
    for table in (value, finding):
        connection.execute(delete(table).where(table.c.submission == found.id))
    connection.execute(delete(rejudge).where(rejudge.c.original == number))
    return Earlier(found.id, found.unit, found.counts)


def came_by_itself(
    connection: Connection, period: str, number: int, arrived: Arrival, at: str
) -> None:
    """Have an original judged as its unit's own where it was held because it came
    through another unit's link, and now comes by another way.

    It counts as received when it came this way. What belongs to a closed form stays as
    it is.
    """
    query = (
        select(*(submission.c.unit, submission.c.form), original.c.sender)
        .join(original, original.c.id == submission.c.original)
        .join(finding, finding.c.submission == submission.c.id)
        .where(
            original.c.id == number,
            finding.c.code == LINK_OF_ANOTHER.code,
        )
    )
    held = connection.execute(query).first()
    if held is None or unit_of_link(arrived.sender) not in {"", held.unit}:
        return
    if {"", held.form} & closed_forms(connection, period):
        return
    this = update(original).where(original.c.id == number)
    sender, source = storable(arrived.sender), storable(arrived.source)
    connection.execute(this.values(sender=sender, source=source, received_at=at))
    waiting = select(rejudge.c.original).where(rejudge.c.original == number)
    if connection.execute(waiting).first() is None:
        connection.execute(insert(rejudge).values(original=number))
    detail = f"{arrived.name}：原由 {held.sender} 上传，现在由本单位报来"
    told = entry(
        "收到",
        at=to_time(at),
        period_name=period,
        form=held.form,
        unit=held.unit,
        detail=detail,
    )
    note(connection, told)


def _forget_judgement(connection: Connection, number: int) -> None:
    found = replace_judgement(connection, number)
    if found is not None:
        number = found.submission
        connection.execute(delete(ruling).where(ruling.c.submission == number))
        connection.execute(delete(submission).where(submission.c.id == number))
