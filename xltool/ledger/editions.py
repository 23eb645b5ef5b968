"""Editions: what was given to leaders.

And 佐证, what units sent beside their workbooks.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, text

from xltool.ledger.documents import keep_document
from xltool.ledger.records import Edition
from xltool.ledger.rows import edition_of, original_of
from xltool.ledger.schema import (
    document,
    edition,
    evidence,
    original,
    ruling,
    submission,
)
from xltool.ledger.store import (
    entry,
    lock_period,
    note,
    reading,
    to_text,
    writing,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from xltool.ledger.records import Original

_EVIDENCE = text(
    "INSERT INTO evidence (original, period, unit, form)"
    " VALUES (:original, :period, :unit, :form) ON CONFLICT DO NOTHING"
)


class Editions:
    """The part of the ledger that knows what leaders received."""

    engine: Engine

    def record_edition(  # noqa: PLR0913 - the columns of the table
        self,
        period: str,
        form: str,
        kind: str,
        *,
        file: str,
        sha256: str,
        figures: str,
        reason: str,
        who: str,
        at: dt.datetime,
    ) -> Edition:
        """Record an edition under the next number."""
        with writing(self.engine) as connection:
            lock_period(connection, period)
            last = connection.execute(
                select(func.max(edition.c.number)).where(
                    edition.c.period == period,
                    edition.c.form == form,
                    edition.c.kind == kind,
                )
            ).scalar()
            number = (last or 0) + 1
            (revision,) = note(
                connection,
                entry(
                    "出版",
                    at=at,
                    period_name=period,
                    form=form,
                    who=who,
                    detail=f"{kind}第{number}版：{reason}",
                ),
            )
            made = Edition(
                period=period,
                form=form,
                kind=kind,
                number=number,
                file=file,
                sha256=sha256,
                figures=figures,
                reason=reason,
                who=who,
                made_at=at,
                revision=revision,
            )
            columns = asdict(made) | {
                "figures": keep_document(connection, figures),
                "made_at": to_text(at),
            }
            connection.execute(insert(edition).values(**columns))
        return made

    def editions(
        self, period: str, form: str | None = None, kind: str | None = None
    ) -> tuple[Edition, ...]:
        """Give the editions of a period (of one form, of one kind), the oldest
        first.
        """
        query = (
            select(edition, document.c.content)
            .join(document, edition.c.figures == document.c.sha256)
            .where(edition.c.period == period)
            .order_by(edition.c.id)
        )
        if form is not None:
            query = query.where(edition.c.form == form)
        if kind is not None:
            query = query.where(edition.c.kind == kind)
        with reading(self.engine) as connection:
            return tuple(edition_of(row) for row in connection.execute(query))

    def units_counted_since(
        self, period: str, form: str, revision: int
    ) -> tuple[str, ...]:
        """Give the units of whose submissions another one counts, or none, since a
        revision.
        """
        query = (
            select(submission.c.unit)
            .join(ruling, ruling.c.submission == submission.c.id)
            .where(
                submission.c.period == period,
                submission.c.form == form,
                submission.c.unit != "",
                ruling.c.revision > revision,
                ruling.c.counts,
            )
            .order_by(ruling.c.revision)
        )
        with reading(self.engine) as connection:
            return tuple(dict.fromkeys(connection.execute(query).scalars()))

    def record_evidence(
        self, period: str, unit: str, originals: Iterable[int], *, form: str = ""
    ) -> None:
        """Record originals as what came beside a unit's workbook.

        What is recorded already stays as it is.
        """
        rows = [
            {"original": one, "period": period, "unit": unit, "form": form}
            for one in originals
        ]
        if not rows:
            return
        with writing(self.engine) as connection:
            connection.execute(_EVIDENCE, rows)

    def evidence(
        self, period: str, form: str | None = None
    ) -> dict[str, tuple[Original, ...]]:
        """Give by unit what came beside the workbooks of a period (of one form), in the
        order of arrival.
        """
        query = (
            select(original, evidence.c.unit)
            .join(evidence, evidence.c.original == original.c.id)
            .where(evidence.c.period == period)
            .order_by(original.c.id)
        )
        if form is not None:
            query = query.where(evidence.c.form.in_(("", form)))
        found: dict[str, list[Original]] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.unit, []).append(original_of(row))
        return {unit: tuple(originals) for unit, originals in found.items()}
