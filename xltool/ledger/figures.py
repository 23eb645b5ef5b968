"""The accepted values of a period with their sources: what the roll-up is made from."""

from __future__ import annotations

from itertools import chain
from sys import intern
from typing import TYPE_CHECKING

from sqlalchemy import select

from xltool.ledger.revisions import rulings_at
from xltool.ledger.rows import read_value
from xltool.ledger.schema import original, submission, value
from xltool.ledger.store import reading, to_time
from xltool.model.submission import Figure, Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Engine

_FETCHED = 5_000
"""Rows that are in memory at once beside the figures made of them."""


class Figures:
    """The part of the ledger that the roll-up reads."""

    engine: Engine

    def figures(
        self,
        period: str,
        form: str | None = None,
        *,
        fields: Collection[str] = (),
        at: int | None = None,
    ) -> tuple[Figure, ...]:
        """Give every value (of these fields) that counts in a period (in one form), by
        unit code.

        Each unit's stand in reading order. With `at` what counted at that revision.
        """
        counting = [submission.c.period == period, _counts(period, at)]
        if form is not None:
            counting.append(submission.c.form == form)
        origins = (
            select(
                submission.c.id,
                submission.c.unit,
                original.c.name,
                original.c.sha256,
                original.c.sender,
                original.c.received_at,
            )
            .join(original, submission.c.original == original.c.id)
            .where(*counting)
        )
        values = (
            select(
                *(value.c.submission, value.c.sheet, value.c.row, value.c.field),
                *(
                    value.c.state,
                    value.c.type,
                    value.c.content,
                    value.c.raw,
                    value.c.sheet_name,
                    value.c.cell,
                ),
            )
            .join(submission, value.c.submission == submission.c.id)
            .where(*counting)
            .order_by(value.c.submission, value.c.number)
        )
        if fields:
            values = values.where(value.c.field.in_(fields))
        found: dict[int, list[Figure]] = {}
        with reading(self.engine) as connection:
            origin = {
                number: (*texts, to_time(at))
                for number, *texts, at in connection.execute(origins)
            }
            result = connection.execution_options(yield_per=_FETCHED).execute(values)
            for (
                number,
                sheet,
                key,
                field,
                state,
                kind,
                content,
                raw,
                sheet_name,
                cell,
            ) in chain.from_iterable(result.partitions()):
                unit, file, sha256, sender, received_at = origin[number]
                source = Source(
                    file=file,
                    sha256=sha256,
                    sheet=intern(sheet_name),
                    cell=intern(cell),
                    sender=sender,
                    received_at=received_at,
                )
                figure = Figure(
                    unit=unit,
                    sheet=intern(sheet),
                    row=intern(key),
                    field=intern(field),
                    value=read_value(state, kind, content, raw),
                    source=source,
                )
                found.setdefault(number, []).append(figure)
        by_unit = sorted(
            found, key=lambda number: origin[number][0]
        )  # not by SQL: its collation is the server's
        return tuple(chain.from_iterable(found[number] for number in by_unit))


def _counts(period: str, at: int | None) -> ColumnElement[bool]:
    """Give the condition that a submission counts, now or at a revision."""
    if at is None:
        return submission.c.counts
    held = rulings_at(period, at).subquery()
    return submission.c.id.in_(select(held.c.submission).where(held.c.counts))
