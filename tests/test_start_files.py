from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from xltool.workflows.doctoring import doctor
from xltool.workflows.setup import set_up
from xltool.workspace.start_files import (
    ICON,
    LINUX,
    WINDOWS,
    put_start_files,
    windows_file,
)

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="no sh")


def test_a_new_workspace_has_a_start_file(tmp_path: Path) -> None:
    set_up(tmp_path)
    assert (tmp_path / WINDOWS).is_file()
    if sys.platform.startswith("linux"):
        assert {LINUX, ICON} <= {path.name for path in tmp_path.iterdir()}


def test_a_workspace_of_before_gets_it_by_doctor(tmp_path: Path) -> None:
    import datetime as dt

    workspace = set_up(tmp_path)
    (tmp_path / WINDOWS).unlink()
    result = doctor(workspace, now=dt.datetime(2025, 8, 1, tzinfo=dt.UTC))
    assert (tmp_path / WINDOWS).is_file()
    (told,) = (one for one in result.checks if one.subject == "启动文件")
    assert WINDOWS in told.found


def test_a_file_of_the_office_with_the_same_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / WINDOWS).write_bytes(b"@echo ours\r\n")
    (tmp_path / LINUX).write_bytes(b"echo ours\n")
    put_start_files(tmp_path)
    assert (tmp_path / WINDOWS).read_bytes() == b"@echo ours\r\n"
    assert (tmp_path / LINUX).read_bytes() == b"echo ours\n"


@posix
def test_the_start_file_of_the_windows_computer_is_kept_on_linux(
    tmp_path: Path,
) -> None:
    made = windows_file("C:\\督查室\\env\\Scripts\\python.exe", "gbk")
    (tmp_path / WINDOWS).write_bytes(made)
    put_start_files(tmp_path)
    assert (tmp_path / WINDOWS).read_bytes() == made


@pytest.mark.parametrize(
    ("python", "encoding", "written"),
    [
        (r"C:\Users\张三\env\python.exe", "gbk", r"C:\Users\张三\env\python.exe"),
        (r"D:\50%\python.exe", "gbk", r"D:\50%%\python.exe"),
        # a code page that has no Chinese: the Python is looked for instead
        (r"C:\Users\张三\env\python.exe", "cp437", ""),
    ],
)
def test_the_windows_file_names_its_python_in_the_consoles_code_page(
    python: str, encoding: str, written: str
) -> None:
    lines = windows_file(python, encoding).decode(encoding).split("\r\n")
    assert f'set "PYTHON={written}"' in lines


@posix
def test_the_linux_file_runs_the_desk_on_its_folder_wherever_it_lies(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "工作 区'1"
    folder.mkdir()
    put_start_files(folder)
    command = ["sh", str(folder / LINUX), "--help"]
    elsewhere = {**os.environ, "PYTHONPATH": ""}
    helped = subprocess.run(
        command, capture_output=True, text=True, check=True, env=elsewhere, cwd="/"
    )
    assert "--no-browser" in helped.stdout
    # moved to a computer where its Python is not: the environment around it, else words
    moved = (folder / LINUX).read_text(encoding="utf-8").replace(sys.executable, "/no")
    (folder / LINUX).write_text(moved, encoding="utf-8")
    lost = {"PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=lost,
        stdin=subprocess.DEVNULL,
    )
    assert told.returncode == 1
    assert "没有找到 xltool" in told.stdout
    environment = tmp_path / "env" / "bin"
    environment.mkdir(parents=True)
    (environment / "python").symlink_to("/bin/echo")
    found = subprocess.run(
        command, capture_output=True, text=True, check=True, env=lost
    )
    assert found.stdout.split(" -w ")[1] == f"{folder} desk --help\n"
