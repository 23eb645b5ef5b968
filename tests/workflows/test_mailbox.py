"""A mailbox on a real IMAP server: collected, answered, and watched."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.excel.strange import packed, parts
from tests.mail.servers import (
    PASSWORD,
    USER,
    Dovecot,
    Postman,
    dovecot,
    dovecot_program,
    make_certificate,
    smtp_server,
)
from tests.workflows.office import JULY, entries, filled_in, open_office
from tests.workflows.posting import KJJ, PJ, a_mail, copied, states
from xltool.checks.verdict import ACCEPTED
from xltool.cli.main import run
from xltool.errors import MailError
from xltool.ledger.ledger import open_ledger
from xltool.mail.account import IMAP_PASSWORD, SMTP_PASSWORD
from xltool.mail.imap import Inbox
from xltool.model.mail import MailKind, MailState
from xltool.model.submission import Verdict
from xltool.workflows.answering import answer
from xltool.workflows.mailbox import collect_mailbox
from xltool.workflows.period import close, reopen
from xltool.workflows.watching import watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.workflows.collecting import CollectResult
    from xltool.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("mail"),
    pytest.mark.skipif(
        dovecot_program() is None,
        reason="Dovecot is not installed (apt install dovecot-imapd)",
    ),
]

NOW = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("mailbox") / "office")


@pytest.fixture(scope="module")
def good(issued: Workspace) -> bytes:
    return filled_in(issued, entries())


@pytest.fixture(scope="module")
def faulty(issued: Workspace) -> bytes:
    return filled_in(issued, entries(T02_01_1="若干"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def running(certificate: Path) -> Iterator[Dovecot]:
    with dovecot(certificate) as one:
        yield one


_clerks = itertools.count(1)


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    return replace(running, user=f"clerk{next(_clerks)}")


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def office(  # noqa: PLR0917 - fixtures
    issued: Workspace,
    server: Dovecot,
    certificate: Path,
    postman: Postman,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Workspace]:
    monkeypatch.setenv(SMTP_PASSWORD, PASSWORD)
    with smtp_server(certificate, postman) as port:
        yield copied(
            issued,
            tmp_path,
            user=server.user,
            smtp_host="localhost",
            smtp_port=port,
            imap_host="localhost",
            imap_port=server.port,
            certificate=str(certificate),
        )


def fetched(office: Workspace) -> CollectResult:
    return collect_mailbox(office, PERIOD, now=NOW)


def test_what_came_is_collected_once_and_the_mailbox_stays_as_it_was(
    office: Workspace, server: Dovecot, good: bytes
) -> None:
    server.put(
        a_mail(("科技局.xlsx", good)),
        a_mail(sender="someone@example.com", subject="闲聊"),
    )
    before = server.flags()
    (one,) = fetched(office).files
    assert (one.verdict, one.unit, one.findings) == (Verdict.ACCEPTED, UNIT, ())
    assert fetched(office).files == ()
    assert [flags.replace("\\Recent", "") for flags in server.flags()] == [
        flags.replace("\\Recent", "") for flags in before
    ]
    kept = [path for path in office.received(JULY).iterdir() if path.suffix == ".eml"]
    assert len(kept) == 1
    with open_ledger(office.database_url) as ledger:
        assert {one.sender for one in ledger.originals(JULY)} == {KJJ}


def test_an_address_that_is_not_the_units_is_a_query_and_the_answer_goes_to_the_unit(
    office: Workspace, server: Dovecot, postman: Postman, good: bytes
) -> None:
    server.put(a_mail(("科技局.xlsx", good), sender="stranger@example.com"))
    (one,) = fetched(office).files
    assert [finding.code for finding in one.findings] == ["S111"]
    answer(office, PERIOD)
    assert postman.recipients() == [KJJ]


def test_a_stranger_whom_nobody_knows_is_not_answered(
    office: Workspace, server: Dovecot, postman: Postman
) -> None:
    server.put(a_mail(("发票.xlsx", b"junk"), sender="stranger@example.com"))
    fetched(office)
    assert [one.code for one in answer(office, PERIOD).findings] == ["M118"]
    assert answer(office, PERIOD).findings == ()
    assert postman.mails == []


def test_mails_that_are_done_are_moved_where_that_is_wished(
    office: Workspace, server: Dovecot, good: bytes
) -> None:
    moving = replace(
        office,
        settings=replace(
            office.settings, mail=replace(office.settings.mail, done_folder="已收")
        ),
    )
    server.put(
        a_mail(("科技局.xlsx", good)),
        a_mail(sender="someone@example.com", subject="闲聊"),
    )
    assert len(fetched(moving).files) == 1
    assert len(server.flags()) == 1
    assert fetched(moving).files == ()


def test_a_mailbox_that_was_numbered_anew_is_read_again_and_nothing_counts_twice(
    office: Workspace, server: Dovecot, good: bytes
) -> None:
    server.put(a_mail(("科技局.xlsx", good)))
    fetched(office)
    time.sleep(1.1)  # Dovecot numbers by the second
    for path in server.maildir.glob("dovecot*"):
        path.unlink()
    result = fetched(office)
    assert [one.code for one in result.notes] == ["M119"]
    assert [one.verdict for one in result.files] == [Verdict.DUPLICATE]


def test_a_run_that_dies_before_it_notes_how_far_it_read_is_simply_repeated(
    office: Workspace,
    server: Dovecot,
    postman: Postman,
    good: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.put(a_mail(("科技局.xlsx", good)))

    def dies(_inbox: Inbox, _uids: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "move", dies)
        with pytest.raises(KeyboardInterrupt):
            fetched(office)
    answer(office, PERIOD)
    assert [one.verdict for one in fetched(office).files] == [Verdict.DUPLICATE]
    answer(office, PERIOD)
    assert len(postman.mails) == 1
    with open_ledger(office.database_url) as ledger:
        assert len(ledger.letters(JULY)) == len(ledger.submissions(JULY)) == 1


def test_five_thousand_other_mails_cost_little(
    office: Workspace, server: Dovecot, good: bytes
) -> None:
    inbox = server.maildir / "cur"
    server.put(a_mail(sender="someone@example.com"))
    plain = a_mail(sender="someone@example.com", subject="会议通知")
    for number in range(5000):
        (inbox / f"{int(time.time())}.M{number}.test:2,S").write_bytes(plain)
    for path in inbox.iterdir():
        os.chown(path, inbox.stat().st_uid, inbox.stat().st_gid)
    server.put(a_mail(("科技局.xlsx", good)))
    # processor time: a busy machine makes nobody's program slower
    began = time.process_time()
    assert [one.verdict for one in fetched(office).files] == [Verdict.ACCEPTED]
    assert time.process_time() - began < 30
    began = time.process_time()
    assert fetched(office).files == ()
    assert time.process_time() - began < 5


def test_the_answer_is_threaded_and_brings_the_marked_workbook(
    office: Workspace, server: Dovecot, postman: Postman, faulty: bytes
) -> None:
    server.put(
        a_mail(
            ("科技局.xlsx", faulty), References="<a@x> <b@x>", subject="报送\u202e七月"
        )
    )
    fetched(office)
    (delivery,) = answer(office, PERIOD).deliveries
    assert delivery.state is MailState.SENT
    ((recipients, message),) = postman.mails
    assert recipients == (KJJ,)
    assert message["In-Reply-To"] == "<unit-1@example.gov.cn>"
    assert message["References"] == "<a@x> <b@x> <unit-1@example.gov.cn>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Subject"].startswith("回复：报送 七月【退回，请改正后再报】")
    body = message.get_body(("plain",))
    assert body is not None
    assert "若干" in body.get_content()
    (attachment,) = message.iter_attachments()
    returned = next(office.returned(JULY).iterdir())
    assert attachment.get_payload(decode=True) == returned.read_bytes()
    assert answer(office, PERIOD).deliveries == ()
    assert len(postman.mails) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<list.example.com>"},
        {"From": "MAILER-DAEMON@example.gov.cn"},
        {"From": "kjj@example.gov.cn, zhou@example.gov.cn"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_a_stamped_report_is_taken_whoever_relayed_it_and_no_robot_is_answered(
    office: Workspace,
    server: Dovecot,
    postman: Postman,
    good: bytes,
    headers: dict[str, str],
) -> None:
    server.put(a_mail(("科技局.xlsx", good), **headers))
    result = fetched(office)
    (one,) = result.files
    assert (one.unit, one.verdict in ACCEPTED) == (UNIT, True)
    assert "M126" in [one.code for one in result.notes]
    assert answer(office, PERIOD).deliveries == ()
    assert postman.mails == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("广告.xlsx", packed(parts("<sheetData/>")), "M122"),
        ("广告.pdf", b"%PDF-1.7", "M115"),
    ],
)
def test_what_else_a_robot_encloses_is_told_and_not_judged(
    office: Workspace, server: Dovecot, name: str, content: bytes, code: str
) -> None:
    server.put(a_mail((name, content), Precedence="bulk"))
    result = fetched(office)
    assert result.files == ()
    assert [one.code for one in result.notes] == [code]


def test_what_we_sent_ourselves_is_not_collected(
    office: Workspace, server: Dovecot, good: bytes
) -> None:
    server.put(a_mail(("科技局.xlsx", good), sender=USER))
    result = fetched(office)
    assert result.files == ()
    assert [one.code for one in result.notes] == ["M115"]


def test_the_same_file_is_answered_only_so_often(
    office: Workspace, server: Dovecot, postman: Postman, faulty: bytes
) -> None:
    server.put(
        a_mail(("科技局.xlsx", faulty)),
        a_mail(("科技局.xlsx", faulty), subject="再发一次"),
    )
    fetched(office)
    result = answer(office, PERIOD)
    assert len(postman.mails) == 1
    assert [one.code for one in result.findings] == ["M117"]
    server.put(a_mail(("科技局.xlsx", faulty), subject="第三次"))
    fetched(office)
    assert [one.code for one in answer(office, PERIOD).findings] == ["M117"]
    assert len(postman.mails) == 1


def test_answers_wait_while_the_period_is_closed(
    office: Workspace, server: Dovecot, postman: Postman, good: bytes
) -> None:
    close(office, PERIOD, now=NOW)
    server.put(a_mail(("科技局.xlsx", good)))
    fetched(office)
    assert answer(office, PERIOD).deliveries == ()
    reopen(office, PERIOD, reason="补报", now=NOW)
    assert [one.state for one in answer(office, PERIOD).deliveries] == [MailState.SENT]
    assert "已登记" in postman.mails[0][1]["Subject"]


def test_a_letter_without_a_workbook_is_named(
    office: Workspace, server: Dovecot
) -> None:
    server.put(a_mail(subject="本月没有进展"))
    (note,) = fetched(office).notes
    assert note.code == "M114"
    assert UNIT in note.message


def test_a_wrong_password_or_folder_is_said_in_one_line_without_the_password(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(
        office,
        settings=replace(
            office.settings, mail=replace(office.settings.mail, folder="没有")
        ),
    )
    with pytest.raises(MailError, match="没有"):
        fetched(elsewhere)
    monkeypatch.setenv(IMAP_PASSWORD, "wrong-and-secret")
    with pytest.raises(MailError) as caught:
        fetched(office)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_collects_and_answers(
    office: Workspace,
    server: Dovecot,
    postman: Postman,
    good: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mail = office.settings.mail
    text = "\n".join(
        f"{name} = {json.dumps(getattr(mail, name))}"
        for name in (
            "address",
            "user",
            "smtp_host",
            "smtp_port",
            "imap_host",
            "imap_port",
            "certificate",
            "pause_seconds",
        )
    )
    (office.root / "xltool.toml").write_text(f"[mail]\n{text}\n", encoding="utf-8")
    server.put(a_mail(("科技局.xlsx", good)))
    assert (
        run(
            ["-w", str(office.root), "collect", JULY, "--mailbox", "--answer", "--json"]
        )
        == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in document["files"]] == ["accepted"]
    assert [one["state"] for one in document["mails"]] == ["已发"]
    assert postman.recipients() == [KJJ]


def test_under_watch_a_mail_has_its_verdict_within_seconds_and_it_stops_when_told(
    office: Workspace, server: Dovecot, postman: Postman, good: bytes, issued: Workspace
) -> None:
    mail = office.settings.mail
    text = "\n".join(
        f"{name} = {json.dumps(getattr(mail, name))}"
        for name in (
            "address",
            "user",
            "smtp_host",
            "smtp_port",
            "imap_host",
            "imap_port",
            "certificate",
            "pause_seconds",
        )
    )
    (office.root / "xltool.toml").write_text(f"[mail]\n{text}\n", encoding="utf-8")
    command = [sys.executable, "-m", "xltool", "-w", str(office.root), "watch", JULY]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stderr is not None
    assert "已连上" in process.stderr.readline()
    try:
        time.sleep(0.5)
        began = time.monotonic()
        server.put(a_mail(("科技局.xlsx", good)))
        _wait_for(postman, 1)
        assert time.monotonic() - began < 20
        server.put(
            a_mail(("平江.xlsx", filled_in(issued, entries(OTHER), OTHER)), sender=PJ)
        )
        _wait_for(postman, 2)
    finally:
        process.send_signal(signal.SIGTERM)
        log = process.communicate(timeout=20)[1]
    assert process.returncode == 0
    assert "已停止" in log
    assert "Traceback" not in log
    assert PASSWORD not in log
    assert postman.recipients() == [KJJ, PJ]


def _wait_for(postman: Postman, mails: int) -> None:
    until = time.monotonic() + 40
    while len(postman.mails) < mails:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_watch_outlives_a_mailbox_that_goes_away(
    office: Workspace, certificate: Path, postman: Postman, good: bytes
) -> None:
    with dovecot(certificate) as gone:
        mail = replace(office.settings.mail, imap_port=gone.port, user=gone.user)
        office = replace(office, settings=replace(office.settings, mail=mail))
        lines: list[str] = []

        def report(line: str) -> None:
            lines.append(line)
            if len(lines) == 1:
                gone.stop()
            elif "再试" in line and len([one for one in lines if "再试" in one]) == 1:
                gone.start()
                gone.put(a_mail(("科技局.xlsx", good)))

        until = time.monotonic() + 40
        watch(
            office,
            PERIOD,
            report=report,
            stopped=lambda: bool(postman.mails) or time.monotonic() > until,
        )
    assert postman.recipients() == [KJJ]
    assert len([one for one in lines if "已连上" in one]) == 2
    assert states(office, MailKind.ANSWER) == {UNIT: MailState.SENT}


def test_a_mail_of_120_megabytes_is_kept_whole_and_not_opened(
    office: Workspace, server: Dovecot
) -> None:
    server.put(a_mail(sender="someone@example.com"))
    mail = a_mail(("科技局.xlsx", b"PK")) + (b"x" * 70 + b"\r\n") * (120 * 2**20 // 72)
    path = server.maildir / "cur" / f"{int(time.time())}.M1.test:2,"
    path.write_bytes(mail)
    os.chown(path, path.parent.stat().st_uid, path.parent.stat().st_gid)
    result = fetched(office)
    assert ([one.code for one in result.notes], result.files) == (["M111"], ())
    (kept,) = office.received(JULY).glob("*.eml")
    assert kept.stat().st_size == len(mail)
