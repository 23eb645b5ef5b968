"""The ledger's tables: what was issued, received, judged, waived, and who did what when.

Portable between SQLite and PostgreSQL: texts, integers and booleans only, and numbers of rows that the
database gives (SERIAL, which SQLite calls INTEGER). Times are UTC as ISO 8601 text of one fixed shape
(`2025-08-05T01:30:00.000000+00:00`), so that they sort as text. Numbers that units report are text too, with
the decimals that were typed. Periods, units, verdicts, severities and states are the values of their
enumerations in `xltool.model`.

A change here needs a new `SCHEMA_VERSION` and its step in `migrations.py`.
"""

from __future__ import annotations

SCHEMA_VERSION = 2

WORK = (
    """
-- Which versions of this schema the database has gone through; the greatest is the present one.
CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY,
    applied_at TEXT NOT NULL
)""",
    """
-- A reporting period that something happened in. No row: open, and nothing has happened yet.
CREATE TABLE period (
    name TEXT PRIMARY KEY,  -- 2025-07, 2025-07-T1, 2025-Q3, 2025
    closed BOOLEAN NOT NULL  -- closed: submissions are kept and judged, none counts
)""",
    """
-- 下发表: one row for every workbook issued; a unit that is issued a second one has two, the later serial valid.
CREATE TABLE issued (
    id SERIAL PRIMARY KEY,
    period TEXT NOT NULL,
    unit TEXT NOT NULL,  -- unit code
    form TEXT NOT NULL,  -- the form's key: 月通报
    form_version TEXT NOT NULL,
    serial INTEGER NOT NULL,  -- 1, 2 … within period, unit and form
    stamp TEXT NOT NULL,  -- the signed stamp's text as it stands in the workbook
    layout TEXT NOT NULL,  -- the whole layout as JSON: what the reader finds the data by
    file TEXT NOT NULL,  -- file name under issued/
    sha256 TEXT NOT NULL,  -- of the file
    issued_at TEXT NOT NULL,
    UNIQUE (period, unit, form, serial)
)""",
    """
-- Originals as they came, write-once under received/. The same bytes come in once per period.
CREATE TABLE original (
    id SERIAL PRIMARY KEY,  -- ascending in the order of arrival
    period TEXT NOT NULL,  -- the period that was collected
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,  -- file name as it came
    size INTEGER NOT NULL,  -- bytes
    stored TEXT NOT NULL,  -- file name under received/
    source TEXT NOT NULL,  -- where it came from: a folder's path, an archive's name, a mail's Message-ID
    sender TEXT NOT NULL,  -- mail address, empty for files
    received_at TEXT NOT NULL,
    container BOOLEAN NOT NULL,  -- an archive or a mail: opened, never judged itself
    UNIQUE (period, sha256)
)""",
    """
-- 报送: an original that was judged.
CREATE TABLE submission (
    id SERIAL PRIMARY KEY,
    original INTEGER NOT NULL UNIQUE REFERENCES original (id),
    period TEXT NOT NULL,  -- the period that it was collected for
    unit TEXT NOT NULL,  -- empty where it could not be identified
    stated_period TEXT NOT NULL,  -- the period that the workbook itself says it is for
    form TEXT NOT NULL,
    form_version TEXT NOT NULL,
    verdict TEXT NOT NULL,  -- as judged, waivers applied; `superseded` follows from `counts` and is not stored
    counts BOOLEAN NOT NULL,  -- the one of its unit and period that the roll-up takes
    judged_at TEXT NOT NULL,
    feedback TEXT  -- file name under returned/, empty: none due; NULL: still to be written
)""",
    "CREATE INDEX submission_by_unit ON submission (period, unit)",
    """
-- Every value read from a submission, also where it is returned: its feedback may be rebuilt from them.
CREATE TABLE value (
    submission INTEGER NOT NULL REFERENCES submission (id),
    number INTEGER NOT NULL,  -- reading order
    sheet TEXT NOT NULL,  -- sheet key
    "row" TEXT NOT NULL,  -- row key
    field TEXT NOT NULL,  -- field key
    state TEXT NOT NULL,  -- 已报 零报告 不适用 未报
    type TEXT NOT NULL,  -- of the content: number, date, bool, text, none
    content TEXT NOT NULL,  -- exact: decimals as typed, dates as ISO, bool as true/false
    raw TEXT NOT NULL,  -- the cell as it came
    sheet_name TEXT NOT NULL,  -- where it stood in the returned file; empty where the cell is gone
    cell TEXT NOT NULL,
    PRIMARY KEY (submission, number)
)""",
    """
-- What was found in a submission.
CREATE TABLE finding (
    submission INTEGER NOT NULL REFERENCES submission (id),
    number INTEGER NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    sheet TEXT NOT NULL,  -- as the unit sees it
    cell TEXT NOT NULL,
    "row" TEXT NOT NULL,  -- row key, empty where the place is no row
    field TEXT NOT NULL,
    found TEXT NOT NULL,
    expected TEXT NOT NULL,
    message TEXT NOT NULL,
    answer TEXT NOT NULL,  -- the 说明 that answers a query; empty where there is none
    PRIMARY KEY (submission, number)
)""",
    """
-- A finding of a unit that somebody let pass, with the reason. It holds for the whole period.
CREATE TABLE waiver (
    id SERIAL PRIMARY KEY,
    period TEXT NOT NULL,
    unit TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    who TEXT NOT NULL,
    waived_at TEXT NOT NULL,
    UNIQUE (period, unit, code)
)""",
    """
-- 经过: who did what when; only ever added to.
CREATE TABLE event (
    id SERIAL PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,  -- the operator; empty for what the program did by itself
    period TEXT NOT NULL,
    unit TEXT NOT NULL,  -- empty: the whole period
    action TEXT NOT NULL,  -- 下发 发信 收到 判定 计入 替代 放行 关闭 重开
    detail TEXT NOT NULL
)""",
    "CREATE INDEX event_by_unit ON event (unit)",
)
"""What makes the tables of version 1."""

MAIL = (
    """
-- A mail of ours, recorded before it is sent and after; its states are those of `xltool.model.mail`.
CREATE TABLE mail (
    id SERIAL PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,  -- follows from workspace, period, unit, kind and key: one mail never has two
    period TEXT NOT NULL,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,  -- 下发 答复 催报
    key TEXT NOT NULL,  -- which of its kind: the issue's serial, the answered letter, the reminder's day
    state TEXT NOT NULL,
    recipients TEXT NOT NULL,  -- every address, separated by blanks
    subject TEXT NOT NULL,
    file TEXT NOT NULL,  -- file name under outbox/
    reply TEXT NOT NULL,  -- the server's last words, or why it is not sent
    changed_at TEXT NOT NULL  -- when it came into its state
)""",
    "CREATE INDEX mail_by_unit ON mail (period, unit)",
    """
-- A mail that came, by the original that holds it; written once all that is in it is in the ledger.
CREATE TABLE letter (
    original INTEGER PRIMARY KEY REFERENCES original (id),
    message_id TEXT NOT NULL,  -- as its sender wrote it; empty where it has none
    "references" TEXT NOT NULL,  -- the thread before it: Message-IDs, separated by blanks
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    automatic BOOLEAN NOT NULL  -- a bounce, a list, a robot or our own: never answered
)""",
    """
-- What was attached to a letter, also what had come before in another one.
CREATE TABLE enclosure (
    letter INTEGER NOT NULL REFERENCES letter (original),
    sha256 TEXT NOT NULL,
    PRIMARY KEY (letter, sha256)
)""",
    """
-- How far a folder of a mailbox has been read for a period.
CREATE TABLE mailbox (
    period TEXT NOT NULL,
    folder TEXT NOT NULL,  -- user@host/folder
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,  -- the highest that is in the ledger
    PRIMARY KEY (period, folder)
)""",
)
"""What makes the tables of version 2."""
