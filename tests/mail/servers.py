"""Real mail servers on loopback, with TLS and login: aiosmtpd, and Dovecot where it is installed."""

from __future__ import annotations

import datetime as dt
import email
import getpass
import imaplib
import ipaddress
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

USER = "office@example.gov.cn"
PASSWORD = "s3cret-authorisation-code"  # noqa: S105 - of a server that lives as long as a test


def make_certificate(folder: Path) -> Path:
    """Write a certificate for localhost, with its key, into one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@dataclass
class Postman:
    """What an SMTP server does with mails: keeps them, and misbehaves as `faults` say.

    A fault is an answer (`451 …`), `cut`, or `keep and cut`, by stage (MAIL, RCPT, DATA); each is used up.
    """

    faults: dict[str, list[str]] = field(default_factory=dict)
    bad_addresses: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[tuple[str, ...], EmailMessage]] = field(default_factory=list)

    def recipients(self) -> list[str]:
        return [address for recipients, _ in self.mails for address in recipients]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        del session, options
        envelope.mail_from = address
        return self._fault("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        del session, options
        answer = self._fault("RCPT", server) or self.bad_addresses.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        del session
        keeping = (self.faults.get("DATA") or [""])[0] == "keep and cut"
        if not (self.faults.get("DATA") and not keeping):
            message = email.message_from_bytes(envelope.content, policy=default)
            self.mails.append((tuple(envelope.rcpt_tos), message))
        return self._fault("DATA", server) or "250 queued"

    def _fault(self, stage: str, server: Any) -> str:
        left = self.faults.get(stage)
        if not left:
            return ""
        fault = left.pop(0)
        if fault.endswith("cut"):
            server.transport.abort()
        return fault if fault[:3].isdigit() else "421 gone"


def _authenticate(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextmanager
def smtp_server(
    certificate: Path, postman: Postman, security: str = "ssl"
) -> Iterator[int]:
    """Run an SMTP server; gives its port."""
    context = server_context(certificate)
    options: dict[str, Any] = {"authenticator": _authenticate}
    if security == "ssl":
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options |= {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
        }
    controller = Controller(postman, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


_DOVECOT = """\
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
first_valid_uid = 1
{users}mail_location = maildir:{root}/home/%u/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {root}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


_OWN_USER = """\
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running IMAP server, as one of its users sees it: clerk0, clerk1 …, each with a mailbox of his own."""

    port: int
    root: Path
    certificate: Path
    user: str = "clerk0"

    @property
    def maildir(self) -> Path:
        return self.root / "home" / self.user / "Maildir"

    def start(self) -> None:
        """Start it in the background, and wait until it lets somebody in."""
        program = dovecot_program()
        assert program is not None
        subprocess.run(
            [program, "-c", str(self.root / "dovecot.conf")], check=True, timeout=20
        )
        for _ in range(100):
            with suppress(OSError, imaplib.IMAP4.error):
                self.client().logout()
                return
            time.sleep(0.1)
        raise AssertionError(
            (self.root / "log").read_text(encoding="utf-8", errors="replace")
        )

    def stop(self) -> None:
        """Stop it with all connections, and wait until it is gone."""
        pid_file = self.root / "run" / "master.pid"
        if pid_file.exists():
            master = int(pid_file.read_text(encoding="ascii"))
            children = (
                Path(f"/proc/{master}/task/{master}/children")
                .read_text(encoding="ascii")
                .split()
            )
            os.kill(master, signal.SIGTERM)
            for (
                child
            ) in children:  # or they would keep their connections for half a minute
                with suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)
        for _ in range(100):
            if not pid_file.exists():
                return
            time.sleep(0.05)

    def client(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context(cafile=self.certificate)
        client = imaplib.IMAP4_SSL(
            "127.0.0.1", self.port, ssl_context=context, timeout=10
        )
        client.login(self.user, PASSWORD)
        return client

    def put(self, *mails: bytes) -> None:
        """Deliver mails into the INBOX."""
        client = self.client()
        for mail in mails:
            status, answer = client.append("INBOX", None, None, mail)
            assert status == "OK", answer
        client.logout()

    def flags(self) -> list[str]:
        """Give the flags of every mail in the INBOX."""
        client = self.client()
        client.select("INBOX", readonly=True)
        _, answer = client.fetch("1:*", "(FLAGS)")
        client.logout()
        return [one.decode() for one in answer if isinstance(one, bytes)]


def dovecot_program() -> str | None:
    return shutil.which(
        "dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    )


@contextmanager
def dovecot(certificate: Path) -> Iterator[Dovecot]:
    """Run a Dovecot of our own as the user that runs the tests; for root, as the users it was installed with."""
    import grp

    root = Path(
        tempfile.mkdtemp(prefix="xlm-")
    )  # short: its sockets' paths may have 100 characters
    uid, gid = (os.getuid(), os.getgid()) if os.getuid() else (65534, 65534)
    who = (
        ""
        if os.getuid() == 0
        else _OWN_USER.format(user=getpass.getuser(), group=grp.getgrgid(gid).gr_name)
    )
    root.chmod(0o755)
    (root / "home").mkdir()
    os.chown(root / "home", uid, gid)
    users = "".join(f"clerk{number}:{PASSWORD}\n" for number in range(100))
    (root / "users").write_text(users, encoding="ascii")
    port = free_port()
    configuration = _DOVECOT.format(
        root=root, certificate=certificate, users=who, uid=uid, gid=gid, port=port
    )
    (root / "dovecot.conf").write_text(configuration, encoding="utf-8")
    server = Dovecot(port=port, root=root, certificate=certificate)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)
