"""What was issued: one record for every 下发表."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from xltool.ledger.rows import issue_of
from xltool.ledger.schema import closing, issued
from xltool.ledger.store import entry, lock_period, note, reading, to_text, writing
from xltool.model.period import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Engine, Select

    from xltool.ledger.records import Issue


class Issues:
    """The part of the ledger that knows what was issued."""

    engine: Engine

    def next_serial(self, period: str, unit: str, form: str) -> int:
        """Give the serial that the next workbook of this unit, period and form will
        carry.
        """
        query = select(func.max(issued.c.serial)).where(
            issued.c.period == period, issued.c.unit == unit, issued.c.form == form
        )
        with reading(self.engine) as connection:
            return (connection.execute(query).scalar() or 0) + 1

    def record_issued(
        self, period: str, issues: Sequence[Issue], *, who: str = ""
    ) -> None:
        """Record workbooks of one period, all or none.

        What is recorded already (unit, form, serial) is left as it is, so that a run
        that was killed can simply be repeated.
        """
        with writing(self.engine) as connection:
            lock_period(connection, period)
            query = select(issued.c.unit, issued.c.form, issued.c.serial).where(
                issued.c.period == period,
                issued.c.unit.in_([one.unit for one in issues]),
            )
            known = {tuple(row) for row in connection.execute(query)}
            new = [
                one for one in issues if (one.unit, one.form, one.serial) not in known
            ]
            if new:
                rows = [
                    asdict(one) | {"issued_at": to_text(one.issued_at)} for one in new
                ]
                connection.execute(insert(issued), rows)
                entries = (
                    entry(
                        "下发",
                        at=one.issued_at,
                        period_name=period,
                        form=one.form,
                        unit=one.unit,
                        who=who,
                        detail=one.file,
                    )
                    for one in new
                )
                note(connection, *entries)

    def issued(self, period: str, form: str | None = None) -> tuple[Issue, ...]:
        """Give everything that was issued for a period (of one form), in the order of
        issue.
        """
        query = _of(select(issued), period, form).order_by(issued.c.id)
        with reading(self.engine) as connection:
            return tuple(issue_of(row) for row in connection.execute(query))

    def forms(self, period: str) -> tuple[str, ...]:
        """Give the forms that were issued for a period, in the order of their first
        issue.
        """
        query = _of(select(issued.c.form), period, None).order_by(issued.c.id)
        with reading(self.engine) as connection:
            return tuple(dict.fromkeys(connection.execute(query).scalars()))

    def issued_periods(self, form: str) -> tuple[str, ...]:
        """Give the periods for which a form was issued, the oldest first."""
        query = select(issued.c.period).where(issued.c.form == form).distinct()
        with reading(self.engine) as connection:
            names = connection.execute(query).scalars().all()
        return tuple(sorted(names, key=Period.parse))

    def running_periods(self) -> tuple[str, ...]:
        """Give the periods of which a form was issued and is not closed, the oldest
        first.
        """
        closed = select(closing.c.period, closing.c.form).where(
            closing.c.reopened.is_(None)
        )
        query = select(issued.c.period, issued.c.form).distinct()
        with reading(self.engine) as connection:
            done = {tuple(row) for row in connection.execute(closed)}
            rows = {tuple(row) for row in connection.execute(query)}
        names = {period for period, _ in rows - done}
        return tuple(sorted(names, key=Period.parse))

    def issued_units(self, period: str, form: str | None = None) -> tuple[str, ...]:
        """Give the codes of the units that were issued a workbook for a period, each
        once, in that order.
        """
        query = _of(select(issued.c.unit), period, form).order_by(issued.c.id)
        with reading(self.engine) as connection:
            return tuple(dict.fromkeys(connection.execute(query).scalars()))

    def forms_of(self, unit: str) -> tuple[tuple[str, str], ...]:
        """Give the periods and forms of which a unit was issued a workbook, each once,
        the last issued first.
        """
        last = func.max(issued.c.id)
        query = (
            select(issued.c.period, issued.c.form)
            .where(issued.c.unit == unit)
            .group_by(issued.c.period, issued.c.form)
            .order_by(last.desc())
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple((row.period, row.form) for row in rows)

    def issued_layouts(self) -> dict[str, dict[str, str]]:
        """Give by period and form the layout of one issue.

        The last period stands last, and of each the form that was first issued first.
        """
        last = select(func.max(issued.c.id)).group_by(issued.c.period, issued.c.form)
        first = select(
            issued.c.period, issued.c.form, func.min(issued.c.id).label("first")
        ).group_by(issued.c.period, issued.c.form)
        with reading(self.engine) as connection:
            layouts = connection.execute(
                select(issued.c.period, issued.c.form, issued.c.layout).where(
                    issued.c.id.in_(last)
                )
            ).all()
            order = {
                (row.period, row.form): row.first for row in connection.execute(first)
            }
        found: dict[str, dict[str, str]] = {}
        in_order = sorted(
            layouts,
            key=lambda row: (Period.parse(row.period), order[row.period, row.form]),
        )
        for row in in_order:
            found.setdefault(row.period, {})[row.form] = row.layout
        return found

    def issued_forms(self) -> dict[str, str]:
        """Give, for every period for which anything was issued, the layout of its last
        issue; the last period last.
        """
        last = select(func.max(issued.c.id)).group_by(issued.c.period)
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(issued.c.period, issued.c.layout).where(issued.c.id.in_(last))
            ).all()
        return {
            row.period: row.layout
            for row in sorted(rows, key=lambda row: Period.parse(row.period))
        }

    def latest_issue(
        self, period: str, unit: str, form: str | None = None
    ) -> Issue | None:
        """Give the workbook that is valid for a unit (of a form), the last one issued.

        None if there is none.
        """
        return self.issue(period, unit, None, form)

    def latest_issues(
        self, period: str, units: Collection[str], form: str | None = None
    ) -> dict[str, Issue]:
        """Give the workbooks that are valid for these units, by unit.

        A unit that was issued none has none.
        """
        last = (
            _of(select(func.max(issued.c.id)), period, form)
            .where(issued.c.unit.in_(units))
            .group_by(issued.c.unit)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(select(issued).where(issued.c.id.in_(last)))
            return {row.unit: issue_of(row) for row in rows}

    def issue(
        self, period: str, unit: str, serial: int | None, form: str | None = None
    ) -> Issue | None:
        """Give what a unit was issued under a serial, or (None) what is valid.

        None if there is none.
        """
        query = (
            _of(select(issued), period, form)
            .where(issued.c.unit == unit)
            .order_by(issued.c.id.desc())
        )
        if serial is not None:
            query = query.where(issued.c.serial == serial)
        with reading(self.engine) as connection:
            row = connection.execute(query.limit(1)).first()
            return None if row is None else issue_of(row)


def _of(query: Select[Any], period: str, form: str | None) -> Select[Any]:
    """Restrict a query to what was issued for a period, of one form or of all."""
    query = query.where(issued.c.period == period)
    return query if form is None else query.where(issued.c.form == form)
