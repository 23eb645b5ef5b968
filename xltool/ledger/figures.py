"""The accepted values of a period with their sources: what the roll-up is made from."""

from __future__ import annotations

from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from xltool.ledger.revisions import rulings_at
from xltool.ledger.rows import read_value
from xltool.ledger.schema import original, submission, value
from xltool.ledger.store import reading, to_time
from xltool.model.figures import FigureRow, FigureTable, Origin, RowMaker, RowShape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import ColumnElement, Engine

    from xltool.model.submission import Figure

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
        return tuple(self.figure_table(period, form, fields=fields, at=at))

    def figure_table(
        self,
        period: str,
        form: str | None = None,
        *,
        fields: Collection[str] = (),
        at: int | None = None,
    ) -> FigureTable:
        """Give the same figures by their rows, which takes a quarter of the memory."""
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
        rows = _Rows()
        with reading(self.engine) as connection:
            for number, *texts, time in connection.execute(origins):
                rows.origins[number] = Origin._make((*texts, to_time(time)))
            result = connection.execution_options(yield_per=_FETCHED).execute(values)
            rows.read(chain.from_iterable(result.partitions()))
        return FigureTable(rows.by_unit())


class _Rows:
    """Rows of figures in the making, from the ledger's rows of single figures."""

    def __init__(self) -> None:
        self.origins: dict[int, Origin] = {}
        self._found: dict[int, list[FigureRow]] = {}
        self._maker = RowMaker()

    def read(self, cells: Iterable[Any]) -> None:
        """Take the ledger's rows, which come by submission and in reading order."""
        for (number, sheet, key), run in groupby(cells, itemgetter(0, 1, 2)):
            columns = zip(*run, strict=True)
            _, _, _, fields, *contents, sheets, addresses = columns
            places = tuple(zip(sheets, addresses, strict=True))
            shape = RowShape(sheet, key, fields, places)
            values = list(map(read_value, *contents))
            row = self._maker.row(self.origins[number], shape, values)
            self._found.setdefault(number, []).append(row)

    def by_unit(self) -> Iterator[FigureRow]:
        """Give the rows by unit code; not by SQL, whose collation is the server's."""
        for number in sorted(self._found, key=self._unit_of):
            yield from self._found[number]

    def _unit_of(self, number: int) -> str:
        return self.origins[number].unit


def _counts(period: str, at: int | None) -> ColumnElement[bool]:
    """Give the condition that a submission counts, now or at a revision."""
    if at is None:
        return submission.c.counts
    held = rulings_at(period, at).subquery()
    return submission.c.id.in_(select(held.c.submission).where(held.c.counts))
