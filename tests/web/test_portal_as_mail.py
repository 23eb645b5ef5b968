"""What comes through a link is judged as what comes by mail, to the byte in the ledger."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.mail.servers import (
    PASSWORD,
    dovecot,
    dovecot_program,
    make_certificate,
)
from tests.web.client import open_portal, send_up, told, unit_browser, with_portal
from tests.workflows.office import JULY, entries, filled_in
from tests.workflows.posting import KJJ, PJ, a_mail, copied
from xltool.ledger.ledger import open_ledger
from xltool.ledger.schema import finding, metadata, ruling, submission, value
from xltool.mail.account import IMAP_PASSWORD
from xltool.model.mail import MailKind
from xltool.workflows.answering import answer, in_words
from xltool.workflows.mailbox import collect_mailbox
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table

    from xltool.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("mail"),
    pytest.mark.skipif(
        dovecot_program() is None,
        reason="Dovecot is not installed (apt install dovecot-imapd)",
    ),
]
NOW = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)
TIMES = {"judged_at"}
SCAN = b"%PDF-1.4 stamped"


def reports(office: Workspace) -> list[tuple[str, str, bytes]]:
    """Give sound and faulty reports, replacements, a half, and what is no workbook."""
    half = entries(T01_01_1="3")
    half["任务进展"] = {}
    return [
        (UNIT, f"{UNIT}.xlsx", filled_in(office, entries(T01_01_1="7"))),
        (OTHER, "报表.xlsx", filled_in(office, entries(OTHER), OTHER)),
        (UNIT, "改.xlsx", filled_in(office, entries(T01_01_1="大约十几"))),
        (UNIT, "半张.xlsx", filled_in(office, half)),
        (UNIT, "坏.xlsx", b"PK no workbook"),
        (UNIT, f"{UNIT}2.xlsx", filled_in(office, entries(T01_01_1="8"))),
    ]


def rows(office: Workspace, table: Table) -> list[dict[str, Any]]:
    with (
        open_ledger(office.database_url) as ledger,
        ledger.engine.connect() as database,
    ):
        found = database.execute(
            select(table).order_by(*table.primary_key.columns)
        ).all()
    kept = []
    for row in found:
        columns = dict(row._mapping)
        kept.append({name: columns[name] for name in columns if name not in TIMES})
    return kept


def test_the_ledger_says_of_a_link_what_it_says_of_a_mail(
    issued: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv(IMAP_PASSWORD, PASSWORD)
    sent = reports(issued)
    with dovecot(certificate) as server:
        by_mail = copied(
            issued,
            tmp_path / "mail",
            imap_host="localhost",
            imap_port=server.port,
            user=server.user,
            certificate=str(certificate),
        )
        for number, (unit, name, content) in enumerate(sent):
            mail = a_mail(
                (name, content),
                ("盖章.pdf", SCAN + bytes(number)),
                sender=KJJ if unit == UNIT else PJ,
                Message_ID=f"<{number}@example.gov.cn>",
                Date=f"Mon, 04 Aug 2025 0{number}:00:00 +0800",
            )
            server.put(mail)
        collect_mailbox(by_mail, PERIOD, now=NOW)
        answer(by_mail, PERIOD, clock=lambda: NOW)
    shutil.copytree(issued.root, tmp_path / "portal")
    by_link = with_portal(find_workspace(tmp_path / "portal"))
    with open_portal(by_link) as app:
        clients = {unit: unit_browser(app, by_link, unit) for unit in (UNIT, OTHER)}
        pages = []
        for number, (unit, name, content) in enumerate(sent):
            files = ((name, content), ("盖章.pdf", SCAN + bytes(number)))
            pages.append(told(clients[unit], send_up(clients[unit], *files)))
    for table in (submission, value, finding, ruling):
        assert by_number(rows(by_mail, table)) == by_number(rows(by_link, table)), table
    for name in ("evidence", "decision", "waiver"):
        table = metadata.tables[name]
        assert len(rows(by_mail, table)) == len(rows(by_link, table))
    copies = [
        {path.name: path.read_bytes() for path in one.returned(JULY).iterdir()}
        for one in (by_mail, by_link)
    ]
    assert copies[0] == copies[1]
    assert_same_words(by_mail, by_link, pages)


def by_number(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the numbers of originals and events: mails are originals too."""
    plain = []
    for row in found:
        left = {key: row[key] for key in row if key not in {"original", "revision"}}
        plain.append(left)
    return plain


def assert_same_words(by_mail: Workspace, by_link: Workspace, pages: list[str]) -> None:
    with open_ledger(by_mail.database_url) as ledger:
        assert len(ledger.mails(JULY, MailKind.ANSWER)) == len(pages)
        judged = ledger.submissions(JULY)
    with open_ledger(by_link.database_url) as ledger:
        same = ledger.submissions(JULY)
    assert [in_words(one) for one in judged] == [in_words(one) for one in same]
    shown = "".join(pages)
    for one in same:
        assert one.receipt in shown
