"""The bundle's start files, with a tiny program in place of xltool's wheels."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bundle.building import PLATFORMS, WINDOWS, Platform, missing, pack
from xltool import __version__

HERE = [
    one
    for one in PLATFORMS
    if one.system == sys.platform and platform.machine() in one.machines
]
pytestmark = pytest.mark.skipif(
    not HERE or not (3, 11) <= sys.version_info[:2] <= (3, 13),
    reason="no bundle is built for this computer",
)
PROGRAM = """
import json, pathlib, sys
if sys.argv[1] == "init":
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    (folder / "xltool.toml").touch()
else:
    print(json.dumps(sys.argv[1:]))
"""


def _wheel(folder: Path, name: str, files: dict[str, str], *requires: str) -> None:
    version = __version__ if name == "xltool" else "1.0"
    info = f"{name}-{version}.dist-info"
    needed = "".join(f"Requires-Dist: {one}\n" for one in requires)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needed}"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members = {**files, f"{info}/METADATA": metadata, f"{info}/WHEEL": tags}
    record = "".join(f"{one},,\n" for one in (*members, f"{info}/RECORD"))
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for member, text in {**members, f"{info}/RECORD": record}.items():
            archive.writestr(member, text)


def _pip_wheel() -> Path:
    import ensurepip

    laid = [Path(ensurepip.__file__).parent / "_bundled"]
    if sysconfig.get_config_var("WHEEL_PKG_DIR"):
        laid.append(Path(sysconfig.get_config_var("WHEEL_PKG_DIR")))
    found = [wheel for folder in laid for wheel in folder.glob("pip-*.whl")]
    if not found:
        pytest.skip("this Python has no wheel of pip")
    return found[0]


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """An unpacked bundle in a folder with blanks, brackets and Chinese in its path."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    _wheel(wheels, "xltool", {"xltool/__init__.py": "", "xltool/__main__.py": PROGRAM})
    shutil.copy(_pip_wheel(), wheels)
    return _unpacked(HERE[0], wheels, tmp_path)


def _unpacked(target: Platform, wheels: Path, tmp_path: Path) -> Path:
    path = tmp_path / "xltool.zip"
    pack(target, wheels, path)
    folder = tmp_path / "督查室 (新)"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)  # noqa: S202 - it was packed a line above
    return folder / "xltool"


def _start(
    unpacked: Path, *options: str, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("sh") or "/bin/sh", str(unpacked / "开始.sh"), *options]
    alone = shutil.which("unshare")
    if alone and not subprocess.run([alone, "-rn", "true"], check=False).returncode:
        command = [alone, "-rn", *command]  # there is no network in it
    # the Python of the tests is the one to be found
    path = f"{unpacked.parent}/bin"
    (unpacked.parent / "bin").mkdir(exist_ok=True)
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        program = unpacked.parent / "bin" / name
        program.unlink(missing_ok=True)
        program.symlink_to(Path(sys.executable).resolve())
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{path}:/usr/bin:/bin", **(variables or {})},
    )


def _asked(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stdout + done.stderr
    asked: list[str] = json.loads(done.stdout.splitlines()[-1])
    return asked


def test_the_first_start_makes_the_environment_and_opens_the_desk(
    unpacked: Path,
) -> None:
    first = _start(unpacked, "--no-browser")
    assert _asked(first) == ["-w", str(unpacked / "工作区"), "desk", "--no-browser"]
    assert "第一次启动" in first.stdout
    second = _start(unpacked)
    assert "第一次启动" not in second.stdout
    # what a killed first start leaves is made anew
    (unpacked / "env" / "ready.json").unlink()
    shutil.rmtree(unpacked / "env" / "lib")
    assert "第一次启动" in _start(unpacked).stdout
    elsewhere = str(unpacked.parent)
    assert _asked(_start(unpacked, "--workspace", elsewhere))[1] == elsewhere


def test_the_only_workspace_beside_is_opened(unpacked: Path) -> None:
    start = _module(unpacked / "start.py")
    assert start._default_workspace() == unpacked / "工作区"
    (unpacked / "某市").mkdir()
    (unpacked / "某市" / "xltool.toml").touch()
    assert start._default_workspace() == unpacked / "某市"


def test_a_wheel_that_was_cut_off_is_named(unpacked: Path) -> None:
    wheel = next((unpacked / "wheels").glob("xltool-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:100])
    done = _start(unpacked)
    assert done.returncode == 1
    assert f"wheels/{wheel.name} 缺失或损坏" in done.stderr


def test_where_a_python_is_missing_it_is_said_what_to_lay_there(
    unpacked: Path,
) -> None:
    tools = unpacked.parent / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "uname", "cat", "tar", "gzip", "rm", "mkdir", "mv"):
        (tools / name).symlink_to(shutil.which(name) or name)
    (tools / "rmdir").symlink_to(shutil.which("rmdir") or "rmdir")
    none = {"PATH": str(tools)}
    done = _start(unpacked, variables=none)
    if done.returncode == 0:
        pytest.skip("a Python stands where the start file looks without PATH")
    assert "install_only.tar.gz" in done.stdout
    assert platform.machine() in done.stdout
    # and once it lies there, it is unpacked and used
    python = unpacked.parent / "standalone" / "python" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    name = f"cpython-3.12.1+1-{platform.machine()}-unknown-linux-gnu-install_only"
    with tarfile.open(unpacked / f"{name}.tar.gz", "w:gz") as archive:
        archive.add(unpacked.parent / "standalone" / "python", "python")
    assert _start(unpacked, "--prepare-only", variables=none).returncode == 0
    assert (unpacked / "python" / "bin" / "python3").is_file()


def test_a_folder_that_cannot_be_written_to_is_named(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start = _module(unpacked / "start.py")
    _refuse_writing(monkeypatch)
    assert start.main([]) == 1
    assert "写不进去" in capsys.readouterr().err


def _module(path: Path) -> Any:
    import importlib.util

    spec = importlib.util.spec_from_file_location("bundle_start", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _refuse_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every opening for writing fail, as on a read-only medium (root may write)."""
    opened = Path.open

    def refusing(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if set(mode) & set("wax+"):
            raise PermissionError(13, "Read-only file system", str(self))
        return opened(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refusing)


def test_a_bundle_for_another_computer_says_so(
    unpacked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    described = unpacked / "bundle.json"
    bundle = json.loads(described.read_text(encoding="utf-8"))
    described.write_text(json.dumps({**bundle, "machines": ["sw_64"]}))
    assert _module(unpacked / "start.py").main([]) == 1
    assert "请换成对应的包" in capsys.readouterr().err


def test_start_files_for_windows_are_read_right_in_every_code_page(
    tmp_path: Path,
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    folder = _unpacked(WINDOWS, wheels, tmp_path)
    batch = (folder / "开始.cmd").read_bytes()
    assert batch.isascii()
    assert batch.count(b"\n") == batch.count(b"\r\n") > 20
    assert "amd64.exe" in (folder / "no-python.txt").read_text(encoding="utf-8")


def test_what_the_wheels_of_a_target_require_is_followed_by_its_own_markers(
    tmp_path: Path,
) -> None:
    _wheel(
        tmp_path,
        "xltool",
        {},
        "click>=8",
        "psycopg[binary]; extra == 'postgres'",
        "bench; extra == 'bench'",
    )
    _wheel(tmp_path, "click", {}, "colorama; platform_system == 'Windows'")
    _wheel(tmp_path, "psycopg", {}, "psycopg-binary==1.0; extra == 'binary'")
    (tmp_path / "psycopg_binary-1.0-cp311-cp311-win_amd64.whl").touch()
    assert missing(WINDOWS, "3.12", tmp_path) == ["colorama", "psycopg-binary==1.0"]
    assert missing(PLATFORMS[1], "3.12", tmp_path) == ["psycopg-binary==1.0"]
