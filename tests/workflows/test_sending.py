"""`send` and `remind` against a real SMTP server: nothing twice, nothing forgotten, and every fate named."""

from __future__ import annotations

import datetime as dt
import email
import json
from dataclasses import replace
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.mail.servers import (
    PASSWORD,
    USER,
    Postman,
    free_port,
    make_certificate,
    smtp_server,
)
from tests.workflows.office import (
    JULY,
    NOW,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
)
from tests.workflows.posting import KJJ, PJ, copied, states
from xltool.cli.main import run
from xltool.errors import MailError, PeriodError
from xltool.excel.registry import read_registry, write_registry
from xltool.mail.account import SMTP_PASSWORD
from xltool.model.mail import MailKind, MailState
from xltool.workflows.period import close
from xltool.workflows.reminding import remind, working_days_left
from xltool.workflows.sending import send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.model.registry import Unit
    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("mail")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("sending") / "office")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture(params=["ssl"])
def office(  # noqa: PLR0917 - fixtures
    issued: Workspace,
    certificate: Path,
    postman: Postman,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Workspace]:
    monkeypatch.setenv(SMTP_PASSWORD, PASSWORD)
    with smtp_server(certificate, postman, request.param) as port:
        yield copied(
            issued,
            tmp_path,
            smtp_host="localhost",
            smtp_port=port,
            smtp_security=request.param,
            certificate=str(certificate),
        )


def _change(workspace: Workspace, code: str, **fields: tuple[str, ...]) -> None:
    """Change a unit in the registry."""
    registry, _ = read_registry(workspace.registry)

    def changed(unit: Unit) -> Unit:
        return replace(unit, **fields) if unit.code == code else unit  # type: ignore[arg-type] # its own fields

    write_registry(
        workspace.registry, replace(registry, units=tuple(map(changed, registry.units)))
    )


@pytest.mark.parametrize("office", ["ssl", "starttls"], indirect=True)
def test_each_unit_gets_one_mail_with_its_workbook(
    office: Workspace, postman: Postman
) -> None:
    result = send(office, PERIOD)
    assert [(one.unit, one.state, one.now) for one in result.deliveries] == [
        (UNIT, MailState.SENT, True),
        (OTHER, MailState.SENT, True),
    ]
    assert postman.recipients() == [KJJ, PJ]
    message = postman.mails[0][1]
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == f"{UNIT}_月通报_{JULY}.xlsx"
    content = attachment.get_payload(decode=True)
    assert content == (office.issued(JULY) / f"{UNIT}_月通报_{JULY}.xlsx").read_bytes()
    body = message.get_body(("plain",))
    assert body is not None
    assert "8月7日（周四）" in body.get_content()
    assert message.get_body(("html",)) is not None


def test_what_was_sent_is_not_sent_again(office: Workspace, postman: Postman) -> None:
    send(office, PERIOD, [UNIT])
    first = postman.mails[0][1]["Message-ID"]
    result = send(office, PERIOD)
    assert [(one.unit, one.now) for one in result.deliveries] == [
        (UNIT, False),
        (OTHER, True),
    ]
    assert postman.recipients() == [KJJ, PJ]
    assert send(office, PERIOD).deliveries[0].state is MailState.SENT
    assert len(postman.mails) == 2
    assert first != postman.mails[1][1]["Message-ID"]


def test_what_the_server_takes_later_is_offered_again(
    office: Workspace, postman: Postman
) -> None:
    postman.faults = {
        "RCPT": ["451 4.7.1 greylisted, try again later"],
        "MAIL": ["450 busy"],
    }
    result = send(office, PERIOD)
    assert {one.state for one in result.deliveries} == {MailState.SENT}
    assert sorted(postman.recipients()) == [KJJ, PJ]


def test_what_is_never_taken_waits_for_the_next_run(
    office: Workspace, postman: Postman
) -> None:
    postman.bad_addresses[KJJ] = "451 mailbox busy"
    result = send(office, PERIOD)
    assert [one.state for one in result.deliveries] == [
        MailState.PREPARED,
        MailState.SENT,
    ]
    assert [one.code for one in result.deliveries[0].findings] == ["M105"]
    postman.bad_addresses.clear()
    assert {one.state for one in send(office, PERIOD).deliveries} == {MailState.SENT}
    assert sorted(postman.recipients()) == [KJJ, PJ]


def test_a_refusal_is_named_with_the_servers_words(
    office: Workspace, postman: Postman
) -> None:
    postman.bad_addresses[KJJ] = "550 no such user here"
    result = send(office, PERIOD)
    (finding,) = result.deliveries[0].findings
    assert finding.code == "M103"
    assert "550 no such user here" in finding.message
    assert postman.recipients() == [PJ]
    _change(office, UNIT, emails=("new@example.gov.cn",))
    assert send(office, PERIOD).deliveries[0].state is MailState.SENT
    assert postman.recipients() == [PJ, "new@example.gov.cn"]


def test_one_bad_address_of_several_does_not_keep_the_mail_from_the_others(
    office: Workspace, postman: Postman
) -> None:
    _change(
        office,
        UNIT,
        emails=(KJJ, "gone@example.gov.cn"),
        copies=("copy@example.gov.cn",),
    )
    postman.bad_addresses["gone@example.gov.cn"] = "550 gone"
    (delivery,) = send(office, PERIOD, [UNIT]).deliveries
    assert delivery.state is MailState.SENT
    assert [one.code for one in delivery.findings] == ["M106"]
    assert postman.recipients() == [KJJ, "copy@example.gov.cn"]
    assert postman.mails[0][1]["Cc"] == "copy@example.gov.cn"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_a_connection_cut_before_the_mail_is_handed_over_loses_and_doubles_nothing(
    office: Workspace, postman: Postman, stage: str
) -> None:
    postman.faults = {stage: ["cut"]}
    assert {one.state for one in send(office, PERIOD).deliveries} == {MailState.SENT}
    assert sorted(postman.recipients()) == [KJJ, PJ]


@pytest.mark.parametrize("fault", ["cut", "keep and cut"])
def test_a_fate_that_nobody_knows_is_named_and_left_to_a_person(
    office: Workspace, postman: Postman, fault: str
) -> None:
    postman.faults = {"DATA": [fault]}
    first, second = send(office, PERIOD).deliveries
    assert (first.state, second.state) == (MailState.UNKNOWN, MailState.SENT)
    kept = len(postman.mails)
    (again, _) = send(office, PERIOD).deliveries
    assert [one.code for one in again.findings] == ["M104"]
    assert len(postman.mails) == kept
    assert (
        send(office, PERIOD, resend_unknown=True).deliveries[0].state is MailState.SENT
    )
    assert len(postman.mails) == kept + 1


@pytest.mark.parametrize(
    ("answer", "state"), [("452 no room", "SENT"), ("554 too many", "REFUSED")]
)
def test_a_mail_refused_after_it_was_handed_over_was_not_sent(
    office: Workspace, postman: Postman, answer: str, state: str
) -> None:
    postman.faults = {"DATA": [answer]}
    assert send(office, PERIOD, [UNIT]).deliveries[0].state is MailState[state]


def test_an_address_that_is_missing_or_wrong_is_named(
    office: Workspace, postman: Postman
) -> None:
    _change(office, UNIT, emails=("科技局",))
    (delivery,) = send(office, PERIOD, [UNIT]).deliveries
    assert [one.code for one in delivery.findings] == ["M102", "M101"]
    assert postman.mails == []
    assert run(["-w", str(office.root), "send", JULY, "--unit", UNIT, "--dry-run"]) == 3


def test_a_dry_run_sends_and_records_nothing(
    office: Workspace, postman: Postman, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(office.root), "send", JULY, "--dry-run", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["to"] for one in document["mails"]] == [[KJJ], [PJ]]
    assert postman.mails == []
    assert states(office, MailKind.ISSUE) == {}
    assert not office.outbox(JULY).exists()


def test_without_a_server_there_are_drafts_that_open_as_unsent(
    issued: Workspace, tmp_path: Path
) -> None:
    office = copied(issued, tmp_path)
    result = send(office, PERIOD)
    assert {one.state for one in result.deliveries} == {MailState.DRAFTED}
    paths = [one.path for one in result.deliveries if one.path]
    message = email.message_from_bytes(paths[0].read_bytes(), policy=default)
    assert (message["X-Unsent"], message["To"]) == ("1", KJJ)
    paths[0].unlink()
    assert [one.now for one in send(office, PERIOD).deliveries] == [True, False]


def test_a_draft_that_may_have_been_sent_by_hand_is_not_sent_by_the_server(
    office: Workspace, postman: Postman
) -> None:
    offline = replace(
        office,
        settings=replace(
            office.settings, mail=replace(office.settings.mail, smtp_host="")
        ),
    )
    send(offline, PERIOD, [UNIT])
    first, second = send(office, PERIOD).deliveries
    assert ([one.code for one in first.findings], second.state) == (
        ["M107"],
        MailState.SENT,
    )
    assert postman.recipients() == [PJ]


@pytest.mark.parametrize(
    "stage", ["wrong password", "no password", "no server", "untrusted"]
)
def test_a_server_that_cannot_be_used_is_said_in_one_line_without_the_password(
    office: Workspace, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = office.settings.mail
    match stage:
        case "wrong password":
            monkeypatch.setenv(SMTP_PASSWORD, "wrong-and-secret")
        case "no password":
            monkeypatch.delenv(SMTP_PASSWORD)
        case "no server":
            mail = replace(mail, smtp_port=free_port())
        case _:
            mail = replace(mail, certificate="")
    with pytest.raises(MailError) as caught:
        send(replace(office, settings=replace(office.settings, mail=mail)), PERIOD)
    text = str(caught.value)
    assert "\n" not in text
    assert "secret" not in text
    assert PASSWORD not in text
    assert set(states(office, MailKind.ISSUE).values()) == {MailState.PREPARED}


def test_no_secret_is_left_in_any_file(office: Workspace) -> None:
    send(office, PERIOD)
    files = [path for path in office.root.rglob("*") if path.is_file()]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []


def test_a_broken_template_is_named_with_its_line_and_nothing_is_sent(
    office: Workspace, postman: Postman
) -> None:
    template = office.mail_templates / "下发.txt.j2"
    template.write_text("主题：甲\n{{ 单位 }}\n{% if %}", encoding="utf-8")
    with pytest.raises(MailError, match="第3行"):
        send(office, PERIOD)
    template.write_text("主题：甲\n{{ 单位名 }}", encoding="utf-8")
    with pytest.raises(MailError, match="单位名"):
        send(office, PERIOD)
    template.write_text("没有主题", encoding="utf-8")
    with pytest.raises(MailError, match="第一行"):
        send(office, PERIOD)
    template.write_text("主题：{{ ''.__class__.__mro__ }}\n", encoding="utf-8")
    with pytest.raises(MailError, match="用不了"):
        send(office, PERIOD)
    assert postman.mails == []


def test_a_name_cannot_become_a_header_or_markup(
    office: Workspace, postman: Postman
) -> None:
    _change(office, UNIT, name="科技局\r\nBcc: evil@example.com\r\n\r\n<script>")  # type: ignore[arg-type] # a text
    send(office, PERIOD, [UNIT])
    message = postman.mails[0][1]
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert postman.recipients() == [KJJ]
    html = message.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


def test_nothing_can_be_sent_before_it_is_issued(office: Workspace) -> None:
    with pytest.raises(PeriodError, match="generate"):
        send(office, PERIOD.last_year)


def test_only_those_that_owe_something_are_reminded_once_a_day(
    office: Workspace, postman: Postman, tmp_path: Path
) -> None:
    collected(
        office,
        drop_off(
            tmp_path / "in", "平江.xlsx", filled_in(office, entries(OTHER), OTHER)
        ),
    )
    result = remind(office, PERIOD, now=NOW)
    assert [one.unit for one in result.deliveries] == [UNIT]
    assert "报送提醒" in postman.mails[0][1]["Subject"]
    assert postman.mails[0][1]["Auto-Submitted"] == "auto-generated"
    remind(office, PERIOD, now=NOW)
    assert postman.recipients() == [KJJ]
    faulty = filled_in(office, entries(T02_01_1="若干"))
    collected(office, drop_off(tmp_path / "in2", "科技局.xlsx", faulty))
    late = replace(office.settings.mail, late_copies=("dcs@example.gov.cn",))
    strict = replace(office, settings=replace(office.settings, mail=late))
    remind(strict, PERIOD, now=NOW + dt.timedelta(days=7))
    message = postman.mails[1][1]
    assert "逾期催报" in message["Subject"]
    assert message["Cc"] == "dcs@example.gov.cn"
    body = message.get_body(("plain",))
    assert body is not None
    assert "退回" in body.get_content()
    close(office, PERIOD, now=NOW)
    with pytest.raises(PeriodError, match="已关闭"):
        remind(office, PERIOD, now=NOW)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2025-08-04", 3),
        ("2025-08-06", 1),
        ("2025-08-07", 0),
        ("2025-08-08", -1),
        ("2025-08-10", -1),
        ("2025-08-12", -3),
    ],
)
def test_working_days_are_counted_without_weekends(today: str, left: int) -> None:
    assert working_days_left(dt.date.fromisoformat(today), dt.date(2025, 8, 7)) == left


def test_the_sender_is_the_office(office: Workspace, postman: Postman) -> None:
    send(office, PERIOD, [UNIT])
    assert postman.mails[0][1]["From"].addresses[0].addr_spec == USER
