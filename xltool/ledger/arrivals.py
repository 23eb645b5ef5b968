"""In which order files came, and which of them is a unit's latest word.

A file may come again: first A, then B by mistake, then A once more with "this one
counts". So what counts follows from arrivals and not from files. An arrival is known by
its mark, so that the same folder or mail collected twice is no new arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from xltool.ledger.rejudging import came_by_itself
from xltool.ledger.rows import original_of
from xltool.ledger.schema import arrival, original, submission
from xltool.ledger.store import reading, storable, to_text, to_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Container, Iterable

    from sqlalchemy import Connection, Engine

    from xltool.ledger.records import Arrival, Original


class Arrivals:
    """The part of the ledger that knows when files came."""

    engine: Engine

    def sent_times(self, period: str) -> dict[str, dt.datetime]:
        """Give, by hash, the time of the mail that first brought a file of a period."""
        query = (
            select(original.c.sha256, arrival.c.sent_at)
            .join(arrival, arrival.c.original == original.c.id)
            .where(original.c.period == period, arrival.c.sent_at != "")
            .order_by(arrival.c.id.desc())
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return {row.sha256: to_time(row.sent_at) for row in rows}

    def came_with(self, number: int) -> tuple[Original, ...]:
        """Give the originals that came in one mail or archive with another one."""
        mine = select(arrival.c.mark).where(arrival.c.original == number)
        query = (
            select(original)
            .distinct()
            .join(arrival, arrival.c.original == original.c.id)
            .where(arrival.c.mark.in_(mine), original.c.id != number)
            .order_by(original.c.id)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple(map(original_of, rows))


def record_arrivals(
    connection: Connection,
    period: str,
    arrivals: Iterable[Arrival],
    received_at: dt.datetime,
) -> set[str]:
    """Record originals and their arrivals, in this order.

    Bytes that came before in the period are no new original. What a server of the
    office proves to have been received earlier counts as received then. Gives the units
    of which a file came that was judged before.
    """
    came = [(one, _counted(one, received_at)) for one in arrivals]
    numbers = _known(connection, period)
    new = _new_originals(came, numbers)
    numbers |= _insert_originals(connection, period, list(new.values()))
    marks = _marks(connection, period)
    rows = []
    for arrived, at in came:
        number, mark = numbers[arrived.sha256], storable(arrived.mark or arrived.source)
        if (number, mark) in marks:
            continue
        marks.add((number, mark))
        rows.append(_arrival_row(number, mark, arrived, at))
        if arrived.proven_at is not None:
            _receive_earlier(connection, number, at)
        if arrived.sha256 not in new:
            came_by_itself(connection, period, number, arrived, at)
    if rows:
        connection.execute(insert(arrival), rows)
    return _units(connection, {row["original"] for row in rows})


def _new_originals(
    came: Iterable[tuple[Arrival, str]], known: Container[str]
) -> dict[str, tuple[Arrival, str]]:
    """Give the first arrival of all bytes that are not known, by their hash."""
    new: dict[str, tuple[Arrival, str]] = {}
    for arrived, at in came:
        if arrived.sha256 not in known:
            new.setdefault(arrived.sha256, (arrived, at))
    return new


def _counted(arrived: Arrival, received_at: dt.datetime) -> str:
    """Give when a file counts as received.

    When it was taken in, or proven to be earlier.
    """
    return to_text(min(arrived.proven_at or received_at, received_at))


def _known(connection: Connection, period: str) -> dict[str, int]:
    query = select(original.c.sha256, original.c.id).where(original.c.period == period)
    return {row.sha256: row.id for row in connection.execute(query)}


def _marks(connection: Connection, period: str) -> set[tuple[int, str]]:
    query = (
        select(arrival.c.original, arrival.c.mark)
        .join(original, original.c.id == arrival.c.original)
        .where(original.c.period == period)
    )
    return {(row.original, row.mark) for row in connection.execute(query)}


def _receive_earlier(connection: Connection, number: int, at: str) -> None:
    same = (original.c.id == number, original.c.received_at > at)
    connection.execute(update(original).where(*same).values(received_at=at))


def _insert_originals(
    connection: Connection, period: str, new: list[tuple[Arrival, str]]
) -> dict[str, int]:
    if not new:
        return {}
    rows = []
    for arrived, received_at in new:
        rows.append(
            {
                "period": period,
                "sha256": arrived.sha256,
                "name": storable(arrived.name),
                "size": arrived.size,
                "stored": arrived.stored,
                "source": storable(arrived.source),
                "sender": storable(arrived.sender),
                "received_at": received_at,
                "container": arrived.container,
            }
        )
    statement = insert(original).returning(original.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(statement, rows).scalars().all()
    hashes = (one.sha256 for one, _ in new)
    return dict(zip(hashes, numbers, strict=True))


def _arrival_row(number: int, mark: str, arrived: Arrival, at: str) -> dict[str, Any]:
    return {
        "original": number,
        "mark": mark,
        "sent_at": to_text(arrived.sent_at) if arrived.sent_at else "",
        "received_at": at,
        "proof": storable(arrived.proof),
    }


def _units(connection: Connection, originals: Collection[int]) -> set[str]:
    """Give the units whose judged files are among some originals."""
    units: set[str] = set()
    numbers = sorted(originals)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        query = select(submission.c.unit).where(submission.c.original.in_(some))
        units.update(connection.execute(query).scalars())
    return units - {""}


def in_order_of_arrival(
    connection: Connection, rows: list[Any]
) -> list[tuple[Any, str]]:
    """Give submissions as often as their files came, each with its mail's time.

    In the order of arrival. `rows` have the number of their original as `original`.
    """
    by_original = {row.original: row for row in rows}
    numbers = sorted(by_original)
    found: list[Any] = []
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        query = select(arrival.c.id, arrival.c.original, arrival.c.sent_at)
        found += connection.execute(query.where(arrival.c.original.in_(some))).all()
    found.sort(key=lambda row: row.id)
    return [(by_original[row.original], row.sent_at) for row in found]
