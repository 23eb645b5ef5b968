"""Version 3 (2025-11-30): what was in force, decisions, answers, editions.

The form beside the period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NUMBER = {"sqlite": "INTEGER NOT NULL PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}
"""A number that the database gives."""

_TABLES = (
    """
    CREATE TABLE document (
        sha256 TEXT NOT NULL PRIMARY KEY,
        content TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE in_force (
        id {number},
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        registry TEXT NOT NULL REFERENCES document (sha256),
        design TEXT NOT NULL REFERENCES document (sha256),
        due TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id)
    )
    """,
    "CREATE INDEX in_force_by_form ON in_force (period, form)",
    """
    CREATE TABLE closing (
        id {number},
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        settings TEXT NOT NULL REFERENCES document (sha256),
        closed_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        reopened INTEGER REFERENCES event (id),
        reason TEXT DEFAULT '' NOT NULL
    )
    """,
    "CREATE INDEX closing_by_form ON closing (period, form)",
    """
    CREATE TABLE ruling (
        submission INTEGER NOT NULL REFERENCES submission (id),
        revision INTEGER NOT NULL REFERENCES event (id),
        verdict TEXT NOT NULL,
        counts BOOLEAN NOT NULL,
        PRIMARY KEY (submission, revision)
    )
    """,
    """
    CREATE TABLE decision (
        id {number},
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        unit TEXT NOT NULL,
        submission INTEGER REFERENCES submission (id),
        kind TEXT NOT NULL,
        until TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        undone INTEGER REFERENCES event (id)
    )
    """,
    "CREATE INDEX decision_by_unit ON decision (period, unit)",
    """
    CREATE TABLE answer (
        id {number},
        period TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        undone INTEGER REFERENCES event (id)
    )
    """,
    "CREATE INDEX answer_by_question ON answer (question)",
    """
    CREATE TABLE edition (
        id {number},
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        kind TEXT NOT NULL,
        number INTEGER NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        figures TEXT NOT NULL REFERENCES document (sha256),
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        made_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        UNIQUE (period, form, kind, number)
    )
    """,
    """
    CREATE TABLE evidence (
        original INTEGER NOT NULL PRIMARY KEY REFERENCES original (id),
        period TEXT NOT NULL,
        unit TEXT NOT NULL,
        form TEXT NOT NULL
    )
    """,
    "CREATE INDEX evidence_by_unit ON evidence (period, unit)",
    "ALTER TABLE event ADD COLUMN form TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE issued ADD COLUMN owed TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE submission ADD COLUMN judged TEXT DEFAULT '' NOT NULL",
    "CREATE TABLE waiver_2 AS SELECT * FROM waiver",
    "DROP TABLE waiver",
    """
    CREATE TABLE waiver (
        id {number},
        period TEXT NOT NULL,
        form TEXT DEFAULT '' NOT NULL,
        unit TEXT NOT NULL,
        code TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        waived_at TEXT NOT NULL,
        revision INTEGER REFERENCES event (id),
        UNIQUE (period, form, unit, code)
    )
    """,
)

_FORM = """
    coalesce((SELECT max(form) FROM issued WHERE issued.period = {table}.period), '')
"""
"""Up to schema 2 a period had one form."""

_ROWS = (
    """
    INSERT INTO waiver (period, form, unit, code, reason, who, waived_at)
    SELECT period, {form_of_waiver}, unit, code, reason, who, waived_at
    FROM waiver_2 ORDER BY id
    """,
    "DROP TABLE waiver_2",
    # What is known of a submission is known since it was judged.
    """
    INSERT INTO ruling (submission, revision, verdict, counts)
    SELECT id, since, verdict, counts FROM (
        SELECT submission.*, coalesce(
            (
                SELECT min(event.id) FROM event
                WHERE event.period = submission.period
                    AND event.unit = submission.unit
                    AND event.at = submission.judged_at
                    AND event.action = '判定'
            ),
            (SELECT min(event.id) FROM event)
        ) AS since
        FROM submission
    ) AS judged
    WHERE since IS NOT NULL
    """,
    # The settings of that time are not known: an empty text stands for those of today.
    """
    INSERT INTO document (sha256, content)
    SELECT 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', ''
    """,
    """
    INSERT INTO closing (period, form, settings, closed_at, revision)
    SELECT name, form,
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', at, id
    FROM (
        SELECT period.name, event.at, event.id, {form_of_event} AS form
        FROM period JOIN event ON event.id = (
            SELECT max(id) FROM event AS closed
            WHERE closed.period = period.name AND closed.action = '关闭'
        )
        WHERE period.closed
    ) AS closings
    """,
    "UPDATE period SET closed = false",
    "UPDATE submission SET judged = verdict",
)


def add_decisions(connection: Connection) -> None:
    """Make the tables of schema 3 and fill them from what schema 2 knows."""
    words = {
        "number": _NUMBER[connection.dialect.name],
        "form_of_waiver": _FORM.format(table="waiver_2"),
        "form_of_event": _FORM.format(table="event"),
    }
    for statement in (*_TABLES, *_ROWS):
        connection.execute(text(statement.format(**words)))
