"""LibreOffice as an oracle: a workbook recalculated, or converted, by a real spreadsheet program.

Every process uses a profile of its own, so that pytest's workers do not wait for each other, and one that
recalculates each workbook it loads. Mark a test with `needs_soffice`: without LibreOffice it is skipped,
and the report says so.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

_USUAL_PLACES = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
)
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


@cache
def find_soffice() -> Path | None:
    """Give LibreOffice's program, or None if it is not installed."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    if named:
        return Path(named)
    return next((place for place in _USUAL_PLACES if place.exists()), None)


needs_soffice = pytest.mark.skipif(
    find_soffice() is None, reason="LibreOffice (soffice) is not installed"
)


def convert(path: Path, to: str, folder: Path, *, timeout: float = 120) -> Path:
    """Load `path` in LibreOffice, recalculate it, and save it in `folder` as `to` (`xlsx`, `pdf`, `xls` …).

    `to` may name a filter, as in `csv:Text - txt - csv (StarCalc)`. Gives the new file; RuntimeError if
    there is none, or LibreOffice took longer than `timeout` seconds.
    """
    program = find_soffice()
    if program is None:
        message = "LibreOffice is not installed"
        raise RuntimeError(message)
    made = folder / f"{path.stem}.{to.partition(':')[0]}"
    if made != path:
        made.unlink(missing_ok=True)
    profile = _profile().as_uri()
    command = [
        str(program),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        to,
    ]
    said = _run([*command, "--outdir", str(folder), str(path)], timeout)
    if not made.exists():
        message = f"LibreOffice made no {made.name}: {said.strip()}"
        raise RuntimeError(message)
    return made


@cache
def _profile() -> Path:
    """Make this process's profile; it is removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="xltool-soffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(
        _ALWAYS_RECALCULATE, encoding="utf-8"
    )
    return folder


def _run(command: list[str], timeout: float) -> str:
    """Run a command and give what it said; one that does not end is ended with all it started."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=timeout)[0]
        except subprocess.TimeoutExpired as late:
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            message = f"LibreOffice did not finish within {timeout:g} seconds"
            raise RuntimeError(message) from late
