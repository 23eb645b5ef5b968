"""`backup` and `restore`.

A whole workspace in one file, and back, with every hash checked. The file is a zip of
what cannot be made again: settings, registry, designs, words of mails, originals,
reports, and the ledger as it stood at one moment. Its `manifest.json` gives the SHA-256
of each member. The signing key goes along only under a passphrase: whoever has it can
sign workbooks in the office's name. It is encrypted by Fernet with a key that scrypt
derives from the passphrase (RFC 7914; N=2^15, r=8, p=1).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from xltool.errors import InputFileError, LedgerError
from xltool.json_values import json_path
from xltool.ledger.ledger import open_ledger
from xltool.settings import parse_settings
from xltool.workspace import (
    SETTINGS,
    find_workspace,
    replacing,
    write_atomically,
)
from xltool.workspace.start_files import put_start_files
from xltool.workspace.writing import temporary_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.workspace import Workspace

MANIFEST, LEDGER, KEY, LOCKED_KEY = (
    "manifest.json",
    "xltool.db",
    "xltool.key",
    "xltool.key.encrypted",
)
_FOLDERS = ("workbook_templates", "mail_templates", "submissions", "reports")
_FILES = (SETTINGS, "registry.xlsx", "cascade.xlsx")
_LEFT_OUT = ("uploads", "uploads-read")
"""Folders of the desk whose files are not in the ledger yet."""
_SALT_BYTES = 16
_DATABASE_URL = re.compile(
    r"""
    ( ^\[database\] [^\n]* \n   # the section
      (?: (?!\[) .* \n )*?       # its lines before it
      \s* url \s* = ) .* $       # url = "postgresql://…"
    """,
    re.VERBOSE | re.MULTILINE,
)
_NO_URL = r'\1 ""   # 恢复出来的台账在 xltool.db 里'
_LARGEST_READ = 64 << 20
"""Bytes of a member that is read at once: the list of files, the key."""
_PIECE = 1 << 20
_LARGEST = 64 << 30
"""Bytes: a backup that unpacks to more is none of ours."""
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(KeyError, TypeError, ValueError),
    RuntimeError,
)
"""What reading a damaged or a foreign zip raises; RuntimeError where it is encrypted or
compressed in a way that Python does not know.
"""


class _NotABackupError(ValueError):
    """Why a zip is no backup, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupResult:
    """What was put into a backup, or taken out of one.

    `has_key` says whether the key was.
    """

    path: Path
    files: int
    size: int
    has_key: bool

    def as_json(self) -> dict[str, object]:
        """Give the document of `backup --json` and `restore --json`."""
        return {
            "path": json_path(self.path),
            "files": self.files,
            "size": self.size,
            "has_key": self.has_key,
        }


def backup(workspace: Workspace, target: Path, *, passphrase: str = "") -> BackupResult:
    """Write the backup of a workspace; others may go on working meanwhile.

    A ledger that is kept elsewhere goes along as `xltool.db` too.
    """
    digests: dict[str, str] = {}
    size = 0
    with (
        replacing(target) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in _files_of(workspace.root, target):
            name = path.relative_to(workspace.root).as_posix()
            digests[name] = _add(archive, name, path)
            size += path.stat().st_size
        with temporary_beside(target) as copy:
            _copy_ledger(workspace, copy)
            digests[LEDGER] = _add(archive, LEDGER, copy)
            size += copy.stat().st_size
        if passphrase:
            locked = _encrypted(workspace.key(), passphrase)
            archive.writestr(LOCKED_KEY, locked)
            digests[LOCKED_KEY] = hashlib.sha256(locked).hexdigest()
        words = json.dumps({"format": 1, "sha256": digests}, ensure_ascii=False)
        archive.writestr(MANIFEST, words)
    return BackupResult(
        path=target, files=len(digests), size=size, has_key=bool(passphrase)
    )


def restore(source: Path, folder: Path, *, passphrase: str = "") -> BackupResult:
    """Unpack a backup into an empty folder and check every hash.

    InputFileError, and nothing is left in the folder, where the file is no backup, is
    damaged, or the passphrase is wrong.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputFileError(f"{folder} 里已有文件：请换一个空文件夹再恢复")
    try:
        with zipfile.ZipFile(source) as archive:
            digests = _manifest(archive)
            content = _key_in(archive, passphrase)
            folder.mkdir(parents=True, exist_ok=True)
            size = sum(
                _take(archive, name, digest, folder) for name, digest in digests.items()
            )
    except FileNotFoundError:
        raise InputFileError(f"找不到 {source}：请检查路径") from None
    except _UNREADABLE as error:
        _empty(folder)
        raise InputFileError(
            f"{source.name} 不是完好的备份（{_reason(error)}）："
            "请换一份备份，什么也没有恢复"
        ) from None
    if content:
        with replacing(folder / KEY) as temporary:
            temporary.write_bytes(content)
        (folder / KEY).chmod(0o600)
    _use_restored_ledger(folder)
    find_workspace(folder)
    put_start_files(folder)
    return BackupResult(
        path=folder, files=len(digests), size=size, has_key=bool(content)
    )


def _reason(error: Exception) -> str:
    """Say why a file cannot be restored."""
    match error:
        case _NotABackupError():
            return str(error)
        case zipfile.BadZipFile() | EOFError() | zlib.error():
            return "不是 zip 文件，或没有复制完整"
        case KeyError() | TypeError() | ValueError():
            return "里面没有备份的文件清单，或缺了文件"
        case OSError():
            return "读不出来，或写不进要恢复到的文件夹"
        case _:
            return "压缩的办法不认识，或加了密"


def _use_restored_ledger(folder: Path) -> None:
    """Let the settings name the ledger that was restored, not the server's."""
    path = folder / SETTINGS
    text = path.read_text(encoding="utf-8-sig")
    if parse_settings(text).database.url:
        write_atomically(path, _DATABASE_URL.sub(_NO_URL, text, count=1).encode())


def _files_of(root: Path, target: Path) -> Iterator[Path]:
    """Give what cannot be made again, but for the ledger and the key."""
    for name in _FILES:
        if (root / name).is_file():
            yield root / name
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            inner = path.relative_to(root).parts
            hidden = path.name.startswith((".", "~$"))
            wanted = not hidden and path != target and not set(inner) & set(_LEFT_OUT)
            if wanted and path.is_file():
                yield path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Add a file to the archive piece by piece, and give its hash."""
    digest = hashlib.sha256()
    with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as member:
        while piece := file.read(_PIECE):
            digest.update(piece)
            member.write(piece)
    return digest.hexdigest()


def _copy_ledger(workspace: Workspace, target: Path) -> None:
    """Copy the database as it stands at one moment, also while others write to it."""
    if workspace.settings.database.url:
        with open_ledger(workspace.database_url) as ledger:
            ledger.copy_to(target)
        return
    path = workspace.root / LEDGER
    if not path.is_file():
        raise LedgerError(f"没有台账 {path}，没有什么可备份：请先下发一次报表")
    try:
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        raise LedgerError(
            f"台账 {path} 读不出来（{error}）：请用以前的备份恢复"
        ) from None


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the hash of each member; ValueError for a file that is no backup."""
    sizes = {member.filename: member.file_size for member in archive.infolist()}
    for name in (MANIFEST, LOCKED_KEY):
        if sizes.get(name, 0) > _LARGEST_READ:
            raise _NotABackupError(f"{name} 太大")
    told = json.loads(archive.read(MANIFEST))
    digests: dict[str, str] = told["sha256"]
    if sum(member.file_size for member in archive.infolist()) > _LARGEST:
        raise _NotABackupError("解开后太大")
    for name in digests:
        if not _stays_inside(name):
            raise _NotABackupError(f"文件名 {name} 不对")
    return digests


def _stays_inside(name: str) -> bool:
    """Say whether a member's name is a path within the folder it is unpacked to.

    No absolute path, no way up, none of Windows' own (`C:`, backslashes).
    """
    if name.startswith("/") or "\\" in name or ":" in name:
        return False
    return ".." not in PurePosixPath(name).parts


def _take(archive: zipfile.ZipFile, name: str, digest: str, folder: Path) -> int:
    """Unpack one member and give its size; ValueError where it is not what it was."""
    if name == LOCKED_KEY:
        return 0
    target = folder.joinpath(*PurePosixPath(name).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    size = 0
    with archive.open(name) as member, target.open("wb") as file:
        while piece := member.read(_PIECE):
            found.update(piece)
            file.write(piece)
            size += len(piece)
    if found.hexdigest() != digest:
        raise _NotABackupError(f"{name} 与备份时不同")
    return size


def _key_in(archive: zipfile.ZipFile, passphrase: str) -> bytes:
    """Give the key file that a backup holds.

    Empty where it has none or none is asked for.
    """
    if not passphrase:
        return b""
    if LOCKED_KEY not in archive.namelist():
        raise InputFileError("备份里没有签名密钥：备份时没有给口令，请去掉口令再恢复")
    return _decrypted(archive.read(LOCKED_KEY), passphrase).hex().encode() + b"\n"


def _encrypted(key: bytes, passphrase: str) -> bytes:
    """Lock the key with a passphrase; the salt stands before it."""
    from cryptography.fernet import Fernet

    salt = os.urandom(_SALT_BYTES)
    return salt + Fernet(_derived(passphrase, salt)).encrypt(key)


def _decrypted(locked: bytes, passphrase: str) -> bytes:
    """Give a locked key; InputFileError where the passphrase is another one."""
    from cryptography.fernet import Fernet, InvalidToken

    salt = locked[:_SALT_BYTES]
    token = locked[_SALT_BYTES:]
    try:
        return Fernet(_derived(passphrase, salt)).decrypt(token)
    except InvalidToken:
        raise InputFileError("口令不对：什么也没有恢复，请用备份时的口令") from None


def _derived(passphrase: str, salt: bytes) -> bytes:
    """Make a key of a passphrase, slowly, so that guessing takes long."""
    derived = hashlib.scrypt(
        passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32
    )
    return base64.urlsafe_b64encode(derived)


def _empty(folder: Path) -> None:
    """Remove what a restore that failed has written."""
    import shutil

    if folder.is_dir():
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
