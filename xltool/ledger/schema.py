"""The ledger's tables.

What was in force, issued, received, judged, decided, and who did what when. Portable
between SQLite and PostgreSQL: texts, integers and booleans only. Times are UTC as ISO
8601 text of one fixed shape (`2025-08-05T01:30:00.000000+00:00`), so that they sort as
text. Numbers that units report are text too, with the decimals that were typed.
Periods, units, verdicts, severities and states are the values of their enumerations in
`xltool.model`.

A revision is the number of an entry of `event`. What may be asked for as it stood when
a period was closed (what was in force, rulings, decisions, answers) is only ever added
to, each row with the revision from which it holds.

A change here needs a new `SCHEMA_VERSION` and its step in `migrations.py`.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 5

metadata = MetaData()


def _text(name: str, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _revision(name: str = "revision", *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("event.id"), nullable=nullable)


# Which versions of this schema the database has gone through; the greatest is the
# present one.
schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("applied_at"),
)

# A reporting period that something happened in. No row: open, and nothing has happened
# yet.
period = Table(
    "period",
    metadata,
    Column("name", Text, primary_key=True),  # 2025-07, 2025-07-T1, 2025-Q3, 2025
    Column("closed", Boolean, nullable=False),  # of schema 2; `closing` says it now
)

# 下发表: one row for every workbook issued; a unit that is issued a second one has two,
# the later serial valid.
issued = Table(
    "issued",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("unit"),  # unit code
    _text("form"),  # the form's key: 月通报
    _text("form_version"),
    Column("serial", Integer, nullable=False),  # 1, 2 … within period, unit and form
    _text("stamp"),  # the signed stamp's text as it stands in the workbook
    _text("layout"),  # the whole layout as JSON: what the reader finds the data by
    _text("file"),  # file name under issued/
    _text("sha256"),  # of the file
    _text("issued_at"),
    _text("owed", ""),  # what it asks for that the report that counts then lacks
    Column("required_cells", Integer),  # that the unit has to fill in; null: uncounted
    UniqueConstraint("period", "unit", "form", "serial"),
)

# Originals as they came, write-once under received/. The same bytes come in once per
# period.
original = Table(
    "original",
    metadata,
    Column("id", Integer, primary_key=True),  # ascending in the order of arrival
    _text("period"),  # the period that was collected
    _text("sha256"),
    _text("name"),  # file name as it came
    Column("size", Integer, nullable=False),  # bytes
    _text("stored"),  # file name under received/
    _text(
        "source"
    ),  # where it came from: a folder's path, an archive's name, a mail's Message-ID
    _text("sender"),  # mail address, empty for files
    _text("received_at"),
    Column(
        "container", Boolean, nullable=False
    ),  # an archive or a mail: opened, never judged itself
    UniqueConstraint("period", "sha256"),
)

# An original came: every time, since the latest word of a unit may be a file that it
# had
# sent before.
arrival = Table(
    "arrival",
    metadata,
    Column("id", Integer, primary_key=True),  # ascending in the order of arrival
    Column("original", Integer, ForeignKey("original.id"), nullable=False),
    _text("mark"),  # tells this arrival from another: the mail, or path and day
    _text("sent_at"),  # the time of the mail that brought it; empty for files
    _text("received_at"),  # when it counts as received
    _text("proof"),  # the office's server that says so; empty: when it was collected
    UniqueConstraint("original", "mark"),
)

# An original that was judged and is to be judged again.
rejudge = Table(
    "rejudge",
    metadata,
    Column(
        "original",
        Integer,
        ForeignKey("original.id"),
        primary_key=True,
        autoincrement=False,
    ),
)

# The keys by which workbooks were signed; the last is the present one.
signing_key = Table(
    "signing_key",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    _text("known_since"),
)

# 报送: an original that was judged.
submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("original", Integer, ForeignKey("original.id"), nullable=False, unique=True),
    _text("period"),  # the period that it was collected for
    _text("unit"),  # empty where it could not be identified
    _text("stated_period"),  # the period that the workbook itself says it is for
    _text("form"),
    _text("form_version"),
    # As judged, waivers applied; `superseded` follows from `counts` and is not stored.
    _text("verdict"),
    Column(
        "counts", Boolean, nullable=False
    ),  # the one of its unit and period that the roll-up takes
    _text("judged_at"),
    Column(
        "feedback", Text
    ),  # file name under returned/, empty: none due; NULL: still to be written
    _text("judged", ""),  # the verdict before waivers, decisions and answers
    Index("submission_by_unit", "period", "unit"),
)

# Every value read from a submission, also where it is returned: its feedback may be
# rebuilt from them.
value = Table(
    "value",
    metadata,
    Column("submission", Integer, ForeignKey("submission.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # reading order
    _text("sheet"),  # sheet key
    _text("row"),  # row key
    _text("field"),  # field key
    _text("state"),  # 已报 零报告 不适用 未报
    _text("type"),  # of the content: number, date, bool, text, none
    _text("content"),  # exact: decimals as typed, dates as ISO, bool as true/false
    _text("raw"),  # the cell as it came
    _text(
        "sheet_name"
    ),  # where it stood in the returned file; empty where the cell is gone
    _text("cell"),
)

# What was found in a submission.
finding = Table(
    "finding",
    metadata,
    Column("submission", Integer, ForeignKey("submission.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("severity"),
    _text("code"),
    _text("sheet"),  # as the unit sees it
    _text("cell"),
    _text("row"),  # row key, empty where the place is no row
    _text("field"),
    _text("found"),
    _text("expected"),
    _text("message"),
    _text("answer"),  # the 说明 that answers a query; empty where there is none
)

# A finding of a unit that somebody let pass, with the reason. It holds for the whole
# period.
waiver = Table(
    "waiver",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("form", ""),
    _text("unit"),
    _text("code"),
    _text("reason"),
    _text("who"),
    _text("waived_at"),
    _revision(nullable=True),  # NULL: of schema 2
    UniqueConstraint("period", "form", "unit", "code"),
)

# 经过: who did what when; only ever added to.
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("at"),
    _text("who"),  # the operator; empty for what the program did by itself
    _text("period"),
    _text("unit"),  # empty: the whole period
    _text("action"),  # 下发 发信 收到 判定 计入 替代 放行 通过 退回 作废 关闭 重开 …
    _text("detail"),
    _text("form", ""),  # empty: every form of the period
    Index("event_by_unit", "unit"),
)

# A mail of ours, recorded before it is sent and after; its states are those of
# `xltool.model.mail`.
mail = Table(
    "mail",
    metadata,
    Column("id", Integer, primary_key=True),
    # Follows from workspace, period, unit, kind and key: the same mail never has two.
    _text("message_id"),
    _text("period"),
    _text("unit"),
    _text("kind"),  # 下发 答复 催报
    _text(
        "key"
    ),  # which of its kind: the serial, the answered letter, the reminder's day
    _text("state"),
    _text("recipients"),  # every address, separated by blanks
    _text("subject"),
    _text("file"),  # file name under outbox/
    _text("reply"),  # the server's last words, or why it is not sent
    _text("changed_at"),  # when it came into its state
    UniqueConstraint("message_id"),
    Index("mail_by_unit", "period", "unit"),
)

# A mail that came, by the original that holds it; written once all that is in it is in
# the ledger.
letter = Table(
    "letter",
    metadata,
    Column(
        "original",
        Integer,
        ForeignKey("original.id"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("message_id"),  # as its sender wrote it; empty where it has none
    _text("references"),  # the thread before it: Message-IDs, separated by blanks
    _text("sender"),
    _text("subject"),
    Column(
        "automatic", Boolean, nullable=False
    ),  # a bounce, a list, a robot or our own: never answered
    _text("links", ""),  # servers that its attachment is to be downloaded from
)

# What was attached to a letter, also what had come before in another one.
enclosure = Table(
    "enclosure",
    metadata,
    Column("letter", Integer, ForeignKey("letter.original"), primary_key=True),
    Column("sha256", Text, primary_key=True),
)

# How far a folder of a mailbox has been read for a period.
mailbox = Table(
    "mailbox",
    metadata,
    Column("period", Text, primary_key=True),
    Column("folder", Text, primary_key=True),  # user@host/folder
    Column("uidvalidity", Integer, nullable=False),
    Column("uid", Integer, nullable=False),  # the highest that is in the ledger
)

# Long texts that stand in several rows, each once: registries, form designs, settings.
document = Table(
    "document",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the content as UTF-8
    _text("content"),
)


def _document(name: str) -> Column[str]:
    return Column(name, Text, ForeignKey("document.sha256"), nullable=False)


# What a form of a period was issued by; the row of the greatest revision is in force.
in_force = Table(
    "in_force",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("form"),
    _document("registry"),
    _document("design"),
    _text("due"),  # the day, as ISO
    _revision(),
    Index("in_force_by_form", "period", "form"),
)

# A form of a period that was closed; it is open again from `reopened` on.
closing = Table(
    "closing",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("form"),
    _document("settings"),  # those that a roll-up depends on
    _text("closed_at"),
    _revision(),
    _revision("reopened", nullable=True),
    _text("reason", ""),  # why it was reopened
    Index("closing_by_form", "period", "form"),
)

# What was held of a submission from a revision on.
ruling = Table(
    "ruling",
    metadata,
    Column("submission", Integer, ForeignKey("submission.id"), primary_key=True),
    Column("revision", Integer, ForeignKey("event.id"), primary_key=True),
    _text("verdict"),
    Column("counts", Boolean, nullable=False),
)

# A person's verdict on a submission, or a later due date of a unit; not in force from
# `undone` on.
decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("form"),
    _text("unit"),
    Column("submission", Integer, ForeignKey("submission.id"), nullable=True),
    _text("kind"),  # 通过 退回 作废 延期
    _text("until"),  # the later due date of 延期, as ISO
    _text("reason"),
    _text("who"),
    _text("decided_at"),
    _revision(),
    _revision("undone", nullable=True),
    Index("decision_by_unit", "period", "unit"),
)

# What a person answered to a question; it is remembered for later periods. Not in force
# from `undone` on.
answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),  # in which it was answered
    _text(
        "question"
    ),  # what it is about; the same in every period in which it is asked
    _text("answer"),
    _text("reason"),
    _text("who"),
    _text("answered_at"),
    _revision(),
    _revision("undone", nullable=True),
    Index("answer_by_question", "question"),
)

# 版次: what was given to leaders of a period.
edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("form"),
    _text("kind"),  # 汇总表 工作专报
    Column("number", Integer, nullable=False),  # 1, 2 … within period, form and kind
    _text("file"),  # its name under reports/
    _text("sha256"),  # of the file
    _document("figures"),  # what it says, by name: what editions are compared by
    _text("reason"),
    _text("who"),
    _text("made_at"),
    _revision(),
    UniqueConstraint("period", "form", "kind", "number"),
)

# 佐证: an original that came with a unit's workbook and is kept with it, never judged.
evidence = Table(
    "evidence",
    metadata,
    Column(
        "original",
        Integer,
        ForeignKey("original.id"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("period"),
    _text("unit"),
    _text("form"),
    Index("evidence_by_unit", "period", "unit"),
)

# Who may sign in at a shared desk.
operator = Table(
    "operator",
    metadata,
    Column("name", Text, primary_key=True),
    _text("role"),  # 操作员 只读
    _text("password"),  # its scrypt hash with salt and costs, never itself
    _text("changed_at"),
)

# A unit's link to the portal; its address follows from the row and the workspace's key.
link = Table(
    "link",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("unit"),
    _text("until"),  # the last day on which it opens, as ISO
    _text("made_at"),
    _text("revoked_at", ""),  # empty while it is in force
    Index("link_by_unit", "unit"),
)
