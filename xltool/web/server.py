"""Starts the desk, or joins the one that a workspace has already.

The address of a running desk is kept in the workspace, readable to its owner only. A
second start that finds it answering gives the same address; one that finds it dead
takes its place.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import webbrowser
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from xltool.errors import InputFileError
from xltool.web.app import create_app
from xltool.web.desk import Desk
from xltool.workspace import write_privately

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xltool.workspace import Workspace

ADDRESS_FILE = "desk.json"
_HERE = "127.0.0.1"
_PATIENCE = 3.0
"""Seconds in which a running desk answers."""


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
    running = running_desk(workspace.root)
    if running:
        announce(running)
        if open_browser:
            webbrowser.open(running)
        return
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


def running_desk(root: Path) -> str:
    """Give the address of the desk that serves a workspace; empty if none answers."""
    try:
        known = json.loads((root / ADDRESS_FILE).read_text(encoding="utf-8"))
        address = str(known["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    ask = build_opener(ProxyHandler({}))  # never by way of the office's proxy
    start, _, token = address.partition("/?token=")
    try:
        with ask.open(f"{start}/alive?token={token}", timeout=_PATIENCE):
            return address
    except (OSError, URLError, HTTPException, ValueError):
        return ""


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
            f"{host}:{port} 用不了（{error.strerror}）：换一个端口，如 --port {port + 1}，"
            "或不写 --port"
        ) from None
    return Listening(socket=listener, host=host, port=listener.getsockname()[1])


def _hosts(listening: Listening) -> frozenset[str]:
    names = {_shown(listening.host), _HERE, "localhost", "[::1]"}
    return frozenset(f"{name}:{listening.port}".lower() for name in names)


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - every address; a browser needs one
        return _HERE
    return f"[{host}]" if ":" in host else host
