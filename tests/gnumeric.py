"""Gnumeric as a second spreadsheet program beside LibreOffice: what only one of them calculates is not relied on.

Mark a test with `needs_gnumeric`: without ssconvert it is skipped, and the report says so.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM = shutil.which("ssconvert")
needs_gnumeric = pytest.mark.skipif(
    _PROGRAM is None, reason="gnumeric (ssconvert) is not installed"
)


def recalculated(path: Path, folder: Path, *, timeout: float = 60) -> Path:
    """Load `path`, calculate every cell, and save it in `folder` as .xlsx; gives the new file."""
    made = folder / f"{path.stem}-gnumeric.xlsx"
    command = [
        str(_PROGRAM),
        "--recalc",
        "-T",
        "Gnumeric_Excel:xlsx2",
        str(path),
        str(made),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=timeout)
    return made
