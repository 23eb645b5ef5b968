"""The accepted values of a period with their sources: what the roll-up is made from."""

from __future__ import annotations

from itertools import chain
from sys import intern
from typing import TYPE_CHECKING

from xltool.ledger.rows import read_value
from xltool.ledger.store import to_time
from xltool.model.submission import Figure, Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from xltool.ledger.database import Database

_ORIGINS = """
SELECT submission.id, submission.unit, original.name, original.sha256, original.sender, original.received_at
FROM submission JOIN original ON submission.original = original.id
WHERE submission.period = ? AND submission.counts"""
_VALUES = """
SELECT value.submission, value.sheet, value.row, value.field,
    value.state, value.type, value.content, value.raw, value.sheet_name, value.cell
FROM value JOIN submission ON value.submission = submission.id
WHERE submission.period = ? AND submission.counts"""
_IN_READING_ORDER = " ORDER BY value.submission, value.number"


class Figures:
    """The part of the ledger that the roll-up reads."""

    database: Database

    def figures(self, period: str, *, fields: Collection[str] = ()) -> tuple[Figure, ...]:
        """Give every value (of these fields) that counts in a period, by unit code, each unit's in reading order."""
        of, these = ([period, fields], " AND value.field IN ?") if fields else ([period], "")
        found: dict[int, list[Figure]] = {}
        with self.database.reading() as connection:
            origin = {number: (*texts, to_time(at)) for number, *texts, at in connection.rows(_ORIGINS, period)}
            values = connection.stream(_VALUES + these + _IN_READING_ORDER, *of)
            for number, sheet, key, field, state, kind, content, raw, sheet_name, cell in values:
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
        by_unit = sorted(found, key=lambda number: origin[number][0])  # not by SQL: its collation is the server's
        return tuple(chain.from_iterable(found[number] for number in by_unit))
