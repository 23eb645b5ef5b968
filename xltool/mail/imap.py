"""Reading a mailbox over IMAP by UID.

Nothing in it is changed, unless it is told to move what is done.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import imaplib
import re
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xltool.errors import MailError
from xltool.mail.account import (
    IMAP_PASSWORD,
    SMTP_PASSWORD,
    password_of,
    tls_context,
    user_of,
)
from xltool.mail.parsing import ParsedMail, read_envelope
from xltool.workspace.writing import temporary_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from imap_tools import BaseMailBox

    from xltool.settings import MailSettings

_LOST = (imaplib.IMAP4.error, OSError, EOFError)

_TIMEOUT = 60
_PIECE = 1 << 20
_BATCH = 500
_DEAD = 20
_ENCLOSING = re.compile(
    rb'"application"|"message" "rfc822"|"attachment"|"(?:file)?name[*0-9]*"',
    re.IGNORECASE,
)
_BEGINS = re.compile(rb"\d+ \(")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
_INTERNAL_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
_BOUNDARY = re.compile(
    rb'boundary="([^"]{1,200})"|boundary=([^\s;"]{1,200})', re.IGNORECASE
)
_CLOCKS_DIFFER = dt.timedelta(days=1)
_SLACK = 64 << 10
_TAIL = 2048
"""Bytes at the end of a mail in which its last boundary is looked for."""
_CLIENT = '("name" "xltool" "version" "1" "vendor" "xltool")'


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A mail that waits in the mailbox.

    `size` in bytes, and whether anything is enclosed. `arrived_at` is when the server
    took it in, `boundary` what ends it where it has parts.
    """

    uid: int
    size: int
    encloses: bool
    letter: ParsedMail
    arrived_at: dt.datetime | None = None
    boundary: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingMail:
    """A mail that is in the mailbox and could not be had whole."""

    uid: int
    reason: str


class Inbox:
    """One folder of a mailbox, opened read-only."""

    def __init__(self, box: BaseMailBox, mail: MailSettings) -> None:
        """Work on a connection that is logged in.

        `open_inbox` is the way to get one.
        """
        self._box = box
        self._mail = mail
        self.name = f"{user_of(mail)}@{mail.imap_host}/{mail.folder}"
        self.uidvalidity = int(
            box.folder.status(mail.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        )
        self._open(read_only=True)

    def headings(self, after: int, since: dt.date) -> Iterator[Heading | MissingMail]:
        """Give what came after a UID and since a day, in the order of arrival.

        No body is fetched for it. MissingMail for a mail that the server has and does
        not describe.
        """
        uids = self._uids(after, since)
        for start in range(0, len(uids), _BATCH):
            batch = uids[start : start + _BATCH]
            found = self._headings(batch)
            missing = [uid for uid in batch if uid not in found]
            left = set(self._uids(after, since)) if missing else set()
            for uid in batch:
                if uid in found:
                    yield found[uid]
                elif uid in left:  # else it was removed meanwhile
                    yield MissingMail(uid=uid, reason="服务器没有给出它的信头")

    def fetch(self, heading: Heading, folder: Path) -> Path | MissingMail:
        """Write a mail to `folder`, piece by piece, under the hash of its bytes.

        Gives its path. MissingMail where what the server gives is not the whole mail:
        it is shorter than the server says and has no end, or it does not end at all.
        """
        folder.mkdir(parents=True, exist_ok=True)
        digest, size, tail = hashlib.sha256(), 0, b""
        with temporary_beside(folder / "x.eml") as temporary:
            with temporary.open("wb") as file:
                for piece in self._pieces(heading):
                    size += len(piece)
                    if size > _most(heading):
                        return MissingMail(uid=heading.uid, reason="服务器给个不停")
                    digest.update(piece)
                    tail = (tail + piece)[-_TAIL:]
                    file.write(piece)
            if not _is_whole(heading, size, tail):
                reason = f"应有 {heading.size} 字节，只收到 {size} 字节"
                return MissingMail(uid=heading.uid, reason=reason)
            path = folder / f"{digest.hexdigest()}.eml"
            if not path.exists():
                temporary.replace(path)
        return path

    def move(self, uids: Sequence[int]) -> None:
        """Move mails to the folder for what is done; it is made if it is not there."""
        target = self._mail.done_folder
        if not uids or not target:
            return
        if not self._box.folder.exists(target):
            self._box.folder.create(target)
        self._open(read_only=False)
        self._box.move([str(uid) for uid in uids], target)
        self._open(read_only=True)

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Wait until something comes, at most so long.

        Also returns, within a second, when it is `stopped`.
        """
        until = time.monotonic() + seconds
        if "IDLE" in self._box.client.capabilities:
            self._idle(until, stopped)
        else:
            while not stopped() and (left := until - time.monotonic()) > 0:
                time.sleep(min(left, 1))
            self._box.client.noop()

    def _idle(self, until: float, stopped: Callable[[], bool]) -> None:
        """Wait in IDLE.

        A connection that wakes again and again with nothing to say is closed at the
        other end.
        """
        empty = 0
        with self._box.idle as idle:
            while (
                not stopped()
                and empty < _DEAD
                and (left := until - time.monotonic()) > 0
            ):
                began = time.monotonic()
                if idle.poll(min(left, 1)):
                    return
                empty = empty + 1 if time.monotonic() - began < min(left, 1) / 2 else 0
        if empty == _DEAD:
            raise imaplib.IMAP4.abort

    def _open(self, *, read_only: bool) -> None:
        self._box.folder.set(self._mail.folder, readonly=read_only)

    def _uids(self, after: int, since: dt.date) -> list[int]:
        day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
        found = (int(uid) for uid in self._box.uids(f"UID {after + 1}:* SINCE {day}"))
        return sorted(uid for uid in found if uid > after)  # n:* always gives the last

    def _headings(self, uids: list[int]) -> dict[int, Heading]:
        what = "(UID RFC822.SIZE INTERNALDATE BODYSTRUCTURE BODY.PEEK[HEADER])"
        answer = self._uid_fetch(",".join(map(str, uids)), what)
        found: dict[int, Heading] = {}
        for described, head in _messages(answer):
            uid, size = _UID.search(described), _SIZE.search(described)
            if uid and size and head.strip():
                found[int(uid[1])] = Heading(
                    uid=int(uid[1]),
                    size=int(size[1]),
                    encloses=_ENCLOSING.search(described) is not None,
                    letter=read_envelope(head, self._mail.address),
                    arrived_at=_internal_date(described),
                    boundary=_boundary(head),
                )
        return found

    def _pieces(self, heading: Heading) -> Iterator[bytes]:
        at = 0
        while True:
            answer = self._uid_fetch(str(heading.uid), f"(BODY.PEEK[]<{at}.{_PIECE}>)")
            piece = b"".join(item[1] for item in answer if isinstance(item, tuple))
            yield piece
            at += len(piece)
            if len(piece) < _PIECE:
                return

    def _uid_fetch(self, uids: str, what: str) -> list[Any]:
        status, answer = self._box.client.uid("FETCH", uids, what)
        if status != "OK":
            raise imaplib.IMAP4.abort(status)
        return answer


_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


@contextmanager
def open_inbox(mail: MailSettings, root: Path) -> Iterator[Inbox]:
    """Log in and open the folder of the settings; MailError if that cannot be done."""
    if not mail.imap_host:
        raise MailError("没有设置收信服务器：请在 xltool.toml 的 [mail] 里填 imap_host")
    box = _connect(mail, root)
    try:
        if "ID" in box.client.capabilities:
            box.client.xatom(
                "ID", _CLIENT
            )  # 163 and 126 let nobody in who does not say who they are
        try:
            inbox = Inbox(box, mail)
        except (LookupError, ValueError):  # the server says nothing of it
            raise MailError(
                f"打不开邮箱文件夹“{mail.folder}”：请核对 mail.folder"
            ) from None
        except imap_errors() as error:
            raise MailError(
                f"打不开邮箱文件夹“{mail.folder}”（{_reason(error)}）：请核对 "
                "mail.folder"
            ) from None
        yield inbox
    finally:
        _close(box)


def _connect(mail: MailSettings, root: Path) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
    from imap_tools.errors import MailboxLoginError

    password = password_of(mail, IMAP_PASSWORD, SMTP_PASSWORD)
    context = tls_context(mail, root)
    host, port = mail.imap_host, mail.imap_port
    try:
        box: BaseMailBox
        match mail.imap_security:
            case "ssl":
                box = MailBox(host, port, timeout=_TIMEOUT, ssl_context=context)
            case "starttls":
                box = MailBoxStartTls(host, port, timeout=_TIMEOUT, ssl_context=context)
            case _:
                box = MailBoxUnencrypted(host, port, timeout=_TIMEOUT)
        try:
            box.login(user_of(mail), password, initial_folder=None)
        except imap_errors():
            _close(box)
            raise
    except MailboxLoginError as error:
        raise MailError(
            f"收信服务器 {host}:{port} 拒绝登录（{_reason(error)}）：请核对密码，"
            "163、QQ 邮箱要用授权码并开启 IMAP"
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise MailError(
            f"收信服务器 {host}:{port} 的证书不可信（{error.verify_message}）："
            "请核对 imap_host"
        ) from None
    except _LOST as error:
        raise MailError(
            f"收信服务器 {host}:{port} 连不上（{type(error).__name__}）："
            "请检查网络和 [mail]"
        ) from None
    return box


def _close(box: BaseMailBox) -> None:
    with suppress(*imap_errors()):
        box.logout()
    with suppress(OSError):
        box.client.shutdown()


def imap_errors() -> tuple[type[Exception], ...]:
    """Give what a broken connection, or a server that refuses, looks like."""
    from imap_tools.errors import ImapToolsError

    return (*_LOST, ImapToolsError)


def _reason(error: Exception) -> str:
    """Give the server's words, without anything that we had sent."""
    result = getattr(error, "command_result", ())
    words = next((one for one in result[1:] if one), b"") if len(result) > 1 else b""
    while isinstance(words, list | tuple) and words:
        words = words[0]
    return (
        words.decode("utf-8", "replace")[:200]
        if isinstance(words, bytes)
        else type(error).__name__
    )


def _internal_date(described: bytes) -> dt.datetime | None:
    """Give when the server took a mail in; None where it does not say."""
    found = _INTERNAL_DATE.search(described)
    if found is None:
        return None
    try:
        moment = dt.datetime.strptime(
            found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z"
        )
    except (ValueError, UnicodeDecodeError):
        return None
    return moment if moment < dt.datetime.now(dt.UTC) + _CLOCKS_DIFFER else None


def _boundary(head: bytes) -> bytes:
    """Give what stands between the parts of a mail; empty where it has none."""
    found = _BOUNDARY.search(head)
    return (found[1] or found[2]) if found else b""


def _most(heading: Heading) -> int:
    """Give the bytes of a mail at most: servers count line ends in their own way."""
    return heading.size + heading.size // 4 + _SLACK


def _is_whole(heading: Heading, size: int, tail: bytes) -> bool:
    """Say whether a mail came to its end.

    Some servers only guess its size; where it has parts, its end can be seen.
    """
    if size == heading.size and size:
        return True
    ends = heading.boundary and b"--" + heading.boundary + b"--" in tail
    return bool(ends) or (size > heading.size and not heading.boundary)


def _messages(answer: list[Any]) -> Iterator[tuple[bytes, bytes]]:
    """Give for each message of a FETCH answer what describes it, and its headers.

    A name with odd bytes comes as a literal of its own in the middle of a
    BODYSTRUCTURE.
    """
    described, head = b"", b""
    for item in answer:
        text, literal = item if isinstance(item, tuple) else (item or b"", b"")
        if _BEGINS.match(text) and described:
            yield described, head
            described, head = b"", b""
        described += text
        if b"BODY[HEADER]" in text:
            head = literal
        else:
            described += literal
    if described:
        yield described, head
