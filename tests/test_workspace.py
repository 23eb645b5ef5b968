from __future__ import annotations

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xltool.errors import (
    DiskFullError,
    FileInUseError,
    InputFileError,
    KeyFileError,
    LedgerMissingError,
    SettingsError,
    WorkspaceNotFoundError,
)
from xltool.workspace import (
    EXAMPLES,
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
    copied = {path.name for path in workspace.templates.iterdir()}
    assert copied == {*shipped, EXAMPLES}
    examples = {path.name for path in (templates_folder() / EXAMPLES).iterdir()}
    assert {
        path.name for path in (workspace.templates / EXAMPLES).iterdir()
    } == examples
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


@pytest.mark.parametrize(
    "content",
    [b"", b"abc", b"ab" * 16, b"z" * 64, b"\xff\xfe" + b"a" * 64],
    ids=["empty", "odd", "short", "no hexadecimals", "another encoding"],
)
def test_a_damaged_key_is_named_with_its_own_exit_status(
    workspace: Workspace, content: bytes
) -> None:
    workspace.key_file.write_bytes(content)
    with pytest.raises(KeyFileError, match="从备份恢复") as raised:
        workspace.key()
    assert raised.value.exit_status == 4


def test_what_an_editor_adds_to_a_key_is_no_damage(workspace: Workspace) -> None:
    key = workspace.key()
    workspace.key_file.write_bytes(
        b"\xef\xbb\xbf" + key.hex().upper().encode() + b"\r\n"
    )
    assert workspace.key() == key


def test_a_lost_key_is_not_made_anew_where_something_was_issued(
    workspace: Workspace,
) -> None:
    workspace.key_file.unlink()
    issued = workspace.issued("2025-07")
    issued.mkdir(parents=True)
    (workspace.root / "xltool.db").write_bytes(b"x")
    (issued / "甲.xlsx").write_bytes(b"x")
    with pytest.raises(KeyFileError, match="不见了"):
        create_workspace(workspace.root)
    assert not workspace.key_file.exists()


def test_a_key_is_made_once_however_many_make_it(workspace: Workspace) -> None:
    workspace.key_file.unlink()
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: workspace.make_key(), range(32)))
    assert keys == {workspace.key()}


@pytest.mark.parametrize("left", [None, b""], ids=["gone", "empty"])
def test_a_lost_ledger_is_named_and_none_begun_beside_what_was_issued(
    workspace: Workspace, left: bytes | None
) -> None:
    issued = workspace.issued("2025-07")
    issued.mkdir(parents=True)
    (issued / "甲.xlsx").write_bytes(b"x")
    if left is not None:
        (workspace.root / "xltool.db").write_bytes(left)
    with pytest.raises(LedgerMissingError, match="从备份恢复") as raised:
        find_workspace(workspace.root)
    assert raised.value.exit_status == 6


def test_what_a_killed_run_left_is_removed_and_what_is_being_written_stays(
    workspace: Workspace,
) -> None:
    received = workspace.received("2025-07")
    received.mkdir(parents=True)
    left = [received / ".xltool-1.xlsx", workspace.root / ".xltool-2.toml"]
    for path in left:
        path.write_bytes(b"half")
    with replacing(received / "a.xlsx") as temporary:
        find_workspace(workspace.root)
        assert not any(path.exists() for path in left)
        assert temporary.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no umask")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o640), (0o077, 0o600)])
def test_the_umask_holds_and_nobody_outside_the_group_may_read(
    tmp_path: Path, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "a.xlsx", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == mode


def test_a_full_disk_is_named_with_its_own_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match="腾出空间") as raised:
        write_atomically(tmp_path / "a.xlsx", b"x")
    assert raised.value.exit_status == 5
    assert list(tmp_path.iterdir()) == []


def test_a_locale_without_utf8_is_named_with_its_own_exit_status(
    workspace: Workspace,
) -> None:
    command = [sys.executable, "-m", "xltool", "-w", str(workspace.root), "check"]
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    done = subprocess.run(
        command,
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    if sys.platform == "linux":
        assert done.returncode == 8, done.stderr
        assert done.stderr.count("\n") == 1
        assert "UTF-8" in done.stderr
