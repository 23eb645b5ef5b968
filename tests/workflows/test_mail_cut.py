"""The line to the mail servers cut at every stage, from the connection on, and the same command run again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.mail.proxy import spread, wire
from tests.mail.servers import (
    PASSWORD,
    Postman,
    dovecot,
    dovecot_program,
    make_certificate,
    smtp_server,
)
from tests.workflows.office import NOW, entries, filled_in, open_office, state
from tests.workflows.posting import KJJ, PJ, a_mail, copied
from xltool.errors import MailError
from xltool.mail.account import IMAP_PASSWORD, SMTP_PASSWORD
from xltool.model.mail import MailState
from xltool.workflows.mailbox import collect_mailbox
from xltool.workflows.sending import send

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("mail")

ADDRESSES = {UNIT: KJJ, OTHER: PJ}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("cut") / "office")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_cut_anywhere_no_unit_is_mailed_twice_and_none_is_forgotten(
    issued: Workspace,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    monkeypatch.setenv(SMTP_PASSWORD, PASSWORD)
    postman = Postman()
    doubts = 0

    def sent(cut_at: int | None) -> int:
        """Send twice over a line that is cut once; gives the pieces that went over it."""
        nonlocal doubts
        sender = f"x{cut_at}@example.gov.cn"
        with wire(port, cut_at) as line:
            account = {
                "smtp_security": security,
                "smtp_port": line.port,
                "certificate": str(certificate),
            }
            office = copied(
                issued,
                tmp_path / str(cut_at),
                address=sender,
                smtp_host="localhost",
                **account,
            )
            with suppress(MailError):
                send(office, PERIOD)
            deliveries = send(office, PERIOD).deliveries
            pieces = line.pieces
        mine = [
            to
            for to, message in postman.mails
            if message["From"].addresses[0].addr_spec == sender
        ]
        assert {one.unit for one in deliveries} == {UNIT, OTHER}
        for one in deliveries:
            times = mine.count((ADDRESSES[one.unit],))
            if one.state is MailState.UNKNOWN:
                assert ([f.code for f in one.findings], times <= 1) == (["M104"], True)
                doubts += 1
            else:
                assert (one.state, times) == (MailState.SENT, 1), cut_at
        return pieces

    with smtp_server(certificate, postman, security) as port:
        pieces = sent(None)
        assert doubts == 0
        points = range(pieces)
        for point in spread(points, 10):
            sent(point)
    assert doubts < len(points) // 2


@pytest.mark.skipif(
    dovecot_program() is None,
    reason="Dovecot is not installed (apt install dovecot-imapd)",
)
def test_cut_anywhere_no_original_is_lost_and_nothing_counts_twice(
    issued: Workspace,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(IMAP_PASSWORD, PASSWORD)

    def collected(cut_at: int | None) -> tuple[int, object]:
        """Collect twice over a line that is cut once; gives its pieces and what the office then holds."""
        with wire(server.port, cut_at) as line:
            account = {
                "imap_port": line.port,
                "certificate": str(certificate),
                "user": server.user,
            }
            office = copied(
                issued, tmp_path / str(cut_at), imap_host="localhost", **account
            )
            with suppress(MailError):
                collect_mailbox(office, PERIOD, now=NOW)
            pieces = line.pieces
            collect_mailbox(office, PERIOD, now=NOW)
        return pieces, state(office)

    with dovecot(certificate) as server:
        good = filled_in(issued, entries())
        other = filled_in(issued, entries(OTHER), OTHER)
        server.put(
            a_mail(("科技局.xlsx", good)), a_mail(("平江.xlsx", other), sender=PJ)
        )
        pieces, undisturbed = collected(None)
        for point in spread(range(pieces), 4):
            assert collected(point)[1] == undisturbed, point
