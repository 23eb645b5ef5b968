"""A ledger of every version that was ever released opens, and says what it said."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Column, Integer, Text, create_engine, inspect, make_url, text

from xltool.ledger.ledger import Ledger, open_ledger
from xltool.ledger.migrations import STEPS
from xltool.ledger.schema import SCHEMA_VERSION
from xltool.ledger.steps.ddl import add_column
from xltool.model.mail import MailKind
from xltool.model.submission import Verdict

if TYPE_CHECKING:
    from sqlalchemy import Engine

VERSIONS = Path(__file__).parent / "versions"
"""`version_N.DATABASE.sql`: dumps of ledgers, each made by the program of its time."""
PERIOD = "2025-07"
MAILS_SINCE = 2


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_there_is_a_step_and_a_ledger_of_every_version(version: int) -> None:
    assert version + 1 in STEPS
    assert (VERSIONS / f"version_{version}.sqlite.sql").is_file()
    assert (VERSIONS / f"version_{version}.postgresql.sql").is_file()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_ledger_becomes_what_a_new_one_is(
    database_url: str, another_database_url: str, version: int
) -> None:
    restore(version, database_url)
    with open_ledger(database_url) as old, open_ledger(another_database_url) as new:
        assert described(old.engine) == described(new.engine)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_ledger_says_what_it_said(database_url: str, version: int) -> None:
    restore(version, database_url)
    with open_ledger(database_url) as ledger:
        verdicts = [(one.unit, one.verdict) for one in ledger.submissions(PERIOD)]
        assert verdicts == [
            ("县科技局", Verdict.RETURNED),
            ("县科技局", Verdict.ACCEPTED_WITH_QUERIES),
            ("县民政局", Verdict.ACCEPTED),
        ]
        figures = {one.unit: one.value.text for one in ledger.figures(PERIOD)}
        assert figures == {"县科技局": "2.50", "县民政局": "9"}
        assert [one.reason for one in ledger.waivers(PERIOD)] == ["上期多报，已核"]
        assert ledger.is_closed(PERIOD)
        assert ledger.history("县科技局")[0].action == "下发"
        subjects = [one.subject for one in ledger.mails(PERIOD, MailKind.ISSUE)]
        assert subjects == (["7月下发表"] if version >= MAILS_SINCE else [])


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_ledger_goes_on(database_url: str, version: int) -> None:
    restore(version, database_url)
    with open_ledger(database_url) as ledger:
        reopened_at = dt.datetime(2025, 8, 6, tzinfo=dt.UTC)
        ledger.reopen(PERIOD, at=reopened_at, who="李", reason="补报")
        ledger.record_position(PERIOD, "office@example.gov.cn/INBOX", 1, 2)
        assert not ledger.is_closed(PERIOD)
        position = ledger.mailbox_position(PERIOD, "office@example.gov.cn/INBOX")
        assert position == (1, 2)


def test_a_column_is_added_to_a_table_with_rows(ledger: Ledger) -> None:
    added = Column("note", Text, nullable=False, server_default="无")
    with ledger.engine.begin() as connection:
        connection.execute(text("create table thing (id integer primary key)"))
        connection.execute(text("insert into thing (id) values (1)"))
        add_column(connection, "thing", added)
        add_column(connection, "thing", Column("order", Integer))
        rows = connection.execute(text("select * from thing")).all()
    assert rows == [(1, "无", None)]


def restore(version: int, url: str) -> None:
    """Fill an empty database with the dump of a version."""
    address = make_url(url)
    kind = address.get_backend_name()
    script = (VERSIONS / f"version_{version}.{kind}.sql").read_text(encoding="utf-8")
    if kind == "sqlite":
        assert address.database is not None
        connection = sqlite3.connect(address.database)
        connection.executescript(script)
        connection.close()
        return
    engine = create_engine(url)
    raw: Any = engine.raw_connection()
    raw.cursor().execute(script)
    raw.commit()
    raw.close()
    engine.dispose()


def described(engine: Engine) -> dict[str, object]:
    """Give the tables with their columns, keys and indices, whatever their order."""
    schema = inspect(engine)
    return {table: _described(schema, table) for table in schema.get_table_names()}


def _described(schema: Any, table: str) -> dict[str, object]:
    columns = {
        one["name"]: (str(one["type"]), one["nullable"], _plain(one["default"]))
        for one in schema.get_columns(table)
    }
    return {
        "columns": columns,
        "primary key": schema.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": sorted(map(_reference, schema.get_foreign_keys(table))),
        "unique": sorted(
            one["column_names"] for one in schema.get_unique_constraints(table)
        ),
        "indices": sorted(
            (one["name"], one["column_names"]) for one in schema.get_indexes(table)
        ),
    }


def _reference(key: dict[str, Any]) -> tuple[object, ...]:
    return key["constrained_columns"], key["referred_table"], key["referred_columns"]


def _plain(default: str | None) -> str | None:
    """Drop the schema that PostgreSQL's sequences may be named with."""
    return default.replace("public.", "") if default else default
