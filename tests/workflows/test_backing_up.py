"""A workspace in one file: whole, checked, and the key only under a passphrase."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import PERIOD, UNIT
from tests.workflows.office import NOW, drop_off, entries, filled_in, open_office
from xltool.cli.main import run
from xltool.errors import InputFileError, LedgerError
from xltool.ledger.ledger import open_ledger
from xltool.workflows.backing_up import LOCKED_KEY, MANIFEST, backup, restore
from xltool.workflows.collecting import collect
from xltool.workflows.rollup import rollup
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace

WORDS = "云湖 2025 综合协调"


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """July was issued, and one unit has reported."""
    workspace = open_office(tmp_path / "office")
    sent = drop_off(tmp_path / "in", f"{UNIT}.xlsx", filled_in(workspace, entries()))
    collect(workspace, PERIOD, [sent], now=NOW)
    return workspace


def test_after_the_loss_of_everything_the_rollup_is_the_same(
    office: Workspace, tmp_path: Path
) -> None:
    before = rollup(office, PERIOD, now=NOW).path.read_bytes()
    key = office.key()
    kept = backup(office, tmp_path / "备份.zip", passphrase=WORDS)
    assert kept.has_key
    shutil.rmtree(office.root)
    restored = restore(kept.path, tmp_path / "again", passphrase=WORDS)
    assert restored.has_key
    again = find_workspace(tmp_path / "again")
    assert again.key() == key
    assert rollup(again, PERIOD, now=NOW).path.read_bytes() == before
    originals = sorted(one.name for one in again.received(str(PERIOD)).iterdir())
    assert originals


def test_without_a_passphrase_no_key_leaves_the_office(
    office: Workspace, tmp_path: Path
) -> None:
    kept = backup(office, tmp_path / "b.zip")
    with zipfile.ZipFile(kept.path) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert not kept.has_key
    assert "xltool.key" not in names
    assert LOCKED_KEY not in names
    assert office.key().hex().encode() not in everything
    assert not restore(kept.path, tmp_path / "again").has_key


def test_a_wrong_passphrase_restores_nothing(office: Workspace, tmp_path: Path) -> None:
    kept = backup(office, tmp_path / "b.zip", passphrase=WORDS)
    with pytest.raises(InputFileError, match="口令不对"):
        restore(kept.path, tmp_path / "again", passphrase=WORDS[:-1])
    assert not (tmp_path / "again").exists()


def spoilt(source: Path, target: Path, **changed: bytes) -> Path:
    """Copy a backup with some members changed; an empty one is left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = changed.get(name.partition(".")[0], old.read(name))
            if content:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "changed",
    [
        {"registry": b"changed"},
        {"registry": b""},
        {"manifest": b"{"},
        {"manifest": json.dumps({"sha256": {"../out": "0"}}).encode()},
        {"manifest": json.dumps({"sha256": {"/etc/x": "0"}}).encode()},
        {"manifest": json.dumps({"sha256": {"C:\\x": "0"}}).encode()},
        {"manifest": b""},
    ],
    ids=str,
)
def test_a_damaged_backup_leaves_nothing(
    office: Workspace, tmp_path: Path, changed: dict[str, bytes]
) -> None:
    kept = backup(office, tmp_path / "b.zip")
    bad = spoilt(kept.path, tmp_path / "bad.zip", **changed)
    with pytest.raises(InputFileError, match="不是完好的备份"):
        restore(bad, tmp_path / "again")
    folder = tmp_path / "again"
    assert not folder.exists() or not list(folder.iterdir())
    assert not (tmp_path / "out").exists()


def test_what_is_no_zip_and_what_is_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"no zip")
    with pytest.raises(InputFileError, match="不是完好的备份"):
        restore(tmp_path / "b.zip", tmp_path / "again")
    with pytest.raises(InputFileError, match="找不到"):
        restore(tmp_path / "none.zip", tmp_path / "again")


@pytest.mark.parametrize("kind", ["no zip", "cut", "another zip", "spoilt"])
def test_what_is_no_backup_is_told_in_one_chinese_line(
    kind: str, office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "b.zip"
    content = backup(office, path).path.read_bytes()
    middle = len(content) // 2
    if kind == "another zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    else:
        spoilt_bytes = bytes(len(content) // 4)
        path.write_bytes(
            {
                "no zip": b"no zip",
                "cut": content[:middle],
                "spoilt": content[:200] + spoilt_bytes + content[middle - 50 :],
            }[kind]
        )
    assert run(["restore", str(path), str(tmp_path / "again")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "请换一份备份" in line
    assert not re.search("[A-Za-z]{2}", line.replace("b.zip", "").replace("zip", ""))
    assert not (tmp_path / "again").exists() or not list((tmp_path / "again").iterdir())


def test_a_folder_with_files_is_refused(office: Workspace, tmp_path: Path) -> None:
    kept = backup(office, tmp_path / "b.zip")
    with pytest.raises(InputFileError, match="空文件夹"):
        restore(kept.path, office.root)
    with zipfile.ZipFile(kept.path) as archive:
        assert MANIFEST in archive.namelist()


def test_a_workspace_without_a_ledger_has_nothing_to_keep(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(LedgerError, match="没有台账"):
        backup(workspace, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_a_ledger_kept_elsewhere_is_restored_beside_the_settings(
    tmp_path: Path,
) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    office = open_office(tmp_path / "office", f"sqlite:///{elsewhere.as_posix()}")
    before = (office.root / "xltool.toml").read_text(encoding="utf-8")
    kept = backup(office, tmp_path / "b.zip")
    elsewhere.unlink()
    restore(kept.path, tmp_path / "again")
    again = find_workspace(tmp_path / "again")
    assert again.settings.database.url == ""
    assert list(again.root.glob("xltool.db"))
    with open_ledger(again.database_url) as ledger:
        assert ledger.issued_units(str(PERIOD))
    after = (again.root / "xltool.toml").read_text(encoding="utf-8")
    changed = [
        one
        for one, other in zip(before.splitlines(), after.splitlines(), strict=True)
        if one != other
    ]
    assert len(changed) == 1


def test_the_commands_say_what_became_of_it(
    office: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin.readline", lambda: f"{WORDS}\n", raising=False)
    place = ["-w", str(office.root)]
    file = str(tmp_path / "b.zip")
    assert run([*place, "backup", file]) == 0
    assert "xltool.key" in capsys.readouterr().out
    assert run(["restore", file, str(tmp_path / "one")]) == 3
    assert run([*place, "doctor", "--json"]) in {0, 3}
    printed = capsys.readouterr().out
    assert '"subject": "台账数据库"' in printed
    monkeypatch.chdir(tmp_path)
    assert run(["doctor"]) in {0, 3}
    assert "Python" in capsys.readouterr().out
