"""What was issued: one record for every 下发表."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from xltool.ledger.rows import issue_of
from xltool.ledger.store import entry, lock_period, note, to_text
from xltool.model.period import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xltool.ledger.database import Database
    from xltool.ledger.records import Issue

_LAST = "SELECT * FROM issued WHERE period = ? AND unit = ? {} ORDER BY id DESC LIMIT 1"


class Issues:
    """The part of the ledger that knows what was issued."""

    database: Database

    def next_serial(self, period: str, unit: str, form: str) -> int:
        """Give the serial that the next workbook of this unit, period and form will carry."""
        query = "SELECT max(serial) FROM issued WHERE period = ? AND unit = ? AND form = ?"
        with self.database.reading() as connection:
            return (connection.content(query, period, unit, form) or 0) + 1

    def record_issued(self, period: str, issues: Sequence[Issue], *, who: str = "") -> None:
        """Record workbooks of one period, all or none.

        What is recorded already (unit, form, serial) is left as it is, so that a run that was killed can
        simply be repeated.
        """
        with self.database.writing() as connection:
            lock_period(connection, period)
            query = "SELECT unit, form, serial FROM issued WHERE period = ? AND unit IN ?"
            known = {tuple(row) for row in connection.rows(query, period, [one.unit for one in issues])}
            new = [one for one in issues if (one.unit, one.form, one.serial) not in known]
            connection.insert("issued", [asdict(one) | {"issued_at": to_text(one.issued_at)} for one in new])
            entries = (
                entry("下发", at=one.issued_at, period_name=period, unit=one.unit, who=who, detail=one.file)
                for one in new
            )
            note(connection, *entries)

    def issued(self, period: str) -> tuple[Issue, ...]:
        """Give everything that was issued for a period, in the order of issue."""
        with self.database.reading() as connection:
            return tuple(map(issue_of, connection.rows("SELECT * FROM issued WHERE period = ? ORDER BY id", period)))

    def issued_units(self, period: str) -> tuple[str, ...]:
        """Give the codes of the units that were issued a workbook for a period, each once, in that order."""
        query = "SELECT unit FROM issued WHERE period = ? ORDER BY id"
        with self.database.reading() as connection:
            return tuple(dict.fromkeys(connection.contents(query, period)))

    def issued_forms(self) -> dict[str, str]:
        """Give, for every period for which anything was issued, the layout of its last issue; the last period last."""
        query = "SELECT period, layout FROM issued WHERE id IN (SELECT max(id) FROM issued GROUP BY period)"
        with self.database.reading() as connection:
            rows = connection.rows(query)
        return {row.period: row.layout for row in sorted(rows, key=lambda row: Period.parse(row.period))}

    def latest_issue(self, period: str, unit: str) -> Issue | None:
        """Give the workbook that is valid for a unit, the last one issued; None if there is none."""
        return self.issue(period, unit, None)

    def latest_issues(self, period: str, units: Collection[str]) -> dict[str, Issue]:
        """Give the workbooks that are valid for these units, by unit; a unit that was issued none has none."""
        query = """
            SELECT * FROM issued
            WHERE id IN (SELECT max(id) FROM issued WHERE period = ? AND unit IN ? GROUP BY unit)"""
        with self.database.reading() as connection:
            return {row.unit: issue_of(row) for row in connection.rows(query, period, units)}

    def issue(self, period: str, unit: str, serial: int | None) -> Issue | None:
        """Give what a unit was issued under a serial, or (None) what is valid; None if there is none."""
        of, this = ([period, unit], "") if serial is None else ([period, unit, serial], "AND serial = ?")
        with self.database.reading() as connection:
            row = connection.first(_LAST.format(this), *of)
            return None if row is None else issue_of(row)
