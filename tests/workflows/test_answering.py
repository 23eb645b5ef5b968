"""Mails without any server: a folder of .eml, an .mbox, drafts as answers; bounces; what a stranger may cause."""

from __future__ import annotations

import email
import io
import json
import zipfile
from email.policy import SMTP, default
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.workflows.office import (
    JULY,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
)
from tests.workflows.posting import KJJ, PJ, a_mail, copied, states
from xltool.cli.main import run
from xltool.ledger.ledger import open_ledger
from xltool.model.mail import MailKind, MailState
from xltool.model.submission import Verdict
from xltool.workflows.answering import answer
from xltool.workflows.sending import send

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("mail")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("answering") / "office")


@pytest.fixture
def office(issued: Workspace, tmp_path: Path) -> Workspace:
    return copied(issued, tmp_path)


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def test_a_folder_of_mails_is_collected_and_answered_with_drafts(
    office: Workspace,
    issued: Workspace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    inbox = tmp_path / "来信"
    faulty = filled_in(issued, entries(T02_01_1="若干"))
    good = filled_in(issued, entries(OTHER), OTHER)
    drop_off(
        inbox, "1.eml", a_mail(("科技局.xlsx", faulty), ("盖章.pdf", b"%PDF-1.4")), 1
    )
    drop_off(
        inbox, "2.eml", a_mail(("平江.zip", zipped("平江.xlsx", good)), sender=PJ), 2
    )
    (office.root / "xltool.toml").write_text(
        '[mail]\naddress = "office@example.gov.cn"\n', encoding="utf-8"
    )
    assert (
        run(["-w", str(office.root), "collect", JULY, str(inbox), "--answer", "--json"])
        == 3
    )
    document = json.loads(capsys.readouterr().out)
    assert [(one["verdict"], one["unit"]) for one in document["files"]] == [
        ("returned", UNIT),
        ("accepted", OTHER),
    ]
    assert [(one["unit"], one["to"], one["state"]) for one in document["mails"]] == [
        (UNIT, [KJJ], "草稿"),
        (OTHER, [PJ], "草稿"),
    ]
    paths = [office.root / one["path"] for one in document["mails"]]
    first, second = (
        email.message_from_bytes(path.read_bytes(), policy=default) for path in paths
    )
    assert first["X-Unsent"] == "1"
    body = first.get_body(("plain",))
    assert body is not None
    assert "若干" in body.get_content()
    assert "盖章" not in body.get_content()
    assert "已登记" in second["Subject"]


def test_a_letter_with_a_download_link_alone_is_asked_to_attach(
    office: Workspace, tmp_path: Path
) -> None:
    """There is no file, hence no receipt, and the fault stands nowhere in one."""
    letter = email.message_from_bytes(a_mail(), policy=SMTP)
    letter.set_content("报表见 https://pan.baidu.com/s/1abc 提取码 1234")
    drop_off(tmp_path / "来信", "1.eml", letter.as_bytes())
    (office.root / "xltool.toml").write_text(
        '[mail]\naddress = "office@example.gov.cn"\n', encoding="utf-8"
    )

    run(["-w", str(office.root), "collect", JULY, str(tmp_path / "来信"), "--answer"])

    (draft,) = office.root.rglob("outbox/*.eml")
    body = email.message_from_bytes(draft.read_bytes(), policy=default).get_body(
        ("plain",)
    )
    assert body is not None
    said = body.get_content().splitlines()
    assert "《下载链接（pan.baidu.com）》：没有收到" in said
    assert any(one.startswith("1. 〔须改正〕收到的是下载链接") for one in said)


def test_an_mbox_is_collected_mail_by_mail(
    office: Workspace, issued: Workspace, tmp_path: Path
) -> None:
    line = b"From kjj@example.gov.cn Mon Aug  4 09:00:00 2025\n"
    first = a_mail(("科技局.xlsx", filled_in(issued, entries(T02_01_1="若干"))))
    second = a_mail(("科技局.xlsx", filled_in(issued, entries())), subject="改好了")
    result = collected(
        office,
        drop_off(tmp_path / "in", "收件箱.mbox", line + first + b"\n" + line + second),
    )
    assert [one.verdict for one in result.files] == [Verdict.RETURNED, Verdict.ACCEPTED]
    assert [one.verdict for one in collected(office, tmp_path / "in").files] == [
        Verdict.DUPLICATE
    ] * 2
    with open_ledger(office.database_url) as ledger:
        assert [one.sender for one in ledger.letters(JULY)] == [KJJ, KJJ]


def test_a_workbook_under_a_forged_name_is_answered_to_the_unit_itself(
    office: Workspace, issued: Workspace, tmp_path: Path
) -> None:
    mail = a_mail(
        ("科技局.xlsx", filled_in(issued, entries())), sender="evil@example.com"
    )
    (one,) = collected(office, drop_off(tmp_path / "in", "1.eml", mail)).files
    assert [finding.code for finding in one.findings] == ["S111"]
    assert [one.recipients for one in answer(office, PERIOD).deliveries] == [(KJJ,)]


def test_another_units_workbook_is_answered_to_the_unit_that_it_belongs_to(
    office: Workspace, issued: Workspace, tmp_path: Path
) -> None:
    mail = a_mail(
        ("科技局.xlsx", filled_in(issued, entries(T02_01_1="若干"))), sender=PJ
    )
    collected(office, drop_off(tmp_path / "in", "1.eml", mail))
    assert [one.recipients for one in answer(office, PERIOD).deliveries] == [(KJJ,)]


def test_a_bounce_names_the_unit_and_lets_its_mail_be_sent_again(
    office: Workspace, tmp_path: Path
) -> None:
    send(office, PERIOD, [UNIT])
    with open_ledger(office.database_url) as ledger:
        (mail,) = ledger.mails(JULY, MailKind.ISSUE)
        ledger.settle_mail(
            mail.message_id, MailState.SENT, reply="", at=mail.changed_at
        )
    bounce = (
        "From: MAILER-DAEMON@example.gov.cn\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n--b\r\n"
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail.message_id}\r\n--b--\r\n"
    )
    result = collected(office, drop_off(tmp_path / "in", "退信.eml", bounce.encode()))
    assert [(one.code, UNIT in one.message) for one in result.notes] == [("M116", True)]
    assert states(office, MailKind.ISSUE) == {UNIT: MailState.REFUSED}


def test_a_damaged_attachment_is_a_finding(office: Workspace, tmp_path: Path) -> None:
    mail = a_mail(("winmail.dat", b"not at all"))
    result = collected(office, drop_off(tmp_path / "in", "1.eml", mail))
    assert [one.code for one in result.notes] == ["M113"]
    assert answer(office, PERIOD).deliveries == ()


def test_nothing_in_a_mail_leads_out_of_the_workspace(
    office: Workspace, issued: Workspace, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if office.root not in path.parents}
    good = filled_in(issued, entries())
    mail = a_mail(
        ("../../../../evil.xlsx", good),
        subject="../../x\x07y/..\\z",
        From='"../../x" <kjj@example.gov.cn>',
    )
    collected(office, drop_off(tmp_path / "in", "1.eml", mail))
    answer(office, PERIOD)
    after = {path for path in tmp_path.rglob("*") if office.root not in path.parents}
    assert {path.name for path in after - before} == {"in", "1.eml"}
