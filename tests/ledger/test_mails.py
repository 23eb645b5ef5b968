"""What the ledger keeps of mails: taken in hand once, whoever else is at work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xltool.ledger.records import Mail
from xltool.model.mail import MailKind, MailState

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger

NOW = dt.datetime(2025, 8, 5, 9, 30, tzinfo=dt.UTC)
MAIL = Mail(
    message_id="<1@x>",
    period="2025-07",
    unit="县科技局",
    kind=MailKind.ISSUE,
    key="1",
    state=MailState.PREPARED,
    recipients="a@b.cn",
    subject="七月",
    file="县科技局.eml",
    reply="",
    changed_at=NOW,
)


def test_a_mail_is_taken_in_hand_by_one_run_only(ledger: Ledger) -> None:
    ledger.record_mail(MAIL, replacing=None)
    assert ledger.claim_mail("<1@x>", at=NOW)
    assert not ledger.claim_mail("<1@x>", at=NOW)
    ledger.record_mail(
        MAIL, replacing=MailState.PREPARED
    )  # another run that had read it before
    assert not ledger.claim_mail("<1@x>", at=NOW)


def test_a_doubtful_mail_is_sent_again_only_where_that_was_decided(
    ledger: Ledger,
) -> None:
    ledger.record_mail(MAIL, replacing=None)
    ledger.claim_mail("<1@x>", at=NOW)
    ledger.settle_mail("<1@x>", MailState.UNKNOWN, reply="中断", at=NOW)
    assert not ledger.claim_mail("<1@x>", at=NOW)
    ledger.record_mail(MAIL, replacing=MailState.UNKNOWN)
    assert ledger.claim_mail("<1@x>", at=NOW)


def test_the_history_tells_what_became_of_a_mail(ledger: Ledger) -> None:
    ledger.record_mail(MAIL, replacing=None)
    ledger.settle_mail("<1@x>", MailState.REFUSED, reply="550 no", at=NOW)
    (event,) = ledger.history("县科技局")
    assert (event.action, event.detail) == ("发信被拒", "下发：七月（a@b.cn）：550 no")
    assert ledger.mail("<2@x>") is None
