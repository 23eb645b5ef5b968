"""A workspace: its folders, its settings, its signing key, its lock, and atomic writing in it."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import FileInUseError, InputFileError, WorkspaceNotFoundError
from xltool.settings import DEFAULT_TOML, Settings, parse_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = "xltool.toml"
TEMPORARY = ".xltool-"
"""With this the names of files begin that are being written."""


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

    def key(self) -> bytes:
        """Give the signing key; it is made when it is first needed and never leaves the workspace."""
        path = self.root / "xltool.key"
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(os.urandom(32).hex() + "\n")
        text = path.read_text(encoding="ascii").strip()
        if not text:
            raise InputFileError(
                f"签名密钥 {path} 是空的：请从备份恢复；没有备份时删去它，再重新下发本期报表"
            )
        return bytes.fromhex(text)


def templates_folder() -> Path:
    """Give the folder of the form designs that ship, in a checkout as in an installed wheel."""
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
    """Find the workspace of `start`, upward as git does."""
    for folder in (start.resolve(), *start.resolve().parents):
        path = folder / SETTINGS
        if path.is_file():
            try:
                text = path.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                raise InputFileError(
                    f"{path} 不是 UTF-8 编码：请用记事本另存为 UTF-8"
                ) from None
            return Workspace(root=folder, settings=parse_settings(text))
    raise WorkspaceNotFoundError(
        f"{start} 及其上级文件夹里没有 {SETTINGS}：请先运行 xltool init，或用 -w 指明工作区"
    )


def create_workspace(root: Path, settings_text: str = DEFAULT_TOML) -> Workspace:
    """Make a new workspace in `root`; what is already there stays as it is."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / SETTINGS).exists():
        write_atomically(root / SETTINGS, settings_text.encode())
    templates = root / "workbook_templates"
    templates.mkdir(exist_ok=True)
    for source in sorted(templates_folder().iterdir()):
        target = templates / source.name
        if source.suffix != ".py" and source.is_file() and not target.exists():
            write_atomically(target, source.read_bytes())
    for name in ("submissions", "reports"):
        (root / name).mkdir(exist_ok=True)
    workspace = find_workspace(root)
    workspace.key()
    return workspace


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content` as a whole: a reader sees the old file or the new one, never a part.

    FileInUseError where another program holds the file open (Excel does, on Windows).
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_privately(path: Path, text: str) -> None:
    """Replace `path` by a text that only this computer's user may read."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    with contextlib.suppress(OSError):  # a file system without rights
        path.chmod(0o600)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that replaces it when the block ends without an error."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(
        dir=path.parent, prefix=TEMPORARY, suffix=path.suffix
    )
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        try:
            temporary.replace(path)
        except PermissionError:
            raise FileInUseError(
                f"{path} 正被其他程序（Excel 或 WPS）打开：请关闭它再运行一次"
            ) from None
    finally:
        temporary.unlink(missing_ok=True)
