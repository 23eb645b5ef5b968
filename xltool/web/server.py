"""Starts the desk, or joins the one that a workspace has already.

A lock of the operating system says whether a desk runs; its address is kept in the
workspace, readable to its owner only, and a second start gives the same address.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import time
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.ledger.byte_locks import lock_byte
from xltool.web.app import create_app
from xltool.web.desk import Desk
from xltool.workspace import write_privately

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xltool.workspace import Workspace

ADDRESS_FILE = "desk.json"
_HERE = "127.0.0.1"
LOCK_FILE = "desk.lock"
_LOOK_SECONDS = 0.1
_LOOKS = 300
"""A desk that starts on a busy computer has told its address after so many looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A socket that is bound, and the address under which a browser reaches it."""

    socket: socket.socket
    host: str
    port: int

    def address(self, token: str) -> str:
        """Give the start address."""
        return f"http://{_shown(self.host)}:{self.port}/?token={token}"


def serve(  # noqa: PLR0913 - what the command's options say
    workspace: Workspace,
    *,
    operator: str,
    host: str,
    port: int,
    open_browser: bool,
    announce: Callable[[str], None],
) -> None:
    """Run the desk until it is stopped; `announce` is given its address first.

    `port` 0 takes any that is free. InputFileError where the port is taken.
    """
    with _sole(workspace.root) as is_first:
        if is_first:
            _run(workspace, operator, host, port, open_browser, announce)
            return
    address = _address_of_first(workspace.root)
    announce(address)
    if open_browser:
        webbrowser.open(address)


def _run(  # noqa: PLR0913, PLR0917 - one private caller
    workspace: Workspace,
    operator: str,
    host: str,
    port: int,
    open_browser: bool,  # noqa: FBT001
    announce: Callable[[str], None],
) -> None:
    import uvicorn

    listening = _listen(host, port)
    token = secrets.token_urlsafe(24)
    address = listening.address(token)
    desk = Desk(root=workspace.root, operator=operator)
    app = create_app(desk, token=token, port=listening.port, hosts=_hosts(listening))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
    )
    desk.stop = lambda: setattr(server, "should_exit", True)
    path = workspace.root / ADDRESS_FILE
    write_privately(path, json.dumps({"address": address, "process": os.getpid()}))
    announce(address)
    if open_browser:
        webbrowser.open(address)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening.socket])
    finally:
        path.unlink(missing_ok=True)
        desk.jobs.close()


@contextlib.contextmanager
def _sole(root: Path) -> Iterator[bool]:
    """Say whether no other desk serves the workspace, and keep it so.

    The lock ends with the process, so a killed desk leaves nothing behind.
    """
    descriptor = os.open(root / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock_byte(descriptor, 0)
    finally:
        os.close(descriptor)


def _address_of_first(root: Path) -> str:
    """Give the address of the desk that holds the lock, as soon as it has told it."""
    for _ in range(_LOOKS):
        try:
            known = json.loads((root / ADDRESS_FILE).read_text(encoding="utf-8"))
            return str(known["address"])
        except (OSError, ValueError, KeyError, TypeError):
            time.sleep(_LOOK_SECONDS)
    raise InputFileError(
        "这个工作区的工作台正在启动或结束，没有应答：过一会儿再运行 xltool desk"
    )


def _listen(host: str, port: int) -> Listening:
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
    listener.listen()  # from here on a browser is not refused, only kept waiting
    return Listening(socket=listener, host=host, port=listener.getsockname()[1])


def _hosts(listening: Listening) -> frozenset[str]:
    names = {_shown(listening.host), _HERE, "localhost", "[::1]"}
    return frozenset(f"{name}:{listening.port}".lower() for name in names)


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - every address; a browser needs one
        return _HERE
    return f"[{host}]" if ":" in host else host
