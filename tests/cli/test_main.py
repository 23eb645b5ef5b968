from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from xltool import __version__
from xltool.cli.main import COMMANDS, cli, run

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"docx", "lxml", "openpyxl", "sqlalchemy", "xlsxwriter"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_in_chinese_what_it_does(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert any("\u4e00" <= char <= "\u9fff" for char in said)


def test_the_list_of_commands_is_the_interface(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in said] == []


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["init", "--nonsense"], ["init", "a", "b"]]
)
def test_wrong_usage_is_exit_status_2(arguments: list[str]) -> None:
    assert run(arguments) == 2


def test_what_cannot_be_done_is_one_line_and_exit_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(tmp_path), "check"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "xltool init" in captured.err


def test_debug_shows_where_it_went_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--debug", "-w", str(tmp_path), "check"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            RuntimeError("第一行\n第二行"),
            "错误：程序内部出错（RuntimeError: 第一行 第二行）",
        ),
        (KeyboardInterrupt(), "已中断"),
    ],
)
def test_no_traceback_reaches_a_user(
    error: BaseException,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_words: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(cli.get_command(None, "init"), "callback", fail)  # type: ignore[arg-type]
    assert run(["init"]) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err


def test_the_module_runs_as_the_command_does() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "xltool", "--version"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert __version__ in ran.stdout


def test_heavy_libraries_are_not_imported_for_a_help_text() -> None:
    script = "import sys; from xltool.cli.main import run; run(['--help']); print('|'.join(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert HEAVY & set(ran.stdout.splitlines()[-1].split("|")) == set()
