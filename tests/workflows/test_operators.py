"""Operators: what is kept of a password, and which names and passwords can be one."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.workflows.office import NOW
from xltool.cli.main import run
from xltool.errors import InputFileError
from xltool.ledger.ledger import open_ledger
from xltool.model.access import Role
from xltool.workflows.operators import add_operator, operators, signing_in

if TYPE_CHECKING:
    from xltool.workspace import Workspace

PASSWORD = "洞庭湖畔 2025"  # noqa: S105 - of no real desk


def test_a_password_is_kept_as_a_hash_and_nowhere_else(workspace: Workspace) -> None:
    add_operator(workspace, "李红", PASSWORD, role=Role.READER, now=NOW)
    (one,) = operators(workspace)
    assert one.password.startswith("scrypt$32768$8$3$")
    for path in workspace.root.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()
    assert signing_in(workspace, "李红", PASSWORD) == one
    assert signing_in(workspace, "李红", "洞庭湖畔2025") is None
    assert signing_in(workspace, "王五", PASSWORD) is None


def test_two_of_one_password_have_two_hashes(workspace: Workspace) -> None:
    for name in ("李红", "王五"):
        add_operator(workspace, name, PASSWORD, role=Role.OPERATOR, now=NOW)
    first, second = operators(workspace)
    assert first.password != second.password


def test_a_password_is_the_same_on_every_keyboard(workspace: Workspace) -> None:
    add_operator(workspace, "李红", "café-2025", role=Role.OPERATOR, now=NOW)
    assert signing_in(workspace, "李红", "cafe\N{COMBINING ACUTE ACCENT}-2025")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", PASSWORD),
        ("李\n红", PASSWORD),
        ("李" * 41, PASSWORD),
        ("李红", "short"),
        ("李红", "x" * 257),
        ("李红李红李红李红", "李红李红李红李红"),
        ("李红", "11111111"),
        ("李红", " " * 9),
    ],
)
def test_what_cannot_be_a_name_or_a_password_is_refused(
    workspace: Workspace, name: str, password: str
) -> None:
    with pytest.raises(InputFileError):
        add_operator(workspace, name, password, role=Role.OPERATOR, now=NOW)
    assert not operators(workspace)


def test_the_commands_add_change_list_and_remove(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def xltool(*arguments: str, stdin: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        return run(["-w", str(workspace.root), "operator", *arguments])

    assert xltool("add", "李红", "--password-stdin", stdin=f"{PASSWORD}\n") == 0
    add = ("add", "李红", "--role", "只读", "--password-stdin")
    assert xltool(*add, stdin=f"{PASSWORD}!\n") == 0
    assert "已更改" in capsys.readouterr().out
    assert signing_in(workspace, "李红", f"{PASSWORD}!")
    assert xltool("list", "--json") == 0
    assert '"role": "只读"' in capsys.readouterr().out
    assert xltool("list") == 0
    assert "李红" in capsys.readouterr().out
    assert xltool("add", "王五", "--password-stdin") == 1
    assert xltool("remove", "李红") == 0
    assert xltool("remove", "李红") == 1
    assert "没有操作员“李红”" in capsys.readouterr().err
    with open_ledger(workspace.database_url) as ledger:
        actions = [one.action for one in ledger.events("")]
    assert actions == ["增加操作员", "更改操作员", "移除操作员"]


def test_without_a_terminal_it_says_how_to_give_the_password(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert run(["-w", str(workspace.root), "operator", "add", "李红"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert "--password-stdin" in line
    assert not operators(workspace)


def test_a_shared_desk_without_operators_says_what_to_do(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["-w", str(workspace.root), "desk", "--no-browser", "--host", "10.0.0.1"]
    assert run(command) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "xltool operator add" in printed.err.splitlines()[-1]
