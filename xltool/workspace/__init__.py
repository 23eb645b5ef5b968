"""A workspace: its folders, its settings, its signing key, and atomic writing in it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from xltool.errors import (
    InputFileError,
    LedgerMissingError,
    LocaleError,
    WorkspaceNotFoundError,
)
from xltool.settings import DEFAULT_TOML, Settings, parse_settings
from xltool.workspace.keys import make_key, read_key
from xltool.workspace.writing import (
    TEMPORARY,
    remove_leftovers,
    replacing,
    write_atomically,
    write_privately,
)

__all__ = [
    "EXAMPLES",
    "SETTINGS",
    "TEMPORARY",
    "Workspace",
    "create_workspace",
    "find_workspace",
    "replacing",
    "sample_folder",
    "templates_folder",
    "write_atomically",
    "write_privately",
]

SETTINGS = "xltool.toml"
EXAMPLES = "examples"
"""In the folder of designs: designs to start from, in use once they stand above it."""
_LEDGER = "xltool.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The folders and files of one office's workspace, and its settings."""

    root: Path
    settings: Settings

    @property
    def registry(self) -> Path:
        """任务台账."""
        return self.root / "registry.xlsx"

    @property
    def templates(self) -> Path:
        """The form designs."""
        return self.root / "workbook_templates"

    @property
    def kept_layouts(self) -> Path:
        """The office's own workbooks on which forms were issued, by their hashes."""
        return self.templates / "版式存档"

    @property
    def mail_templates(self) -> Path:
        """The words of the mails."""
        return self.root / "mail_templates"

    @property
    def database_url(self) -> str:
        """The ledger's SQLAlchemy URL."""
        return (
            self.settings.database.url
            or f"sqlite:///{(self.root / 'xltool.db').as_posix()}"
        )

    def issued(self, period: str) -> Path:
        """下发表 of a period."""
        return self.root / "submissions" / period / "issued"

    def outbox(self, period: str) -> Path:
        """Mails of a period that wait to be sent."""
        return self.root / "submissions" / period / "outbox"

    def received(self, period: str) -> Path:
        """Originals of a period, write-once."""
        return self.root / "submissions" / period / "received"

    def returned(self, period: str) -> Path:
        """Annotated copies of a period that go back."""
        return self.root / "submissions" / period / "returned"

    def reports(self, period: str) -> Path:
        """The roll-up and the bulletin of a period."""
        return self.root / "reports" / period

    @property
    def key_file(self) -> Path:
        """The signing key's file."""
        return self.root / "xltool.key"

    def key(self) -> bytes:
        """Read the signing key, which never leaves the workspace.

        KeyFileError if it cannot be.
        """
        return read_key(self.key_file)

    def make_key(self) -> bytes:
        """Make the signing key where there is none yet."""
        return make_key(self.key_file)


def templates_folder() -> Path:
    """Give the folder of the form designs that ship, installed or in a checkout."""
    from importlib.util import find_spec

    if find_spec("xltool.workbook_templates") is None:
        # A checkout that is not installed: the folder stands beside the package.
        return _package_folder("xltool").parent / "workbook_templates"
    return _package_folder("xltool.workbook_templates")


def sample_folder() -> Path:
    """Give the folder of the sample city's data."""
    return _package_folder("xltool.sample")


def _package_folder(name: str) -> Path:
    from importlib.resources import files

    return Path(str(files(name)))


def find_workspace(start: Path) -> Workspace:
    """Find the workspace of `start`, upward as git does.

    What killed runs left in it is removed. LedgerMissingError where workbooks were
    issued and the ledger that knew of them is gone; LocaleError where this computer
    cannot write Chinese file names.
    """
    _require_utf8()
    for folder in (start.resolve(), *start.resolve().parents):
        path = folder / SETTINGS
        if path.is_file():
            workspace = Workspace(root=folder, settings=parse_settings(_text(path)))
            _require_ledger(workspace)
            remove_leftovers(folder)
            return workspace
    raise WorkspaceNotFoundError(
        f"{start} 及其上级文件夹里没有 {SETTINGS}：请先运行 xltool init，或用 -w "
        "指明工作区"
    )


def create_workspace(root: Path, settings_text: str = DEFAULT_TOML) -> Workspace:
    """Make a new workspace in `root`; what is already there stays as it is.

    A key is made only where nothing can have been signed yet: KeyFileError where one
    was lost or is damaged.
    """
    _require_utf8()
    root.mkdir(parents=True, exist_ok=True)
    if not (root / SETTINGS).exists():
        write_atomically(root / SETTINGS, settings_text.encode())
    templates = root / "workbook_templates"
    _copy_designs(templates_folder(), templates)
    _copy_designs(templates_folder() / EXAMPLES, templates / EXAMPLES)
    for name in ("submissions", "reports"):
        (root / name).mkdir(exist_ok=True)
    workspace = find_workspace(root)
    if (root / _LEDGER).exists() or has_issued(workspace):
        workspace.key()
    else:
        workspace.make_key()
    return workspace


def _copy_designs(source: Path, target: Path) -> None:
    """Copy the files of a folder that are not there yet."""
    target.mkdir(exist_ok=True)
    for file in sorted(source.iterdir()):
        copy = target / file.name
        if file.suffix != ".py" and file.is_file() and not copy.exists():
            write_atomically(copy, file.read_bytes())


def has_issued(workspace: Workspace) -> bool:
    """Say whether issued workbooks lie in a workspace."""
    return any((workspace.root / "submissions").glob("*/issued/*.xlsx"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputFileError(
            f"{path} 不是 UTF-8 编码：请用记事本另存为 UTF-8"
        ) from None


def _require_ledger(workspace: Workspace) -> None:
    """Refuse to begin an empty ledger beside workbooks that an earlier one knew of."""
    path = workspace.root / _LEDGER
    elsewhere = bool(workspace.settings.database.url)
    begun = path.exists() and path.stat().st_size > 0
    if not elsewhere and not begun and has_issued(workspace):
        raise LedgerMissingError(
            f"台账数据库 {path} 不见了，而 submissions 里有下发过的报表："
            "请从备份恢复它；确实要从头开始的，把 submissions 文件夹移走"
        )


def _require_utf8() -> None:
    encoding = sys.getfilesystemencoding()
    if encoding.lower().replace("-", "") != "utf8":
        raise LocaleError(
            f"这台电脑的语言环境（{encoding}）写不了中文文件名："
            "请设环境变量 LANG=C.UTF-8（或 PYTHONUTF8=1），再运行同一命令"
        )
