"""Starts the desk, or joins the one that a workspace has already.

A lock of the operating system says whether a desk runs; its address is kept in the
workspace, readable to its owner only, and a second start gives the same address. Where
the ledger is on PostgreSQL each computer may have a desk of its own on the workspace.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import platform
import re
import secrets
import socket
import ssl
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from xltool.errors import InputFileError
from xltool.ledger.byte_locks import lock_byte
from xltool.web.app import local_app, shared_app
from xltool.web.desk import Desk
from xltool.web.guard import Hosts
from xltool.web.portal.app import Doors, portal_app
from xltool.workflows.operators import operators
from xltool.workspace import write_privately

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from xltool.settings import DeskSettings, Settings
    from xltool.workspace import Workspace

ADDRESS_FILE = "desk.json"
LOCK_FILE = "desk.lock"
_HERE = "127.0.0.1"
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_LOOK_SECONDS = 0.1
_LOOKS = 300
"""A desk that starts on a busy computer has told its address after so many looks."""
_MOST_CONNECTIONS = 2000
"""What comes beyond is told to come again; nobody takes all the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a desk is started, as the command's options say; `port` 0 takes any free one.

    `announce` is given its address first.
    """

    operator: str
    host: str
    port: int
    open_browser: bool
    announce: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A socket that is bound, and the address under which a browser reaches it."""

    socket: socket.socket
    host: str
    port: int
    scheme: str = "http"

    @property
    def address(self) -> str:
        """Give the address of the desk's first page."""
        return f"{self.scheme}://{_shown(self.host)}:{self.port}/"


def serve(workspace: Workspace, start: Start) -> None:
    """Run the desk until it is stopped.

    InputFileError where the port is taken, a certificate cannot be used, or several
    are to share the desk and nobody may sign in yet.
    """
    if is_shared(workspace.settings, start.host):
        _require_operators(workspace)
    with _sole(workspace) as is_first:
        if is_first:
            _run(workspace, start)
            return
    address = _address_of_first(workspace)
    start.announce(address)
    if start.open_browser:
        webbrowser.open(address)


def is_shared(settings: Settings, host: str) -> bool:
    """Say whether others than this computer's user may reach the desk.

    What comes through a proxy may come from anywhere.
    """
    return bool(settings.desk.proxies) or not _is_loopback(host)


def _require_operators(workspace: Workspace) -> None:
    if not operators(workspace):
        raise InputFileError(
            "还没有操作员，不能让别的电脑打开工作台：先运行 xltool operator add 名字，"
            "再运行同一命令；只在本机用的，不写 --host"
        )


def _run(workspace: Workspace, start: Start) -> None:
    import uvicorn

    from xltool.web.protocol import PatientProtocol

    settings = workspace.settings.desk
    shared = is_shared(workspace.settings, start.host)
    certificate = _certificate(workspace) if shared else None
    listening = _listen(start, "https" if certificate else "http")
    desk = Desk(root=workspace.root, shared=shared)
    app, address = _app(desk, workspace.settings, listening, start.operator)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        log_level="warning",
        lifespan="off",
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=5,
        ssl_certfile=certificate[0] if certificate else None,
        ssl_keyfile=certificate[1] if certificate else None,
    )
    server = uvicorn.Server(config)
    desk.stop = lambda: setattr(server, "should_exit", True)
    path = workspace.root / _of_this_computer(workspace, ADDRESS_FILE)
    known = {
        "address": address,
        "process": os.getpid(),
        "computer": platform.node(),
    }
    write_privately(path, json.dumps(known, ensure_ascii=False))
    start.announce(address)
    if start.open_browser:
        webbrowser.open(address)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening.socket])
    finally:
        path.unlink(missing_ok=True)
        desk.close()


def _app(
    desk: Desk, settings: Settings, listening: Listening, operator: str
) -> tuple[ASGIApp, str]:
    """Give the application and the address that opens it."""
    port = listening.port
    if desk.shared:
        hosts = _shared_hosts(settings, listening)
        app: ASGIApp = shared_app(desk, port=port, hosts=hosts)
        if settings.portal.address:
            portal = portal_app(desk, hosts=hosts)
            desk.closing = portal.state.intake.close
            app = Doors(app, portal)
        return app, listening.address
    token = secrets.token_urlsafe(24)
    app = local_app(
        desk, token=token, operator=operator, port=port, hosts=_local_hosts(listening)
    )
    return app, f"{listening.address}?token={token}"


def _certificate(workspace: Workspace) -> tuple[str, str] | None:
    """Give the files of the certificate and its key; None without one.

    InputFileError where they cannot be used.
    """
    settings = workspace.settings.desk
    if not settings.certificate:
        return None
    certificate = workspace.root / settings.certificate
    key = workspace.root / (settings.certificate_key or settings.certificate)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputFileError(
            f"[desk] certificate 的证书或私钥用不了（{reason}）：{certificate}、{key}，"
            "请检查 xltool.toml 里写的文件"
        ) from None
    return str(certificate), str(key)


@contextlib.contextmanager
def _sole(workspace: Workspace) -> Iterator[bool]:
    """Say whether no other desk serves the workspace, and keep it so.

    The lock ends with the process, so a killed desk leaves nothing behind.
    """
    path = workspace.root / _of_this_computer(workspace, LOCK_FILE)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock_byte(descriptor, 0)
    finally:
        os.close(descriptor)


def _of_this_computer(workspace: Workspace, name: str) -> str:
    """Give the name of a file of this computer's desk."""
    if not workspace.settings.database.url:
        return name
    computer = re.sub(r"[^\w-]", "_", platform.node()) or "computer"
    path = Path(name)
    return f"{path.stem}-{computer}{path.suffix}"


def _address_of_first(workspace: Workspace) -> str:
    """Give the address of the desk that holds the lock, as soon as it has told it.

    InputFileError where that is on another computer, or tells none.
    """
    path = workspace.root / _of_this_computer(workspace, ADDRESS_FILE)
    for _ in range(_LOOKS):
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            address, computer = str(known["address"]), known.get("computer")
        except (OSError, ValueError, KeyError, TypeError):
            time.sleep(_LOOK_SECONDS)
            continue
        if computer not in {None, platform.node()}:
            raise InputFileError(
                f"这个工作区的工作台正在电脑 {computer} 上运行：请到那台电脑上用，"
                "或在那里用 --host 让别的电脑打开"
            )
        return address
    raise InputFileError(
        "这个工作区的工作台正在启动或结束，没有应答：过一会儿再运行 xltool desk"
    )


def _listen(start: Start, scheme: str) -> Listening:
    host, port = start.host, start.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # on Windows it would let two programs share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise InputFileError(
            f"{host}:{port} 用不了（{error.strerror}）：换一个端口，如 --port "
            f"{port + 1}，"
            "或不写 --port"
        ) from None
    listener.listen(2048)  # from here on a browser is not refused, only kept waiting
    bound = listener.getsockname()[1]
    return Listening(socket=listener, host=host, port=bound, scheme=scheme)


def _local_hosts(listening: Listening) -> Hosts:
    names = {_shown(listening.host), _HERE, "localhost", "[::1]"}
    return Hosts(names=frozenset(f"{name}:{listening.port}".lower() for name in names))


def _shared_hosts(settings: Settings, listening: Listening) -> Hosts:
    """Give the hosts of a shared desk.

    Its own address, this computer's name, the portal's, and those of the settings, with
    the port and without: a proxy has a port of its own.
    """
    own = {_shown(listening.host), _HERE, "localhost", "[::1]", platform.node()}
    names = {f"{name}:{listening.port}" for name in own}
    for name in _named(settings.desk):
        names |= {name, f"{name}:{listening.port}"}
    if settings.portal.address:
        names.add(urlsplit(settings.portal.address).netloc)
    return Hosts(
        names=frozenset(name.lower() for name in names),
        port=listening.port,
        any_address=listening.host in _EVERYWHERE,
    )


def _named(settings: DeskSettings) -> tuple[str, ...]:
    return tuple(name.strip() for name in settings.hosts if name.strip())


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    if host in _EVERYWHERE:  # a browser needs one
        return _HERE
    return f"[{host}]" if ":" in host else host
