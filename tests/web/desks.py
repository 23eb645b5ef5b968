"""A real desk in a process of its own, and a real browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.unmeasured import unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

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
        return self.address.partition("/?")[0]


@contextmanager
def running_desk(workspace: Path) -> Iterator[RunningDesk]:
    """Start the desk; stop it at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "xltool", "-w", str(workspace), "desk", "--no-browser"],
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
