from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltool.errors import (
    FileInUseError,
    InputFileError,
    SettingsError,
    WorkspaceNotFoundError,
)
from xltool.workspace import (
    Workspace,
    create_workspace,
    find_workspace,
    replacing,
    templates_folder,
    write_atomically,
)


def test_a_new_workspace_has_settings_designs_and_a_key(workspace: Workspace) -> None:
    assert (workspace.root / "xltool.toml").is_file()
    shipped = {path.name for path in templates_folder().glob("*.*x")}
    assert {path.name for path in workspace.templates.iterdir()} == shipped
    assert len(workspace.key()) == 32


def test_making_a_workspace_again_keeps_what_the_clerk_changed(
    workspace: Workspace,
) -> None:
    (workspace.root / "xltool.toml").write_text(
        '[office]\nname = "市政府办"\n', encoding="utf-8"
    )
    key = workspace.key()
    again = create_workspace(workspace.root)
    assert again.settings.office.name == "市政府办"
    assert again.key() == key


def test_two_workspaces_sign_with_different_keys(tmp_path: Path) -> None:
    assert (
        create_workspace(tmp_path / "甲").key()
        != create_workspace(tmp_path / "乙").key()
    )


def test_a_workspace_is_found_from_any_folder_below_it(workspace: Workspace) -> None:
    below = workspace.issued("2025-07")
    below.mkdir(parents=True)
    assert find_workspace(below).root == workspace.root.resolve()


def test_where_there_is_no_workspace_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFoundError, match="xltool init"):
        find_workspace(tmp_path)


def test_settings_saved_by_notepad_with_a_byte_order_mark_are_read(
    workspace: Workspace,
) -> None:
    (workspace.root / "xltool.toml").write_text(
        '[office]\nname = "市政府办"\n', encoding="utf-8-sig"
    )
    assert find_workspace(workspace.root).settings.office.name == "市政府办"


def test_settings_in_another_encoding_are_refused_with_a_remedy(
    workspace: Workspace,
) -> None:
    (workspace.root / "xltool.toml").write_bytes(
        '[office]\nname = "市政府办"\n'.encode("gb18030")
    )
    with pytest.raises(InputFileError, match="UTF-8"):
        find_workspace(workspace.root)


def test_wrong_settings_are_refused(workspace: Workspace) -> None:
    (workspace.root / "xltool.toml").write_text(
        "[office]\nnmae = 1\n", encoding="utf-8"
    )
    with pytest.raises(SettingsError, match=r"office\.nmae"):
        find_workspace(workspace.root)


def test_an_empty_key_is_named_and_never_used(workspace: Workspace) -> None:
    (workspace.root / "xltool.key").write_bytes(b"")
    with pytest.raises(InputFileError, match="签名密钥"):
        workspace.key()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_nobody_else_may_read_the_key(workspace: Workspace) -> None:
    assert (workspace.root / "xltool.key").stat().st_mode & 0o077 == 0


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "汇总表.xlsx"
    write_atomically(path, b"old")

    def fail_half_way() -> None:
        with replacing(path) as temporary:
            temporary.write_bytes(b"ne")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the block's own error, raised two lines above
        fail_half_way()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_held_open_by_another_program_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_open(_self: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", held_open)
    with pytest.raises(FileInUseError, match="请关闭它"):
        write_atomically(tmp_path / "汇总表.xlsx", b"new")
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_is_in_the_workspace_unless_the_settings_name_another(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert (
        workspace.database_url
        == f"sqlite:///{(workspace.root / 'xltool.db').as_posix()}"
    )
    other = create_workspace(
        tmp_path / "乙", '[database]\nurl = "postgresql://ledger"\n'
    )
    assert other.database_url == "postgresql://ledger"
