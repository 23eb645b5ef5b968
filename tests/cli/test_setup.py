from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xltool.cli.main import run
from xltool.excel.registry import read_registry
from xltool.model.registry import Registry
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from xltool.workspace import Workspace


def test_init_makes_a_workspace_with_an_empty_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "办公室")]) == 0
    workspace = find_workspace(tmp_path / "办公室")
    assert read_registry(workspace.registry) == (Registry(), ())
    assert "xltool import" in capsys.readouterr().out


def test_init_without_a_name_works_where_the_clerk_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 0
    assert run(["-w", str(tmp_path / "别处"), "init"]) == 0
    assert find_workspace(tmp_path).root == tmp_path.resolve()
    assert find_workspace(tmp_path / "别处").root == (tmp_path / "别处").resolve()


def test_init_again_says_so_and_keeps_everything(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    key = workspace.key()
    workspace.registry.write_bytes(b"the clerk's own")
    assert run(["init", str(workspace.root)]) == 0
    assert "已存在" in capsys.readouterr().out
    assert workspace.registry.read_bytes() == b"the clerk's own"
    assert workspace.key() == key


def test_check_of_a_new_workspace_finds_nothing_to_mend(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", str(workspace.root)])
    capsys.readouterr()
    assert run(["-w", str(workspace.root), "check", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one for one in findings if one["severity"] == "error"] == []


def test_check_names_the_mistake_in_the_settings_on_one_line(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace.root / "xltool.toml").write_text(
        '[office]\nnmae = "甲"\n', encoding="utf-8"
    )
    assert run(["-w", str(workspace.root), "check"]) == 1
    error = capsys.readouterr().err
    assert "第2行“office.nmae”" in error
    assert error.count("\n") == 1
