"""Makes the environment beside this file on the first start, then opens the desk.

Run by 开始.cmd and 开始.sh with any Python 3.11 to 3.13; it needs nothing else and no
network. What it installs are the wheels beside it. It may be stopped at any moment and
started again: an environment without its mark is made anew.

    start.py [--workspace DIR] [--prepare-only] [options of `xltool desk`]
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
WORKSPACE = "工作区"
ENVIRONMENT = "env"
MARK = "ready.json"
"""In the environment, written when it is whole: what it was made of."""
_RUN_PIP = (
    "import runpy, sys;"
    "sys.path.insert(0, sys.argv.pop(1));"
    "runpy.run_module('pip', run_name='__main__', alter_sys=True)"
)
"""Runs pip from its wheel, the way that `ensurepip` does."""
_READ_ONLY = (
    f"文件夹 {HERE} 写不进去（光盘、只读的 U 盘或共享文件夹？）："
    "请把整个文件夹复制到自己的电脑上，例如“文档”里，再双击“开始”"
)
_SHOWN = 3
"""Lines of pip's own words that are shown when it fails."""


class CannotStart(Exception):  # noqa: N818 - it is the answer to "why not?"
    """Why it does not go on, in words for the person who started it."""


def main(arguments: list[str]) -> int:
    """Prepare the environment and the workspace, and open the desk."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    options = list(arguments)
    workspace = _taken_workspace(options)
    only_prepare = "--prepare-only" in options
    try:
        bundle = _description()
        with _alone():
            python = _environment(bundle)
        if only_prepare:
            return 0
        return _open_desk(python, workspace or _default_workspace(), options)
    except CannotStart as reason:
        print(f"没有启动：{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止；再次双击“开始”就接着做。", file=sys.stderr)
        return 1


def _taken_workspace(options: list[str]) -> Path | None:
    """Take `--workspace DIR` out of the options."""
    if "--workspace" not in options:
        return None
    place = options.index("--workspace")
    directory = Path(options[place + 1])
    del options[place : place + 2]
    return directory.resolve()


def _description() -> dict[str, Any]:
    """Read what the bundle is, and see that it suits this computer."""
    try:
        described = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CannotStart(
            f"{HERE} 里缺少文件：请把压缩包完整解压到一个文件夹，再双击里面的“开始”"
        ) from None
    machine = platform.machine().lower()
    if machine not in described["machines"] or sys.platform != described["system"]:
        raise CannotStart(
            f"这个包是给 {described['platform']} 的，这台电脑是 {sys.platform} "
            f"{machine}：请换成对应的包"
        )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version not in described["pythons"]:
        raise CannotStart(
            f"这个包要用 Python {'、'.join(described['pythons'])}，找到的是 {version}"
        )
    return dict(described)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold the bundle while the environment is made; a second start waits."""
    with contextlib.ExitStack() as held:
        try:
            lock = held.enter_context((HERE / f"{ENVIRONMENT}.lock").open("a+b"))
        except OSError:
            if not _python_of(HERE / ENVIRONMENT).exists():
                raise CannotStart(_READ_ONLY) from None
        else:
            _lock(lock.fileno())
        yield


def _lock(descriptor: int) -> None:
    """Lock an open file until it is closed, by what the system has for it."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            with contextlib.suppress(OSError):  # it gives up after ten seconds
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _environment(bundle: dict[str, Any]) -> Path:
    """Give the Python of the environment; make it first where it is not whole."""
    folder = HERE / ENVIRONMENT
    python = _python_of(folder)
    made_of = {
        "version": bundle["version"],
        "python": platform.python_version(),
        "folder": str(folder),
    }
    if _mark(folder) == made_of and _works(python):
        return python
    print("第一次启动，正在准备，大约需要一两分钟……", flush=True)
    _check_wheels()
    try:
        if folder.exists():
            shutil.rmtree(folder)
        _install(folder, bundle)
        (folder / MARK).write_text(json.dumps(made_of), encoding="utf-8")
    except OSError as error:
        raise CannotStart(
            f"写不进 {folder}（{error.strerror or error}）：请看看磁盘是否已满、"
            "文件是否被别的程序占用，再双击“开始”"
        ) from None
    print("准备好了。", flush=True)
    return python


def _python_of(folder: Path) -> Path:
    if sys.platform == "win32":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def _mark(folder: Path) -> object:
    try:
        return json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _works(python: Path) -> bool:
    """Whether the environment's Python still runs: the one under it may be gone."""
    try:
        tried = subprocess.run([python, "-c", ""], check=False, capture_output=True)
    except OSError:
        return False
    return tried.returncode == 0


def _check_wheels() -> None:
    """See that every wheel is as it was packed; a copy may have been cut off."""
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        if not name.startswith("wheels/"):
            continue
        try:
            found = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        except OSError:
            found = ""
        if found != digest:
            raise CannotStart(f"{name} 缺失或损坏：请重新解压或重新复制整个文件夹")


def _install(folder: Path, bundle: dict[str, Any]) -> None:
    """Make the environment of the wheels beside this file, and of nothing else."""
    wheels = HERE / "wheels"
    pip = next(wheels.glob("pip-*.whl"))
    _run([sys.executable, "-I", "-m", "venv", "--without-pip", str(folder)])
    install = [str(_python_of(folder)), "-I", "-c", _RUN_PIP, str(pip), "install"]
    install += ["--isolated", "--quiet", "--disable-pip-version-check"]
    install += ["--no-index", "--find-links", str(wheels), "--no-cache-dir"]
    _run([*install, bundle["requirement"]])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, errors="replace"
    )
    if done.returncode != 0:
        words = [line for line in done.stderr.splitlines() if line.strip()]
        raise CannotStart("安装没有成功：" + " ".join(words[-_SHOWN:]))


def _default_workspace() -> Path:
    """Give 工作区 beside this file, or the only workspace that lies there."""
    if not (HERE / WORKSPACE).exists():
        found = sorted(HERE.glob("*/xltool.toml"))
        if len(found) == 1:
            return found[0].parent
    return HERE / WORKSPACE


def _open_desk(python: Path, workspace: Path, options: list[str]) -> int:
    """Make or complete the workspace and open the desk on it."""
    program = [str(python), "-I", "-X", "utf8", "-m", "xltool"]
    prepare = [*program, "init", str(workspace)]
    prepared = subprocess.run(prepare, check=False, stdout=subprocess.DEVNULL)
    if prepared.returncode != 0:
        return prepared.returncode
    print(f"工作区：{workspace}", file=sys.stderr)
    print("工作台开着的时候请不要关这个窗口。", file=sys.stderr, flush=True)
    desk = [*program, "-w", str(workspace), "desk", *options]
    return subprocess.run(desk, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
