"""Mails as we write them."""

from __future__ import annotations

import datetime as dt
import email
from email.header import decode_header
from email.policy import compat32, default

import pytest

from xltool.mail.composing import (
    Attachment,
    Draft,
    as_unsent,
    compose,
    is_address,
    message_id,
    message_ids,
)

NOW = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)
LONG = "市人力资源和社会保障局与退役军人事务局联合工作专班_月通报_2025-07.xlsx"


def composed(**changes: object) -> bytes:
    fields = {
        "to": ("a@b.cn",),
        "subject": "七月",
        "text": "正文",
        "html": "<p>正文</p>",
        **changes,
    }
    draft = Draft(**fields)  # type: ignore[arg-type] # the fields of a draft
    return compose(
        draft, sender="o@x.cn", name="综合协调组", identifier="<i@x.cn>", date=NOW
    ).as_bytes()


@pytest.mark.parametrize(
    "name", ["a.xlsx", "县科技局_月通报_2025-07.xlsx", LONG, '带"引号;和=号.xlsx']
)
def test_a_name_is_written_for_new_programs_and_for_old_ones(name: str) -> None:
    content = composed(attachments=(Attachment(name=name, content=b"PK"),))
    (part,) = email.message_from_bytes(content, policy=default).iter_attachments()
    assert part.get_filename() == name
    assert part.get_payload(decode=True) == b"PK"
    old = list(email.message_from_bytes(content, policy=compat32).walk())[-1]
    words = str(old.get_param("name"))
    assert (
        "".join(
            text.decode(charset or "ascii") for text, charset in decode_header(words)
        )
        == name
    )
    assert all(len(word) <= 75 for word in words.split())
    assert content.isascii()
    assert max(map(len, content.splitlines())) < 998


def test_the_same_mail_has_the_same_bytes_and_identifier() -> None:
    assert composed() == composed()
    one = message_id(b"k", "2025-07", "县科技局", "下发", "1", domain="x.cn")
    assert one == message_id(b"k", "2025-07", "县科技局", "下发", "1", domain="x.cn")
    others = {
        message_id(b"k", "2025-07", "县科技局", "下发", "2", domain="x.cn"),
        message_id(b"l", "1", domain="x.cn"),
    }
    assert one not in others
    assert message_ids(f"x {one} y") == [one]


def test_no_text_becomes_a_header() -> None:
    hostile = "甲\r\nBcc: evil@example.com\u2028X: y"
    content = composed(
        subject=hostile,
        in_reply_to="<a@b>\r\nBcc: evil@example.com",
        references=hostile,
    )
    message = email.message_from_bytes(content, policy=default)
    assert message["Bcc"] is None
    assert message["In-Reply-To"] == "<a@b>"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a@b.cn", True),
        ("zhang.san+x@mail.gov.cn", True),
        ("a@localhost", True),
        ("a@b.cn\r\nRCPT TO:<c@d.cn>", False),
        ("a@b.cn,c@d.cn", False),
        ("<a@b.cn>", False),
        ("张三@b.cn", False),
        ("a b@c.cn", False),
        ("", False),
    ],
)
def test_only_an_address_is_an_address(text: str, is_one: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_address(text) is is_one


def test_a_draft_needs_no_sender() -> None:
    draft = Draft(to=("a@b.cn",), subject="七月", text="正文", html="<p>正文</p>")
    content = as_unsent(
        compose(draft, sender="", name="组", identifier="<i@x>", date=NOW)
    )
    message = email.message_from_bytes(content, policy=default)
    assert (message["From"], message["X-Unsent"]) == (None, "1")
