"""What a unit first sent in a period.

The workbook it was issued, and the errors in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, case, exists, func, select

from xltool.findings import Place, Severity
from xltool.ledger.revisions import rulings_at
from xltool.ledger.schema import finding, issued, submission
from xltool.ledger.store import reading
from xltool.model.submission import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_JUDGED = (
    Verdict.ACCEPTED.value,
    Verdict.ACCEPTED_WITH_QUERIES.value,
    Verdict.RETURNED.value,
)
"""Verdicts on a workbook that could be read and was the unit's own."""
_FETCHED = 100
"""Layouts that are in memory at once."""


class FirstSending(NamedTuple):
    """A unit's first submission.

    How many cells it had to fill in, the layout it was issued (JSON), the errors'
    places. There is no layout where nothing was wrong and the cells were counted.
    """

    required_cells: int | None
    layout: str
    errors: tuple[Place, ...]


class FirstSendings:
    """The part of the ledger that knows what came first."""

    engine: Engine

    def first_sendings(
        self, period: str, form: str = "", *, at: int | None = None
    ) -> Iterator[tuple[str, FirstSending]]:
        """Give each unit's first submission of a period that could be judged, with the
        unit's code.

        With `form` only of that form, with `at` only what was known at that revision.
        Its layout is the one that was first issued. They come one by one, and without
        a layout that nobody needs: those of a province are half a gigabyte.
        """
        known = rulings_at(period, at).subquery()
        of_form = (submission.c.form == form,) if form else ()
        first = (
            select(func.min(submission.c.id))
            .where(
                submission.c.period == period,
                submission.c.unit != "",
                submission.c.judged.in_(_JUDGED),
                submission.c.id.in_(select(known.c.submission)),
                *of_form,
            )
            .group_by(submission.c.unit)
        )
        is_error = finding.c.severity == Severity.ERROR.value
        wrong = (
            select(
                finding.c.submission, finding.c.sheet, finding.c.row, finding.c.field
            )
            .where(finding.c.submission.in_(first), is_error)
            .order_by(finding.c.submission, finding.c.number)
        )
        has_errors = exists().where(finding.c.submission == submission.c.id, is_error)
        is_told = and_(issued.c.required_cells.is_not(None), ~has_errors)
        layout = case((is_told, ""), else_=issued.c.layout)
        first_issue = (
            select(func.min(issued.c.id))
            .where(issued.c.period == period)
            .group_by(issued.c.unit, issued.c.form)
        )
        was_issued = and_(
            issued.c.period == submission.c.period,
            issued.c.unit == submission.c.unit,
            issued.c.form == submission.c.form,
        )
        sendings = (
            select(submission.c.id, submission.c.unit, issued.c.required_cells, layout)
            .join(issued, was_issued)
            .where(submission.c.id.in_(first), issued.c.id.in_(first_issue))
        )
        with reading(self.engine) as connection:
            places: dict[int, list[Place]] = {}
            for number, sheet, row, field in connection.execute(wrong):
                place = Place(sheet=sheet, row_key=row, field=field)
                places.setdefault(number, []).append(place)
            streaming = connection.execution_options(yield_per=_FETCHED)
            for number, unit, count, text in streaming.execute(sendings):
                errors = tuple(places.get(number, ()))
                yield unit, FirstSending(count, text, errors)
