"""What opens the desk by a double click in a workspace's folder.

`开始.cmd` lies in every workspace, `开始.sh` and `开始.desktop` where one is made on
Linux. They name the Python that made them; where that is gone (the folder was moved to
another computer) they look for the environment of an offline bundle around the folder,
then for an installed `xltool`. They are made anew by `xltool init`; a file of the same
name that is not ours is kept.
"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from xltool.workspace.writing import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS, LINUX, ICON = "开始.cmd", "开始.sh", "开始.desktop"
_MARK = "xltool start file"
_PYTHON = "-P -X utf8 -m xltool"
"""Not the folder where a person stands is searched for modules (-P)."""
_MISSING = "没有找到 xltool：请双击安装包里的“开始”，或重新安装后运行 xltool init"

_WINDOWS_TEXT = f"""@echo off
rem {_MARK}, made anew by: xltool init
setlocal DisableDelayedExpansion
set "PYTHON={{python}}"
if exist "%PYTHON%" goto found
set "PYTHON=%~dp0..\\env\\Scripts\\python.exe"
if exist "%PYTHON%" goto found
where xltool >nul 2>nul && goto installed
echo {_MISSING}
pause
exit /b 1

:found
"%PYTHON%" {_PYTHON} -w "%~dp0." desk %*
goto done

:installed
xltool -w "%~dp0." desk %*

:done
if errorlevel 1 pause
"""
_LINUX_TEXT = f"""#!/bin/sh
# {_MARK}, made anew by: xltool init
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
for python in {{python}} "$here/../env/bin/python"; do
    if [ -x "$python" ]; then
        exec "$python" {_PYTHON} -w "$here" desk "$@"
    fi
done
if command -v xltool >/dev/null 2>&1; then
    exec xltool -w "$here" desk "$@"
fi
echo '{_MISSING}'
if [ -t 0 ]; then read -r _; fi
exit 1
"""
_ICON_TEXT = f"""[Desktop Entry]
# {_MARK}, made anew by: xltool init
Type=Application
Name=打开工作台
Exec=sh {{script}}
Terminal=true
"""


def put_start_files(root: Path) -> tuple[str, ...]:
    """Write the start files that this computer can use; gives their names.

    On another system than Windows 开始.cmd is only written where there is none: the one
    that is there knows the Python of the Windows computer.
    """
    python = sys.executable
    if sys.platform == "win32":
        _put(root / WINDOWS, windows_file(python, "oem"))
        return (WINDOWS,)
    if not (root / WINDOWS).exists():
        _put(root / WINDOWS, windows_file("", "gbk"))
    script = _LINUX_TEXT.format(python=shlex.quote(python))
    _put(root / LINUX, script.encode(), runs=True)
    if not sys.platform.startswith("linux"):
        return (WINDOWS, LINUX)
    icon = _ICON_TEXT.format(script=_quoted_for_icon(str(root.resolve() / LINUX)))
    _put(root / ICON, icon.encode(), runs=True)
    return (WINDOWS, LINUX, ICON)


def windows_file(python: str, encoding: str) -> bytes:
    """Give 开始.cmd in the code page that the console reads it in.

    A Python whose path cannot be written in it is left to the search.
    """
    try:
        python.replace("%", "%%").encode(encoding)
    except UnicodeEncodeError:
        python = ""
    text = _WINDOWS_TEXT.format(python=python.replace("%", "%%"))
    return text.replace("\n", "\r\n").encode(encoding, errors="replace")


def _quoted_for_icon(path: str) -> str:
    r"""Quote an argument of `Exec`, as the Desktop Entry Specification asks.

    >>> print(_quoted_for_icon('/a "b"/50%'))
    "/a \\"b\\"/50%%"
    """
    for special in ("\\", '"', "`", "$"):
        path = path.replace(special, f"\\{special}")
    escaped = path.replace("\\", "\\\\").replace("%", "%%")
    return f'"{escaped}"'


def _put(path: Path, content: bytes, *, runs: bool = False) -> None:
    """Write a start file, unless a file that is not ours has its name."""
    if path.exists():
        known = path.read_bytes()
        if known == content or _MARK.encode() not in known:
            return
    write_atomically(path, content)
    if runs:
        path.chmod(path.stat().st_mode | 0o110)
