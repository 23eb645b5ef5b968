"""Links in place of attachments, and the times of a mail."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from xltool.mail.cloud_links import cloud_hosts
from xltool.mail.times import is_trusted, times_of


@pytest.mark.parametrize(
    ("body", "hosts"),
    [
        ('<a href="https://wx.mail.qq.com/ftn/download?key=1">', ("wx.mail.qq.com",)),
        ("https://mail.qq.com/cgi-bin/ftnExs_download?k=1", ("mail.qq.com",)),
        ("https://fs.163.com/fs/display/?p=X&file=abc", ("fs.163.com",)),
        (
            "https://mail.163.com/large-attachment-download/index.html?p=1",
            ("mail.163.com",),
        ),
        (
            "https://dashi.163.com/html/cloud-attachment-download/?key=1",
            ("dashi.163.com",),
        ),
        ("https://pan.baidu.com/s/1abc 提取码 1234", ("pan.baidu.com",)),
        ("超大附件 https://files.example.cn/1", ("files.example.cn",)),
        ("见我局网站 https://kjj.example.gov.cn/", ()),
        ("https://mail.qq.com/", ()),
        ("报表见附件", ()),
    ],
)
def test_a_link_to_a_net_disk_is_known(body: str, hosts: tuple[str, ...]) -> None:
    assert cloud_hosts(body) == hosts


def mail(*received: str, date: str = "Tue, 05 Aug 2025 09:00:00 +0800") -> EmailMessage:
    message = EmailMessage()
    for line in received:
        message["Received"] = line
    message["Date"] = date
    return message


def test_only_the_topmost_server_says_when_a_mail_was_received() -> None:
    times = times_of(
        mail(
            "from x by mx.office.cn (Postfix); Wed, 06 Aug 2025 10:00:00 +0800",
            "from y by mx.office.cn; Fri, 01 Aug 2025 10:00:00 +0800",
        )
    )
    assert times.received == dt.datetime(2025, 8, 6, 2, tzinfo=dt.UTC)
    assert times.proven(["office.cn"]) == times.received
    assert times.proven(["y"]) is None
    assert times.contradict


@pytest.mark.parametrize(
    ("host", "trusted"),
    [("mx.qq.com", True), ("MX.QQ.COM.", True), ("evilqq.com", False), ("", False)],
)
def test_a_domain_stands_for_its_servers(host: str, trusted: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_trusted(host, ["qq.com"]) is trusted


@pytest.mark.parametrize(
    "date", ["", "x", "Tue, 99 Foo 2025", "Thu, 01 Jan 1970 00:00:00"]
)
def test_what_is_no_time_is_left_out(date: str) -> None:
    assert times_of(mail(date=date)).best is None
