"""A mailbox that fails at every step: nothing is lost, nothing comes twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.mail.scripted import MAIL_FAULTS, STEPS, Script, scripted_server
from tests.workflows.office import JULY, NOW, entries, filled_in, open_office
from tests.workflows.posting import PJ, a_mail, copied
from xltool.errors import MailError
from xltool.ledger.ledger import open_ledger
from xltool.mail import imap
from xltool.workflows.mailbox import collect_mailbox

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("mailbox faults")


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("faults") / "office")


@pytest.fixture(scope="session")
def mails(issued: Workspace) -> dict[int, bytes]:
    good = filled_in(issued, entries())
    other = filled_in(issued, entries(OTHER), OTHER)
    return {
        1: a_mail(("科技局.xlsx", good)),
        2: a_mail(("平江.xlsx", other), sender=PJ, Message_ID="<2@example.gov.cn>"),
        3: a_mail(("又.xlsx", good[:-2000]), Message_ID="<3@example.gov.cn>"),
    }


@pytest.fixture
def office(
    issued: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    monkeypatch.setenv("XLTOOL_IMAP_PASSWORD", "secret")
    monkeypatch.setattr(imap, "_TIMEOUT", 2)
    return copied(issued, tmp_path, imap_host="127.0.0.1", imap_security="none")


def collected(office: Workspace, port: int) -> tuple[Finding, ...] | str:
    mail = replace(office.settings.mail, imap_port=port)
    workspace = replace(office, settings=replace(office.settings, mail=mail))
    try:
        return collect_mailbox(workspace, PERIOD, now=NOW).notes
    except MailError as error:
        return str(error)


def recorded(office: Workspace) -> list[str]:
    with open_ledger(office.database_url) as ledger:
        return sorted(one.unit for one in ledger.submissions(JULY))


@pytest.mark.parametrize(
    ("step", "way"),
    [
        *((step, "close") for step in STEPS),
        *((step, "no") for step in ("STATUS", "SEARCH", "HEADERS", "BODY")),
        *((step, "silence") for step in ("STATUS", "SEARCH", "BODY")),
        *((step, "nonsense") for step in ("HEADERS", "BODY")),
        ("BODY", "bad"),
    ],
)
def test_whatever_fails_at_whatever_step_the_next_run_completes_it(
    office: Workspace, mails: dict[int, bytes], step: str, way: str
) -> None:
    script = Script(mails=mails, step=step, way=way)
    with scripted_server(script) as port:
        told = collected(office, port)
        if isinstance(told, str):
            assert "\n" not in told
        assert step in script.seen
        collected(office, port)
    assert recorded(office) == sorted([UNIT, UNIT, OTHER])


@pytest.mark.parametrize("fault", MAIL_FAULTS)
def test_a_mail_that_is_not_whole_is_not_passed_over(
    office: Workspace, mails: dict[int, bytes], fault: str
) -> None:
    script = Script(mails=mails, fault=fault)
    with scripted_server(script) as port:
        for _ in range(2):
            told = collected(office, port)
            assert OTHER not in recorded(office)
            if not isinstance(told, str):
                assert "M124" in [one.code for one in told]
        script.fault = ""
        collected(office, port)
        assert recorded(office) == sorted([UNIT, UNIT, OTHER])
        script.seen.clear()
        collected(office, port)
        assert "BODY" not in script.seen
    left = office.received(JULY).glob(".xltool-*")
    assert list(left) == []
