"""The accepted values of a period with their sources: what the roll-up is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from xltool.ledger.rows import value_of
from xltool.ledger.schema import original, submission, value
from xltool.ledger.store import reading, to_time
from xltool.model.submission import Figure, Source

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Figures:
    """The part of the ledger that the roll-up reads."""

    engine: Engine

    def figures(self, period: str) -> tuple[Figure, ...]:
        """Give every value that counts in a period, by unit code, each unit's in reading order."""
        query = (
            select(
                value,
                submission.c.unit,
                original.c.name,
                original.c.sha256,
                original.c.sender,
                original.c.received_at,
            )
            .join(submission, value.c.submission == submission.c.id)
            .join(original, submission.c.original == original.c.id)
            .where(submission.c.period == period, submission.c.counts)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        rows = sorted(rows, key=lambda row: (row.unit, row.number))  # not by SQL: its collation is the server's
        return tuple(
            Figure(
                unit=row.unit,
                sheet=row.sheet,
                row=row.row,
                field=row.field,
                value=value_of(row),
                source=Source(
                    file=row.name,
                    sha256=row.sha256,
                    sheet=row.sheet_name,
                    cell=row.cell,
                    sender=row.sender,
                    received_at=to_time(row.received_at),
                ),
            )
            for row in rows
        )
