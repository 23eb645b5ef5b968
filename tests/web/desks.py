"""A real desk in a process of its own, and a real browser."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from tests.unmeasured import unmeasured
from xltool.web.guard import Hosts
from xltool.web.protocol import PatientProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from starlette.types import ASGIApp

CHROMIUM = shutil.which("chromium") or ""
ROOT = Path(__file__).parents[2]
_OPTIONS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


@dataclass(slots=True)
class RunningDesk:
    """`xltool desk` on a workspace; `address` is the first line that it printed."""

    process: subprocess.Popen[str]
    address: str

    @property
    def base(self) -> str:
        """The address without path and token."""
        return self.address.partition("/?")[0].rstrip("/")


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a thread of this process."""

    port: int

    @property
    def base(self) -> str:
        """Its address without a path."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(make: Callable[[Hosts], ASGIApp]) -> Iterator[Server]:
    """Serve an application by uvicorn as the desk does; `make` is given its hosts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        port = listener.getsockname()[1]
        app = make(Hosts(names=frozenset({f"127.0.0.1:{port}"})))
        config = uvicorn.Config(
            app, http=PatientProtocol, lifespan="off", log_level="error"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Server(port=port)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def running_desk(workspace: Path, *options: str) -> Iterator[RunningDesk]:
    """Start the desk; stop it at the end if it still runs."""
    command = [sys.executable, "-m", "xltool", "-w", str(workspace), "desk"]
    process = subprocess.Popen(
        [*command, "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=unmeasured(PYTHONPATH=str(ROOT)),
    )
    assert process.stdout is not None
    try:
        yield RunningDesk(process=process, address=process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(_OPTIONS)
        )
        yield browser
        browser.close()
