"""Tries the bundle of this computer where there is no network: `make bundle-test`.

It is unpacked into a folder with blanks and Chinese in its name and started in a
network namespace of its own: the first start is killed half-way, the second one goes
through, the desk answers, the demo runs.
"""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bundle.building import ROOT
from xltool import __version__

_KILL_AFTER = 3.0
"""Seconds after the environment has a Python: in the middle of the installation."""
_PATIENCE = 600
_ALONE = ("unshare", "-rn", "sh", "-c", 'ip link set lo up; exec "$@"', "sh")
"""Runs a command where only this computer can be reached."""


def main() -> None:
    """Run the trial; an AssertionError names the step that failed."""
    name = f"xltool-{__version__}-linux_{platform.machine()}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "督查室 (新)"
        with zipfile.ZipFile(ROOT / "dist" / f"{name}.zip") as archive:
            archive.extractall(folder)
        start = folder / name / "开始.sh"
        assert _no_network(), "the namespace has a network"  # noqa: S101
        _killed_first_start(start)
        began = time.monotonic()
        _desk_answers(start)
        print(f"first start: {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        _desk_answers(start)
        print(f"second start: {time.monotonic() - began:.1f} s")
        _demo(start.parent / "env" / "bin" / "python", folder / "demo")
    print("1 passed, 0 failed")


def _no_network() -> bool:
    reach = "import socket; socket.create_connection(('10.255.255.1', 80), 3)"
    tried = subprocess.run(
        [*_ALONE, sys.executable, "-c", reach], check=False, capture_output=True
    )
    return tried.returncode != 0


def _killed_first_start(start: Path) -> None:
    running = subprocess.Popen(
        [*_ALONE, "sh", str(start), "--prepare-only"], start_new_session=True
    )
    environment = start.parent / "env"
    while not (environment / "bin" / "python").exists() and running.poll() is None:
        time.sleep(0.1)
    time.sleep(_KILL_AFTER)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert not (environment / "ready.json").exists(), "too late"  # noqa: S101
    print("first start killed half-way")


def _desk_answers(start: Path) -> None:
    """Start the desk, open its page inside the namespace, and end it."""
    inside = f"""
import re, subprocess, sys, urllib.request
desk = subprocess.Popen(["sh", {str(start)!r}, "--no-browser"], stdout=subprocess.PIPE,
                        text=True)
for line in desk.stdout:
    if line.startswith("http://"):
        break
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
page = opener.open(line.strip(), timeout=30).read().decode()
assert "下一步" in page, page
origin = re.match("http://[^/]+", line).group()
request = urllib.request.Request(origin + "/stop", b"", {{"Origin": origin}})
opener.open(request, timeout=30)
sys.exit(desk.wait(30))
"""
    subprocess.run(
        [*_ALONE, sys.executable, "-c", inside], check=True, timeout=_PATIENCE
    )


def _demo(python: Path, folder: Path) -> None:
    command = [str(python), "-I", "-m", "xltool", "demo", str(folder)]
    subprocess.run(
        [*_ALONE, *command],
        check=True,
        timeout=_PATIENCE,
        stdout=subprocess.DEVNULL,
    )
    found = list(folder.glob("reports/*/*汇总表*.xlsx"))
    assert found, "the demo wrote no roll-up"  # noqa: S101
    print("demo played")


if __name__ == "__main__":
    main()
