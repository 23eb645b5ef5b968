"""Mails as they really come: names in every encoding, mails in mails, winmail.dat, and hostile ones."""

from __future__ import annotations

import base64
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mail.tnef import winmail
from tests.workflows.posting import KJJ, a_mail
from xltool.mail.parsing import LARGEST_MAIL, MOST_ATTACHMENTS, mbox_mails, read_letter

NAME = "市科技局_月通报_2025-07.xlsx"
HEAD = b"From: kjj@example.gov.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def with_part(headers: bytes, body: bytes = b"UEs=") -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + headers
        + b"\r\n"
        + body
        + b"\r\n--b--\r\n"
    )


def names(mail: bytes) -> list[str]:
    return [one.name for one in read_letter(mail).enclosed]


@pytest.mark.parametrize(
    "header",
    [
        b'Content-Disposition: attachment; filename="'
        + NAME.encode("gb18030")
        + b'"\r\n',
        b'Content-Disposition: attachment; filename="' + NAME.encode() + b'"\r\n',
        b'Content-Type: application/octet-stream; name="'
        + NAME.encode("gbk")
        + b'"\r\n',
        b'Content-Disposition: attachment; filename="'
        + Header(NAME, "gb2312").encode(maxlinelen=40).encode()
        + b'"\r\n',
        b'Content-Disposition: attachment; filename="=?gb2312?B?'
        + base64.b64encode(NAME.encode("gbk"))
        + b'?="\r\n',
        b'Content-Disposition: attachment; filename="=?utf-8?Q?'
        + "".join(f"={one:02X}" for one in NAME.encode()).encode()
        + b'?="\r\n',
        b"Content-Disposition: attachment; filename*=UTF-8''"
        + "".join(f"%{one:02X}" for one in NAME.encode()).encode()
        + b"\r\n",
        b"Content-Disposition: attachment; filename*0*=gb18030''"
        + "".join(f"%{one:02X}" for one in NAME.encode("gbk")[:8]).encode()
        + b";\r\n filename*1*="
        + "".join(f"%{one:02X}" for one in NAME.encode("gbk")[8:]).encode()
        + b"\r\n",
        b'Content-Disposition: attachment; filename="=?gb2312?B?'
        + base64.b64encode(NAME.encode("gbk")[:5])
        + b"?=\r\n =?gb2312?B?"
        + base64.b64encode(NAME.encode("gbk")[5:])
        + b'?="\r\n',
    ],
    ids=[
        "raw gb18030",
        "raw utf-8",
        "raw gbk name",
        "2047 folded",
        "2047 b",
        "2047 q",
        "2231",
        "2231 in parts",
        "2047 cut",
    ],
)
def test_a_name_is_read_however_it_is_encoded(header: bytes) -> None:
    (one,) = read_letter(
        with_part(header + b"Content-Transfer-Encoding: base64\r\n")
    ).enclosed
    assert (one.name, one.content) == (NAME, b"PK")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("..\\\\..\\\\a.xlsx", "a.xlsx"),
        ("C:\\\\表.xlsx", "表.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("a\u202excod.exe", "a xcod.exe"),
        ("表" * 300 + ".xlsx", "表" * 80),
    ],
)
def test_a_name_leads_nowhere_else(written: str, read: str) -> None:
    (name,) = names(
        with_part(f'Content-Disposition: attachment; filename="{written}"\r\n'.encode())
    )
    assert name == read or name.startswith(read)
    assert "/" not in name
    assert "\\" not in name
    assert len(name) < 100


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"base64", b"UEsD\r\nBA=="),
        (b"base64", b"UEsDBA"),
        (b"BASE64", b"U*E-s D B\tA=="),
        (b"quoted-printable", b"PK=03=04"),
        (b"8bit", b"PK\x03\x04"),
        (b"x-uuencode", b"begin 644 x\r\n$4$L#!\r\n`\r\nend"),
    ],
)
def test_bytes_are_read_however_they_are_encoded(encoding: bytes, body: bytes) -> None:
    headers = (
        b'Content-Disposition: attachment; filename="a.xlsx"\r\nContent-Transfer-Encoding: '
        + encoding
        + b"\r\n"
    )
    (one,) = read_letter(with_part(headers, body)).enclosed
    assert one.content == b"PK\x03\x04"


def test_what_is_in_a_forwarded_mail_is_the_forwarders() -> None:
    inner = EmailMessage(policy=SMTP)
    inner["From"] = "inner@example.com"
    inner.set_content("x")
    inner.add_attachment(b"PK", maintype="application", subtype="zip", filename=NAME)
    outer = EmailMessage(policy=SMTP)
    outer["From"] = KJJ
    outer.set_content("转发")
    outer.add_attachment(inner)
    letter = read_letter(outer.as_bytes())
    assert (letter.sender, [one.name for one in letter.enclosed]) == (KJJ, [NAME])
    assert names(a_mail(("转发.eml", inner.as_bytes()))) == [NAME]


def test_outlooks_own_envelope_is_opened() -> None:
    packed = winmail((NAME, b"PK1"), ("b.xlsx", b"PK2"))
    letter = read_letter(a_mail(("winmail.dat", packed)))
    assert [(one.name, one.content) for one in letter.enclosed] == [
        (NAME, b"PK1"),
        ("b.xlsx", b"PK2"),
    ]
    broken = read_letter(a_mail(("winmail.dat", packed[:-30])))
    assert [one.code for one in broken.findings] == ["M113"]


def test_pictures_of_a_signature_are_no_reports() -> None:
    assert (
        names(
            with_part(
                b'Content-Type: image/png; name="logo.png"\r\nContent-ID: <x>\r\n'
            )
        )
        == []
    )


def test_a_thousand_attachments_are_cut_off_with_a_finding() -> None:
    letter = read_letter(a_mail(*((f"{number}.xlsx", b"PK") for number in range(1000))))
    assert len(letter.enclosed) == MOST_ATTACHMENTS
    assert [one.code for one in letter.findings] == ["M112"]


def test_a_mail_that_is_too_large_is_named_and_not_opened() -> None:
    letter = read_letter(a_mail(("a.xlsx", b"PK")) + b"x" * LARGEST_MAIL)
    assert (letter.sender, letter.enclosed, [one.code for one in letter.findings]) == (
        KJJ,
        (),
        ["M111"],
    )


def test_a_delivery_report_names_the_mail_that_it_is_about() -> None:
    report = (
        HEAD.replace(b"kjj@", b"MAILER-DAEMON@")
        + b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nfailed\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <ours@x>\r\nFrom: office@x.cn\r\n\r\nhi\r\n--b--\r\n"
    )
    letter = read_letter(report)
    assert (letter.automatic, letter.bounced, letter.enclosed) == (
        True,
        ("<ours@x>",),
        (),
    )


def test_two_senders_or_none_are_no_person() -> None:
    assert read_letter(b"From: a@b.cn, c@d.cn\r\n\r\n").automatic
    assert read_letter(b"Subject: x\r\n\r\n").automatic


def test_a_header_that_hides_another_is_one_line() -> None:
    subject = base64.b64encode("报送\r\nBcc: evil@example.com".encode()).decode()
    letter = read_letter(
        f"From: {KJJ}\r\nSubject: =?utf-8?B?{subject}?=\r\nMessage-ID: <a\r\n b> <c@d>\r\n\r\n".encode()
    )
    assert "\n" not in letter.subject
    assert letter.message_id == "<c@d>"


def test_an_mbox_is_cut_into_its_mails() -> None:
    mail = a_mail(("a.xlsx", b"PK")) + b"\r\n>From here on\r\n"
    line = b"From kjj@example.gov.cn Mon Aug  4 09:00:00 2025\n"
    mails = list(mbox_mails(line + mail + b"\n" + line + mail))
    assert [names(one) for one in mails] == [["a.xlsx"], ["a.xlsx"]]
    assert b"\nFrom here on" in mails[0]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [b"", HEAD, HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"]
    ),
)
def test_no_mail_however_broken_stops_the_run(junk: bytes, head: bytes) -> None:
    letter = read_letter(head + junk)
    assert "\n" not in letter.subject + letter.sender + letter.message_id
    assert list(mbox_mails(junk)) == list(mbox_mails(junk))
