"""Handing a mail to the SMTP server, and saying exactly what became of it.

Until the closing dot of a mail is written the server cannot have taken it; after the
server's answer the fate is known. Only in between is it not, so the dot is sent by
itself.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from xltool.errors import MailError
from xltool.mail.account import SMTP_PASSWORD, password_of, tls_context, user_of
from xltool.model.mail import MailState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from xltool.settings import MailSettings

_TIMEOUT = 60
_LEADING_DOT = re.compile(rb"(?m)^\.")
_NEW_LINE = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one mail.

    SENT, REFUSED, UNKNOWN, or PREPARED where it may be tried again. `reply` is the
    server's words; `refused` the addresses that it did not accept, with its words.
    """

    state: MailState
    reply: str = ""
    refused: tuple[str, ...] = ()


@dataclass(slots=True)
class _Answers:
    """What the server says to the recipients of one mail."""

    accepted: int = 0
    later: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class SmtpConnection:
    """An SMTP server.

    Connects when there is something to send, and again where the connection was lost.
    """

    def __init__(self, mail: MailSettings, root: Path) -> None:
        """Use the account of the settings; `root` is the workspace's folder."""
        self._mail = mail
        self._root = root
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._drop()

    def connect(self) -> smtplib.SMTP:
        """Connect and log in, if that is not so yet.

        MailError where the server is out of reach or refuses.
        """
        if self._connection is None:
            self._connection = _connect(self._mail, self._root)
        return self._connection

    def send(
        self, content: bytes, recipients: tuple[str, ...], *, last_try: bool
    ) -> Outcome:
        """Send one mail.

        On the last try it goes to those addresses that are accepted, without the
        others.
        """
        connection = self.connect()
        try:
            return self._hand_over(connection, content, recipients, last_try=last_try)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome(
                state=MailState.PREPARED, reply=f"连接中断（{type(error).__name__}）"
            )

    def _hand_over(
        self,
        connection: smtplib.SMTP,
        content: bytes,
        recipients: tuple[str, ...],
        *,
        last_try: bool,
    ) -> Outcome:
        code, reply = connection.mail(self._mail.address)
        if code != 250:
            return self._given_up(connection, code, reply)
        answers = _Answers()
        for address in recipients:
            code, reply = connection.rcpt(address)
            if code in {250, 251}:
                answers.accepted += 1
            else:
                (answers.later if code < 500 else answers.refused).append(
                    f"{address}（{_words(code, reply)}）"
                )
        if not answers.accepted or (answers.later and not last_try):
            connection.rset()
            state = MailState.PREPARED if answers.later else MailState.REFUSED
            return Outcome(
                state=state, reply="；".join([*answers.later, *answers.refused])
            )
        code, reply = connection.docmd("DATA")
        if code != 354:
            return self._given_up(connection, code, reply)
        connection.send(_dotted(content))
        return self._closed(connection, (*answers.refused, *answers.later))

    def _closed(self, connection: smtplib.SMTP, refused: tuple[str, ...]) -> Outcome:
        """Send the closing dot.

        From here on a broken connection leaves the fate unknown.
        """
        try:
            connection.send(b".\r\n")
            code, reply = connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome(
                state=MailState.UNKNOWN, reply=f"连接中断（{type(error).__name__}）"
            )
        if code == 250:
            return Outcome(
                state=MailState.SENT, reply=_words(code, reply), refused=refused
            )
        return self._given_up(connection, code, reply)

    def _given_up(self, connection: smtplib.SMTP, code: int, reply: bytes) -> Outcome:
        """Say what a refusal of the whole mail means.

        4xx may be tried again, 5xx may not.
        """
        if code == 421:
            self._drop()
        else:
            connection.rset()
        state = MailState.REFUSED if code >= 500 else MailState.PREPARED
        return Outcome(state=state, reply=_words(code, reply))

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connect(mail: MailSettings, root: Path) -> smtplib.SMTP:
    """Connect, encrypt and log in."""
    password = password_of(mail, SMTP_PASSWORD)
    context = tls_context(mail, root)
    where = f"发信服务器 {mail.smtp_host}:{mail.smtp_port}"
    try:
        connection = _opened(mail, context)
        with _closed_on_error(connection):
            if mail.smtp_security == "starttls":
                connection.starttls(context=context)
            connection.login(user_of(mail), password)
    except smtplib.SMTPAuthenticationError as error:
        words = _words(error.smtp_code, error.smtp_error)
        raise MailError(
            f"{where} 拒绝登录（{words}）：请核对 mail.user 和密码，163、QQ "
            "邮箱要用授权码"
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise MailError(
            f"{where} 的证书不可信（{error.verify_message}）：请核对 "
            "mail.smtp_host，自签的填 certificate"
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(
            f"{where} 连不上（{type(error).__name__}）：请检查网络和 xltool.toml "
            "的 [mail]"
        ) from None
    return connection


def _opened(mail: MailSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    if mail.smtp_security == "ssl":
        return smtplib.SMTP_SSL(
            mail.smtp_host, mail.smtp_port, timeout=_TIMEOUT, context=context
        )
    return smtplib.SMTP(mail.smtp_host, mail.smtp_port, timeout=_TIMEOUT)


@contextlib.contextmanager
def _closed_on_error(connection: smtplib.SMTP) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _dotted(content: bytes) -> bytes:
    """Give a mail's bytes as they go over the line, all but the closing dot."""
    lines = _LEADING_DOT.sub(b"..", _NEW_LINE.sub(b"\r\n", content))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _words(code: int, reply: bytes | str) -> str:
    text = reply if isinstance(reply, str) else _decoded(reply)
    return f"{code} {' '.join(text.split())}"[:300]


def _decoded(reply: bytes) -> str:
    try:
        return reply.decode("utf-8")
    except UnicodeDecodeError:
        return reply.decode("gb18030", "replace")
